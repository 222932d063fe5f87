"""The verbs that look after an archive. None of them is needed after a crash: the next run
continues by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tearsheet.cli.app import open_storage, open_to_write, root_option, run_flow, verb
from tearsheet.errors import Damage, Usage
from tearsheet.plain_text import amount, show_line
from tearsheet.settings import settings


@verb
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=4200,
    show_default=True,
    help="Port of the local server (unused where PREFECT_API_URL is set)",
)
@click.option(
    "--notify",
    metavar="TYPE/NAME",
    help="Tell this block of the server (slack-webhook/ops) of failures, silence and alarms",
)
@root_option
def serve(port: int, notify: str | None, root: str | None) -> None:
    """A local Prefect server with the deployments: archive every 15 minutes and on demand,
    maintain, backfill, rebuild check. Only this account can use it: the file that is named at its
    start has what its pages ask for. Ctrl-C ends it.
    """
    from tearsheet.cli.serve import serve_deployments

    kind, _, name = (notify or "").partition("/")
    if notify and not (kind and name):
        raise Usage(f"a block is named TYPE/NAME, such as slack-webhook/ops, not {notify!r}")
    serve_deployments(root=root or settings().root, port=port, notify=notify, say=click.echo)


@verb
@root_option
def verify(root: str | None) -> None:
    """Check every stored byte of every kept snapshot and of the raw store against its hash, and
    run records, pins, the file cache, views.sql and current/; name what is no part of an archive.
    """
    from tearsheet.upkeep.finding import describe_harm
    from tearsheet.upkeep.verify import verify_all

    storage = open_storage(root)
    checked = verify_all(storage, now=datetime.now(UTC))
    for finding in checked.findings:
        click.echo(f"{show_line(finding.path)}: {finding.problem}; to heal: {finding.heal}")
    harm = sum(f.is_harm for f in checked.findings)
    if harm:
        raise Damage(describe_harm(harm))
    click.echo(checked.last_line())


@verb
@root_option
def compact(root: str | None) -> None:
    """Merge small data files into fewer, sorted ones of bounded size. No row changes."""
    from tearsheet.store.runs import record_run
    from tearsheet.upkeep.compact import compact as merge

    storage = open_to_write(root)
    with record_run(storage, "compact", {}) as run:
        made, merged, became = merge(storage, run_id=run.run_id, now=datetime.now(UTC))
        run.published = made.number if made.run_id == run.run_id else None
        run.counts = {"merged": merged, "became": became}
    click.echo(
        f"{amount(merged, 'file')} became {became:,}; snapshot {made.number}"
        if merged
        else f"nothing to merge; snapshot {made.number} stays"
    )


@verb
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Newest snapshots to keep [default: $TEARSHEET_KEEP_SNAPSHOTS, else 10]",
)
@click.option(
    "--days",
    type=click.FloatRange(min=1),
    metavar="D",
    help="Keep snapshots of these days: all of the last two, the last of each day of a week, of "
    "each week before [default: $TEARSHEET_KEEP_DAYS, else 30]",
)
@click.option("--dry-run", is_flag=True, help="Print what would go and remove nothing")
@root_option
def vacuum(keep: int | None, days: float | None, dry_run: bool, root: str | None) -> None:
    """Remove snapshots that are not kept or pinned, and files that no other lists. Raw bytes are
    never removed.
    """
    from tearsheet.store.runs import record_run
    from tearsheet.upkeep.vacuum import Retention
    from tearsheet.upkeep.vacuum import vacuum as sweep

    storage = open_storage(root) if dry_run else open_to_write(root)
    retention = Retention(
        keep or settings().keep_snapshots, settings().keep_days if days is None else days
    )
    if dry_run:
        swept = sweep(storage, now=datetime.now(UTC), retention=retention, dry_run=True)
        for name in (*(f"snapshot {n}" for n in swept.retired), *swept.removed):
            click.echo(show_line(name))
    else:
        with record_run(
            storage, "vacuum", {"keep": retention.count, "days": retention.days}
        ) as run:
            swept = sweep(storage, now=datetime.now(UTC), retention=retention)
            run.counts = {"retired": len(swept.retired), "removed": len(swept.removed)}
    click.echo(
        f"{amount(len(swept.retired), 'snapshot')} and {amount(len(swept.removed), 'object')} "
        f"{'would go' if dry_run else 'removed'}"
    )


@verb
@click.option("--to", required=True, metavar="PATH|URL", help="An empty root for the new archive")
@root_option
def rebuild(to: str, root: str | None) -> None:
    """Derive an equal archive from the raw containers, landings and aliases alone, and say whether
    it is equal.
    """
    open_storage(root)
    report = run_flow("flows.rebuild", "rebuild", to=to, root=root or settings().root)
    lines = [*report.lines, f"snapshot {report.snapshot.number} ({to})"]
    click.echo("\n".join(map(show_line, lines)))


@verb
@click.argument("snapshot", type=int, required=False)
@click.option("--note", default="", metavar="TEXT", help="Why it is kept")
@click.option("--remove", is_flag=True, help="Let vacuum have it again")
@root_option
def pin(snapshot: int | None, note: str, remove: bool, root: str | None) -> None:
    """Keep a snapshot from vacuum, whatever its age. Without its number, what is pinned is
    listed.
    """
    from tearsheet.upkeep import vacuum as keeping

    storage = open_storage(root) if snapshot is None else open_to_write(root)
    if snapshot is None:
        if remove or note:
            raise Usage("name the snapshot")
        pinned = sorted(keeping.pins(storage.objects).items())
        for number, why in pinned:
            click.echo(show_line(f"{number}  {why}".rstrip()))
        if not pinned:
            click.echo("no snapshot is pinned", err=True)
    elif remove:
        keeping.unpin(storage, snapshot)
        click.echo(f"snapshot {snapshot} is no longer pinned")
    else:
        made = keeping.pin(storage, snapshot, note=note, now=datetime.now(UTC))
        click.echo(f"snapshot {snapshot} is pinned" + ("" if made else " already"))
