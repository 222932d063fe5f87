"""The ingest stage: what the newest snapshot holds decides which of the landed records are work."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from tearsheet.landing.file_cache import FileCache
from tearsheet.landing.land import land
from tearsheet.landing.plan import HELD, Holdings, LandingPlan, Progress, ShardPlan
from tearsheet.landing.replay import list_landings, replay
from tearsheet.landing.rest import Rest
from tearsheet.landing.result import LandingResult
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import withdrawn_payloads
from transforms.captures.declaration import Declaration
from transforms.captures.refusals import is_to_be_read_again, refusals_no_more
from transforms.outlets import REFUSED
from transforms.page import NO_ARTICLE_FIELDS
from transforms.schemas import RECORDS, REVISIT, conform


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
    plan = LandingPlan(
        shard_plan(run_id, now),
        declared,
        FileCache.load(storage.objects),
        settle_seconds=settle_seconds,
        most_bytes=settings().portion_bytes,
        rest=rest,
        on_files=lambda done, total: observer().update("ingest", done, total),
        on_records=_note_rate(time.monotonic()),
    )
    snapshot = storage.head()
    unread = _without_fields(storage, snapshot) if plan.declaration.field_map else ()
    held = replace(
        holdings(storage, snapshot, without=unread),
        withdrawn=withdrawn_payloads(storage.objects).keys(),
    )
    landed = land(storage.objects, sources, plan, held)
    return replace(landed, held_by=snapshot.number)


def _without_fields(storage: Storage, snapshot: Snapshot) -> Collection[str]:
    """The captures that were refused since none of their fields was known: a map may name one."""
    refused = storage.scan(snapshot, "quarantine").filter(reason=NO_ARTICLE_FIELDS)
    return refused.select("capture_id").drop_nulls().collect()["capture_id"].to_list()


def take_up_refusals(
    storage: Storage,
    snapshot: Snapshot,
    *,
    run_id: str,
    now: datetime,
    only: pl.DataFrame | None = None,
) -> LandingResult:
    """What was refused and need not be any more, read again from the raw store where only the bytes
    tell: captures on which the program had failed, and what code of before refused. Or `only` these
    refusals (`quarantine_id`), whatever they are for.
    """
    quarantine = storage.scan(snapshot, "quarantine").collect()
    if only is not None:
        again = quarantine.join(only, on="quarantine_id", how="semi")
        return _read_again(storage, snapshot, again, run_id=run_id, now=now)
    gone = refusals_no_more(quarantine).select("quarantine_id")
    again = quarantine.filter(is_to_be_read_again())
    landed = _read_again(storage, snapshot, again, run_id=run_id, now=now)
    paths = (storage.stage(run_id, "overtaken", gone),) if gone.height else ()
    return replace(landed, overtaken=paths)


def _read_again(
    storage: Storage, snapshot: Snapshot, refused: pl.DataFrame, *, run_id: str, now: datetime
) -> LandingResult:
    """What the containers of these refusals hold and the snapshot does not."""
    if refused.is_empty():
        return LandingResult()
    inside = set(refused["raw_object"])
    landings = (
        {**landing, "files": [f for f in landing["files"] if f["object"] in inside], "refused": []}
        for landing in list_landings(storage.objects)
    )
    held = holdings(storage, snapshot, without=refused["capture_id"].drop_nulls())
    return replay(storage.objects, landings, shard_plan(run_id, now), held)


def shard_plan(run_id: str, now: datetime) -> ShardPlan:
    """Shards for a run, of the size that the settings say."""
    return ShardPlan(run_id, now, settings().shard_captures, settings().shard_bytes)


def holdings(storage: Storage, snapshot: Snapshot, *, without: Collection[str] = ()) -> Holdings:
    """Every capture and refusal that the snapshot holds, but for refusals of the captures
    `without`; a capture that was refused has `REFUSED` for its declared outlet.
    """

    def records(column: str, values: list[str]) -> pl.DataFrame:
        keys = pl.DataFrame({column: values}, schema={column: pl.String()})
        return conform(storage.find(snapshot, "captures", keys), RECORDS)

    quarantine = storage.scan(snapshot, "quarantine")
    captures = storage.find(snapshot, "captures", pl.DataFrame(), HELD).lazy()
    known = pl.col("capture_id").is_not_null() & ~pl.col("capture_id").is_in(list(without))
    refused = quarantine.filter(known).select(
        "capture_id",
        declared_outlet=pl.lit(REFUSED),
        field_map=pl.lit(None, dtype=pl.String),
    )
    return Holdings(
        pl.concat([captures, refused]).unique("capture_id", keep="any").collect(),
        set(quarantine.select("quarantine_id").collect()["quarantine_id"]),
        records("media_type", [REVISIT]),
        lambda urls: records("declared_url", urls),
    )


def _note_rate(began: float) -> Progress:
    """Tell the observer records, bytes and rate."""

    def note(records: int, size: int) -> None:
        rate = size / 1e6 / max(time.monotonic() - began, 0.001)
        observer().note("ingest", f"{records:,} records, {size / 1e6:,.0f} MB, {rate:,.0f} MB/s")

    return note
