"""Questions of our own, several on one connection: opening one takes longer than answering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb

from tearsheet.query.archive import Archive
from tearsheet.query.guard import names_in
from tearsheet.query.limits import Limits, confine
from tearsheet.query.result import Result, fetch_result
from tearsheet.store import views
from transforms.schemas import TABLES

if TYPE_CHECKING:
    import pyarrow as pa


class Session:
    """An archive that is asked by our own code: not guarded, each question over the files that can
    answer it, within limits where some are given.
    """

    def __init__(self, archive: Archive, limits: Limits | None = None) -> None:
        self.archive, self.limits = archive, limits

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = self.archive.open_connection()
        if self.limits:
            confine(connection, self.limits)
        return connection

    def rows(self, query: str, params: Mapping[str, object] | None = None) -> Result:
        """The rows of a SELECT. `params` are the values of its `$name`."""
        with self._asked(query, params) as relation:
            return fetch_result(relation)

    def table(self, query: str, params: Mapping[str, object] | None = None) -> pa.Table:
        """As `rows`, as a table of Arrow. Raises OutOfTime, OutOfMemory."""
        limits = self.limits or Limits.with_defaults()
        with limits.sentences(), self._asked(query, params) as relation:
            return relation.to_arrow_table()

    @contextmanager
    def _asked(
        self, query: str, params: Mapping[str, object] | None
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        """The rows of a SELECT. Its tables and views are made for it alone and rolled back."""
        archive = self.archive
        names = names_in(query, frozenset((*TABLES, *views.definitions())))
        only = archive.matching(names, self._connection, f"FROM ({query})", params)
        self._connection.begin()
        try:
            archive.make_views(self._connection, names, only)
            yield self._connection.sql(query, params=params or None)
        finally:
            self._connection.rollback()
