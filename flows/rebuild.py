"""An equal archive from raw alone: containers, landings and aliases are copied, everything else is
derived.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows import tasks
from flows.derive import derive_and_publish
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compare, export
from tearsheet.upkeep.rebuild import land_again, take_over
from tearsheet.upkeep.verify import verify


@flow(name="rebuild", task_runner=tasks.runner())
def rebuild(to: str, root: str | None = None) -> dict[str, Any]:
    """Derive the archive anew at the root `to`; how its logical export differs from the original's,
    as counts.
    """
    source, target = Storage.open(root or settings().root), Storage.open(to)
    with record_run(target, "rebuild", {"root": source.objects.root}) as run:
        now = datetime.now(UTC)
        take_over(
            source,
            target,
            run_id=run.run_id,
            now=now,
            on_progress=lambda done, total: observer().update("copy", done, total),
        )
        landed = land_again(target, run_id=run.run_id, now=now)
        outcome = derive_and_publish(
            to, run.run_id, landed.shards, landed.refused, batch_id=run.batch_id(run.run_id)
        )
        run.published = outcome.snapshot.number
        is_equal, lines = compared(source, target, outcome.snapshot)
        run.counts = {**outcome.counts, "is_equal": is_equal}
    return {
        "snapshot": outcome.snapshot.number,
        "is_equal": is_equal,
        "counts": run.counts,
        "lines": lines,
    }


def compared(source: Storage, target: Storage, made: Snapshot) -> tuple[bool | None, list[str]]:
    """(whether the logical exports are equal, how they differ); null where the original is damaged
    and cannot be compared.
    """
    if any(
        f.is_harm and not f.path.startswith("raw/") for f in verify(source, now=datetime.now(UTC))
    ):
        return None, ["the original is damaged, so that there is nothing to compare with"]
    original = source.head()
    if export.digest(source, original) == export.digest(target, made):
        return True, [f"equal to snapshot {original.number} of the original"]
    lines = compare.difference_lines(compare.compare_archives(source, original, target, made))
    return False, [f"different from snapshot {original.number} of the original:", *lines]
