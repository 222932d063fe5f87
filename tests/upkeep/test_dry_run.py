"""A dry run shows what the backfill would do, by portions as in one, publishes nothing, and leaves
nothing behind when it is killed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows import plain
from flows.backfills import BackfillReport, Options
from tearsheet.errors import TearsheetError
from tearsheet.settings import settings
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compare, preview
from tearsheet.upkeep.preview import Preview, diff_snapshots
from tests.support.nursery import Nursery, archive, body, digest
from tests.support.rewritten import say_of_captures
from transforms.article_diff import diff_articles

OUTLETS = ("coast-mail", "evening-post", "morning-herald", "valley-times")
#: Every outlet is a portion of its own.
PORTIONS = {"TEARSHEET_PORTION_BYTES": "1"}


def dry_run(root: str) -> BackfillReport:
    return plain.backfill(root, options=Options(dry_run=True))


@pytest.fixture
def root(tmp_path: Path) -> str:
    """An archive in which every outlet has a title to change, a text to lose, and copies of what
    others print.
    """
    dump = tmp_path / "dump.jsonl"
    rows = [
        {
            "outlet": outlet,
            "title": f"No {n} of the {outlet}",
            "other": f"Number {n}",
            "text": body("shared" if n == 0 else f"{outlet} {n}"),
            "date": f"2026-03-0{no + 1}",
        }
        for no, outlet in enumerate(OUTLETS)
        for n in range(4)
    ]
    dump.write_text("".join(json.dumps(row) + "\n" for row in rows))
    root = str(tmp_path / "archive")
    archive(root, str(dump))
    no = pl.int_range(pl.len()).over("outlet")
    lost = pl.when(no == 0).then(pl.lit('{"text": "nothing"}'))
    maps = lost.when(no == 1).then(pl.lit('{"title": "other"}'))
    say_of_captures(root, maps.alias("field_map"))
    return root


@pytest.fixture
def by_portions(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    settings.cache_clear()


def cut(patch: pytest.MonkeyPatch) -> None:
    """Portions of an outlet, and comparisons of a few rows at a time."""
    patch.setenv("TEARSHEET_PORTION_BYTES", "1")
    settings.cache_clear()
    patch.setattr(preview, "ARTICLES_AT_ONCE", 3)
    patch.setattr(compare, "SLICE_BYTES", 1)


def test_by_portions_as_in_one_and_as_the_backfill_does_it(
    root: str, by_portions: pytest.MonkeyPatch
) -> None:
    before = digest(root)
    whole = dry_run(root)
    cut(by_portions)
    parts = dry_run(root)
    assert Storage.open(root).head().number == 2
    assert digest(root) == before
    assert whole.preview
    assert parts.preview
    rows = pl.read_parquet(whole.preview)
    assert rows.equals(pl.read_parquet(parts.preview))
    assert whole.lines[0] == parts.lines[0]
    assert sorted(whole.lines) == sorted(parts.lines)
    assert set(rows["fate"]) == {"changed", "lost"}
    assert parts.counts["rederived"] == whole.counts["rederived"] == 16

    storage = Storage.open(root)
    made = plain.backfill(root)
    assert made.snapshot.number == 6, "a snapshot a portion"
    shown = Preview.gather(diff_snapshots(storage, storage.snapshot(2), made.snapshot))
    assert shown.lines() == [line for line in parts.lines if line in shown.lines()]
    assert sorted(made.lines) == sorted(whole.lines)


def test_rows_come_in_one_order_however_few_at_a_time(
    root: str, by_portions: pytest.MonkeyPatch
) -> None:
    cut(by_portions)
    made = plain.backfill(root).snapshot
    storage = Storage.open(root)
    was, now = (storage.scan(storage.snapshot(n), "articles").collect() for n in (2, made.number))
    aliases = storage.scan(made, "aliases").filter(kind="article").select("old_id", "new_id")
    parts = list(diff_snapshots(storage, storage.snapshot(2), made))
    assert len(parts) > 2
    assert pl.concat(parts).equals(diff_articles(was, now, aliases.collect()))


def test_a_budget_counts_what_all_portions_lose(root: str, by_portions: pytest.MonkeyPatch) -> None:
    cut(by_portions)
    with pytest.raises(TearsheetError, match="stopped: 3 of 16 articles would be lost"):
        plain.backfill(root, options=Options(dry_run=True, max_lost="2"))
    assert Storage.open(root).head().number == 2
    allowed = plain.backfill(root, options=Options(dry_run=True, max_lost="25%"))
    assert allowed.counts["lost"] == 4


def test_a_killed_dry_run_leaves_nothing_and_is_done_anew(root: str, nursery: Nursery) -> None:
    expected = dry_run(root)
    killed = nursery.run(
        "tests.upkeep.test_dry_run:dry_run",
        root,
        env={**PORTIONS, "TEARSHEET_CRASH_AT": "publish.written:3"},
    )
    assert killed.was_killed, killed.said
    again = dry_run(root)
    assert expected.preview
    assert again.preview
    assert pl.read_parquet(expected.preview).equals(pl.read_parquet(again.preview))
    assert again.lines == expected.lines
    storage = Storage.open(root)
    assert storage.head().number == 2
    assert [e.path for e in storage.objects.list("staging") if "/." not in e.path] == []
