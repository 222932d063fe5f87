"""What many small runs leave on disk, and what each of them writes.

    python benchmarks/cost/disk.py [--days 3] [--runs 96] [--captures 20]

Every run commits its captures through the store, with two of the rows of before changed, as a
second sighting changes them; every night compacts and vacuums by the default retention, at the
hours that the runs would have had. Prints for each day what a run wrote (in `tables/`,
`manifests/` and `snapshots/`) and took of CPU, a table's part of it beyond its own rows, files and
bytes that the newest snapshot lists and that are on disk, and the CPU of one question; then the
bound on files and how the last tenth of the days compares with the first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.inputs import stored
from tearsheet.query.archive import Archive
from tearsheet.store.files.layout import parquet_bytes
from tearsheet.store.files.merging import SMALL_BYTES
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.vacuum import vacuum

QUESTION = (
    "SELECT outlet, count(*) FROM articles WHERE published_on >= DATE '2024-01-01' GROUP BY ALL"
)


@dataclass(frozen=True, slots=True)
class Day:
    """What the runs of a day wrote, and what stands after its night."""

    written: list[int]
    cpu: list[float]
    beyond: int
    files: int
    live: int
    on_disk: int
    asked: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=3, help="30, or 365 with --runs 4")
    parser.add_argument("--runs", type=int, default=96, help="runs a day")
    parser.add_argument("--captures", type=int, default=20, help="captures a run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        storage = Storage.open(f"{folder}/archive")
        days = []
        for day in range(options.days):
            days.append(_live_day(storage, day, options.runs, options.captures))
            _print(day, days[-1])
        _summarise(storage, days)


def _live_day(storage: Storage, day: int, runs: int, captures: int) -> Day:
    pool = stored.paragraphs(1)
    start = datetime.now(UTC) - timedelta(days=400 - day)
    written, cpu, beyond = [], [], 0
    for run in range(runs):
        no = day * runs + run
        made = stored.frames(
            np.arange(no * captures, (no + 1) * captures),
            1,
            pool,
            seed=1,
            first_day=stored.FIRST_DAY + timedelta(days=day),
        )
        before, begun = _sizes(storage), time.process_time()
        stored.commit(
            storage, made, start + timedelta(minutes=15 * run), no=no, again=_seen_again(storage)
        )
        cpu.append(time.process_time() - begun)
        after = _sizes(storage)
        written.append(sum(size for path, size in after.items() if path not in before))
        beyond = max(beyond, _most_beyond(storage, made, after.keys() - before.keys(), after))
    night = start + timedelta(hours=23)
    compact(storage, run_id=f"night-{day}", now=night)
    _age(storage, night - timedelta(days=2))
    vacuum(storage, now=night)
    head = storage.head()
    files = [f for t in head.tables for f in storage.files(head, t)]
    return Day(
        written,
        cpu,
        beyond,
        len(files),
        sum(f.bytes for f in files),
        sum(_sizes(storage).values()),
        _ask(storage, head),
    )


def _seen_again(storage: Storage) -> pl.DataFrame:
    """Two versions of before, seen once more."""
    head = storage.head()
    if not head.number:
        return pl.DataFrame()
    rows = storage.scan(head, "revisions").filter(pl.col("outlet") == "outlet-0003")
    return rows.head(2).with_columns(pl.col("sightings") + 1).collect()


def _sizes(storage: Storage) -> dict[str, int]:
    return {
        e.path: e.size
        for folder in ("tables", "manifests", "snapshots")
        for e in storage.objects.list(folder)
    }


def _most_beyond(
    storage: Storage, made: stored.Frames, new: set[str], sizes: dict[str, int]
) -> int:
    """The most that was written in the folder of a table beyond the rows that the run brought."""
    written = {
        table: sum(sizes[p] for p in new if p.startswith(f"tables/{table}/"))
        for table in stored.Frames.__slots__
    }
    own = {table: len(parquet_bytes(getattr(made, table))) for table in written}
    return max(written[table] - own[table] for table in written)


def _age(storage: Storage, to: datetime) -> None:
    """Make every object as old as this, since vacuum spares what is younger than a day by the night
    that it is told.
    """
    root = Path(storage.objects.root)
    for folder in ("tables", "manifests"):
        for path in (root / folder).rglob("*"):
            os.utime(path, (to.timestamp(), to.timestamp()))


def _ask(storage: Storage, head: Snapshot) -> float:
    took = []
    for _ in range(3):
        begun = time.process_time()
        Archive.at(storage, head).sql(QUESTION)
        took.append(time.process_time() - begun)
    return min(took)


def _print(no: int, day: Day) -> None:
    print(
        f"day {no:3}: a run wrote {statistics.median(day.written) / 1e3:.0f} kB (most "
        f"{max(day.written) / 1e3:.0f}; of a table beyond its rows at most {day.beyond / 1e3:.0f}) "
        f"and took {statistics.median(day.cpu):.3f} s; {day.files} files of "
        f"{day.live / 1e6:.2f} MB, {day.on_disk / 1e6:.1f} MB on disk; "
        f"a question {day.asked:.3f} s",
        flush=True,
    )


def _summarise(storage: Storage, days: list[Day]) -> None:
    tables, last = len(storage.head().tables), days[-1]
    bound = 4 * last.live / (2 * SMALL_BYTES) + 4 * tables
    tenth = max(1, len(days) // 10)
    first, late = days[:tenth], days[-tenth:]

    def mean(some: list[Day]) -> float:
        return statistics.mean(w for day in some for w in day.written)

    print(
        f"\n{last.files} files; the bound is {bound:.0f}\n"
        f"on disk {last.on_disk / last.live:.1f} times what the newest snapshot lists\n"
        f"bytes of a run on average, last tenth against first: {mean(late) / mean(first):.2f}\n"
        f"a question, last tenth against first: "
        f"{statistics.mean(d.asked for d in late) / statistics.mean(d.asked for d in first):.2f}"
    )


if __name__ == "__main__":
    main()
