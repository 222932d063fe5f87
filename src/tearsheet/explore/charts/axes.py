"""Axes: at which pixel a value or a time stands, and the lines and labels that show it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from tearsheet.explore.charts.svg import add, figure, write

#: The frame of a chart with two axes, in pixels: room for labels, and the field itself.
LEFT_PX, TOP_PX, WIDE_PX, HIGH_PX = 64, 14, 640, 260
BOTTOM_PX = TOP_PX + HIGH_PX
_MOST_TICKS = 6
#: Steps between labels of time, in days and in months. judged
_DAYS, _MONTHS = (1, 2, 7, 14, 28), (1, 3, 6, 12, 24, 60, 120, 300, 600, 1200, 6000, 12000)
_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, drawn from one pixel to another, with labels at some."""

    low: float
    high: float
    first_px: float
    last_px: float
    ticks: tuple[tuple[float, str], ...]

    def place(self, value: float) -> float:
        """Where a value stands, in pixels."""
        share = (value - self.low) / (self.high - self.low)
        return self.first_px + share * (self.last_px - self.first_px)


def of_numbers(values: list[float], first_px: float, last_px: float, *, has_zero: bool) -> Axis:
    """An axis of numbers that ends at round ones; with zero on it where lengths are compared."""
    low, high = min(values), max(values)
    if has_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - abs(low) / 2 - 0.5, high + abs(high) / 2 + 0.5
    step = _round_step((high - low) / (_MOST_TICKS - 1))
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    count = round((high - low) / step)
    ticks = tuple((low + n * step, figure(round(low + n * step, 10))) for n in range(count + 1))
    return Axis(low, high, first_px, last_px, ticks)


def _round_step(step: float) -> float:
    """The next 1, 2 or 5 with noughts: `0.3` becomes `0.5`."""
    power = 10.0 ** math.floor(math.log10(step))
    return next((n * power for n in (1, 2, 5) if n * power >= step * 0.999), 10 * power)


def of_times(values: list[float], first_px: float, last_px: float) -> Axis:
    """An axis of seconds since 1970, with labels at the beginnings of days, months or years."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - _A_DAY, high + _A_DAY
    return Axis(low, high, first_px, last_px, tuple(_time_ticks(low, high)))


def _time_ticks(low: float, high: float) -> Iterator[tuple[float, str]]:
    days = (high - low) / _A_DAY
    if days < 2:
        for n in range(4):
            at = low + n * (high - low) / 3
            yield at, f"{_moment(at):%m-%d %H:%M}"
    elif days <= _DAYS[-1] * _MOST_TICKS:
        step = next(d for d in _DAYS if days / d <= _MOST_TICKS)
        day = math.ceil(low / _A_DAY)
        while day * _A_DAY <= high:
            yield day * _A_DAY, f"{_moment(day * _A_DAY):%Y-%m-%d}"
            day += step
    else:
        yield from _month_ticks(low, high)


def _month_ticks(low: float, high: float) -> Iterator[tuple[float, str]]:
    first, last = (_moment(at).year * 12 + _moment(at).month - 1 for at in (low, high))
    step = next((m for m in _MONTHS if (last - first) / m <= _MOST_TICKS), _MONTHS[-1])
    for n in range(-(-first // step) * step, last + 1, step):
        if (at := seconds_of(datetime(n // 12, n % 12 + 1, 1, tzinfo=UTC))) >= low:
            yield at, f"{n // 12:04d}" if step >= 12 else f"{n // 12:04d}-{n % 12 + 1:02d}"


def _moment(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def seconds_of(at: datetime) -> float:
    """Seconds since 1970; a time without a zone is one of UTC."""
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()


def draw_axes(svg: ET.Element, across: Axis, up: Axis) -> None:
    """The rules of both axes, with their labels."""
    for value, label in up.ticks:
        y = up.place(value)
        line = {"x1": LEFT_PX, "y1": y, "x2": LEFT_PX + WIDE_PX, "y2": y}
        add(svg, "line", "chart-rule", line)
        write(svg, LEFT_PX - 8, y + 4, label, "chart-tick", anchor="end")
    for value, label in across.ticks:
        x = across.place(value)
        line = {"x1": x, "y1": BOTTOM_PX, "x2": x, "y2": BOTTOM_PX + 5}
        add(svg, "line", "chart-rule", line)
        write(svg, x, BOTTOM_PX + 18, label, "chart-tick", anchor="middle")
