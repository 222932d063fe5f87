"""Look after the archive: verify what is stored, merge small files, sweep what nothing lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from flows.account import tell_failures
from flows.names import name_run
from flows.parameters import Root
from tearsheet.errors import Damage
from tearsheet.plain_text import amount, show_line, show_markdown
from tearsheet.settings import settings
from tearsheet.store.runs import record_run
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.finding import describe_harm
from tearsheet.upkeep.vacuum import vacuum
from tearsheet.upkeep.verify import verify_all


@dataclass(frozen=True, slots=True)
class MaintainReport:
    """What a sound archive's maintenance came to; `published` is the number of the snapshot that
    lists merged files, null where there was nothing to merge.
    """

    run_id: str
    published: int | None
    counts: Mapping[str, Any]


def _describe(counts: Mapping[str, Any]) -> str:
    """What was merged and what went, for the run's log."""
    merged, became, retired, removed = (
        counts[name] for name in ("merged", "became", "retired", "removed")
    )
    files = f"{amount(merged, 'file')} became {became:,}" if merged else "no files to merge"
    return f"{files}; {amount(retired, 'snapshot')} and {amount(removed, 'object')} removed"


@flow(name="maintain", flow_run_name=name_run("maintain"))
@tell_failures
def maintain(root: Root | None = None) -> MaintainReport:
    """Check every stored byte against its hash, then compact and vacuum.

    Args:
        root: Another archive than the worker's.

    Raises Damage, and touches nothing, where bytes differ.
    """
    storage = Storage.open(root or settings().root)
    with record_run(storage, "maintain", {}) as run:
        now = datetime.now(UTC)
        checked = verify_all(storage, now=now)
        found = checked.findings
        harm = [f for f in found if f.is_harm]
        run.counts = {"damaged": len(harm)}
        if not harm:
            made, merged, became = compact(storage, run_id=run.run_id, now=now)
            run.published = made.number if made.run_id == run.run_id else None
            swept = vacuum(storage, now=now)
            run.counts |= {
                "merged": merged,
                "became": became,
                "retired": len(swept.retired),
                "removed": len(swept.removed),
            }
    create_table_artifact(
        table=[{k: show_markdown(str(v)) for k, v in vars(f).items()} for f in found]
        or [{"path": checked.last_line()}],
        key="verify",
        description="Objects that are missing or damaged, and how to heal them",
    )
    get_run_logger().info(show_line(checked.last_line() if not harm else describe_harm(len(harm))))
    if not harm:
        get_run_logger().info(_describe(run.counts))
    if harm:
        raise Damage(
            f"{describe_harm(len(harm))}, first {harm[0].path} ({harm[0].problem}): {harm[0].heal}"
        )
    return MaintainReport(run.run_id, run.published, run.counts)
