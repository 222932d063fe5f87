"""Dates written in figures: `2026-03-08`, `08.03.2026`, `2026年3月8日`, `08.03.26`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.parse.dates.value import (
    Mention,
    Order,
    PrintedDate,
    as_day,
    read_figures,
    read_yearless_day,
)
from transforms.text.calendars import HIJRI_YEARS, PERSIAN_YEARS
from transforms.words.dates import ERA_LETTERS

YMD = re.compile(
    r"(?<!\d)(\d{3,4})\s?[-./年년]\s?(\d{1,2})\s?[-./月월]\s?(\d{1,2})(?!\d)\s?[日일號号]?\.?(?:t(?=\d))?"
)
DMY = re.compile(
    r"(?<![\d.])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/]|\.\d|-\d)"
)
#: What parts the figures of a date: one of these stands in each of ASCII alone.
_PARTING = "./-|"
#: What a line has in which `DMY` finds a date, for the regular expressions of Polars.
DMY_SIGN = r"\d[\s\x1c-\x1f]?[./|-][\s\x1c-\x1f]?\d{1,2}[\s\x1c-\x1f]?[./|-][\s\x1c-\x1f]?\d\d"
_MD_EAST = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_VIETNAMESE = re.compile(r"(\d{1,2}) tháng (\d{1,2})(?:,| năm)? (\d{4})")
_MONGOLIAN = re.compile(r"(\d{4}) ?оны? (\d{1,2})(?: ?-? ?(?:р|дугаар|дүгээр))? сарын (\d{1,2})")
_ERA_LETTER = re.compile(r"(?<![\w.])([rhs])(\d{1,2})([./-])(\d{1,2})\3(\d{1,2})(?![\w./])")
#: Letters of the languages that write the year first whatever they write.
_YEAR_FIRST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
#: Two figures of a year mean one of 1969 to 2068. source: POSIX, strptime's %y
_LAST_OF_CENTURY = 68


def take_figures(text: str, *, order: Order | None) -> tuple[str, list[Mention]]:
    """Dates written in figures with their places, and the line with blanks in their stead."""
    if text.isascii() and not any(map(text.__contains__, _PARTING)):
        return text, []
    out: list[Mention] = []
    if _YEAR_FIRST.search(text):
        order = "ymd"

    def take(m: re.Match[str], found: PrintedDate | None) -> str:
        if found is None:
            return m[0]
        out.append(Mention(found, m.start(), m.end()))
        return " " * len(m[0])

    text = YMD.sub(lambda m: take(m, _year_first(m, order)), text)
    if not text.isascii():
        text = _VIETNAMESE.sub(
            lambda m: take(m, read_figures(int(m[3]), int(m[2]), int(m[1]))), text
        )
        text = _MONGOLIAN.sub(lambda m: take(m, read_figures(*map(int, m.groups()))), text)
    text = _ERA_LETTER.sub(
        lambda m: take(m, read_figures(ERA_LETTERS[m[1]] + int(m[2]), int(m[4]), int(m[5]))), text
    )
    text = DMY.sub(lambda m: take(m, _in_figures(m, order=order)), text)
    if not out and not text.isascii():
        text = _MD_EAST.sub(lambda m: take(m, read_yearless_day(int(m[1]), int(m[2]))), text)
    return text, sorted(out, key=lambda found: found.start)


def read_day_order(texts: Iterable[str]) -> Order | None:
    """Whether a page writes the day first, told by its dates with a number above 12; None where
    nothing or both is told.
    """
    said: set[Order] = set()
    for text in texts:
        for found in DMY.finditer(text):
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second and first <= 31:
                said.add("dmy")
            elif second > 12 >= first and second <= 31:
                said.add("mdy")
    return said.pop() if len(said) == 1 else None


def _year_first(m: re.Match[str], order: Order | None) -> PrintedDate | None:
    """Three figures are a year of the Republic of China: with its sign, or where the year is first
    in any case.
    """
    if len(m[1]) == 3 and "年" not in m[0] and order != "ymd":
        return None
    return read_figures(int(m[1]), int(m[2]), int(m[3]))


def _in_figures(m: re.Match[str], *, order: Order | None) -> PrintedDate | None:
    """`08.03.2026` is day first wherever dots are written; a slash or hyphen leaves two readings
    unless the order is known or only one is possible.
    """
    first, second, last = int(m[1]), int(m[3]), int(m[4])
    is_short = len(m[4]) == 2
    if is_short and order == "ymd":
        return read_figures(full_year(first), second, last)
    year = full_year(last) if is_short else last
    other_calendar = year in PERSIAN_YEARS or year in HIJRI_YEARS
    is_told = order in ("dmy", "mdy") and not other_calendar
    if m[2] == "." or first > 12 or first == second or (other_calendar and second <= 12):
        order = "dmy"
    elif second > 12:
        order = "mdy"
    elif not is_told:
        order = None
    day_first, month_first = read_figures(year, second, first), read_figures(year, first, second)
    if order is not None:
        return day_first if order == "dmy" else month_first
    both = [f.value_on for f in (day_first, month_first) if f and f.value_on]
    if not both:
        return None
    if len(both) == 1:
        return as_day(both[0])
    return PrintedDate(precision="range", not_before=min(both), not_after=max(both), is_open=True)


def full_year(two: int) -> int:
    """The year that two figures mean: `26` is 2026, `88` is 1988."""
    return two + (2000 if two <= _LAST_OF_CENTURY else 1900)
