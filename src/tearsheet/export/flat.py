"""The columns of a query as JSON lines, Parquet, CSV or a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tearsheet.export.documents import Shards
from tearsheet.query.output import flat_rows, neutral_rows, readable_rows, write_rows
from tearsheet.query.source import Source


def write_lines(rows: Iterator[pl.DataFrame], shards: Shards) -> int:
    """One JSON object a row, under the names of the columns; the number of rows."""
    count = 0
    for batch in rows:
        for line in readable_rows(batch).write_ndjson().splitlines(keepends=True):
            shards.add(line.encode())
        count += batch.height
    return count


def write_csv(rows: Iterator[pl.DataFrame], path: Path, *, raw_cells: bool) -> int:
    """One CSV file with the names first, its cells neutral to spreadsheets unless `raw_cells`."""
    count = 0
    with path.open("xb") as out:
        for number, batch in enumerate(rows):
            flat = flat_rows(readable_rows(batch))
            safe = flat if raw_cells else neutral_rows(flat)
            out.write(safe.write_csv(include_header=not number).encode())
            count += batch.height
    return count


def write_parquet(rows: Iterator[pl.DataFrame], path: Path, source: Source) -> int:
    """One Parquet file that says its source in its metadata."""
    import pyarrow.parquet as pq

    count, out = 0, None
    try:
        for batch in rows:
            table = batch.to_arrow()
            if out is None:
                kept = {**(table.schema.metadata or {}), **source.metadata()}
                schema = table.schema.with_metadata(kept)
                out = pq.ParquetWriter(path, schema, compression="zstd")
            out.write_table(table.replace_schema_metadata(schema.metadata))
            count += batch.height
    finally:
        if out is not None:
            out.close()
    return count


def write_sheet(
    rows: Iterator[pl.DataFrame], path: Path, source: Source, *, raw_cells: bool
) -> int:
    """One sheet, which is held in memory: it has a million rows at most. Raises Usage for what a
    sheet cannot hold.
    """
    frame = pl.concat(list(rows))
    write_rows(frame, "xlsx", path, raw_cells=raw_cells, source=source)
    return frame.height
