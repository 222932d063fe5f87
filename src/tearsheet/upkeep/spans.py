"""Spans of days as a user names them: by days or by months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tearsheet.errors import Usage

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOOSE = re.compile(r"(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?", re.ASCII)
_TWO = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)\D{1,4}(\d{4}-\d{2}(?:-\d{2})?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from the first to the last, both included."""

    first: date
    last: date

    @property
    def months(self) -> list[str]:
        """The months that have a day of it: `2025-11` to `2026-01` are three."""
        ends = [day.year * 12 + day.month - 1 for day in (self.first, self.last)]
        return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(ends[0], ends[1] + 1)]

    def __str__(self) -> str:
        """As a name of a run has it: `2026-01..03`, of whole months; else `2026-01-05..12`."""
        first, last = str(self.first), str(self.last)
        if first.endswith("-01") and self.last == _last_day(last[:7]):
            first, last = first[:7], last[:7]
        if first == last:
            return first
        shared = max(n for n in (0, 5, 8) if first[:n] == last[:n])
        return f"{first}..{last[shared:]}"


def read_span(first: str | None, last: str | None) -> Span | None:
    """The span between two ends, each a month or a day; of one end alone it is that month or day.
    Raises Usage.

    >>> str(read_span("2026-02", "2026-03"))
    '2026-02..03'
    """
    ends = first or last, last or first
    if ends[0] is None or ends[1] is None:
        return None
    span = Span(_read(ends[0], is_last=False), _read(ends[1], is_last=True))
    if span.first > span.last:
        raise Usage(f"{first} is after {last}: the earlier end is named first")
    return span


def read_range(text: str | None) -> Span | None:
    """The span that `FROM..TO` names, or a month or a day alone. Raises Usage."""
    first, _, last = (text or "").partition("..")
    return read_span(first or None, last or None)


def _read(text: str, *, is_last: bool) -> date:
    try:
        if _MONTH.fullmatch(text):
            return _last_day(text) if is_last else date.fromisoformat(f"{text}-01")
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    near = _nearest(text)
    hint = f": did you mean {near}?" if near else ""
    raise Usage(f"a month is written YYYY-MM and a day YYYY-MM-DD, not {text!r}{hint}")


def _nearest(text: str) -> str | None:
    """What may have been meant: `2026-3` gives `2026-03`, `2026-02-30` the last day of the month,
    two days with something else than two dots between them `FROM..TO`.
    """
    if ends := _TWO.fullmatch(text.strip()):
        return f"{ends[1]}..{ends[2]}"
    found = _LOOSE.fullmatch(text.strip())
    if found is None or not int(found[1]):
        return None
    month = f"{found[1]}-{min(max(int(found[2]), 1), 12):02d}"
    if found[3] is None:
        return month
    return str(min(f"{month}-{max(int(found[3]), 1):02d}", str(_last_day(month))))


def _last_day(month: str) -> date:
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])
