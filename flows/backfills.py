"""Backfills: captures in scope derived again from raw with today's code, in portions that are
published one by one, so that one that was ended goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from tearsheet.upkeep import compare
from tearsheet.upkeep.preview import Budget, Preview, diff_snapshots, keep_preview
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
        #: What a dry run would have published so far, which the next portion builds on.
        self.preview: Snapshot | None = None

    def do(self, *, dry_run: bool) -> BackfillReport:
        resumed = len(self.run.done)
        portions = self._portions()
        if dry_run:
            self._build_on(self.before)
        outcome: Outcome | None = None
        for no, portion in enumerate(portions or [()]):
            made = self._derive(portion, is_first=no == 0)
            outcome = made.after(outcome) if outcome else made
            observer().update("portions", no + 1, max(1, len(portions)))
            if dry_run:
                self._build_on(made.snapshot)
        assert outcome is not None
        return self._report(outcome, resumed=resumed)

    def _build_on(self, snapshot: Snapshot) -> None:
        snapshots.stage(self.storage.objects, self.run.run_id, snapshot)
        self.preview = snapshot

    def _head(self) -> Snapshot:
        """What the next portion is derived on, unless somebody publishes meanwhile."""
        return self.preview or self.storage.head()

    def _portions(self) -> list[Portion]:
        """What is left to do."""
        done = pl.Series("done", self.run.done, dtype=pl.String)
        name = pl.concat_str("outlet", "month", separator=" ")
        return cut_into_portions(self.selected.filter(~name.is_in(done.implode())))

    def _derive(self, portion: Portion, *, is_first: bool) -> Outcome:
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
            preview=self.preview.number if self.preview else None,
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
        head, run_id = self._head(), self.run.run_id
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
            before = self.preview or self.storage.snapshot(read)
            changes = Preview.gather(diff_snapshots(self.storage, before, made))
            self.lost = budget.check(changes, of=in_scope, before=self.lost)

        return check

    def _articles(self) -> int:
        """How many articles the captures in scope show."""
        sightings = self.storage.scan(self.before, "sightings")
        shown = sightings.join(self.selected.lazy(), on="capture_id", how="semi")
        return int(shown.select(pl.col("article_id").n_unique()).collect().item())

    def _report(self, outcome: Outcome, *, resumed: int) -> BackfillReport:
        is_dry = self.preview is not None
        read = self.before if is_dry else self.storage.snapshot(outcome.read)
        after = outcome.snapshot
        is_changed = after.tables != read.tables
        changes, file = self._diff(read, after)
        lines = self._lines(read, after, changes) if is_changed else [self._nothing(outcome)]
        if resumed:
            lines.insert(0, f"{resumed:,} months of outlets were done before: the rest was done")
        self.run.published = after.number if is_changed and not is_dry else None
        self.run.done = []  # nobody goes on with a run that came to its end
        self.run.counts = {**outcome.counts, **changes.counts()}
        return BackfillReport(
            self.run.run_id,
            read if is_dry else after,
            self.run.published is not None,
            self.run.counts,
            tuple(lines),
            file,
        )

    def _nothing(self, outcome: Outcome) -> str:
        is_empty = not self.run.done and self.selected.is_empty() and not outcome.counts["captures"]
        return "nothing is in scope" if is_empty else "nothing changed"

    def _diff(self, read: Snapshot, after: Snapshot) -> tuple[Preview, str | None]:
        """(what changes of articles, where a dry run's rows of it stand)."""
        changes, parts = Preview(), diff_snapshots(self.storage, read, after)
        if self.preview is None:
            return Preview.gather(parts), None
        return changes, keep_preview(self.storage, self.run.run_id, changes.follow(parts))

    def _lines(self, read: Snapshot, after: Snapshot, articles: Preview) -> list[str]:
        changes = compare.compare_snapshots(self.storage, read, after)
        if not changes:
            return ["nothing changed but the version of the code that derived it"]
        return [*articles.lines(), *compare.difference_lines(changes)]
