"""An equal archive from raw alone: containers, landings and aliases are copied, everything else is derived."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import flow

from flows import tasks
from flows.derive import derive_and_publish
from tearsheet import differences, export
from tearsheet.progress import observer
from tearsheet.rebuild import land_again, take_over
from tearsheet.runs import recorded
from tearsheet.settings import settings
from tearsheet.storage import Storage


@flow(name="rebuild", task_runner=tasks.runner())
def rebuild(to: str, root: str | None = None) -> dict[str, Any]:
    """Derive the archive anew at the root `to`; how its logical export differs from the original's, as counts."""
    source, target = Storage.open(root or settings().root), Storage.open(to)
    with recorded(target, "rebuild", {"root": source.objects.root}) as run:
        now = datetime.now(UTC)
        take_over(source, target, run_id=run.run_id, now=now, on_progress=lambda done, total: observer().update("copy", done, total))
        landed = land_again(target, run_id=run.run_id, now=now)
        outcome = derive_and_publish(to, run.run_id, landed.shards, landed.refused, batch_id=run.batch_id(run.run_id))
        run.published = outcome.snapshot.number
        original = source.head()
        is_equal = export.digest(source, original) == export.digest(target, outcome.snapshot)
        run.counts = {**outcome.counts, "is_equal": is_equal}
    return {
        "snapshot": outcome.snapshot.number,
        "original": original.number,
        "is_equal": is_equal,
        "counts": run.counts,
        "lines": [] if is_equal else differences.lines(differences.between(source, original, target, outcome.snapshot)),
    }
