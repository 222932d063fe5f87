"""Recorded runs of each kind, whoever calls their stages: what is run, and the report of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from flows import derive as order
from flows.derive import ArchivedPortion, Stages
from tearsheet.errors import NoSnapshot
from tearsheet.landing.result import LandingResult
from tearsheet.progress import observer
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
class RebuildReport:
    """What a rebuild came to: whether it equals the original (null where that is damaged), and how
    it differs.
    """

    snapshot: Snapshot
    is_equal: bool | None
    counts: Mapping[str, Any]
    lines: tuple[str, ...]


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
            run.landings += portion.landed.landings
        return _archive_report(storage, run, reduce(lambda a, b: b.after(a), portions))


def _archive_report(storage: Storage, run: Run, done: ArchivedPortion) -> ArchiveReport:
    landed, outcome = done.landed, done.outcome
    is_published = outcome.snapshot.number != outcome.read
    run.published = outcome.snapshot.number if is_published else None
    run.counts = funnel(landed, outcome.counts) | totals(storage, outcome.snapshot, run.run_id)
    return ArchiveReport(
        run.run_id,
        outcome.snapshot,
        is_published,
        landed,
        run.counts,
        (*landed.messages, *outcome.messages),
        tuple(refusals(storage, outcome.snapshot, run.run_id)),
    )


def rebuild(stages: Stages, original: str) -> RebuildReport:
    """Derive an archive anew at the stages' root from what is primary in the original, to which
    others may write meanwhile.
    """
    source, target = Storage.open(original), Storage.open(stages.root)
    first = snapshots.head_number(source.objects)
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
        is_equal, lines = _compare(source, first, target, outcome.snapshot)
        run.counts = {**outcome.counts, "is_equal": is_equal}
    return RebuildReport(outcome.snapshot, is_equal, run.counts, tuple(lines))


def _compare(
    source: Storage, first: int, target: Storage, made: Snapshot
) -> tuple[bool | None, list[str]]:
    """(whether the logical exports are equal, how they differ); null where the original is damaged
    and cannot be compared.

    What was copied is what the snapshot `first` was derived from, and what a run that was under way
    had landed then: that one's snapshot may be the equal.
    """
    if any(
        f.is_harm and not f.path.startswith("raw/") for f in verify(source, now=datetime.now(UTC))
    ):
        return None, ["the original is damaged, so that there is nothing to compare with"]
    wanted = export.digest(target, made)
    originals = list(_published_since(source, first)) or [source.head()]
    for original in originals:
        if export.digest(source, original) == wanted:
            return True, [f"equal to snapshot {original.number} of the original"]
    lines = compare.difference_lines(compare.compare_archives(source, originals[0], target, made))
    return False, [f"different from snapshot {originals[0].number} of the original:", *lines]


def _published_since(storage: Storage, first: int) -> Iterator[Snapshot]:
    """The snapshots from the number `first` on that are kept still."""
    for number in snapshots.numbers(storage.objects):
        if number >= first:
            with suppress(NoSnapshot):  # vacuumed while we looked
                yield snapshots.load(storage.objects, number)
