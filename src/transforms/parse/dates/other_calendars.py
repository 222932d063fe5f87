"""Days of the calendars of Nepal, Ethiopia and the Jews -> days of the Gregorian one. Their years
have numbers of common ones, so that only the names of their months tell them.
"""

from __future__ import annotations

from datetime import date, timedelta

#: Years of Bikram Sambat whose months are known: 1993 to 2034.
NEPALI_YEARS = range(2050, 2091)
#: The first day of the first of these years. source: Nepal's official calendar
_NEPALI_START = date(1993, 4, 13)
#: By year how many days beyond 29 each month has. source: Nepal's official calendars, as
#: the package nepali-datetime 1.0.8 tabulates them; those to come are computed
_NEPALI_MONTHS = [
    "232321110102",
    "222322101011",
    "223222101011",
    "232321110011",
    "232321110102",
    "223222101011",
    "223231101011",
    "232321110012",
    "132321110102",
    "223222101011",
    "223321101011",
    "232321110012",
    "222322010102",
    "223222101011",
    "223321101011",
    "232321110012",
    "222322011002",
    "223222101011",
    "223321101011",
    "232321110012",
    "222322011011",
    "223222101011",
    "232321101011",
    "232321110012",
    "222322101011",
    "223222101011",
    "232321110011",
    "232321110102",
    "222322101011",
    "223222101011",
    "232321110011",
    "232321110102",
    "223222101011",
    "223222101011",
    "223221110111",
    "232312110111",
    "132321110111",
    "223222101111",
    "123312110111",
    "132321110111",
    "132321110111",
]
#: Years of the Ethiopian calendar: 1957 to 2100.
ETHIOPIAN_YEARS = range(1950, 2093)
#: Ordinals of the days from which two calendars count. source: Reingold and Dershowitz,
#: Calendrical Calculations
_ETHIOPIAN_START, _HEBREW_START = 2_796, -1_373_427
#: Years of the Hebrew calendar: 1939 to 2139.
HEBREW_YEARS = range(5700, 5900)


def nepali_day(year: int, month: int, day: int) -> date | None:
    """A day of Bikram Sambat: `nepali_day(2082, 11, 21)` is 2026-03-05; None for an impossible one
    and for years that are not tabulated.
    """
    if year not in NEPALI_YEARS or not 1 <= month <= 12:
        return None
    before = _NEPALI_MONTHS[: year - NEPALI_YEARS.start]
    own = [29 + int(more) for more in _NEPALI_MONTHS[len(before)]]
    if not 1 <= day <= own[month - 1]:
        return None
    days = sum(12 * 29 + sum(map(int, months)) for months in before)
    return _NEPALI_START + timedelta(days + sum(own[: month - 1]) + day - 1)


def ethiopian_day(year: int, month: int, day: int) -> date | None:
    """A day of the Ethiopian calendar: `ethiopian_day(2018, 6, 26)` is 2026-03-05. Its thirteenth
    month has five days, or six.
    """
    most = 30 if month < 13 else 6 if year % 4 == 3 else 5
    if year not in ETHIOPIAN_YEARS or not (1 <= month <= 13 and 1 <= day <= most):
        return None
    passed = 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
    return date.fromordinal(_ETHIOPIAN_START + passed)


def hebrew_day(year: int, month: int, day: int) -> date | None:
    """A day of the Hebrew calendar, months counted from Tishri, the sixth and the seventh being the
    two Adars: `hebrew_day(5786, 7, 16)` is 2026-03-05. A year with one Adar has it as the seventh.
    """
    if year not in HEBREW_YEARS or not 1 <= month <= 13:
        return None
    start = _hebrew_new_year(year)
    length = _hebrew_new_year(year + 1) - start
    is_leap = length > 360
    own = [30, 29, 30, 29, 30, 30, 29, 30, 29, 30, 29, 30, 29]
    own[1] += length % 10 == 5
    own[2] -= length % 10 == 3
    if not is_leap:
        own[5] = 0
    if not 1 <= day <= own[month - 1]:
        return None
    return date.fromordinal(start + sum(own[: month - 1]) + day - 1)


def _hebrew_new_year(year: int) -> int:
    """The ordinal of the first of Tishri: its new moon, put off so that no year is too long or too
    short and some weekdays are avoided.
    """
    before, own, after = (_hebrew_days(y) for y in (year - 1, year, year + 1))
    late = 2 if after - own == 356 else 1 if own - before == 382 else 0
    return _HEBREW_START + own + late


def _hebrew_days(year: int) -> int:
    """Days before a year's first new moon, or before the day after where that may not be."""
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    days = 29 * months + parts // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days
