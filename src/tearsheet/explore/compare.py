"""Articles of two snapshots: those that came, went and changed. Runs in a child process.

Files are never changed, so that articles of files that both snapshots have, with the same rows
deleted, are the same: only those of other files are read. Of these, ids are read with a hash of the
columns that are compared; only of articles whose hashes differ are the columns themselves read.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
from pyarrow.dataset import dataset

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
#: Rows that a file of changes is read by: what a page shows is in one or two groups. judged
_GROUP_ROWS = 10_000
_WHAT = ", ".join(
    f"CASE WHEN b.{column} IS DISTINCT FROM a.{column} THEN '{name}' END"
    for name, column in _COMPARED.items()
)
#: Ids of both sides that differ in their id, or in a hash of 64 bits; null where a side has none.
#: An id that was once in use counts as the one that it stands for.
_DIFFERING = f"""CREATE TEMP TABLE differing AS
WITH digests AS (SELECT article_id, hash({", ".join(_COMPARED.values())}) AS digest FROM before),
resolved AS (
  SELECT b.article_id AS old_id, coalesce(x.new_id, b.article_id) AS id, digest
  FROM digests b LEFT JOIN aliases x ON x.old_id = b.article_id AND x.kind = 'article'),
present AS (
  SELECT article_id AS id, hash({", ".join(_COMPARED.values())}) AS digest FROM after)
SELECT b.old_id, b.id AS new_id, a.id AS article_id
FROM resolved b FULL JOIN present a USING (id)
WHERE b.id IS NULL OR a.id IS NULL OR b.digest <> a.digest OR b.old_id <> a.id"""
_CHANGES = f"""CREATE TEMP TABLE changes AS WITH compared AS (
  SELECT CASE WHEN old_id IS NULL THEN 'came' WHEN d.article_id IS NULL THEN 'went'
      ELSE 'changed' END AS fate,
    coalesce(d.article_id, old_id) AS article_id, old_id,
    nullif(new_id, old_id) AS new_id, coalesce(a.outlet, b.outlet) AS outlet,
    b.title AS old_title, coalesce(a.title, b.title) AS title,
    coalesce(a.published_on, b.published_on) AS published_on,
    list_filter([{_WHAT}, CASE WHEN old_id <> d.article_id THEN 'id' END],
      lambda one: one IS NOT NULL) AS what
  FROM differing d LEFT JOIN before b ON b.article_id = d.old_id
    LEFT JOIN after a ON a.article_id = d.article_id)
SELECT *, row_number() OVER (PARTITION BY fate
  ORDER BY outlet, published_on DESC NULLS LAST, article_id, old_id) AS place
FROM compared ORDER BY fate, place"""
_ROWS = """SELECT * EXCLUDE (fate, place) FROM changes
WHERE fate = $fate AND place > $skip AND place <= $skip + $size ORDER BY place"""


class Reach(NamedTuple):
    """What is to be compared of two snapshots: files of articles that both have, and of each the
    files and articles that the other has not.
    """

    shared_files: int
    files: tuple[int, int]
    articles: tuple[int, int]


def reach_of(before: Archive, after: Archive) -> Reach:
    """What is to be compared, as their manifests say."""
    old, new = before.files("articles"), after.files("articles")
    in_both = set(old).intersection(new)
    sides = [[file for file in side if file not in in_both] for side in (old, new)]
    (old_files, new_files), (old_rows, new_rows) = (
        map(len, sides),
        (sum(file.live_rows for file in side) for side in sides),
    )
    return Reach(len(in_both), (old_files, new_files), (old_rows, new_rows))


class Changes(NamedTuple):
    """How many articles there are of each fate, and rows of one."""

    counts: dict[str, int]
    rows: pa.Table


def compare(
    sides: tuple[Archive, Archive],
    limits: Limits,
    file: Path | None,
    *,
    fate: str | None,
    size: int,
    skip: int,
) -> Changes:
    """What became of articles between two snapshots, and so many rows of the chosen fate. What is
    found is kept in the file, where one is named, and read from there once it is. Raises
    OutOfTime, OutOfMemory.
    """
    before, after = sides
    with limits.sentences(), after.open_connection() as connection:
        confine(connection, limits)
        if file is None or not file.exists():
            _find_changes(connection, before, after)
            if file is not None:
                part = file.with_name(f"{file.name}.{os.getpid()}")
                connection.table("changes").write_parquet(str(part), row_group_size=_GROUP_ROWS)
                part.replace(file)
        else:
            connection.register("changes", dataset(file))
        counted = "SELECT fate, count(*) FROM changes GROUP BY fate"
        counts = dict.fromkeys(FATES, 0) | dict(connection.execute(counted).fetchall())
        given = {"fate": chosen_fate(counts, fate), "size": size, "skip": skip}
        return Changes(counts, connection.sql(_ROWS, params=given).to_arrow_table())


def _find_changes(connection: duckdb.DuckDBPyConnection, before: Archive, after: Archive) -> None:
    """A table of what became of articles, numbered within each fate."""
    for archive, name, other in ((before, "before", after), (after, "after", before)):
        _name_side(connection, archive, name, other)
    after.make_views(connection, ["aliases"], {})
    connection.execute(_DIFFERING)
    connection.execute(_CHANGES)


def chosen_fate(counts: Mapping[str, int], asked: str | None) -> str:
    """The fate that is asked for, where there are articles of it; else the first that has some."""
    some = [fate for fate in FATES if counts[fate]]
    return asked if asked in some else next(iter(some), FATES[0])


def _name_side(
    connection: duckdb.DuckDBPyConnection, archive: Archive, name: str, other: Archive
) -> None:
    """A name for the articles of a snapshot that are in no file of the other's."""
    in_both = set(other.files("articles"))
    files = [file for file in archive.files("articles") if file not in in_both]
    archive.make_views(connection, ["articles"], {"articles": files})
    tables = archive.tables_of(["articles"])
    if tables == ["articles"]:
        connection.execute(f"ALTER VIEW articles RENAME TO {name}")
        return
    connection.execute(f"CREATE TEMP TABLE {name} AS {ARTICLES.sql}")
    for table in reversed(tables):
        connection.execute(f"DROP VIEW {table}")
