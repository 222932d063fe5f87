"""The archive as a Python object, pinned to one snapshot: the only user of DuckDB. Imports neither
Prefect nor a parser.

What is guarded of ad-hoc SQL: one statement, a SELECT of known parts; no file but the snapshot's
own can be read, nothing can be written, no setting can be read or changed; memory and time are
bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import polars as pl

from tearsheet.errors import Damage, Usage
from tearsheet.query import plan
from tearsheet.query.guard import one_select
from tearsheet.query.limits import Limits, Spill, too_much
from tearsheet.query.memory import limit_memory
from tearsheet.query.prune import matching_files
from tearsheet.store import snapshots, views
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.formats.record import raw_place
from transforms.ids import sha256_hex
from transforms.schemas import BESIDE, TABLES

_RESULT = "result_of_the_query"
#: What makes a table whose files stand beside the snapshots.
_SQL_BESIDE = {"runs": views.runs_sql, "inputs": views.inputs_sql}


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
        alone: bool = False,
    ) -> pl.DataFrame:
        """The rows of one SELECT over the tables and views. Guarded: nothing else can be read,
        nothing written.

        The query runs in the caller's process. `memory` is DuckDB's own limit there, on its blocks
        and vectors: what a function allocates by itself (`format`, `lpad`) is not counted. And it
        is stopped after `seconds` at the next place where DuckDB looks, which is not within one
        call of a function. Whoever fears such queries runs them in a process that may die for
        them, as the command line does, and says `alone`: then the process as a whole can take no
        more than `memory` beside what it has, from here on.

        Raises Unsafe for what is not one harmless SELECT, OutOfMemory and OutOfTime where it needs
        more than it may have, duckdb.Error where DuckDB refuses it.
        """
        limits = Limits.with_defaults(memory, seconds, spill)
        with limits.sentences():
            connection, rows = self.guarded_connection(query, limits, alone=alone)
            with connection:
                # a table of DuckDB's own: its memory limit holds for that, and not for a result on
                # its way out
                connection.execute(f"CREATE TEMP TABLE {_RESULT} AS {rows}")
                return pl.DataFrame(_Stream(connection.table(_RESULT)))

    def scan(self, table: str) -> pl.LazyFrame:
        """A table of the contract (not a view) as a lazy frame. Raises Usage for another name."""
        if table not in TABLES or table in BESIDE:
            raise Usage(
                f"no table {table!r}: there are {', '.join(t for t in TABLES if t not in BESIDE)}"
            )
        return self.storage.scan(self.snapshot, table)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with every table and view. Not guarded: it can do whatever DuckDB
        can.
        """
        return self._connect([*TABLES, *views.definitions()])

    def guarded_connection(
        self, query: str, limits: Limits | None = None, *, alone: bool = False
    ) -> tuple[duckdb.DuckDBPyConnection, str]:
        """(a locked connection with what the query names, the query as `FROM (…)`). Raises Unsafe
        where it is not one harmless SELECT.
        """
        limits = limits or Limits.with_defaults()
        known = frozenset((*TABLES, *views.definitions()))
        macros = frozenset(filter(views.is_macro, views.definitions()))
        names = _names(query, known)
        tables, _ = views.names_needed(names)
        connection, planned = self._open(), _connection()
        try:
            plan.make_empty(planned, names)
            _lock(connection, [p for table in tables for p in self._paths(table)], limits)
            _lock(planned, [], limits)
            if alone:
                _start_threads(connection)
                disk = limits.spill.size if limits.spill else None
                limit_memory(limits.memory_bytes, too_much(limits.memory, disk))
            rows = one_select(query, connection, tables=known - macros, macros=macros)
            self._make_views(connection, names, self._matching(tables, planned, rows))
            return connection, rows
        except BaseException:
            connection.close()
            raise
        finally:
            planned.close()

    def _matching(
        self, tables: Iterable[str], planned: duckdb.DuckDBPyConnection, rows: str
    ) -> dict[str, list[str]]:
        """The files that can hold what a query asks for, by table; a table without a choice is left
        out.
        """
        files = {t: self.storage.files(self.snapshot, t) for t in tables if t not in BESIDE}
        files = {t: of for t, of in files.items() if len(of) > 1}
        found = plan.conditions(planned, rows) if files else {}
        url = self.storage.objects.url
        return {
            table: [url(f.path) for f in matching_files(table, files[table], scans)]
            for table, scans in found.items()
            if table in files
        }

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
        connection = self._open()
        self._make_views(connection, list(names), {})
        return connection

    def _open(self) -> duckdb.DuckDBPyConnection:
        """A connection that can read the archive's files."""
        connection = _connection()
        if self.storage.objects.folder is None:
            _register_bucket(connection, self.storage)
        return connection

    def _make_views(
        self,
        connection: duckdb.DuckDBPyConnection,
        names: Sequence[str],
        only: Mapping[str, Sequence[str]],
    ) -> None:
        """Make these tables and views, and what they read; of a table in `only` these files are
        read.
        """
        tables, ordered = views.names_needed(names)
        for table in tables:
            paths = only[table] if table in only else self._paths(table)
            if table in _SQL_BESIDE:
                connection.execute(_SQL_BESIDE[table]([views.pattern_of(p) for p in paths]))
            else:
                connection.execute(views.table_sql(table, paths))
        for name in ordered:
            connection.execute(views.definitions()[name])

    def _paths(self, table: str) -> list[str]:
        """The files of a table, as DuckDB opens them."""
        if table in BESIDE:
            return [self.storage.objects.url(e.path) for e in self.storage.objects.list(table)]
        return [self.storage.objects.url(f.path) for f in self.storage.files(self.snapshot, table)]


class _Stream:
    """A result as an Arrow stream that Polars takes by itself: `.pl()` would import pyarrow, a
    quarter of a small query's time.
    """

    def __init__(self, result: duckdb.DuckDBPyRelation) -> None:
        self._capsule = result.__arrow_c_stream__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._capsule


def _names(query: str, known: frozenset[str]) -> list[str]:
    """The tables, views and macros of the contract whose names stand in a query; all of them where
    it asks which there are.

    A word that only looks like one costs a view that nobody reads; DuckDB's own list of names needs
    every table to exist.
    """
    words = set(re.findall(r"[a-z_]+", query.lower()))
    return sorted(known if words & {"show", "information_schema"} else words & known)


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _lock(connection: duckdb.DuckDBPyConnection, paths: Sequence[str], limits: Limits) -> None:
    """Let the connection read these files and change nothing; it can still make views of them."""
    spill = limits.spill
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET temp_directory = ?", [str(spill.folder) if spill else ""])
    if spill:
        size = f"{limits.disk_bytes} bytes"
        connection.execute("SET max_temp_directory_size = ?", [size])
    allowed = [*paths, *(views.pattern_of(p) for p in paths)]
    connection.execute("SET memory_limit = ?", [f"{limits.memory_bytes} bytes"])
    connection.execute("SET max_execution_time = ?", [int(limits.seconds * 1000)])
    connection.execute("SET allowed_paths = ?", [allowed])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _start_threads(connection: duckdb.DuckDBPyConnection) -> None:
    """Have DuckDB and Polars start the threads that they work with, which map memory."""
    connection.execute("SELECT sum(range) FROM range(1_000_000)").fetchall()
    pl.LazyFrame({"n": [1]}).select(pl.col("n").sum()).collect().write_csv()


def _register_bucket(connection: duckdb.DuckDBPyConnection, storage: Storage) -> None:
    from obstore.fsspec import FsspecStore

    protocol = storage.objects.root.split("://", 1)[0]
    connection.register_filesystem(FsspecStore(protocol))  # type: ignore[call-overload]
