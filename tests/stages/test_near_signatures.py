"""What a small batch reads of the archive's signatures gives the pairs that all of them give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import polars as pl
import pytest

from tearsheet.stages.stories.candidates import CandidateFinder, TextChanges
from tearsheet.stages.stories.limits import Limits
from tearsheet.stages.stories.near_signatures import NearSignatures
from tearsheet.stages.stories.signatures import SignatureReader
from tearsheet.store.files import numbers, opened, posting_index
from tearsheet.store.files.data_file import Change
from tearsheet.store.snapshots import empty_snapshot
from tearsheet.store.tables import Storage
from tests.support.effort import effort
from transforms.dedup.match.signatures import SCHEME
from transforms.schemas import SIGNATURES, fill_columns

LIMITS = Limits(most_texts=3, signature_rows=7, posting_rows=50)


@pytest.fixture(autouse=True)
def indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files have indexes, and of a hash that five rows carry not all stand in the first."""
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(numbers, "LEAST_ROWS", 1)
    monkeypatch.setattr(posting_index, "LEAST_CUT", 5)
    monkeypatch.setattr(posting_index, "FIRST_TEXTS", 2)


@dataclass(frozen=True)
class Case:
    """Signatures in files and in a batch, and the keys of texts that the batch brings, takes away
    and has another version of.
    """

    held: list[pl.DataFrame]
    fresh: pl.DataFrame
    new: list[int]
    gone: list[int]
    other: list[int]


def signatures(texts: dict[int, list[int]], rows: list[int], name: str) -> pl.DataFrame:
    """A signature for every row, which names its text; one in seven is of a scheme of its own.
    Texts are of 20 to 319 words: of hardly more than a line, and of several thresholds.
    """
    lists = pl.Series([texts[key] for key in rows], dtype=pl.List(pl.UInt64))
    frame = pl.DataFrame(
        {
            "revision_id": [f"{name}-{no:03d}" for no in range(len(rows))],
            "text_key": pl.Series(rows, dtype=pl.UInt64),
            "tokens": pl.Series([20 + key % 300 for key in rows], dtype=pl.UInt32),
            "scheme": ["unlike" if key % 7 == 0 else SCHEME for key in rows],
            "sketch": lists,
            "prefix_keys": lists.list.head(2),
            "outlet": ["herald"] * len(rows),
            "month": ["2026-01"] * len(rows),
        },
    )
    return fill_columns(frame.lazy(), SIGNATURES.schema).collect()


def case(seed: int) -> Case:
    """Texts that carry some of forty hashes, the first of which are common; some are printed
    often.
    """
    rng = Random(seed)
    pool = [rng.randrange(1, 1 << 44) << 20 for _ in range(40)]
    weights = [1 / (no + 1) for no in range(40)]
    size = rng.randint(5, 60)
    keys = rng.sample(range(1, 10**6), size + 8)
    texts = {k: sorted({*rng.choices(pool, weights, k=rng.randint(3, 9))}) for k in keys}
    files = [rng.choices(keys[:size], k=size) for _ in range(rng.randint(1, 3))]
    stored = sorted({key for rows in files for key in rows if key % 7})
    new = [key for key in keys if key % 7 and key not in stored][: rng.randint(1, 6)]
    moved = rng.sample(stored, min(len(stored), rng.randint(0, 4)))
    cut = rng.randint(0, len(moved))
    # versions that the batch brings of texts that others stand for as before
    again = rng.sample(stored, min(len(stored), rng.randint(0, 3)))
    held = [signatures(texts, rows, f"held-{no}") for no, rows in enumerate(files)]
    fresh = signatures(texts, [*new, *sorted({*moved[cut:], *again} - {*moved[:cut]})], "fresh")
    return Case(held, fresh, new, moved[:cut], moved[cut:])


def found_pairs(
    reader: SignatureReader, storage: Storage, of: Case
) -> tuple[set[int], set[tuple[int, int]]]:
    """(the texts of which a pair is asked for, the pairs), by keys."""
    touched = pl.Series("text_key", [*of.new, *of.gone, *of.other], dtype=pl.UInt64)
    reader.take_in(touched, touched)
    is_whole = False
    while not is_whole:
        marks = (np.isin(reader.keys, some) for some in (of.new, of.gone, of.other))
        finder = CandidateFinder(storage, "run", "m", reader, TextChanges(*marks), LIMITS)
        asked = finder.filter_pairs()
        taken = [pl.Series("text_key", reader.keys[some]) for some in (asked.texts, asked.ends)]
        is_whole = not reader.take_in(*taken)
    pairs = finder.find_pairs(asked)
    ends = [reader.keys[side].tolist() for side in (pairs.left, pairs.right)]
    return set(reader.keys[asked.texts].tolist()), set(zip(*ends, strict=True))


@pytest.mark.parametrize(
    "part",
    # in the second a text pairs by no hash but such as others brought before it
    [0, 11, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 4 + effort(4)))],
)
def test_pairs_found_by_indexes_are_those_of_all_signatures(part: int, tmp_path: Path) -> None:
    seen = 0
    for seed in range(part * 30, part * 30 + 30):
        of, storage = case(seed), Storage.open(str(tmp_path / str(seed)))
        rng, base = Random(seed), empty_snapshot()
        files = [file for rows in of.held for file in storage.write("signatures", rows)]
        now = datetime.now(UTC)
        # rows that are deleted have one that stays, so that no text is gone but by the batch
        some = [file.without(lone(rows, rng)) for file, rows in zip(files, of.held, strict=True)]
        base = storage.commit(
            base,
            {"signatures": [Change(added=tuple(some))]},
            batch_id="b",
            run_id="r",
            code_version="",
            now=now,
        )
        staged = [storage.stage("run", "fresh", of.fresh)]
        near, every = (
            found_pairs(kind(storage, base, staged, LIMITS), storage, of)
            for kind in (NearSignatures, SignatureReader)
        )
        assert near == every, seed
        seen += len(every[1])
    assert seen > 60


def lone(rows: pl.DataFrame, rng: Random) -> list[int]:
    """The places of rows (as the file sorts them) of which the file has another of the same
    text.
    """
    keys = rows.sort(SIGNATURES.order)["text_key"].to_list()
    twice = [no for no, key in enumerate(keys) if key in keys[:no]]
    return rng.sample(twice, rng.randint(0, len(twice)))
