"""Points: two numbers of each row, held against one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tearsheet.explore.charts.axes import (
    BOTTOM_PX,
    LEFT_PX,
    TOP_PX,
    WIDE_PX,
    draw_axes,
    of_numbers,
)
from tearsheet.explore.charts.chart import Chart, chart_of
from tearsheet.explore.charts.svg import add, drawing, figure, write
from tearsheet.plain_text import amount


class Pair(NamedTuple):
    """A row: its name, its number across, its number up."""

    name: str
    across: float
    up: float


def points(title: str, shown: Sequence[Pair], *, of: tuple[str, str]) -> Chart:
    """A point a row; `of` is what stands across and what stands up."""
    across = of_numbers([p.across for p in shown], LEFT_PX, LEFT_PX + WIDE_PX, has_zero=False)
    up = of_numbers([p.up for p in shown], BOTTOM_PX, TOP_PX + 16, has_zero=False)
    svg = drawing(LEFT_PX + WIDE_PX + 40, BOTTOM_PX + 44)
    draw_axes(svg, across, up)
    write(svg, LEFT_PX, TOP_PX, f"{of[1]} (up)", "chart-tick")
    write(svg, LEFT_PX + WIDE_PX, BOTTOM_PX + 36, f"{of[0]} (across)", "chart-tick", anchor="end")
    for pair in shown:
        said = f"{of[0]} {figure(pair.across)}, {of[1]} {figure(pair.up)}"
        said = f"{pair.name}: {said}" if pair.name else said
        place = {"cx": across.place(pair.across), "cy": up.place(pair.up), "r": 4}
        add(svg, "circle", "point", place, said)
    about = f"{amount(len(shown), 'point')}: {of[1]} (up) against {of[0]} (across)."
    return chart_of(svg, title, about, (), ())
