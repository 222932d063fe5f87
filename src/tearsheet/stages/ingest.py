"""The ingest stage: what the newest snapshot holds decides which of the landed records are work."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

import polars as pl

from tearsheet.landing.file_cache import FileCache
from tearsheet.landing.land import Progress, land
from tearsheet.landing.records import Declaration
from tearsheet.landing.revisits import MEDIA_TYPE as REVISIT
from tearsheet.landing.shards import LandingResult
from tearsheet.landing.sources import Rest
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import RECORDS, conform

#: Sorts before every declaration: a capture that was refused stays refused, whatever outlet is
#: declared for it.
_NO_BETTER = "!"


def land_sources(
    storage: Storage,
    sources: Sequence[str],
    *,
    declared: Declaration,
    run_id: str,
    now: datetime,
    settle_seconds: float = 0.0,
    rest: Rest | None = None,
) -> LandingResult:
    """Land the sources; what the newest snapshot holds or has refused already is counted and goes
    no further.
    """
    head = storage.head()

    def records(which: pl.Expr) -> pl.DataFrame:
        return conform(storage.scan(head, "captures").filter(which).collect(), RECORDS)

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
        seen=FileCache.load(storage.objects),
        settle_seconds=settle_seconds,
        rest=rest,
        most_bytes=settings().portion_bytes,
        open_revisits=records(pl.col("media_type") == REVISIT),
        lookup=lambda urls: records(pl.col("declared_url").is_in(urls)),
        on_read=_told(time.monotonic()),
        on_progress=lambda done, total: observer().update("ingest", done, total),
    )


def refused_held(storage: Storage, snapshot: Snapshot) -> set[str]:
    """The ids of every refusal that the snapshot knows."""
    return set(
        storage.scan(snapshot, "quarantine").select("quarantine_id").collect()["quarantine_id"]
    )


def _told(began: float) -> Progress:
    """Tells the observer records, bytes and rate."""

    def tell(records: int, size: int) -> None:
        rate = size / 1e6 / max(time.monotonic() - began, 0.001)
        observer().note("ingest", f"{records:,} records, {size / 1e6:,.0f} MB, {rate:,.0f} MB/s")

    return tell


def held(storage: Storage, snapshot: Snapshot) -> pl.DataFrame:
    """Every capture that the snapshot holds or has refused: `capture_id`, and its
    `declared_outlet`.
    """
    captures = storage.scan(snapshot, "captures").select("capture_id", "declared_outlet")
    refused = storage.scan(snapshot, "quarantine").filter(pl.col("capture_id").is_not_null())
    return (
        pl.concat(
            [captures, refused.select("capture_id", pl.lit(_NO_BETTER).alias("declared_outlet"))]
        )
        .unique("capture_id", keep="any")
        .collect()
    )
