"""What ends a sentence, and what is cut before its end."""

import pytest

from transforms.text.sentences import PARAGRAPH_END, SENTENCE_BREAK, is_cut, is_terminated


@pytest.mark.parametrize(
    "line", ["He left.", "“He left.”", "他走了。」", "क्या हुआ।", "مرحبا؟", "Why?!)", "Եկավ։"]
)
def test_a_sentence_ends_in_every_script_inside_quotes_or_not(line: str) -> None:
    assert is_terminated(line)


@pytest.mark.parametrize("line", ["Sport", "He said:", "Rain, wind,", "", "”"])
def test_what_ends_without_a_mark_is_no_finished_sentence(line: str) -> None:
    assert not is_terminated(line)


def test_a_teaser_is_cut_where_its_sentence_does_not_end() -> None:
    assert [is_cut(t) for t in ("It rained.", "It rai", "It rained…", "It rained...", "It.")] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_paragraph_of_a_page_may_end_in_blanks() -> None:
    assert PARAGRAPH_END.search("It rained.” \n")
    assert not PARAGRAPH_END.search("It rained: ")


def test_a_break_is_inside_a_line() -> None:
    assert SENTENCE_BREAK.search("It rained. Then it snowed")
    assert not SENTENCE_BREAK.search("It rained.")
