"""Printed dates: a line that is a date, or holds one among words. Null rather than a guess."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from transforms.parse.dates.figures import DMY, YMD
from transforms.parse.dates.foreign import JUCHE, JUCHE_START, read_digits
from transforms.parse.dates.reading import (
    Reading,
    fold_line_of_dates,
    has_other_word,
    is_date_word,
    is_mark,
    read_dates,
)
from transforms.parse.dates.relative import read_span
from transforms.parse.dates.value import Mention, Order, PrintedDate
from transforms.text.sentences import is_terminated
from transforms.values import frozen
from transforms.words.date_labels import ROLES
from transforms.words.dates import JUCHE_NAMES

#: A line longer than this is no date; the longest forms (weekday, date, time, zone, two labels)
#: stay below; two of them with their labels take twice that. judged
DATE_LINE_CHARS, TWO_DATES_CHARS = 60, 130
BYLINE_CHARS = 130
#: A text has begun with a sentence of so many words. Different days behind it, without a label and
#: at most so many lines apart, are a list of what it tells of: `14 June: Marlow`, `21 June:
#: Eastwick`. judged
SENTENCE_WORDS, LIST_STEP = 8, 2
#: A line that says how long ago it was is shorter, and no longer where it has a figure. judged
_SPAN_CHARS, _DATED_SPAN_CHARS = 24, 40

_DIGIT = re.compile(r"\d|[〇一二三四五六七八九十]年|元年|תש[א-ת]?[\"'”״׳]")
_DAY_TOO_LATE, _FULL_YEAR = (
    re.compile(r"(?<!\d)(?:29|[3-9]\d)(?!\d)"),
    re.compile(r"(?<!\d)\d{4}(?!\d)"),
)


@frozen
class LineDates:
    """What a line says of its article's days: the first publication, the last update; `is_alone`
    where it holds nothing else, `is_labelled` where a word says what the first is. `words` counts
    what is no part or label of a date, `is_sentence` says whether it ends as one. `start` is where
    the first date begins, in characters of the line as it was folded, which are mostly its own.
    """

    published: PrintedDate | None = None
    updated: PrintedDate | None = None
    is_alone: bool = False
    is_labelled: bool = False
    words: int = 0
    is_sentence: bool = False
    start: int = 0


def read_line(text: str, *, order: Order | None = None) -> LineDates:
    """The days that a line of an article's header prints, among other words.

    `Updated 9 March 2026, first published 5 March 2026` was published on the 5th; a day that is
    labelled as another's (`Reviewed`, `©`) is none of them.
    """
    if len(text) > BYLINE_CHARS or not _DIGIT.search(text):
        return LineDates()
    reading = read_dates(text, order=order)
    dated = [m for m in reading.mentions if m.date.value_on or m.date.not_before]
    if not dated:
        return LineDates()
    roles = _roles(reading, dated)
    published = _first(dated, roles, "published") or _first(dated, roles, "")
    return LineDates(
        replace(published, evidence=text) if published else None,
        replace(u, evidence=text, is_update=True)
        if (u := _first(dated, roles, "updated"))
        else None,
        reading.is_alone,
        "published" in roles,
        0 if reading.is_alone else sum(not is_mark(t.text) for t in reading.left),
        is_terminated(text),
        dated[0].start,
    )


@lru_cache(maxsize=8192)
def parse_printed_date(text: str, *, order: Order | None = None) -> PrintedDate | None:
    """The date a line consists of, or None where the line is more than a date: `March 08, 2026`,
    `le 8 mars 2026`.

    Weekday, time, zone and labels ("Updated:") may stand around it; of several dates that of
    publication counts. `08/03/2026` has bounds and no value unless `order` says how the page
    writes; a line without a year ("8 March", "3 hours ago") has neither.
    """
    if len(text) > TWO_DATES_CHARS:
        return None
    if not _DIGIT.search(text):
        is_span = len(text) < _SPAN_CHARS and read_span(text)
        return PrintedDate(evidence=text) if is_span else None
    if len(text) <= _DATED_SPAN_CHARS and read_span(text):
        return PrintedDate(evidence=text)
    if has_other_word(text):
        return None
    reading = read_dates(text, order=order)
    is_short = len(text) <= DATE_LINE_CHARS or len(reading.mentions) > 1
    if not (reading.mentions and reading.is_alone and is_short):
        return None
    said = read_line(text, order=order)
    return said.published or said.updated or replace(reading.mentions[0].date, evidence=text)


def may_be_date(text: str, *, may_be_span: bool) -> bool:
    """Whether `parse_printed_date` or `find_refusal` may say something of a line: nothing where it
    has a word that no date has, but for `3 hours ago` (`relative.may_be_spans`) and years of an
    era.
    """
    if not _DIGIT.search(text):
        return may_be_span and len(text) < _SPAN_CHARS and read_span(text) is not None
    if not has_other_word(text):
        return True
    if may_be_span and len(text) <= _DATED_SPAN_CHARS and read_span(text):
        return True
    low = read_digits(text).casefold()
    return any(name in low for name in JUCHE_NAMES)


def find_refusal(text: str) -> str | None:
    """Why a line that is written like a date is none: `impossible` (30 February, Juche 115 as 2025)
    or `out_of_range` (a year beyond 1600-2100); None for a date and for any other line.
    """
    if len(text) > DATE_LINE_CHARS or not _DIGIT.search(text) or parse_printed_date(text):
        return None
    if (
        (juche := JUCHE.search(read_digits(text).casefold()))
        and juche[3]
        and int(juche[3]) != JUCHE_START + int(juche[2])
    ):
        return "impossible"
    if has_other_word(text):
        return None
    folded = fold_line_of_dates(text)
    figures = YMD.fullmatch(folded) or DMY.fullmatch(folded)
    milder = [
        (_DAY_TOO_LATE.sub("28", folded), "impossible"),
        (_FULL_YEAR.sub("2000", folded), "out_of_range"),
    ]
    for other, reason in milder:
        if other != folded and (found := parse_printed_date(other)) and found.day:
            return reason
    return "impossible" if figures else None


def find_printed_date(text: str, *, order: Order | None = None) -> PrintedDate | None:
    """The full date of publication inside a short line of other words: `By A. Writer, Wednesday, 20
    November 2019 08:05 GMT`; that of an update where it is the only one.
    """
    said = read_line(text, order=order)
    found = said.published if said.published and said.published.value_on else said.updated
    return found if found and found.value_on else None


def _first(dated: list[Mention], roles: list[str], role: str) -> PrintedDate | None:
    return next((m.date for m, r in zip(dated, roles, strict=True) if r == role), None)


def _roles(reading: Reading, dated: list[Mention]) -> list[str]:
    """What the label beside each date makes of it: `published`, `updated`, `other` or nothing.

    Labels stand before their dates, unless the line begins with a date and ends with a label and no
    more.
    """
    ends = [0, *(m.end for m in dated)]
    starts = [*(m.start for m in dated), len(reading.text)]
    gaps = [_role(reading, a, b) for a, b in zip(ends, starts, strict=True)]
    behind = [t.text for t in reading.left if t.start >= ends[-1]]
    is_behind = gaps[-1] in ("published", "updated") and all(map(is_date_word, behind))
    return gaps[1:] if not gaps[0] and is_behind else gaps[:-1]


def _role(reading: Reading, start: int, end: int) -> str:
    """The last word between two dates that says what a date is."""
    for token in reversed([t for t in reading.left if start <= t.start < end]):
        for role, labels in ROLES:
            if token.text in labels:
                return role
    return ""
