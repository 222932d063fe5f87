"""Partitions: the pairs of outlet and month by which the files of a table are divided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl

#: The columns by whose values a table's files are divided, where they are.
PARTITIONED_BY = ("outlet", "month")
Partition = tuple[str, str]
#: The month of what has none: captures of an unknown time, facts of an outlet.
NO_MONTH = "unknown"


def month_of(captured_at: pl.Expr) -> pl.Expr:
    """The partition month of a time: `2026-03`, or `unknown`."""
    return captured_at.dt.strftime("%Y-%m").fill_null(NO_MONTH)


def month_text(captured_at: datetime | None) -> str:
    """The partition month of one time: `2026-03`, or `unknown`."""
    return captured_at.isoformat()[:7] if captured_at else NO_MONTH


def partitions_of(rows: pl.DataFrame) -> list[Partition]:
    """The partitions that these rows are in, each once, sorted."""
    return rows.select(PARTITIONED_BY).unique().sort(PARTITIONED_BY).rows()


def in_partitions(partitions: Iterable[Partition]) -> pl.Expr:
    """Whether a row is in one of these partitions, in a form that a scan of files can use."""
    by_month: dict[str, list[str]] = {}
    for outlet, month in sorted(partitions):
        by_month.setdefault(month, []).append(outlet)
    inside = [
        (pl.col("month") == month) & pl.col("outlet").is_in(outlets)
        for month, outlets in by_month.items()
    ]
    return pl.any_horizontal(inside) if inside else pl.lit(value=False)
