"""What a backfill does to articles, as rows and held to a budget."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows import plain
from flows.backfills import Options
from tearsheet.errors import TearsheetError, Usage
from tearsheet.store.tables import Storage
from tearsheet.upkeep.preview import Budget, Preview
from tearsheet.upkeep.scope import Scope
from tearsheet.upkeep.verify import verify
from tests.support.nursery import archive, body
from tests.support.rewritten import say_of_captures
from transforms.article_diff import COLUMNS, diff_articles

NO_ALIASES = pl.DataFrame(schema={"old_id": pl.String, "new_id": pl.String})


def articles(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Articles by id, title and text."""
    blank = dict.fromkeys(COLUMNS)
    schema = dict.fromkeys(COLUMNS, pl.String)
    found = [
        {**blank, "article_id": i, "outlet": "herald", "title": title, "text": text}
        for i, title, text in rows
    ]
    return pl.DataFrame(found, schema=schema)


def test_articles_come_go_and_change_by_the_kind_of_the_change() -> None:
    before = articles(("a", "A", "Five died."), ("b", "B", "It rained."), ("c", "C", "Gone."))
    after = articles(("a", "A", "Six died."), ("b", "Bee", "It rained."), ("d", "D", "New."))
    rows = diff_articles(before, after, NO_ALIASES)
    assert rows.select("fate", "article_id", "kind", "before", "after").rows() == [
        ("added", "d", None, None, "D"),
        ("changed", "a", "names_or_figures", "Five died.", "Six died."),
        ("changed", "b", "title", "B", "Bee"),
        ("lost", "c", None, "C", None),
    ]
    said = Preview.gather([rows]).lines()
    assert said[0] == "articles: 1 added, 2 changed (title 1, names_or_figures 1), 1 lost"
    assert "    + Six died." in said


def test_an_article_under_another_id_is_not_lost() -> None:
    aliases = pl.DataFrame({"old_id": ["c"], "new_id": ["d"]})
    rows = diff_articles(articles(("c", "C", "One.")), articles(("d", "C", "One.")), aliases)
    assert rows.height == 0


def test_a_budget_is_a_share_of_the_articles_or_a_number_of_them() -> None:
    rows = diff_articles(articles(("a", "A", "x"), ("b", "B", "y")), articles(), NO_ALIASES)
    two = Preview.gather([rows])
    assert Budget.read("1%").check(two, of=200) == 2
    assert Budget.read("2").check(two, of=2) == 2
    with pytest.raises(TearsheetError, match="2 of 100 articles would be lost, more than 1%"):
        Budget.read("1%").check(two, of=100)
    with pytest.raises(TearsheetError, match="3 of 100"):
        Budget.read("2").check(two, of=100, before=1)
    for text in ("1 %%", "-1", "few", "inf"):
        with pytest.raises(Usage):
            Budget.read(text)


def test_a_backfill_stops_before_more_is_lost_than_may_be(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    dump = tmp_path / "dump.jsonl"
    rows = [{"outlet": "herald", "title": f"No {n}", "text": body(f"n{n}")} for n in range(4)]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows))
    archive(root, str(dump))
    storage = Storage.open(root)
    # of one record it is said by now that its text stands where nothing is
    named = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit('{"text": "nothing"}'))
    say_of_captures(root, named.alias("field_map"))
    scope = Scope(outlets=("herald",))
    with pytest.raises(TearsheetError, match="stopped: 1 of 4 articles would be lost"):
        plain.backfill(root, scope, Options(max_lost="20%"))
    assert storage.head().number == 2
    shown = plain.backfill(root, scope, Options(dry_run=True))
    assert shown.lines[0] == "articles: 0 added, 0 changed, 1 lost"
    assert shown.preview is not None
    assert pl.read_parquet(shown.preview).select("fate", "before").rows() == [("lost", "No 0")]
    assert plain.backfill(root, scope, Options(max_lost="1")).snapshot.number == 3
    assert list(verify(storage, now=datetime.now(UTC))) == []
