"""Dates of other calendars inside a line -> the same line with their Gregorian days in figures."""

from __future__ import annotations

import re
import unicodedata

from transforms.parse.dates.named_calendars import COMMON_YEAR
from transforms.text.calendars import HIJRI_YEARS, PERSIAN_YEARS, hijri_day, persian_day
from transforms.words.calendars import HIJRI_MONTHS, PERSIAN_MONTHS
from transforms.words.dates import ERA_STARTS, JUCHE_NAMES

#: Letters that Arabic and Persian keyboards give to one sound, and what may part a name's words.
_ALIKE = {
    "ی": "[یي]",
    "ي": "[یي]",
    "ک": "[کك]",
    " ": "[ \u200c-]?",
    "-": "[ \u200c-]?",
    "\u200c": "[ \u200c]?",
}


def _names_of(*tables: dict[str, int]) -> str:
    """The expression of any of the names, the longest first."""
    names = sorted({n for t in tables for n in t}, key=len, reverse=True)
    return "|".join("".join(_ALIKE.get(c) or re.escape(c) for c in name) for name in names)


def _spelled(name: str) -> str:
    return re.sub(r"[ \u200c-]", "", name).translate(str.maketrans("يك", "یک"))


_PERSIAN = {_spelled(name): number for name, number in PERSIAN_MONTHS.items()}
_HIJRI = {_spelled(name): number for name, number in HIJRI_MONTHS.items()}
_YEAR = r"(?P<{0}>1[34]\d\d)(?!\d)"
_NAMES = _names_of(PERSIAN_MONTHS, HIJRI_MONTHS)
_NAMED = re.compile(
    rf"(?<![\w])(?P<day>\d{{1,2}})(?: ?(?:st|nd|rd|th|من))? ?(?P<name>{_NAMES})"
    rf"(?: ?ماه)?[ ,،]{{0,2}}(?:سال )?{_YEAR.format('year')}"
    rf"|(?<![\w])(?P<name2>{_NAMES}) (?P<day2>\d{{1,2}}),? "
    rf"{_YEAR.format('year2')}"
)
_OTHER_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")
_OTHER_FIGURES = re.compile(
    r"(?<!\d)(?:1[34]\d\d ?[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}"
    r"|\d{1,2} ?[-/.] ?\d{1,2} ?[-/.] ?1[34]\d\d)(?!\d)"
)
#: Years of the Juche calendar count from 1912 as 1: `Juche 115 (2026)`, `주체115(2026)년`,
#: `主体115年(2026年)`.
JUCHE = re.compile(
    rf"({'|'.join(JUCHE_NAMES)})\s*+(\d{{1,3}})(?!\d)\s*+[년年]?+\s*+[,.]?+\s*+"
    r"(?:[（(]\s*+(\d{4})\s*+[년年]?+\s*+[）)]\s*+([년年]?)|([년年]?))"
)
#: source: year 1 of the calendar is 1912
JUCHE_START = 1911
_ERAS = "|".join(sorted(ERA_STARTS, key=len, reverse=True))
_ERA = re.compile(rf"({_ERAS})\s?(\d{{1,3}}|元)\s?年(?:\s?[（(]\d{{4}}年?[）)])?")
#: A year that is told twice: `2026年(令和8年)`.
_ERA_BESIDE = re.compile(rf"(?<=\d{{4}}年)\s?[（(](?:{_ERAS})\s?(?:\d{{1,3}}|元)年?[）)]")
_NUMBER = re.compile(r"[〇零○一二三四五六七八九十百]{1,7}(?=\s?[年月日號号時时分點点])")
_VALUES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_PLACES = {"十": 10, "百": 100}


def fold_calendars(text: str) -> str:
    """A folded line with one way to write a year: eras, Juche and Han numerals as figures, days of
    the Persian and Hijri calendars as Gregorian ones.

    Where a line prints its day in two calendars, the Gregorian one is left.
    """
    if not text.isascii():
        text = _NUMBER.sub(_figure, text)
        text = _ERA_BESIDE.sub("", text)
        text = _ERA.sub(_era, text)
    if any(map(text.__contains__, JUCHE_NAMES)):
        text = JUCHE.sub(_juche, text)
    if not _OTHER_YEAR.search(text):
        return text
    alone = _OTHER_FIGURES.sub(" ", _NAMED.sub(" ", text))
    return alone if alone != text and COMMON_YEAR.search(alone) else _NAMED.sub(_named, text)


def read_digits(text: str) -> str:
    """The text with the digits of any script as 0 to 9 and full-width letters as plain ones."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )


def _named(m: re.Match[str]) -> str:
    """A day with a month's name as `2026-03-03`; what no calendar has stays as it is."""
    name = _spelled(m["name"] or m["name2"])
    year, day = int(m["year"] or m["year2"]), int(m["day"] or m["day2"])
    found = None
    if name in _PERSIAN and year in PERSIAN_YEARS:
        found = persian_day(year, _PERSIAN[name], day)
    elif name in _HIJRI and year in HIJRI_YEARS:
        found = hijri_day(year, _HIJRI[name], day)
    return f"{found.isoformat()} " if found else m[0]


def _figure(m: re.Match[str]) -> str:
    """A Han numeral, by places or digit by digit: `一百一十五` is 115, `二〇二六` 2026."""
    if not set(m[0]) & set(_PLACES):
        return "".join(str(_VALUES[c]) for c in m[0])
    total = digit = 0
    for c in m[0]:
        if c in _PLACES:
            total += (digit or 1) * _PLACES[c]
            digit = 0
        else:
            digit = _VALUES[c]
    return str(total + digit)


def _era(m: re.Match[str]) -> str:
    return f"{ERA_STARTS[m[1]] + (1 if m[2] == '元' else int(m[2]))}年"


def _juche(m: re.Match[str]) -> str:
    """A Juche year as the year it is; one that contradicts the year beside it stays, and is no
    date.
    """
    year = JUCHE_START + int(m[2])
    if m[3] and int(m[3]) != year:
        return m[0]
    is_east = "년" in m[0] or "年" in m[0]
    return f"juche {year}{'年' if is_east else ' '}"
