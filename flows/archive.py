"""The main flow: ingest -> parse -> clean -> deduplicate -> publish."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from flows import tasks
from flows.derive import Outcome, derive_and_publish
from tearsheet.landing.file_cache import remember
from tearsheet.landing.rest import Rest
from tearsheet.landing.result import LandingResult
from tearsheet.settings import settings
from tearsheet.stages.summary import funnel, refusals, totals
from tearsheet.store import outlets as registry
from tearsheet.store.runs import Run, record_run
from tearsheet.store.tables import Storage
from transforms.captures.declaration import Declaration

#: Messages that a run's log shows; all of them are in `quarantine`.
MOST_MESSAGES = 50


@flow(name="archive", task_runner=tasks.runner(), validate_parameters=True)
def archive(
    sources: list[str] | None = None,
    root: str | None = None,
    outlet: str | None = None,
    captured_at: datetime | None = None,
    field_map: dict[str, str] | None = None,
    outlets: dict[str, dict[str, list[str]]] | None = None,
) -> dict[str, Any]:
    """Land and archive files and folders (by default the landing folder); what came of it, as
    counts.

    Capturing again what the archive holds publishes nothing. `outlets` becomes the archive's
    registry: captures that it puts elsewhere are derived again.
    """
    place = root or settings().root
    where = sources if sources is not None else landing_folder()
    declared = Declaration(
        outlet=outlet, captured_at=_utc(captured_at), field_map=dict(field_map or {})
    )
    parameters: dict[str, Any] = {
        "sources": where,
        "outlet": outlet,
        "captured_at": captured_at,
        "field_map": field_map,
    }
    storage = Storage.open(place)
    with record_run(storage, "archive", parameters) as run:
        if outlets is not None:
            parameters["outlets"] = outlets
            registry.declare(storage.objects, outlets, now=datetime.now(UTC))
        # what a person names is meant as it is; what lies in the watched folder may still be being
        # written
        settle = settings().settle_seconds if sources is None else 0.0
        landed, outcome, seconds = _portion(place, run, where, declared, settle)
        while landed.rest:  # what is published so far stays, whatever becomes of the run
            more, after, spent = _portion(place, run, where, declared, settle, landed.rest)
            landed, outcome = landed.with_next(more), after.after(outcome)
            seconds = {stage: seconds.get(stage, 0.0) + s for stage, s in spent.items()}
        parameters["landing"] = landed.landing
        run.published = outcome.snapshot.number if outcome.snapshot.number != outcome.read else None
        messages = [*landed.messages, *outcome.messages]
        log_messages(messages)
        run.counts = funnel(landed, outcome.counts) | totals(storage, outcome.snapshot)
        refused = refusals(storage, outcome.snapshot, run.run_id)
    show(run.counts, refused)
    return {
        "run_id": run.run_id,
        "snapshot": outcome.snapshot.number,
        "published": run.published is not None,
        "counts": run.counts,
        "messages": messages,
        "refused": refused,
        "seconds": seconds,
    }


def _portion(
    root: str,
    run: Run,
    sources: list[str],
    declared: Declaration,
    settle_seconds: float,
    rest: Rest | None = None,
) -> tuple[LandingResult, Outcome, dict[str, float]]:
    """Land and archive the next portion of the sources, up to its snapshot: what was landed, what
    came of it, seconds a stage.
    """
    began = time.perf_counter()
    landed = tasks.ingest(root, run.run_id, sources, declared, settle_seconds, rest)
    seconds = {"ingest": time.perf_counter() - began}
    outcome = derive_and_publish(
        root, run.run_id, landed.shards, landed.refused, batch_id=run.batch_id(landed.landing)
    )
    remember(Storage.open(root).objects, landed.file_cache, outcome.snapshot)
    return landed, outcome, seconds | outcome.seconds


def landing_folder() -> list[str]:
    """The folder that scheduled runs watch; it is made where it is missing, since an empty one is
    no mistake.
    """
    folder = Path(settings().landing)
    folder.mkdir(parents=True, exist_ok=True)
    return [str(folder)]


def log_messages(messages: Sequence[str]) -> None:
    """The first refusals, with the names of their files, in the run's log."""
    logger = get_run_logger()
    for message in messages[:MOST_MESSAGES]:
        logger.warning(message)
    if len(messages) > MOST_MESSAGES:
        logger.warning("and %d more: see the quarantine table", len(messages) - MOST_MESSAGES)


def show(counts: Mapping[str, Any], refused: Sequence[Mapping[str, Any]]) -> None:
    """The run's funnel and quarantine list as Prefect artifacts."""
    rows = [{"outcome": name, "count": count} for name, count in counts.items()]
    create_table_artifact(
        table=rows,
        key="funnel",
        description="What became of every input of this run, and what the archive holds now",
    )
    create_table_artifact(
        table=[dict(r) for r in refused] or [{"ref": "nothing was refused"}],
        key="quarantine",
        description="Inputs that this run refused",
    )


def _utc(when: datetime | None) -> datetime | None:
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
