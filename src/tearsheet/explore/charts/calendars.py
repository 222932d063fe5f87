"""Calendars: how much is held of outlets and months, and of an outlet's days."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple
from xml.etree import ElementTree as ET

from tearsheet.explore.charts.chart import Chart, Place, chart_of
from tearsheet.explore.charts.svg import (
    CELL_PX,
    LEGEND_PX,
    add,
    cell,
    cut,
    drawing,
    label_width,
    legend,
    months_between,
    quantity,
    shade,
    write,
)
from tearsheet.plain_text import amount
from transforms.partitions import NO_MONTH

#: More months than this are shown as years. judged
_MOST_MONTHS = 120
#: As many columns without an article, and more, are one that is left blank. judged
_GAP = 12
#: What the name of such a column has between its ends.
_DASH = "–"
_MONTHS = tuple(calendar.month_abbr[1:])
#: What is counted of a month.
_OF = "articles"


class Day(NamedTuple):
    """What is known of an outlet's day. It is quiet where others of its weekday are not."""

    articles: int
    missing: int = 0
    is_quiet: bool = False


Link = Callable[[str, str], str | None]


def heat_months(
    title: str,
    counts: Mapping[str, Mapping[str, int]],
    *,
    link: Link = lambda row, month: None,
) -> Chart:
    """A row an outlet and a column a month, `counts[outlet]["2026-03"]`, darker where more is held;
    many months are years. What has no month is in the last column. A long time without anything is
    one blank column, so that a single old article moves no others out of sight.
    """
    counts, columns = _in_columns(counts)
    most = max((n for row in counts.values() for n in row.values()), default=0)
    left, top = label_width(counts), 34
    wide = max(left + len(columns) * (CELL_PX + 2) + 40, LEGEND_PX)
    svg = drawing(wide, top + len(counts) * (CELL_PX + 4) + 30)
    _month_heads(svg, columns, left)
    for n, (row, months) in enumerate(counts.items()):
        y = top + n * (CELL_PX + 4)
        write(svg, 0, y + 11, cut(row), "chart-label")
        for place, column in enumerate(columns):
            if _DASH in column:
                continue
            value = months.get(column, 0)
            said = f"{row}, {column}: {quantity(value, _OF)}"
            href = link(row, column) if value else None
            cell(svg, left + place * (CELL_PX + 2), y, f"heat-{shade(value, most)}", said, href)
    legend(svg, 0, top + len(counts) * (CELL_PX + 4) + 8, most, _OF)
    outlets = amount(len(counts), "outlet")
    about = f"{outlets}, {_span(columns)}; the darkest cell has {quantity(most, _OF)}."
    rows = tuple(
        (Place(row), Place(column), Place(f"{months[column]:,}", link(row, column)))
        for row, months in counts.items()
        for column in columns
        if months.get(column)
    )
    return chart_of(svg, title, about, ("outlet", "month", _OF), rows)


def _in_columns(
    counts: Mapping[str, Mapping[str, int]],
) -> tuple[Mapping[str, Mapping[str, int]], list[str]]:
    """(counts by outlet and column, the columns): months, or years where these are many."""
    known = sorted({m for row in counts.values() for m in row if m != NO_MONTH})
    columns = _with_gaps(months_between(known), set(known))
    if len(columns) > _MOST_MONTHS:
        counts = {row: _by_year(months) for row, months in counts.items()}
        years = range(int(known[0][:4]), int(known[-1][:4]) + 1)
        columns = _with_gaps([str(y) for y in years], {m[:4] for m in known})
    if any(NO_MONTH in row for row in counts.values()):
        columns.append(NO_MONTH)
    return counts, columns


def heat_days(
    title: str, days: Mapping[date, Day], *, link: Callable[[date], str | None] = lambda day: None
) -> Chart:
    """A calendar of days, a block a year and a column a week: darker where more is held, outlined
    where something is known to be missing, struck where the outlet was quiet.
    """
    years = sorted({day.year for day in days})
    most = max((d.articles for d in days.values()), default=0)
    left, high = 44, 7 * (CELL_PX + 2) + 26
    svg = drawing(left + 54 * (CELL_PX + 2), len(years) * high + 34)
    for n, year in enumerate(years):
        _year(svg, year, n * high, {d: v for d, v in days.items() if d.year == year}, most, link)
    legend(svg, left, len(years) * high + 8, most, "articles")
    missing, quiet = sum(d.missing for d in days.values()), sum(d.is_quiet for d in days.values())
    about = (
        f"{quantity(sum(d.articles for d in days.values()), 'articles')} on "
        f"{amount(sum(d.articles > 0 for d in days.values()), 'day')}; {missing:,} known to be "
        f"missing (outlined), {amount(quiet, 'quiet day')} (struck)."
    )
    rows = tuple(
        (
            Place(day.isoformat(), link(day)),
            Place(f"{v.articles:,}"),
            Place(f"{v.missing:,}"),
            Place("yes" if v.is_quiet else ""),
        )
        for day, v in sorted(days.items())
    )
    return chart_of(svg, title, about, ("day", "articles", "missing", "quiet"), rows)


def _year(
    svg: ET.Element,
    year: int,
    top: float,
    days: Mapping[date, Day],
    most: int,
    link: Callable[[date], str | None],
) -> None:
    left, first = 44, date(year, 1, 1)
    write(svg, 0, top + 12, str(year), "chart-label")
    for n in range(date(year, 12, 31).toordinal() - first.toordinal() + 1):
        day = first + timedelta(n)
        week = (n + first.weekday()) // 7
        x, y = left + week * (CELL_PX + 2), top + 18 + day.weekday() * (CELL_PX + 2)
        if day.day == 1:
            write(svg, x, top + 12, _MONTHS[day.month - 1], "chart-tick")
        if not (found := days.get(day)):
            cell(svg, x, y, "heat-none", None, None)
            continue
        marks = " is-missing" * (found.missing > 0) + " is-quiet" * found.is_quiet
        said = f"{day.isoformat()}: {quantity(found.articles, 'articles')}"
        said += f", {found.missing:,} missing" if found.missing else ""
        said += ", quiet" if found.is_quiet else ""
        href = link(day) if found.articles else None
        cell(svg, x, y, f"heat-{shade(found.articles, most)}{marks}", said, href)
        if found.is_quiet:
            line = {"x1": x + 2, "y1": y + CELL_PX - 2, "x2": x + CELL_PX - 2, "y2": y + 2}
            add(svg, "line", "strike", line)


def _month_heads(svg: ET.Element, columns: Sequence[str], left: float) -> None:
    """The years over their first month, or every fifth year, and those that follow a blank."""
    for place, column in enumerate(columns):
        x = left + place * (CELL_PX + 2)
        if _DASH in column:
            write(svg, x, 28, "…", "chart-tick")
            continue
        is_year = len(column) == 4
        is_first = place == 0 or _DASH in columns[place - 1]
        if column == NO_MONTH:
            write(svg, x, 28, "?", "chart-tick")
        elif is_first or column.endswith("-01") or (is_year and column.endswith(("0", "5"))):
            write(svg, x, 14, column[:4], "chart-tick")
        if not is_year and column != NO_MONTH:
            write(svg, x + 2, 28, _MONTHS[int(column[5:7]) - 1][0], "chart-tick")


def _with_gaps(columns: Sequence[str], held: Container[str]) -> list[str]:
    """The columns, of which many in a row that are not held are one named by its ends: `1857` to
    `1991` become `1857–1991`.
    """
    found: list[str] = []
    for is_held, group in groupby(columns, key=lambda column: column in held):
        some = list(group)
        is_gap = not is_held and len(some) >= _GAP
        found += [f"{some[0]}{_DASH}{some[-1]}"] if is_gap else some
    return found


def _by_year(months: Mapping[str, int]) -> dict[str, int]:
    years: dict[str, int] = {}
    for month, count in months.items():
        key = month if month == NO_MONTH else month[:4]
        years[key] = years.get(key, 0) + count
    return years


def _span(columns: Sequence[str]) -> str:
    known = [column for column in columns if column != NO_MONTH]
    if len(known) < 2:
        return known[0] if known else "no month"
    return f"{known[0]} to {known[-1]}"
