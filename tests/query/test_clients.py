"""Other programs read the archive: DuckDB's shell, Polars, pyarrow, pandas, ibis."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from transforms.schemas import BESIDE, TABLES

ARTICLES = 14


def test_polars_and_pyarrow_read_a_table_as_one_folder(sample_root: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    folder = sample_root / "current" / "revisions"
    by_polars = pl.scan_parquet(folder, hive_partitioning=False).collect()
    by_arrow = dataset.dataset(folder, partitioning=None).to_table()
    assert by_polars["article_id"].n_unique() == ARTICLES
    assert sorted(by_arrow["revision_id"].to_pylist()) == sorted(by_polars["revision_id"])
    assert by_arrow.schema.names == by_polars.columns


def test_pandas_reads_a_table_as_one_folder(sample_root: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_parquet(sample_root / "current" / "revisions", partitioning=None)
    assert frame["article_id"].nunique() == ARTICLES


#: The types of the contract as pyarrow names them; texts may be large.
TYPES = {
    "VARCHAR": "string",
    "INTEGER": "int32",
    "BIGINT": "int64",
    "UBIGINT": "uint64",
    "DOUBLE": "double",
    "BOOLEAN": "bool",
    "DATE": "date32[day]",
    "TIMESTAMPTZ": "timestamp[us, tz=UTC]",
    "VARCHAR[]": "list<string>",
    "UBIGINT[]": "list<uint64>",
}


@pytest.mark.parametrize("name", sorted(set(TABLES) - set(BESIDE)))
def test_pandas_finds_the_types_of_the_contract_in_a_whole_folder(
    sample_root: Path, name: str
) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    folder = sample_root / "current" / name
    if not any(folder.rglob("*.parquet")):
        pytest.skip("the sample has no rows of it")
    frame = pandas.read_parquet(folder, partitioning=None, dtype_backend="pyarrow")
    found = {c: str(t.pyarrow_dtype) for c, t in frame.dtypes.items()}
    plain = {c: re.sub(r"large_|(?:item|element): ", "", t) for c, t in found.items()}
    assert plain == {c: TYPES[t] for c, t in TABLES[name].types.items()}
    held = tearsheet.open(str(sample_root)).row_counts()
    assert len(frame) == held[name]


def test_duckdbs_shell_opens_the_views(sample_root: Path) -> None:
    shell = Path(sys.executable).with_name("duckdb")
    if not shell.exists() and shutil.which("duckdb") is None:
        pytest.skip("DuckDB's shell is not installed: pip install duckdb-cli")
    command = str(shell if shell.exists() else shutil.which("duckdb"))
    query = (
        "SELECT count(*) FROM articles; SELECT count(*) FROM mentions('ferry') WHERE stories > 0"
    )
    views = str(sample_root / "views.sql")
    done = subprocess.run(
        [command, "-init", views, "-csv", "-noheader", "-c", query],
        capture_output=True,
        text=True,
        check=False,
    )
    if "Parser Error" in done.stderr or "not exist" in done.stderr:
        pytest.skip(f"this shell is of another DuckDB: {done.stderr.splitlines()[0]}")
    assert done.stdout.split() == [str(ARTICLES), "1"]


def test_harlequin_opens_the_views(sample_root: Path, tmp_path: Path) -> None:
    beside = Path(sys.executable).with_name("hsql")
    command = str(beside) if beside.exists() else shutil.which("hsql")
    if command is None:
        pytest.skip("harlequin is not installed: pip install harlequin")
    options = ["-P", "None", "--init-path", str(sample_root / "views.sql"), "--csv"]
    done = subprocess.run(
        [command, *options, "-c", "SELECT count(*) AS n FROM articles"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stdout.split() == ["n", str(ARTICLES)]


def test_ibis_asks_the_views(sample_root: Path) -> None:
    ibis = pytest.importorskip("ibis", reason="ibis-framework[duckdb] is not installed")
    try:
        connection = ibis.duckdb.connect()
        connection.con.execute((sample_root / "views.sql").read_text(encoding="utf-8"))
        articles = connection.table("articles")
        counted = articles.group_by("outlet").agg(n=articles.count()).execute()
    except (AttributeError, TypeError, NotImplementedError) as error:
        pytest.skip(f"this ibis does not know DuckDB 2: {error}")
    assert counted["n"].sum() == ARTICLES
