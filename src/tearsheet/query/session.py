"""Questions of our own, several on one connection: opening one takes longer than answering."""

from __future__ import annotations

from functools import cached_property

import duckdb

from tearsheet.query.archive import Archive
from tearsheet.query.guard import names_in
from tearsheet.query.result import Result, fetch_result
from tearsheet.store import views
from transforms.schemas import TABLES


class Session:
    """An archive that is asked by our own code: neither guarded nor bounded, each question over the
    files that can answer it.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        return self.archive.open_connection()

    def rows(self, query: str) -> Result:
        """The rows of a SELECT. Its tables and views are made for it alone and rolled back."""
        archive = self.archive
        names = names_in(query, frozenset((*TABLES, *views.definitions())))
        only = archive.matching(names, self._connection, f"FROM ({query})")
        self._connection.begin()
        try:
            archive.make_views(self._connection, names, only)
            return fetch_result(self._connection.sql(query))
        finally:
            self._connection.rollback()
