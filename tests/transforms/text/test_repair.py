import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.repair import clean_line, clean_text

#: Pieces that interact: entities in parts, codepage pairs, joiners, spaces of several kinds, NFD,
#: controls.
PIECES = st.sampled_from(
    [
        "&",
        "amp;",
        "#38;",
        "&lt",
        ";",
        "\u037e",
        "&#59",
        "&nbsp",
        "&#39",
        "\u0019",
        "\u001c",
        "\u001d",
        ",",
        "|",
        "Ã",
        "©",
        "â€™",
        "â",
        "€",
        "™",
        "’",
        "“",
        "e\u0301",
        "ﬁ",
        "你",
        "م",
        "тест",
        "👩",
        "\u00a0",
        "\u3000",
        " ",
        "\n",
        "\r",
        "\u2028",
        "\t",
        "\u0085",
        "\u0000",
        "\u200b",
        "\u200c",
        "\u200d",
        "\u00ad",
        "\ufeff",
        "word",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("", ""),
        (" \t\u00a0\u3000\n\u200b\n", ""),
        ("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("one  two\u00a0three\n\n\n  four\t", "one two three\nfour"),
        ("Itâ€™s the cafÃ© on voilÃ\u00a0 street", "It’s the café on voilà street"),
        ("wait\u0085 for it", "wait… for it"),
        ("“Curly” ‘quotes’ — and … stay", "“Curly” ‘quotes’ — and … stay"),
        ("Ｆｕｌｌ　ｗｉｄｔｈ", "Ｆｕｌｌ ｗｉｄｔｈ"),
        ("cafe\u0301", "café"),
        ("ﬁnal oﬃce", "final office"),
        (
            "soft\u00adhyphen, zero\u200bwidth, \u202bbidi\u202c, \ufeffmark",
            "softhyphen, zerowidth, bidi, mark",
        ),
        ("nul\u0000 and bell\u0007 and delete\u007f", "nul and bell and delete"),
        ("AT&amp;amp;T, caf&eacute;, &#8220;so&#x201d;", "AT&T, café, “so”"),
        ("It&#3;s, the end&nbsp and &#39 so", "Its, the end and ' so"),
        ("It\u0019s \u001cso\u001d", "It’s “so”"),
        ("The end. , , ,\nOne,\nDear Sir ,\na | |\n, ,", "The end.\nOne,\nDear Sir ,\na"),
        ("Ð\u009fÑ\u0080Ð¸Ð²ÐµÑ\u0082", "Привет"),
        ("ä¸­æ\u0096\u0087", "中文"),
        ("Ä, Õ und É — Çeşme", "Ä, Õ und É — Çeşme"),
        ("R&D, ?a=1&copy=2, &nosuch;", "R&D, ?a=1&copy=2, &nosuch;"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Latin\u200d joiners\u200c go", "Latin joiners go"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_text_reads_as_it_was_meant_to(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


def test_a_line_keeps_no_line_end() -> None:
    assert clean_line("  Harbour\n opens &amp; \r\n closes ") == "Harbour opens & closes"


@pytest.mark.parametrize(
    "bomb",
    [
        "&" + "amp;" * 50_000,
        "&#59" * 50_000 + ";",
        "&#38&#59;" * 20_000,
        "\u200c" * 50_000,
        "Ã" * 20_000,
    ],
)
def test_text_built_to_need_endless_repair_settles(bomb: str) -> None:
    cleaned = clean_text(bomb)
    assert clean_text(cleaned) == cleaned


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert clean_line(clean_line(text)) == clean_line(text)


@given(TEXTS)
def test_clean_text_has_no_empty_line_and_no_edge_space(text: str) -> None:
    lines = clean_text(text).split("\n")
    assert lines == [""] or all(line and line == " ".join(line.split()) for line in lines)
