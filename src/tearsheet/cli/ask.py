"""The verbs that ask an archive. None of them writes, and none needs Prefect."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tearsheet.cli.app import FORMATS, as_of_option, notes_option, root_option, verb
from tearsheet.errors import Usage
from tearsheet.settings import settings

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive


@verb
@click.argument("query", metavar="SELECT")
@as_of_option
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    help="How the rows are printed [default: as the file's ending says, else table]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write there instead of printing: .csv, .json, .ndjson, .parquet or .xlsx",
)
@click.option("--force", is_flag=True, help="Write the file anew where it exists")
@click.option(
    "--raw-cells",
    is_flag=True,
    help="Leave cells of csv and xlsx as they are that a spreadsheet takes for formulas "
    "[default: an apostrophe is put before them]",
)
@click.option(
    "--with-snapshot",
    is_flag=True,
    help="Put the number of the snapshot in front of each row; files of Parquet and xlsx say it in "
    "their metadata anyway",
)
@click.option(
    "--memory",
    metavar="SIZE",
    help="Memory the query may take, such as 4GB [default: $TEARSHEET_SQL_MEMORY, else 2GB]",
)
@click.option(
    "--seconds",
    type=float,
    metavar="N",
    help="Time the query may take [default: $TEARSHEET_SQL_SECONDS, else 60]",
)
@click.option(
    "--temp",
    metavar="SIZE",
    help="Disk the query may spill to while it runs, in $TMPDIR [default: "
    "$TEARSHEET_SQL_TEMP, else none]",
)
@notes_option
@root_option
def sql(
    query: str,
    as_of: str | None,
    output_format: str | None,
    output: Path | None,
    force: bool,
    raw_cells: bool,
    with_snapshot: bool,
    memory: str | None,
    seconds: float | None,
    temp: str | None,
    notes: str | None,
    root: str | None,
) -> None:
    """Ask the archive in SQL. Safe: nothing but its own files can be read, nothing can be written.

    SELECT is one over the archive's tables and views; - reads it from standard input.
    """
    from tearsheet.query.limits import Limits, Spill, too_long, too_much
    from tearsheet.query.watchdog import divide

    asked = sys.stdin.read() if query == "-" else query
    limits = Limits.with_defaults(memory, seconds)
    size = None if (disk := temp or settings().sql_temp) == "none" else disk
    long, much = too_long(limits.seconds), too_much(limits.memory, size)
    apart = divide(limits.seconds, too_long=long, too_much=much)
    limits = replace(limits, spill=Spill(apart.spill, size) if size else None)
    from tearsheet import open as open_archive
    from tearsheet.query.output import READ, check_target, choose_format, write_result
    from tearsheet.query.source import source_of

    form, archive = choose_format(output_format, output), open_archive(root, as_of, notes)
    source = source_of(archive)
    if output is not None:
        check_target(output, archive.objects.folder, force=force)
    with limits.sentences():
        with apart.timed():
            rows = (archive.rows if form in READ else archive.frame)(asked, limits, alone=True)
        rows = source.in_rows(rows) if with_snapshot else rows
        write_result(rows, form, output, raw_cells=raw_cells, force=force, source=source)


@verb
@as_of_option
@root_option
def tables(as_of: str | None, root: str | None) -> None:
    """What there is to ask: tables, views and macros, a line each, with the rows of tables."""
    from tearsheet import open as open_archive
    from tearsheet.query.output import write_text

    write_text(open_archive(root, as_of).rows("SHOW TABLES"), "table", None)


@verb
@click.argument("name")
@as_of_option
@root_option
def describe(name: str, as_of: str | None, root: str | None) -> None:
    """The columns of a table, view or macro, and what each of them means.

    NAME is as `tearsheet tables` prints it.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.contract.catalog import describe_sql
    from tearsheet.query.contract.document import entries
    from tearsheet.query.output import write_text

    query = describe_sql(name.lower())
    entry = entries()[name.lower()]
    click.echo("\n".join(filter(None, (f"{entry.kind} {entry.name}: {entry.about}", entry.call))))
    write_text(open_archive(root, as_of).rows(query), "table", None)


@verb
@as_of_option
@notes_option
@root_option
def shell(as_of: str | None, notes: str | None, root: str | None) -> None:
    """Ask one SELECT after the other, each guarded as `sql` is, of the snapshot that is the newest
    at the start. With a history, and names completed by Tab.
    """
    from tearsheet import open as open_archive
    from tearsheet.cli.shell import Shell, read_lines

    archive = open_archive(root, as_of)
    Shell(archive.root, archive.snapshot.number, notes).run(read_lines())


@verb
@click.argument("article_id")
@as_of_option
@root_option
def show(article_id: str, as_of: str | None, root: str | None) -> None:
    """One article: text, date with its evidence, versions, copies, and the raw bytes that it leads
    back to.

    ARTICLE_ID is as the views print it; older ids resolve.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.show import article_page
    from tearsheet.takedown.tombstones import find_tombstones

    archive = open_archive(root, as_of)
    try:
        click.echo(article_page(archive, article_id))
    except Usage:
        for stone in find_tombstones(archive.objects, {article_id.strip().lower()}).values():
            said = f"{article_id} was withdrawn on {stone.withdrawn_at[:10]}: {stone.reason}"
            raise Usage(said) from None
        raise


@verb
@click.argument("article_id")
@click.argument("first", metavar="[V1]", type=int, required=False)
@click.argument("second", metavar="[V2]", type=int, required=False)
@as_of_option
@root_option
def diff(
    article_id: str, first: int | None, second: int | None, as_of: str | None, root: str | None
) -> None:
    """What changed between two versions of an article, word by word.

    ARTICLE_ID is as the views print it; older ids resolve. V1 and V2 are versions' numbers: the
    last two where none are given.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.diff import version_diff

    if first is not None and second is None:
        raise Usage("name both versions, or none for the last two")
    versions = None if first is None or second is None else (first, second)
    archive = open_archive(root, as_of)
    if not sys.stdout.isatty():
        click.echo(version_diff(archive, article_id, versions))
        return
    gone, come = (
        lambda words, c=colour: click.style(words, fg=c, strikethrough=c == "red")
        for colour in ("red", "green")
    )
    click.echo(version_diff(archive, article_id, versions, gone=gone, come=come))


@verb
@as_of_option
@click.option(
    "--inputs",
    is_flag=True,
    help="Instead, what became of each file given to each run, the newest run first",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("table", "vertical", "json")),
    default="table",
    help="How it is printed [default: table]",
)
@root_option
def status(as_of: str | None, inputs: bool, output_format: str, root: str | None) -> None:
    """What the archive holds, how it came about, and what an older version of the code derived."""
    import orjson

    from tearsheet import open as open_archive
    from tearsheet.query.show import state

    if inputs:
        _print_inputs(open_archive(root, as_of), output_format)
        return
    found = state(open_archive(root, as_of))
    if output_format == "json":
        click.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    else:
        click.echo(
            "\n".join(
                f"{name.replace('_', ' '):<26}{value:,}"
                if isinstance(value, int)
                else f"{name.replace('_', ' '):<26}{'unknown' if value is None else value}"
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
        click.echo('there may be more: tearsheet sql "SELECT * FROM inputs"')
