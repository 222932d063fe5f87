"""The archive as a Python object, pinned to one snapshot: the only user of DuckDB. Imports neither
Prefect nor a parser.

What is guarded of ad-hoc SQL: one statement, a SELECT; no file but the snapshot's own can be read,
nothing can be written, no setting can be changed; memory and time are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from tearsheet.errors import Damage, OutOfMemory, Usage
from tearsheet.query.guard import one_select
from tearsheet.settings import settings
from tearsheet.store import snapshots, views
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.formats.record import raw_place
from transforms.ids import sha256_hex
from transforms.schemas import TABLES

_RESULT = "result_of_the_query"


@dataclass(frozen=True, slots=True)
class Spill:
    """Where a query may put what its memory does not hold: an empty folder of its own, and at most
    so much ("1GB").
    """

    folder: Path
    size: str


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

    @classmethod
    def at(cls, storage: Storage, snapshot: Snapshot) -> Archive:
        """The archive in this snapshot, which need not be published."""
        archive = cls.__new__(cls)
        archive.root, archive.storage, archive.snapshot = storage.objects.root, storage, snapshot
        return archive

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

        Raises Unsafe for what is not one SELECT, OutOfMemory where it needs more than it may have,
        duckdb.Error where DuckDB refuses it.
        """
        connection, statement = self.guarded_connection(
            query, memory=memory, seconds=seconds, spill=spill
        )
        try:
            # a table of DuckDB's own: its memory limit holds for that, and not for a result on its
            # way out
            connection.execute(f"CREATE TEMP TABLE {_RESULT} AS FROM (\n{statement}\n)")
            return pl.DataFrame(_Stream(connection.table(_RESULT)))
        except duckdb.OutOfMemoryException as error:
            # what follows the first line advises settings that are locked here
            said = str(error).split("\n", 1)[0]
            raise OutOfMemory(
                f"{said}: more memory (--memory) or room to spill (--temp) may let it through"
            ) from None
        finally:
            connection.close()

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
        return self._connect([*TABLES, *views.definitions()])

    def guarded_connection(
        self,
        query: str,
        *,
        memory: str | None = None,
        seconds: float | None = None,
        spill: Spill | None = None,
    ) -> tuple[duckdb.DuckDBPyConnection, str]:
        """(a locked connection with what the query names, the query). Raises Unsafe where it is not
        one SELECT.
        """
        statement = one_select(query, macros=frozenset(filter(views.is_macro, views.definitions())))
        names = sorted(_names(statement))
        connection = self._connect(names)
        tables, _ = views.names_needed(names)
        paths = [p for table in tables for p in self._paths(table)]
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET temp_directory = ?", [str(spill.folder) if spill else ""])
        if spill:
            connection.execute("SET max_temp_directory_size = ?", [spill.size])
        connection.execute("SET memory_limit = ?", [memory or settings().sql_memory])
        connection.execute(
            "SET max_execution_time = ?", [int((seconds or settings().sql_seconds) * 1000)]
        )
        connection.execute(
            "SET allowed_paths = ?", [[*paths, *(views.pattern_of(p) for p in paths)]]
        )
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection, statement

    def payload(self, capture_id: str) -> bytes:
        """The raw bytes of a capture; their SHA-256 is its `raw_sha256`. Raises KeyError for an
        unknown id, Damage where they differ.
        """
        from tearsheet.store.payloads import read_payload

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

    def _connect(self, names: Iterable[str]) -> duckdb.DuckDBPyConnection:
        """A connection with these tables and views, and those that they read."""
        connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        connection.execute("SET TimeZone = 'UTC'")
        if self.storage.objects.folder is None:
            _register_bucket(connection, self.storage)
        tables, ordered = views.names_needed(list(names))
        for table in tables:
            paths = self._paths(table)
            if table == "runs":
                connection.execute(views.runs_sql([views.pattern_of(p) for p in paths]))
            else:
                connection.execute(views.table_sql(table, paths))
        for name in ordered:
            connection.execute(views.definitions()[name])
        return connection

    def _paths(self, table: str) -> list[str]:
        """The files of a table, as DuckDB opens them."""
        if table == "runs":
            return [self.storage.objects.url(e.path) for e in self.storage.objects.list("runs")]
        return [self.storage.objects.url(f.path) for f in self.storage.files(self.snapshot, table)]


class _Stream:
    """A result as an Arrow stream that Polars takes by itself: `.pl()` would import pyarrow, a
    quarter of a small query's time.
    """

    def __init__(self, result: duckdb.DuckDBPyRelation) -> None:
        self._capsule = result.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._capsule


def _names(statement: str) -> set[str]:
    """The tables, views and macros of the contract whose names stand in a statement.

    A word that only looks like one costs a view that nobody reads; DuckDB's own list of names needs
    every table to exist.
    """
    words = set(re.findall(r"[a-z_]+", statement.lower()))
    return {n for n in (*TABLES, *views.definitions()) if n in words}


def _register_bucket(connection: duckdb.DuckDBPyConnection, storage: Storage) -> None:
    from obstore.fsspec import FsspecStore

    protocol = storage.objects.root.split("://", 1)[0]
    connection.register_filesystem(FsspecStore(protocol))  # type: ignore[call-overload]
