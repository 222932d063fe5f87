"""The SQL that makes a snapshot's tables and views in DuckDB: for a connection of ours, and as
`views.sql` for anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tearsheet.plain_text import sql_text
from transforms.ids import sha256_hex
from transforms.schemas import BESIDE, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from tearsheet.store.files.data_file import DataFile
    from tearsheet.store.snapshots import Snapshot
    from tearsheet.store.tables import Storage

#: Captures of one container that a run's parser refused for one reason are one row, as records are
#: that landing refuses; the first of them stands for all. A record's name ends in its number.
_ALIKE = """WITH numbered AS (
  SELECT *, TRY_CAST(regexp_extract(ref, '#([0-9]+)$', 1) AS BIGINT) AS number
  FROM ({rows})
)
SELECT first(quarantine_id ORDER BY number, quarantine_id) AS quarantine_id,
  first(ref ORDER BY number, quarantine_id) AS ref, stage, reason,
  first(detail ORDER BY number, quarantine_id) AS detail,
  first(capture_id ORDER BY number, quarantine_id) AS capture_id,
  first(raw_sha256 ORDER BY number, quarantine_id) AS raw_sha256,
  sum(raw_bytes)::BIGINT AS raw_bytes,
  first(record ORDER BY number, quarantine_id) AS record,
  sum(coalesce(record_count, 1))::BIGINT AS record_count,
  CASE WHEN count(*) = 1 THEN any_value(first_records) ELSE flatten(list(
    coalesce(first_records, [coalesce(record, number::VARCHAR)]) ORDER BY number, quarantine_id
  ))[:10] END AS first_records,
  min(first_seen) AS first_seen,
  first(raw_object ORDER BY number, quarantine_id) AS raw_object,
  first(raw_offset ORDER BY number, quarantine_id) AS raw_offset,
  first(raw_length ORDER BY number, quarantine_id) AS raw_length,
  first(raw_coding ORDER BY number, quarantine_id) AS raw_coding, run_id
FROM numbered
GROUP BY stage, reason, run_id,
  CASE WHEN number IS NULL OR raw_object IS NULL THEN quarantine_id ELSE raw_object END,
  CASE WHEN reason = 'internal_error' THEN detail END"""
#: The table `articles` as the first release had it, a view: it aggregates all versions.
_ARTICLES_FROM = ("revisions", "stories")
_ARTICLES = """
SELECT r.* EXCLUDE (sightings, first_captured_at, last_captured_at),
  a.* EXCLUDE (article_id, version), s.story_id, s.is_lead, s.lead_certain,
  s.relation, s.similarity, s.alone_because, z.story_size
FROM revisions r
JOIN (SELECT article_id, max(version) AS version, count(*)::INTEGER AS versions,
        sum(sightings)::INTEGER AS sightings, min(first_captured_at) AS first_captured_at,
        max(last_captured_at) AS last_captured_at
      FROM revisions GROUP BY article_id) a USING (article_id, version)
LEFT JOIN stories s USING (article_id)
LEFT JOIN (SELECT story_id, count(*)::INTEGER AS story_size FROM stories GROUP BY story_id) z
  USING (story_id)"""
#: Characters of a root in which DuckDB finds no relative path.
_NO_SEARCH_PATH = ",\\"
#: Patterns for the names of files beside the snapshots: by a run's start and its random tail, by
#: their hash.
_NAMED = {
    "runs": f"{'?' * 8}T{'?' * 6}-{'?' * 8}.json",
    "inputs": f"*.{'?' * 64}.parquet",
}
#: Macros that read other snapshots than their own: made for queries that name those.
COMPARING = frozenset({"parser_diff"})
_SEAL = "-- sha256 of the other lines: "


@cache
def definitions() -> dict[str, str]:
    """The text of every view and macro, by name, in no order."""
    folder = resources.files("transforms") / "views"
    return {
        f.name.removesuffix(".sql"): f.read_text("utf-8").strip()
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".sql")
    }


def is_macro(name: str) -> bool:
    """Whether this definition is a macro, which is made without being asked for by name."""
    return "CREATE MACRO" in definitions()[name]


@cache
def names_read(name: str) -> frozenset[str]:
    """The tables and views that a view or macro reads, and the macros that it calls: the names of
    the contract that stand in its text.
    """
    code = re.sub(r"--[^\n]*", "", definitions()[name])
    words = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", code))
    called = {w for w in re.findall(r"\b([a-z_]+)\(", code) if w in definitions() and is_macro(w)}
    return frozenset(w for w in words | called if w in TABLES or w in definitions()) - {name}


def names_needed(wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """(tables, views) that these names need, each view after all that it reads."""
    tables: dict[str, None] = {}
    ordered: dict[str, None] = {}

    def visit(name: str) -> None:
        if name in TABLES:
            tables[name] = None
        elif name in definitions() and name not in ordered:
            for other in sorted(names_read(name)):
                visit(other)
            ordered[name] = None

    for name in wanted:
        visit(name)
    return list(tables), list(ordered)


def table_sql(name: str, files: Sequence[DataFile], url: Callable[[str], str]) -> str:
    """`CREATE VIEW` over the rows that count of exactly these data files."""
    rows = rows_sql(name, files, url)
    return f"CREATE VIEW {name} AS {_ALIKE.format(rows=rows) if name == 'quarantine' else rows};"


def kept_sql(name: str, path: Path) -> str:
    """`CREATE VIEW` over the rows of a view that were written to this file."""
    return f"CREATE VIEW {name} AS FROM read_parquet({sql_text(pattern_of(str(path)))});"


def rows_sql(name: str, files: Sequence[DataFile], url: Callable[[str], str]) -> str:
    """A SELECT of the rows that count of exactly these data files, typed by the contract; of none
    where there are none.
    """
    columns = ", ".join(_quoted(c) for c in TABLES[name].types)
    today = TABLES[name].fingerprint
    whole = [f for f in files if not f.deleted and f.columns == today]
    older = [f for f in files if not f.deleted and f.columns != today]
    parts = [f"SELECT {columns} {_read_sql(_patterns(whole, url))}"] if whole else []
    parts += [_rows_sql(name, _patterns(older, url))] if older else []
    parts += [
        f"SELECT {columns} "
        f"FROM ({_filled_sql(name, _patterns([f], url), 'file_row_number = true')}) "
        f"WHERE {_live_sql(f)}"
        for f in files
        if f.deleted
    ]
    return " UNION ALL ".join(parts) or _no_rows_sql(name)


def _patterns(files: Sequence[DataFile], url: Callable[[str], str]) -> list[str]:
    return [pattern_of(url(f.path)) for f in files]


def _live_sql(file: DataFile) -> str:
    """Whether a row of a file counts, by its place."""
    single = [str(first) for first, count in file.deleted if count == 1]
    parts = [f"file_row_number NOT IN ({', '.join(single)})"] if single else []
    parts += [
        f"file_row_number NOT BETWEEN {first} AND {first + count - 1}"
        for first, count in file.deleted
        if count > 1
    ]
    return " AND ".join(parts)


def tables_held(tables: Sequence[str], held: Container[str]) -> list[str]:
    """The tables to be made for these, in order: `articles` is made of others where the snapshot is
    of a release that had no such table.
    """
    is_made = "articles" in tables and "articles" not in held
    return list(dict.fromkeys([*_ARTICLES_FROM, *tables] if is_made else tables))


def articles_sql() -> str:
    """`CREATE VIEW articles` over the other tables, for a snapshot that does not hold it."""
    columns = ", ".join(_quoted(c) for c in TABLES["articles"].types)
    return f"CREATE VIEW articles AS SELECT {columns} FROM ({_ARTICLES});"


def empty_table_sql(name: str) -> str:
    """`CREATE TABLE` of the contract's columns, without a row."""
    columns = ", ".join(f"{_quoted(c)} {t}" for c, t in TABLES[name].types.items())
    return f"CREATE TABLE {name} ({columns});"


def _rows_sql(name: str, patterns: Sequence[str]) -> str:
    spec = TABLES[name]
    if not patterns:
        return _no_rows_sql(name)
    columns = ", ".join(_quoted(c) for c in spec.types)
    return f"SELECT {columns} FROM ({_filled_sql(name, patterns)})"


def _filled_sql(name: str, patterns: Sequence[str], *options: str) -> str:
    """The rows of files that may lack columns of today, which then are null."""
    rows = _read_sql(patterns, "union_by_name = true", *options)
    return f"{rows} UNION ALL BY NAME {_no_rows_sql(name)}"


def _read_sql(patterns: Sequence[str], *options: str) -> str:
    files = ", ".join(map(sql_text, patterns))
    return f"FROM read_parquet([{files}], {', '.join(('hive_partitioning = false', *options))})"


def _no_rows_sql(name: str) -> str:
    columns = TABLES[name].types.items()
    typed = ", ".join(f"NULL::{t} AS {_quoted(c)}" for c, t in columns)
    return f"SELECT {typed} WHERE false"


def inputs_sql(patterns: Sequence[str]) -> str:
    """`CREATE VIEW inputs` over the files that these patterns of DuckDB name. An input whose bytes
    came before under another name is that one's twin. A row that stands in two files, of which one
    was merged of others, is one.
    """
    first = "first_value(path) OVER (PARTITION BY raw_sha256 ORDER BY run_id, input_no)"
    return (
        f"CREATE VIEW inputs AS SELECT * REPLACE (CASE WHEN raw_sha256 IS NOT NULL THEN "
        f"nullif({first}, path) END AS twin_of) FROM "
        f"(SELECT DISTINCT ON (run_id, input_no) * FROM ({_rows_sql('inputs', patterns)}));"
    )


def runs_sql(patterns: Sequence[str]) -> str:
    """`CREATE VIEW runs` over the run records that these patterns of DuckDB name; a typed empty
    view where there are none. What is no record, such as a torn one, has no row.
    """
    if not patterns:
        return f"CREATE VIEW runs AS {_no_rows_sql('runs')};"
    columns = ", ".join(f"{_quoted(c)}: {sql_text(t)}" for c, t in TABLES["runs"].types.items())
    files = ", ".join(map(sql_text, patterns))
    return (
        f"CREATE VIEW runs AS SELECT DISTINCT ON (run_id) * FROM read_json([{files}], "
        f"format = 'newline_delimited', ignore_errors = true, columns = {{{columns}}}) "
        f"WHERE run_id IS NOT NULL;"
    )


def pattern_of(path: str) -> str:
    """What names exactly this file to DuckDB, which takes a path with `*`, `?` or `[` for a
    pattern: `'a[1]/x'` becomes `'a[[]1]/x'`.

    In patterns a backslash parts folders, so that a path with one is left as it is: where no file
    fits a pattern, DuckDB takes it for a name.
    """
    return path if "\\" in path else re.sub(r"[*?\[]", r"[\g<0>]", path)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _beside(storage: Storage, folder: str, ending: str, url: Callable[[str], str]) -> list[str]:
    """A pattern for the files beside the snapshots that are and will be in this folder; under a
    root with a backslash, where there is none, the names of those that are.
    """
    if "\\" in url(folder):
        return [url(entry.path) for entry in storage.objects.list(folder)]
    if url is str:
        return [f"{folder}/{_NAMED[folder]}"]  # no other file of the folder it is started in
    return [f"{pattern_of(url(folder))}/*.{ending}"]


def script_of_views(storage: Storage, snapshot: Snapshot, root: Path) -> str:
    """Everything a DuckDB shell needs to read this snapshot, with every path below the root; its
    second line is the hash of all others.

    DuckDB looks for a path in the folder it was started in and in `root`, where the archive was
    written: one that was moved is read from its own folder. Roots that DuckDB can't search stand
    in every path.
    """
    first = (
        f"-- Tearsheet archive, snapshot {snapshot.number} of {snapshot.created_at}. Written anew "
        f"by every run that changes something.\n"
    )
    lines: list[str] = []
    url: Callable[[str], str] = storage.objects.url
    if not set(str(root)).intersection(_NO_SEARCH_PATH):
        lines.append(f"SET file_search_path = {sql_text(f'{root},.')};")
        url = str
    for name in TABLES:
        if name == "articles" and name not in snapshot.tables:
            lines.append(articles_sql())
        elif name not in BESIDE:
            lines.append(table_sql(name, storage.files(snapshot, name), url))
    lines.append(runs_sql(_beside(storage, "runs", "json", url)))
    lines.append(inputs_sql(_beside(storage, "inputs", "parquet", url)))
    _, ordered = names_needed(sorted(set(definitions()) - COMPARING))
    # without comments: some programs take a semicolon in one for the end of a statement
    lines += [re.sub(r"^--.*\n", "", definitions()[name], flags=re.MULTILINE) for name in ordered]
    rest = "\n".join(lines) + "\n"
    return f"{first}{_SEAL}{sha256_hex((first + rest).encode())}\n{rest}"


def is_script_whole(script: bytes) -> bool:
    """Whether a script's bytes are those that were written; the first release wrote no hash."""
    first, _, rest = script.partition(b"\n")
    second, _, statements = rest.partition(b"\n")
    if second.startswith(b"CREATE VIEW "):
        return True
    return second.decode("utf-8", "replace") == _SEAL + sha256_hex(first + b"\n" + statements)
