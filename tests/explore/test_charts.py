"""Charts drawn on the server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import duckdb
import pytest

from tearsheet.explore.charts.axes import of_numbers, of_times, seconds_of
from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.charts.calendars import Day, heat_days, heat_months
from tearsheet.explore.charts.chart import Chart
from tearsheet.explore.charts.grid import grid
from tearsheet.explore.charts.lines import Point, lines
from tearsheet.explore.charts.svg import months_between, shade
from tearsheet.explore.charts.times import Copy, story_line
from tearsheet.explore.pages.sql import written
from tearsheet.explore.results import charts_of


def elements(chart: Chart, tag: str, kind: str = "") -> list[ET.Element]:
    drawn = ET.fromstring(str(chart.svg))
    return [e for e in drawn.iter(tag) if kind in (e.get("class") or "").split() or not kind]


def said(chart: Chart) -> list[str]:
    return [e.text or "" for e in elements(chart, "title")][1:]


def test_a_calendar_has_every_month_between_and_says_each_cell() -> None:
    chart = heat_months(
        "Articles held",
        {"herald": {"2025-11": 3, "2026-02": 90}, "gazette": {"unknown": 2}},
        link=lambda row, month: f"/{row}/{month}",
    )
    assert said(chart)[:5] == [
        "herald, 2025-11: 3 articles",
        "herald, 2025-12: 0 articles",
        "herald, 2026-01: 0 articles",
        "herald, 2026-02: 90 articles",
        "herald, unknown: 0 articles",
    ]
    assert [[place.text for place in row] for row in chart.rows] == [
        ["herald", "2025-11", "3"],
        ["herald", "2026-02", "90"],
        ["gazette", "unknown", "2"],
    ]
    assert chart.rows[0][2].href == "/herald/2025-11"
    assert [a.get("href") for a in elements(chart, "a")] == [
        "/herald/2025-11",
        "/herald/2026-02",
        "/gazette/unknown",
    ]


def test_many_months_are_years_and_none_is_an_empty_picture() -> None:
    held = {f"{year}-02": 1 for year in range(1999, 2026, 1)}
    chart = heat_months("Held", {"herald": {**held, "2026-02": 2, "2026-03": 3}})
    assert said(chart)[-1] == "herald, 2026: 5 articles"
    assert len(said(chart)) == 28
    assert heat_months("Held", {}).rows == ()
    assert months_between(["2025-12", "2026-01"]) == ["2025-12", "2026-01"]


def test_a_long_time_without_articles_is_one_blank_column() -> None:
    chart = heat_months("Held", {"herald": {"1856-05": 1, "2026-01": 2, "2026-03": 3}})
    assert said(chart) == [
        "herald, 1856-05: 1 article",
        "herald, 2026-01: 2 articles",
        "herald, 2026-02: 0 articles",
        "herald, 2026-03: 3 articles",
    ]
    ticks = [e.text for e in elements(chart, "text", "chart-tick")]
    assert ticks[:6] == ["1856", "M", "…", "2026", "J", "F"]


def test_shades_are_steps_of_the_logarithm() -> None:
    assert [shade(n, 1_000) for n in (0, 1, 10, 100, 1_000)] == [0, 1, 2, 4, 5]
    assert (shade(1, 1), shade(1, 0)) == (5, 0)


def test_a_day_is_dark_outlined_or_struck() -> None:
    chart = heat_days(
        "The herald's days",
        {
            date(2026, 3, 7): Day(4),
            date(2026, 3, 8): Day(0, missing=2),
            date(2026, 3, 9): Day(0, is_quiet=True),
        },
    )
    assert said(chart) == [
        "2026-03-07: 4 articles",
        "2026-03-08: 0 articles, 2 missing",
        "2026-03-09: 0 articles, quiet",
    ]
    assert len(elements(chart, "rect", "is-missing")) == len(elements(chart, "line", "strike")) == 1
    assert chart.about == (
        "4 articles on 1 day; 2 known to be missing (outlined), 1 quiet day (struck)."
    )


def test_copies_are_points_days_or_unknown_and_their_order_is_certain_or_open() -> None:
    day, noon = date(2026, 3, 8), datetime(2026, 3, 8, 12, tzinfo=UTC)
    chart = story_line(
        "A ferry sails",
        [
            Copy("herald", day, noon, True, True, "lead", "/a"),
            Copy("gazette", day, None, False, False, "reprint", "/b"),
            Copy("post", date(2026, 3, 9), None, False, True, "excerpt"),
            Copy("anzeiger", None, None, False, False, "identical"),
        ],
    )
    assert [
        len(elements(chart, "circle", "copy-lead")),
        len(elements(chart, "rect", "copy-open")),
    ] == [1, 1]
    assert [
        len(elements(chart, "rect", "copy-later")),
        len(elements(chart, "line", "copy-undated")),
    ] == [1, 1]
    assert [[place.text for place in row] for row in chart.rows] == [
        ["herald", "2026-03-08 12:00 UTC", "leads", "lead"],
        ["gazette", "2026-03-08", "may have been first", "reprint"],
        ["post", "2026-03-09", "later than the lead", "excerpt"],
        ["anzeiger", "day unknown", "may have been first", "identical"],
    ]


def test_a_story_without_a_day_is_drawn() -> None:
    chart = story_line("?", [Copy("herald", None, None, True, True, "lead")])
    assert chart.about.startswith("1 copy, 1 without a day (dotted).")


def test_other_peoples_words_are_text_in_a_picture() -> None:
    name = "<script>alert(1)</script>\u202e\x00\x1b"
    chart = bars('"><script>', [Bar(name, 3, "javascript:x&y"), Bar("", 0)], of="articles")
    assert [p for p in ("<script", "\u202e", "\x00", "style=") if p in chart.svg] == []
    assert (
        elements(chart, "text", "chart-label")[0].text
        == "<script>alert(1)</script>\\u202e\\x00\\x1b"
    )
    drawn = ET.fromstring(str(chart.svg))
    assert drawn.get("role") == "group"


def test_a_bar_is_as_long_as_its_value() -> None:
    chart = bars("Outlets", [Bar("a", 10), Bar("b", 2.5)], of="articles")
    assert [e.get("width") for e in elements(chart, "rect", "bar")] == ["220", "55"]
    assert [[place.text for place in row] for row in chart.rows] == [["a", "10"], ["b", "2.50"]]


def test_a_line_is_broken_where_there_is_no_value_and_says_each_figure() -> None:
    days = [Point(86_400.0 * n, f"day {n}", value) for n, value in enumerate((1, 3, None, 2.5, 0))]
    chart = lines("Held", [("herald", days), ("gazette", days[:2])], of="articles")
    assert [e.get("class") for e in elements(chart, "polyline")] == [
        "line line-0",
        "line line-0",
        "line line-1",
    ]
    assert said(chart)[0] == "herald, day 0: 1 article"
    assert "herald, day 3: 2.50 articles" in said(chart)
    assert chart.about == "2 lines, day 0 to day 4, from 0 to 3 articles."
    labels = [e.text for e in elements(chart, "text", "chart-tick")]
    assert labels[:3] == ["0", "1", "2"]
    assert "1970-01-02" in labels


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2026-03-08 11:00", "2026-03-08 11:03", [f"03-08 11:0{n}" for n in range(4)]),
        ("2026-03-05", "2026-03-09", [f"2026-03-0{n}" for n in range(5, 10)]),
        ("2026-03-08", "2026-04-20", ["2026-03-08", "2026-03-22", "2026-04-05", "2026-04-19"]),
        ("2024-01-01", "2025-11-30", ["2024-01", "2024-07", "2025-01", "2025-07"]),
        ("1912-05-01", "2026-01-01", ["1925", "1950", "1975", "2000", "2025"]),
        ("0001-01-01", "9999-01-01", [f"{n}000" for n in range(1, 10)]),
    ],
)  # fmt: skip
def test_labels_of_time_stand_at_round_ones(first: str, last: str, labels: list[str]) -> None:
    low, high = (seconds_of(datetime.fromisoformat(day)) for day in (first, last))
    assert [label for _, label in of_times([high, low], 0, 100).ticks] == labels


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([3.0, 17.0], ["0", "5", "10", "15", "20"]),
        ([-2.0, -1.0], ["-2", "-1.50", "-1", "-0.50", "0"]),
        ([0.0], ["-0.60", "-0.40", "-0.20", "0", "0.20", "0.40", "0.60"]),
        ([0.0, 9e6], ["0", "2,000,000", "4,000,000", "6,000,000", "8,000,000", "10,000,000"]),
    ],
)  # fmt: skip
def test_labels_of_numbers_stand_at_round_ones(values: list[float], labels: list[str]) -> None:
    assert [label for _, label in of_numbers(values, 0, 100, has_zero=True).ticks] == labels


def test_a_grid_has_a_cell_for_each_pair_and_says_where_there_is_none() -> None:
    values = {("herald", "2026-03"): 9.0, ("gazette", "2026-04"): 1.5}
    chart = grid("Held", values, ["2026-03", "2026-04"], heads=("outlet", "month"), of="articles")
    assert said(chart) == [
        "herald, 2026-03: 9 articles",
        "herald, 2026-04: none",
        "gazette, 2026-03: none",
        "gazette, 2026-04: 1.50 articles",
    ]


#: Rows, with the kinds of charts that fit them.
RESULTS = {
    "(VALUES ('a', 1), ('b', 2)) t(outlet, n)": "bars",
    "(VALUES (DATE '2026-03-01', 1), ('2026-03-02', -2)) t(day, n)": "line",
    "(VALUES ('2026-03', 1), ('2026-04', 2), ('unknown', 7)) t(month, n)": "line bars",
    "(VALUES ('a', '2026-03', 1), ('a', '2026-04', 2)) t(o, month, n)": "line grid bars",
    "(VALUES ('a', 'x', 1), ('b', 'x', 2)) t(o, kind, n)": "grid bars",
    "(VALUES ('a', 'x', 1), ('a', 'x', 2)) t(o, kind, n)": "bars",
    "(VALUES (1, 2), (3, 4.5)) t(a, b)": "points",
    "(VALUES ('a', 1, 2), ('b', 3, 4)) t(o, a, b)": "bars points",
    "(VALUES ('a', 'nan'::DOUBLE), ('b', 'inf'), ('c', 1)) t(o, n)": "bars",
    "(VALUES ('a', 'nan'::DOUBLE), ('b', NULL)) t(o, n)": "",
    "(VALUES ('a', 'b'), ('c', 'd')) t(o, n)": "",
    "(SELECT range AS n, [range] AS l FROM range(9))": "",
    "(SELECT 'a' AS o, 1 AS n)": "",
    "(SELECT range AS n, 2 * range AS m FROM range(9999))": "",
    "(VALUES (1, DATE '0001-01-01'), (2, '9999-12-31')) t(n, day)": "line bars",
}


@pytest.mark.parametrize("rows", RESULTS)
def test_a_result_has_the_charts_that_fit_its_columns(rows: str) -> None:
    with duckdb.connect() as connection:
        table = connection.sql(f"FROM {rows}").to_arrow_table()
    assert list(charts_of(table, written)) == RESULTS[rows].split()
