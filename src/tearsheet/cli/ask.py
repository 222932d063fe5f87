"""The verbs that ask an archive. None of them writes, and none needs Prefect."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tearsheet.cli.app import AsOf, Format, Root, tell_errors
from tearsheet.errors import Usage
from tearsheet.settings import settings

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

Memory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="Memory the query may take, such as 4GB [default: $TEARSHEET_SQL_MEMORY, else 2GB]",
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        metavar="N", help="Time the query may take [default: $TEARSHEET_SQL_SECONDS, else 60]"
    ),
]
Temp = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="Disk the query may spill to while it runs, in $TMPDIR [default: "
        "$TEARSHEET_SQL_TEMP, else none]",
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write there instead of printing: .csv, .json, .ndjson, .parquet or .xlsx",
    ),
]


RowFormat = Annotated[
    Format | None,
    typer.Option(
        "--format", help="How the rows are printed [default: as the file's ending says, else table]"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Write the file anew where it exists")]
RawCells = Annotated[
    bool,
    typer.Option(
        "--raw-cells",
        help="Leave cells of csv and xlsx as they are that a spreadsheet takes for formulas "
        "[default: an apostrophe is put before them]",
    ),
]
Query = Annotated[
    str,
    typer.Argument(
        metavar="SELECT",
        help="One SELECT over the archive's tables and views; - reads it from standard input",
    ),
]


@tell_errors
def sql(
    query: Query,
    as_of: AsOf = None,
    output_format: RowFormat = None,
    output: Output = None,
    force: Force = False,
    raw_cells: RawCells = False,
    memory: Memory = None,
    seconds: Seconds = None,
    temp: Temp = None,
    root: Root = None,
) -> None:
    """Ask the archive. Safe: nothing but its own files can be read, nothing can be written."""
    from tearsheet.query.limits import Limits, Spill, too_long, too_much
    from tearsheet.query.watchdog import divide

    asked = sys.stdin.read() if query == "-" else query
    limits = Limits.with_defaults(memory, seconds)
    disk = temp or settings().sql_temp
    size = None if disk == "none" else disk
    apart = divide(
        limits.seconds, too_long=too_long(limits.seconds), too_much=too_much(limits.memory, size)
    )
    limits = replace(limits, spill=Spill(apart.spill, size) if size else None)
    from tearsheet import open as open_archive
    from tearsheet.query.output import READ, check_target, choose_format, write_result

    form = choose_format(output_format.value if output_format else None, output)
    archive = open_archive(root, as_of)
    if output is not None:
        check_target(output, archive.objects.folder, force=force)
    with limits.sentences():
        with apart.timed():
            rows = (archive.rows if form in READ else archive.frame)(asked, limits, alone=True)
        write_result(rows, form, output, raw_cells=raw_cells, force=force)


@tell_errors
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


@tell_errors
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


@tell_errors
def status(
    as_of: AsOf = None,
    inputs: Annotated[
        bool,
        typer.Option(
            "--inputs",
            help="Instead, what became of each file given to each run, the newest run first",
        ),
    ] = False,
    output_format: Annotated[
        Format, typer.Option("--format", help="table, json, or with --inputs vertical")
    ] = Format.table,
    root: Root = None,
) -> None:
    """What the archive holds, how it came about, and what an older version of the code derived."""
    import orjson

    from tearsheet import open as open_archive
    from tearsheet.query.show import state

    if inputs:
        _print_inputs(open_archive(root, as_of), output_format.value)
        return
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


def _print_inputs(archive: Archive, form: str) -> None:
    from tearsheet.query.output import write_result
    from tearsheet.query.show import MOST_INPUTS, inputs

    if form == "json":
        everything = "SELECT * FROM inputs ORDER BY run_id DESC, input_no"
        write_result(archive.sql(everything), form, None)
        return
    rows = inputs(archive)
    write_result(rows, form, None)
    if len(rows.rows) == MOST_INPUTS:
        typer.echo('there may be more: tearsheet sql "SELECT * FROM inputs"')


VERBS = (sql, show, diff, status)
