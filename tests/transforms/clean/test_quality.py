import polars as pl
import pytest

from transforms.clean import quality


def measure(name: str, text: str) -> object:
    return quality.measure(pl.DataFrame({"text": [text]}))[name].item()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— !!! …", 0),
        ("one", 1),
        ("state-of-the-art U.S. don’t", 3),
        ("3.20 pm, 1,000,000", 3),
        ("港の船", 3),
        ("Tide at 3.20 pm: 港の船", 7),
        ("조선 중앙 통신", 3),
        ("cafe\u0301 नमस्ते", 2),
        ("GDP增长3.2%", 4),
    ],
)
def test_a_cjk_character_counts_as_a_word_and_a_word_keeps_its_inner_marks(
    text: str, words: int
) -> None:
    assert measure("words", text) == words


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("chars", "ab\n港", 4),
        ("paragraphs", "", 0),
        ("paragraphs", "a", 1),
        ("paragraphs", "a\nb", 2),
        ("mean_word_chars", "!?", None),
        ("mean_word_chars", "ab cdef", 3.0),
        ("mean_word_chars", "don’t", 4.0),
        ("terminal_line_share", "", None),
        ("terminal_line_share", "News\nIt rained.\nDid it?”\n下雨了。", 0.75),
        ("duplicate_line_share", "a", 0.0),
        ("duplicate_line_share", "a\nb\na\na", 0.5),
        ("symbol_share", "a|b ", 0.25),
        ("symbol_share", "plain, text.", 0.0),
        ("digit_share", "in 26", 0.4),
        ("digit_share", "٣٤", 1.0),
    ],
)
def test_a_measure_counts_letters_of_every_script(
    name: str, text: str, value: float | None
) -> None:
    assert measure(name, text) == value
