"""The verb that takes articles along."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tearsheet.cli.app import as_of_option, notes_option, root_option, verb
from tearsheet.errors import Usage
from tearsheet.plain_text import amount, show_line

if TYPE_CHECKING:
    from tearsheet.export.job import Exported

_FORMS = (
    "jsonl", "datatrove", "dolma", "parquet", "csv", "xlsx", "warc", "wacz", "delta", "iceberg"
)  # fmt: skip


@verb
@click.argument("what", metavar="SELECT|ID...", nargs=-1, required=True)
@click.option(
    "--to",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR|FILE",
    help="Where it goes: a folder with its rows in data/, or one file",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(_FORMS),
    required=True,
    help="jsonl: the query's columns; datatrove, dolma: documents as these lay them out; warc, "
    "wacz: the raw captures; delta, iceberg: tables, of the extras of these names",
)
@click.option(
    "--preset",
    "presets",
    multiple=True,
    type=click.Choice(("gopher-like", "c4-like")),
    help="Leave out texts that break its rules (docs/export.md); may be given again",
)
@click.option(
    "--language", "languages", multiple=True, metavar="TAG", help="Only these; may be given again"
)
@click.option(
    "--licence",
    "licences",
    multiple=True,
    metavar="PATTERN",
    help="Only articles whose licence is like one of these, % standing for anything",
)
@click.option("--one-a-story", is_flag=True, help="Of copies only the first published")
@click.option("--with-copies", is_flag=True, help="All articles of their stories too")
@click.option(
    "--compression",
    type=click.Choice(("gzip", "zstd", "none")),
    default="gzip",
    show_default=True,
    help="Of JSON lines in a folder; of one file its ending says it",
)
@click.option(
    "--shard-size",
    default="256MB",
    show_default=True,
    metavar="SIZE",
    help="A new file of JSON lines or WARC begins at this size",
)
@click.option("--force", is_flag=True, help="Replace an export that is there")
@click.option("--raw-cells", is_flag=True, help="As of tearsheet sql")
@click.option(
    "--memory", metavar="SIZE", help="Memory it may take [default: $TEARSHEET_SQL_MEMORY, else 2GB]"
)
@click.option(
    "--seconds",
    type=float,
    default=3600.0,
    show_default=True,
    metavar="N",
    help="Time the query may take",
)
@as_of_option
@notes_option
@root_option
def export(
    what: tuple[str, ...],
    root: str | None,
    as_of: str | None,
    notes: str | None,
    **options: Any,
) -> None:
    """Take articles along, in a form that other tools read, with a manifest of what was taken.

    SELECT is one query as `tearsheet sql` takes it; it has to give article_id, for WARC and WACZ
    this or capture_id. ID is that of an article, which is that of its story too. - reads either
    from standard input.
    """
    from tearsheet import open as open_archive
    from tearsheet.export.job import Order, run_export
    from tearsheet.export.presets import rules_of
    from tearsheet.query.limits import Limits, size_bytes

    query, ids = _asked(what)
    rules = rules_of(options.pop("presets"), options.pop("languages"), options.pop("licences"))
    limits = Limits.with_defaults(options.pop("memory"), options.pop("seconds"))
    size = size_bytes(options.pop("shard_size"), "--shard-size")
    order = Order(
        query=query, ids=ids, rules=tuple(rules), limits=limits, shard_bytes=size, **options
    )
    made = run_export(open_archive(root, as_of, notes), order, now=datetime.now(UTC))
    click.echo("\n".join(map(show_line, _account(order.to, made))))


def _asked(what: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """(the query, the ids): one of them. Raises Usage where both are given."""
    words = sys.stdin.read().strip() if what == ("-",) else " ".join(what).strip()
    first = words.split(maxsplit=1)[0].lower() if words else ""
    if not words:
        raise Usage("name a query or ids")
    if first in ("select", "with", "from") or first.startswith(("(", "--", "/*")):
        return words, ()
    ids = tuple(words.split())
    if strange := next((i for i in ids if not i.isalnum()), None):
        raise Usage(f"{strange!r} is no id and begins no SELECT")
    return None, ids


def _account(to: Path, made: Exported) -> list[str]:
    """What is told of an export: rows and files, what each rule removed, and what is unknown."""
    said = made.manifest
    size = sum(file["bytes"] for file in said["files"])
    lines = [
        f"{amount(said['rows'], 'row')} of {amount(said['ids'], 'id')}, "
        f"{amount(len(said['files']), 'file')}, {amount(size, 'byte')}: {to}"
    ]
    lines += [f"{r['removed']:>10,}  left out by {r['name']}: {r['says']}" for r in said["rules"]]
    lines += [f"{count:>10,}  left out: {why}" for why, count in said["left_out"].items()]
    if unknown := said["licences"].get("unknown"):
        lines.append(f"{unknown:>10,}  state no licence")
    if not made.is_noted:
        lines.append("the archive's root cannot be written to: this export is not noted there")
    return lines
