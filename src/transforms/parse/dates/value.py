"""A printed date as a value: its day, its bounds, or a month and day alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from transforms.page import DateCandidate, Precision

FIRST_YEAR, LAST_YEAR = 1600, 2100


@dataclass(frozen=True, slots=True)
class PrintedDate:
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


def shift_day(day: date, days: int) -> date:
    """The day so many days later, or the calendar's own last or first where that lies beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def read_day(year: int, month: int, day: int) -> PrintedDate | None:
    """The day, or None for an impossible one such as 30 February."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    return PrintedDate(value_on=value, month=month, day=day)


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
