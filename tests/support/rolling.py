"""Rollbacks in this process, as the command does them."""

from __future__ import annotations

from datetime import UTC, datetime

from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import rollback


def roll_back(root: str, number: int) -> Snapshot:
    """The newest snapshot after a rollback to this one."""
    storage = Storage.open(root)
    with record_run(storage, "rollback", {"snapshot": number}) as run:
        return rollback.roll_back(storage, number, run=run, now=datetime.now(UTC))


def roll_back_named(root: str) -> Snapshot:
    """To the first snapshot."""
    return roll_back(root, 1)
