"""What a batch can change of an outlet is all that is derived again, and it comes out as if the
whole outlet were.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tearsheet.stages.neighbourhood.choice import near_outlets
from tearsheet.store.files import opened, sums
from tearsheet.store.files.rows import row_store
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tests.support.effort import effort
from tests.support.nursery import archive, body, digest, page
from transforms.dedup import menus

STORIES = [f"story{n}" for n in range(9)]
PLACES = ["news", "news/sport", "sport", "2026/03"]
MENU = "All of our letters from the capital, every week anew"


def headline(rng: Random, story: str) -> str:
    return rng.choice([f"The {story} report", f"What became of {story} in the end", "In short"])


def address(rng: Random, story: str) -> str | None:
    named = [f"https://herald.example/{rng.choice(PLACES)}/{story}", None]
    section = f"https://herald.example/{rng.choice(PLACES)}"
    other = f"https://{rng.choice(['post', 'herald'])}.example/{story}"
    return rng.choice([*named, section, other])


def record(rng: Random) -> dict[str, object]:
    """One article, or one that is only named."""
    story = rng.choice(STORIES)
    text = body(story, rng.randint(2, 4))
    made = {
        "url": address(rng, story),
        "title": headline(rng, story),
        "text": rng.choice([text, text, text.replace("a", "e", 1), "Subscribe to read on.", ""]),
        "published": rng.choice([None, "2026-03-02", "2026-03-03", "2026-04-20"]),
        "captured_at": f"2026-0{rng.randint(3, 6)}-10T10:00:00Z",
    }
    return {name: value for name, value in made.items() if value is not None}


def feed(rng: Random) -> str:
    items = "".join(
        f"<item><title>{headline(rng, s)}</title><link>{address(rng, s) or ''}</link>"
        f"<pubDate>Mon, 0{rng.randint(1, 9)} Mar 2026 10:00:00 GMT</pubDate></item>"
        for s in rng.sample(STORIES, 3)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def batch(rng: Random, folder: Path) -> tuple[list[str], datetime]:
    """Some files of one outlet, and the day on which they were captured."""
    folder.mkdir()
    dump, list_ = folder / "dump.jsonl", folder / "feed.xml"
    dump.write_text("".join(json.dumps(record(rng)) + "\n" for _ in range(rng.randint(1, 6))))
    list_.write_text(feed(rng))
    pages = []
    for no in range(rng.randint(0, 3)):
        named = [body(s, 1)[: rng.randint(30, 90)] for s in rng.sample(STORIES, 2)]
        text = body(rng.choice(STORIES), rng.randint(3, 5))
        teasers = rng.choice([named, [*named, MENU]])
        pages.append(page(folder, f"herald-example/{no}", text, teasers=teasers))
    files = [dump, *pages, *([list_] if rng.random() < 0.5 else [])]
    return [str(f) for f in files], datetime(2026, 3, 1, tzinfo=UTC) + timedelta(
        days=rng.randint(0, 99)
    )


def check(seed: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many times an outlet was derived in part."""
    monkeypatch.setattr(menus, "MENU_PAGES", 3)
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)  # so that what is found is found by indexes
    monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    monkeypatch.setattr(row_store, "LEAST_STORED", 1)  # and what is read, by its place
    monkeypatch.setattr(opened, "_SMALL_SHARE", 1e9)
    monkeypatch.setattr(sums, "LEAST_SUMMED", 1)  # and what is counted, by sums of files
    rng, chosen = Random(seed), []

    def noted(*given: object) -> tuple[str, ...]:
        chosen.append(near_outlets(*given))  # type: ignore[arg-type]
        return chosen[-1]

    for number in range(6):
        files, now = batch(rng, folder / str(number))
        for root, choice in (("near", noted), ("whole", lambda *_: ())):
            monkeypatch.setattr("tearsheet.stages.articles.near_outlets", choice)
            archive(str(folder / root), *files, outlet="herald-example", captured_at=now)
        assert digest(str(folder / "near")) == digest(str(folder / "whole")), (seed, number)
        compact(Storage.open(str(folder / "near")), run_id=f"night-{number}", now=now)
    return sum(map(bool, chosen))


def test_the_neighbourhood_of_a_batch_comes_out_as_the_whole_outlet_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check(0, tmp_path, monkeypatch) > 1
    held = Storage.open(str(tmp_path / "near"))
    assert held.scan(held.head(), "listings").collect()["status"].n_unique() > 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, *range(100, 100 + effort(12))])
def test_the_neighbourhood_of_a_batch_comes_out_as_the_whole_outlet_does_at_length(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(seed, tmp_path, monkeypatch)
