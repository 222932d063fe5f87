"""The verbs that look after an archive. None of them is needed after a crash: the next run continues by itself."""

from __future__ import annotations


import typer

from tearsheet.cli_app import Root, told
from tearsheet.errors import Damage
from tearsheet.settings import settings


@told
def verify(root: Root = None) -> None:
    """Check every stored byte of the newest snapshot and of the raw store against its hash."""
    from tearsheet import maintenance
    from tearsheet.storage import Storage

    found = maintenance.verify(Storage.open(root or settings().root))
    for finding in found:
        typer.echo(f"{finding.path}: {finding.problem}; to heal: {finding.heal}")
    if found:
        raise Damage(f"{len(found)} stored objects are missing or damaged")
    typer.echo("every stored byte matches its hash")


VERBS = (verify,)
