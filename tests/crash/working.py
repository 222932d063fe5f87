"""What each process of `test_together.py` does until a file appears: one archives page after page,
others look after the archive, read it, or derive it again.

Each function runs in a fork of a nursery, which calls it by its name. In their world a day has
`DAY_SECONDS`, so that vacuum has something to remove.
"""

from __future__ import annotations

import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tearsheet
from flows import plain
from tearsheet.errors import LostRace, NoSnapshot
from tearsheet.stages.pages import rows
from tearsheet.store import snapshots
from tearsheet.store.runs import record_run
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compact as compacting
from tearsheet.upkeep import vacuum as sweeping
from tests.support.nursery import WHOLE, archive


def write(root: str, folder: str, stop: str) -> str:
    """Archive the files of a folder, a run each; how many, and how many snapshots they made."""
    files = sorted(p for p in Path(folder).rglob("*") if p.is_file())
    archived, published = 0, set[int]()
    for file, _ in zip(files, _until(stop), strict=False):
        published.add(archive(root, str(file)).number)
        archived += 1
    return json.dumps({"archived": archived, "published": len(published)})


def compact(root: str, stop: str) -> str:
    """Merge small files over and over; how often that made a snapshot."""

    def merge() -> bool:
        storage = Storage.open(root)
        with record_run(storage, "compact", {}) as run:
            made, _, _ = compacting.compact(storage, run_id=run.run_id, now=datetime.now(UTC))
            return made.run_id == run.run_id

    return json.dumps(_count(merge, root, stop))


def backfill(root: str, stop: str) -> str:
    """Derive every capture again and again, each time by what calls itself another release; how
    often that made a snapshot.
    """
    releases, patch = itertools.count(1), pytest.MonkeyPatch()

    def derive() -> bool:
        release = f"0.1.0+backfill{next(releases)}"
        patch.setattr(rows, "code_version", lambda: release)
        return plain.backfill(root).is_published

    return json.dumps(_count(derive, root, stop))


def vacuum(root: str, stop: str) -> str:
    """Sweep all but the three newest snapshots over and over; how many snapshots and other objects
    went.
    """
    retired = removed = 0
    for _ in _until(stop, root):
        storage = Storage.open(root)
        with record_run(storage, "vacuum", {}):
            swept = sweeping.vacuum(
                storage, now=datetime.now(UTC), retention=sweeping.Retention(3, 0.0)
            )
        retired, removed = retired + len(swept.retired), removed + len(swept.removed)
    return json.dumps({"retired": retired, "removed": removed})


def read(root: str, stop: str) -> str:
    """Read the newest snapshot over and over: how often, what was wrong, how often vacuum took it
    meanwhile, and how many captures each number had.
    """
    reads = gone = last = captures_before = 0
    wrong, held = list[str](), dict[int, int]()
    for _ in _until(stop, root):
        number = 0
        try:
            archive_now = tearsheet.open(root)
            number = archive_now.snapshot.number
            row = archive_now.sql(WHOLE).row(0, named=True)
            counted = archive_now.scan("captures").collect().height
        except Exception as error:  # noqa: BLE001 (whatever it is, it is an answer)
            is_gone = isinstance(error, NoSnapshot) or _is_vacuumed(root, number)
            gone += is_gone
            wrong += [] if is_gone else [f"snapshot {number}: {error!r}"]
            continue
        captures = row.pop("captures")
        is_right = captures == counted == held.setdefault(number, captures)
        is_right &= not any(row.values()) and number >= last and captures >= captures_before
        wrong += [] if is_right else [f"snapshot {number}: {captures} captures, {row}"]
        reads, last, captures_before = reads + 1, number, captures
    return json.dumps({"reads": reads, "wrong": wrong, "gone": gone, "held": held})


def _is_vacuumed(root: str, number: int) -> bool:
    return number not in snapshots.numbers(Storage.open(root).objects)


def _count(publish: Callable[[], bool], root: str, stop: str) -> dict[str, int]:
    """How often it was called, made a snapshot, and gave up since others kept publishing."""
    counts = {"runs": 0, "published": 0, "gave_up": 0}
    for _ in _until(stop, root):
        counts["runs"] += 1
        try:
            counts["published"] += publish()
        except LostRace:
            counts["gave_up"] += 1
    return counts


def _until(stop: str, root: str | None = None) -> Iterator[None]:
    """A turn after another, until the file appears; the first when there is an archive at the root.
    How many turns were made stands in a file beside it.
    """
    day = timedelta(seconds=float(os.environ["DAY_SECONDS"]))
    sweeping.UNLISTED_AGE, snapshots.REUSE_AGE = day, day / 4
    while root and not Storage.open(root).head().number and not Path(stop).exists():
        time.sleep(0.2)
    progress = Path(f"{stop}.progress-{os.getpid()}")
    for done in itertools.count():
        if Path(stop).exists():
            return
        progress.write_text(str(done))
        yield
