"""What became of articles between two snapshots."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from starlette.testclient import TestClient

import tearsheet
from tearsheet.explore.app import create_app
from tearsheet.explore.compare import compare
from tearsheet.query.limits import Limits
from tearsheet.store.tables import Storage
from tests.explore.conftest import ORIGIN
from transforms.schemas import TABLES, fill_columns

NOW = datetime(2026, 3, 8, tzinfo=UTC)
LIMITS = Limits.with_defaults()


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    return fill_columns(pl.DataFrame(rows).lazy(), TABLES[table].schema).collect()


def article(key: str, **other: Any) -> dict[str, Any]:
    return {
        "article_id": key,
        "revision_id": f"r{key}",
        "outlet": "herald",
        "month": "2026-03",
        "title": f"Report {key}",
        "text": "The ferry sails.",
        "text_sha256": "a",
        "published_on": date(2026, 3, 1),
        "versions": 1,
        "sightings": 1,
        "story_id": key,
        "story_size": 1,
        **other,
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two snapshots: of a headline and a text that change, an article that goes, one that comes
    and one that is called otherwise since; and one of which nothing changes.
    """
    storage = Storage.open(str(tmp_path_factory.mktemp("compared") / "archive"))
    base = storage.head()
    first = frame("articles", [article(key) for key in ("a", "b", "c", "d", "e")])
    beside = frame("articles", [article(f"x{n}", outlet="gazette") for n in range(150)])
    changes = {"articles": [storage.append(base, "articles", rows) for rows in (first, beside)]}
    storage.commit(base, changes, batch_id="1", run_id="1", code_version="v", now=NOW)
    base = storage.head()
    after = [
        article("a", title="Report no more", text_sha256="b", sightings=9),
        article("b", sightings=2),
        article("d2"),
        article("f", title=None),
    ]
    came = [article(f"y{n:03}", outlet="tribune") for n in range(150)]
    alias = [{"old_id": "d", "new_id": "d2", "kind": "article", "since": NOW}]
    replaced = storage.replace(
        base,
        "articles",
        frame("articles", [*after, *came]),
        first.filter(pl.col("article_id") != "e").select("article_id", "outlet"),
    )
    named = storage.append(base, "aliases", frame("aliases", alias))
    both = {"articles": [replaced], "aliases": [named]}
    storage.commit(base, both, batch_id="2", run_id="2", code_version="v", now=NOW)
    return storage.objects.root


def told(
    root: str,
    old: int,
    new: int,
    fate: str | None = None,
    skip: int = 0,
    file: Path | None = None,
) -> Any:
    sides = tearsheet.open(root, as_of=old), tearsheet.open(root, as_of=new)
    return compare(sides, LIMITS, file, fate=fate, size=3, skip=skip)


def test_articles_come_go_and_change(root: str) -> None:
    counts, came = told(root, 1, 2)
    assert counts == {"came": 151, "went": 1, "changed": 2}
    assert came["article_id"].to_pylist() == ["f", "y000", "y001"]
    changed = told(root, 1, 2, "changed").rows
    assert dict(
        zip(changed["article_id"].to_pylist(), changed["what"].to_pylist(), strict=True)
    ) == {
        "a": ["text", "headline"],
        "d2": ["headline", "id"],
    }
    assert told(root, 1, 2, "went").rows["article_id"].to_pylist() == ["c"]
    assert told(root, 1, 2, "came", 150).rows["article_id"].to_pylist() == ["y149"]


def test_the_other_way_round_what_came_goes(root: str) -> None:
    assert told(root, 2, 1).counts == {"came": 2, "went": 152, "changed": 1}
    assert told(root, 2, 2).counts == {"came": 0, "went": 0, "changed": 0}
    assert told(root, 2, 2, "went").rows.num_rows == 0


def test_the_page_lists_them_with_links_in_portions(root: str) -> None:
    app = create_app(root, prepare=False)
    with TestClient(app, base_url=ORIGIN) as pages:
        asked = "/s/2/snapshots/difference/articles?old=1&new=2"
        whole = pages.get("/s/2/snapshots/difference?old=1&new=2").text
        first = pages.get(asked).text
        changed = pages.get(f"{asked}&articles=changed").text
        went = pages.get(f"{asked}&articles=went").text
        last = pages.get(f"{asked}&articles=came&skip=100").text
    assert asked.replace("&", "&amp;") + '" data-part="now"' in whole
    assert "Both have 1 file of articles" in whole
    assert "151 came" in first
    assert "rows 1 to 100" in first
    assert "articles=changed" in first.replace("&amp;", "&")
    assert '/s/2/article/a/diff"' in changed
    assert '<del><bdi dir="auto">Report a</bdi></del>' in changed
    assert "text, headline" in changed
    assert '<a href="/s/1/article/c">' in went
    assert "rows 101 to 151" in last


def test_what_is_found_of_two_snapshots_is_kept_in_a_file(root: str, tmp_path: Path) -> None:
    file = tmp_path / "changes"
    first = told(root, 1, 2, "changed", file=file)
    written = file.stat().st_mtime_ns
    again = told(root, 1, 2, "changed", file=file)
    assert first == again
    assert told(root, 1, 2, "came", 150, file)[0] == first.counts
    assert file.stat().st_mtime_ns == written
    assert list(tmp_path.iterdir()) == [file]
