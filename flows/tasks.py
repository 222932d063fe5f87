"""The stages as Prefect tasks: each calls one function of `tearsheet` and exchanges paths and
counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar, cast

from prefect import task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.tasks import Task

from flows import names
from flows.progress import Progress
from flows.servers.runners import check_code, check_runner, runner, threads
from tearsheet.landing.rest import Remaining
from tearsheet.landing.result import LandingResult
from tearsheet.plain_text import amount
from tearsheet.progress import observer
from tearsheet.settings import settings
from tearsheet.stages import articles, clean, ingest, learn, parse, publish
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables
from tearsheet.stages.frames import Paths
from tearsheet.stages.ingest import LandingJob, LandingRound
from tearsheet.stages.learn import LearningRound, StaleCaptures, Taught, Work
from tearsheet.stages.publish import Publication
from tearsheet.stages.stories import stage as stories
from tearsheet.stages.stories.matching import Matching
from tearsheet.stages.stories.portions import Portion
from tearsheet.stages.writing import write
from tearsheet.stages.writing.write import ArticlePart, WritePart
from tearsheet.store.tables import Storage
from tearsheet.version import code_version
from tearsheet.workers import STAGE_SECONDS, children
from transforms.captures.declaration import Declaration

P = ParamSpec("P")
T = TypeVar("T")


async def is_transient(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: the disk or the bucket failed, not the program."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, OSError)


def stage(
    name: str, run_name: Callable[[], str] | None = None
) -> Callable[[Callable[P, T]], Task[P, T]]:
    """A function as a task that is tried once more where the disk or the bucket failed.

    Nothing is cached: what a task gives are paths of staged frames, which vanish with their run.
    """
    return task(
        name=name,
        task_run_name=run_name,
        retries=1,
        retry_delay_seconds=5,
        retry_condition_fn=is_transient,
        cache_policy=NO_CACHE,
    )


@stage("ingest", names.name_ingest)
def ingest_sources(
    root: str,
    run_id: str,
    sources: Sequence[str],
    declared: Declaration,
    settle_seconds: float,
    remaining: Remaining | None,
) -> LandingResult | LandingRound:
    """Sources, or what an earlier landing of the run left of them -> immutable raw objects and
    shards of records to parse; where there are many files, groups of them to be landed at once.
    """
    return ingest.begin_landing(
        Storage.open(root),
        sources,
        declared=declared,
        run_id=run_id,
        now=datetime.now(UTC),
        settle_seconds=settle_seconds,
        remaining=remaining,
    )


@stage("land", names.name_group)
def land_files(root: str, code: str, job: LandingJob) -> LandingResult:
    """One group of files -> immutable raw objects and shards of records to parse."""
    check_code(code)
    return ingest.land_apart(root, job, children())


@stage("gather", names.name_round)
def gather_groups(root: str, made: LandingRound, parts: Sequence[LandingResult]) -> LandingResult:
    """What groups of files came to, as one landing: a capture that several hold counts once."""
    return ingest.gather_groups(Storage.open(root), made, parts)


@stage("parse", names.name_shard("parse", "shard"))
def parse_shard(root: str, code: str, run_id: str, shard: str) -> Paths:
    """Records of one shard -> labelled blocks, articles found, dates and listings."""
    check_code(code)
    return parse.parse_shard(root, run_id, shard, children())


@stage("clean", names.name_shard("clean", "parsed"))
def clean_shard(root: str, code: str, run_id: str, parsed: Paths) -> Paths:
    """Parsed frames of one shard -> normal text, language and measures."""
    check_code(code)
    return clean.clean_shard(root, run_id, parsed, children())


@stage("learn", names.name_learn)
def learn_batch(root: str, work: Work, workers: int) -> Batch | StaleCaptures | LearningRound:
    """Which of the run's captures count on top of the newest snapshot, with what their outlets
    teach applied; or what must be derived again first; or, where they are many, groups of outlets
    to learn from at once.
    """
    return learn.learn(root, work, children(), workers)


@stage("learn", names.name_outlets("learn"))
def teach_outlets(root: str, code: str, batch: Batch, outlets: tuple[str, ...]) -> Taught:
    """What a group of outlets teaches: facts, and lines to take off captures."""
    check_code(code)
    return children().run(learn.teach, root, batch, outlets, timeout=STAGE_SECONDS)


@stage("learn", names.name_batch("learn facts"))
def gather_facts(
    root: str, work: Work, batch: Batch, taught: Sequence[Taught]
) -> Batch | StaleCaptures:
    """What all outlets teach, as one; or what must be derived again first."""
    return learn.gather_facts(root, work, batch, taught)


@stage("learn", names.name_shards("take lines off"))
def take_off_lines(
    root: str, code: str, batch: Batch, taught: Sequence[Taught], shards: Sequence[Paths]
) -> list[Paths]:
    """Shards -> the same without the lines that repeat around the articles of their outlets."""
    check_code(code)
    return children().run(learn.take_off, root, batch, taught, shards, timeout=STAGE_SECONDS)


@stage("deduplicate", names.name_outlets("deduplicate"))
def deduplicate_outlets(
    root: str, code: str, batch: Batch, outlets: tuple[str, ...]
) -> DerivedTables:
    """Articles, versions and resolved listings of a group of outlets."""
    check_code(code)
    return articles.deduplicate_outlets(root, batch, outlets, children())


@stage("match", names.name_batch("match"))
def match_batch(root: str, batch: Batch, derived: DerivedTables) -> Matching:
    """The pairs of texts over all outlets that are to be judged, in portions."""
    return children().run(stories.find_pairs, root, batch, derived, timeout=STAGE_SECONDS)


@stage("judge", names.name_portion)
def judge_portion(root: str, code: str, run_id: str, portion: Portion) -> str:
    """The pairs of one portion -> staged verdicts."""
    check_code(code)
    return children().run(stories.judge, root, run_id, portion, timeout=STAGE_SECONDS)


@stage("deduplicate", names.name_batch("stories"))
def derive_stories(
    root: str, batch: Batch, derived: DerivedTables, matching: Matching, verdicts: Sequence[str]
) -> DerivedTables:
    """Verdicts -> relations and stories over all outlets."""
    return children().run(
        stories.derive_stories, root, batch, derived, matching, verdicts, timeout=STAGE_SECONDS
    )


@stage("write", names.name_part("write"))
def write_part(root: str, code: str, batch: Batch, part: WritePart) -> str:
    """Staged frames of some tables -> data files that no snapshot lists yet."""
    check_code(code)
    return children().run(write.write_part, root, batch, part, timeout=STAGE_SECONDS)


@stage("write", names.name_part("write articles"))
def write_articles(
    root: str, code: str, batch: Batch, written: Sequence[str], part: ArticlePart
) -> str:
    """Versions and stories of some outlets as they are written -> their rows of `articles`."""
    check_code(code)
    return children().run(write.write_articles, root, batch, written, part, timeout=STAGE_SECONDS)


@stage("publish", names.name_batch("publish"))
def publish_snapshot(
    root: str,
    batch: Batch,
    derived: DerivedTables,
    landed: LandingResult,
    written: Sequence[str],
    *,
    batch_id: str,
    dry_run: bool,
) -> Publication:
    """Data files -> one snapshot; those of a small batch are written here. A lost race is no
    failure of the disk: it is derived again.
    """
    return publish.publish_landed(
        root, batch, derived, landed, written, batch_id=batch_id, dry_run=dry_run, caller=children()
    )


@stage("refusals", names.name_batch("refusals"))
def list_refusals(root: str, shards: Sequence[Paths]) -> list[str]:
    """What the parse stage refused, a sentence each, with the name of its file."""
    return parse.refusal_messages(Storage.open(root), shards)


class PrefectStages:
    """The stages as task runs of the flow run that is under way."""

    def __init__(self, root: str, *, settle_seconds: float = 0.0) -> None:
        check_runner()
        self.root, self.workers = root, settings().workers
        self._progress = Progress()
        self._settle_seconds = settle_seconds

    def ingest(
        self,
        run_id: str,
        sources: Sequence[str],
        declared: Declaration,
        remaining: Remaining | None,
    ) -> LandingResult:
        landed = ingest_sources(
            self.root, run_id, sources, declared, self._settle_seconds, remaining
        )
        if isinstance(landed, LandingRound):
            landed = gather_groups(self.root, landed, self._land(landed))
        names.rename_run(f"· {amount(landed.files, 'file')}")
        return landed

    def _land(self, made: LandingRound) -> list[LandingResult]:
        """Land the groups of a round at once: files of buckets wherever tasks are worked on, those
        of this machine's disks by its own children.
        """
        is_remote = all(job.group.is_remote for job in made.jobs)
        return self._map("ingest", land_files, here=not is_remote, job=list(made.jobs))

    def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
        return self._map("parse", parse_shard, run_id=unmapped(run_id), shard=list(records))

    def clean(self, run_id: str, parsed: Sequence[Paths]) -> list[Paths]:
        return self._map("clean", clean_shard, run_id=unmapped(run_id), parsed=list(parsed))

    def learn(self, work: Work) -> Batch | StaleCaptures:
        begun = learn_batch(self.root, work, self.workers)
        if not isinstance(begun, LearningRound):
            return begun
        batch = unmapped(begun.batch)
        taught = self._map("learn", teach_outlets, batch=batch, outlets=list(begun.groups))
        learned = gather_facts(self.root, work, begun.batch, taught)
        if isinstance(learned, StaleCaptures):
            return learned
        shards = self._map(
            "take lines off",
            take_off_lines,
            batch=unmapped(learned),
            taught=unmapped(taught),
            shards=learn.cut_shards(learned),
        )
        return learn.with_shards(learned, shards)

    def deduplicate(self, batch: Batch, outlets: Sequence[tuple[str, ...]]) -> list[DerivedTables]:
        return self._map(
            "deduplicate", deduplicate_outlets, batch=unmapped(batch), outlets=list(outlets)
        )

    def match(self, batch: Batch, derived: DerivedTables) -> Matching:
        return match_batch(self.root, batch, derived)

    def judge(self, batch: Batch, portions: Sequence[Portion]) -> list[str]:
        return self._map(
            "judge", judge_portion, run_id=unmapped(batch.run_id), portion=list(portions)
        )

    def derive_stories(
        self, batch: Batch, derived: DerivedTables, matching: Matching, verdicts: Sequence[str]
    ) -> DerivedTables:
        return derive_stories(self.root, batch, derived, matching, verdicts)

    def write(self, batch: Batch, derived: DerivedTables) -> Sequence[str]:
        parts = write.cut_parts(self.root, batch, derived)
        if not parts:
            return ()
        written = self._map("write", write_part, batch=unmapped(batch), part=parts)
        articles = self._map(
            "write articles",
            write_articles,
            batch=unmapped(batch),
            written=unmapped(written),
            part=write.cut_articles(batch, self.workers),
        )
        return [*written, *articles]

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
        return publish_snapshot(
            self.root, batch, derived, landed, written, batch_id=batch_id, dry_run=dry_run
        )

    def list_refusals(self, cleaned: Sequence[Paths]) -> list[str]:
        return list_refusals(self.root, cleaned)

    def _map(
        self, name: str, called: Task[..., T], *, here: bool = False, **parameters: Any
    ) -> list[T]:
        """The results of one task run a value, in order; the first failure is raised. `here` has
        them worked on by this process, whatever runner the settings name.

        Where they run in threads, so many do at once as there are children: each waits for a child
        process, so that more would only queue. (Prefect's pool of processes cannot end one that
        hangs.)
        """
        everywhere = {"root": unmapped(self.root), "code": unmapped(code_version())}
        with threads(self.workers) if here else runner(self.workers) as pool:
            begun = pool.map(cast("Task[..., Any]", called), {**everywhere, **parameters})
            futures = cast("list[PrefectFuture[T]]", begun)
            total = len(futures)
            observer().update(name, 0, total)
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                observer().update(name, done, total)
                self._progress.update(name, done, total)
            return [future.result() for future in futures]
