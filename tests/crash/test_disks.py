"""A real disk that is full, has no names left, or goes read-only while a run is at work: an error
that names a file, the old snapshot intact, and the next run fine.
"""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.disks import LARGE, Disk, small_disk
from tests.support.effort import effort
from tests.support.nursery import Ended, Nursery, digest, first_batch, second_batch

FULL, READ_ONLY = "No space left on device", "Read-only file system"


class Place:
    """A disk with room for an archive of one batch, and what it comes to with the second."""

    def __init__(self, folder: Path, disk: Disk, nursery: Nursery) -> None:
        self.disk, self.nursery = disk, nursery
        self.base, self.root = folder / "base", disk.folder / "archive"
        self.second = str(second_batch(folder / "second"))
        assert self.run(self.base, str(first_batch(folder / "first"))).code == 0
        self.before = digest(str(self.base))
        self.reset()
        self.held = disk.used
        began = time.monotonic()
        assert self.run(self.root, self.second).code == 0
        self.lasts = time.monotonic() - began
        self.after, self.whole = digest(str(self.root)), disk.used

    def run(self, root: Path, source: str) -> Ended:
        return self.nursery.run(
            "archive", str(root), source, env={"TEARSHEET_LEASE_SECONDS": "0.2"}
        )

    def reset(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.base, self.root, symlinks=True)

    def check(self, ended: Ended, says: str) -> None:
        """The run has told of a file, all bytes are sound, one of the two snapshots is whole, and
        the next run comes to the same as ever.
        """
        assert ended.code == 1, ended.said
        last = ended.said.splitlines()[-1]
        assert says in last, ended.said
        assert str(self.root) in last, ended.said
        found = verify(Storage.open(str(self.root)), now=datetime.now(UTC))
        assert [f for f in found if f.problem != "stale"] == []
        assert digest(str(self.root)) in (self.before, self.after)
        held = tearsheet.open(str(self.root), 1).sql("SELECT count(*) AS n FROM captures")
        assert held.item() == 2
        again = self.run(self.root, self.second)
        assert again.code == 0, again.said
        assert digest(str(self.root)) == self.after
        assert verify(Storage.open(str(self.root)), now=datetime.now(UTC)) == []
        assert list(Storage.open(str(self.root)).objects.list("staging")) == []


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, nursery = tmp_path_factory.mktemp("disks"), Nursery()
    try:
        with small_disk(folder / "disk") as disk:
            yield Place(folder, disk, nursery)
    finally:
        nursery.close()


def is_filled(place: Place, limit: str) -> bool:
    """Whether the run has met the end of a disk of this size."""
    place.reset()
    place.disk.limit(limit)
    ended = place.run(place.root, place.second)
    place.disk.limit(LARGE)
    if ended.code == 0:
        return False
    place.check(ended, FULL)
    return True


def limits(place: Place, *, step: int) -> tuple[list[str], list[str]]:
    """Sizes of disks, and numbers of names, from what the archive has to what the run leaves."""
    (held, names), (whole, all_names) = place.held, place.whole
    sizes = [f"size={size}" for size in range(held + 4096, whole, step * 4096)]
    return sizes, [f"nr_inodes={n}" for n in range(names + 1, all_names, step)]


def test_a_disk_that_fills_up_ends_the_run_and_harms_nothing(place: Place) -> None:
    sizes, names = limits(place, step=1)
    assert is_filled(place, sizes[0])
    assert is_filled(place, sizes[len(sizes) // 2])
    assert is_filled(place, names[len(names) // 2])


@pytest.mark.slow
def test_a_disk_of_any_size_that_is_too_small_harms_nothing(place: Place) -> None:
    sizes, names = limits(place, step=max(1, 8 // effort(1)))
    filled = [is_filled(place, limit) for limit in (*sizes, *names)]
    print(f"\n{sum(filled)} of {len(filled)} disks were full before the run was over: 0 harmed")
    assert sum(filled) > len(filled) * 2 // 3


@contextmanager
def read_only_after(place: Place, seconds: float) -> Iterator[list[bool]]:
    """The disk takes no changes any more once so many seconds have passed and no file is open: the
    list holds True where that was so before the block was over.
    """
    over, turned = threading.Event(), list[bool]()

    def turn() -> None:
        over.wait(seconds)
        turned.append(place.disk.is_turned_read_only(unless=over.is_set))

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield turned
    finally:
        over.set()
        thread.join()
        place.disk.turn_writable()


def turn_at(place: Place, seconds: float) -> bool:
    """Whether the run has met a disk that went read-only after so many seconds."""
    place.reset()
    with read_only_after(place, seconds) as turned:
        ended = place.run(place.root, place.second)
    if ended.code == 0:  # it had been the last change
        assert digest(str(place.root)) == place.after
        return False
    assert turned == [True]
    place.check(ended, READ_ONLY)
    return True


def test_a_root_that_goes_read_only_ends_the_run_and_harms_nothing(place: Place) -> None:
    # where a machine has become faster a third of the time is the run's end
    assert any(turn_at(place, place.lasts / part) for part in (3, 6, 12))


@pytest.mark.slow
def test_a_root_may_go_read_only_at_any_moment(place: Place) -> None:
    chance, lasts, met = random.Random(11), place.lasts, 0
    for _ in range(effort(20)):
        began = time.monotonic()
        if turn_at(place, chance.uniform(0, lasts)):
            met += 1
        else:  # a machine that has become faster is through before
            lasts = min(lasts, time.monotonic() - began)
    print(f"\nthe root went read-only in the middle of {met} of {effort(20)} runs: 0 harmed")
    assert met > effort(20) / 3
