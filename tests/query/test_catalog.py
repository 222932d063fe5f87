"""What there is to ask is told in the contract's words, from Python, SQL and the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.cli.shell import completions
from tearsheet.errors import BadQuery, Usage
from tearsheet.query.calls import search
from tearsheet.query.contract.catalog import describe_sql
from tearsheet.query.contract.document import entries
from tearsheet.store import views
from transforms.schemas import TABLES


def test_every_table_view_and_macro_has_an_entry_with_a_sentence_and_columns() -> None:
    assert set(entries()) == {*TABLES, *views.definitions(), search.NAME}
    assert [n for n, e in entries().items() if not e.about or "](" in e.about] == []
    assert [n for n, e in entries().items() if e.kind != "macro" and not e.columns] == []
    assert entries()["story_leads"].call == "FROM story_leads(lead, preferred := slug)"


def test_a_column_that_is_as_in_another_table_has_that_ones_words() -> None:
    meaning = {c.name: c.meaning for c in entries()["articles"].columns}
    assert meaning["byline"].startswith("the people who wrote it")
    assert meaning["published_on"].startswith("the article's day of publication")
    meanings = [c.meaning for e in entries().values() for c in e.columns]
    assert [m for m in meanings if m.startswith("as in")] == []


def test_show_tables_and_describe_answer_the_archives(archive: tearsheet.Archive) -> None:
    shown = archive.sql("show tables;")
    assert shown.columns == ["name", "kind", "rows", "about"]
    assert shown["name"].to_list() == list(entries())
    assert shown.row(by_predicate=pl.col("name") == "listings")[1:3] == ("table", 1)
    assert archive.tables.equals(shown)
    described = archive.sql("DESCRIBE listings")
    assert described["column_name"].to_list() == list(TABLES["listings"].types)
    assert described.rows()[0] == ("capture_id", "VARCHAR", "the page that names it")
    assert archive.sql("DESCRIBE SELECT 1 AS a")["column_name"].to_list() == ["a"]


def test_a_mistyped_name_is_answered_with_the_nearest(archive: tearsheet.Archive) -> None:
    with pytest.raises(Usage, match="did you mean listings"):
        describe_sql("listing")
    with pytest.raises(BadQuery, match="status"):
        archive.sql("SELECT statos FROM listings")


def test_values_are_given_in_order_or_by_name(archive: tearsheet.Archive) -> None:
    by_name = "SELECT text FROM listings WHERE outlet = $outlet"
    assert archive.sql(by_name, {"outlet": "herald"}).item() == "A ferry sails"
    assert archive.sql("SELECT ?::INTEGER + ? AS n", [1, 2]).item() == 3
    hostile = archive.sql("SELECT text FROM listings WHERE outlet = ?", ["' OR true --"])
    assert hostile.is_empty()
    with pytest.raises(BadQuery):
        archive.sql(by_name)


def test_a_view_is_a_lazy_frame_of_which_only_what_is_needed_is_asked(
    archive: tearsheet.Archive,
) -> None:
    teasers = archive.scan("teasers")
    assert teasers.collect_schema().names() == [c.name for c in entries()["teasers"].columns]
    assert teasers.filter(pl.col("outlet") == "herald").select("text").collect().rows() == [
        ("A ferry sails",)
    ]
    assert teasers.head(0).collect().is_empty()
    with pytest.raises(Usage, match="no table or view"):
        archive.scan("resolve_id")


def test_an_archive_says_what_it_is(archive: tearsheet.Archive) -> None:
    assert repr(archive) == (
        f"<tearsheet.Archive {archive.root}, snapshot 1 of 2026-03-08T00:00:00Z: 1 captures, "
        "0 revisions>"
    )


def test_pandas_frames_come_where_it_is_installed(archive: tearsheet.Archive) -> None:
    pytest.importorskip("pandas")
    assert archive.pandas("SELECT outlet FROM listings")["outlet"].tolist() == ["herald"]


def test_a_shell_answers_statement_by_statement_and_goes_on_after_a_wrong_one(
    sample_root: Path, tearsheet_command: str
) -> None:
    asked = (
        "SELECT 1 AS a,\n 2 AS b;\nSELECT nothing;\n.lines\nSELECT NULL AS x;\n.quit\nSELECT 7;\n"
    )
    done = subprocess.run(
        [tearsheet_command, "shell", "--root", str(sample_root)],
        input=asked,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "a  b\n1  2\n(1 row)\nrow 1\n  x  NULL\n(1 row)\n"
    assert done.stderr.startswith("tearsheet: Binder Error")


def test_tab_knows_tables_columns_macros_and_functions() -> None:
    assert {"articles", "published_on", "story_leads", "regexp_matches", "QUALIFY"} <= set(
        completions()
    )


def test_the_command_describes_a_view(sample_root: Path, tearsheet_command: str) -> None:
    done = subprocess.run(
        [tearsheet_command, "describe", "Missing", "--root", str(sample_root)],
        capture_output=True,
        text=True,
        check=True,
    )
    first, heading, *rows = done.stdout.splitlines()
    assert first.startswith("view missing: One row per article that pages name")
    assert heading.split() == ["column_name", "column_type", "meaning"]
    assert rows[0].split(maxsplit=2) == ["outlet", "VARCHAR", "the outlet"]
