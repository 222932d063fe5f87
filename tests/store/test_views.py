"""Every door shows the same rows: `tearsheet sql`, a plain DuckDB with views.sql, and a glob over
current/.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

import tearsheet
from tearsheet.store import views
from tearsheet.store.files.data_file import DataFile
from tests.support.nursery import archive, first_batch, second_batch
from transforms.schemas import TABLES


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    archive(str(folder / "archive"), str(first_batch(folder / "first")))
    archive(str(folder / "archive"), str(second_batch(folder / "second")))
    return folder / "archive"


@pytest.mark.parametrize("table", [t for t in TABLES if t not in ("runs", "inputs")])
def test_three_doors_show_the_same_rows(root: Path, table: str) -> None:
    query = f"SELECT * FROM {table} ORDER BY ALL"
    ours = tearsheet.open(str(root)).sql(query)
    with duckdb.connect() as shell:
        shell.execute("SET TimeZone = 'UTC'")
        shell.execute((root / "views.sql").read_text(encoding="utf-8"))
        assert shell.sql(query).pl().equals(ours)
    with duckdb.connect() as plain:
        plain.execute("SET TimeZone = 'UTC'")
        columns = ", ".join(f'"{c}"' for c in ours.columns)
        globbed = (
            f"SELECT {columns} FROM read_parquet('{root}/current/{table}/**/*.parquet', "
            f"hive_partitioning = false) ORDER BY ALL"
        )
        assert plain.sql(globbed).pl().equals(ours)


def test_a_reader_of_an_older_snapshot_reads_it_by_number_and_by_time(root: Path) -> None:
    first = tearsheet.open(str(root), 1)
    at = first.snapshot.created_at
    query = "SELECT count(*) AS n FROM captures"
    assert first.sql(query).item() == tearsheet.open(str(root), at).sql(query).item() == 2
    assert tearsheet.open(str(root)).sql(query).item() > 2


def test_a_column_that_no_file_has_yet_is_null(tmp_path: Path) -> None:
    pl.DataFrame({"capture_id": ["a"], "outlet": ["herald"]}).write_parquet(
        tmp_path / "old.parquet"
    )
    with duckdb.connect() as shell:
        old = DataFile("old.parquet", 1, 1, "")
        shell.execute(views.table_sql("captures", [old], lambda name: str(tmp_path / name)))
        assert shell.sql(
            "SELECT capture_id, outlet, alternates, http_status FROM captures"
        ).fetchall() == [("a", "herald", None, None)]
