"""Notes of the user's own, joined by `article_id`, which later runs may move."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.errors import TearsheetError, Usage
from tearsheet.query.calls.notes import read_notes
from tearsheet.store.tables import Storage
from tests.export.ordering import export


@pytest.fixture
def noted(asked: tearsheet.Archive, ids: dict[str, str], tmp_path: Path) -> tearsheet.Archive:
    """The archive with a file of notes on two articles, and on one that it does not hold."""
    rows = {
        "article_id": [*sorted(ids.values())[:2], "0" * 24],
        "code": ["protest", "weather", "lost"],
        "weight": [1, 2, 3],
    }
    pl.DataFrame(rows).write_csv(tmp_path / "notes.csv")
    return tearsheet.open(asked.root, notes=str(tmp_path / "notes.csv"))


def test_notes_join_articles_in_a_query_and_an_export(noted: tearsheet.Archive, out: Path) -> None:
    query = "SELECT article_id, code, weight FROM notes JOIN articles USING (article_id)"
    assert sorted(noted.sql(query)["code"].to_list()) == ["protest", "weather"]
    assert noted.sql("SELECT sum(weight) FROM notes").item() == 6
    made = export(noted, "parquet", out / "noted.parquet", query=query)
    assert made.manifest["rows"] == 2


def test_an_id_that_moved_is_found_as_it_is_today(ids: dict[str, str], tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path / "archive"))
    base = storage.head()
    alias = {
        "old_id": ["before"],
        "new_id": ["today"],
        "kind": ["article"],
        "since": [datetime(2026, 3, 9, tzinfo=UTC)],
    }
    storage.commit(
        base,
        {"aliases": [storage.append(base, "aliases", pl.DataFrame(alias))]},
        batch_id="b",
        run_id="r",
        code_version="v",
        now=datetime(2026, 3, 9, tzinfo=UTC),
    )
    pl.DataFrame({"article_id": ["before", "other"], "code": [1, 2]}).write_parquet(
        tmp_path / "notes.parquet"
    )
    archive = tearsheet.open(str(tmp_path / "archive"))
    rows = read_notes(tmp_path / "notes.parquet", archive)
    assert rows.rows() == [("today", 1, "before"), ("other", 2, "other")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.csv", "id,code\n1,x\n", "no column article_id"),
        ("notes.txt", "article_id\n1\n", ".csv or a .parquet"),
        ("notes.parquet", "no parquet", "cannot be read"),
    ],
)
def test_what_is_no_file_of_notes_is_told(
    name: str, content: str, said: str, asked: tearsheet.Archive, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    archive = tearsheet.open(asked.root, notes=str(tmp_path / name))
    assert archive.sql("SELECT 1 AS one").item() == 1  # nobody asked for notes
    with pytest.raises(Usage, match=said):
        archive.sql("SELECT * FROM notes")


def test_nothing_but_the_notes_can_be_read_and_without_them_there_is_no_such_table(
    noted: tearsheet.Archive, asked: tearsheet.Archive
) -> None:
    with pytest.raises(TearsheetError):
        noted.sql(f"SELECT * FROM notes, read_csv('{noted.notes}')")
    with pytest.raises(TearsheetError, match="notes"):
        asked.sql("SELECT * FROM notes")
