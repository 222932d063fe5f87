"""Charts of what a SELECT gives: which kinds fit its columns, and how each is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any

import pyarrow as pa

from tearsheet.explore.charts.axes import seconds_of
from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.charts.chart import Chart
from tearsheet.explore.charts.grid import grid
from tearsheet.explore.charts.lines import MOST_LINES, Point, lines
from tearsheet.explore.charts.points import Pair, points

#: Rows of which there are bars, and points; names down and across a grid. judged
_MOST_BARS, _MOST_POINTS, _MOST_DOWN, _MOST_ACROSS = 60, 3_000, 80, 120
#: Types of columns that are names or times.
_KINDS: tuple[Callable[[pa.DataType], bool], ...] = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_boolean,
    pa.types.is_date,
    pa.types.is_timestamp,
)
_MONTH = re.compile(r"\d{4}(-\d\d)?")


class Result:
    """The rows of a SELECT: which of its columns are numbers, times and names."""

    def __init__(self, table: pa.Table, written: Callable[[object], str]) -> None:
        self.table, self.written = table, written

    @cached_property
    def numbers(self) -> list[str]:
        """The columns of numbers."""
        return [f.name for f in self.table.schema if is_number(f.type)]

    @cached_property
    def times(self) -> list[str]:
        """The columns of days, times, or months and years as texts such as `2026-03`."""
        return [name for name in self.others if self._is_time(name)]

    @cached_property
    def names(self) -> list[str]:
        """The columns of names."""
        return [name for name in self.others if name not in self.times]

    @cached_property
    def others(self) -> list[str]:
        """The columns of both."""
        return [f.name for f in self.table.schema if any(kind(f.type) for kind in _KINDS)]

    def _is_time(self, name: str) -> bool:
        kind = self.table.schema.field(name).type
        if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            return True
        known = [v for v in self.values(name) if v not in (None, "unknown")]
        return bool(known) and all(isinstance(v, str) and _MONTH.fullmatch(v) for v in known)

    def values(self, name: str) -> list[Any]:
        """The values of a column, in order."""
        found: list[Any] = self.table[name].to_pylist()
        return found

    def figures(self, name: str) -> list[float | None]:
        """A column of numbers; null for what is none or has no end."""
        known = (None if v is None else float(v) for v in self.values(name))
        return [v if v is not None and math.isfinite(v) else None for v in known]

    def labels(self, name: str) -> list[str]:
        """A column as it is written."""
        return ["none" if v is None else self.written(v) for v in self.values(name)]


def charts_of(table: pa.Table, written: Callable[[object], str]) -> dict[str, Chart]:
    """Every chart that these rows have, by kind, that which fits best first."""
    if table.num_rows < 2 or len(set(table.column_names)) < table.num_columns:
        return {}
    result = Result(table, written)
    drawn = {name: draw(result) for name, draw in _DRAW.items()}
    return {name: chart for name, chart in drawn.items() if chart is not None}


def is_number(kind: pa.DataType) -> bool:
    """Whether values of a column are numbers."""
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _line(result: Result) -> Chart | None:
    """Numbers over the first column of times: one a line, or one number a line for each name."""
    if not result.times or not result.numbers or result.table.num_rows > _MOST_POINTS:
        return None
    moments = [_moment(v) for v in result.values(result.times[0])]
    if result.names:
        names, of = result.labels(result.names[0]), result.numbers[0]
        shown = _points(moments, names, result.figures(of))
    else:
        of = result.numbers[0] if len(result.numbers) == 1 else "as given"
        shown = {}
        for name in result.numbers[:MOST_LINES]:
            shown |= _points(moments, [name] * len(moments), result.figures(name))
    shown = {n: line for n, line in shown.items() if any(p.value is not None for p in line)}
    is_plain = all(len({p.at for p in line}) == len(line) for line in shown.values())
    if not 0 < len(shown) <= MOST_LINES or not is_plain or max(map(len, shown.values())) < 2:
        return None
    title = f"{of} by {result.times[0]}" if of != "as given" else f"By {result.times[0]}"
    return lines(title, list(shown.items()), of="" if of == "as given" else of)


def _points(
    moments: Sequence[tuple[float, str] | None],
    names: Sequence[str],
    values: Sequence[float | None],
) -> dict[str, list[Point]]:
    """A line's points by its name."""
    made: dict[str, list[Point]] = {}
    for moment, name, value in zip(moments, names, values, strict=True):
        if moment is not None:
            made.setdefault(name, []).append(Point(*moment, value))
    return made


def _moment(value: object) -> tuple[float, str] | None:
    """A time in seconds since 1970, and as it is written; null for what is none."""
    if isinstance(value, datetime):
        return seconds_of(value), f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return seconds_of(datetime.combine(value, time(), UTC)), value.isoformat()
    if isinstance(value, str) and _MONTH.fullmatch(value):
        year, _, month = value.partition("-")
        if int(year) and 1 <= int(month or 1) <= 12:
            return seconds_of(datetime(int(year), int(month or 1), 1, tzinfo=UTC)), value
    return None


def _grid(result: Result) -> Chart | None:
    """The first number by the first two columns that are none; a pair of names stands once."""
    others = [*result.names, *result.times][:2]
    if len(others) < 2 or not result.numbers:
        return None
    down, across = (result.labels(name) for name in others)
    values = result.figures(result.numbers[0])
    keys = list(zip(down, across, strict=True))
    known: Mapping[tuple[str, str], float] = {
        key: value for key, value in zip(keys, values, strict=True) if value is not None
    }
    is_small = len(set(down)) <= _MOST_DOWN and len(set(across)) <= _MOST_ACROSS
    if len(set(keys)) < len(keys) or not is_small or not known or min(known.values()) < 0:
        return None
    columns = sorted(set(across)) if others[1] in result.times else list(dict.fromkeys(across))
    of = result.numbers[0]
    return grid(
        f"{of} by {others[0]} and {others[1]}", known, columns, heads=(others[0], others[1]), of=of
    )


def _bars(result: Result) -> Chart | None:
    """The first number, by the first column of names or times."""
    if not result.numbers or not result.others or result.table.num_rows > _MOST_BARS:
        return None
    number = result.numbers[0]
    named = zip(result.labels(result.others[0]), result.figures(number), strict=True)
    shown = [Bar(name, value) for name, value in named if value is not None]
    if not shown or any(bar.value < 0 for bar in shown):
        return None
    return bars(f"{number} by {result.others[0]}", shown, of=number)


def _scatter(result: Result) -> Chart | None:
    """The second number against the first."""
    if len(result.numbers) < 2 or result.table.num_rows > _MOST_POINTS:
        return None
    across, up = result.numbers[:2]
    others = [*result.names, *result.times]
    names = result.labels(others[0]) if others else [""] * result.table.num_rows
    rows = zip(names, result.figures(across), result.figures(up), strict=True)
    shown = [Pair(n, x, y) for n, x, y in rows if x is not None and y is not None]
    return points(f"{up} against {across}", shown, of=(across, up)) if len(shown) > 1 else None


#: What kinds of charts are called, in the order in which they are tried: a time is best seen as a
#: line, two names as a grid.
KINDS = {"line": "Line", "grid": "Grid", "bars": "Bars", "points": "Points"}
#: How each is drawn; null of columns that it is not for.
_DRAW: dict[str, Callable[[Result], Chart | None]] = {
    "line": _line,
    "grid": _grid,
    "bars": _bars,
    "points": _scatter,
}
