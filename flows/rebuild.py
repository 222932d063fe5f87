"""An equal archive from raw alone: containers, landings and aliases are copied, everything else is
derived.
"""

from __future__ import annotations

from prefect import flow

from flows import runs
from flows.runs import RebuildReport
from flows.tasks import PrefectStages, name_run
from tearsheet.settings import settings


@flow(name="rebuild", flow_run_name=name_run("rebuild", "to"))
def rebuild(to: str, root: str | None = None) -> RebuildReport:
    """Derive the archive anew at the root `to`; how its logical export differs from the original's,
    as counts.
    """
    return runs.rebuild(PrefectStages(to), root or settings().root)
