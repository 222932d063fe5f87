"""Re-derive (outlet, month) partitions from raw, in one snapshot; the difference is shown before or
after it is published.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import polars as pl
from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows import tasks
from flows.derive import derive_and_publish
from tearsheet.cli.months import between
from tearsheet.errors import Usage
from tearsheet.settings import settings
from tearsheet.stages.frames import record_shards
from tearsheet.store import snapshots
from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compare


@flow(name="backfill", task_runner=tasks.runner())
def backfill(
    first_month: str | None = None,
    last_month: str | None = None,
    outlet: str | None = None,
    undated: bool = False,
    dry_run: bool = False,
    root: str | None = None,
) -> dict[str, Any]:
    """Parse again, with today's code, every capture of these months (`YYYY-MM`) and of no known
    month where `undated`.

    A capture's month is that of its capture time. Publishes one snapshot, or none where nothing
    came out different. Raises Usage where no month is named.
    """
    months = between(first_month, last_month) if first_month and last_month else []
    if bool(first_month) != bool(last_month) or not (months or undated):
        raise Usage("backfill needs both --from and --to (YYYY-MM), or --undated, or all three")
    place = root or settings().root
    storage = Storage.open(place)
    before = snapshots.find_snapshot(storage.objects, None)
    parameters = {
        "first_month": first_month,
        "last_month": last_month,
        "outlet": outlet,
        "undated": undated,
        "dry_run": dry_run,
    }
    with record_run(storage, "backfill", parameters) as run:
        began = time.perf_counter()
        shards = list(
            _shards(
                storage, before, run.run_id, [*months, *(["unknown"] if undated else [])], outlet
            )
        )
        ingest_seconds = time.perf_counter() - began
        outcome = derive_and_publish(
            place,
            run.run_id,
            shards,
            [],
            batch_id=run.batch_id([before.number]),
            rederive=True,
            dry_run=dry_run,
        )
        changed = (
            outcome.snapshot.tables != snapshots.find_snapshot(storage.objects, outcome.read).tables
        )
        run.published = outcome.snapshot.number if changed and not dry_run else None
        found = (
            compare.compare_snapshots(
                storage, snapshots.find_snapshot(storage.objects, outcome.read), outcome.snapshot
            )
            if changed
            else []
        )
        run.counts = {**outcome.counts, "tables_changed": len(found)}
    said = compare.difference_lines(found)
    if changed and not found:
        said = ["nothing changed but the version of the code that derived it"]
    create_markdown_artifact(
        "\n".join(["```", *said, "```"]), key="backfill", description="What the backfill changed"
    )
    return {
        "run_id": run.run_id,
        "snapshot": outcome.snapshot.number if not dry_run else outcome.read,
        "published": run.published is not None,
        "counts": run.counts,
        "lines": said,
        "seconds": {"ingest": ingest_seconds, **outcome.seconds},
    }


def _shards(
    storage: Storage, snapshot: Snapshot, run_id: str, months: list[str], outlet: str | None
) -> Iterator[str]:
    """The captures of these partitions as shards of records, in the order in which their raw bytes
    stand.
    """
    captures = storage.scan(snapshot, "captures", outlets=[outlet] if outlet else None).filter(
        pl.col("month").is_in(months)
    )
    yield from record_shards(storage, run_id, captures.collect(), name="")
