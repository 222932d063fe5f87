"""Charts drawn on the server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from tearsheet.explore.charts.bars import Bar, bars
from tearsheet.explore.charts.calendars import Day, heat_days, heat_months
from tearsheet.explore.charts.chart import Chart
from tearsheet.explore.charts.svg import months_between, shade
from tearsheet.explore.charts.times import Copy, story_line


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
    chart = heat_months("Held", {"herald": {"1999-03": 1, "2026-02": 2, "2026-03": 3}})
    assert said(chart)[-1] == "herald, 2026: 5 articles"
    assert len(said(chart)) == 28
    assert heat_months("Held", {}).rows == ()
    assert months_between(["2025-12", "2026-01"]) == ["2025-12", "2026-01"]


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
        "4 articles on 1 days; 2 known to be missing (outlined), 1 quiet days (struck)."
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
    assert chart.about.startswith("1 copies, 1 without a day (dotted).")


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
