"""What runs and their tasks are called on Prefect's pages: by what they do and work on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from prefect.context import SyncClientContext
from prefect.runtime import flow_run, task_run

from tearsheet.errors import TearsheetError
from tearsheet.plain_text import amount, show_line
from tearsheet.stages.frames import shard_name

#: A longer name is cut: lists show no more of it.
_MOST_CHARS = 100


def name_run(kind: str, *, what: Callable[[Mapping[str, Any]], str] | None = None) -> Any:
    """What a flow's runs are called: the kind, the time at which it begins (UTC), and `what` its
    parameters say that it does: `archive 03:15 · 41 files`, `backfill 2026-01..03 halvern-gazette`.
    """

    def name() -> str:
        if what is None:
            at = flow_run.scheduled_start_time or datetime.now(UTC)
            return f"{kind} {at.astimezone(UTC):%H:%M}"
        try:
            return shorten(f"{kind} {what(flow_run.parameters)}")
        except TearsheetError:
            return kind  # an error here would crash the run, where the flow says what is amiss

    return name


def rename_run(more: str) -> None:
    """Add to the name of the run under way what it has found out that it works on."""
    if flow_run.id and flow_run.name and more not in flow_run.name:
        with SyncClientContext.get_or_create() as context:
            context.client.update_flow_run(flow_run.id, name=f"{flow_run.name} {more}")


def shorten(name: str) -> str:
    """A name that lists can show: a line, cut where it is long."""
    line = show_line(name).strip()
    return line if len(line) <= _MOST_CHARS else f"{line[: _MOST_CHARS - 1]}…"


def name_ingest() -> str:
    """By the first of the sources: `ingest landing and 2 more`."""
    return _several("ingest", [PurePath(s).name or s for s in task_run.parameters["sources"]])


def name_group() -> str:
    """By the group of files: `land 00012`."""
    return f"land {task_run.parameters['job'].group.name.rstrip('-')}"


def name_round() -> str:
    """By the number of groups: `gather 12 groups`."""
    return f"gather {amount(len(task_run.parameters['parts']), 'group')}"


def name_outlets(stage: str) -> Callable[[], str]:
    """By the first of the outlets: `deduplicate halvern-gazette and 3 more`."""
    return lambda: _several(stage, task_run.parameters["outlets"])


def name_learn() -> str:
    """By the number of shards: `learn 3 shards`."""
    return f"learn {amount(len(task_run.parameters['work'].shards), 'shard')}"


def name_portion() -> str:
    """By the portion of pairs: `judge 00002`."""
    return f"judge {task_run.parameters['portion'].name.rpartition('-')[2]}"


def name_part(stage: str) -> Callable[[], str]:
    """By the number of the part: `write 00002`."""
    return lambda: f"{stage} {task_run.parameters['part'].name.rpartition('-')[2]}"


def name_shard(stage: str, parameter: str) -> Callable[[], str]:
    """By the shard, given as its path or as those of its frames: `parse 00003`."""

    def name() -> str:
        given = task_run.parameters[parameter]
        path = given if isinstance(given, str) else next(iter(given.values()), "")
        return f"{stage} {shard_name(path)}"

    return name


def name_shards(stage: str) -> Callable[[], str]:
    """By the number of shards: `take lines off 16 shards`."""
    return lambda: f"{stage} {amount(len(task_run.parameters['shards']), 'shard')}"


def name_batch(stage: str) -> Callable[[], str]:
    """By the outlets of the batch: `publish 3 outlets`."""

    def name() -> str:
        batch = task_run.parameters.get("batch")
        return f"{stage} {amount(len(batch.outlets), 'outlet')}" if batch else stage

    return name


def _several(stage: str, names: Any) -> str:
    first, more = next(iter(names), ""), len(names) - 1
    return shorten(f"{stage} {first}" + (f" and {more:,} more" if more > 0 else ""))
