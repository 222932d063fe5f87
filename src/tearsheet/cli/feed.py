"""The verb that writes a query's rows as a feed."""

from __future__ import annotations

from pathlib import Path

import click

from tearsheet.cli.app import root_option, verb
from tearsheet.plain_text import amount, show_line


@verb
@click.argument("query", metavar="SELECT")
@click.option(
    "--to",
    "file",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where it goes; a feed that is there is replaced",
)
@click.option("--title", default="Tearsheet", show_default=True, help="The title of the feed")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="The newest entries alone",
)
@root_option
def feed(query: str, file: Path, title: str, limit: int, root: str | None) -> None:
    """Write what a query gives as an Atom feed: new articles, versions, or whatever it tells.

    SELECT is one as `tearsheet sql` takes it; it gives article_id, revision_id or id, by which an
    entry is known. What it gives besides of title, url, updated, published_on, author and summary
    stands in the entry; of articles the archive says the rest.
    """
    from tearsheet import open as open_archive
    from tearsheet.export.feed import Feed, write_feed
    from tearsheet.query.limits import Limits

    made = Feed(query, file, title, limit)
    count = write_feed(open_archive(root), made, Limits.with_defaults())
    click.echo(show_line(f"{amount(count, 'entry', 'entries')}: {file}"))
