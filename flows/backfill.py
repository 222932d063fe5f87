"""Re-derive (outlet, month) partitions from raw, in one snapshot; the difference is shown before or
after it is published.
"""

from __future__ import annotations

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows import runs
from flows.runs import BackfillReport, Scope
from flows.tasks import PrefectStages, name_run
from tearsheet.errors import Usage
from tearsheet.plain_text import show_markdown
from tearsheet.settings import settings


@flow(name="backfill", flow_run_name=name_run("backfill", "outlet", "first_month", "last_month"))
def backfill(
    first_month: str | None = None,
    last_month: str | None = None,
    outlet: str | None = None,
    undated: bool = False,
    dry_run: bool = False,
    root: str | None = None,
) -> BackfillReport:
    """Parse again, with today's code, every capture of these months (`YYYY-MM`) and of no known
    month where `undated`.

    A capture's month is that of its capture time. Publishes one snapshot, or none where nothing
    came out different. Raises Usage where no month is named.
    """
    scope = Scope(first_month, last_month, outlet, undated)
    if bool(first_month) != bool(last_month) or not scope.months:
        raise Usage("backfill needs both --from and --to (YYYY-MM), or --undated, or all three")
    report = runs.backfill(PrefectStages(root or settings().root), scope, dry_run=dry_run)
    create_markdown_artifact(
        "  \n".join(map(show_markdown, report.lines)),
        key="backfill",
        description="What the backfill changed",
    )
    return report
