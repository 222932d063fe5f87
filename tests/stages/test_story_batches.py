"""Stories of families whose lead may be an edit, a cut or a frame: the same in any order of arrival
and any split into runs, with common hashes, few texts at a time and several outlets' groups.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

import tearsheet
from benchmarks.inputs.dedup_cases import Writer
from benchmarks.inputs.story_families import (
    COPIES,
    Printing,
    families,
    lookalikes,
)
from flows.plain import archive
from tearsheet.stages.stories.limits import Limits
from tearsheet.store.files import opened
from tearsheet.store.files.rows import row_store
from tearsheet.store.snapshots import load
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.export import digest
from tearsheet.workers import Caller, children
from transforms.dedup.identity.stories.likenesses import STRONG_JACCARD

#: Four texts make a hash common here, pairs are judged a few at a time, and every batch but the
#: first looks hashes up.
LIMITS = Limits(
    most_texts=3,
    portion_pairs=7,
    portion_words=2_000,
    compared_pairs=3,
    signature_rows=5,
    posting_rows=200,
    kept_hashes=300,
    held_a_text=0,
)


@pytest.fixture(autouse=True)
def indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files have indexes of their keys and stores of their rows, as large ones do."""
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    monkeypatch.setattr(row_store, "LEAST_STORED", 1)
    monkeypatch.setattr(opened, "_SMALL_SHARE", 1e9)


def printings(seed: int) -> list[Printing]:
    """Four families of invented texts, and a filling of every formula, some with copies."""
    writer = Writer(seed)
    bases = [writer.article(Random(f"{seed}:{no}")) for no in range(4)]
    return [*families(bases, seed), *lookalikes(1, seed)]


def record(no: int, printing: Printing) -> dict[str, Any]:
    """A printing as a record of a dump."""
    return {
        "url": f"https://{printing.outlet}.example/{no}",
        "date": str(printing.day),
        "captured_at": f"{printing.day}T20:00:00Z",
        "text": printing.text,
    }


def run(folder: Path, seed: int, cuts: list[list[int]], caller: Caller | None = None) -> Storage:
    """The archive of a seed's printings, in the order and in the runs that `cuts` says; with a
    compaction after each.
    """
    texts = printings(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for no, part in enumerate(cuts):
        dump = folder / f"dump-{no}.jsonl"
        dump.write_text("".join(json.dumps(record(i, texts[i])) + "\n" for i in part), "utf-8")
        archive(str(folder / "archive"), [str(dump)], limits=LIMITS, caller=caller)
        storage = Storage.open(str(folder / "archive"))
        compact(storage, run_id=f"night-{no}", now=datetime.now(UTC))
    return storage


def whole(folder: Path, seed: int) -> Storage:
    return run(folder, seed, [list(range(len(printings(seed))))])


def split(seed: int, turn: int) -> list[list[int]]:
    """A random order of a seed's printings in one to five runs."""
    rng = Random(f"{seed}:{turn}")
    order = list(range(len(printings(seed))))
    rng.shuffle(order)
    cuts = sorted(rng.sample(range(1, len(order)), rng.randint(0, 4)))
    return [order[low:high] for low, high in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def stories(storage: Storage, seed: int) -> dict[str, set[str]]:
    """The stories that the copies of every family are in."""
    head = storage.head()
    homes = (
        storage.scan(head, "sightings")
        .join(storage.scan(head, "stories"), on="article_id")
        .select("url", "story_id")
        .collect()
    )
    by_url = dict(homes.iter_rows())
    out = defaultdict(set)
    for no, printing in enumerate(printings(seed)):
        if printing.kind in (*COPIES, "filling"):
            out[printing.family].add(by_url[record(no, printing)["url"]])
    return dict(out)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_copies_are_in_one_story_and_no_two_families_are(seed: int, tmp_path: Path) -> None:
    found = stories(whole(tmp_path, seed), seed)
    assert {name: len(homes) for name, homes in found.items() if len(homes) > 1} == {}
    homes = [story for of_family in found.values() for story in of_family]
    assert len(homes) == len(set(homes))


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_verified_copies_are_in_two_stories(seed: int, tmp_path: Path) -> None:
    storage = whole(tmp_path, seed)
    rows = tearsheet.open(storage.objects.root).sql(
        "SELECT count(*) AS copies, count(*) FILTER (l.story_id <> r.story_id) AS apart "
        "FROM related c JOIN stories l ON c.left_article_id = l.article_id "
        "JOIN stories r ON c.right_article_id = r.article_id "
        "WHERE c.relation IN ('identical', 'revision') "
        f"OR (c.relation = 'reprint' AND c.jaccard >= {STRONG_JACCARD})"
    )
    assert rows["copies"].item() > 20
    assert rows["apart"].item() == 0


def test_every_story_id_that_was_published_resolves_to_one_in_use(tmp_path: Path) -> None:
    order = list(range(len(printings(1))))
    # the latest first, so that nearly every batch brings an earlier lead
    order.sort(key=lambda no: printings(1)[no].day, reverse=True)
    storage = run(tmp_path, 1, [order[no::4] for no in range(4)])
    archive_now = tearsheet.open(storage.objects.root)
    used = set(archive_now.sql("SELECT story_id FROM stories")["story_id"])
    before = {
        story
        for no in range(1, storage.head().number)
        for story in storage.scan(load(storage.objects, no), "stories").collect()["story_id"]
    }
    assert before - used
    for story in sorted(before | used):
        now = archive_now.sql(f"SELECT resolve_story('{story}') AS id")["id"].item()
        assert now in used
        assert story not in used or now == story


def test_another_order_in_several_runs_gives_the_same_stories(tmp_path: Path) -> None:
    once, parts = whole(tmp_path / "whole", 1), run(tmp_path / "parts", 1, split(1, 0))
    assert digest(parts, parts.head()) == digest(once, once.head())


def test_child_processes_with_few_texts_at_a_time_give_the_same_stories(tmp_path: Path) -> None:
    once = whole(tmp_path / "whole", 2)
    parts = run(tmp_path / "parts", 2, split(2, 1), caller=children())
    assert digest(parts, parts.head()) == digest(once, once.head())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_two_hundred_orders_and_splits_give_the_same_stories(seed: int, tmp_path: Path) -> None:
    once = whole(tmp_path / "whole", seed)
    for turn in range(20):
        parts = run(tmp_path / f"parts-{turn}", seed, split(seed, turn))
        assert digest(parts, parts.head()) == digest(once, once.head()), turn
