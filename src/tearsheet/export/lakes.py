"""Delta and Iceberg tables, by their own libraries, which are installed apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from tearsheet.errors import Usage

#: Rows of one data file of a table: some 100 MB of text. judged
_FILE_ROWS = 32_768
#: What a writer of tables is told of a file's place, and of where it is written meanwhile.
FINAL, BESIDE = "tearsheet.final", "tearsheet.beside"


def write_delta(rows: Iterator[pl.DataFrame], folder: Path) -> int:
    """A Delta table of these rows in an empty folder; their number. Raises Usage where the library
    is not installed.
    """
    try:
        from deltalake import write_deltalake
    except ImportError:
        raise _missing("delta", "deltalake") from None
    count = 0
    for number, table in enumerate(_tables(rows)):
        if table.num_rows or not number:
            mode: Any = "append" if number else "error"
            write_deltalake(folder, table, mode=mode)
        count += table.num_rows
    return count


def write_iceberg(rows: Iterator[pl.DataFrame], folder: Path, final: Path) -> int:
    """An Iceberg table of these rows in an empty folder, as it reads once that lies at `final`: its
    metadata name whole paths. Raises Usage where the library is not installed.
    """
    try:
        from pyiceberg.catalog.memory import InMemoryCatalog
    except ImportError:
        raise _missing("iceberg", "pyiceberg") from None
    place = {FINAL: str(final), BESIDE: str(folder)}
    io = "tearsheet.export.iceberg_files.FilesBeside"
    catalog = InMemoryCatalog("export", **{"py-io-impl": io, **place})
    catalog.create_namespace("export")
    made, count = None, 0
    for table in _tables(rows):
        if made is None:
            made = catalog.create_table("export.rows", table.schema, location=str(final))
        if table.num_rows:
            made.append(table)
        count += table.num_rows
    catalog.close()
    return count


def _missing(extra: str, library: str) -> Usage:
    return Usage(
        f"--as {extra} needs {library}, which is not installed: pip install 'tearsheet[{extra}]'"
    )


def _tables(rows: Iterator[pl.DataFrame]) -> Iterator[pa.Table]:
    """The rows as tables of Arrow, many at a time, in types that both kinds of tables have; the
    first has the columns even where there are no rows.
    """
    waiting: list[pl.DataFrame] = []
    is_first = True
    for batch in rows:
        waiting.append(_common(batch))
        if sum(b.height for b in waiting) >= _FILE_ROWS:
            yield _table(waiting)
            waiting, is_first = [], False
    if waiting or is_first:
        yield _table(waiting)


def _table(batches: list[pl.DataFrame]) -> pa.Table:
    table = pl.concat(batches).to_arrow(compat_level=pl.CompatLevel.oldest())
    kinds = [
        pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(kinds))


def _common(rows: pl.DataFrame) -> pl.DataFrame:
    """Whole numbers with a sign: neither kind of table has others."""
    unsigned: dict[Any, Any] = {
        pl.UInt8: pl.Int16,
        pl.UInt16: pl.Int32,
        pl.UInt32: pl.Int64,
        pl.UInt64: pl.Decimal(20, 0),
    }
    return rows.cast(
        {c: unsigned[t.base_type()] for c, t in rows.schema.items() if t.base_type() in unsigned}
    )
