"""Numbers of rows are those that are reckoned of them, whatever became of the file they are kept
in.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tearsheet.store.files import numbers
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.numbers import Reckoned, make_numbers, numbers_path, read_numbers
from tearsheet.store.tables import Storage
from transforms.schemas import SIGNATURES, fill_columns

#: The words of a text, and their double.
DOUBLED = Reckoned(
    "packed_doubled",
    ("tokens",),
    2,
    lambda rows: np.outer(rows["tokens"].to_numpy(), [1, 2]).astype(np.uint32),
)
PLACES = np.array([0, 1, 41, 99])
EXPECTED = [[0, 0], [1, 2], [41, 82], [99, 198]]


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Storage, DataFile]:
    """A large file of a hundred texts of 0 to 99 words."""
    monkeypatch.setattr(numbers, "LEAST_ROWS", 1)
    monkeypatch.setattr(numbers, "_PIECE_ROWS", 30)
    rows = pl.LazyFrame({"revision_id": [f"r{no:02d}" for no in range(100)], "tokens": range(100)})
    rows = rows.with_columns(outlet=pl.lit("herald"), month=pl.lit("2026-01"))
    storage = Storage.open(str(tmp_path))
    [file] = storage.write("signatures", fill_columns(rows, SIGNATURES.schema).collect())
    return storage, file


def read(storage: Storage, file: DataFile) -> list[list[int]]:
    found = read_numbers(storage.objects, SIGNATURES, file, DOUBLED, PLACES)
    return [[*map(int, row)] for row in found]


def test_numbers_are_kept_when_they_are_first_asked_for(
    stored: tuple[Storage, DataFile], tmp_path: Path
) -> None:
    storage, file = stored
    assert read(*stored) == EXPECTED
    assert (tmp_path / numbers_path(file, DOUBLED)).stat().st_size == 100 * 12
    assert read(storage, file) == EXPECTED


@pytest.mark.parametrize(("first", "last"), [(0, 12), (480, 504), (1_188, 1_200)])
@pytest.mark.parametrize("change", ["torn", "zeros", "moved"])
def test_damaged_numbers_are_reckoned_again(
    stored: tuple[Storage, DataFile], tmp_path: Path, first: int, last: int, change: str
) -> None:
    storage, file = stored
    make_numbers(storage.objects, SIGNATURES, file, DOUBLED)
    path = tmp_path / numbers_path(file, DOUBLED)
    whole = path.read_bytes()
    changed = {
        "torn": whole[:first],
        "zeros": whole[:first] + bytes(last - first) + whole[last:],
        "moved": whole[:first] + whole[240 : 240 + last - first] + whole[last:],
    }
    path.unlink()
    path.write_bytes(changed[change])
    assert read(storage, file) == EXPECTED
    assert path.read_bytes() == whole


def test_of_a_small_file_nothing_is_kept(
    stored: tuple[Storage, DataFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, file = stored
    monkeypatch.setattr(numbers, "LEAST_ROWS", 101)
    make_numbers(storage.objects, SIGNATURES, file, DOUBLED)
    assert read(storage, file) == EXPECTED
    assert not (tmp_path / numbers_path(file, DOUBLED)).exists()
