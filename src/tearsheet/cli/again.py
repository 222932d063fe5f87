"""The verbs that derive captures again, and that go back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tearsheet.cli.app import open_storage, open_to_write, root_option, run_flow, verb
from tearsheet.errors import Usage
from tearsheet.plain_text import show_line
from tearsheet.settings import settings


@verb
@click.option("--from", "first", metavar="DAY", help="First month or day of capture: YYYY-MM[-DD]")
@click.option("--to", "last", metavar="DAY", help="Last month or day of capture, included")
@click.option(
    "--published", metavar="FROM..TO", help="Captures of articles published in these days or months"
)
@click.option("--outlet", "outlets", metavar="SLUG", multiple=True, help="Only this (repeatable)")
@click.option("--undated", is_flag=True, help="Also captures whose time is unknown")
@click.option("--stale", is_flag=True, help="Only what other code than today's derived")
@click.option(
    "--reason",
    metavar="REASON",
    help="Refusals for this reason, such as internal_error, and no captures",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Print what would change, write it as Parquet, and publish nothing",
)
@click.option(
    "--max-lost",
    metavar="N|N%",
    help="Stop before more articles are lost: 12, or 1%",
)
@click.option("--anew", is_flag=True, help="Don't go on where the last one of this scope was ended")
@root_option
def backfill(outlets: tuple[str, ...], root: str | None, **named: Any) -> None:
    """Derive captures again from their raw bytes with today's code, in portions that are published
    one by one, and print what changed. What is named has to hold together.

    One that was ended midway goes on with the rest when it is called again.
    """
    from tearsheet.store import snapshots
    from tearsheet.store.roots import check_root
    from tearsheet.store.tables import Storage
    from tearsheet.upkeep.preview import Budget
    from tearsheet.upkeep.scope import Scope, check_scope
    from tearsheet.upkeep.spans import read_range, read_span

    place = root or settings().root
    read_span(named["first"], named["last"])
    read_range(named["published"])
    if named["max_lost"]:
        Budget.read(named["max_lost"])
    aside = ("dry_run", "max_lost", "anew")
    if not outlets and not any(value for name, value in named.items() if name not in aside):
        raise Usage(
            "a backfill needs to know what: --from and --to, --published, --outlet, --undated, "
            "--stale or --reason"
        )
    check_root(place)
    storage = Storage.open(place)
    newest = snapshots.find_snapshot(storage.objects, None)
    check_scope(storage, newest, Scope(outlets=outlets, reason=named["reason"]))
    report = run_flow(
        "flows.backfill",
        "backfill",
        says=f"deriving again what {place} holds of this…",
        outlets=list(outlets),
        root=place,
        **named,
    )
    click.echo("\n".join(map(show_line, report.lines)))
    if report.preview:
        click.echo(f"rows: {show_line(report.preview)}")
    click.echo(_last_line(report))


@verb
@click.argument("file", type=click.Path(path_type=Path), required=False)
@root_option
def outlets(file: Path | None, root: str | None) -> None:
    """Declare which names and hosts are one outlet, in place of the declaration before; without a
    file, print it.

    FILE is TOML: a table [slug] an outlet, with names = [...] and hosts = [...].
    """
    from tearsheet.store import outlets as registry

    if file is None:
        declared = sorted(registry.declared_outlets(open_storage(root).objects).items())
        for slug, said in declared:
            named = ", ".join([*said.get("names", []), *said.get("hosts", [])])
            click.echo(show_line(f"{slug}: {named}"))
        if not declared:
            click.echo("no outlets are declared", err=True)
        return
    report = run_flow(
        "flows.archive",
        "archive",
        sources=[],
        root=root or settings().root,
        outlets=registry.read_outlets(file),
    )
    click.echo(_last_line(report))


def _last_line(report: Any) -> str:
    from tearsheet.stages.summary import last_line

    return last_line(report.counts, report.snapshot.number, is_published=report.is_published)


@verb
@click.argument("snapshot", type=click.IntRange(min=1))
@root_option
def rollback(snapshot: int, root: str | None) -> None:
    """Publish an earlier snapshot once more, as the newest. Nothing is removed, and what was
    captured since is new again when it is ingested.
    """
    from tearsheet.store.runs import record_run
    from tearsheet.upkeep.rollback import roll_back

    storage = open_to_write(root)
    with record_run(storage, "rollback", {"snapshot": snapshot}) as run:
        made = roll_back(storage, snapshot, run=run, now=datetime.now(UTC))
        run.published = made.number if made.run_id == run.run_id else None
    said = f"snapshot {made.number} holds what snapshot {snapshot} does"
    click.echo(said if run.published else f"nothing to do: {said}")
