"""Questions of our own that are asked again and again: the tables and views that they read are made
once on a connection that stays open, so that each question is only planned and answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import duckdb

from tearsheet.query.guard import names_in
from tearsheet.query.session import Session
from tearsheet.store import views
from transforms.schemas import BESIDE

#: DuckDB opens every file of a table to learn that it is not wanted. Of more files than these that
#: takes longer than to find those that are, which `Session` does. judged
_MOST_FILES = 256


class Standing(Session):
    """A `Session` whose tables and views stay: each is made once, when a question first names it,
    and the footers of data files are read once.

    Rows of views in the folder `kept` are read from there as soon as they are written.
    """

    def open_tables(self, names: Sequence[str]) -> None:
        """Make these tables, and read the ends of their files, before anything is asked."""
        for name in names:
            self.table(f"SELECT count(*) FROM {name}")

    @cached_property
    def _made(self) -> dict[str, Path | None]:
        """The tables and views that stand, with the file of the rows of those that are kept."""
        return {}

    @cached_property
    def _standing(self) -> duckdb.DuckDBPyConnection:
        connection = self._open()
        connection.execute("SET parquet_metadata_cache = true")
        return connection

    @contextmanager
    def _asked(
        self, query: str, params: Mapping[str, object] | None
    ) -> Iterator[duckdb.DuckDBPyRelation]:
        names = names_in(query, self.known)
        if not self._can_stand(names):
            with super()._asked(query, params) as rows:
                yield rows
            return
        self._make(names)
        yield self._standing.sql(query, params=params or None)

    def _can_stand(self, names: Sequence[str]) -> bool:
        """Whether these never change, are of few files, and none is made of other tables, as
        `articles` is in snapshots of the first release.
        """
        tables = self.archive.tables_of(names)
        is_made = "articles" in tables and "articles" not in self.archive.snapshot.tables
        changes = not set(BESIDE).isdisjoint(tables)
        if is_made or changes or views.COMPARING.intersection(names):
            return False
        return all(len(self.archive.files(table)) <= _MOST_FILES for table in tables)

    def _make(self, names: Sequence[str]) -> None:
        """Make those of these tables and views, and of what they read, that do not stand."""
        _, ordered = views.names_needed(names)
        for table in self.archive.tables_of(names):
            if table not in self._made:
                self.archive.make_views(self._standing, [table], {})
                self._made[table] = None
        for view in ordered:
            kept = self.kept_file(view)
            if view in self._made and self._made[view] == kept:
                continue
            if view in self._made:
                self._standing.execute(f"DROP VIEW {view}")
            made = views.kept_sql(view, kept) if kept else views.definitions()[view]
            self._standing.execute(made)
            self._made[view] = kept
