"""Bars: how much of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tearsheet.explore.charts.chart import Chart, Place, chart_of
from tearsheet.explore.charts.svg import (
    add,
    cut,
    drawing,
    figure,
    label_width,
    linked,
    quantity,
    write,
)
from tearsheet.plain_text import amount

_ROW_PX, _WIDE_PX = 24, 220


class Bar(NamedTuple):
    """A bar: its label, its length, and the page that it leads to."""

    label: str
    value: float
    href: str | None = None


def bars(title: str, shown: Sequence[Bar], *, of: str) -> Chart:
    """A bar a label, in the order given, with its figure before it: a narrow window shows that."""
    figures = label_width([figure(bar.value) for bar in shown])
    left = label_width([bar.label for bar in shown]) + figures
    most = max((bar.value for bar in shown), default=0)
    svg = drawing(left + _WIDE_PX, max(len(shown), 1) * _ROW_PX + 4)
    for n, bar in enumerate(shown):
        y, length = n * _ROW_PX, _WIDE_PX * bar.value / most if most else 0
        into = linked(svg, bar.href, f"{bar.label}: {quantity(bar.value, of)}")
        write(into, 0, y + 16, cut(bar.label), "chart-label")
        size = {"x": left, "y": y + 4, "width": max(length, 1), "height": _ROW_PX - 8}
        add(into, "rect", "bar", size, f"{bar.label}: {quantity(bar.value, of)}")
        write(into, left - 8, y + 16, figure(bar.value), "chart-value", anchor="end")
    rows = tuple((Place(b.label, b.href), Place(figure(b.value))) for b in shown)
    about = f"{amount(len(shown), 'bar')}; the longest is {quantity(most, of)}."
    return chart_of(svg, title, about, ("name", of), rows, is_plain=True)
