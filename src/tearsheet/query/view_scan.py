"""A view as a lazy frame: DuckDB is asked when the frame is collected, for the columns that are
needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import duckdb
import polars as pl
from polars.io.plugins import register_io_source

from tearsheet.query.result import fetch_frame


def scan_view(connect: Callable[[], duckdb.DuckDBPyConnection], name: str) -> pl.LazyFrame:
    """The rows of this view of a connection. Filters are applied to what DuckDB gives."""

    def rows(
        columns: list[str] | None,
        predicate: pl.Expr | None,
        most_rows: int | None,
        batch_rows: int | None,
    ) -> Iterator[pl.DataFrame]:
        del batch_rows
        chosen = ", ".join(f'"{c}"' for c in columns) if columns else "*"
        limit = f" LIMIT {most_rows}" if most_rows is not None and predicate is None else ""
        with connect() as connection:
            frame = fetch_frame(connection.sql(f"SELECT {chosen} FROM {name}{limit}"))
        frame = frame if predicate is None else frame.filter(predicate)
        yield frame if most_rows is None else frame.head(most_rows)

    with connect() as connection:
        empty = fetch_frame(connection.sql(f"FROM {name} LIMIT 0"))
    return register_io_source(rows, schema=empty.schema)
