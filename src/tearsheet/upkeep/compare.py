"""What differs between two snapshots, row by row: what a backfill prints before and after it
publishes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.schemas import LOGICAL, TABLES

#: Rows of a table that are shown by name; the counts are of all.
MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Difference:
    """One table: rows added, removed and changed, and which columns changed how often."""

    table: str
    added: int
    removed: int
    changed: int
    columns: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare_snapshots(storage: Storage, before: Snapshot, after: Snapshot) -> list[Difference]:
    """The tables whose logical rows differ. Only files that one of the two snapshots lists and the
    other does not are read.
    """
    return compare_archives(storage, before, storage, after)


def compare_archives(
    one: Storage, before: Snapshot, other: Storage, after: Snapshot
) -> list[Difference]:
    """The tables whose logical rows differ, of snapshots of two archives or of one."""
    found = (_table(one, before, other, after, table) for table in LOGICAL)
    return [d for d in found if d]


def _table(
    one: Storage, before: Snapshot, other: Storage, after: Snapshot, table: str
) -> Difference:
    spec = TABLES[table]
    old_files, new_files = set(one.files(before, table)), set(other.files(after, table))
    shared = old_files & new_files if one is other else set()
    columns = list(spec.logical)
    old = one.read_files(table, old_files - shared).select(columns).collect()
    new = other.read_files(table, new_files - shared).select(columns).collect()
    key = list(spec.key)
    added, removed = new.join(old, on=key, how="anti"), old.join(new, on=key, how="anti")
    both = old.join(new, on=key, how="inner", suffix="_after", nulls_equal=True)
    values = [c for c in columns if c not in key]
    moved = both.select([pl.col(c).ne_missing(pl.col(f"{c}_after")).alias(c) for c in values])
    any_moved = (
        moved.select(pl.any_horizontal(values)).to_series()
        if values
        else pl.Series([], dtype=pl.Boolean)
    )
    counts = {c: int(moved[c].sum()) for c in values if moved.height and moved[c].any()}
    names = pl.concat(
        [both.filter(any_moved).select(key), added.select(key), removed.select(key)]
    ).head(MOST_EXAMPLES)
    return Difference(
        table,
        added.height,
        removed.height,
        int(any_moved.sum()),
        counts,
        [" ".join(map(str, row)) for row in names.iter_rows()],
    )


def difference_lines(found: list[Difference]) -> list[str]:
    """The differences for a person, a line a table."""
    if not found:
        return ["nothing changed"]
    out = []
    for d in found:
        what = ", ".join(
            f"{count:,} {word}"
            for count, word in ((d.added, "added"), (d.removed, "removed"), (d.changed, "changed"))
            if count
        )
        columns = ", ".join(
            f"{c} {n:,}" for c, n in sorted(d.columns.items(), key=lambda i: (-i[1], i[0]))
        )
        out.append(f"{d.table:<12}{what}" + (f" ({columns})" if columns else ""))
        out.extend(f"            {name}" for name in d.examples)
    return out
