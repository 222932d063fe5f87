"""A line -> all the dates in it, each with its place, its time and the weekday beside it, and the
words that belong to none.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import chain

from transforms.parse.dates.figures import take_figures
from transforms.parse.dates.foreign import fold_calendars, read_digits
from transforms.parse.dates.month_names import Token, take_month_names
from transforms.parse.dates.named_calendars import fold_named
from transforms.parse.dates.value import Mention, Order, PrintedDate, as_day
from transforms.values import frozen
from transforms.words.calendars import ERA_MARKS, HIJRI_MONTHS, PERSIAN_MONTHS
from transforms.words.date_labels import PUBLISHED_LABELS, UPDATE_LABELS
from transforms.words.dates import (
    AM_WORDS,
    ENGLISH_WEEKDAYS,
    JUCHE_NAMES,
    LABELS,
    PM_WORDS,
    ROMAN_MONTHS,
    WEEKDAYS_IN_TWO,
    ZONES,
    fold,
    month_names,
    weekday_numbers,
)

#: A weekday stands so near its date: `Thu, 5 March`, `8日(日)`. judged
_BESIDE_CHARS = 3
_SURE_LETTERS = 4
_SPACES = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
#: `5 March '26`, `5-Mar-26`: two figures that can only be a year.
_SHORT_YEAR = re.compile(
    r"(?<=\D)'(?P<year>\d\d)(?!\d)"
    r"|(?<!\d)(?P<day>\d{1,2}) ?-(?P<name>[^\W\d_]{3,12})\.?-(?P<year2>\d\d)(?![\d-])"
)
_ROMANS = "|".join(sorted(ROMAN_MONTHS, key=len, reverse=True))
_ROMAN_YEAR = r"(?:1[6-9]|20)\d\d"
_ROMAN = re.compile(
    rf"(?<![\w.])(?P<day>\d{{1,2}})\.? ?(?P<month>{_ROMANS})\.? ?(?P<year>{_ROMAN_YEAR})(?!\d)"
    rf"|(?<![\w.])(?P<year2>{_ROMAN_YEAR})\.? ?(?P<month2>{_ROMANS})\.? ?(?P<day2>\d{{1,2}})(?!\d)"
)
#: A weekday of Vietnamese: `thứ năm`, `chủ nhật`; with a figure, `thứ 5`, it says as much.
_IN_TWO = re.compile(r"\b(?:thứ (hai|ba|tư|năm|sáu|bảy)|chủ (nhật))\b(?:,? ngày\b)?")
_IN_FIGURES = re.compile(r"\bthứ ([2-7])\b(?!/)")
#: Thai writes two figures of its own years behind a month's name.
_THAI_YEAR = re.compile(r"(?<=[\u0e00-\u0e7f.]) ?([67]\d)(?![\d:.])")
#: Where a converter joined a day to what stands beside it, as `Ann LeeMar 5, 2025`, `5 March
#: 20264 min read`, `05.03.2026Updated`: in front of the day and behind its year.
_MONTH, _YEAR = r"[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё]{2,9}+\.?", r"(?:19|20)\d\d"
_JOINED_DAY = re.compile(
    rf"(?<=[a-zà-ÿа-яё\d)]){_MONTH} \d{{1,2}}(?:st|nd|rd|th)?+,? {_YEAR}"
    rf"|(?<=[^\W\d_])(?<![tT])(?:\d{{1,2}}([./-])\d{{1,2}}\1{_YEAR}|{_YEAR}-\d\d-\d\d(?!\d))"
    rf"|(?<=[a-zà-ÿа-яё)])\d{{1,2}} {_MONTH} {_YEAR}"
)
_JOINED_YEAR = re.compile(
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?+,? "
    r"|(?<!\d)\d{1,2}\.? (?:de )?+[^\W\d_]{3,10}+\.? (?:de )?+"
    rf"|(?<!\d)\d{{1,2}}([./-])\d{{1,2}}\1){_YEAR}(?=\w)"
)
_CLOCK = re.compile(
    r"(?<![\d.:/-])(\d{1,2})(?:[:h]|\.(?=\d\d(?!\d|\.\d)))\s?(\d{2})(?::(\d{2}))?(?![\d/])"
    r"|(?<![\d.:/-])(\d{1,2})\s?[時时點点시](?:\s?(\d{1,2})\s?[分분]?(?:\s?\d{1,2}\s?[秒초])?|半)?"
    r"|(?<![\d.:/-])(\d{1,2})(?=\s?(?:[ap]\.?m\b|uhr\b|h\b))"
)
_OFFSET = re.compile(
    r"(?:(?:gmt|utc)\s*+|(?<!\s)\s++)?([+-])(\d{1,2}):?(\d{2})?(?!\d)(?=\s*+(?:\)|$|\]))"
)
#: A word that is a token by itself, whatever is folded around it.
_APART = re.compile(r"(?:^|(?<=[\s,;:(]))[a-z]{4,}(?=[\s,;:)]|$)")
_LETTERS = re.compile(r"[a-z]+")
_TOKEN = re.compile(r"\d+|[^\s\d,:;/()\[\]|·•–—−\-\"“”«»，、。（）【】<>&!*#=+：،・]+")


@frozen
class Reading:
    """A line as it was read: its folded text, its dates in order, and the words that are part of
    none.
    """

    text: str
    mentions: tuple[Mention, ...]
    left: tuple[Token, ...]

    @property
    def is_alone(self) -> bool:
        """Whether nothing but words that stand around dates is left."""
        return not any(t.text.isdecimal() or not is_date_word(t.text) for t in self.left)


@lru_cache(maxsize=8192)
def read_dates(text: str, *, order: Order | None = None) -> Reading:
    """All dates of a line; `order` says how its page writes days in figures."""
    folded = fold_line_of_dates(text)
    rest, found = take_figures(folded, order=order)
    rest, clocks = _clocks(rest)
    tokens = [
        Token(t if t.isdecimal() else t.strip(".'"), m.start(), m.end())
        for m in _TOKEN.finditer(rest)
        if (t := m[0]).strip(".'")
    ]
    named, left = take_month_names(tokens)
    if found:
        taken = named if all(n.date.value_on for n in named) else []
        left = left if taken else tokens
        named = taken
    mentions = sorted([*found, *named], key=lambda m: m.start)
    return Reading(folded, tuple(_with_surroundings(mentions, clocks, left)), tuple(left))


def part_days(text: str) -> str:
    """A line with a blank between a day and a word or figure that was joined to it: `by Ann LeeMay
    5, 20264 min read` is `by Ann Lee May 5, 2026 4 min read`.
    """
    if not _may_have_year(text):
        return text
    text = _JOINED_YEAR.sub(r"\g<0> ", text)
    return _JOINED_DAY.sub(r" \g<0>", text)


def _may_have_year(text: str) -> bool:
    """Whether the first two figures of a year of these two centuries stand anywhere in a line."""
    return "20" in text or "19" in text


def fold_line_of_dates(text: str) -> str:
    """A line as its dates are read: one case, one kind of blank, quote and figure, one calendar."""
    text = part_days(text)
    if text.isascii():
        text = " ".join(text.split()).lower()
    else:
        text = _SPACES.sub(" ", read_digits(text)).strip().casefold().replace("’", "'")
        text = _IN_FIGURES.sub(lambda m: f"thứ {list(WEEKDAYS_IN_TWO)[int(m[1]) - 2]}", text)
        text = _IN_TWO.sub(lambda m: WEEKDAYS_IN_TWO[m[1] or m[2]], text)
    if "'" in text or "-" in text:
        text = _SHORT_YEAR.sub(_full, text)
    if not text.isascii() and any("\u0e00" <= c <= "\u0e7f" for c in text):
        text = _THAI_YEAR.sub(r" 25\1", text)
    return fold_named(fold_calendars(_ROMAN.sub(_with_month, text)))


def _with_month(m: re.Match[str]) -> str:
    """A day whose month is a Roman figure, in usual ones: `5.iii.2026` is `5.3.2026`; without a
    dot it is none: `1 x 2000`.
    """
    if "." not in m[0]:
        return m[0]
    month = ROMAN_MONTHS[m["month"] or m["month2"]]
    return f"{m['day']}.{month}.{m['year']}" if m["day"] else f"{m['year2']}.{month}.{m['day2']}"


def is_date_word(token: str) -> bool:
    """Whether a word stands around dates: a label, a weekday, a zone, the mark of an era."""
    if token in LABELS or token in ENGLISH_WEEKDAYS or token in ZONES or token in _MARKS:
        return True
    return fold(token) in weekday_numbers()


def has_other_word(text: str) -> bool:
    """Whether a line has a word that no date has, so that it is surely more than one: told by words
    of four Latin letters and more that stand apart, which stay as they are whatever is folded.
    """
    known = _long_words()
    return any(m[0] not in known for m in _APART.finditer(text.lower()))


@cache
def _long_words() -> frozenset[str]:
    """All words that stand in dates or around them."""
    tables = (LABELS, ENGLISH_WEEKDAYS, ZONES, _MARKS, weekday_numbers(), month_names()[1])
    names = chain(*tables, ROMAN_MONTHS, PERSIAN_MONTHS, HIJRI_MONTHS, JUCHE_NAMES)
    return frozenset(chain.from_iterable(_LETTERS.findall(name) for name in names))


def is_mark(token: str) -> bool:
    """Whether a word can only belong to a date: a weekday, a zone, the mark of an era, a label of
    publication or update; particles may belong to a sentence.
    """
    return (
        token in PUBLISHED_LABELS
        or token in UPDATE_LABELS
        or token in ZONES
        or token in _MARKS
        or _weekday(token) is not None
    )


def _weekday(token: str) -> int | None:
    """The number of a weekday's name that no other word is spelled like: of a language that writes
    in Latin letters a short form may be a preposition of another (`on`, `it`, `la`).
    """
    is_sure = len(token) >= _SURE_LETTERS or not token.isascii() or token in ENGLISH_WEEKDAYS
    return weekday_numbers().get(fold(token)) if is_sure and token not in LABELS else None


_MARKS = frozenset(ERA_MARKS) | {m.rstrip(".") for m in ERA_MARKS}


def _full(m: re.Match[str]) -> str:
    if m["year"]:
        return f" 20{m['year']}"
    return f"{m['day']} {m['name']} 20{m['year2']}"


@frozen
class _Clock:
    """A time of day, its zone in hours where it is in figures, and its place."""

    hour: int
    minute: int
    offset: float | None
    start: int


def _clocks(text: str) -> tuple[str, list[_Clock]]:
    """The line with blanks for its times of day and the figures of their zones, and those times."""
    found = []
    for m in _CLOCK.finditer(text):
        hour, minute = int(m[1] or m[4] or m[6]), int(m[2] or m[5] or 0)
        text = _blank(text, m.start(), m.end())
        offset = None
        zone = _OFFSET.search(text, m.start())
        if zone:
            offset = (int(zone[2]) + int(zone[3] or 0) / 60) * (1 if zone[1] == "+" else -1)
            text = _blank(text, zone.start(), zone.end())
        if hour < 24 and minute < 60:
            found.append(_Clock(hour, minute, offset, m.start()))
    return text, found


def _blank(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _with_surroundings(
    mentions: list[Mention], clocks: list[_Clock], left: list[Token]
) -> list[Mention]:
    """The dates with the time and the weekday that stand nearest to each."""
    out = []
    for no, mention in enumerate(mentions):
        after = mentions[no + 1].start if no + 1 < len(mentions) else 1 << 30
        before = mentions[no - 1].end if no else 0
        own = [c for c in clocks if mention.start <= c.start < after][:1]
        own = own or [c for c in clocks if before <= c.start < mention.start and not no][-1:]
        words = [t.text for t in left if (before if not no else mention.start) <= t.start < after]
        beside = [
            t.text
            for t in left
            if 0 <= mention.start - t.end <= _BESIDE_CHARS
            or 0 <= t.start - mention.end <= _BESIDE_CHARS
        ]
        found = _with_weekday(mention.date, beside)
        if own:
            found = _with_time(found, own[0], words)
        out.append(replace(mention, date=found))
    return out


def _with_weekday(found: PrintedDate, words: list[str]) -> PrintedDate:
    """The date with what the weekday beside it says: which of two readings it is, or whether it
    can be right.
    """
    days = {n for w in words if (n := _weekday(w)) is not None}
    if len(days) != 1:
        return found
    day = days.pop()
    if found.is_open and found.not_before and found.not_after:
        fits = [d for d in (found.not_before, found.not_after) if d.weekday() == day]
        return replace(as_day(fits[0]), fits_weekday=True) if len(fits) == 1 else found
    return replace(found, fits_weekday=found.value_on.weekday() == day) if found.value_on else found


def _with_time(found: PrintedDate, clock: _Clock, words: list[str]) -> PrintedDate:
    """The instant where day, time and an unambiguous zone are all printed."""
    offset = clock.offset
    if offset is None:
        zones = [ZONES[w] for w in words if w in ZONES]
        offset = zones[0] if len(zones) == 1 else None
    if not found.value_on or offset is None or abs(offset) > 14:
        return found
    hour = clock.hour
    if any(w in PM_WORDS for w in words) and hour < 12:
        hour += 12
    elif any(w in AM_WORDS for w in words) and hour == 12:
        hour = 0
    try:
        local = datetime.combine(found.value_on, time(hour, clock.minute), UTC)
        return replace(found, value_at=local - timedelta(hours=offset), precision="minute")
    except OverflowError:
        return found
