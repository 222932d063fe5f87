"""The stages as Prefect tasks: each calls one function of `tearsheet` and exchanges paths and
counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner
from prefect.tasks import Task

from tearsheet.landing.rest import Rest
from tearsheet.landing.result import LandingResult
from tearsheet.settings import settings
from tearsheet.stages import articles as dedup
from tearsheet.stages import frames, publish
from tearsheet.stages.batch import Batch
from tearsheet.stages.derived_tables import DerivedTables
from tearsheet.stages.frames import Paths
from tearsheet.stages.ingest import land_sources
from tearsheet.stages.learn import settle_and_learn
from tearsheet.stages.stories import stage
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.captures.declaration import Declaration


async def transient(task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: the disk or the bucket failed, not the program."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, OSError)


@task(
    name="ingest",
    task_run_name="ingest {run_id}",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=transient,
    cache_policy=NO_CACHE,
)
def ingest(
    root: str,
    run_id: str,
    sources: Sequence[str],
    declared: Declaration,
    settle_seconds: float = 0.0,
    rest: Rest | None = None,
) -> LandingResult:
    """Sources, or what an earlier landing of the run left of them -> immutable raw objects and
    shards of records to parse.
    """
    now = datetime.now(UTC)
    return land_sources(
        Storage.open(root),
        sources,
        declared=declared,
        run_id=run_id,
        now=now,
        settle_seconds=settle_seconds,
        rest=rest,
    )


@task(
    name="parse",
    task_run_name="parse {shard}",
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=transient,
    cache_policy=NO_CACHE,
)
def parse(root: str, run_id: str, shard: str) -> Paths:
    """Records of one shard -> labelled blocks, articles found, dates and listings."""
    return frames.parse_shard(root, run_id, shard)


@task(
    name="clean",
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=transient,
    cache_policy=NO_CACHE,
)
def clean(root: str, run_id: str, parsed: Paths) -> Paths:
    """Parsed frames of one shard -> normal text, language and measures."""
    return frames.clean_shard(root, run_id, parsed)


@task(
    name="deduplicate",
    task_run_name="deduplicate {outlets}",
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=transient,
    cache_policy=NO_CACHE,
)
def deduplicate(root: str, batch: Batch, outlets: tuple[str, ...]) -> DerivedTables:
    """Articles, versions and resolved listings of a group of outlets."""
    return dedup.deduplicate_outlets(root, batch, outlets)


@task(
    name="deduplicate",
    task_run_name="deduplicate stories",
    retries=1,
    retry_delay_seconds=5,
    retry_condition_fn=transient,
    cache_policy=NO_CACHE,
)
def deduplicate_stories(root: str, batch: Batch, derived: DerivedTables) -> DerivedTables:
    """Stories over all outlets."""
    return stage.deduplicate_stories(root, batch, derived)


@task(name="publish", cache_policy=NO_CACHE)
def publish_snapshot(
    root: str,
    batch: Batch,
    derived: DerivedTables,
    refused: Sequence[str],
    batch_id: str,
    dry_run: bool,
) -> tuple[Snapshot, dict[str, int]]:
    """Staged frames -> data files and one snapshot. Not retried: a lost race is derived again by
    the flow.
    """
    return publish.publish_in_child(
        root, batch, derived, refused, batch_id=batch_id, dry_run=dry_run
    )


@task(name="learn", cache_policy=NO_CACHE)
def learn(
    root: str, run_id: str, records: Sequence[str], shards: Sequence[Paths], rederive: bool
) -> Batch:
    """Which of the run's captures count on top of the newest snapshot, with what their outlets
    teach applied.
    """
    return settle_and_learn(root, run_id, records, shards, rederive=rederive)


@task(name="refusals", cache_policy=NO_CACHE)
def parse_refusals(root: str, shards: Sequence[Paths]) -> list[str]:
    """What the parse stage refused, a sentence each, with the name of its file."""
    return frames.refusal_messages(Storage.open(root), shards)


def workers() -> int:
    """How many tasks run at once here."""
    return settings().workers


def runner() -> TaskRunner[Any]:
    """Threads: each waits for a child process of its own, so that more would only queue."""
    return ThreadPoolTaskRunner[Any](max_workers=workers())
