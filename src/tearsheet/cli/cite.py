"""The verbs that make evidence of what was found: citations, and whether they still hold."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tearsheet.cli.app import as_of_option, open_to_write, root_option, verb
from tearsheet.errors import Usage

_FORMS = ("text", "bibtex", "csl-json", "ris")


@verb
@click.argument("article_ids", nargs=-1, metavar="[ARTICLE_ID]...")
@click.option("--query", metavar="SELECT", help="Cite the rows of a query instead, as a data set")
@click.option("--format", "form", type=click.Choice(_FORMS), default="text", help="[default: text]")
@click.option("--archive", "name", metavar="NAME", help="How the archive is called [its root]")
@click.option("--pin", is_flag=True, help="Keep the snapshot from vacuum, so that it stays citable")
@as_of_option
@root_option
def cite(
    article_ids: tuple[str, ...],
    query: str | None,
    form: str,
    name: str | None,
    pin: bool,
    as_of: str | None,
    root: str | None,
) -> None:
    """Cite articles, or the rows of a query: outlet, headline as printed, authors, day with its
    certainty, address, time of capture, hash, archive and snapshot.

    Each citation has an identifier, tearsheet:?…, by which `tearsheet reproduce` tells whether it
    still holds. Ids that resolve do. Without --pin vacuum may let the snapshot go in time.
    """
    from tearsheet import open as open_archive
    from tearsheet.search.citations.citation import Citation, cite_article, cite_rows
    from tearsheet.search.citations.references import FORMS

    if bool(article_ids) == bool(query):
        raise Usage("name articles, or give --query: one of the two")
    archive = open_archive(root, as_of)
    cited: list[Citation] = (
        [cite_rows(archive, query, name)]
        if query
        else [cite_article(archive, one, name) for one in article_ids]
    )
    if pin:
        _keep(archive.root, archive.snapshot.number)
    click.echo(FORMS[form](cited))


def _keep(root: str, number: int) -> None:
    from datetime import UTC, datetime

    from tearsheet.upkeep.vacuum import pin

    pin(open_to_write(root), number, note="cited", now=datetime.now(UTC))


@verb
@click.argument("citation", metavar="CITATION|FILE|-")
@root_option
def reproduce(citation: str, root: str | None) -> None:
    """Does a citation still hold? Says equal, or what differs, or that the text was withdrawn.

    CITATION is one in any form that `tearsheet cite` prints, its identifier alone, a file of them,
    or - for standard input. A snapshot that is not kept is told, and the newest is asked. Exit
    status 1 where one does not hold.
    """
    from tearsheet import open as open_archive
    from tearsheet.plain_text import show_line
    from tearsheet.search.citations.citation import list_identifiers
    from tearsheet.search.citations.reproduce import reproduce as hold_against

    found = list_identifiers(_read(citation))
    differs = False
    for one in found:
        verdict = hold_against(lambda number: open_archive(root, number), one)
        differs |= not verdict.is_equal
        told = "equal" if verdict.is_equal else "differs"
        click.echo(f"{told}, in snapshot {verdict.snapshot}")
        for line in verdict.lines:
            click.echo(f"  {show_line(line)}")
    if differs:
        raise SystemExit(1)


def _read(citation: str) -> str:
    if citation == "-":
        return sys.stdin.read()
    if "tearsheet:" in citation:
        return citation
    if not Path(citation).is_file():
        raise Usage(
            f"{citation}: no file of this name, and no citation, which has a tearsheet:?… in it"
        )
    return Path(citation).read_text(encoding="utf-8")
