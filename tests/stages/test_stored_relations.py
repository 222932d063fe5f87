"""Of the relations of versions those are found that a batch needs, as if all had been read."""

from __future__ import annotations

from pathlib import Path
from random import Random

import polars as pl
import pytest

from tearsheet.stages.stories.relations import LINKED, StoredRelations
from tearsheet.store.files import merging, opened
from tearsheet.store.files.data_file import Change
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tests.support.inputs import NOW
from transforms.dedup.identity.stories.templates import choose_near, is_teaching
from transforms.schemas import RELATIONS, conform

KINDS = (
    ("sibling", "figures"),
    ("near", "words"),
    ("identical", None),
    ("reprint", "copied; the rest may fill a template"),
)


OUTLETS = ("herald", "post", "times")


@pytest.fixture(params=["by columns", "by indexes"])
def storage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Storage:
    """Of which no file is written again because rows of it are deleted."""
    monkeypatch.setattr(merging, "TINY_BYTES", 0)
    if request.param == "by indexes":
        monkeypatch.setattr(opened, "LEAST_ROWS", 1)
        monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    return Storage.open(str(tmp_path))


def every_relation(rng: Random) -> pl.DataFrame:
    """Two thousand of three outlets, of which one version has a third."""
    evidence = dict(KINDS)
    keys = set[tuple[str, str, str]]()
    while len(keys) < 2_000:
        one = 7 if rng.random() < 0.35 else rng.randrange(499)
        other = rng.randrange(one + 1, 500)
        keys.add((f"v{one:03}", f"v{other:03}", rng.choice(list(evidence))))
    rows = [(*key, evidence[key[2]], rng.choice(OUTLETS)) for key in sorted(keys)]
    columns = ["left_id", "right_id", "relation", "evidence", "outlet"]
    frame = pl.DataFrame(rows, columns, orient="row").with_columns(month=pl.lit("2026-03"))
    return conform(frame, RELATIONS.schema, key=RELATIONS.key)


def commit(storage: Storage, base: Snapshot, change: Change) -> Snapshot:
    return storage.commit(
        base,
        {"relations": [change]},
        batch_id=f"{base.number}",
        run_id="r",
        code_version="c",
        now=NOW,
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_nearest_neighbours_and_those_that_link_are_those_of_all_relations(
    storage: Storage, seed: int
) -> None:
    rng = Random(seed)
    head, every = storage.head(), every_relation(rng)
    for part in every.partition_by("outlet"):
        head = commit(storage, head, storage.append(head, "relations", part))
    gone = every.sample(fraction=rng.choice((0.02, 0.5)), seed=seed)
    key = gone.select("outlet", "month", *RELATIONS.key)
    head = commit(storage, head, storage.replace(head, "relations", every.clear(), key))
    assert all(file.deleted for file in storage.files(head, "relations"))
    held = storage.scan(head, "relations").collect()
    assert held.height == every.height - gone.height
    removed = held.filter(is_teaching()).sample(fraction=rng.choice((0.0, 0.1, 0.7)), seed=seed)
    ids = pl.Series("revision_id", ["v007", *rng.sample([f"v{n:03}" for n in range(510)], 40)])
    ids = ids.unique()
    stored = StoredRelations(storage, head)
    found = stored.find_nearest(ids, removed)
    teaching = held.filter(is_teaching())
    left = teaching.join(removed, on=RELATIONS.key, how="anti")
    assert choose_near(found, ids).equals(choose_near(teaching, ids))
    rest = found.join(removed, on=RELATIONS.key, how="anti")
    assert choose_near(rest, ids).equals(choose_near(left, ids))
    at_an_end = pl.any_horizontal(pl.col("left_id", "right_id").is_in(ids.implode()))
    linking = stored.find_linking(ids).sort(*RELATIONS.key)
    assert linking.equals(held.filter(LINKED.is_one, at_an_end).sort(*RELATIONS.key))
    assert removed.height or found.height < teaching.filter(at_an_end).height
