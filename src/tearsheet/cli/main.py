"""The command line. Prefect is imported only by the verbs that run a flow."""

from __future__ import annotations

from typing import Annotated

import typer

from tearsheet import __version__
from tearsheet.cli import ask, ingest, upkeep
from tearsheet.cli.app import Root, app, tell_errors
from tearsheet.settings import settings


@tell_errors
def serve(
    port: Annotated[
        int,
        typer.Option(
            help="Port of the local server (unused where PREFECT_API_URL is set or one runs)"
        ),
    ] = 4200,
    root: Root = None,
) -> None:
    """A local Prefect server with the scheduled deployments: archive every 15 minutes, maintain,
    backfill. Only this account can use it: the file that is named at its start has what its pages
    ask for. Ctrl-C ends it.
    """
    from tearsheet.cli.serve import serve_deployments

    serve_deployments(root=root or settings().root, port=port, say=typer.echo)


for verb in (*ingest.VERBS, *ask.VERBS, serve, *upkeep.VERBS):
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


def main() -> None:
    """The console script."""
    app()
