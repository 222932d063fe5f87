"""The outlets of a batch are worked on in groups of bounded size."""

from __future__ import annotations

import polars as pl
import pytest

from tearsheet.stages import batch as batches
from tearsheet.stages.batch import Batch, groups
from tearsheet.version import code_version


def of(**captures: int) -> Batch:
    return Batch("run", 0, (), "", "", tuple(captures), {}, captures=tuple(captures.values()))


def test_a_group_has_few_enough_captures_unless_it_is_one_outlet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "CAPTURES_A_GROUP", 10)
    monkeypatch.setattr(batches, "CAPTURES_OF_ONE_TASK", 5)
    assert groups(of(a=4, b=6, c=1, d=30, e=2, f=3), 1) == [("a", "b"), ("c",), ("d",), ("e", "f")]


def test_there_are_enough_groups_for_all_workers() -> None:
    assert groups(of(a=900, b=900, c=10, d=900), 2) == [("a",), ("b",), ("c",), ("d",)]
    assert groups(of(a=900, b=400, c=10, d=900), 2) == [("a",), ("b", "c"), ("d",)]


def test_one_worker_has_no_more_groups_than_memory_asks_for() -> None:
    assert groups(of(a=900, b=400, c=10, d=900), 1) == [("a", "b", "c", "d")]


def test_many_small_outlets_are_few_groups() -> None:
    made = groups(of(**{f"outlet-{no:04d}": 1 for no in range(1000)}), 2)
    assert [len(some) for some in made] == [250, 250, 250, 250]


def test_a_small_batch_is_one_group() -> None:
    assert groups(of(a=90, b=9, c=1, d=90), 2) == [("a", "b", "c", "d")]


def test_no_outlets_are_no_groups() -> None:
    assert groups(of(), 2) == []


def test_held_captures_without_addresses_that_todays_code_derived_weigh_little() -> None:
    row = {"has_address": False, "has_alternates": False, "derived_by": code_version()}
    said = pl.DataFrame(
        [
            {"outlet": "light", **row},
            {"outlet": "older", **row, "derived_by": "other"},
            {"outlet": "page", **row, "has_address": True},
            {"outlet": "page", **row},
        ]
    )
    weights = batches._held_a_fresh(said)
    assert weights == {"light": 128, "older": 16, "page": 16}
