"""Parts of an object: as a small file lies mapped, or by calls."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tearsheet.store.files import spans
from tearsheet.store.objects import LocalObjects

#: Ten bytes before a thousand records of eight.
RECORDS = np.arange(1000, dtype=np.uint64).view(np.uint8).reshape(-1, 8)


@pytest.fixture
def objects(tmp_path: Path) -> LocalObjects:
    made = LocalObjects(str(tmp_path))
    made.put_scratch("records", b"beginning:" + RECORDS.tobytes())
    return made


@pytest.mark.parametrize("most", [0, 1 << 20])
def test_records_are_the_same_whether_a_file_is_mapped_or_read(
    objects: LocalObjects, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(spans, "_MOST_MAPPED", most)
    for step in (1, 7, 50):
        numbers = np.arange(3, 1000, step)
        found = spans.read_records(objects, "records", 10, 8, numbers)
        assert found.view(np.uint64)[:, 0].tolist() == numbers.tolist()


@pytest.mark.parametrize("most", [0, 1 << 20])
@pytest.mark.parametrize("lost", [4, 8, 4000, 8000, 8010])
def test_records_behind_the_end_of_an_object_are_not_there(
    objects: LocalObjects, monkeypatch: pytest.MonkeyPatch, most: int, lost: int
) -> None:
    monkeypatch.setattr(spans, "_MOST_MAPPED", most)
    objects.put_scratch("torn", (b"beginning:" + RECORDS.tobytes())[:-lost])
    found = spans.read_records(objects, "torn", 10, 8, np.arange(1000))
    assert np.array_equal(found, RECORDS[: max(0, (8000 - lost) // 8)])


def test_a_file_that_is_replaced_is_read_as_it_was_until_all_is_taken(
    objects: LocalObjects,
) -> None:
    starts = np.arange(10, 810, 8)
    raw, at = spans.read_each(objects, "records", starts, np.full(100, 8))
    objects.put_scratch("records", b"")
    assert raw[int(at[99]) : int(at[99]) + 8] == RECORDS[99].tobytes()
