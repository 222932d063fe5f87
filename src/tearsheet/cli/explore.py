"""The verb that shows an archive as pages."""

from __future__ import annotations

from pathlib import Path

import click

from tearsheet.cli.app import as_of_option, root_option, verb
from tearsheet.errors import Usage
from tearsheet.plain_text import amount
from tearsheet.settings import settings

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@verb
@as_of_option
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="[default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), default=8711, help="[default: 8711]")
@click.option("--prefix", default="", metavar="PATH", help="The path below which a proxy has them")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="A name, beside this machine's own, under which they may be asked for: a proxy's. May be "
    "given again",
)
@click.option("--token", metavar="TEXT", help="Show them to whoever has this token alone")
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Instead, write pages as files that open from a disk: of --outlet or of --query",
)
@click.option("--outlet", metavar="SLUG", help="With --export: an outlet and its articles")
@click.option(
    "--query",
    metavar="SELECT",
    help="With --export: the articles that this names, in its column article_id",
)
@root_option
def explore(
    as_of: str | None,
    host: str,
    port: int,
    prefix: str,
    allow_host: tuple[str, ...],
    token: str | None,
    folder: Path | None,
    outlet: str | None,
    query: str | None,
    root: str | None,
) -> None:
    """Look at the archive in a browser: overview, search, articles, changes. Nothing is written
    but the index of words that search makes, and nothing is fetched from elsewhere.

    Only this machine is served unless --host says otherwise, which needs a --token.
    """
    import uvicorn

    from tearsheet.explore.app import create_app
    from tearsheet.search.archive import SearchableArchive

    if folder is not None or outlet or query:
        _write(folder, as_of=as_of, outlet=outlet, query=query, root=root or settings().root)
        return
    if host not in _LOOPBACK and not token:
        raise Usage(f"--host {host} lets other machines in: give a --token, too")
    place = root or settings().root
    SearchableArchive(place, as_of)  # says so now where there is none
    app = create_app(place, as_of=as_of, prefix=prefix, token=token, hosts=(host, *allow_host))
    shown = f"[{host}]" if ":" in host else host
    query = f"?token={token}" if token else ""
    click.echo(f"http://{shown}:{port}/{prefix.strip('/')}{query}  (Ctrl-C ends it)", err=True)
    uvicorn.run(
        app, host=host, port=port, log_level="warning", access_log=False, server_header=False
    )


def _write(
    folder: Path | None, *, as_of: str | None, outlet: str | None, query: str | None, root: str
) -> None:
    """Write pages as files, and say how many."""
    from tearsheet.explore.app import open_site
    from tearsheet.explore.folder import write_pages

    if folder is None:
        raise Usage("--outlet and --query say what --export writes: name its folder, too")
    with open_site(root, as_of=as_of) as site:
        count = write_pages(folder, site, outlet=outlet, query=query)
    click.echo(f"{amount(count, 'page')} in {folder}: open {folder / 'index.html'}")
