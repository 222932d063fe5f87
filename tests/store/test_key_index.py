"""Keys are found by the index of their column, whatever became of it."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tearsheet.store.files import hashes, key_index, spans
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.hashes import Found
from tearsheet.store.files.key_index import find_keys, index_path
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects

FILE = DataFile("tables/stories/x.parquet", 1_000, 1, "ab" * 32)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each search were a run's first."""
    monkeypatch.setattr(key_index._opened, "_most", 0)


def find(objects: Objects, values: pl.Series, asked: pl.Series) -> Found:
    """Where a file with these values in its column has those that are asked for."""
    return find_keys(
        objects,
        FILE,
        "c",
        hashes.sort_wanted(hashes.hash_values(asked)),
        lambda: hashes.list_hashes(values),
    )


def pairs(found: Found) -> set[tuple[int, int]]:
    return set(zip(found.hashes.tolist(), found.rows.tolist(), strict=True))


def column(name: str) -> pl.Series:
    rng = np.random.default_rng(7)
    numbers = rng.integers(0, 300, 1_000)
    if name == "ids":
        return pl.Series([f"id{n}" if n else None for n in numbers])
    hashes = pl.Series(numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    if name == "hashes":
        return hashes
    ends = np.cumsum(rng.integers(0, 4, 600))
    lists = [hashes[int(a) : int(b)].to_list() for a, b in pairwise(ends)]
    return pl.Series([*lists, None], dtype=pl.List(pl.UInt64))


def wanted(values: pl.Series, number: int) -> pl.Series:
    """So many of the values, and as many that are none of them."""
    flat = values.explode() if values.dtype == pl.List(pl.UInt64) else values
    some = flat.drop_nulls().unique(maintain_order=True).head(number)
    if some.dtype == pl.String:
        return pl.concat([some, some + "x"])
    return pl.concat([some, some + 1])


@pytest.mark.parametrize("number", [0, 1, 40, 300])
@pytest.mark.parametrize("name", ["ids", "hashes", "lists"])
def test_every_row_of_a_key_is_found_and_no_other(
    name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects, values = open_objects(str(tmp_path)), column(name)
    monkeypatch.setattr(spans, "GAP_BYTES", 0)
    asked = wanted(values, number)
    every = hashes.list_hashes(values).unique()
    sought = every.filter(pl.col("hash").is_in(hashes.hash_values(asked).implode()))
    expected = set(sought.select("hash", "place").rows())
    for _ in range(2):  # made, then read
        assert pairs(find(objects, values, asked)) == expected


@pytest.mark.parametrize("at", [3, 20, 60, 300, 2_000, -1])
@pytest.mark.parametrize("how", ["flipped", "cut"])
def test_a_damaged_index_is_made_anew(how: str, at: int, tmp_path: Path) -> None:
    objects, values = open_objects(str(tmp_path)), column("hashes")
    asked = wanted(values, 300)
    expected = pairs(find(objects, values, asked))
    path = tmp_path / index_path(FILE, "c")
    raw = bytearray(path.read_bytes())
    if how == "cut":
        del raw[at:]
    else:
        raw[at] ^= 4
    path.write_bytes(raw)
    assert pairs(find(objects, values, asked)) == expected
    assert len(path.read_bytes()) >= len(raw)


def test_where_nothing_can_be_written_keys_are_found_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects, values = open_objects(str(tmp_path / "o")), column("ids")
    (tmp_path / "o").write_text("no folder")
    asked = wanted(values, 3)
    monkeypatch.setattr(type(objects), "get_range", _absent)
    assert len(find(objects, values, asked).rows) > 2


def _absent(*_: object) -> bytes:
    raise FileNotFoundError


def test_of_few_keys_few_bytes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = open_objects(str(tmp_path))
    rng = np.random.default_rng(1)
    values = pl.Series(rng.integers(0, 2**63, 100_000).astype(np.uint64))
    find(objects, values, values.head(0))
    read: list[int] = []
    real = os.pread

    def pread(file: int, length: int, offset: int) -> bytes:
        read.append(length)
        return real(file, length, offset)

    monkeypatch.setattr(os, "pread", pread)
    found = find(objects, values, values.head(50))
    assert sorted(found.rows.tolist()) == list(range(50))
    assert sum(read) <= 50 * 64
