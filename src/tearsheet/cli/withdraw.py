"""The verb that takes a text out of an archive for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tearsheet.cli.app import open_storage, root_option, verb
from tearsheet.errors import Usage
from tearsheet.plain_text import amount, show_line

if TYPE_CHECKING:
    from tearsheet.upkeep.withdraw import Withdrawn


@verb
@click.argument("article_id")
@click.option("--reason", required=True, metavar="TEXT", help="Why; the tombstone keeps it")
@click.option(
    "--raw", is_flag=True, help="Blank its raw bytes too, in the containers where they stand"
)
@root_option
def withdraw(article_id: str, reason: str, raw: bool, root: str | None) -> None:
    """Take an article out of every kept snapshot, pinned ones too, and out of the index; what it
    was captured from is refused from now on. Its raw bytes stay unless --raw is given.

    ARTICLE_ID is as the views print it. A tombstone with hashes and the reason stays. What was
    ended midway goes on where the same is asked for again.
    """
    from flows.plain import withdraw as take_out
    from tearsheet.store.roots import check_root

    if not reason.strip():
        raise Usage("--reason is empty: the tombstone keeps it")
    place = open_storage(root).objects.root
    check_root(place)
    done = take_out(place, article_id, reason.strip(), raw=raw)
    click.echo("\n".join(map(show_line, _account(done))))


def _account(done: Withdrawn) -> list[str]:
    """What was done, and what still holds the text."""
    captures = sum(len(stone.capture_ids) for stone in done.stones.values())
    numbers = ", ".join(map(str, done.numbers)) or "none that held it"
    lines = [f"{amount(captures, 'capture')} withdrawn; snapshots issued again: {numbers}"]
    lines += [f"tombstone: {path}" for path in done.stones]
    lines += _of_raw(done)
    lines += [f"it was printed too: {i} ({outlet}, {how})" for i, outlet, how in done.copies]
    lines += [
        f"an export holds it: {export['to']} ({export['format']}, {str(export['made_at'])[:10]})"
        for export in done.exports
    ]
    return lines


def _of_raw(done: Withdrawn) -> list[str]:
    """What became of the raw bytes."""
    if done.blanked is None:
        return ["its raw bytes remain, in containers that no table names: --raw blanks them"]
    lines = [f"{amount(done.blanked.places, 'place')} of raw bytes blanked"]
    return lines + [f"raw bytes remain in {path}: {why}" for path, why in done.blanked.left]
