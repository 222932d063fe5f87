"""Of much that is found only the best is ranked: what is shown and counted is the same."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest

import tearsheet
from tearsheet.search.answer import Answer
from tearsheet.search.archive import SearchableArchive
from tests.search.articles import article, publish

DAYS = [date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 2), None]


def rows(count: int) -> list[dict[str, object]]:
    """Articles of which most have `ferry` and half `noon`, in stories of up to three, on few days,
    many as long as each other, so that scores are often equal.
    """
    random, made = Random(4), []
    for n in range(count):
        words = ["ferry"] * random.choice([0, 1, 1, 2, 3]) + ["noon"] * random.choice([0, 1])
        name, text = f"a{n:02}", " ".join([*words, *["sea"] * random.choice([3, 5])])
        lead = f"a{n - n % 3:02}" if random.random() < 0.5 else name
        outlet = random.choice(["herald", "post", "echo"])
        made.append(article(name, text, story_id=lead, outlet=outlet, published_on=DAYS[n % 4]))
    return made


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An archive whose index knows articles that its newest snapshot has no more."""
    root = str(tmp_path_factory.mktemp("ranked") / "archive")
    publish(root, [article("old", "ferry ferry ferry"), article("older", "no word of it")])
    _ = tearsheet.open(root).finder
    publish(root, rows(60))
    return root


def searched(root: str, asked: str, **options: object) -> Answer:
    return tearsheet.open(root).search(asked, facets=True, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [1, 7, 20])
@pytest.mark.parametrize("asked", ["ferry", "noon", "fer*", "NOT noon", "ferry noon sea gulls"])
def test_what_is_shown_is_what_ranking_everything_shows(
    root: str, monkeypatch: pytest.MonkeyPatch, asked: str, most: int
) -> None:
    options = [
        {"rank": rank, "one_a_story": one, "outlet": outlet, "limit": 4, "offset": offset}
        for rank, one, outlet, offset in product(
            ("score", "date"), (True, False), (None, "post"), (0, 6, 50)
        )
    ]
    wanted = [searched(root, asked, **chosen) for chosen in options]
    for module in ("finder", "ranking"):
        monkeypatch.setattr(f"tearsheet.search.{module}.RANKED", most)
    for chosen, whole in zip(options, wanted, strict=True):
        found = searched(root, asked, **chosen)
        assert found.hits == whole.hits, chosen
        assert (found.stories, found.articles) == (whole.stories, whole.articles)
        assert {n: f.rows() for n, f in found.facets.items()} == {
            n: f.rows() for n, f in whole.facets.items()
        }


def test_facets_count_what_narrowing_by_them_finds(root: str) -> None:
    counted = searched(root, "ferry").facets["outlet"]
    for outlet, hits, _ in counted.iter_rows():
        assert searched(root, "ferry", outlet=outlet).stories == hits


def test_what_was_found_is_kept_up_to_a_bound(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive: SearchableArchive = tearsheet.open(root)
    archive.search("ferry")
    kept = archive.finder._found["ferry"]
    monkeypatch.setattr("tearsheet.search.finder._KEPT_BYTES", kept.nbytes)
    archive.search("ferry", outlet="post", offset=10)
    assert list(archive.finder._found) == ["ferry"]
    archive.search("gulls")
    archive.search("noon")
    assert "ferry" not in archive.finder._found


def test_what_only_an_older_snapshot_has_is_not_found(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    publish(root, [article("a", "ferry")])
    publish(root, [article("b", "noon")])
    assert searched(root, "ferry").articles == 0
