"""The verbs that put captures into an archive. Each runs a flow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import click

from tearsheet.cli.app import root_option, run_flow, verb
from tearsheet.errors import Usage
from tearsheet.plain_text import show_line
from tearsheet.settings import settings

strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 3 where any input was refused"
)
#: So many refused inputs, and so many skipped files, are named on a terminal.
MOST_NAMED = 20


@verb
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--outlet",
    metavar="SLUG",
    help="The outlet that printed these captures; outranks all other evidence",
)
@click.option(
    "--captured-at",
    metavar="TIME",
    help="When they were captured, for those that don't say themselves (ISO 8601, UTC where no "
    "zone is given)",
)
@click.option(
    "--map",
    "field_map",
    multiple=True,
    metavar="FIELD=NAME",
    help="What a dump calls a field: --map text=article_body, title=headline.main for one inside "
    "an object, or text=3 for a column without name (repeatable)",
)
@strict_option
@root_option
def ingest(
    sources: tuple[str, ...],
    outlet: str | None,
    captured_at: str | None,
    field_map: tuple[str, ...],
    strict: bool,
    root: str | None,
) -> None:
    """Land and archive captures. What the archive holds already is counted and changes nothing.

    A SOURCE is a file, a folder (walked) or a glob, on disk or in a bucket (s3://…, gs://…,
    az://…): text, HTML, MHTML, mail, feeds, sitemaps, JSON(L), CSV, Parquet, SGML, WARC, ARC, zip,
    tar, compressed or not; told apart by content.
    """
    _archive(
        list(sources),
        outlet=outlet,
        captured_at=captured_at,
        field_map=_pairs(field_map),
        strict=strict,
        root=root,
    )


@verb
@strict_option
@root_option
def run(strict: bool, root: str | None) -> None:
    """Archive what is new in the landing folder ($TEARSHEET_LANDING, which may be in a bucket, else
    data/landing): what the schedule runs.
    """
    _archive(None, outlet=None, captured_at=None, field_map={}, strict=strict, root=root)


def _archive(
    sources: list[str] | None,
    *,
    outlet: str | None,
    captured_at: str | None,
    field_map: dict[str, str],
    strict: bool,
    root: str | None,
) -> None:
    from tearsheet.landing.sources import look_at_sources

    when = _time(captured_at)
    _check(sources, outlet, field_map)
    look = look_at_sources(sources or [settings().landing])
    report = run_flow(
        "flows.archive",
        "archive",
        says=f"reading {look}",
        children_at_first=1 if look.is_small else None,
        sources=sources,
        root=root or settings().root,
        outlet=outlet,
        captured_at=when,
        field_map=field_map,
    )
    from tearsheet.stages import summary  # what it imports waits till the run is over
    from transforms.captures import unmapped

    _tell_by_name(report)
    stays = "" if report.is_published else "nothing new; "
    published = f"{stays}snapshot {report.snapshot.number}{'' if report.is_published else ' stays'}"
    click.echo(
        "\n".join([*summary.lines(report.counts), f"{published} ({root or settings().root})"])
    )
    for message in [m for m in report.messages if f": {unmapped.REASON}: " in m][:MOST_NAMED]:
        click.echo(show_line(message))
    if strict and report.refused:
        raise SystemExit(3)


def _check(sources: list[str] | None, outlet: str | None, field_map: dict[str, str]) -> None:
    """Raise Usage where the run would find what it is given to be wrong, once it has begun."""
    from tearsheet.landing.sources import (
        OUTLET_CHARS,
        OUTLET_NAME,
        check_field_map,
        check_sources,
        make_landing_folder,
    )

    if outlet is not None and not (
        len(outlet) <= OUTLET_CHARS and re.fullmatch(OUTLET_NAME, outlet)
    ):
        raise Usage(f"--outlet takes the name or slug of a newspaper, without / or \\: {outlet!r}")
    check_field_map(field_map)
    if sources is None and "://" not in settings().landing:
        make_landing_folder(settings().landing)
    check_sources(sources or [])


def _tell_by_name(report: Any) -> None:
    """Name what was refused, and the files that hold no page, as far as a person would read on."""
    for message in report.messages[:MOST_NAMED]:
        click.echo(f"refused: {show_line(message)}", err=True)
    if len(report.messages) > MOST_NAMED:
        click.echo(
            f'refused: and {len(report.messages) - MOST_NAMED:,} more; see: tearsheet sql "SELECT '
            f'ref, reason, detail FROM quarantine"',
            err=True,
        )
    skipped = report.landed.skipped_files
    for name in skipped[:MOST_NAMED]:
        click.echo(f"skipped, no page: {show_line(name)}", err=True)
    if len(skipped) > MOST_NAMED:
        click.echo(f"skipped, no page: and {len(skipped) - MOST_NAMED:,} more files", err=True)


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    if not all(pairs) or not all(pairs.values()):
        raise Usage("--map takes FIELD=NAME, such as --map text=article_body")
    return pairs


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise Usage(f"--captured-at takes an ISO 8601 time, not {text!r}") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
