"""What a search asks of an article besides its words: outlet, days, language, kind, story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.errors import Usage
from tearsheet.query.calls.search import OPTIONS

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last; null for open ends."""

    first: date | None
    last: date | None

    def __str__(self) -> str:
        if self.first and self.last and self.first != self.last:
            return f"{self.first} to {self.last}"
        if self.first and self.first == self.last:
            return str(self.first)
        return f"from {self.first}" if self.first else f"until {self.last}"


def read_period(text: str) -> Period:
    """`2026`, `2026-03`, `2026-03-08`, or two of them: `2026-01..2026-03-08`, `2026-01..`. Raises
    Usage.
    """
    first, dots, last = text.strip().partition("..")
    begin = _day(first, is_last=False) if first else None
    end = _day(last, is_last=True) if last else None
    if not dots:
        end = _day(first, is_last=True)
    if begin is None and end is None:
        raise Usage(
            f"a period is a day, month or year, or two of them with .. between: not {text!r}"
        )
    if begin and end and begin > end:
        raise Usage(f"the period {text!r} ends before it begins")
    return Period(begin, end)


def _day(text: str, *, is_last: bool) -> date:
    found = _DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        if year is None:
            raise ValueError
        if month is None:
            return date(year, 12, 31) if is_last else date(year, 1, 1)
        if day is None:
            after = date(year + month // 12, month % 12 + 1, 1)
            return after - timedelta(days=1) if is_last else date(year, month, 1)
        return date(year, month, day)
    except ValueError:
        raise Usage(f"{text!r} is no day, month or year, such as 2026-03-08 or 2026-03") from None


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of which one must fit, by the name of the filter; periods of days."""

    outlet: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    published: Period | None = None
    captured: Period | None = None

    @classmethod
    def of_options(cls, given: Mapping[str, Any]) -> Filters:
        """The filters of options: a text, several, or null for none. Raises Usage."""
        unknown = sorted(set(given) - set(OPTIONS))
        if unknown:
            raise Usage(f"there is no filter {unknown[0]!r}: there are {', '.join(OPTIONS)}")
        lists = {n: _texts(given.get(n)) for n in ("outlet", "language", "kind", "story")}
        periods = {
            n: read_period(str(given[n])) if given.get(n) else None
            for n in ("published", "captured")
        }
        return cls(**lists, **periods)  # type: ignore[arg-type]

    def mask(self, rows: pl.DataFrame) -> NDArray[np.bool_] | None:
        """Which rows pass; null where there is no filter."""
        wanted = [
            pl.col(column).is_in(list(values))
            for column, values in (
                ("outlet", self.outlet),
                ("language", self.language),
                ("relation", self.kind),
                ("story_id", self.story),
            )
            if values
        ]
        wanted += [*self._published(), *self._captured()]
        if not wanted:
            return None
        passes = rows.select(pl.all_horizontal(wanted).fill_null(False).alias("passes"))["passes"]
        return passes.to_numpy()

    def _published(self) -> list[pl.Expr]:
        if self.published is None:
            return []
        day, (first, last) = pl.col("published_on"), (self.published.first, self.published.last)
        return [*([day >= first] if first else []), *([day <= last] if last else [])]

    def _captured(self) -> list[pl.Expr]:
        """Captures of it lie in the period, or before and after it."""
        if self.captured is None:
            return []
        first, last = self.captured.first, self.captured.last
        ends = []
        if first:
            ends.append(pl.col("last_captured_at") >= _midnight(first))
        if last:
            ends.append(pl.col("first_captured_at") < _midnight(last + timedelta(days=1)))
        return ends

    def __str__(self) -> str:
        parts = [
            f"{name} {' or '.join(getattr(self, name))}"
            for name in ("outlet", "language", "kind", "story")
            if getattr(self, name)
        ]
        parts += [
            f"{name} {getattr(self, name)}"
            for name in ("published", "captured")
            if getattr(self, name)
        ]
        return ", ".join(parts)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
