"""An answer says which snapshot it is from: in a column that is asked for, in a file's metadata
always.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import polars as pl
import pyarrow.parquet

import tearsheet
from tearsheet.query.result import Result
from tearsheet.query.source import Source

SOURCE = Source("data/archive", 42, "2026-03-08T12:00:00+00:00")


def ask(root: str, *arguments: str) -> str:
    command = Path(sys.executable).with_name("tearsheet")
    call = [str(command), "sql", *arguments, "--root", root]
    return subprocess.run(call, check=True, capture_output=True, text=True).stdout


def test_the_number_stands_in_front_of_each_row() -> None:
    frame = SOURCE.in_rows(pl.DataFrame({"a": [1, 2]}))
    assert isinstance(frame, pl.DataFrame)
    assert frame.rows() == [(42, 1), (42, 2)]
    assert SOURCE.in_rows(Result(["a"], ["INTEGER"], [(1,)])) == Result(
        ["snapshot", "a"], ["BIGINT", "INTEGER"], [(42, 1)]
    )
    rows = pl.DataFrame({"snapshot": [7]})
    assert SOURCE.in_rows(rows) is rows


def test_a_printed_answer_has_it_where_it_is_asked_for(archive: tearsheet.Archive) -> None:
    query = "SELECT outlet FROM captures"
    assert ask(archive.root, query, "--format", "csv") == "outlet\nherald\n"
    told = ask(archive.root, query, "--format", "csv", "--with-snapshot")
    assert told == "snapshot,outlet\n1,herald\n"


def test_a_file_says_it_in_its_metadata(archive: tearsheet.Archive, tmp_path: Path) -> None:
    for ending in ("parquet", "xlsx"):
        ask(archive.root, "SELECT outlet FROM captures", "-o", str(tmp_path / f"a.{ending}"))
    said = pyarrow.parquet.read_metadata(tmp_path / "a.parquet").metadata
    assert said[b"tearsheet_snapshot"] == b"1"
    assert said[b"tearsheet_root"] == archive.root.encode()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert "snapshot 1 of " in book.read("docProps/core.xml").decode()
