"""Recorded runs of each kind, whoever calls their stages: what is run, and the report of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import polars as pl

from flows import derive as order
from flows.derive import ArchivedPortion, Outcome, Stages
from flows.months import list_months
from tearsheet.landing.result import LandingResult
from tearsheet.progress import observer
from tearsheet.stages.frames import record_shards
from tearsheet.stages.ingest import take_up_refusals
from tearsheet.stages.summary import funnel, refusals, totals
from tearsheet.store import outlets as registry
from tearsheet.store import snapshots
from tearsheet.store.inputs import keep_inputs
from tearsheet.store.runs import Run, record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import MOST_RACES, Storage
from tearsheet.upkeep import compare, export
from tearsheet.upkeep.rebuild import land_again, take_over
from tearsheet.upkeep.verify import verify
from transforms.captures.declaration import Declaration
from transforms.partitions import NO_MONTH


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What an archive run came to; `refused` are the inputs it refused, as rows for a person."""

    run_id: str
    snapshot: Snapshot
    is_published: bool
    landed: LandingResult
    counts: Mapping[str, Any]
    messages: tuple[str, ...]
    refused: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a backfill came to; `lines` say what changed, `snapshot` is the one after it."""

    run_id: str
    snapshot: Snapshot
    is_published: bool
    counts: Mapping[str, int]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild came to: whether it equals the original (null where that is damaged), and how
    it differs.
    """

    snapshot: Snapshot
    is_equal: bool | None
    counts: Mapping[str, Any]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The captures of a backfill: of these months of capture (`YYYY-MM`), and those of no known
    month where `undated`; all where none is named.
    """

    first_month: str | None = None
    last_month: str | None = None
    outlet: str | None = None
    undated: bool = False

    @property
    def months(self) -> list[str]:
        """The months as partitions. Raises Usage where one is not written as a month."""
        named = (
            list_months(self.first_month, self.last_month)
            if self.first_month and self.last_month
            else []
        )
        return [*named, *([NO_MONTH] if self.undated else [])]


def archive(
    stages: Stages,
    sources: Sequence[str],
    declared: Declaration,
    *,
    outlets: dict[str, dict[str, list[str]]] | None = None,
    most_races: int = MOST_RACES,
) -> ArchiveReport:
    """Land and archive the sources; `outlets` becomes the archive's registry of outlets before."""
    storage = Storage.open(stages.root)
    parameters: dict[str, Any] = {"sources": list(sources), **asdict(declared)}
    if outlets is not None:
        parameters["outlets"] = outlets
    with record_run(storage, "archive", parameters) as run:
        if outlets is not None:
            registry.declare(storage.objects, outlets, now=datetime.now(UTC))
        portions = []
        for portion in order.archive(stages, run, sources, declared, most_races=most_races):
            portions.append(portion)
            keep_inputs(storage, portion.outcome.snapshot, run.run_id, portion.landed.inputs)
            if portion.landed.landing:
                run.landings.append(portion.landed.landing)
        return _archive_report(storage, run, reduce(lambda a, b: b.after(a), portions))


def _archive_report(storage: Storage, run: Run, done: ArchivedPortion) -> ArchiveReport:
    landed, outcome = done.landed, done.outcome
    is_published = outcome.snapshot.number != outcome.read
    run.published = outcome.snapshot.number if is_published else None
    run.counts = funnel(landed, outcome.counts) | totals(storage, outcome.snapshot)
    return ArchiveReport(
        run.run_id,
        outcome.snapshot,
        is_published,
        landed,
        run.counts,
        (*landed.messages, *outcome.messages),
        tuple(refusals(storage, outcome.snapshot, run.run_id)),
    )


def backfill(stages: Stages, scope: Scope, *, dry_run: bool = False) -> BackfillReport:
    """Derive the captures in scope again from their raw bytes, with today's code, in one snapshot;
    in none where nothing came out different.
    """
    storage = Storage.open(stages.root)
    before = snapshots.find_snapshot(storage.objects, None)
    with record_run(storage, "backfill", {**asdict(scope), "dry_run": dry_run}) as run:
        outlets = [scope.outlet] if scope.outlet else None
        captures = storage.scan(before, "captures", outlets=outlets)
        if scope.months:
            captures = captures.filter(pl.col("month").is_in(scope.months))
        shards = record_shards(storage, run.run_id, captures.collect(), name="held-")
        landed = take_up_refusals(storage, before, run_id=run.run_id, now=datetime.now(UTC))
        outcome = order.derive(
            stages,
            run.run_id,
            replace(landed, shards=(*shards, *landed.shards)),
            batch_id=run.batch_id([before.number]),
            rederive=True,
            dry_run=dry_run,
        )
        return _backfill_report(storage, run, outcome, dry_run=dry_run)


def _backfill_report(
    storage: Storage, run: Run, outcome: Outcome, *, dry_run: bool
) -> BackfillReport:
    read = snapshots.find_snapshot(storage.objects, outcome.read)
    is_changed = outcome.snapshot.tables != read.tables
    changes = compare.compare_snapshots(storage, read, outcome.snapshot) if is_changed else []
    lines = compare.difference_lines(changes)
    if is_changed and not changes:
        lines = ["nothing changed but the version of the code that derived it"]
    run.published = outcome.snapshot.number if is_changed and not dry_run else None
    run.counts = {**outcome.counts, "tables_changed": len(changes)}
    return BackfillReport(
        run.run_id,
        read if dry_run else outcome.snapshot,
        run.published is not None,
        run.counts,
        tuple(lines),
    )


def rebuild(stages: Stages, original: str) -> RebuildReport:
    """Derive an archive anew at the stages' root from what is primary in the original."""
    source, target = Storage.open(original), Storage.open(stages.root)
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
        outcome = order.derive(stages, run.run_id, landed, batch_id=run.batch_id(run.run_id))
        run.published = outcome.snapshot.number
        is_equal, lines = _compare(source, target, outcome.snapshot)
        run.counts = {**outcome.counts, "is_equal": is_equal}
    return RebuildReport(outcome.snapshot, is_equal, run.counts, tuple(lines))


def _compare(source: Storage, target: Storage, made: Snapshot) -> tuple[bool | None, list[str]]:
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
