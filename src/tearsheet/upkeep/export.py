"""The logical export: what two archives of the same captures must agree on, to the last value.

Everything but bookkeeping columns, `runs`, `aliases` and snapshot numbers, in key order.
"""

from __future__ import annotations

import hashlib

import polars as pl

from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import LOGICAL, TABLES


def logical_export(storage: Storage, snapshot: Snapshot) -> dict[str, pl.DataFrame]:
    """Every table of the snapshot with its logical columns, sorted by key."""
    return {name: logical_table(storage, snapshot, name) for name in LOGICAL}


def logical_table(storage: Storage, snapshot: Snapshot, name: str) -> pl.DataFrame:
    """One table's logical columns, sorted by key."""
    spec = TABLES[name]
    return (
        storage.scan(snapshot, name)
        .select(list(spec.logical))
        .sort(list(spec.key), nulls_last=True)
        .collect()
    )


def digest(storage: Storage, snapshot: Snapshot) -> str:
    """One hash over the logical export: equal archives have equal digests."""
    total = hashlib.sha256()
    for name in LOGICAL:
        total.update(name.encode())
        total.update(logical_table(storage, snapshot, name).write_ndjson().encode())
    return total.hexdigest()
