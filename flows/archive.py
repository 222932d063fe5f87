"""The main flow: ingest -> parse -> clean -> learn -> deduplicate -> publish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from flows import runs
from flows.runs import ArchiveReport
from flows.tasks import PrefectStages, name_run
from tearsheet.errors import TearsheetError
from tearsheet.export.feed import read_feeds, write_feed
from tearsheet.landing.sources import check_sources
from tearsheet.plain_text import show_line, show_markdown
from tearsheet.query.limits import Limits
from tearsheet.settings import settings
from tearsheet.store.roots import check_root
from transforms.captures.declaration import Declaration

#: Messages that a run's log shows; all of them are in `quarantine`.
MOST_MESSAGES = 50


@flow(name="archive", flow_run_name=name_run("archive", "outlet"))
def archive(
    sources: list[str] | None = None,
    root: str | None = None,
    outlet: str | None = None,
    captured_at: datetime | None = None,
    field_map: dict[str, str] | None = None,
    outlets: dict[str, dict[str, list[str]]] | None = None,
) -> ArchiveReport:
    """Land and archive files and folders (by default the landing folder); what came of it.

    Capturing again what the archive holds publishes nothing. `outlets` becomes the archive's
    registry: captures that it puts elsewhere are derived again. Raises Usage where a source that is
    named does not exist, holds nothing or cannot be read.
    """
    check_sources(sources or [])
    check_root(root or settings().root)
    declared = Declaration(
        outlet=outlet, captured_at=_utc(captured_at), field_map=dict(field_map or {})
    )
    # what a person names is meant as it is; what lies in the watched folder may still be being
    # written
    settle_seconds = settings().settle_seconds if sources is None else 0.0
    report = runs.archive(
        PrefectStages(root or settings().root, settle_seconds=settle_seconds),
        sources if sources is not None else landing_folder(),
        declared,
        outlets=outlets,
    )
    log_messages(report.messages)
    write_feeds(root or settings().root)
    show(report.counts, report.refused)
    return report


def write_feeds(root: str) -> None:
    """Write the feeds that the worker's settings name. One that fails is told in the run's log and
    costs the run nothing.
    """
    if settings().feeds == "none":
        return
    import tearsheet

    logger = get_run_logger()
    try:
        archived = tearsheet.open(root)
        for feed in read_feeds(Path(settings().feeds)):
            try:
                write_feed(archived, feed, Limits.with_defaults())
            except TearsheetError as error:
                logger.warning("the feed %s: %s", feed.title, show_line(str(error)))
    except TearsheetError as error:
        logger.warning("no feeds: %s", show_line(str(error)))


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
        logger.warning(show_line(message))
    if len(messages) > MOST_MESSAGES:
        logger.warning("and %d more: see the quarantine table", len(messages) - MOST_MESSAGES)


def show(counts: Mapping[str, Any], refused: Sequence[Mapping[str, Any]]) -> None:
    """The run's funnel and quarantine list as Prefect artifacts. Names of files and of fields in
    them are other people's text.
    """
    rows = [
        {"outcome": outcome, "count": count}
        for name, value in counts.items()
        for outcome, count in (
            [(show_markdown(f"{name}: {kind}"), n) for kind, n in value.items()]
            if isinstance(value, Mapping)
            else [(name, value)]
        )
    ]
    create_table_artifact(
        table=rows,
        key="funnel",
        description="What became of every input of this run, and what the archive holds now",
    )
    create_table_artifact(
        table=[{k: show_markdown(str(v)) for k, v in r.items()} for r in refused]
        or [{"ref": "nothing was refused"}],
        key="quarantine",
        description="Inputs that this run refused",
    )


def _utc(when: datetime | None) -> datetime | None:
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
