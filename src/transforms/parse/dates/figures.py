"""Dates written in figures: `2026-03-08`, `08.03.2026`, `2026年3月8日`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.parse.dates.value import PrintedDate, read_day, read_yearless_day

YMD = re.compile(
    r"(?<!\d)(\d{4})\s*[-./年년]\s*(\d{1,2})\s*[-./月월]\s*(\d{1,2})(?!\d)\s*[日일]?\.?(?:t(?=\d))?"
)
DMY = re.compile(r"(?<!\d)(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d./])")
_MD_EAST = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_VIETNAMESE = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?:,| năm)? (\d{4})")


def take_figures(text: str, *, day_first: bool | None) -> tuple[str, list[PrintedDate]]:
    """Dates written in figures, and the line without them."""
    out: list[PrintedDate] = []

    def ymd(m: re.Match[str]) -> str:
        return _take(out, read_day(int(m[1]), int(m[2]), int(m[3])), m)

    def dmy(m: re.Match[str]) -> str:
        return _take(out, _in_figures(m, day_first=day_first), m)

    text = YMD.sub(ymd, text)
    text = _VIETNAMESE.sub(lambda m: _take(out, read_day(int(m[3]), int(m[2]), int(m[1])), m), text)
    text = DMY.sub(dmy, text)
    if not out:
        text = _MD_EAST.sub(lambda m: _take(out, read_yearless_day(int(m[1]), int(m[2])), m), text)
    return text, out


def read_day_order(texts: Iterable[str]) -> bool | None:
    """Whether a page writes the day first, told by its dates with a number above 12; None where
    nothing or both is told.
    """
    said = set()
    for text in texts:
        for found in DMY.finditer(text):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                said.add(True)
            elif second > 12 >= first:
                said.add(False)
    return said.pop() if len(said) == 1 else None


def _in_figures(m: re.Match[str], *, day_first: bool | None) -> PrintedDate | None:
    """`08.03.2026` is day first wherever dots are written; a slash or hyphen leaves two readings;
    two-digit years too many.
    """
    first, second, year = int(m[1]), int(m[3]), int(m[4])
    if len(m[4]) == 2:
        return (
            PrintedDate()
            if 0 < first <= 31 and 0 < second <= 31 and min(first, second) <= 12
            else None
        )
    if m[2] == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is not None:
        return read_day(year, second, first) if day_first else read_day(year, first, second)
    both = [
        f.value_on
        for f in (read_day(year, second, first), read_day(year, first, second))
        if f and f.value_on
    ]
    return (
        PrintedDate(precision="range", not_before=min(both), not_after=max(both)) if both else None
    )


def _take(out: list[PrintedDate], found: PrintedDate | None, match: re.Match[str]) -> str:
    if found is None:
        return match[0]
    out.append(found)
    return " "
