"""A disk that fails or is full at any write: an error that names the file, the old snapshot intact,
and the next run fine.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from tearsheet.settings import settings
from tearsheet.store import disk, lease
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.effort import effort
from tests.support.nursery import Nursery, archive, digest, first_batch, second_batch


class Failing:
    """A disk on which the Nth change fails, or every change from the Nth on."""

    def __init__(self, nth: int, *, for_good: bool) -> None:
        self.nth, self.for_good, self.count = nth, for_good, 0

    def __call__(self, what: str, path: Path) -> None:
        if "leases" in path.parts:  # renewed by the clock, and no run fails for want of one
            if self.for_good and self.count >= self.nth:
                raise OSError(errno.ENOSPC, "No space left on device")
            return
        self.count += 1
        if self.count == self.nth or (self.for_good and self.count > self.nth):
            raise OSError(errno.ENOSPC, "No space left on device")


class Place:
    """An archive of one batch, in memory, and what it comes to with the second."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.base, self.root = folder, folder / "base", folder / "work"
        self.second = str(second_batch(folder / "second"))
        archive(str(self.base), str(first_batch(folder / "first")))
        self.before = digest(str(self.base))
        self.reset()
        counting = Failing(0, for_good=False)
        disk.watch(counting)
        archive(str(self.root), self.second)
        disk.watch(None)
        self.changes, self.after = counting.count, digest(str(self.root))

    def reset(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.base, self.root, symlinks=True)

    def check(self) -> None:
        """Whatever failed: all bytes are sound, one of the two snapshots is whole, and the next run
        comes to the same as ever.
        """
        assert [
            f
            for f in verify(Storage.open(str(self.root)), now=datetime.now(UTC))
            if f.problem != "stale"
        ] == []
        assert digest(str(self.root)) in (self.before, self.after)
        assert (
            tearsheet.open(str(self.root), 1).sql("SELECT count(*) AS n FROM captures").item() == 2
        )
        archive(str(self.root), self.second)
        assert digest(str(self.root)) == self.after
        assert verify(Storage.open(str(self.root)), now=datetime.now(UTC)) == []
        assert list(Storage.open(str(self.root)).objects.list("staging")) == []


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    memory = Path("/dev/shm")
    short = replace(settings(), lease_seconds=0.2)  # of a run that could not give it back
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name,
    ):
        patch.setattr(lease, "settings", lambda: short)
        yield Place(Path(name))


def fail_at(place: Place, nth: int, *, for_good: bool) -> None:
    place.reset()
    disk.watch(Failing(nth, for_good=for_good))
    try:
        with pytest.raises(OSError, match="No space left on device") as error:
            archive(str(place.root), place.second)
    finally:
        disk.watch(None)
    assert str(place.root) in str(error.value)
    place.check()


@pytest.mark.parametrize("part", range(8))
def test_a_failing_write_tells_which_file_and_harms_nothing(place: Place, part: int) -> None:
    fail_at(place, 1 + part * (place.changes - 1) // 7, for_good=part % 2 == 1)


def test_what_a_run_could_not_sweep_at_its_end_the_next_run_of_the_process_sweeps(
    place: Place,
) -> None:
    fail_at(place, place.changes - 1, for_good=True)  # published, and its record not written


@pytest.mark.slow
@pytest.mark.parametrize("for_good", [False, True])
def test_any_write_of_a_run_may_fail(place: Place, for_good: bool) -> None:
    tried = range(1 + for_good, place.changes + 1, max(1, 2 // effort(1)))
    for nth in tried:
        fail_at(place, nth, for_good=for_good)
    print(
        f"{len(tried)} of {place.changes} writes failed once "
        f"({'and all after it' if for_good else 'alone'}): 0 harmed"
    )


def test_a_limit_on_the_size_of_a_file_ends_the_run_and_harms_nothing(
    place: Place, nursery: Nursery
) -> None:
    for most_bytes in (200, 2_000, 8_000):
        place.reset()
        ended = nursery.run(
            "archive", str(place.root), place.second, env={"MOST_BYTES_A_FILE": str(most_bytes)}
        )
        assert ended.code == 1, f"{most_bytes}: {ended.said}"
        assert "File too large" in ended.said
        assert str(place.root) in ended.said.splitlines()[-1]
        place.check()
