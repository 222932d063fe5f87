"""Years, months and days of the calendars that newspapers print -> days of the Gregorian one.

Which calendar a year belongs to is told by the year alone: pages print days of the last hundred
years, and those have other numbers in every calendar.
"""

from __future__ import annotations

from datetime import date

#: Years of the Persian calendar: 1921 to 2041. source: the library's range and the first year in
#: which Iran's papers printed it.
PERSIAN_YEARS = range(1300, 1421)
#: Years of the Hijri calendar as Umm al-Qura counts them: 2000 to 2077. source: the library's
#: range; what it shares with the Persian one (1924 to 1999) is taken for that.
HIJRI_YEARS = range(1421, 1501)
#: Years of the Buddhist era: 1900 to 2100.
BUDDHIST_YEARS = range(2443, 2644)
#: source: CLDR, calendar buddhist
_BUDDHIST_START = 543
#: Years of the Republic of China: 1991 to 2050. Nothing else is written with so few digits before
#: a month.
MINGUO_YEARS = range(80, 140)
#: source: CLDR, calendar roc
_MINGUO_START = 1911


def gregorian_day(year: int, month: int, day: int) -> date | None:
    """The day of a date in figures, in whichever calendar its year is of; None for an impossible
    one.

    `gregorian_day(1404, 12, 12)` and `gregorian_day(2569, 3, 3)` are 2026-03-03.
    """
    if year in PERSIAN_YEARS:
        return persian_day(year, month, day)
    if year in HIJRI_YEARS:
        return hijri_day(year, month, day)
    if year in BUDDHIST_YEARS:
        year -= _BUDDHIST_START
    elif year in MINGUO_YEARS:
        year += _MINGUO_START
    return _day(year, month, day)


def common_year(year: int) -> int:
    """A year of the Buddhist era as the common one, any other as it is: beside the name of a month
    both calendars have.
    """
    return year - _BUDDHIST_START if year in BUDDHIST_YEARS else year


def persian_day(year: int, month: int, day: int) -> date | None:
    """A day of the Persian solar calendar: `persian_day(1404, 12, 12)` is 2026-03-03."""
    import jdatetime  # reads locales when it is imported, which few pages need

    try:
        found: date = jdatetime.date(year, month, day).togregorian()
    except ValueError:
        return None
    return found


def hijri_day(year: int, month: int, day: int) -> date | None:
    """A day of the Hijri calendar as Umm al-Qura counts: `hijri_day(1447, 9, 14)` is 2026-03-03.

    What begins a month where the moon is looked for may lie a day off.
    """
    from hijridate import Hijri

    try:
        found = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
