"""The stages as plain calls, one after the other and without Prefect: for tests, runs that are
killed, and benchmarks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from flows import backfills, runs, withdrawals
from tearsheet.landing.rest import Remaining
from tearsheet.landing.result import LandingResult
from tearsheet.stages import clean, ingest, learn, parse
from tearsheet.stages.articles import deduplicate_outlets
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables
from tearsheet.stages.frames import Paths
from tearsheet.stages.learn import LearningRound, StaleCaptures, Work
from tearsheet.stages.publish import Publication, publish_landed
from tearsheet.stages.stories import stage
from tearsheet.stages.stories.limits import LIMITS, Limits
from tearsheet.stages.stories.matching import Matching
from tearsheet.stages.stories.portions import Portion
from tearsheet.stages.writing import write
from tearsheet.store.tables import MOST_RACES, Storage
from tearsheet.upkeep.scope import Scope
from tearsheet.upkeep.withdraw import Withdrawn
from tearsheet.workers import STAGE_SECONDS, Caller, InLine
from transforms.captures.declaration import Declaration


class PlainStages:
    """Every stage called here and now; `caller` says whether in child processes, `workers` for how
    many of them outlets are put in groups, `limits` how many pairs and texts are worked on at a
    time.
    """

    def __init__(
        self,
        root: str,
        *,
        caller: Caller | None = None,
        workers: int = 1,
        limits: Limits = LIMITS,
        settle_seconds: float = 0.0,
    ) -> None:
        self.root, self.workers = root, workers
        self._caller: Caller = caller or InLine()
        self._limits, self._settle_seconds = limits, settle_seconds

    def ingest(
        self,
        run_id: str,
        sources: Sequence[str],
        declared: Declaration,
        remaining: Remaining | None,
    ) -> LandingResult:
        storage = Storage.open(self.root)
        begun = ingest.begin_landing(
            storage,
            sources,
            declared=declared,
            run_id=run_id,
            now=datetime.now(UTC),
            settle_seconds=self._settle_seconds,
            remaining=remaining,
        )
        if isinstance(begun, LandingResult):
            return begun
        parts = [ingest.land_apart(self.root, job, self._caller) for job in begun.jobs]
        return ingest.gather_groups(storage, begun, parts)

    def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
        return [parse.parse_shard(self.root, run_id, shard, self._caller) for shard in records]

    def clean(self, run_id: str, parsed: Sequence[Paths]) -> list[Paths]:
        return [clean.clean_shard(self.root, run_id, shard, self._caller) for shard in parsed]

    def learn(self, work: Work) -> Batch | StaleCaptures:
        begun = learn.learn(self.root, work, self._caller, self.workers)
        if not isinstance(begun, LearningRound):
            return begun
        run = partial(self._caller.run, timeout=STAGE_SECONDS)
        taught = [run(learn.teach, self.root, begun.batch, group) for group in begun.groups]
        learned = learn.gather_facts(self.root, work, begun.batch, taught)
        if isinstance(learned, StaleCaptures):
            return learned
        shards = [
            run(learn.take_off, self.root, learned, taught, some)
            for some in learn.cut_shards(learned)
        ]
        return learn.with_shards(learned, shards)

    def deduplicate(self, batch: Batch, outlets: Sequence[tuple[str, ...]]) -> list[DerivedTables]:
        return [deduplicate_outlets(self.root, batch, group, self._caller) for group in outlets]

    def match(self, batch: Batch, derived: DerivedTables) -> Matching:
        return self._caller.run(
            stage.find_pairs, self.root, batch, derived, self._limits, timeout=STAGE_SECONDS
        )

    def judge(self, batch: Batch, portions: Sequence[Portion]) -> list[str]:
        return [
            self._caller.run(stage.judge, self.root, batch.run_id, portion, timeout=STAGE_SECONDS)
            for portion in portions
        ]

    def derive_stories(
        self, batch: Batch, derived: DerivedTables, matching: Matching, verdicts: Sequence[str]
    ) -> DerivedTables:
        return self._caller.run(
            stage.derive_stories,
            self.root,
            batch,
            derived,
            matching,
            verdicts,
            self._limits,
            timeout=STAGE_SECONDS,
        )

    def write(self, batch: Batch, derived: DerivedTables) -> Sequence[str]:
        run = partial(self._caller.run, timeout=STAGE_SECONDS)
        parts = write.cut_parts(self.root, batch, derived)
        written = [run(write.write_part, self.root, batch, part) for part in parts]
        articles = write.cut_articles(batch, self.workers) if written else []
        more = [run(write.write_articles, self.root, batch, written, part) for part in articles]
        return [*written, *more]

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
        return publish_landed(
            self.root,
            batch,
            derived,
            landed,
            written,
            batch_id=batch_id,
            dry_run=dry_run,
            caller=self._caller,
        )

    def list_refusals(self, cleaned: Sequence[Paths]) -> list[str]:
        return parse.refusal_messages(Storage.open(self.root), cleaned)


def archive(
    root: str,
    sources: Sequence[str],
    *,
    outlet: str | None = None,
    captured_at: datetime | None = None,
    field_map: Mapping[str, str] | None = None,
    workers: int = 1,
    limits: Limits = LIMITS,
    caller: Caller | None = None,
    most_races: int = MOST_RACES,
) -> runs.ArchiveReport:
    """Land and archive the sources in this process."""
    declared = Declaration(outlet=outlet, captured_at=captured_at, field_map=dict(field_map or {}))
    stages = PlainStages(root, caller=caller, workers=workers, limits=limits)
    return runs.archive(stages, sources, declared, most_races=most_races)


def backfill(
    root: str, scope: Scope | None = None, options: backfills.Options | None = None
) -> backfills.BackfillReport:
    """Derive the captures in scope (all where none is given) again in this process."""
    return backfills.backfill(PlainStages(root), scope or Scope(), options)


def withdraw(root: str, article_id: str, reason: str, *, raw: bool = False) -> Withdrawn:
    """Withdraw an article in this process."""
    return withdrawals.withdraw(PlainStages(root), article_id, reason, raw=raw)


def rebuild(root: str, to: str) -> runs.RebuildReport:
    """Derive the archive at `root` anew at `to` in this process."""
    return runs.rebuild(PlainStages(to), root)
