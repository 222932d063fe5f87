"""Two that archive, one that merges, one that sweeps, one that derives again and four that read,
all at once: nothing is lost or doubled, and no answer is wrong.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery, body, digest, page

WRITERS, OUTLETS, LEAST_TURNS = 2, 6, 3
UPKEEP = ("compact", "vacuum", "backfill")
Told = dict[str, Any]


@pytest.fixture
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def write_pages(folder: Path, count: int) -> None:
    """So many pages a writer; of two outlets each prints what another prints too, and names what a
    third has.
    """
    for writer in range(WRITERS):
        for n in range(count):
            outlet = (writer + n) % OUTLETS
            page(
                folder / f"w{writer}" / f"{n:05d}",
                f"outlet-{outlet}/{writer}-{n:05d}",
                body(f"story{n // 2}" if n % 3 else f"own{writer}x{n}", 3),
                teasers=[body(f"story{n // 2 + 1}", 1)[:90]],
            )


def work(
    folder: Path, seconds: float, *, day_seconds: float, readers: int
) -> dict[str, list[Told]]:
    """What each process told of its work, by kind, after so many seconds of it."""
    root, stop = str(folder / "archive"), folder / "stop"
    jobs: list[tuple[str, ...]] = [("write", root, str(folder / f"w{w}")) for w in range(WRITERS)]
    jobs += [(kind, root) for kind in (*UPKEEP, *["read"] * readers)]
    nurseries = [Nursery() for _ in jobs]
    env = {"DAY_SECONDS": str(day_seconds), "TEARSHEET_LEASE_SECONDS": "60"}
    told = defaultdict(list)
    with ThreadPoolExecutor(len(jobs) + 1) as threads:
        working = [
            threads.submit(nursery.run, f"tests.crash.working:{kind}", *rest, str(stop), env=env)
            for nursery, (kind, *rest) in zip(nurseries, jobs, strict=True)
        ]
        threads.submit(_end_after, stop, seconds, len(jobs))
        for (kind, *_), job in zip(jobs, working, strict=True):
            ended = job.result()
            if ended.code:
                stop.touch()
            assert ended.code == 0, f"{kind}: {ended.said}"
            told[kind].append(json.loads(ended.said.splitlines()[-1]))
    for nursery in nurseries:
        nursery.close()
    return told


def _end_after(stop: Path, seconds: float, processes: int) -> None:
    """Have it over after so many seconds, and when each process has made some turns; or when one
    has failed.
    """
    until = time.monotonic() + seconds
    while not stop.exists() and not (time.monotonic() > until and _is_enough(stop, processes)):
        time.sleep(0.2)
    stop.touch()


def _is_enough(stop: Path, processes: int) -> bool:
    turns = [int(p.read_text() or 0) for p in stop.parent.glob("stop.progress-*")]
    return len(turns) == processes and min(turns) >= LEAST_TURNS


def check(folder: Path, told: dict[str, list[Told]]) -> None:
    """Print what was done, and hold the archive against one that was made alone."""
    root, alone = str(folder / "archive"), str(folder / "alone")
    archived = [writer["archived"] for writer in told["write"]]
    pages = [
        str(page)
        for w, count in enumerate(archived)
        for page in sorted((folder / f"w{w}").rglob("*.txt"))[:count]
    ]
    nursery = Nursery()
    ended = nursery.run("archive", alone, *pages)
    nursery.close()
    assert ended.code == 0, ended.said
    captures, expected = capture_ids(root), capture_ids(alone)
    held = defaultdict(set)
    for reader in told["read"]:
        for number, count in reader["held"].items():
            held[number].add(count)
    wrong = [answer for reader in told["read"] for answer in reader["wrong"]]
    print(
        f"\n{sum(archived)} runs of {WRITERS} writers: {len(set(expected) - set(captures))} "
        f"captures lost, {len(captures) - len(set(captures))} doubled; "
        + "; ".join(f"{kind} {told[kind][0]}" for kind in UPKEEP)
        + f"; snapshot {Storage.open(root).head().number}; "
        f"{sum(r['reads'] for r in told['read']):,} snapshots read by {len(told['read'])} readers, "
        f"{len(wrong)} wrong answers, {sum(r['gone'] for r in told['read'])} vacuumed as they read"
    )
    assert wrong == []
    assert [number for number, counts in held.items() if len(counts) > 1] == []
    assert sorted(captures) == sorted(expected)
    assert digest(root) == digest(alone)
    assert verify(Storage.open(root), now=datetime.now(UTC)) == []


def capture_ids(root: str) -> list[str]:
    storage = Storage.open(root)
    ids = storage.scan(storage.head(), "captures").select("capture_id").collect()
    return list(ids["capture_id"])


@pytest.mark.slow
def test_everything_at_once_for_a_few_turns(folder: Path) -> None:
    write_pages(folder, 20)
    told = work(folder, 1.0, day_seconds=60.0, readers=1)
    check(folder, told)
    assert told["backfill"][0]["published"] > 0


@pytest.mark.slow
def test_everything_at_once_for_minutes(folder: Path, request: pytest.FixtureRequest) -> None:
    seconds = request.config.getoption("--together-seconds")
    write_pages(folder, max(20, int(seconds)))
    told = work(folder, seconds, day_seconds=max(20.0, seconds / 10), readers=4)
    check(folder, told)
    assert all(told[kind][0]["published"] > 0 for kind in ("compact", "backfill"))
