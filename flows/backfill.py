"""Derive captures again from raw, in portions that are published one by one; the difference is
shown before or after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from pydantic import Field

from flows import backfills
from flows.account import tell_failures
from flows.backfills import BackfillReport, Options
from flows.names import name_run
from flows.parameters import Day, DayRange, Reason, Root, Share, Slug
from flows.tasks import PrefectStages
from tearsheet.errors import Usage
from tearsheet.plain_text import show_line, show_markdown
from tearsheet.settings import settings
from tearsheet.stages.summary import last_line
from tearsheet.upkeep.scope import Scope
from tearsheet.upkeep.spans import read_range, read_span


def _named(parameters: Mapping[str, Any]) -> str:
    """What the parameters say that is derived again: `2026-01..03 halvern-gazette`."""
    given = parameters.get
    scope = Scope(
        captured=read_span(given("first"), given("last")),
        published=read_range(given("published")),
        outlets=tuple(given("outlets") or ()),
        undated=bool(given("undated")),
        stale=bool(given("stale")),
        reason=given("reason"),
    )
    return f"{scope}, dry run" if given("dry_run") else str(scope)


@flow(name="backfill", flow_run_name=name_run("backfill", what=_named))
@tell_failures
def backfill(
    first: Annotated[Day | None, Field(title="Captured from")] = None,
    last: Annotated[Day | None, Field(title="Captured to")] = None,
    published: Annotated[DayRange | None, Field(title="Published")] = None,
    outlets: Annotated[list[Slug], Field(title="Outlets", max_length=1000)] = [],  # noqa: B006
    undated: bool = False,
    stale: bool = False,
    reason: Annotated[Reason | None, Field(title="Refused for")] = None,
    dry_run: bool = False,
    max_lost: Annotated[Share | None, Field(title="Most articles lost")] = None,
    anew: bool = False,
    root: Root | None = None,
) -> BackfillReport:
    """Derive again, with today's code, the captures that fulfil everything that is named.

    Args:
        first: The first month or day of capture, both ends included; alone it is that month or day.
        last: The last month or day of capture.
        published: Captures of articles that were published in these days.
        outlets: Captures of these outlets alone.
        undated: Captures whose time is unknown, beside those of the days named.
        stale: Captures that other code than today's derived; refusals too where a reason is named.
        reason: Refusals for this reason are read again, and no captures.
        dry_run: Show what would change, as an artifact and a Parquet file, and publish nothing.
        max_lost: Stop before more articles than these are lost.
        anew: Begin anew where a backfill of the same scope was ended midway.
        root: Another archive than the worker's.
    """
    scope = Scope(
        captured=read_span(first, last),
        published=read_range(published),
        outlets=tuple(outlets),
        undated=undated,
        stale=stale,
        reason=reason,
    )
    options = Options(dry_run=dry_run, max_lost=max_lost, anew=anew)
    return _backfill(scope, options, root or settings().root)


def _backfill(scope: Scope, options: Options, root: str) -> BackfillReport:
    if not scope:
        raise Usage(
            "a backfill needs to know what: first and last, published, outlets, undated, stale or "
            "reason"
        )
    report = backfills.backfill(PrefectStages(root), scope, options)
    show(report)
    return report


def show(report: BackfillReport) -> None:
    """What changed as an artifact, with the place of the rows, and in the run's log."""
    last = last_line(report.counts, report.snapshot.number, is_published=report.is_published)
    lines = [last, "", *report.lines]
    text = "  \n".join(map(show_markdown, lines))
    would = "changed"
    if report.preview:
        text, would = f"{text}  \nRows: `{show_markdown(report.preview)}`", "would change"
    create_markdown_artifact(text, key="backfill", description=f"What the backfill {would}")
    for line in (report.lines[0], last):
        get_run_logger().info(show_line(line))
