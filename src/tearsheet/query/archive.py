"""The archive as a Python object, pinned to one snapshot. Imports neither Prefect nor a parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tearsheet.errors import Usage
from tearsheet.query.catalog import Catalog, Spill
from tearsheet.store import snapshots
from tearsheet.store.tables import Storage
from transforms.formats.record import raw_place
from transforms.schemas import TABLES

if TYPE_CHECKING:
    import duckdb


class Archive:
    """One snapshot of the archive at a root: what it reads never changes, whatever is being
    written.

    `as_of` is a snapshot number, an ISO 8601 time (the newest snapshot not after it), or null for
    the newest. Raises NoArchive or NoSnapshot.
    """

    def __init__(self, root: str, as_of: str | int | None = None) -> None:
        self.root = root
        self.storage = Storage.open(root)
        self.snapshot = snapshots.find_snapshot(self.storage.objects, as_of)
        self.catalog = Catalog(self.storage, self.snapshot)

    def sql(
        self,
        query: str,
        *,
        memory: str | None = None,
        seconds: float | None = None,
        spill: Spill | None = None,
    ) -> pl.DataFrame:
        """The rows of one SELECT over the tables and views. Guarded: nothing else can be read,
        nothing written.

        A query is stopped after `seconds` at the next place where DuckDB looks; within one call of
        a function it does not look. The command line ends its process then; a caller who fears such
        a query runs it there or in a process of his own.
        """
        return self.catalog.sql(query, memory=memory, seconds=seconds, spill=spill)

    def scan(self, table: str) -> pl.LazyFrame:
        """A table of the contract (not a view) as a lazy frame. Raises Usage for another name."""
        if table not in TABLES or table == "runs":
            raise Usage(
                f"no table {table!r}: there are {', '.join(t for t in TABLES if t != 'runs')}"
            )
        return self.storage.scan(self.snapshot, table)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with every table and view. Not guarded: it can do whatever DuckDB
        can.
        """
        return self.catalog.connect()

    def payload(self, capture_id: str) -> bytes:
        """The raw bytes of a capture; their SHA-256 is its `raw_sha256`. Raises KeyError for an
        unknown id, Damage where they differ.
        """
        from tearsheet.errors import Damage
        from tearsheet.store.payloads import read_payload
        from transforms.ids import sha256_hex

        rows = self.scan("captures").filter(pl.col("capture_id") == capture_id).collect()
        if rows.is_empty():
            raise KeyError(capture_id)
        row = rows.row(0, named=True)
        payload = read_payload(
            self.storage.objects,
            **raw_place(row),
        )
        if sha256_hex(payload) != row["raw_sha256"]:
            raise Damage(
                f"the bytes of capture {capture_id} in {row['raw_object']} differ from their hash"
            )
        return payload
