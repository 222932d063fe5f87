"""Where rows are stored: by outlet, and by the month of a capture."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from transforms.partitions import (
    in_partitions,
    month_of,
    month_text,
    partitions_of,
)


def test_the_month_of_one_time_and_of_a_column_of_times_are_one() -> None:
    times = [datetime(2026, 3, 31, 23, 59, tzinfo=UTC), None]
    column = pl.Series("at", times, dtype=pl.Datetime("us", "UTC"))
    assert [month_text(time) for time in times] == ["2026-03", "unknown"]
    assert column.to_frame().select(month_of(pl.col("at")))["at"].to_list() == [
        "2026-03",
        "unknown",
    ]


def test_rows_are_found_in_the_partitions_that_they_are_in() -> None:
    rows = pl.DataFrame({"outlet": ["b", "a", "a", "a"], "month": ["m", "n", "m", "m"]})
    assert partitions_of(rows) == [("a", "m"), ("a", "n"), ("b", "m")]
    assert rows.filter(in_partitions([("a", "m")])).height == 2
    assert rows.filter(in_partitions([])).is_empty()
