"""From shards of records to a published snapshot: what the archive and the backfill flow share."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from prefect import unmapped
from prefect.futures import PrefectFuture, as_completed

from flows import tasks
from tearsheet.errors import LostRace
from tearsheet.progress import observer
from tearsheet.stages.batch import Batch, groups
from tearsheet.stages.derived_tables import DerivedTables, merge
from tearsheet.stages.frames import Paths
from tearsheet.store import lease
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import MOST_RACES, Storage

T = TypeVar("T")
#: A run that loses this many races in a row gives up loudly: somebody publishes without end.


@dataclass
class Outcome:
    """What a run came to: the snapshot (the one read, where nothing changed), counts, and seconds a
    stage.
    """

    snapshot: Snapshot
    read: int
    counts: dict[str, int]
    messages: list[str]
    seconds: dict[str, float] = field(default_factory=dict)

    def after(self, before: Outcome) -> Outcome:
        """Two portions of one run as one."""
        counts = {
            name: self.counts.get(name, 0) + before.counts.get(name, 0)
            for name in {**before.counts, **self.counts}
        }
        return replace(
            self, read=before.read, counts=counts, messages=[*before.messages, *self.messages]
        )


def derive_and_publish(
    root: str,
    run_id: str,
    shards: Sequence[str],
    refused: Sequence[str],
    *,
    batch_id: str,
    rederive: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Parse and clean every shard, then deduplicate and publish; a lost race is derived again on
    the new head.
    """
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    parsed = _map("parse", tasks.parse.map(unmapped(root), unmapped(run_id), list(shards)))
    seconds["parse"] = time.perf_counter() - began
    began = time.perf_counter()
    cleaned = _map("clean", tasks.clean.map(unmapped(root), unmapped(run_id), parsed))
    seconds["clean"] = time.perf_counter() - began
    for _ in range(MOST_RACES):
        with lease.hold_lease(Storage.open(root).objects, run_id), contextlib.suppress(LostRace):
            return _publish_on_head(
                root,
                run_id,
                list(shards),
                cleaned,
                refused,
                batch_id,
                seconds,
                rederive=rederive,
                dry_run=dry_run,
            )
    raise LostRace(f"gave up after {MOST_RACES} lost races: other runs keep publishing")


def _publish_on_head(
    root: str,
    run_id: str,
    shards: Sequence[str],
    cleaned: Sequence[Paths],
    refused: Sequence[str],
    batch_id: str,
    seconds: dict[str, float],
    *,
    rederive: bool,
    dry_run: bool,
) -> Outcome:
    """Deduplicate against the newest snapshot and publish the next. Raises LostRace."""
    began = time.perf_counter()
    batch = tasks.learn(root, run_id, shards, cleaned, rederive)
    derived = _deduplicate(root, batch)
    seconds["deduplicate"] = seconds.get("deduplicate", 0.0) + time.perf_counter() - began
    began = time.perf_counter()
    try:
        snapshot, counts = tasks.publish_snapshot(root, batch, derived, refused, batch_id, dry_run)
    finally:
        seconds["publish"] = seconds.get("publish", 0.0) + time.perf_counter() - began
    return Outcome(
        snapshot,
        batch.base,
        {**derived.counts, **counts},
        tasks.parse_refusals(root, cleaned),
        seconds,
    )


def _deduplicate(root: str, batch: Batch) -> DerivedTables:
    if not batch.outlets:
        return DerivedTables()
    parts = _map(
        "deduplicate",
        tasks.deduplicate.map(unmapped(root), unmapped(batch), groups(batch, tasks.workers())),
    )
    derived = merge(parts)
    return merge([derived, tasks.deduplicate_stories(root, batch, derived)])


def _map(stage: str, futures: Sequence[PrefectFuture[T]]) -> list[T]:
    """The results of mapped task runs in order; the first failure is raised."""
    observer().update(stage, 0, len(futures))
    for done, future in enumerate(as_completed(list(futures)), start=1):
        future.result()
        observer().update(stage, done, len(futures))
    return [future.result() for future in futures]
