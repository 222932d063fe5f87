"""The copies of a story in time, with what is known of their order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from xml.etree import ElementTree as ET

from tearsheet.explore.charts.chart import Chart, Place, chart_of
from tearsheet.explore.charts.svg import add, cut, drawing, label_width, linked, write
from tearsheet.plain_text import amount

_ROW_PX = 24
#: An axis is at least so long, so that a day is seen to be one. judged
_LEAST_DAYS = 4


class Copy(NamedTuple):
    """A copy of a story: its time, or its day alone, or neither; whether it is known to be later
    than the lead.
    """

    label: str
    on: date | None
    at: datetime | None
    is_lead: bool
    is_certain: bool
    said: str
    href: str | None = None


def story_line(title: str, copies: Sequence[Copy]) -> Chart:
    """The copies of a story in time, a row each. A time is a point and a day as wide as a day; what
    is known to be later than the lead is filled, and what may have been first is hollow.
    """
    spans = [span for copy in copies if (span := _span_of(copy))]
    left, wide = label_width([copy.label for copy in copies]), 420
    low, days = _axis(spans)
    scale = wide / timedelta(days=days).total_seconds()
    top = 30
    svg = drawing(left + wide + 50, top + len(copies) * _ROW_PX + 6)
    if spans:
        _ticks(svg, low, days, left, wide, top + len(copies) * _ROW_PX)
    for n, copy in enumerate(copies):
        y = top + n * _ROW_PX
        into = linked(svg, copy.href, f"{copy.label}: {_day(copy)}, {_order(copy)}")
        write(into, 0, y + 16, cut(copy.label), "chart-label")
        _mark(into, copy, (left, wide, y), low, scale)
    rows = tuple(
        (Place(c.label, c.href), Place(_day(c)), Place(_order(c)), Place(c.said)) for c in copies
    )
    undated = sum(_span_of(copy) is None for copy in copies)
    about = (
        f"{amount(len(copies), 'copy', 'copies')}, {undated} without a day (dotted). Filled: known "
        "to be later than the lead; hollow: may have been first."
    )
    return chart_of(svg, title, about, ("copy", "published", "order", "relation"), rows)


def _mark(
    into: ET.Element,
    copy: Copy,
    place: tuple[float, float, float],
    low: datetime,
    scale: float,
) -> None:
    """The sign of a copy on its row."""
    left, wide, y = place
    span = _span_of(copy)
    said = f"{copy.label}: {_day(copy)}, {_order(copy)}"
    kind = "lead" if copy.is_lead else "later" if copy.is_certain else "open"
    if span is None:
        size = {"x1": left, "y1": y + 12, "x2": left + wide, "y2": y + 12}
        add(into, "line", "copy-undated", size, said)
        return
    x = left + (span[0] - low).total_seconds() * scale
    if copy.at is not None:
        add(into, "circle", f"copy-{kind}", {"cx": x, "cy": y + 12, "r": 6}, said)
        return
    width = max((span[1] - span[0]).total_seconds() * scale, 8)
    size = {"x": x, "y": y + 6, "width": width, "height": 12, "rx": 3}
    add(into, "rect", f"copy-{kind}", size, said)


def _axis(spans: Sequence[tuple[datetime, datetime]]) -> tuple[datetime, int]:
    """(midnight before the first of these, days up to the midnight behind the last)."""
    if not spans:
        return datetime.min.replace(tzinfo=UTC), _LEAST_DAYS
    first = datetime.combine(min(spans)[0].date(), time(), UTC)
    last = max(end for _, end in spans)
    return first, max(math.ceil((last - first) / timedelta(days=1)), _LEAST_DAYS)


def _ticks(
    svg: ET.Element, low: datetime, days: int, left: float, wide: float, bottom: float
) -> None:
    """A rule and a day every so many days."""
    for n in range(0, days + 1, math.ceil(days / 4)):
        x = left + wide * n / days
        add(svg, "line", "chart-rule", {"x1": x, "y1": 20, "x2": x, "y2": bottom})
        day = (low + timedelta(n)).date().isoformat()
        write(svg, x, 14, day, "chart-tick", anchor="middle" if n else "start")


def _span_of(copy: Copy) -> tuple[datetime, datetime] | None:
    """From when to when a copy may have been published."""
    if copy.at is not None:
        return copy.at.astimezone(UTC), copy.at.astimezone(UTC)
    if copy.on is None:
        return None
    start = datetime.combine(copy.on, time(), UTC)
    return start, start + timedelta(days=1)


def _day(copy: Copy) -> str:
    if copy.at is not None:
        return f"{copy.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return copy.on.isoformat() if copy.on else "day unknown"


def _order(copy: Copy) -> str:
    if copy.is_lead:
        return "leads"
    return "later than the lead" if copy.is_certain else "may have been first"
