"""The ingest stage: what the newest snapshot holds decides which of the landed records are work."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import polars as pl

from tearsheet.landing.file_cache import FileCache
from tearsheet.landing.groups.gather import gather
from tearsheet.landing.groups.listing import list_files, read_group
from tearsheet.landing.land import land
from tearsheet.landing.plan import (
    HELD,
    HeldCaptures,
    Holdings,
    LandingPlan,
    Lookup,
    Progress,
    ShardPlan,
)
from tearsheet.landing.replay import list_landings, replay
from tearsheet.landing.rest import FileGroup, Remaining
from tearsheet.landing.result import LandingResult
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import withdrawn_payloads
from tearsheet.workers import Caller, Killed
from transforms.captures.declaration import Declaration
from transforms.captures.refusals import is_to_be_read_again, refusals_no_more
from transforms.outlets import REFUSED
from transforms.page import NO_ARTICLE_FIELDS
from transforms.schemas import RECORDS, REVISIT, conform

#: A group of files may be one container of any size: its landing has no limit but this. judged
_LAND_SECONDS = 1e6


@dataclass(frozen=True, slots=True)
class LandingJob:
    """What a run is told of its landing, and one group of the files to land.

    `held` is where the captures of snapshot number `base` are staged, for groups that are landed in
    other processes; `most_bytes` of new payloads end the landing of the group.
    """

    run_id: str
    now: datetime
    declared: Declaration
    settle_seconds: float
    base: int
    held: str
    group: FileGroup
    most_bytes: int

    @property
    def shards(self) -> ShardPlan:
        """The plan of the shards of the group."""
        return replace(shard_plan(self.run_id, self.now), group=self.group.name)


@dataclass(frozen=True, slots=True)
class LandingRound:
    """Groups of files to be landed at once, and what remains of the run's sources after them."""

    jobs: tuple[LandingJob, ...]
    remaining: Remaining


def begin_landing(
    storage: Storage,
    sources: Sequence[str],
    *,
    declared: Declaration,
    run_id: str,
    now: datetime,
    settle_seconds: float = 0.0,
    remaining: Remaining | None = None,
) -> LandingResult | LandingRound:
    """Land the sources, or what an earlier landing of the run left of them, where they are one
    group of files; else the groups that are to be landed at once (`land_group`, then
    `gather_groups`).

    What the newest snapshot holds or has refused already is counted and goes no further.
    """
    left = remaining or list_files(storage.objects, run_id, sources)
    taken, after = left.next_round(settings().portion_bytes)
    base = storage.head()
    jobs = tuple(
        LandingJob(run_id, now, declared, settle_seconds, base.number, "", group, most_bytes)
        for group, most_bytes in taken
    )
    if len(jobs) > 1:
        held = _held_captures(storage, base, without=_read_anew(storage, base, declared))
        path = storage.stage(run_id, "held", held)
        return LandingRound(tuple(replace(job, held=path) for job in jobs), after)
    (job,) = jobs
    held_whole = holdings(storage, base, without=_read_anew(storage, base, declared))
    landed = _land(storage, replace(job, group=replace(job.group, name="")), held_whole, left)
    return _with_remaining(landed, LandingRound(jobs, after), [landed], base)


def land_apart(root: str, job: LandingJob, caller: Caller) -> LandingResult:
    """Land one group of several by the caller; here, where a child process has not enough memory
    for what it reads.
    """
    try:
        return caller.run(land_group, root, job, timeout=_LAND_SECONDS)
    except Killed as killed:
        if killed.reason != "memory":
            raise
        return land_group(root, job)


def land_group(root: str, job: LandingJob) -> LandingResult:
    """Land one group of several, which know nothing of each other; in any process."""
    storage = Storage.open(root)
    captures, refusals = _staged_holdings(root, job.held, job.base)
    return _land(storage, job, Holdings(captures, refusals, lookup=_lookup(storage, job.base)))


def gather_groups(
    storage: Storage, made: LandingRound, parts: Sequence[LandingResult]
) -> LandingResult:
    """What the groups of a round came to, as one landing."""
    job = made.jobs[0]
    base = storage.snapshot(job.base)
    held = Holdings(open_revisits=_open_revisits(storage, base))
    plan = shard_plan(job.run_id, job.now)
    first = made.remaining.inputs
    landed = gather(storage.objects, plan, parts, held, first_input=first)
    return _with_remaining(landed, made, parts, base)


def _land(
    storage: Storage, job: LandingJob, held: Holdings, run: Remaining | None = None
) -> LandingResult:
    """Land a group; where it is all that the landing has to do, `run` says what the run's is."""
    rest = read_group(storage.objects, job.group)
    if run is not None:
        rest = replace(rest, inputs=run.inputs)
    plan = LandingPlan(
        job.shards,
        job.declared,
        FileCache.load(storage.objects),
        settle_seconds=job.settle_seconds,
        most_bytes=job.most_bytes,
        rest=rest,
        on_files=lambda done, total: observer().update("ingest", done, total),
        on_records=_note_rate(time.monotonic()),
    )
    withdrawn = withdrawn_payloads(storage.objects).keys()
    return land(storage.objects, (), plan, replace(held, withdrawn=withdrawn))


def _with_remaining(
    landed: LandingResult, made: LandingRound, parts: Sequence[LandingResult], base: Snapshot
) -> LandingResult:
    """The landing, with what is left of the groups that were full and of the run's sources."""
    begun = tuple(
        job.group.after(part.rest)
        for job, part in zip(made.jobs, parts, strict=True)
        if part.rest is not None
    )
    after = made.remaining
    groups = (*begun, *after.groups)
    inputs = after.inputs + landed.input_count
    left = Remaining(groups, after.total, inputs) if groups else None
    return replace(landed, held_by=base.number, files=after.total, rest=None, remaining=left)


def _read_anew(storage: Storage, base: Snapshot, declared: Declaration) -> Collection[str]:
    """The refused captures that are read again, since a map may name a field of theirs."""
    return _without_fields(storage, base) if declared.field_map else ()


@lru_cache(maxsize=1)
def _staged_holdings(root: str, held: str, base: int) -> tuple[HeldCaptures, Set[str]]:
    """The staged captures that the archive holds, and its refusals; kept for the next group that
    this process lands.
    """
    storage = Storage.open(root)
    rows = storage.scan_staged([held], dict.fromkeys(HELD, pl.String())).collect()
    return HeldCaptures(rows), _refusals(storage, storage.snapshot(base))


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
    return Holdings(
        HeldCaptures(_held_captures(storage, snapshot, without=without)),
        _refusals(storage, snapshot),
        _open_revisits(storage, snapshot),
        _lookup(storage, snapshot.number),
    )


def _held_captures(
    storage: Storage, snapshot: Snapshot, *, without: Collection[str]
) -> pl.DataFrame:
    """The captures (HELD) that the snapshot holds or has refused, each once."""
    captures = storage.find(snapshot, "captures", pl.DataFrame(), HELD)
    known = pl.col("capture_id").is_not_null() & ~pl.col("capture_id").is_in(list(without))
    refused = (
        storage.scan(snapshot, "quarantine")
        .filter(known)
        .select(
            "capture_id",
            declared_outlet=pl.lit(REFUSED),
            field_map=pl.lit(None, dtype=pl.String),
        )
        .unique("capture_id", keep="any")
        .collect()
    )
    held = captures["capture_id"].implode()  # no capture stands in the table twice
    return pl.concat([captures, refused.filter(~pl.col("capture_id").is_in(held))])


def _refusals(storage: Storage, snapshot: Snapshot) -> Set[str]:
    ids = storage.scan(snapshot, "quarantine").select("quarantine_id").collect()
    return set(ids["quarantine_id"])


def _open_revisits(storage: Storage, snapshot: Snapshot) -> pl.DataFrame:
    """The captures whose payload is still to be found."""
    return _records(storage, snapshot, "media_type", [REVISIT])


def _lookup(storage: Storage, base: int) -> Lookup:
    """What finds the captures of addresses in the snapshot of this number."""
    return lambda urls: _records(storage, storage.snapshot(base), "declared_url", urls)


def _records(storage: Storage, snapshot: Snapshot, column: str, values: list[str]) -> pl.DataFrame:
    keys = pl.DataFrame({column: values}, schema={column: pl.String()})
    return conform(storage.find(snapshot, "captures", keys), RECORDS)


def _note_rate(began: float) -> Progress:
    """Tell the observer records, bytes and rate."""

    def note(records: int, size: int) -> None:
        rate = size / 1e6 / max(time.monotonic() - began, 0.001)
        observer().note("ingest", f"{records:,} records, {size / 1e6:,.0f} MB, {rate:,.0f} MB/s")

    return note
