"""Tables of other snapshots beside the archive's own, for macros that compare two: those of the
snapshots whose numbers stand in the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import duckdb

from tearsheet.errors import Usage
from tearsheet.store import snapshots, views
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.objects import Objects
from transforms.schemas import TABLES

#: What is compared of each table. Of captures every row is needed, to know which both hold.
_COLUMNS = {
    "captures": ("capture_id", "outlet", "page_kind", "derived_by"),
    "sightings": (
        *("capture_id", "article_no", "article_id"),
        *("title", "byline", "published_on", "text_sha256"),
    ),
}
#: Texts and comments of a query, in which nothing is called.
_UNREAD = re.compile(r"'(?:[^']|'')*+'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CALL = re.compile(r"\bparser_diff\s*\(\s*(?:(\d+)\s*,\s*(\d+)\s*\))?", re.IGNORECASE)
#: The snapshots of one query: each costs its manifests and its files. judged
_MOST_NUMBERS = 8

#: The files of each table by the number of the snapshot.
Past = Mapping[str, Mapping[int, Sequence[DataFile]]]


def past_files(objects: Objects, query: str) -> Past:
    """The files of the snapshots that a query compares; nothing where it compares none. Of
    sightings those that all of these snapshots list, whose rows are equal, are left out.

    Raises Usage where it does not name them by numbers, NoSnapshot for one that is not kept.
    """
    calls = _CALL.findall(_UNREAD.sub(" ", query))
    numbers = sorted({int(number) for call in calls for number in call if number})
    if any(not first for first, _ in calls) or len(numbers) > _MOST_NUMBERS:
        raise Usage(
            f"parser_diff takes the numbers of two snapshots, as in FROM parser_diff(3, 5); "
            f"a query compares at most {_MOST_NUMBERS}"
        )
    held = {n: snapshots.load(objects, n).tables for n in numbers}
    past = {
        table: {n: snapshots.manifest_files(objects, of.get(table)) for n, of in held.items()}
        for table in _COLUMNS
        if numbers
    }
    if len(numbers) > 1:
        lists = past["sightings"]
        shared = set.intersection(*map(set, lists.values()))
        past["sightings"] = {n: [f for f in of if f not in shared] for n, of in lists.items()}
    return past


def paths(past: Past, url: Callable[[str], str]) -> list[str]:
    """The files of the past, each once, as DuckDB opens them."""
    return sorted({url(f.path) for of in past.values() for files in of.values() for f in files})


def make_past(connection: duckdb.DuckDBPyConnection, past: Past, url: Callable[[str], str]) -> None:
    """Make the tables of the past, with the number of the snapshot in front of each row: empty
    where there is none.
    """
    for table, columns in _COLUMNS.items():
        typed = ", ".join(f"NULL::{TABLES[table].types[c]} AS {c}" for c in columns)
        parts = [f"SELECT NULL::BIGINT AS snapshot, {typed} WHERE false"]
        parts += [
            f"SELECT {number}, {', '.join(columns)} FROM ({views.rows_sql(table, files, url)})"
            for number, files in past.get(table, {}).items()
        ]
        connection.execute(f"CREATE VIEW past_{table} AS {' UNION ALL '.join(parts)}")
