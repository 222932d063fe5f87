"""The dateline of a news report: `LONDON, Feb 3 (Reuters) - …`, `(평양 3월 8일발 조선중앙통신)`,
`新华社北京3月8日电`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from transforms.parse.dates.printed import parse_printed_date
from transforms.parse.dates.value import FIRST_YEAR, LAST_YEAR, PrintedDate
from transforms.text.separators import DATELINE_END
from transforms.words.datelines import NOT_PLACES

#: A dateline stands within so many characters of a report's start. judged
DATELINE_CHARS = 120
_LEAST_HEAD, _MOST_HEADS = 6, 3
_FIGURE = re.compile("[0-9]")
#: The signs of which one stands behind every dateline (see `DATELINE_END`).
_END_SIGN = re.compile("[-—–―=/):]")
#: An agency before the place: `(ANSA) - ROMA, 8 MAR - `.
_OPENING_AGENCY = re.compile(r"(?:\([^()]{2,40}\)|\[[^\[\]]{2,40}\])\s*[-–—:]?\s*")
_AGENCY = re.compile(
    r"(?:(?<!\s)\s++)?(?:\([^()]{2,60}\)|/[^/]{2,60}/|\[[^\[\]]{2,60}\])\s*+[-.:]?\s*+$"
)
_EAST_OPEN = re.compile(
    r"[（(\[【〔<〈［][^）)\]】〕>〉］]{0,30}?(?:(\d{4})\s?[年년]\s*)?(\d{1,2})\s?[月월]\s*(\d{1,2})\s?[日일]"
    r"[^）)\]】〕>〉］]{0,24}[）)\]】〕>〉］]"
)
_KOREAN_PLAIN = re.compile(
    r"[\uac00-\ud7a3]{2,8}\s?(?:(\d{4})년\s?)?(\d{1,2})월\s?(\d{1,2})일발(?=\s)"
)
_EAST_PLAIN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff·A-Za-z/]{2,24}?\s?(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日\s?(?:电|電|讯|訊|发|發)"
)


def find_dateline(paragraph: str) -> PrintedDate | None:
    """The date of a dateline at the start of a paragraph; without a printed year it has month and
    day and no value.

    `LONDON, Feb 3, 2026 (Reuters) - Prices rose` gives 2026-02-03; `On March 4, 2025 - a Tuesday`
    is no dateline.
    """
    start = paragraph[:DATELINE_CHARS].lstrip()
    if not (_FIGURE.search(start) if start.isascii() else any(map(str.isdigit, start))):
        return None
    if "月" in start or "월" in start:
        for pattern in (_EAST_OPEN, _EAST_PLAIN, _KOREAN_PLAIN):
            if eastern := pattern.match(start):
                return _east(eastern)
    opening = _OPENING_AGENCY.match(start)
    rest = start[opening.end() :] if opening else start
    if not _END_SIGN.search(rest):
        return None
    ends = [m.start() for m in DATELINE_END.finditer(rest) if m.start() >= _LEAST_HEAD]
    for end in ends[:_MOST_HEADS]:
        whole = rest[:end].strip()
        named = _AGENCY.sub("", whole).rstrip(" .,:")
        if named[:1].isdigit() and (day := parse_printed_date(named)) and day.value_on:
            return replace(day, evidence=whole)
        if found := _after_place(
            named, has_agency=opening is not None or named != whole.rstrip(" .,:")
        ):
            return replace(found, evidence=whole)
    return None


def _east(match: re.Match[str]) -> PrintedDate | None:
    year, month, day = match[1], int(match[2]), int(match[3])
    try:
        value = date(int(year) if year else 2000, month, day)
    except ValueError:
        return None
    is_dated = bool(year) and FIRST_YEAR <= value.year <= LAST_YEAR
    return PrintedDate(
        value_on=value if is_dated else None, month=month, day=day, evidence=match[0]
    )


def _after_place(text: str, *, has_agency: bool) -> PrintedDate | None:
    """The date that follows a place name: after one of the commas, or without a comma where an
    agency is named.
    """
    cuts = [i + 1 for i, c in enumerate(text) if c in ",،、.-–"][:4]
    if has_agency:
        cuts += [i for i, c in enumerate(text) if c == " "][:5]
    for cut in cuts:
        place, rest = text[:cut].strip(" ,،、.-–"), text[cut:].strip()
        if (
            _is_place(place, has_agency=has_agency)
            and (found := parse_printed_date(rest))
            and found.day
        ):
            return found
    return None


def _is_place(place: str, *, has_agency: bool) -> bool:
    words = place.replace("/", " ").split()
    if (
        not words
        or len(words) > 6
        or len(place) > 50
        or any(c.isdigit() for c in place)
        or words[0].casefold() in NOT_PLACES
    ):
        return False
    return (
        has_agency
        or place == place.upper()
        or (len(words) <= 3 and all(w[:1] == w[:1].upper() for w in words))
    )
