"""Look after the archive: verify what is stored, sweep what nothing lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact

from tearsheet import maintenance
from tearsheet.errors import Damage
from tearsheet.runs import recorded
from tearsheet.settings import settings
from tearsheet.storage import Storage


@flow(name="maintain")
def maintain(root: str | None = None) -> dict[str, Any]:
    """Check every stored byte against its hash, then remove what no snapshot lists. Raises Damage where bytes differ."""
    storage = Storage.open(root or settings().root)
    with recorded(storage, "maintain", {}) as run:
        found = maintenance.verify(storage)
        swept = [] if found else maintenance.vacuum(storage, now=datetime.now(UTC))
        run.counts = {"damaged": len(found), "swept": len(swept)}
    create_table_artifact(
        table=[vars(f) for f in found] or [{"path": "every stored byte matches its hash"}],
        key="verify",
        description="Objects that are missing or damaged, and how to heal them",
    )
    get_run_logger().info("%d damaged, %d swept", len(found), len(swept))
    if found:
        raise Damage(f"{len(found)} stored objects are missing or damaged, first {found[0].path}: {found[0].problem}; {found[0].heal}")
    return run.counts
