"""Backfills: captures in scope derived again from raw with today's code, in portions that are
published one by one, so that one that was ended goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from flows import derive as order
from flows.derive import Outcome, Stages
from tearsheet.landing.result import LandingResult
from tearsheet.progress import observer
from tearsheet.stages.frames import record_shards
from tearsheet.stages.ingest import take_up_refusals
from tearsheet.store import snapshots
from tearsheet.store.runs import Run, record_run, show_life
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compare, preview
from tearsheet.upkeep.preview import Budget
from tearsheet.upkeep.resumption import find_done, name_partition
from tearsheet.upkeep.scope import (
    Scope,
    check_scope,
    cut_into_portions,
    read_portion,
    select_captures,
    select_refusals,
)
from transforms.partitions import Partition

Portion = tuple[Partition, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """How a backfill is done: whether it only shows what it would do, how many articles it may
    lose, and whether it begins anew where one of the same scope was ended.
    """

    dry_run: bool = False
    max_lost: str | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What a backfill came to; `lines` say what changed, `snapshot` is the one after it, `preview`
    where a dry run's changes stand as rows.
    """

    run_id: str
    snapshot: Snapshot
    is_published: bool
    counts: Mapping[str, int]
    lines: tuple[str, ...]
    preview: str | None = None


def backfill(stages: Stages, scope: Scope, options: Options | None = None) -> BackfillReport:
    """Derive the captures in scope again, and what was refused and need not be any more.

    Nothing is published where nothing came out different. Raises Usage for an outlet that the
    archive does not have, TearsheetError where more articles would be lost than may be.
    """
    options = options or Options()
    storage = Storage.open(stages.root)
    before = snapshots.find_snapshot(storage.objects, None)
    check_scope(storage, before, scope)
    budget = Budget.read(options.max_lost) if options.max_lost else None
    parameters = {**scope.parameters(), "dry_run": options.dry_run, "max_lost": options.max_lost}
    with record_run(storage, "backfill", parameters) as run:
        if not (options.dry_run or options.anew):
            run.done = find_done(storage, run)
        return _Backfill(stages, storage, run, scope, before, budget).do(dry_run=options.dry_run)


class _Backfill:
    """One run, from the snapshot `before`."""

    def __init__(
        self,
        stages: Stages,
        storage: Storage,
        run: Run,
        scope: Scope,
        before: Snapshot,
        budget: Budget | None,
    ) -> None:
        self.stages, self.storage, self.run = stages, storage, run
        self.scope, self.before, self.budget = scope, before, budget
        self.selected = select_captures(storage, before, scope)
        self.lost = 0

    def do(self, *, dry_run: bool) -> BackfillReport:
        resumed = len(self.run.done)
        portions = self._portions()
        if dry_run:  # each would build on what the one before it publishes: they are one
            portions = [tuple(p for portion in portions for p in portion)]
        outcome: Outcome | None = None
        for no, portion in enumerate(portions or [()]):
            made = self._derive(portion, is_first=no == 0, dry_run=dry_run)
            outcome = made.after(outcome) if outcome else made
            observer().update("portions", no + 1, max(1, len(portions)))
        assert outcome is not None
        return self._report(outcome, dry_run=dry_run, resumed=resumed)

    def _portions(self) -> list[Portion]:
        """What is left to do."""
        done = pl.Series("done", self.run.done, dtype=pl.String)
        name = pl.concat_str("outlet", "month", separator=" ")
        return cut_into_portions(self.selected.filter(~name.is_in(done.implode())))

    def _derive(self, portion: Portion, *, is_first: bool, dry_run: bool) -> Outcome:
        landed = self._read(portion, is_first=is_first)
        batch_id = self.run.batch_id([self.before.number, portion])
        names = [name_partition(partition) for partition in portion]
        self.run.next = (batch_id, names)
        show_life(self.storage, self.run)
        outcome = order.derive(
            self.stages,
            self.run.run_id,
            landed,
            batch_id=batch_id,
            rederive=True,
            dry_run=dry_run,
            check=self._check() if self.budget else None,
        )
        self.run.done += names
        self.run.next = None
        show_life(self.storage, self.run)
        return outcome

    def _read(self, portion: Portion, *, is_first: bool) -> LandingResult:
        """The portion's captures as shards of records; before the first what is read again of what
        was refused.
        """
        head, run_id = self.storage.head(), self.run.run_id
        landed = LandingResult()
        if is_first:
            only = None
            if self.scope.reason is not None:
                only = select_refusals(self.storage, head, self.scope)
            landed = take_up_refusals(
                self.storage, head, run_id=run_id, now=datetime.now(UTC), only=only
            )
        captures = read_portion(self.storage, head, self.selected, portion)
        name = f"held-{len(self.run.done)}-"
        shards = record_shards(self.storage, run_id, captures, name=name)
        return replace(landed, shards=(*shards, *landed.shards))

    def _check(self) -> Callable[[int, Snapshot], None]:
        budget, in_scope = self.budget, self._articles()

        def check(read: int, made: Snapshot) -> None:
            assert budget
            rows = preview.diff_snapshots(self.storage, self.storage.snapshot(read), made)
            self.lost = budget.check(rows, of=in_scope, before=self.lost)

        return check

    def _articles(self) -> int:
        """How many articles the captures in scope show."""
        sightings = self.storage.scan(self.before, "sightings")
        shown = sightings.join(self.selected.lazy(), on="capture_id", how="semi")
        return int(shown.select(pl.col("article_id").n_unique()).collect().item())

    def _report(self, outcome: Outcome, *, dry_run: bool, resumed: int) -> BackfillReport:
        read = snapshots.find_snapshot(self.storage.objects, outcome.read)
        after = outcome.snapshot
        is_changed = after.tables != read.tables
        rows = preview.diff_snapshots(self.storage, read, after)
        lines = self._lines(read, after, rows) if is_changed else ["nothing changed"]
        if resumed:
            lines.insert(0, f"{resumed:,} months of outlets were done before: the rest was done")
        file = preview.keep_preview(self.storage, self.run.run_id, rows) if dry_run else None
        self.run.published = after.number if is_changed and not dry_run else None
        self.run.done = []  # nobody goes on with a run that came to its end
        self.run.counts = {**outcome.counts, **preview.count_fates(rows)}
        return BackfillReport(
            self.run.run_id,
            read if dry_run else after,
            self.run.published is not None,
            self.run.counts,
            tuple(lines),
            file,
        )

    def _lines(self, read: Snapshot, after: Snapshot, rows: pl.DataFrame) -> list[str]:
        changes = compare.compare_snapshots(self.storage, read, after)
        if not changes:
            return ["nothing changed but the version of the code that derived it"]
        articles: Sequence[str] = preview.describe(rows) if rows.height else ()
        return [*articles, *compare.difference_lines(changes)]
