"""The archive as a Python object, pinned to one snapshot: the only user of DuckDB. Imports neither
Prefect nor a parser.

What is guarded of ad-hoc SQL: one statement, a SELECT of known parts; no file but the snapshot's
own can be read, nothing can be written, no setting can be read or changed; memory and time are
bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import duckdb

from tearsheet.errors import Damage, Usage
from tearsheet.query.calls import notes, search
from tearsheet.query.calls.search import SearchCall
from tearsheet.query.guard import names_in, one_select
from tearsheet.query.limits import Limits, Spill, bound, lock, too_much
from tearsheet.query.memory import limit_memory, start_threads
from tearsheet.query.reading import past, plan
from tearsheet.query.reading.prune import matching_files
from tearsheet.query.result import Result, fetch_frame, fetch_result, portable_sql
from tearsheet.store import snapshots, views
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects
from tearsheet.store.snapshots import Snapshot
from transforms.schemas import BESIDE, TABLES

if TYPE_CHECKING:
    import polars as pl

    from tearsheet.store.tables import Storage

#: Values of a query's parameters, in order or by name.
Params = Sequence[object] | Mapping[str, object] | None
_RESULT = "result_of_the_query"
_CATALOG = re.compile(r"\s*(?:show|desc|describe)\b", re.IGNORECASE)
#: What makes a table whose files stand beside the snapshots.
_SQL_BESIDE = {"runs": views.runs_sql, "inputs": views.inputs_sql}


class Archive:
    """One snapshot of the archive at a root: what it reads never changes, whatever is being
    written.

    `as_of` is a snapshot number, an ISO 8601 time (the newest snapshot not after it), or null for
    the newest. Raises NoArchive or NoSnapshot.
    """

    notes: str | None = None  # a file of the user's own, which queries read as `notes`

    def __init__(self, root: str, as_of: str | int | None = None) -> None:
        self.root = root
        self.objects: Objects = open_objects(root)
        self.snapshot = snapshots.find_snapshot(self.objects, as_of)
        self._files: dict[str, list[DataFile]] = {}

    @classmethod
    def at(cls, storage: Storage, snapshot: Snapshot) -> Archive:
        """The archive in this snapshot, which need not be published."""
        archive = cls.__new__(cls)
        archive.root, archive.objects = storage.objects.root, storage.objects
        archive.snapshot, archive._files = snapshot, {}
        return archive

    @cached_property
    def storage(self) -> Storage:
        """The tables as Polars reads them."""
        from tearsheet.store.tables import Storage

        return Storage(self.objects)

    def files(self, table: str) -> list[DataFile]:
        """The data files of a table in this snapshot."""
        if table not in self._files:
            manifest = self.snapshot.tables.get(table)
            self._files[table] = snapshots.manifest_files(self.objects, manifest)
        return self._files[table]

    def sql(
        self,
        query: str,
        params: Params = None,
        *,
        memory: str | None = None,
        seconds: float | None = None,
        spill: Spill | None = None,
        alone: bool = False,
    ) -> pl.DataFrame:
        """The rows of one SELECT over the tables and views. Guarded: nothing else can be read,
        nothing written. `params` are the values of its `?` or, by name, of its `$name`.

        The query runs in the caller's process. `memory` is DuckDB's own limit there, on its blocks
        and vectors: what a function allocates by itself (`format`, `lpad`) is not counted. And it
        is stopped after `seconds` at the next place where DuckDB looks, which is not within one
        call of a function. Whoever fears such queries runs them in a process that may die for
        them, as the command line does, and says `alone`: then the process as a whole can take no
        more than `memory` beside what it has, from here on.

        Raises Unsafe for what is not one harmless SELECT, OutOfMemory and OutOfTime where it needs
        more than it may have, BadQuery where DuckDB refuses it.
        """
        limits = Limits.with_defaults(memory, seconds, spill)
        return self.frame(query, limits, params, alone=alone)

    def frame(
        self, query: str, limits: Limits, params: Params = None, *, alone: bool = False
    ) -> pl.DataFrame:
        """As `sql`, with limits that are read already."""
        with (
            limits.sentences(),
            self._answer(query, limits, params, alone=alone, polars=True) as result,
        ):
            return fetch_frame(result)

    def rows(
        self,
        query: str,
        limits: Limits | None = None,
        params: Params = None,
        *,
        alone: bool = False,
    ) -> Result:
        """As `sql`, as values of Python: for few rows, which then need no Polars."""
        limits = limits or Limits.with_defaults()
        with limits.sentences(), self._answer(query, limits, params, alone=alone) as result:
            return fetch_result(result)

    def pandas(self, query: str, params: Params = None) -> Any:
        """As `sql`, as a `pandas.DataFrame`; pandas has to be installed."""
        return self.sql(query, params).to_pandas()

    @property
    def tables(self) -> pl.DataFrame:
        """What there is to ask: tables, views and macros, and the rows of tables."""
        return self.sql("SHOW TABLES")

    def __repr__(self) -> str:
        rows = self.row_counts()
        held = ", ".join(f"{rows[t]:,} {t}" for t in ("captures", "revisions"))
        snapshot = f"snapshot {self.snapshot.number} of {self.snapshot.created_at[:19]}Z"
        return f"<tearsheet.Archive {self.root}, {snapshot}: {held}>"

    def row_counts(self) -> dict[str, int]:
        """The rows of every table of the snapshot, as its manifests state them."""
        return {t: sum(f.rows for f in self.files(t)) for t in TABLES if t not in BESIDE}

    @contextmanager
    def _answer(
        self,
        query: str,
        limits: Limits,
        params: Params,
        *,
        alone: bool,
        polars: bool = False,
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        """The rows of a query as a table of DuckDB's own: its memory limit holds for that, and not
        for a result on its way out.
        """
        query = self._catalog_sql(query) or query
        connection, rows = self.guarded_connection(
            query, limits, params, alone=alone, polars=polars
        )
        with connection:
            connection.execute(f"CREATE TEMP TABLE {_RESULT} AS {rows}", params)
            portable = portable_sql(connection, connection.table(_RESULT), _RESULT)
            yield connection.sql(portable) if portable else connection.table(_RESULT)

    def _catalog_sql(self, query: str) -> str | None:
        """The SELECT that answers a question for what there is; null for any other."""
        if not _CATALOG.match(query):  # the contract is read for these alone
            return None
        from tearsheet.query.contract.catalog import catalog_sql

        return catalog_sql(query, self.row_counts())

    def scan(self, name: str) -> pl.LazyFrame:
        """A table or view of the contract as a lazy frame. Of a view DuckDB is asked for the
        columns that are needed when the frame is collected. Raises Usage for another name.
        """
        if name in TABLES and name not in BESIDE and (name != "articles" or self._holds(name)):
            return self.storage.scan(self.snapshot, name)
        known = [*TABLES, *(n for n in views.definitions() if not views.is_macro(n))]
        if name not in known:
            raise Usage(f"no table or view {name!r}: there are {', '.join(known)}")
        from tearsheet.query.view_scan import scan_view

        return scan_view(lambda: self._connect([name]), name)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with every table and view of this snapshot. Not guarded: it can do
        whatever DuckDB can.
        """
        return self._connect([*TABLES, *(set(views.definitions()) - views.COMPARING)])

    def guarded_connection(
        self,
        query: str,
        limits: Limits | None = None,
        params: Params = None,
        *,
        alone: bool = False,
        polars: bool = False,
    ) -> tuple[duckdb.DuckDBPyConnection, str]:
        """(a locked connection with what the query names, the query as `FROM (…)`). Raises Unsafe
        where it is not one harmless SELECT. `polars` says that the rows will be a frame.
        """
        limits = limits or Limits.with_defaults()
        known = frozenset((*TABLES, *views.definitions()))
        macros = frozenset((search.NAME, *filter(views.is_macro, views.definitions())))
        names = names_in(query, known)
        tables = self.tables_of(names)
        compared = past.past_files(self.objects, query)
        paths = past.paths(compared, self.objects.url)
        connection = self.open_connection()
        try:
            search.answer_calls(query, connection, self.found_by)
            noted = notes.make_notes(query, connection, self)
            bound(connection, [*paths, *(p for t in tables for p in self._paths(t))], limits)
            if alone:
                start_threads(connection, polars=polars)
                disk = limits.spill.size if limits.spill else None
                limit_memory(limits.memory_bytes, too_much(limits.memory, disk))
            rows = one_select(query, connection, tables=known - macros | noted, macros=macros)
            only = self.matching(names, connection, rows, params)
            lock(connection)
            if views.COMPARING.intersection(names):
                past.make_past(connection, compared, self.objects.url)
            self.make_views(connection, names, only)
            return connection, rows
        except BaseException:
            connection.close()
            raise

    def found_by(self, call: SearchCall) -> tuple[list[str], list[float]]:
        """The articles, and their scores, that a call of `search` in SQL stands for."""
        raise Usage(f"search({call.asked!r}) needs an archive of tearsheet.open")

    def matching(
        self,
        names: Sequence[str],
        connection: duckdb.DuckDBPyConnection,
        rows: str,
        params: Params = None,
    ) -> dict[str, tuple[DataFile, ...]]:
        """The files that can hold what a query of these names asks for, by table; a table without a
        choice is left out. The query is planned on this connection.
        """
        files = {t: self.files(t) for t in self.tables_of(names) if TABLES[t].partitioned}
        files = {t: of for t, of in files.items() if len(of) > 1}
        if not files:
            return {}
        with plan.planning(connection, names):
            found = plan.conditions(connection, rows, params)
        return {
            table: matching_files(table, files[table], scans)
            for table, scans in found.items()
            if table in files
        }

    def payload(self, capture_id: str) -> bytes:
        """The raw bytes of a capture; their SHA-256 is its `raw_sha256`. Raises KeyError for an
        unknown id, Damage where they differ.
        """
        from tearsheet.store.payloads import read_payload
        from transforms.formats.record import RAW_PLACE, raw_place
        from transforms.ids import sha256_hex

        if not capture_id.isalnum():
            raise KeyError(capture_id)
        columns = ", ".join(("raw_sha256", *RAW_PLACE))
        found = self.rows(f"SELECT {columns} FROM captures WHERE capture_id = '{capture_id}'")
        if not found.rows:
            raise KeyError(capture_id)
        row = found.dicts()[0]
        payload = read_payload(self.objects, **raw_place(row))
        if sha256_hex(payload) != row["raw_sha256"]:
            raise Damage(
                f"the bytes of capture {capture_id} in {row['raw_object']} differ from their hash"
            )
        return payload

    def _connect(self, names: Iterable[str]) -> duckdb.DuckDBPyConnection:
        """A connection with these tables and views, and those that they read."""
        connection = self.open_connection()
        self.make_views(connection, list(names), {})
        return connection

    def open_connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that can read the archive's files."""
        connection = _connection()
        if self.objects.folder is None:
            _register_bucket(connection, self.root)
        return connection

    def make_views(
        self,
        connection: duckdb.DuckDBPyConnection,
        names: Sequence[str],
        only: Mapping[str, Sequence[DataFile]],
    ) -> None:
        """Make these tables and views, and what they read: of a table in `only` these files."""
        _, ordered = views.names_needed(names)
        for table in self.tables_of(names):
            if table == "articles" and not self._holds(table):
                connection.execute(views.articles_sql())
            elif table in _SQL_BESIDE:
                patterns = [views.pattern_of(p) for p in self._paths(table)]
                connection.execute(_SQL_BESIDE[table](patterns))
            else:
                files = only.get(table, self.files(table))
                connection.execute(views.table_sql(table, files, self.objects.url))
        for name in ordered:
            connection.execute(views.definitions()[name])

    def tables_of(self, names: Sequence[str]) -> list[str]:
        """The tables that these names need, each after those that it is made of."""
        return views.tables_held(views.names_needed(names)[0], self.snapshot.tables)

    def _holds(self, table: str) -> bool:
        return table in self.snapshot.tables

    def _paths(self, table: str) -> list[str]:
        """The files of a table, as DuckDB opens them."""
        listed = self.objects.list(table) if table in BESIDE else self.files(table)
        return [self.objects.url(one.path) for one in listed]


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        config=dict.fromkeys(("autoinstall_known_extensions", "autoload_known_extensions"), "false")
    )
    with suppress(duckdb.InvalidInputException):  # first: any may be slow; some notebooks have none
        connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _register_bucket(connection: duckdb.DuckDBPyConnection, root: str) -> None:
    from obstore.fsspec import FsspecStore

    store: Any = FsspecStore  # a new one: fsspec hands out that of an earlier endpoint
    connection.register_filesystem(store(root.split("://", 1)[0], skip_instance_cache=True))
