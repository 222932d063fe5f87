"""Ad-hoc SQL: every view works on an empty archive, and nothing but one SELECT over the snapshot's files is let through."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

import tearsheet
from tearsheet import views
from tearsheet.errors import Unsafe
from tearsheet.storage import Storage
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
    captures = pl.DataFrame({"capture_id": ["c"], "outlet": ["herald"], "month": ["unknown"], "page_kind": ["list"]})
    base = storage.head()
    storage.commit(
        base,
        {"listings": [storage.append(base, "listings", rows)], "captures": [storage.append(base, "captures", captures)]},
        batch_id="b",
        run_id="r",
        code_version="v",
        now=datetime(2026, 3, 8, tzinfo=UTC),
    )
    return tearsheet.open(str(tmp_path / "archive"))


@pytest.mark.parametrize("name", [*TABLES, *(v for v in views.definitions() if not views.is_macro(v))])
def test_every_table_and_view_can_be_asked(archive: tearsheet.Archive, name: str) -> None:
    rows = archive.sql(f"SELECT * FROM {name}")
    assert rows.height == (1 if name in ("captures", "listings", "teasers", "missing", "coverage") else 0)
    if name in TABLES:
        assert rows.columns == list(TABLES[name].schema)


def test_types_in_sql_are_those_of_the_contract(archive: tearsheet.Archive) -> None:
    for name, table in TABLES.items():
        assert archive.sql(f"SELECT * FROM {name}").schema == pl.Schema(table.schema), name


def test_a_lazy_frame_and_an_id_macro(archive: tearsheet.Archive) -> None:
    assert archive.scan("listings").collect()["text"].to_list() == ["A ferry sails"]
    assert archive.sql("SELECT resolve_id('abc') AS id")["id"].to_list() == ["abc"]


REFUSED = [
    "COPY (SELECT 1) TO '{root}/x.parquet'",
    "COPY listings TO '/tmp/x.csv'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{root}/x.parquet'",
    "ATTACH '{root}/x.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "PRAGMA database_list",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW listings",
    "INSERT INTO listings SELECT * FROM listings",
    "DELETE FROM listings",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW listings",
    "EXPORT DATABASE '{root}/x'",
    "CALL pragma_version()",
    "VACUUM",
    "CHECKPOINT",
    "RESET memory_limit",
    "USE memory",
    "EXPLAIN SELECT 1",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
    "",
    ";",
    "not sql at all",
    "UPDATE listings SET text = 'x'",
    "DETACH memory",
    "ALTER VIEW listings RENAME TO l",
    "COMMENT ON VIEW listings IS 'x'",
    "CREATE MACRO f(x) AS x",
    "IMPORT DATABASE '{root}'",
]
BLOCKED = [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_blob('{root}/snapshots/00000001.json')",
    "SELECT * FROM read_parquet('{root}/tables/listings/**/*.parquet')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_json('{root}/snapshots/*.json')",
    "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM read_text('{root}/../secret.txt')",
    "SELECT * FROM nowhere",
    "SELECT getenv('HOME')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM 'https://localhost/x.csv'",
]


def tree_hash(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("query", REFUSED)
def test_anything_but_one_select_is_refused(archive: tearsheet.Archive, tmp_path: Path, query: str) -> None:
    before = tree_hash(tmp_path)
    with pytest.raises(Unsafe):
        archive.sql(query.format(root=archive.root))
    assert tree_hash(tmp_path) == before


@pytest.mark.parametrize("query", BLOCKED)
def test_a_select_reaches_no_file_but_the_snapshots_own(archive: tearsheet.Archive, tmp_path: Path, query: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    before = tree_hash(tmp_path)
    with pytest.raises(duckdb.Error):
        archive.sql(query.format(root=archive.root))
    assert tree_hash(tmp_path) == before


def test_a_runaway_query_is_stopped(archive: tearsheet.Archive) -> None:
    with pytest.raises(duckdb.Error, match="(?i)interrupt|time"):
        archive.sql("SELECT count(*) FROM range(1_000_000_000) a, range(1_000_000) b WHERE a.range % 7 = b.range % 11", seconds=0.5)


def test_memory_is_bounded(archive: tearsheet.Archive) -> None:
    with pytest.raises(duckdb.Error, match="(?i)memory"):
        archive.sql("SELECT list(range) FROM range(100_000_000)", memory="50MB")
