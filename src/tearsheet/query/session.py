"""Questions of our own, several on one connection: opening one takes longer than answering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tearsheet.errors import Damage
from tearsheet.query.archive import Archive
from tearsheet.query.guard import names_in
from tearsheet.query.limits import Limits, confine
from tearsheet.query.result import Result, fetch_result
from tearsheet.store import views
from transforms.schemas import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


#: Rows that a file of a view is read by. judged
_GROUP_ROWS = 20_000


class Session:
    """An archive that is asked by our own code: not guarded, each question over the files that can
    answer it, within limits where some are given. Views whose rows lie in the folder `kept`, as
    `keep` wrote them, are read from there.
    """

    def __init__(
        self, archive: Archive, limits: Limits | None = None, kept: Path | None = None
    ) -> None:
        self.archive, self.limits, self.kept = archive, limits, kept

    @property
    def known(self) -> frozenset[str]:
        """The names of all tables, views and macros."""
        return frozenset((*TABLES, *views.definitions()))

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self._open()

    def _open(self) -> duckdb.DuckDBPyConnection:
        connection = self.archive.open_connection()
        if self.limits:
            confine(connection, self.limits)
        return connection

    def rows(self, query: str, params: Mapping[str, object] | None = None) -> Result:
        """The rows of a SELECT. `params` are the values of its `$name`."""
        with self._asked(query, params) as relation:
            return fetch_result(relation)

    def table(self, query: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """As `rows`, as a table of Arrow. Raises OutOfTime, OutOfMemory, and Damage where a file
        cannot be read.
        """
        limits = self.limits or Limits.with_defaults()
        with limits.sentences():
            try:
                with self._asked(query, params) as relation:
                    return relation.to_arrow_table()
            except duckdb.IOException as error:
                said = str(error).splitlines()[0]
                raise Damage(f"{said}: `tearsheet verify` says how to heal it") from None

    def keep(self, view: str, folder: Path) -> None:
        """Write the rows of a view to this folder, those of an outlet together. Raises OutOfTime,
        OutOfMemory.
        """
        limits = self.limits or Limits.with_defaults()
        path, part = folder / f"{view}.parquet", folder / f"{view}.part"
        with limits.sentences(), self._asked(f"FROM {view} ORDER BY ALL", None) as rows:
            rows.write_parquet(str(part), row_group_size=_GROUP_ROWS)
        part.replace(path)

    @contextmanager
    def _asked(
        self, query: str, params: Mapping[str, object] | None
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        """The rows of a SELECT. Its tables and views are made for it alone and rolled back."""
        archive = self.archive
        names = names_in(query, self.known)
        kept = self._kept(names)
        rest = [name for name in names if name not in kept]
        only = archive.matching(names, self._connection, f"FROM ({query})", params) if rest else {}
        self._connection.begin()
        try:
            for name, path in kept.items():
                self._connection.execute(views.kept_sql(name, path))
            archive.make_views(self._connection, rest, only)
            yield self._connection.sql(query, params=params or None)
        finally:
            self._connection.rollback()

    def kept_file(self, view: str) -> Path | None:
        """Where the rows of a view are kept; null where they are not."""
        path = self.kept / f"{view}.parquet" if self.kept else None
        return path if path and path.exists() else None

    def _kept(self, names: Sequence[str]) -> dict[str, Path]:
        """The files of those of these views that are kept. Of none where another that is asked for
        reads one: views are not made twice.
        """
        paths = {name: self.kept_file(name) for name in names}
        found = {name: path for name, path in paths.items() if path}
        _, read = views.names_needed([name for name in names if name not in found])
        return {} if found.keys() & set(read) else found
