"""Batch invariance: the same captures in any order and any number of runs end in the same archive,
to the last value.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.plain import archive
from tearsheet.stages.stories.limits import Limits
from tearsheet.store.snapshots import load
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tests.support.effort import effort

TEXTS = 60
#: Four texts make a hash common here, so that a few dozen captures cross that line over and over.
RARER = Limits(most_texts=3)
LITTLE_AT_A_TIME = replace(
    RARER,
    portion_pairs=7,
    portion_words=2_000,
    compared_pairs=3,
    signature_rows=5,
    posting_rows=200,
    kept_hashes=300,
)
#: As an archive of 2^22 texts is worked through where no more than 16 can be paired at a time.
MANY_TEXTS = replace(LITTLE_AT_A_TIME, number_bits=22, pair_bits=26)


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    from benchmarks.inputs import dedup_cases

    rng = Random(7)
    out = []
    for no, case in enumerate(dedup_cases.families(TEXTS, 3, templated=0.4)):
        outlet = rng.choice(("herald", "courier", "gazette"))
        address = no if rng.random() < 0.7 else no - 1
        day = rng.randint(1, 28)
        out.append(
            {
                "outlet": outlet,
                "url": f"https://{outlet}.example/{address}" if rng.random() < 0.8 else None,
                "title": f"On {case.family}" if rng.random() < 0.5 else None,
                "text": case.text,
                "date": f"2026-0{rng.randint(1, 3)}-{day:02d}" if rng.random() < 0.6 else None,
                "captured_at": f"2026-0{rng.randint(3, 5)}-{day:02d}T06:00:00Z"
                if rng.random() < 0.8
                else None,
            }
        )
    return out


def run_all(
    root: Path, batches: list[list[dict[str, Any]]], *, workers: int = 1, limits: Limits = RARER
) -> Storage:
    for no, batch in enumerate(batches):
        dump = root / f"dump-{no}.jsonl"
        root.mkdir(exist_ok=True)
        dump.write_text(
            "".join(
                json.dumps({k: v for k, v in r.items() if v is not None}) + "\n" for r in batch
            ),
            "utf-8",
        )
        archive(str(root / "archive"), [str(dump)], workers=workers, limits=limits)
    return Storage.open(str(root / "archive"))


def export(storage: Storage) -> str:
    return digest(storage, storage.head())


@pytest.fixture(scope="module")
def whole(records: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    storage = run_all(tmp_path_factory.mktemp("whole"), [records])
    related = storage.scan(storage.head(), "relations").collect()
    assert set(related["relation"]) == {"identical", "revision", "reprint", "excerpt", "sibling"}
    assert (
        storage.scan(storage.head(), "stories")
        .filter(pl.len().over("story_id") > 1)
        .collect()
        .height
        > 10
    )
    return export(storage)


def partitions(draw: Any, records: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    order = draw(st.permutations(range(len(records))))
    cuts = sorted(draw(st.lists(st.integers(1, len(records) - 1), max_size=5, unique=True)))
    return [
        [records[i] for i in order[low:high]]
        for low, high in zip([0, *cuts], [*cuts, len(records)], strict=True)
    ]


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_in_any_number_of_runs_gives_the_same_export(
    records: list[dict[str, Any]], whole: str, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    assert (
        export(run_all(tmp_path_factory.mktemp("parts"), partitions(data.draw, records))) == whole
    )


@pytest.mark.slow
@settings(max_examples=effort(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_in_any_number_of_runs_gives_the_same_export_again_and_again(
    records: list[dict[str, Any]], whole: str, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    assert (
        export(run_all(tmp_path_factory.mktemp("parts"), partitions(data.draw, records))) == whole
    )


def test_a_run_for_every_capture_gives_the_same_export(
    records: list[dict[str, Any]], whole: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    single = [[r] for r in records[:6]]
    assert export(run_all(tmp_path_factory.mktemp("single"), [records[6:], *single])) == whole


@pytest.mark.parametrize(
    ("workers", "limits"), [(2, LITTLE_AT_A_TIME), (5, LITTLE_AT_A_TIME), (1, MANY_TEXTS)]
)
def test_how_much_is_worked_through_at_a_time_and_by_how_many_does_not_matter(
    records: list[dict[str, Any]],
    whole: str,
    tmp_path: Path,
    workers: int,
    limits: Limits,
) -> None:
    halves = [records[:40], records[40:]]
    storage = run_all(tmp_path, halves, workers=workers, limits=limits)
    assert export(storage) == whole


def test_the_same_captures_again_publish_nothing(
    records: list[dict[str, Any]], tmp_path: Path
) -> None:
    storage = run_all(tmp_path, [records, records])
    assert storage.head().number == 1


def test_every_old_story_id_resolves_after_late_and_earlier_captures(
    records: list[dict[str, Any]], tmp_path: Path
) -> None:
    late_first = sorted(records, key=lambda r: r["captured_at"] or "", reverse=True)
    storage = run_all(tmp_path, [late_first[:25], late_first[25:45], late_first[45:]])
    told = [
        set(storage.scan(load(storage.objects, no), "stories").collect()["story_id"])
        for no in (1, 2, 3)
    ]
    aliases = storage.scan(storage.head(), "aliases").filter(pl.col("kind") == "story").collect()
    gone = (told[0] | told[1]) - told[2]
    assert gone
    assert gone <= set(aliases["old_id"])
    assert set(aliases["new_id"]) <= told[2]
