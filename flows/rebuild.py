"""An equal archive from raw alone: containers, landings and aliases are copied, everything else is
derived.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from typing import Any

from prefect import flow

from flows import runs
from flows.account import tell_failures
from flows.names import name_run
from flows.parameters import Root
from flows.runs import RebuildReport
from flows.tasks import PrefectStages
from tearsheet.errors import Damage
from tearsheet.settings import settings


def _named(parameters: Mapping[str, Any]) -> str:
    return str(parameters.get("to") or "check")


@flow(name="rebuild", flow_run_name=name_run("rebuild", what=_named))
@tell_failures
def rebuild(to: Root | None = None, root: Root | None = None) -> RebuildReport:
    """Derive the archive anew from raw alone; how it differs from the original.

    Args:
        to: An empty folder or bucket URL for the new archive; else one that is removed again.
        root: Another archive than the worker's.

    Raises Damage where nobody named the new archive and it differs: then this is a check.
    """
    original = root or settings().root
    if to is not None:
        return runs.rebuild(PrefectStages(to), original)
    with tempfile.TemporaryDirectory(prefix="tearsheet-check-") as folder:
        report = runs.rebuild(PrefectStages(f"{folder}/archive"), original)
    if report.is_equal is False:
        raise Damage("\n".join(report.lines))
    return report
