"""The only user of DuckDB: opens a snapshot, makes the views a query needs, and guards ad-hoc SQL.

What is guarded: one statement, a SELECT; no file but the snapshot's own can be read, nothing can be
written, no setting can be changed; memory and time are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from tearsheet.errors import OutOfMemory
from tearsheet.query.guard import one_select
from tearsheet.settings import settings
from tearsheet.store import views
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES

_RESULT = "result_of_the_query"


@dataclass(frozen=True, slots=True)
class Spill:
    """Where a query may put what its memory does not hold: an empty folder of its own, and at most
    so much ("1GB").
    """

    folder: Path
    size: str


class Catalog:
    """One snapshot as a DuckDB database."""

    def __init__(self, storage: Storage, snapshot: Snapshot) -> None:
        self.storage, self.snapshot = storage, snapshot

    def paths(self, table: str) -> list[str]:
        """The files of a table, as DuckDB opens them."""
        if table == "runs":
            return [self.storage.objects.url(e.path) for e in self.storage.objects.list("runs")]
        return [self.storage.objects.url(f.path) for f in self.storage.files(self.snapshot, table)]

    def connect(self, names: Iterable[str] | None = None) -> duckdb.DuckDBPyConnection:
        """A connection with these tables and views (all of them by default). It is not guarded: it
        may read and write files.
        """
        connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        connection.execute("SET TimeZone = 'UTC'")
        if self.storage.objects.folder is None:
            _register_bucket(connection, self.storage)
        tables, ordered = views.in_order(
            list(names) if names is not None else [*TABLES, *views.definitions()]
        )
        for table in tables:
            paths = self.paths(table)
            if table == "runs":
                connection.execute(views.runs_sql(paths))
            else:
                connection.execute(views.table_sql(table, paths))
        for name in ordered:
            connection.execute(views.definitions()[name])
        return connection

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
        connection = self.connect(names)
        tables, _ = views.in_order(names)
        paths = [p for table in tables for p in self.paths(table)]
        connection.execute("SET python_enable_replacements = false")
        connection.execute("SET temp_directory = ?", [str(spill.folder) if spill else ""])
        if spill:
            connection.execute("SET max_temp_directory_size = ?", [spill.size])
        connection.execute("SET memory_limit = ?", [memory or settings().sql_memory])
        connection.execute(
            "SET max_execution_time = ?", [int((seconds or settings().sql_seconds) * 1000)]
        )
        connection.execute("SET allowed_paths = ?", [paths])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection, statement

    def sql(
        self,
        query: str,
        *,
        memory: str | None = None,
        seconds: float | None = None,
        spill: Spill | None = None,
    ) -> pl.DataFrame:
        """The rows of one SELECT.

        Raises Unsafe for anything else, OutOfMemory where it needs more than it may have,
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
            said = str(error).split("\n", 1)[
                0
            ]  # what follows advises settings that are locked here
            raise OutOfMemory(
                f"{said}: more memory (--memory) or room to spill (--temp) may let it through"
            ) from None
        finally:
            connection.close()


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
