"""Dates told from another day: `3 hours ago` in a header, `on December 4 last year` in a sentence.
They give bounds and never a day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.parse.dates.value import shift_day
from transforms.words.date_labels import PUBLISHED_LABELS, UPDATE_LABELS, UPDATE_STEMS
from transforms.words.dates import ENGLISH_MONTHS, fold, month_names
from transforms.words.relative import (
    AGO,
    AGO_WORDS,
    CLOCK_TAIL,
    DAY,
    DAYS_BACK,
    LAST_YEAR,
    ON_WEEKDAY,
    UNIT_OF,
    WEEKDAY_OF,
    YESTERDAY,
    YESTERDAY_WORDS,
)

#: The words of which a day of last year has one.
_LAST_YEAR_HINTS = frozenset(hint for hints, _ in LAST_YEAR for hint in hints)
#: Those of which any relative date has one, for Polars, which keeps an expression that it has
#: compiled.
_HINTS = "|".join(map(re.escape, sorted({*_LAST_YEAR_HINTS, *YESTERDAY_WORDS, *WEEKDAY_OF})))
#: A line that says no more than how long ago it was is no longer. judged
_MOST_CHARS = 40
#: A label of an update has no more words: `zuletzt aktualisiert`, `mis à jour`. judged
_LABEL_WORDS = 3
#: How phrases for a day begin.
_DAY_HEADS = frozenset(phrase[:2] for phrase in DAYS_BACK)
#: What a line has that says how long ago it was, as it is printed: any of those words, or of those
#: beginnings behind a label and what else may stand before them.
_BLANK = r"[\s\x1c-\x1f]"
_SPANS = "|".join(re.escape(word).replace(r"\ ", f"{_BLANK}+") for word in sorted(AGO_WORDS))
_OPENINGS = "|".join(
    re.escape(head).replace(r"\ ", _BLANK).replace("'", "['’]") for head in sorted(_DAY_HEADS)
)
_LABELS = "|".join(
    re.escape(word) for word in sorted({*PUBLISHED_LABELS, *UPDATE_LABELS}) if " " not in word
)
_SPAN_HINTS = (
    rf"{_SPANS}|\A(?:{_BLANK}|\.)*(?:(?:{_LABELS})[:：]*{_BLANK})?"
    rf"(?:{_BLANK}|[:：,|·.-])*(?:{_OPENINGS})"
)
#: What stands before a weekday in ASCII, with its blank: `on `, `am `, `ce `, `el `.
_BEFORE_WEEKDAY = 3  # source: transforms.words.relative
#: Beginnings of words for units of time, the longest first.
_HEADS = sorted(UNIT_OF, key=len, reverse=True)


def read_span(line: str) -> tuple[float, float] | None:
    """How long before the reader's now a line puts its day, in seconds, least and most; None for a
    line that says more or less.

    `3 hours ago` gives (10800, 14400), `Yesterday, 10:30` and `Published yesterday` (86400, 86400);
    what was updated 3 hours ago was published any time before, so that its most is endless.
    """
    low = " ".join(line.casefold().replace("’", "'").split()).strip(" .")
    if len(low) > _MOST_CHARS:
        return None
    label, _, rest = low.partition(" ")
    if label.rstrip(":：") in PUBLISHED_LABELS:
        return _read_bare_span(rest.lstrip(":： "))
    if not UPDATE_STEMS.search(low):
        return _read_bare_span(low)
    words = low.split()
    rests = (" ".join(words[n:]) for n in range(1, min(_LABEL_WORDS, len(words)) + 1))
    span = next(filter(None, map(_read_bare_span, rests)), None)
    return span and (span[0], math.inf)


def _read_bare_span(low: str) -> tuple[float, float] | None:
    """`read_span` of a line in small letters, without a label."""
    is_ago = any(map(low.__contains__, AGO_WORDS))
    if not (is_ago or low.lstrip(" ,|·-")[:2] in _DAY_HEADS):
        return None
    clock = CLOCK_TAIL.search(low)
    bare = (
        low[: clock.start()].strip(" ,|·-")
        if clock and clock.end() == len(low) and clock.start()
        else low
    )
    if bare in DAYS_BACK:
        back = float(DAYS_BACK[bare] * DAY)
        return back, back
    if not is_ago:
        return None
    for pattern in AGO:
        if found := pattern.fullmatch(low) or pattern.fullmatch(bare):
            groups = found.groupdict()
            unit = _unit(groups.get("unit") or groups.get("unit2") or "")
            number = groups.get("n") or groups.get("n2") or "1"
            count = int(number) if number.isdecimal() else 1
            return (float(count * unit), float((count + 1) * unit)) if unit else None
    return None


def may_be_spans(lines: Sequence[str]) -> NDArray[np.bool_]:
    """For each line whether it has a word without which `read_span` says nothing."""
    low = pl.Series([line.casefold() for line in lines], dtype=pl.String)
    return low.str.contains(_SPAN_HINTS).to_numpy()


def _unit(word: str) -> int | None:
    return next(
        (
            UNIT_OF[head]
            for head in _HEADS
            if (word == head if len(head) == 1 and head.isascii() else word.startswith(head))
        ),
        None,
    )


def bound_span(line: str, captured_at: datetime) -> tuple[date | None, date] | None:
    """The first and last day on which what has such a line can have been published, of a page that
    was captured then; a zone's day is left on either side.
    """
    span = read_span(line)
    if span is None:
        return None
    least, most = (_day_before(captured_at, seconds) for seconds in span)
    first = None if math.isinf(span[1]) else shift_day(most, -1)
    return first, min(shift_day(least, 1), shift_day(captured_at.date(), 1))


def _day_before(moment: datetime, seconds: float) -> date:
    try:
        return (moment - timedelta(seconds=seconds)).date()
    except OverflowError:
        return date.min


def may_have_phrases(pages: Sequence[Sequence[str]]) -> list[list[bool]]:
    """For each paragraph of these pages whether it has a word without which no relative date
    stands: the others need not be searched.
    """
    low = pl.Series([t.lower() for page in pages for t in page], dtype=pl.String)
    found = iter(low.str.contains(_HINTS).to_list())
    return [list(islice(found, len(page))) for page in pages]


def find_phrases(text: str, most: int) -> list[str]:
    """The first relative dates of a paragraph, in its order: `["December 4 last year", "on
    Monday"]`.
    """
    low = text.lower()
    found: list[re.Match[str]] = []
    if any(map(low.__contains__, _LAST_YEAR_HINTS)):
        asked = [p for hints, p in LAST_YEAR if any(map(low.__contains__, hints))]
        days = (m for p in asked for m in p.finditer(text))
        found += (m for m in days if bound_event(m[0], date(2000, 6, 15), is_exact=True))
    if any(map(low.__contains__, YESTERDAY_WORDS)):
        found += YESTERDAY.finditer(text)
    found += _find_weekdays(text, low)
    return [m[0] for m in sorted(found, key=lambda m: m.start())][:most]


def _find_weekdays(text: str, low: str) -> Iterator[re.Match[str]]:
    """`ON_WEEKDAY` wherever it stands in a text, which `low` is in small letters: looked for where
    its names stand.
    """
    names = [name for name in WEEKDAY_OF if name in low]
    if not names or not text.isascii():  # of other letters some small ones are two
        yield from ON_WEEKDAY.finditer(text) if names else ()
        return
    for name in names:
        at = low.find(name)
        while at >= 0:
            # behind a word of two letters and a blank
            if at >= _BEFORE_WEEKDAY and (said := ON_WEEKDAY.match(text, at - _BEFORE_WEEKDAY)):
                yield said
            at = low.find(name, at + len(name))


def bound_event(
    phrase: str, day: date, *, is_exact: bool
) -> tuple[date | None, date | None] | None:
    """What a phrase says of its event where the article is of this day, or (not `is_exact`) of this
    day or an earlier one.

    `December 4 last year` in an article of 2026-03-08 is 2025-12-04; where that is only the day of
    the capture it is 2025-12-04 or earlier. A weekday lies within seven days on either side.
    """
    for _, pattern in LAST_YEAR:
        if found := pattern.search(phrase):
            event = _in_year(found.groupdict(), day.year - 1)
            return (event if is_exact else None, event) if event else None
    if found := ON_WEEKDAY.search(phrase):
        ahead = (WEEKDAY_OF[found["name"].casefold()] - day.weekday()) % 7
        following = shift_day(day, ahead)
        return (shift_day(following, -7) if is_exact else None, following)
    if YESTERDAY.search(phrase):
        before = shift_day(day, -1)
        return (before if is_exact else None, before)
    return None


def _in_year(groups: dict[str, str | None], year: int) -> date | None:
    number, name = groups.get("number"), groups.get("month") or ""
    month = (
        int(number)
        if number
        else ENGLISH_MONTHS.get(name.casefold()) or month_names()[1].get(fold(name), 0)
    )
    try:
        return date(year, month or 0, int(groups["day"] or 0))
    except ValueError:
        return None
