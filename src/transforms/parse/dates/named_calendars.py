"""Days of calendars that only the names of their months tell -> the same line with Gregorian days
in figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from transforms.parse.dates.other_calendars import ethiopian_day, hebrew_day, nepali_day
from transforms.words.calendars import ETHIOPIAN_MONTHS, HEBREW_MONTHS, NEPALI_MONTHS

#: What stands in every line of such a calendar: letters of its script.
_SCRIPTS = re.compile(r"[\u0900-\u097f\u1200-\u137f\u05d0-\u05ea]")
_YEAR = r"(?:20[5-9]\d|19[5-9]\d|20[0-4]\d)(?!\d)"
_MARK = "['\"׳״’”´`]"


def _either(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _in_figures(names: dict[str, int]) -> re.Pattern[str]:
    """Day, month and year, month, day and year, or year, month and day, with the words that stand
    behind a day and a year.
    """
    month, joint = rf"(?:{_either(names)})", r"[ ,፣]{1,2}"
    day = r"\d{1,2}(?: (?:ቀን|गते))?"
    return re.compile(
        rf"(?<!\w)(?:(?P<d1>{day}){joint}(?P<m1>{month}){joint}(?P<y1>{_YEAR})"
        rf"|(?P<m2>{month}) ?(?P<d2>{day}){joint}(?P<y2>{_YEAR})"
        rf"|(?P<y3>{_YEAR}) (?:साल )?(?P<m3>{month}) (?P<d3>{day}))"
        r"(?: ?(?:ዓ\.? ?ም\.?|गते|वि\.? ?सं\.?))?"
    )


_CALENDARS: tuple[
    tuple[re.Pattern[str], dict[str, int], Callable[[int, int, int], date | None]], ...
] = (
    (_in_figures(NEPALI_MONTHS), NEPALI_MONTHS, nepali_day),
    (_in_figures(ETHIOPIAN_MONTHS), ETHIOPIAN_MONTHS, ethiopian_day),
)
_HEBREW = re.compile(
    rf"(?<![\w'\"׳״])(?P<day>[א-ל]{_MARK}?[א-ט]?{_MARK}?) [בל]?{_MARK}?"
    rf"(?P<month>{_either(HEBREW_MONTHS)})"
    rf"{_MARK}? (?:ה{_MARK}?)?(?P<year>תש[א-ת]?{_MARK}{{0,2}}[א-ת])(?![\w'\"׳״])"
)
#: What each letter counts, those that end a word after the others.
_LETTERS = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
        (*range(1, 11), *range(20, 101, 10), 200, 300, 400, 20, 40, 50, 80, 90),
        strict=True,
    )
)
#: A year of the Gregorian calendar: a line that prints one as well says its day in it.
COMMON_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Hebrew years are written without their thousands. source: the calendar
_MILLENNIUM = 5_000


def fold_named(text: str) -> str:
    """A folded line with days of the calendars of Nepal, Ethiopia and the Jews as `2026-03-05`.
    Where a line prints its day in two calendars, the Gregorian one is left.
    """
    if not _SCRIPTS.search(text):
        return text
    for pattern, names, convert in _CALENDARS:
        alone = pattern.sub(" ", text)
        if alone != text:
            converted = pattern.sub(partial(_figures, names=names, convert=convert), text)
            return alone if COMMON_YEAR.search(alone) else converted
    alone = _HEBREW.sub(" ", text)
    return alone if alone != text and COMMON_YEAR.search(alone) else _HEBREW.sub(_hebrew, text)


def _figures(
    m: re.Match[str], names: dict[str, int], convert: Callable[[int, int, int], date | None]
) -> str:
    no = next(n for n in "123" if m[f"m{n}"])
    day = int(m[f"d{no}"].split()[0])
    found = convert(int(m[f"y{no}"]), names[m[f"m{no}"]], day)
    return f" {found.isoformat()} " if found else m[0]


def _hebrew(m: re.Match[str]) -> str:
    year, day = _MILLENNIUM + _number(m["year"]), _number(m["day"])
    found = hebrew_day(year, HEBREW_MONTHS[m["month"]], day)
    return f" {found.isoformat()} " if found else m[0]


def _number(letters: str) -> int:
    """The number that letters write: `תשפו` is 786."""
    return sum(_LETTERS.get(c, 0) for c in letters)
