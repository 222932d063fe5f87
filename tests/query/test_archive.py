"""Ad-hoc SQL: every view works on an empty archive, and a query has limits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.errors import OutOfMemory, OutOfTime
from tearsheet.query.limits import Spill
from tearsheet.store import views
from transforms.schemas import TABLES


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


def test_a_runaway_query_is_stopped(archive: tearsheet.Archive) -> None:
    with pytest.raises(OutOfTime, match=r"more than 0.5 s; --seconds"):
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
    assert done.stderr == "tearsheet: the query took more than 1 s; --seconds raises the limit\n"
    assert list(tmp_path.glob("tearsheet-*")) == []
