"""Ad-hoc SQL: every view works on an empty archive, and nothing but one SELECT over the snapshot's
files is let through.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

import tearsheet
from tearsheet.errors import OutOfMemory, Unsafe
from tearsheet.query.archive import Spill
from tearsheet.store import views
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES


@pytest.fixture
def archive(tmp_path: Path) -> tearsheet.Archive:
    storage = Storage.open(str(tmp_path / "archive"))
    rows = pl.DataFrame(
        {
            "capture_id": ["c"],
            "listing_no": [0],
            "source": ["teaser"],
            "text": ["A ferry sails"],
            "status": ["missing"],
            "outlet": ["herald"],
            "month": ["unknown"],
        }
    )
    captures = pl.DataFrame(
        {"capture_id": ["c"], "outlet": ["herald"], "month": ["unknown"], "page_kind": ["list"]}
    )
    base = storage.head()
    storage.commit(
        base,
        {
            "listings": [storage.append(base, "listings", rows)],
            "captures": [storage.append(base, "captures", captures)],
        },
        batch_id="b",
        run_id="r",
        code_version="v",
        now=datetime(2026, 3, 8, tzinfo=UTC),
    )
    return tearsheet.open(str(tmp_path / "archive"))


@pytest.mark.parametrize(
    "name", [*TABLES, *(v for v in views.definitions() if not views.is_macro(v))]
)
def test_every_table_and_view_can_be_asked(archive: tearsheet.Archive, name: str) -> None:
    rows = archive.sql(f"SELECT * FROM {name}")
    assert rows.height == (
        1 if name in ("captures", "listings", "teasers", "missing", "coverage") else 0
    )
    if name in TABLES:
        assert rows.columns == list(TABLES[name].schema)


def test_types_in_sql_are_those_of_the_contract(archive: tearsheet.Archive) -> None:
    for name, table in TABLES.items():
        assert archive.sql(f"SELECT * FROM {name}").schema == pl.Schema(table.schema), name


def test_a_lazy_frame_and_an_id_macro(archive: tearsheet.Archive) -> None:
    assert archive.scan("listings").collect()["text"].to_list() == ["A ferry sails"]
    assert archive.sql("SELECT resolve_id('abc') AS id")["id"].to_list() == ["abc"]


#: No SELECT, or more than one statement.
STATEMENTS = """
COPY (SELECT 1) TO '{root}/x.parquet'
COPY listings TO '/tmp/tearsheet-hostile.csv'
COPY listings FROM '/etc/passwd'
EXPLAIN ANALYZE COPY (SELECT 1) TO '{root}/x.parquet'
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT 1
ATTACH '{root}/x.db'
ATTACH ':memory:' AS other
DETACH memory
INSTALL httpfs
LOAD httpfs
SET memory_limit = '100GB'
SET allowed_paths = ['/etc/passwd']
SET enable_external_access = true
SET lock_configuration = false
SET VARIABLE x = 1
RESET memory_limit
PRAGMA database_list
PRAGMA enable_profiling
CALL pragma_version()
CALL enable_logging()
CREATE TABLE t AS SELECT 1
CREATE VIEW listings AS SELECT 1
CREATE MACRO f(x) AS x
CREATE SECRET s (TYPE s3)
CREATE TYPE t AS INTEGER
CREATE SEQUENCE s
DROP VIEW listings
ALTER VIEW listings RENAME TO l
COMMENT ON VIEW listings IS 'x'
INSERT INTO listings SELECT * FROM listings
UPDATE listings SET text = 'x'
DELETE FROM listings
TRUNCATE listings
MERGE INTO listings USING captures ON true WHEN MATCHED THEN DELETE
EXPORT DATABASE '{root}/x'
IMPORT DATABASE '{root}'
PREPARE p AS SELECT 1
EXECUTE p
BEGIN
COMMIT
VACUUM
ANALYZE
CHECKPOINT
FORCE CHECKPOINT
USE memory
SELECT 1; SELECT 2
SELECT 1; DROP VIEW listings
SELECT 1; COPY (SELECT 1) TO '{root}/x.parquet'
;
not sql at all
""".strip().splitlines()
#: One SELECT each, that reaches for files, for what is outside the data, or for memory.
SELECTS = """
SELECT * FROM read_text('/etc/passwd')
SELECT * FROM read_text('{root}/../secret.txt')
SELECT * FROM read_blob('{root}/snapshots/00000001.json')
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_csv_auto('/etc/passwd')
SELECT * FROM read_json('{root}/snapshots/*.json')
SELECT * FROM read_ndjson_objects('{root}/snapshots/*.json')
SELECT * FROM read_parquet('{root}/tables/listings/**/*.parquet')
SELECT * FROM parquet_scan('{root}/tables/listings/**/*.parquet')
SELECT * FROM parquet_metadata('/tmp/x.parquet')
SELECT * FROM parquet_kv_metadata('/tmp/x.parquet')
SELECT * FROM read_duckdb('{root}/x.db')
SELECT * FROM read_parquet('s3://bucket/x.parquet')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM glob('/etc/*')
SELECT * FROM '/etc/passwd'
SELECT * FROM '{root}/snapshots/00000001.json'
SELECT * FROM 'https://localhost/x.csv'
FROM read_text('/etc/passwd')
TABLE '/etc/passwd'
WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x
SELECT (SELECT content FROM read_text('/etc/passwd'))
SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')
SELECT * FROM query_table('/etc/passwd')
SELECT * FROM listings WHERE text IN (SELECT content FROM read_text('/etc/passwd'))
SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM pandas_scan(1)
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_settings
SELECT * FROM pg_catalog.pg_settings
SELECT * FROM pragma_database_list
SELECT * FROM which_secret('s3://x', 's3')
SELECT current_setting('allowed_paths')
SELECT getvariable('x')
SELECT getenv('HOME')
SELECT write_log('x')
SELECT sleep_ms(100000)
SELECT list_transform([1], lambda x: current_setting('threads'))
SELECT 1 ORDER BY current_setting('threads')
SELECT * FROM nowhere
SELECT * FROM python_rows
""".strip().splitlines()


def tree_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("query", ["", *STATEMENTS])
def test_anything_but_one_select_is_refused(
    archive: tearsheet.Archive, tmp_path: Path, query: str
) -> None:
    before = tree_hash(tmp_path)
    with pytest.raises(Unsafe):
        archive.sql(query.format(root=archive.root))
    assert tree_hash(tmp_path) == before


@pytest.mark.parametrize("query", SELECTS)
def test_a_select_reaches_nothing_but_the_snapshots_data(
    archive: tearsheet.Archive, tmp_path: Path, query: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    python_rows = pl.DataFrame({"secret": [1]})
    before = tree_hash(tmp_path)
    with pytest.raises((Unsafe, duckdb.Error)):
        archive.sql(query.format(root=archive.root))
    assert tree_hash(tmp_path) == before
    assert python_rows.height == 1


REACHING = [q for q in SELECTS if "/etc" in q or "{root}" in q]
CHANGING = [q for q in STATEMENTS if "'{root}" in q or ("SET" in q and "VARIABLE" not in q)]


@pytest.mark.parametrize("query", REACHING + CHANGING)
def test_duckdb_itself_is_locked_where_the_guard_were_passed(
    archive: tearsheet.Archive, tmp_path: Path, query: str
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    before = tree_hash(tmp_path)
    connection, _ = archive.guarded_connection("SELECT * FROM listings")
    with connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(root=archive.root)).fetchall()
    assert tree_hash(tmp_path) == before


ALLOWED = [
    "SELECT 1;",
    "SELECT 1; -- said a reader",
    "SELECT 1 -- said a reader;",
    "SELECT ';' /* ; */; -- ;",
    "SELECT 1 AS a, 2 AS a",
    "SELECT 1 AS result_of_the_query",
    "FROM listings",
    "VALUES (1)",
    "TABLE listings",
    "DESCRIBE listings",
    "WITH a AS (SELECT 1 AS x) SELECT * FROM a",
    "SELECT * FROM range(3), unnest([1, 2])",
    "SELECT count(*) FROM information_schema.tables",
    "SELECT regexp_extract(text, 'fer+y') FROM listings",
    "SELECT log(10), setseed FROM (SELECT 1 AS setseed)",
]


@pytest.mark.parametrize("query", ALLOWED)
def test_what_a_query_needs_is_let_through(archive: tearsheet.Archive, query: str) -> None:
    assert archive.sql(query).height > 0


def test_a_runaway_query_is_stopped(archive: tearsheet.Archive) -> None:
    with pytest.raises(duckdb.Error, match=r"(?i)interrupt|time"):
        archive.sql(
            "SELECT count(*) FROM range(1_000_000_000) a, range(1_000_000) b WHERE a.range % 7 = "
            "b.range % 11",
            seconds=0.5,
        )


def test_a_runaway_result_is_stopped_before_it_fills_the_memory(archive: tearsheet.Archive) -> None:
    with pytest.raises(OutOfMemory, match="--memory"):
        archive.sql("SELECT range FROM range(10_000_000_000)", memory="200MB")


def test_memory_is_bounded(archive: tearsheet.Archive) -> None:
    with pytest.raises(OutOfMemory, match="--memory"):
        archive.sql("SELECT list(range) FROM range(100_000_000)", memory="50MB")


SORTED = (
    "SELECT count(h) AS n FROM (SELECT hash(range) AS h FROM range(10_000_000) ORDER BY ALL "
    "LIMIT 9_999_999)"
)


def test_a_query_spills_only_where_it_may_only_so_much_and_leaves_nothing(
    archive: tearsheet.Archive, tmp_path: Path
) -> None:
    assert (
        archive.sql(SORTED, memory="60MB", spill=Spill(tmp_path / "a", "2GB")).item() == 9_999_999
    )
    for spill in (None, Spill(tmp_path / "b", "10MB")):
        with pytest.raises(OutOfMemory, match="--temp"):
            archive.sql(SORTED, memory="60MB", spill=spill)
    assert [p.name for folder in ("a", "b") for p in (tmp_path / folder).glob("*")] == []


def test_a_function_that_goes_on_for_minutes_ends_with_the_command_and_so_does_its_folder(
    archive: tearsheet.Archive, tmp_path: Path, tearsheet_command: str
) -> None:
    query = "SELECT levenshtein(repeat('a', 1_000_000), repeat('b', 1_000_000))"
    command = [tearsheet_command, "sql", query, "--seconds", "1", "--root", archive.root]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "tearsheet: the query took more than 1 s and would not stop; --seconds raises the "
        "limit\n"
    )
    assert list(tmp_path.glob("tearsheet-*")) == []
