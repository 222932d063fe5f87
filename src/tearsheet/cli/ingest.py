"""The verbs that put captures into an archive or derive them again. Each runs a flow."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tearsheet.cli.app import Root, run_flow, tell_errors
from tearsheet.errors import Usage
from tearsheet.plain_text import show_line
from tearsheet.settings import settings

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Files, folders (walked) or globs: text, HTML, MHTML, mail, feeds, sitemaps, "
        "JSON(L), CSV, Parquet, SGML, WARC, ARC, zip, tar, "
        "compressed or not; told apart by content",
    ),
]
CapturedAt = Annotated[
    str | None,
    typer.Option(
        metavar="TIME",
        help="When they were captured, for those that don't say themselves (ISO 8601, UTC "
        "where no zone is given)",
    ),
]
FieldMap = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=NAME",
        help="What a dump calls a field: --map text=article_body, title=headline.main for one "
        "inside an object, or text=3 for a column without name (repeatable)",
    ),
]
#: So many refused inputs, and so many skipped files, are named on a terminal.
MOST_NAMED = 20


@tell_errors
def ingest(
    sources: Sources,
    outlet: Annotated[
        str | None,
        typer.Option(
            metavar="SLUG",
            help="The outlet that printed these captures; outranks all other evidence",
        ),
    ] = None,
    captured_at: CapturedAt = None,
    field_map: FieldMap = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 where any input was refused")
    ] = False,
    root: Root = None,
) -> None:
    """Land and archive captures. What the archive holds already is counted and changes nothing."""
    _archive(
        sources,
        outlet=outlet,
        captured_at=captured_at,
        field_map=_pairs(field_map or []),
        strict=strict,
        root=root,
    )


@tell_errors
def run(
    root: Root = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 where any input was refused")
    ] = False,
) -> None:
    """Archive what is new in the landing folder ($TEARSHEET_LANDING, else data/landing): what the
    schedule runs.
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
    from tearsheet.landing.sources import check_sources
    from tearsheet.stages import summary
    from transforms.captures import unmapped

    when = _time(captured_at)
    check_sources(sources or [])
    report = run_flow(
        "flows.archive",
        "archive",
        sources=sources,
        root=root or settings().root,
        outlet=outlet,
        captured_at=when,
        field_map=field_map,
    )
    _tell_by_name(report)
    stays = "" if report.is_published else "nothing new; "
    published = f"{stays}snapshot {report.snapshot.number}{'' if report.is_published else ' stays'}"
    typer.echo(
        "\n".join([*summary.lines(report.counts), f"{published} ({root or settings().root})"])
    )
    for message in [m for m in report.messages if f": {unmapped.REASON}: " in m][:MOST_NAMED]:
        typer.echo(show_line(message))
    if strict and report.refused:
        raise typer.Exit(3)


def _tell_by_name(report: Any) -> None:
    """Name what was refused, and the files that hold no page, as far as a person would read on."""
    for message in report.messages[:MOST_NAMED]:
        typer.echo(f"refused: {show_line(message)}", err=True)
    if len(report.messages) > MOST_NAMED:
        typer.echo(
            f'refused: and {len(report.messages) - MOST_NAMED:,} more; see: tearsheet sql "SELECT '
            f'ref, reason, detail FROM quarantine"',
            err=True,
        )
    skipped = report.landed.skipped_files
    for name in skipped[:MOST_NAMED]:
        typer.echo(f"skipped, no page: {show_line(name)}", err=True)
    if len(skipped) > MOST_NAMED:
        typer.echo(f"skipped, no page: and {len(skipped) - MOST_NAMED:,} more files", err=True)


@tell_errors
def backfill(
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="YYYY-MM", help="First month of capture to derive again"),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="YYYY-MM", help="Last month of capture to derive again"),
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="SLUG", help="Only this outlet")] = None,
    undated: Annotated[
        bool, typer.Option("--undated", help="Also captures whose time is unknown")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would change and publish nothing")
    ] = False,
    root: Root = None,
) -> None:
    """Derive captures again from their raw bytes with today's code, in one snapshot, and print what
    changed.
    """
    report = run_flow(
        "flows.backfill",
        "backfill",
        first_month=first,
        last_month=last,
        outlet=outlet,
        undated=undated,
        dry_run=dry_run,
        root=root or settings().root,
    )
    typer.echo("\n".join(map(show_line, report.lines)))
    typer.echo(_derived_again(report))


@tell_errors
def outlets(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="TOML: a table [slug] an outlet, with names = [...] and hosts = [...]",
        ),
    ] = None,
    root: Root = None,
) -> None:
    """Declare which names and hosts are one outlet, in place of what was declared before; without a
    file print that.
    """
    from tearsheet.store import outlets as registry
    from tearsheet.store.tables import Storage

    place = root or settings().root
    if file is None:
        for slug, said in sorted(registry.declared_outlets(Storage.open(place).objects).items()):
            named = ", ".join([*said.get("names", []), *said.get("hosts", [])])
            typer.echo(show_line(f"{slug}: {named}"))
        return
    report = run_flow(
        "flows.archive", "archive", sources=[], root=place, outlets=registry.read_outlets(file)
    )
    typer.echo(_derived_again(report))


def _derived_again(report: Any) -> str:
    """The line that a run ends with which derives captures again."""
    published = (
        f"snapshot {report.snapshot.number}"
        if report.is_published
        else f"nothing published; snapshot {report.snapshot.number} stays"
    )
    return f"{report.counts.get('rederived', 0):,} captures derived again; {published}"


def _pairs(texts: list[str]) -> dict[str, str]:
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


VERBS = (ingest, run, backfill, outlets)
