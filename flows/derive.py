"""The order of the stages, written once: ingest, parse, clean, learn, deduplicate, stories, write,
publish.

What a stage does stands in `tearsheet.stages`; how it is called is said by an implementation of
`Stages`: as tasks of Prefect (`flows.tasks`) or as plain calls (`flows.plain`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from tearsheet.errors import LostRace, NoSnapshot, TearsheetError
from tearsheet.landing.rest import Remaining
from tearsheet.landing.result import LandingResult
from tearsheet.stages.batch import Batch, groups
from tearsheet.stages.derived_tables import DerivedTables, merge
from tearsheet.stages.faults import is_of_captures
from tearsheet.stages.frames import Paths
from tearsheet.stages.learn import StaleCaptures, Work
from tearsheet.stages.publish import Publication
from tearsheet.stages.set_aside import set_faulty_aside
from tearsheet.stages.stories.matching import Matching
from tearsheet.stages.stories.portions import Portion
from tearsheet.store import lease, snapshots
from tearsheet.store.runs import Run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import MOST_RACES, Storage
from transforms.captures.declaration import Declaration


class Stages(Protocol):
    """The stages of a run on the archive at `root`; what takes several values may do them
    at once.
    """

    root: str
    #: How many calls of a stage are worth having at once.
    workers: int

    def ingest(
        self,
        run_id: str,
        sources: Sequence[str],
        declared: Declaration,
        remaining: Remaining | None,
    ) -> LandingResult:
        """Sources, or what the landing before left of them -> raw objects and shards of records."""

    def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
        """Shards of records -> staged captures, blocks, articles found, dates and listings."""

    def clean(self, run_id: str, parsed: Sequence[Paths]) -> list[Paths]:
        """Parsed shards -> the same with normal text, language and measures."""

    def learn(self, work: Work) -> Batch | StaleCaptures:
        """Cleaned shards -> the batch of captures that count, or what must be derived again
        first.
        """

    def deduplicate(self, batch: Batch, outlets: Sequence[tuple[str, ...]]) -> list[DerivedTables]:
        """Groups of the batch's outlets -> articles, versions and resolved listings of each."""

    def match(self, batch: Batch, derived: DerivedTables) -> Matching:
        """What was derived of all outlets -> the pairs of texts to judge, in portions."""

    def judge(self, batch: Batch, portions: Sequence[Portion]) -> list[str]:
        """Portions -> the staged verdicts on each."""

    def derive_stories(
        self, batch: Batch, derived: DerivedTables, matching: Matching, verdicts: Sequence[str]
    ) -> DerivedTables:
        """Verdicts -> relations and stories over all outlets."""

    def write(self, batch: Batch, derived: DerivedTables) -> Sequence[str]:
        """What was derived -> data files that no snapshot lists yet, as staged changes; nothing of
        a batch that is so small that `publish` writes it.
        """

    def publish(
        self,
        batch: Batch,
        derived: DerivedTables,
        landed: LandingResult,
        written: Sequence[str],
        *,
        batch_id: str,
        dry_run: bool,
    ) -> Publication:
        """What was derived and written -> one snapshot. Raises LostRace where another run published
        meanwhile.
        """

    def list_refusals(self, cleaned: Sequence[Paths]) -> list[str]:
        """What the parse stage refused of these shards, a sentence each."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: the snapshot after it, the number of the one it read, counts,
    refusals.
    """

    snapshot: Snapshot
    read: int
    counts: Mapping[str, int]
    messages: tuple[str, ...]

    def after(self, before: Outcome) -> Outcome:
        """Two portions of one run as one."""
        counts = {
            name: self.counts.get(name, 0) + before.counts.get(name, 0)
            for name in {**before.counts, **self.counts}
        }
        return replace(
            self, read=before.read, counts=counts, messages=(*before.messages, *self.messages)
        )


@dataclass(frozen=True, slots=True)
class ArchivedPortion:
    """One portion of a run's sources: what was landed, and what came of it."""

    landed: LandingResult
    outcome: Outcome

    def after(self, before: ArchivedPortion) -> ArchivedPortion:
        """Two portions of one run as one."""
        return ArchivedPortion(
            before.landed.with_next(self.landed), self.outcome.after(before.outcome)
        )


def archive(
    stages: Stages,
    run: Run,
    sources: Sequence[str],
    declared: Declaration,
    *,
    most_races: int = MOST_RACES,
) -> Iterator[ArchivedPortion]:
    """Land and archive the sources, portion by portion; what is published of them stays, whatever
    becomes of the run.
    """
    remaining = None
    while True:
        landed = stages.ingest(run.run_id, sources, declared, remaining)
        batch_id = run.batch_id(landed.landings)
        yield ArchivedPortion(
            landed,
            derive(stages, run.run_id, landed, batch_id=batch_id, most_races=most_races),
        )
        if (remaining := landed.remaining) is None:
            return


def derive(
    stages: Stages,
    run_id: str,
    landed: LandingResult,
    *,
    batch_id: str,
    rederive: bool = False,
    preview: int | None = None,
    most_races: int = MOST_RACES,
    check: Callable[[int, Snapshot], None] | None = None,
) -> Outcome:
    """Parse and clean every shard, then derive the tables on the newest snapshot and publish the
    next; a lost race is derived again on the new one. Raises LostRace after too many.

    A dry run derives them on the snapshot `preview`, which the run has staged, and publishes
    nothing. `check` is asked before, with the number of the snapshot that was read and the one to
    be: what it raises leaves the archive as it is.
    """
    cleaned = stages.clean(run_id, stages.parse(run_id, landed.shards))
    shards = dict(zip(landed.shards, cleaned, strict=True))
    work = Work(run_id, shards, rederive, preview=preview)
    for _ in range(most_races):
        with (
            lease.hold_lease(Storage.open(stages.root).objects, run_id),
            contextlib.suppress(LostRace),
        ):
            _check_history(stages.root, landed)
            batch, derived, work = _derive_tables(stages, work)
            written = stages.write(batch, derived)
            publish = partial(stages.publish, batch, derived, landed, written, batch_id=batch_id)
            if check is not None:
                check(batch.base, publish(dry_run=True).snapshot)
            made = publish(dry_run=preview is not None)
            return Outcome(
                made.snapshot,
                batch.base,
                {**derived.counts, **made.counts},
                tuple(stages.list_refusals([work.shards[shard] for shard in landed.shards])),
            )
    raise LostRace(f"gave up after {most_races} lost races: other runs keep publishing")


def _check_history(root: str, landed: LandingResult) -> None:
    """Raise TearsheetError where the archive was rolled back since the landing: what that passed
    over as held may not be held any more.
    """
    if landed.held_by is None:
        return
    try:
        is_sound = snapshots.goes_back_to(Storage.open(root).objects, landed.held_by)
    except NoSnapshot:  # a vacuum let one between them go
        return
    if not is_sound:
        said = "the archive was rolled back while the run was under way: run it again"
        raise TearsheetError(said)


def _derive_tables(stages: Stages, work: Work) -> tuple[Batch, DerivedTables, Work]:
    """What the archive becomes with the run's captures, but for those on which the program itself
    fails: they are set aside and the run goes on.
    """
    try:
        return *_derive_together(stages, work), work
    except Exception as error:
        if not is_of_captures(error):
            raise
        work = set_faulty_aside(
            stages.root, work, lambda some: _derive_together(stages, some), error
        )
        return *_derive_together(stages, work), work


def _derive_together(stages: Stages, work: Work) -> tuple[Batch, DerivedTables]:
    batch = _learn(stages, work)
    return batch, _deduplicate(stages, batch)


def _learn(stages: Stages, work: Work) -> Batch:
    """The batch of the captures that count; what has to be derived again before is parsed and
    cleaned like all else.
    """
    while isinstance(learned := stages.learn(work), StaleCaptures):
        cleaned = stages.clean(work.run_id, stages.parse(work.run_id, learned.records))
        work = work.with_derived(learned, cleaned)
    return learned


def _deduplicate(stages: Stages, batch: Batch) -> DerivedTables:
    if not batch.outlets:
        return DerivedTables()
    derived = merge(stages.deduplicate(batch, groups(batch, stages.workers)))
    matching = stages.match(batch, derived)
    verdicts = stages.judge(batch, matching.portions)
    return merge([derived, stages.derive_stories(batch, derived, matching, verdicts)])
