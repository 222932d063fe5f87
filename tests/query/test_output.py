"""Rows as files: the format by the ending, never over what is there or the archive's own; cells
that steer neither a terminal nor a spreadsheet.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.errors import Usage
from tearsheet.plain_text import neutral_cell, show_line, show_markdown, show_text
from tearsheet.query.output import check_target, choose_format, write_rows, write_text
from tearsheet.query.result import Result

HOSTILE = {
    "a\x1b[2Jb": r"a\x1b[2Jb",
    "\u202egpj.exe": r"\u202egpj.exe",
    "\x9b31m": r"\x9b31m",
    "a\0b": r"a\x00b",
    "\u2066x\u2069": r"\u2066x\u2069",
    "\udcff": r"\udcff",
    "a\rb": r"a\rb",
    "비 café": "비 café",
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.items())
def test_what_would_steer_a_terminal_is_spelled_out(text: str, shown: str) -> None:
    assert show_text(text) == show_line(text) == shown
    assert show_text("a\n\tb") == "a\n\tb"
    assert show_line("a\n\tb") == r"a\n\tb"


def test_neither_link_nor_html_comes_of_a_name_in_markdown() -> None:
    shown = show_markdown("[x](https://a.example/)<img src=x>`|\n")
    assert shown == r"\[x\]\(https:\//a.example/\)\<img src=x\>\`\|\\n"


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "parquet", "xlsx"])
def test_the_ending_says_the_format_and_format_wins(form: str) -> None:
    assert choose_format(None, Path(f"rows.{form.upper()}")) == form
    assert choose_format("json", Path(f"rows.{form}")) == "json"
    assert choose_format(None, None) == "table"
    for name in ("rows", "rows.txt", ".csv"):
        with pytest.raises(Usage, match=r"\.csv, \.json, \.ndjson, \.parquet, \.xlsx"):
            choose_format(None, Path(name))
    with pytest.raises(Usage, match="-o FILE"):
        choose_format("xlsx", None)


ROWS = pl.DataFrame(
    {
        "=name": ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "plain", None],
        "number": [-1, 2, 3, 4, 5, 6, 7, 8],
        "at": [datetime(2026, 3, 9, tzinfo=UTC)] * 8,
        "list": [["a", "=b"]] * 8,
    }
)


def test_formulas_are_neutralised_in_csv_and_sheets_and_numbers_stay_numbers(
    tmp_path: Path,
) -> None:
    write_rows(ROWS, "csv", tmp_path / "a.csv")
    back = pl.read_csv(tmp_path / "a.csv")
    safe = ["'=1+1", "'+x", "'-x", "'@x", "'\tx", "'\rx", "plain", None]
    assert back["'=name"].to_list() == safe
    assert back["number"].to_list() == ROWS["number"].to_list()
    write_rows(ROWS, "csv", tmp_path / "raw.csv", raw_cells=True)
    assert pl.read_csv(tmp_path / "raw.csv")["=name"].to_list() == ROWS["=name"].to_list()
    for raw_cells in (False, True):
        write_rows(ROWS, "xlsx", tmp_path / f"{raw_cells}.xlsx", raw_cells=raw_cells)
        with zipfile.ZipFile(tmp_path / f"{raw_cells}.xlsx") as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            strings = book.read("xl/sharedStrings.xml").decode()
        assert "<f>" not in sheet
        assert "<v>-1</v>" in sheet
        assert (">'=1+1<" in strings, ">=1+1<" in strings) == (not raw_cells, raw_cells)
    write_rows(ROWS, "parquet", tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").equals(ROWS)
    assert neutral_cell("") == ""


def test_what_no_sheet_holds_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    for rows in (
        pl.DataFrame({"a": ["x" * 32_768]}),
        pl.DataFrame({"a": pl.Series([0]).extend_constant(0, 1_048_576)}),
    ):
        with pytest.raises(Usage, match=r"write \.(csv|parquet)"):
            write_rows(rows, "xlsx", tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
    write_rows(pl.DataFrame({"a": [2**60]}), "xlsx", tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert str(2**60) in book.read("xl/sharedStrings.xml").decode()


def test_nothing_is_written_through_links_over_files_or_into_the_archive(tmp_path: Path) -> None:
    root, out = tmp_path / "archive", tmp_path / "out"
    (root / "current").mkdir(parents=True)
    out.mkdir()
    held = root / "current" / "a.csv"
    held.write_text("held")
    (out / "there.csv").write_text("there")
    (out / "link.csv").symlink_to(out / "there.csv")
    (out / "dangling.csv").symlink_to(out / "nowhere.csv")
    os.link(held, out / "hard.csv")
    (out / "way").symlink_to(root)
    (out / "folder.csv").mkdir()
    for path, why in (
        (out / "link.csv", "a link"),
        (out / "dangling.csv", "a link"),
        (out / "hard.csv", "archive's own"),
        (held, "archive's own"),
        (root / "new.csv", "archive's own"),
        (root / "current" / "new.csv", "archive's own"),
        (out / "way" / "new.csv", "archive's own"),
        (out / "folder.csv", "no file"),
        (out / "none" / "a.csv", "no folder"),
    ):
        with pytest.raises(Usage, match=why):
            check_target(path, root, force=True)
    with pytest.raises(Usage, match="--force"):
        check_target(out / "there.csv", root, force=False)
    with pytest.raises(Usage, match="--force"):
        write_rows(ROWS, "csv", out / "there.csv")
    assert (out / "there.csv").read_text() == "there"
    check_target(out / "there.csv", root, force=True)
    write_rows(ROWS, "csv", out / "there.csv", force=True)
    assert (out / "there.csv").read_text() != "there"
    write_rows(ROWS, "csv", out / "link.csv", force=True)  # a link made meanwhile is replaced
    assert not (out / "link.csv").is_symlink()
    assert held.read_text() == "held"
    assert not [p for p in out.iterdir() if p.name.startswith(".tearsheet")]


def test_cells_are_cut_on_a_terminal_only_and_steer_it_nowhere(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = ["x" * 30_000, "\x1b[2J\u202e\x85"]
    rows = Result(["\x1b[1m"], ["VARCHAR"], [(text,) for text in hostile])
    write_text(rows, "table", None)
    said = capsys.readouterr().out
    assert "x" * 30_000 in said
    assert r"\x1b[2J\u202e\x85" in said
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(io.TextIOBase, "isatty", lambda _: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    write_text(rows, "table", None)
    said = capsys.readouterr().out
    assert "x" * 101 not in said
    assert set(re.findall("\x1b[^m]*m", said)) == {"\x1b[1m", "\x1b[0m"}  # our own heading
    write_rows(pl.DataFrame({"a": hostile}), "csv", None)
    assert "\x1b" not in capsys.readouterr().out


def test_a_sum_of_whole_numbers_is_a_number_in_json_and_one_that_is_too_large_stays_exact(
    archive: tearsheet.Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = archive.sql(
        "SELECT sum(range) AS s, 170141183460469231731687303715884105 AS b FROM range(4)"
    )
    assert rows.schema["s"] == pl.Int64
    write_rows(rows, "json", None)
    assert capsys.readouterr().out == '[{"s":6,"b":"170141183460469231731687303715884105"}]\n'
    assert archive.rows("SELECT sum(range) AS s FROM range(4)").types == ["BIGINT"]
    assert archive.sql("SELECT sum(range) AS s FROM range(0)")["s"].to_list() == [None]


@pytest.mark.parametrize(
    ("value", "text", "stored"),
    [
        ("INTERVAL 3 DAYS", "3 days", "3 days"),
        ("[INTERVAL 1 HOUR]", "['01:00:00']", "['01:00:00']"),
        ("'101'::BIT", "101", "101"),
        ("'ab'::BLOB", "6162", b"ab"),
    ],
)
def test_what_files_have_no_form_for_is_text(
    archive: tearsheet.Archive,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    value: str,
    text: str,
    stored: object,
) -> None:
    rows = archive.sql(f"SELECT {value} AS v")
    for form, written in (("csv", f"v\n{text}\n"), ("ndjson", f'{{"v":"{text}"}}\n')):
        write_rows(rows, form, None)
        assert capsys.readouterr().out == written
    write_text(archive.rows(f"SELECT {value} AS v"), "table", None)
    assert capsys.readouterr().out == f"v\n{text}\n(1 row)\n"
    write_rows(rows, "parquet", tmp_path / "rows.parquet")
    assert pl.read_parquet(tmp_path / "rows.parquet")["v"].to_list() == [stored]


def test_lists_and_structs_are_printed_as_json(
    archive: tearsheet.Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "SELECT [DATE '2026-03-08'] AS days, {'day': DATE '2026-03-08', 'of': 'Fähre'} AS one"
    write_text(archive.rows(asked), "table", None)
    printed = capsys.readouterr().out.splitlines()[1]
    assert printed == '["2026-03-08"]  {"day": "2026-03-08", "of": "Fähre"}'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
def test_an_output_that_is_full_is_told_as_that(sample_root: Path) -> None:
    command = "from tearsheet.cli.main import main; main()"
    with Path("/dev/full").open("w") as full:
        asked = [sys.executable, "-c", command, "sql", "select 1", "--root", str(sample_root)]
        said = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr == "tearsheet: the output cannot be written: No space left on device\n"
