"""Printed dates: a line that is a date, a date inside a byline, the dateline of a report. Null
rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from transforms.page import DateCandidate, Precision
from transforms.parse.dates.relative import relative_span
from transforms.words.dates import (
    AM_WORDS,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    LABELS,
    PM_WORDS,
    UPDATE_LABELS,
    ZONES,
    fold,
    month_names,
    weekday_names,
)

FIRST_YEAR, LAST_YEAR = 1600, 2100
#: A line longer than this is no date; the longest forms (weekday, date, time, zone, two labels)
#: stay below.
DATE_LINE_CHARS = 60
BYLINE_CHARS = 90


@dataclass(frozen=True, slots=True)
class Found:
    """A printed date: its day where it is certain, else bounds, else only month and day (a dateline
    without a year).

    `reason` says why a line that is written like a date is none.
    """

    value_on: date | None = None
    value_at: datetime | None = None
    precision: Precision = "day"
    not_before: date | None = None
    not_after: date | None = None
    month: int | None = None
    day: int | None = None
    is_update: bool = False
    evidence: str = ""
    reason: str | None = None

    def as_candidate(self, source: str, confidence: float, *, evidence: str) -> DateCandidate:
        """The day or the bounds as evidence of a source."""
        return DateCandidate(
            source,
            self.precision,
            confidence,
            value_on=self.value_on,
            value_at=self.value_at,
            not_before=self.not_before,
            not_after=self.not_after,
            evidence=evidence,
        )


_SPACES = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_DIGIT = re.compile(r"\d")
#: Years of the Juche calendar count from 1912 as 1: `Juche 115 (2026)`, `주체115(2026)년`,
#: `主体115年(2026年)`.
_JUCHE = re.compile(
    r"(juche|주체|чучхе|主体|主體|チュチェ)\s*(\d{1,3})(?!\d)\s*[년年]?\s*[,.]?\s*(?:[（(]\s*(\d{4})\s*[년年]?\s*[）)]\s*([년年]?)|([년年]?))"
)
_JUCHE_START = 1911
_DAY_TOO_LATE, _FULL_YEAR = (
    re.compile(r"(?<!\d)(?:29|[3-9]\d)(?!\d)"),
    re.compile(r"(?<!\d)\d{4}(?!\d)"),
)
_ERA = re.compile(r"(令和|平成|昭和|民國|民国)\s*(\d{1,3}|元)\s*年")
_ERA_START = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_CLOCK = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:h]|\s*時|\s*时|\s*시\s|\.(?=\d\d(?!\d|\.\d)))\s*(\d{2})\s*[分분]?(?::(\d{2}))?(?![\d])"
    r"|(?<![\d.:])(\d{1,2})(?=\s*[ap]\.?m\b)"
)
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+-])(\d{1,2}):?(\d{2})?(?!\d)(?=\s*(?:\)|$|\]))")
_YMD = re.compile(
    r"(?<!\d)(\d{4})\s*[-./年년]\s*(\d{1,2})\s*[-./月월]\s*(\d{1,2})(?!\d)\s*[日일]?\.?(?:t(?=\d))?"
)
_DMY = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d./])")
_MD_EAST = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_VIETNAMESE = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?:,| năm)? (\d{4})")
_TOKEN = re.compile(r"\d+|[^\s\d,:;/()\[\]|·•–—−\-\"“”«»，、。（）【】<>&!*#=+：]+")


@lru_cache(maxsize=8192)
def parse_printed_date(text: str, *, day_first: bool | None = None) -> Found | None:
    """The date a line consists of, or None where the line is more than a date: `March 08, 2026`,
    `le 8 mars 2026`.

    Weekday, time, zone and labels ("Updated:") may stand around it. `08/03/2026` has bounds and no
    value unless `day_first` says how the page writes; a line without a year ("8 March", "3 hours
    ago") has neither.
    """
    if len(text) > DATE_LINE_CHARS:
        return None
    if not _DIGIT.search(text):
        return Found(evidence=text) if len(text) < 16 and relative_span(text) else None
    if len(text) <= 40 and relative_span(text):
        return Found(evidence=text)
    found, is_alone = _read(_folded(text), day_first)
    return replace(found, evidence=text) if found and is_alone else None


def refusal_of(text: str) -> str | None:
    """Why a line that is written like a date is none: `impossible` (30 February, Juche 115 as 2025)
    or `out_of_range` (a year beyond 1600-2100); None for a date and for any other line.
    """
    if len(text) > DATE_LINE_CHARS or not _DIGIT.search(text) or parse_printed_date(text):
        return None
    if (
        (juche := _JUCHE.search(text.casefold()))
        and juche[3]
        and int(juche[3]) != _JUCHE_START + int(juche[2])
    ):
        return "impossible"
    folded = _folded(text)
    figures = _YMD.fullmatch(folded) or _DMY.fullmatch(folded)
    milder = [
        (_DAY_TOO_LATE.sub("28", folded), "impossible"),
        (_FULL_YEAR.sub("2000", folded), "out_of_range"),
    ]
    for other, reason in milder:
        if other != folded and (found := parse_printed_date(other)) and found.day:
            return reason
    return "impossible" if figures else None


def find_printed_date(text: str, *, day_first: bool | None = None) -> Found | None:
    """The full date inside a short line of other words: `By A. Writer, Wednesday, 20 November 2019
    08:05 GMT`.
    """
    if len(text) > BYLINE_CHARS or not _DIGIT.search(text):
        return None
    found, _ = _read(_folded(text), day_first)
    return replace(found, evidence=text) if found and found.value_on else None


def printed_order(texts: Iterable[str]) -> bool | None:
    """Whether a page writes the day first, told by its dates with a number above 12; None where
    nothing or both is told.
    """
    said = set()
    for text in texts:
        for found in _DMY.finditer(text):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                said.add(True)
            elif second > 12 >= first:
                said.add(False)
    return said.pop() if len(said) == 1 else None


def _folded(text: str) -> str:
    text = _SPACES.sub(" ", text).strip().casefold().replace("’", "'")
    text = _JUCHE.sub(_juche, text)
    return _ERA.sub(lambda m: f"{_ERA_START[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", text)


def _juche(m: re.Match[str]) -> str:
    """A Juche year as the year it is; one that contradicts the year beside it stays, and is no
    date.
    """
    year = _JUCHE_START + int(m[2])
    if m[3] and int(m[3]) != year:
        return m[0]
    is_east = "년" in m[0] or "年" in m[0]
    return f"juche {year}{'年' if is_east else ''} "


def _read(text: str, day_first: bool | None) -> tuple[Found | None, bool]:
    """The first published date of a folded line, and whether nothing but date words stands around
    it.
    """
    rest, numeric = _numeric(text, day_first)
    rest, clock, offset = _clock(rest)
    tokens = [t if t.isdecimal() else t.strip(".'") for t in _TOKEN.findall(rest)]
    named, left = _named([t for t in tokens if t], is_year_known=bool(numeric))
    dates = numeric or named
    if not dates:
        return None, False
    is_alone = not any(t.isdecimal() or not _is_date_word(t) for t in left)
    found = dates[0]
    is_update = any(t in UPDATE_LABELS for t in left) and len(dates) == 1
    return replace(
        _with_time(found, clock, offset, left) if len(dates) == 1 else found, is_update=is_update
    ), is_alone


def _is_date_word(token: str) -> bool:
    if token in LABELS or token in ENGLISH_WEEKDAYS or token in ZONES:
        return True
    return fold(token) in weekday_names()


def _numeric(text: str, day_first: bool | None) -> tuple[str, list[Found]]:
    """Dates written in figures, and the line without them."""
    out: list[Found] = []

    def ymd(m: re.Match[str]) -> str:
        return _take(out, _whole(int(m[1]), int(m[2]), int(m[3])), m)

    def dmy(m: re.Match[str]) -> str:
        return _take(out, _in_figures(m, day_first), m)

    text = _YMD.sub(ymd, text)
    text = _VIETNAMESE.sub(lambda m: _take(out, _whole(int(m[3]), int(m[2]), int(m[1])), m), text)
    text = _DMY.sub(dmy, text)
    if not out:
        text = _MD_EAST.sub(lambda m: _take(out, _yearless(int(m[1]), int(m[2])), m), text)
    return text, out


def _take(out: list[Found], found: Found | None, match: re.Match[str]) -> str:
    if found is None:
        return match[0]
    out.append(found)
    return " "


def _in_figures(m: re.Match[str], day_first: bool | None) -> Found | None:
    """`08.03.2026` is day first wherever dots are written; a slash or hyphen leaves two readings;
    two-digit years too many.
    """
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    if len(m[4]) == 2:
        return (
            Found() if 0 < first <= 31 and 0 < second <= 31 and min(first, second) <= 12 else None
        )
    if m[2] == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is not None:
        return _whole(year, second, first) if day_first else _whole(year, first, second)
    both = [
        f.value_on
        for f in (_whole(year, second, first), _whole(year, first, second))
        if f and f.value_on
    ]
    return Found(precision="range", not_before=min(both), not_after=max(both)) if both else None


def _clock(text: str) -> tuple[str, tuple[int, int] | None, float | None]:
    """The line without its time of day and numeric zone, the time, and the zone in hours."""
    found = _CLOCK.search(text)
    if not found:
        return text, None, None
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    zone = _OFFSET.search(rest, found.start())
    offset = None
    if zone:
        offset = (int(zone[2]) + int(zone[3] or 0) / 60) * (1 if zone[1] == "+" else -1)
        rest = f"{rest[: zone.start()]} {rest[zone.end() :]}"
    return rest, (hour, minute) if hour < 24 and minute < 60 else None, offset


def _with_time(
    found: Found, clock: tuple[int, int] | None, offset: float | None, words: list[str]
) -> Found:
    """The instant where day, time and an unambiguous zone are all printed."""
    if not found.value_on or not clock:
        return found
    if offset is None:
        zones = [ZONES[w] for w in words if w in ZONES]
        offset = zones[0] if len(zones) == 1 else None
    if offset is None or abs(offset) > 14:
        return found
    hour, minute = clock
    if any(w in PM_WORDS for w in words) and hour < 12:
        hour += 12
    elif any(w in AM_WORDS for w in words) and hour == 12:
        hour = 0
    local = datetime.combine(found.value_on, time(hour, minute), UTC)
    return replace(found, value_at=local - timedelta(hours=offset), precision="minute")


def _named(tokens: list[str], *, is_year_known: bool) -> tuple[list[Found], list[str]]:
    """Dates with a month name, and the tokens that belong to none."""
    if is_year_known:
        return [], tokens
    months = _months(tokens)
    out: list[Found] = []
    used: set[int] = set()
    numbers = [(i, int(t)) for i, t in enumerate(tokens) if t.isdecimal() and len(t) < 5]
    for at, (span, month) in months.items():
        found, parts = _around(at, span, month, [n for n in numbers if n[0] not in used], tokens)
        if found:
            out.append(found)
            used |= parts
    if not out and "juche" in tokens:
        for i, year in numbers:
            if FIRST_YEAR <= year <= LAST_YEAR:
                return [
                    Found(
                        precision="year", not_before=date(year, 1, 1), not_after=date(year, 12, 31)
                    )
                ], tokens[:i] + tokens[i + 1 :]
    return out, [t for i, t in enumerate(tokens) if i not in used]


def _months(tokens: list[str]) -> dict[int, tuple[int, int]]:
    """Position -> (tokens taken, month) of the month names; other languages are asked only where
    English has none.
    """
    english = {i: (1, ENGLISH_MONTHS[t]) for i, t in enumerate(tokens) if t in ENGLISH_MONTHS}
    words = sum(not t.isdecimal() for t in tokens)
    if (
        english
        or not words
        or words == len(tokens)
        or not any(t.isdecimal() and len(t) <= 4 for t in tokens)
    ):
        return english
    wide, every = month_names()
    has_year = any(len(t) == 4 and t.isdecimal() for t in tokens)
    out: dict[int, tuple[int, int]] = {}
    for i, token in enumerate(tokens):
        names = (
            every if has_year or not token.isascii() else wide
        )  # "Set 2" is tennis before it is 2 September
        pair = f"{token} {tokens[i + 1]}" if i + 1 < len(tokens) else ""
        for span, key in ((2, fold(pair)), (1, fold(token))):
            if key and names.get(key):
                out[i] = (span, names[key])
                break
    return out


def _around(
    at: int, span: int, month: int, numbers: list[tuple[int, int]], tokens: list[str]
) -> tuple[Found | None, set[int]]:
    """The date that the numbers beside a month name make: day month year, month day year, year
    month day, or less.
    """

    def near(i: int, j: int) -> bool:
        return all(t in LABELS for t in tokens[min(i, j) + 1 : max(i, j)] if t)

    before = [n for n in numbers if n[0] < at and near(n[0], at)][-2:]
    after = [n for n in numbers if n[0] >= at + span and near(at + span - 1, n[0])][:1]
    after += [n for n in numbers if after and n[0] > after[0][0] and near(after[0][0], n[0])][:1]
    shapes = [  # (day, year), in the order they are believed
        (before[-1:], after[:1]),
        (after[:1], after[1:]),
        (after[:1], before[-1:]),
        (before[-1:], before[:-1]),
    ]
    taken = set(range(at, at + span))
    buddhist = 543 if "\u0e00" <= tokens[at][0] <= "\u0e7f" else 0  # Thai pages count from 543 BC
    for days, years in shapes:
        if (
            days
            and years
            and years[0][1] > 31
            and (found := _whole(years[0][1] - buddhist, month, days[0][1]))
        ):
            return found, taken | {days[0][0], years[0][0]}
    if after and FIRST_YEAR <= after[0][1] <= LAST_YEAR and not before:
        return _month(after[0][1], month), taken | {after[0][0]}
    for days in (before[-1:], after[:1]):
        if days and (found := _yearless(month, days[0][1])):
            return found, taken | {days[0][0]}
    return None, set()


def _whole(year: int, month: int, day: int) -> Found | None:
    """The day, or None for an impossible one such as 30 February."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return Found(value_on=value, month=month, day=day)


def _yearless(month: int, day: int) -> Found | None:
    return Found(month=month, day=day) if _whole(2000, month, day) else None


def _month(year: int, month: int) -> Found:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Found(
        precision="month",
        not_before=date(year, month, 1),
        not_after=following - timedelta(days=1),
        month=month,
    )
