"""A printed date as a value: its day, its bounds, or a month and day alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from transforms.page import DateCandidate, Precision
from transforms.text.calendars import common_year, gregorian_day
from transforms.values import frozen

#: A day of another year is a misprint or a placeholder. judged
FIRST_YEAR, LAST_YEAR = 1600, 2100
#: How dates in figures are written: day, month, year; month, day, year; year, month, day.
Order = Literal["dmy", "mdy", "ymd"]
#: What is left of the trust in a day whose printed weekday is another. judged
OTHER_WEEKDAY = 0.6


@frozen
class PrintedDate:
    """A printed date: its day where it is certain, else bounds, else only month and day (a dateline
    without a year).

    `is_open` says that the bounds are two readings of one date in figures, `fits_weekday` whether a
    weekday beside it is the day's own; `reason` says why a line that is written like a date is
    none.
    """

    value_on: date | None = None
    value_at: datetime | None = None
    precision: Precision = "day"
    not_before: date | None = None
    not_after: date | None = None
    month: int | None = None
    day: int | None = None
    is_update: bool = False
    is_open: bool = False
    fits_weekday: bool | None = None
    evidence: str = ""
    reason: str | None = None

    def as_candidate(self, source: str, confidence: float, *, evidence: str) -> DateCandidate:
        """The day or the bounds as evidence of a source."""
        return DateCandidate(
            source,
            self.precision,
            confidence * OTHER_WEEKDAY if self.fits_weekday is False else confidence,
            value_on=self.value_on,
            value_at=self.value_at,
            not_before=self.not_before,
            not_after=self.not_after,
            evidence=evidence,
        )


def shift_day(day: date, days: int) -> date:
    """The day so many days later, or the calendar's own last or first where that lies beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


@frozen
class Mention:
    """A date inside a line, and where it stands there."""

    date: PrintedDate
    start: int
    end: int


def read_day(year: int, month: int, day: int) -> PrintedDate | None:
    """The day, or None for an impossible one such as 30 February; a year of the Buddhist era as the
    common one.
    """
    year = common_year(year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return as_day(date(year, month, day))
    except ValueError:
        return None


def read_figures(year: int, month: int, day: int) -> PrintedDate | None:
    """The day of three figures in whichever calendar their year is of."""
    found = gregorian_day(year, month, day)
    return as_day(found) if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def as_day(value: date) -> PrintedDate:
    """A day as a printed date."""
    return PrintedDate(value_on=value, month=value.month, day=value.day)


def read_yearless_day(month: int, day: int) -> PrintedDate | None:
    """Month and day alone; 29 February is possible."""
    return PrintedDate(month=month, day=day) if read_day(2000, month, day) else None


def read_month(year: int, month: int) -> PrintedDate:
    """A month by its first and last day."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return PrintedDate(
        precision="month",
        not_before=date(year, month, 1),
        not_after=following - timedelta(days=1),
        month=month,
    )
