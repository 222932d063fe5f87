"""The command line: one function a verb. Prefect is imported only by the verbs that run a flow."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tearsheet import __version__
from tearsheet.cli import upkeep
from tearsheet.cli.app import AsOf, Format, Root, app, run_flow, told
from tearsheet.errors import Usage
from tearsheet.settings import settings


@app.command()
@told
def ingest(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders (walked) or globs: text, HTML, feeds, sitemaps, JSON(L), CSV, Parquet, SGML, WARC, ARC, zip, tar, "
            "compressed or not; told apart by content",
        ),
    ],
    outlet: Annotated[
        str | None,
        typer.Option(
            metavar="SLUG",
            help="The outlet that printed these captures; outranks all other evidence",
        ),
    ] = None,
    captured_at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="When they were captured, for those that don't say themselves (ISO 8601, UTC where no zone is given)",
        ),
    ] = None,
    field_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=NAME",
            help="What a dump calls a field: --map text=article_body, or text=3 for a column without name (repeatable)",
        ),
    ] = None,
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


@app.command()
@told
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
    from tearsheet.stages import summary

    when = _time(captured_at)
    report = run_flow(
        "flows.archive",
        "archive",
        sources=sources,
        root=root or settings().root,
        outlet=outlet,
        captured_at=when,
        field_map=field_map,
    )
    for message in report.messages[:20]:
        typer.echo(f"refused: {message}", err=True)
    if len(report.messages) > 20:
        typer.echo(
            f'refused: and {len(report.messages) - 20:,} more; see: tearsheet sql "SELECT ref, reason, detail FROM quarantine"',
            err=True,
        )
    stays = "" if report.is_published else "nothing new; "
    published = f"{stays}snapshot {report.snapshot.number}{'' if report.is_published else ' stays'}"
    typer.echo(
        "\n".join([*summary.lines(report.counts), f"{published} ({root or settings().root})"])
    )
    if strict and report.refused:
        raise typer.Exit(3)


@app.command()
@told
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
    typer.echo("\n".join(report.lines))
    typer.echo(_derived_again(report))


def _derived_again(report: Any) -> str:
    """The line that a run ends with which derives captures again."""
    published = (
        f"snapshot {report.snapshot.number}"
        if report.is_published
        else f"nothing published; snapshot {report.snapshot.number} stays"
    )
    return f"{report.counts.get('rederived', 0):,} captures derived again; {published}"


@app.command()
@told
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
            typer.echo(f"{slug}: {', '.join([*said.get('names', []), *said.get('hosts', [])])}")
        return
    report = run_flow(
        "flows.archive", "archive", sources=[], root=place, outlets=registry.read_outlets(file)
    )
    typer.echo(_derived_again(report))


@app.command()
@told
def sql(
    query: Annotated[
        str,
        typer.Argument(
            metavar="SELECT",
            help="One SELECT over the archive's tables and views; - reads it from standard input",
        ),
    ],
    as_of: AsOf = None,
    output_format: Annotated[
        Format, typer.Option("--format", help="How the rows are printed")
    ] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write there instead of printing"),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Memory the query may take, such as 4GB [default: $TEARSHEET_SQL_MEMORY, else 2GB]",
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(
            metavar="N", help="Time the query may take [default: $TEARSHEET_SQL_SECONDS, else 60]"
        ),
    ] = None,
    temp: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Disk the query may spill to while it runs, in $TMPDIR [default: $TEARSHEET_SQL_TEMP, else none]",
        ),
    ] = None,
    root: Root = None,
) -> None:
    """Ask the archive. Safe: nothing but its own files can be read, nothing can be written."""
    from tearsheet import open as open_archive
    from tearsheet.query.archive import Spill
    from tearsheet.query.output import write_rows
    from tearsheet.query.watchdog import end_process_after

    asked = sys.stdin.read() if query == "-" else query
    limit, size = seconds or settings().sql_seconds, temp or settings().sql_temp
    archive = open_archive(root, as_of)
    with end_process_after(
        limit + 0.5,
        f"the query took more than {limit:g} s and would not stop; --seconds raises the limit",
    ) as scratch:
        rows = archive.sql(
            asked,
            memory=memory,
            seconds=limit,
            spill=None if size == "none" else Spill(scratch, size),
        )
    write_rows(rows, output_format.value, output)


@app.command()
@told
def show(
    article_id: Annotated[
        str, typer.Argument(help="An article's id, as the views print it; older ids resolve")
    ],
    as_of: AsOf = None,
    root: Root = None,
) -> None:
    """One article: text, date with its evidence, versions, copies, and the raw bytes that it leads
    back to.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.show import article_page

    typer.echo(article_page(open_archive(root, as_of), article_id))


@app.command()
@told
def diff(
    article_id: Annotated[
        str, typer.Argument(help="An article's id, as the views print it; older ids resolve")
    ],
    first: Annotated[
        int | None,
        typer.Argument(metavar="V1", help="A version's number [default: the last but one]"),
    ] = None,
    second: Annotated[
        int | None, typer.Argument(metavar="V2", help="Another's [default: the last]")
    ] = None,
    as_of: AsOf = None,
    root: Root = None,
) -> None:
    """What changed between two versions of an article, word by word."""
    from tearsheet import open as open_archive
    from tearsheet.query.diff import version_diff

    if first is not None and second is None:
        raise Usage("name both versions, or none for the last two")
    versions = None if first is None or second is None else (first, second)
    archive = open_archive(root, as_of)
    if not sys.stdout.isatty():
        typer.echo(version_diff(archive, article_id, versions))
        return
    gone, come = (
        lambda words, c=colour: typer.style(words, fg=c, strikethrough=c == "red")
        for colour in ("red", "green")
    )
    typer.echo(version_diff(archive, article_id, versions, gone=gone, come=come))


@app.command()
@told
def status(
    as_of: AsOf = None,
    output_format: Annotated[Format, typer.Option("--format", help="table or json")] = Format.table,
    root: Root = None,
) -> None:
    """What the archive holds, how it came about, and what an older version of the code derived."""
    import orjson

    from tearsheet import open as open_archive
    from tearsheet.query.show import state

    found = state(open_archive(root, as_of))
    if output_format is Format.json:
        typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        typer.echo(
            "\n".join(
                f"{name.replace('_', ' '):<26}{value:,}"
                if isinstance(value, int)
                else f"{name.replace('_', ' '):<26}{value}"
                for name, value in found.items()
            )
        )


@app.command()
@told
def serve(
    port: Annotated[
        int, typer.Option(help="Port of the local server (unused where PREFECT_API_URL is set)")
    ] = 4200,
    root: Root = None,
) -> None:
    """A local Prefect server with the scheduled deployments: archive every 15 minutes, maintain,
    backfill. Ctrl-C ends it.
    """
    from tearsheet.cli.serve import serve_deployments

    serve_deployments(root=root or settings().root, port=port, say=typer.echo)


for verb in upkeep.VERBS:
    app.command()(verb)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tearsheet {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and exit"
        ),
    ] = False,
) -> None:
    pass


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


def main() -> None:
    """The console script."""
    app()
