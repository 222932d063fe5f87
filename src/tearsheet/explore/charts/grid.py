"""A grid: a number by two columns, darker where it is more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tearsheet.explore.charts.chart import Chart, chart_of
from tearsheet.explore.charts.svg import (
    CELL_PX,
    LEGEND_PX,
    cell,
    cut,
    drawing,
    label_width,
    legend,
    quantity,
    shade,
    write,
)
from tearsheet.plain_text import amount

_STEP_PX = CELL_PX + 2
#: A label of a column leans; so much of it is as high as it is long. judged
_LEAN = 0.75


def grid(
    title: str,
    values: Mapping[tuple[str, str], float],
    columns: Sequence[str],
    *,
    heads: tuple[str, str],
    of: str,
) -> Chart:
    """A row for each first name of these values, none of which is below zero, in the order in which
    they come, and these columns, which are their second names.
    """
    rows = list(dict.fromkeys(row for row, _ in values))
    left, most = label_width(rows), max(values.values())
    top = label_width(columns) * _LEAN + 10
    wide = max(left + len(columns) * _STEP_PX + top, LEGEND_PX)
    svg = drawing(wide, top + len(rows) * _STEP_PX + 30)
    for n, column in enumerate(columns):
        write(svg, left + n * _STEP_PX + 8, top - 6, cut(column), "chart-tick", leans=True)
    for n, row in enumerate(rows):
        y = top + n * _STEP_PX
        write(svg, 0, y + 11, cut(row), "chart-label")
        for place, column in enumerate(columns):
            value = values.get((row, column))
            said = f"{row}, {column}: {'none' if value is None else quantity(value, of)}"
            kind = "heat-none" if value is None else f"heat-{shade(value, most)}"
            cell(svg, left + place * _STEP_PX, y, kind, said, None)
    legend(svg, 0, top + len(rows) * _STEP_PX + 8, most, of)
    about = (
        f"{amount(len(rows), 'row')} ({heads[0]}) and {amount(len(columns), 'column')} "
        f"({heads[1]}); the darkest cell has {quantity(most, of)}."
    )
    return chart_of(svg, title, about, (), ())
