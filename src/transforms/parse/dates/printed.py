"""Printed dates: a line that is a date, a date inside a byline, the dateline of a report. Null
rather than a guess.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from transforms.parse.dates.figures import DMY, YMD, take_figures
from transforms.parse.dates.month_names import take_month_names
from transforms.parse.dates.relative import read_span
from transforms.parse.dates.value import PrintedDate
from transforms.words.dates import (
    AM_WORDS,
    ENGLISH_WEEKDAYS,
    ERA_STARTS,
    JUCHE_NAMES,
    LABELS,
    PM_WORDS,
    UPDATE_LABELS,
    ZONES,
    fold,
    weekday_names,
)

#: A line longer than this is no date; the longest forms (weekday, date, time, zone, two labels)
#: stay below.
DATE_LINE_CHARS = 60
BYLINE_CHARS = 90

_SPACES = re.compile(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_DIGIT = re.compile(r"\d")
#: Years of the Juche calendar count from 1912 as 1: `Juche 115 (2026)`, `주체115(2026)년`,
#: `主体115年(2026年)`.
_JUCHE = re.compile(
    rf"({'|'.join(JUCHE_NAMES)})\s*+(\d{{1,3}})(?!\d)\s*+[년年]?+\s*+[,.]?+\s*+"
    r"(?:[（(]\s*+(\d{4})\s*+[년年]?+\s*+[）)]\s*+([년年]?)|([년年]?))"
)
_JUCHE_START = 1911
_DAY_TOO_LATE, _FULL_YEAR = (
    re.compile(r"(?<!\d)(?:29|[3-9]\d)(?!\d)"),
    re.compile(r"(?<!\d)\d{4}(?!\d)"),
)
_ERA = re.compile(rf"({'|'.join(ERA_STARTS)})\s*(\d{{1,3}}|元)\s*年")
_CLOCK = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:h]|\s*時|\s*时|\s*시\s|\.(?=\d\d(?!\d|\.\d)))\s*"
    r"(\d{2})\s*[分분]?(?::(\d{2}))?(?![\d])"
    r"|(?<![\d.:])(\d{1,2})(?=\s*[ap]\.?m\b)"
)
_OFFSET = re.compile(
    r"(?:(?:gmt|utc)\s*+|(?<!\s)\s++)?([+-])(\d{1,2}):?(\d{2})?(?!\d)(?=\s*+(?:\)|$|\]))"
)
_TOKEN = re.compile(r"\d+|[^\s\d,:;/()\[\]|·•–—−\-\"“”«»，、。（）【】<>&!*#=+：]+")


@lru_cache(maxsize=8192)
def parse_printed_date(text: str, *, day_first: bool | None = None) -> PrintedDate | None:
    """The date a line consists of, or None where the line is more than a date: `March 08, 2026`,
    `le 8 mars 2026`.

    Weekday, time, zone and labels ("Updated:") may stand around it. `08/03/2026` has bounds and no
    value unless `day_first` says how the page writes; a line without a year ("8 March", "3 hours
    ago") has neither.
    """
    if len(text) > DATE_LINE_CHARS:
        return None
    if not _DIGIT.search(text):
        return PrintedDate(evidence=text) if len(text) < 16 and read_span(text) else None
    if len(text) <= 40 and read_span(text):
        return PrintedDate(evidence=text)
    found, is_alone = _read(_folded(text), day_first=day_first)
    return replace(found, evidence=text) if found and is_alone else None


def find_refusal(text: str) -> str | None:
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
    figures = YMD.fullmatch(folded) or DMY.fullmatch(folded)
    milder = [
        (_DAY_TOO_LATE.sub("28", folded), "impossible"),
        (_FULL_YEAR.sub("2000", folded), "out_of_range"),
    ]
    for other, reason in milder:
        if other != folded and (found := parse_printed_date(other)) and found.day:
            return reason
    return "impossible" if figures else None


def find_printed_date(text: str, *, day_first: bool | None = None) -> PrintedDate | None:
    """The full date inside a short line of other words: `By A. Writer, Wednesday, 20 November 2019
    08:05 GMT`.
    """
    if len(text) > BYLINE_CHARS or not _DIGIT.search(text):
        return None
    found, _ = _read(_folded(text), day_first=day_first)
    return replace(found, evidence=text) if found and found.value_on else None


def _folded(text: str) -> str:
    text = _SPACES.sub(" ", text).strip().casefold().replace("’", "'")
    text = _JUCHE.sub(_juche, text)
    return _ERA.sub(lambda m: f"{ERA_STARTS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年", text)


def _juche(m: re.Match[str]) -> str:
    """A Juche year as the year it is; one that contradicts the year beside it stays, and is no
    date.
    """
    year = _JUCHE_START + int(m[2])
    if m[3] and int(m[3]) != year:
        return m[0]
    is_east = "년" in m[0] or "年" in m[0]
    return f"juche {year}{'年' if is_east else ''} "


def _read(text: str, *, day_first: bool | None) -> tuple[PrintedDate | None, bool]:
    """The first published date of a folded line, and whether nothing but date words stands around
    it.
    """
    rest, numeric = take_figures(text, day_first=day_first)
    rest, clock, offset = _clock(rest)
    tokens = [t if t.isdecimal() else t.strip(".'") for t in _TOKEN.findall(rest)]
    named, left = take_month_names([t for t in tokens if t], is_year_known=bool(numeric))
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
    found: PrintedDate, clock: tuple[int, int] | None, offset: float | None, words: list[str]
) -> PrintedDate:
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
