"""A line with the label before it, and whether what it says is a header's."""

from __future__ import annotations

import re

from transforms.parse.dates.printed import LineDates
from transforms.parse.dates.reading import is_date_word

#: A line is read to so many characters. judged
LINE_CHARS = 130
_LABEL_CHARS = 40
#: So many words that are no date's may stand beside one: with a label, without, and before a full
#: stop. judged
_LABEL_WORDS, _WORDS, _SENTENCE_WORDS = 9, 6, 1
_DIGIT = re.compile(r"\d")
#: What a line with a whole date has: a year, or the two figures of one behind a sign or a month.
#: What any form begins with stands first, so that a text is searched quickly.
YEAR = re.compile(
    r"[\d'’.\-年년\u0e00-\u0e7fת](?:(?<=\d)(?:\d\d| ?[./-] ?\d)|(?<=['’-])\d\d|(?<=[年년])"
    r"|(?<=[\u0e00-\u0e7f.]) ?\d\d"
    r"|(?<=ת)ש[א-ת]?[\"'”״׳])"  # a year of the Hebrew calendar, in letters
)
_NO_WORDS = re.compile(r"[\s:：·|]+")


def is_header(said: LineDates) -> bool:
    """Whether a line is short beside its dates, as headers are and sentences and captions are
    not.
    """
    most = _LABEL_WORDS if said.is_labelled or not said.published else _WORDS
    return said.words <= most and not (said.is_sentence and said.words > _SENTENCE_WORDS)


def with_label(text: str, previous: str) -> str:
    """The line behind a short one that is a label and nothing else, as in a list of terms:
    `Published`, then the day.
    """
    words = _NO_WORDS.split(previous.casefold().strip(" :："))
    is_label = 0 < len(previous) <= _LABEL_CHARS and not _DIGIT.search(previous)
    return f"{previous}: {text}" if is_label and all(map(is_date_word, words)) else text
