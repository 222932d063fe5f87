"""The verbs that find articles: by words, and by a text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from tearsheet.cli.app import as_of_option, root_option, verb
from tearsheet.errors import Usage

T = TypeVar("T", bound=Callable[..., Any])
_FORMATS = ("text", "csv", "json", "ndjson", "parquet", "xlsx")


def _filter(name: str, metavar: str, text: str) -> Callable[[T], T]:
    return click.option(f"--{name}", multiple=True, metavar=metavar, help=text)


@verb
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@_filter("outlet", "SLUG", "Only of this outlet; may be given again, as the next three")
@_filter("language", "CODE", "Only in this language, such as en")
@_filter("kind", "KIND", "Only what is this in its story: lead, identical, reprint, excerpt, …")
@_filter("story", "ID", "Only of this story")
@click.option("--published", metavar="PERIOD", help="A day, month or year, or 2026-01..2026-03-08")
@click.option("--from", "first", metavar="DAY", help="Published on this day or later")
@click.option("--to", "last", metavar="DAY", help="Published on this day or earlier")
@click.option("--captured", metavar="PERIOD", help="Captured then, or before and after")
@click.option(
    "--rank",
    type=click.Choice(("score", "date")),
    default="score",
    help="Best first, or newest first [default: score]",
)
@click.option("--copies", is_flag=True, help="Every article [default: the best one of each story]")
@click.option("--facets", is_flag=True, help="Count hits by outlet, language, kind and month")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=10, metavar="N", help="[default: 10]"
)
@click.option("--offset", type=click.IntRange(0), default=0, metavar="N", help="Leave out so many")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="[default: text]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there")
@as_of_option
@root_option
def search(
    words: tuple[str, ...],
    published: str | None,
    first: str | None,
    last: str | None,
    form: str | None,
    output: Path | None,
    as_of: str | None,
    root: str | None,
    **options: Any,
) -> None:
    """Find articles by their words, whatever their case, marks and endings.

    WORDS must all be there. OR between them asks for either, NOT or - before one for articles
    without it, brackets group. "…" are exactly these words in this order, "…"~3 any forms of them
    with at most three words between, harb* words that begin so. What a sign ties, as in covid-19,
    stands side by side. title: and byline: look there. Put -- before words that begin with -.

    The first search makes an index, under the archive's search/, and later ones add to it.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.output import check_target, choose_format, write_rows
    from tearsheet.query.source import source_of
    from tearsheet.search.report import report

    if published and (first or last):
        raise Usage("--published says what --from and --to say: give one of them")
    period = f"{first or ''}..{last or ''}" if first or last else published
    kind = choose_format(None if form == "text" else form, output)
    archive = open_archive(root, as_of)
    if output is not None:
        check_target(output, archive.objects.folder, force=False)
    one = not options.pop("copies")
    found = archive.search(" ".join(words), one_a_story=one, published=period, **options)
    if kind != "table":
        write_rows(found.frame(), kind, output, source=source_of(archive))
        return
    lit = ("\x1b[1;33m", "\x1b[0m") if sys.stdout.isatty() else ("**", "**")
    click.echo(report(found, first=options["offset"] + 1, begin=lit[0], end=lit[1]))


@verb
@click.argument("file", metavar="FILE|-", type=click.File("rb"))
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=20, metavar="N", help="[default: 20]"
)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="[default: text]")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write there")
@as_of_option
@root_option
def match(
    file: BinaryIO,
    limit: int,
    form: str | None,
    output: Path | None,
    as_of: str | None,
    root: str | None,
) -> None:
    """Is this text in the archive? The versions that print it, hold it, are a part of it, or fill
    the same template otherwise, with what says so.

    FILE is plain text in UTF-8; - reads standard input. A text is told by its words, whatever their
    case and punctuation. Exit status 1 where nothing has anything of it.
    """
    from tearsheet import open as open_archive
    from tearsheet.query.output import check_target, choose_format, write_rows
    from tearsheet.query.source import source_of
    from tearsheet.search.match import frame_of, match_text
    from tearsheet.search.report import likenesses

    text = file.read().decode("utf-8", "replace")
    kind = choose_format(None if form == "text" else form, output)
    archive = open_archive(root, as_of)
    if output is not None:
        check_target(output, archive.objects.folder, force=False)
    found = match_text(archive, text)
    if kind == "table":
        click.echo(likenesses(found[:limit], len(found)))
    else:
        write_rows(frame_of(found[:limit]), kind, output, source=source_of(archive))
    if not found:
        raise SystemExit(1)
