"""Two versions of an article, word by word."""

from __future__ import annotations

from tearsheet.query.diff import mark_paragraphs


def gone(text: str) -> str:
    return f"[-{text}-]"


def come(text: str) -> str:
    return f"{{+{text}+}}"


def test_words_that_went_and_words_that_came_are_marked_and_the_rest_stays() -> None:
    old, new = "The tide rose 2 metres.", "The tide rose 3.5 metres."
    assert list(mark_paragraphs([old], [new], gone, come)) == ["The tide rose [-2-]{+3.5+} metres."]
    old, new = "수위가 2미터 올랐다.", "수위가 3미터 올랐다."
    assert list(mark_paragraphs([old], [new], gone, come)) == ["수위가 [-2미터-]{+3미터+} 올랐다."]


def test_paragraphs_that_stayed_are_counted_and_an_edited_one_is_told_from_a_new_one() -> None:
    old = [
        "The ferry sails at nine.",
        "The gap is closed.",
        "Nobody was hurt.",
        "Goats were moved.",
    ]
    new = [
        "The ferry sails at nine.",
        "The gap is open again.",
        "A plough came over from Orrin on Monday.",
        "Goats were moved.",
    ]
    assert list(mark_paragraphs(old, new, gone, come)) == [
        "  (1 paragraph the same)",
        "The gap is [-closed-]{+open again+}.",
        "[-Nobody was hurt.-]",
        "{+A plough came over from Orrin on Monday.+}",
        "  (1 paragraph the same)",
    ]


def test_every_word_of_both_versions_is_printed_or_counted() -> None:
    old, new = ["a b c", "d", "e f g h", "x"], ["d", "a b c", "e f q h", "y", "x"]
    assert list(mark_paragraphs(old, new, gone, come)) == [
        "{+d+}",
        "  (1 paragraph the same)",
        "[-d-]",
        "e f [-g-]{+q+} h",
        "{+y+}",
        "  (1 paragraph the same)",
    ]
