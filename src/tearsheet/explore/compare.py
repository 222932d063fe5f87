"""Articles of two snapshots: those that came, went and changed. Runs in a child process.

Files are never changed, so that articles of files that both snapshots have, with the same rows
deleted, are the same: only those of other files are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import duckdb
import pyarrow as pa

from tearsheet.explore.question import Question
from tearsheet.query.archive import Archive
from tearsheet.query.limits import Limits, confine

#: What became of an article, in the order in which it is told.
FATES = ("came", "went", "changed")
#: What of an article is compared, by what it is called.
_COMPARED = {
    "text": "text_sha256",
    "headline": "title",
    "byline": "byline",
    "day": "published_on",
    "address": "url",
}
ARTICLES = Question(
    "Articles, asked of both snapshots: of one alone they came or went, of both they are compared",
    """SELECT article_id, outlet, title, byline, url, published_on, text_sha256
FROM articles ORDER BY article_id""",
)
_WHAT = ", ".join(
    f"CASE WHEN b.{column} IS DISTINCT FROM a.{column} THEN '{name}' END"
    for name, column in _COMPARED.items()
)
#: An id that was once in use counts as the one that it stands for.
_CHANGES = f"""CREATE TEMP TABLE changes AS
WITH resolved AS (
  SELECT b.*, coalesce(x.new_id, b.article_id) AS id
  FROM before b LEFT JOIN aliases x ON x.old_id = b.article_id AND x.kind = 'article'),
compared AS (
  SELECT CASE WHEN b.id IS NULL THEN 'came' WHEN a.article_id IS NULL THEN 'went' ELSE 'changed' END
      AS fate, coalesce(a.article_id, b.article_id) AS article_id, b.article_id AS old_id,
    nullif(b.id, b.article_id) AS new_id, coalesce(a.outlet, b.outlet) AS outlet,
    b.title AS old_title, coalesce(a.title, b.title) AS title,
    coalesce(a.published_on, b.published_on) AS published_on,
    list_filter([{_WHAT}, CASE WHEN b.article_id <> a.article_id THEN 'id' END],
      lambda one: one IS NOT NULL) AS what
  FROM resolved b FULL JOIN after a ON a.article_id = b.id)
SELECT * FROM compared WHERE fate <> 'changed' OR len(what) > 0"""
_ROWS = """SELECT * EXCLUDE (fate) FROM changes WHERE fate = $fate
ORDER BY outlet, published_on DESC NULLS LAST, article_id, old_id LIMIT $size OFFSET $skip"""


class Changes(NamedTuple):
    """How many articles there are of each fate, and rows of one."""

    counts: dict[str, int]
    rows: pa.Table


def compare(
    before: Archive, after: Archive, limits: Limits, *, fate: str | None, size: int, skip: int
) -> Changes:
    """What became of articles between two snapshots, and so many rows of the chosen fate. Raises
    OutOfTime, OutOfMemory.
    """
    with limits.sentences(), after.open_connection() as connection:
        confine(connection, limits)
        for archive, name, other in ((before, "before", after), (after, "after", before)):
            _read_side(connection, archive, name, other)
        after.make_views(connection, ["aliases"], {})
        connection.execute(_CHANGES)
        found = connection.execute("SELECT fate, count(*) FROM changes GROUP BY fate").fetchall()
        counts = dict.fromkeys(FATES, 0) | dict(found)
        params = {"fate": chosen_fate(counts, fate), "size": size, "skip": skip}
        return Changes(counts, connection.sql(_ROWS, params=params).to_arrow_table())


def chosen_fate(counts: Mapping[str, int], asked: str | None) -> str:
    """The fate that is asked for, where there are articles of it; else the first that has some."""
    some = [fate for fate in FATES if counts[fate]]
    return asked if asked in some else next(iter(some), FATES[0])


def _read_side(
    connection: duckdb.DuckDBPyConnection, archive: Archive, name: str, other: Archive
) -> None:
    """A table of the articles of a snapshot that are in no file of the other's."""
    of_both = set(other.files("articles"))
    files = [file for file in archive.files("articles") if file not in of_both]
    archive.make_views(connection, ["articles"], {"articles": files})
    connection.execute(f"CREATE TEMP TABLE {name} AS {ARTICLES.sql}")
    for table in reversed(archive.tables_of(["articles"])):
        connection.execute(f"DROP VIEW {table}")
