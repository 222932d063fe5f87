"""The ingest stage: what the newest snapshot holds decides which of the landed records are work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from tearsheet.intake import Landed
from tearsheet.landing import Declared, land
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.snapshots import Snapshot
from tearsheet.storage import Storage

#: Sorts before every declaration: a capture that was refused stays refused, whatever outlet is declared for it.
_NO_BETTER = "!"


def land_sources(storage: Storage, sources: Sequence[str], *, declared: Declared, run_id: str, now: datetime) -> Landed:
    """Land the sources; what the newest snapshot holds or has refused already is counted and goes no further."""
    head = storage.head()
    return land(
        storage.objects,
        sources,
        declared=declared,
        held=held(storage, head),
        refused_held=refused_held(storage, head),
        run_id=run_id,
        now=now,
        shard_captures=settings().shard_captures,
        shard_bytes=settings().shard_bytes,
        on_progress=lambda done, total: observer().update("ingest", done, total),
    )


def refused_held(storage: Storage, snapshot: Snapshot) -> set[str]:
    """The ids of every refusal that the snapshot knows."""
    return set(storage.scan(snapshot, "quarantine").select("quarantine_id").collect()["quarantine_id"])


def held(storage: Storage, snapshot: Snapshot) -> pl.DataFrame:
    """Every capture that the snapshot holds or has refused: `capture_id`, and its `declared_outlet`."""
    captures = storage.scan(snapshot, "captures").select("capture_id", "declared_outlet")
    refused = storage.scan(snapshot, "quarantine").filter(pl.col("capture_id").is_not_null())
    return (
        pl.concat([captures, refused.select("capture_id", pl.lit(_NO_BETTER).alias("declared_outlet"))])
        .unique("capture_id", keep="any")
        .collect()
    )
