"""Lines: how much of something over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from tearsheet.explore.charts.axes import (
    BOTTOM_PX,
    LEFT_PX,
    TOP_PX,
    WIDE_PX,
    Axis,
    draw_axes,
    of_numbers,
    of_times,
)
from tearsheet.explore.charts.chart import Chart, chart_of
from tearsheet.explore.charts.svg import add, cut, drawing, figure, label_width, quantity, write

#: As many lines as the style sheet tells apart, by colour and by dashes.
MOST_LINES = 6
_ROW_PX = 18


class Point(NamedTuple):
    """A point of a line: its time in seconds since 1970, how that is written, and its value; null
    where there is none, at which the line is broken.
    """

    at: float
    when: str
    value: float | None


def lines(title: str, shown: Sequence[tuple[str, Sequence[Point]]], *, of: str) -> Chart:
    """A line for each of these names, in order of time. Each has a point at least, with a value."""
    points = [p for _, line in shown for p in line]
    values = [p.value for p in points if p.value is not None]
    across = of_times([p.at for p in points], LEFT_PX, LEFT_PX + WIDE_PX)
    up = of_numbers(values, BOTTOM_PX, TOP_PX, has_zero=True)
    key = label_width([name for name, _ in shown]) + 40 if len(shown) > 1 else 40
    svg = drawing(LEFT_PX + WIDE_PX + key, BOTTOM_PX + 26)
    draw_axes(svg, across, up)
    for n, (name, line) in enumerate(shown):
        _draw(svg, n, name, sorted(line), across, up, of)
        if len(shown) > 1:
            x, y = LEFT_PX + WIDE_PX + 14, TOP_PX + 4 + n * _ROW_PX
            add(svg, "line", f"line line-{n}", {"x1": x, "y1": y, "x2": x + 18, "y2": y})
            write(svg, x + 24, y + 4, cut(name), "chart-label")
    low, high = min(points).when, max(points).when
    span = f"from {figure(min(values))} to {quantity(max(values), of)}"
    about = f"{len(shown)} line{'s' * (len(shown) > 1)}, {low} to {high}, {span}."
    return chart_of(svg, title, about, (), ())


def _draw(
    svg: ET.Element, n: int, name: str, line: list[Point], across: Axis, up: Axis, of: str
) -> None:
    """A line, broken where there is no value, with a point that says its figure at each."""
    pieces: list[list[str]] = [[]]
    for point in line:
        if point.value is None:
            pieces.append([])
            continue
        x, y = across.place(point.at), up.place(point.value)
        pieces[-1].append(f"{x:.1f},{y:.1f}")
    for piece in pieces:
        if len(piece) > 1:
            shape = {"class": f"line line-{n}", "points": " ".join(piece)}
            ET.SubElement(svg, "polyline", shape)
    for point in line:
        if point.value is not None:
            said = f"{name}, {point.when}: {quantity(point.value, of)}"
            place = {"cx": across.place(point.at), "cy": up.place(point.value), "r": 2.5}
            add(svg, "circle", f"spot spot-{n}", place, said)
