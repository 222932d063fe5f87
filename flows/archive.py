"""The main flow: ingest -> parse -> clean -> learn -> deduplicate -> publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event

from flows import account, runs
from flows.names import name_run
from flows.parameters import CapturedAt, FieldMap, OutletName, Registry, Root, Sources
from flows.runs import ArchiveReport
from flows.tasks import PrefectStages
from tearsheet.errors import TearsheetError
from tearsheet.export.feed import read_feeds, write_feed
from tearsheet.landing.remote.bucket_files import find_objects, is_of_bucket
from tearsheet.landing.sources import check_field_map, check_sources, make_landing_folder
from tearsheet.plain_text import show_line
from tearsheet.query.limits import Limits
from tearsheet.settings import settings
from tearsheet.store.roots import check_root
from tearsheet.store.tables import Storage
from tearsheet.upkeep.alarms import Alarm, News, find_alarms, find_news
from transforms.captures.declaration import Declaration

#: Messages that a run's log shows; all of them are in `quarantine`.
MOST_MESSAGES = 50


@flow(name="archive", flow_run_name=name_run("archive"))
@account.tell_failures
def archive(
    sources: Sources | None = None,
    root: Root | None = None,
    outlet: OutletName | None = None,
    captured_at: CapturedAt | None = None,
    field_map: FieldMap | None = None,
    outlets: Registry | None = None,
) -> ArchiveReport:
    """Land and archive captures. What the archive holds already is counted and changes nothing.

    Args:
        sources: Files, folders (walked) and patterns, on disk or in buckets; else the landing
            folder of the worker.
        root: Another archive than the worker's.
        outlet: The outlet that printed these captures; outranks all other evidence.
        captured_at: When they were captured, for those that don't say; UTC where no zone is given.
        field_map: What a dump calls a field, such as text: article_body.
        outlets: The registry of outlets, in place of the one before; what it moves is derived anew.

    Raises Usage where a source that is named does not exist, holds nothing or cannot be read, or
    where there is no field of a name.
    """
    check_sources(sources or [])
    check_field_map(field_map or {})
    check_root(root or settings().root)
    declared = Declaration(
        outlet=outlet, captured_at=_utc(captured_at), field_map=dict(field_map or {})
    )
    # what a person names is meant as it is; what lies in the watched folder may still be being
    # written
    settle_seconds = settings().settle_seconds if sources is None else 0.0
    stages = PrefectStages(root or settings().root, settle_seconds=settle_seconds)
    read = sources if sources is not None else landing_folder()
    report = runs.archive(stages, read, declared, outlets=outlets)
    log_messages(report.messages)
    write_feeds(root or settings().root)
    tell(report, stages.root)
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
    """What scheduled runs watch, on disk or in a bucket. A folder is made where it is missing, and
    nothing is named below a bucket's address that has no object: an empty one is no mistake.

    Raises BadRoot where the bucket cannot be listed, Usage where the folder cannot be made.
    """
    if is_of_bucket(settings().landing):
        is_empty = next(find_objects(settings().landing), None) is None
        return [] if is_empty else [settings().landing]
    make_landing_folder(settings().landing)
    return [settings().landing]


def log_messages(messages: Sequence[str]) -> None:
    """The first refusals, with the names of their files, in the run's log."""
    logger = get_run_logger()
    for message in messages[:MOST_MESSAGES]:
        logger.warning(show_line(message))
    if len(messages) > MOST_MESSAGES:
        logger.warning("and %d more: see the quarantine table", len(messages) - MOST_MESSAGES)


def tell(report: ArchiveReport, root: str) -> None:
    """The run in its log, as an artifact and as events that automations can wait for."""
    for line in account.log_lines(report):
        get_run_logger().info(show_line(line))
    storage = Storage.open(root)
    news, alarms = _look(storage, report)
    create_markdown_artifact(
        account.describe(report, news, alarms),
        key="archive",
        description="What became of the inputs of this run: new, refused, alarms",
    )
    _emit(report, storage.objects.root, alarms)


def _look(storage: Storage, report: ArchiveReport) -> tuple[News, list[Alarm]]:
    """What the run brought, and what is off. Where that cannot be found out the log says why: what
    was published stands.
    """
    news, alarms = News(), list[Alarm]()
    try:
        if report.is_published:
            news = find_news(storage, report.snapshot, report.run_id)
            alarms = find_alarms(storage, report.snapshot, report.counts, news)
    except TearsheetError as error:
        get_run_logger().warning("what is new could not be told: %s", show_line(str(error)))
    return news, alarms


def _emit(report: ArchiveReport, root: str, alarms: Sequence[Alarm]) -> None:
    about = {"prefect.resource.id": f"tearsheet.archive.{root}", "prefect.resource.name": root}
    if report.is_published:
        payload = {"snapshot": report.snapshot.number, "run_id": report.run_id}
        emit_event(
            "tearsheet.snapshot.published",
            resource=about,
            payload={**payload, "articles": report.counts["new"]},
        )
    for alarm in alarms:
        emit_event(
            f"tearsheet.{alarm.kind}.alarm",
            resource=about,
            payload={"words": show_line(alarm.words), "outlet": alarm.outlet},
        )


def _utc(when: datetime | None) -> datetime | None:
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)
