"""Two texts laid side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearsheet.query.alignment import Piece, align_texts, align_words


def shown(old: str, new: str) -> str:
    marks = {"equal": "{}", "gone": "[-{}-]", "come": "{{+{}+}}"}
    return "".join(marks[piece.side].format(piece.text) for piece in align_words(old, new))


def test_a_figure_with_its_point_and_a_name_with_its_apostrophe_are_words() -> None:
    assert (
        shown("It cost 1,200 euros.", "It cost 1,300 euros.") == "It cost [-1,200-]{+1,300+} euros."
    )
    assert shown("O'Neill spoke", "O'Hara spoke") == "[-O'Neill-]{+O'Hara+} spoke"


def test_chinese_and_japanese_are_compared_by_letters() -> None:
    assert shown("水位上升了两米。", "水位上升了三米。") == "水位上升了[-两-]{+三+}米。"
    assert shown("東京で5人が負傷した", "東京で6人が負傷した") == "東京で[-5-]{+6+}人が負傷した"


def test_thai_is_compared_by_words_of_its_dictionary() -> None:
    assert shown("สวัสดีชาวโลก", "สวัสดีชาวไทย") == "สวัสดีชาว[-โลก-]{+ไทย+}"


def test_hindi_and_arabic_words_stay_whole_with_their_signs() -> None:
    assert shown("हिन्दी में लिखा", "हिन्दू में लिखा") == "[-हिन्दी-]{+हिन्दू+} में लिखा"
    assert shown("ارتفع المَدّ مترين", "ارتفع المَدّ ثلاثة") == "ارتفع المَدّ [-مترين-]{+ثلاثة+}"


def test_one_equal_word_between_longer_changes_is_chance() -> None:
    assert (
        shown("the mayor of Orrin spoke", "a ferry of Halvern sails daily")
        == "[-the mayor of Orrin spoke-]{+a ferry of Halvern sails daily+}"
    )


def test_what_went_comes_before_what_came_and_the_rest_is_edited_word_by_word() -> None:
    rows = list(align_texts(["a b c d", "gone for good"], ["a b x d", "quite new words"]))
    assert [(row.fate, len(row.pieces)) for row in rows] == [
        ("edited", 4),
        ("gone", 1),
        ("come", 1),
    ]
    assert "".join(p.text for p in rows[0].old) == "a b c d"
    assert "".join(p.text for p in rows[0].new) == "a b x d"


def test_a_text_against_nothing_is_all_come() -> None:
    assert align_words("", "all new") == (Piece("come", "all new"),)
    assert align_words("", "") == ()


def test_texts_too_long_to_compare_are_replaced_between_their_equal_ends() -> None:
    old = " ".join(["first", *("a b" for _ in range(2_000)), "last"])
    new = " ".join(["first", *("b c" for _ in range(2_000)), "last"])
    assert [piece.side for piece in align_words(old, new)] == [
        "equal", "gone", "come", "equal",
    ]  # fmt: skip


WORDS = st.lists(st.sampled_from(["a", "b", "c ", "水", "位", "ไทย", ". ", " "]), max_size=12).map(
    "".join
)


@given(WORDS, WORDS)
def test_both_texts_come_out_again_but_for_their_spaces(old: str, new: str) -> None:
    pieces = align_words(old, new)
    for text, without in ((old, "come"), (new, "gone")):
        kept = "".join(p.text for p in pieces if p.side != without)
        assert "".join(kept.split()) == "".join(text.split())


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_every_paragraph_of_both_texts_is_in_one_row(old: list[str], new: list[str]) -> None:
    rows = list(align_texts(old, new))
    assert sum(row.fate != "come" for row in rows) == len(old)
    assert sum(row.fate != "gone" for row in rows) == len(new)
