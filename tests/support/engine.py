"""The flow's stages as plain calls, without Prefect: what the flow does, in order, for tests of the
archive itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tearsheet.errors import LostRace
from tearsheet.landing.file_cache import remember
from tearsheet.landing.result import LandingResult
from tearsheet.stages import articles as dedup
from tearsheet.stages.batch import groups
from tearsheet.stages.derived_tables import DerivedTables, merge
from tearsheet.stages.frames import clean_shard, parse_shard
from tearsheet.stages.ingest import land_sources
from tearsheet.stages.learn import settle_and_learn
from tearsheet.stages.publish import publish
from tearsheet.stages.stories import stage
from tearsheet.stages.stories.limits import LIMITS, Limits
from tearsheet.store.runs import Run, record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.captures.declaration import Declaration


def archive(
    root: str,
    sources: Sequence[str],
    *,
    outlet: str | None = None,
    captured_at: datetime | None = None,
    field_map: dict[str, str] | None = None,
    workers: int = 1,
    limits: Limits = LIMITS,
) -> tuple[Snapshot, dict[str, Any]]:
    """Land and archive the sources, outlets in as many groups as so many workers would have; the
    snapshot after, and counts.
    """
    storage = Storage.open(root)
    with record_run(storage, "archive", {"sources": list(sources)}) as run:
        declared = Declaration(outlet=outlet, captured_at=captured_at, field_map=field_map or {})
        portion = land_sources(
            storage, sources, declared=declared, run_id=run.run_id, now=datetime.now(UTC)
        )
        landed = portion
        while True:
            snapshot, counts = _publish(root, storage, run, portion, workers, limits)
            if not portion.rest:
                break
            portion = land_sources(
                storage,
                sources,
                declared=declared,
                run_id=run.run_id,
                now=datetime.now(UTC),
                rest=portion.rest,
            )
            landed = landed.with_next(portion)
        run.published = snapshot.number
        run.counts = counts
    own = {
        "read": landed.read,
        "held": landed.held,
        "new_captures": landed.new,
        "messages": landed.messages,
    }
    return snapshot, {**counts, **own}


def _publish(
    root: str, storage: Storage, run: Run, landed: LandingResult, workers: int, limits: Limits
) -> tuple[Snapshot, dict[str, Any]]:
    """Derive and publish what was landed; a lost race is derived again."""
    cleaned = [
        clean_shard(root, run.run_id, parse_shard(root, run.run_id, shard))
        for shard in landed.shards
    ]
    while True:
        batch = settle_and_learn(root, run.run_id, landed.shards, cleaned, rederive=False)
        derived = DerivedTables()
        if batch.outlets:
            derived = merge(
                [dedup.deduplicate_outlets(root, batch, group) for group in groups(batch, workers)]
            )
            matching = stage.find_pairs(root, batch, derived, limits)
            judged = [stage.judge(root, batch.run_id, portion) for portion in matching.portions]
            stories = stage.derive_stories(root, batch, derived, matching, judged, limits)
            derived = merge([derived, stories])
        try:
            snapshot, counts = publish(
                storage,
                batch,
                derived,
                landed.refused,
                batch_id=run.batch_id(landed.landing),
                now=datetime.now(UTC),
            )
        except LostRace:
            continue
        remember(storage.objects, landed.file_cache, snapshot)
        return snapshot, {**derived.counts, **counts}
