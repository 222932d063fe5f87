"""What differs between two snapshots, row by row: what a backfill prints before and after it
publishes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.partitions import PARTITIONED_BY, in_partitions
from transforms.schemas import LOGICAL, TABLES, Table

#: Rows of a table that are shown by name, changed before added and removed; counts are of all.
MOST_EXAMPLES = 5
#: Bytes of files whose rows are compared at once, and rows that moved to another outlet or month.
SLICE_BYTES, ROWS_AT_ONCE = 16 << 20, 100_000


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
    old_files, new_files = set(one.files(before, table)), set(other.files(after, table))
    shared = old_files & new_files if one is other else set[DataFile]()
    rows = _Rows(TABLES[table])
    old, new = (
        one.read_files(table, old_files - shared),
        other.read_files(table, new_files - shared),
    )
    for inside in _slices(TABLES[table], old, new, (old_files | new_files) - shared):
        rows.compare(old.filter(inside), new.filter(inside))
    rows.match_moved(old, new)
    return rows.difference()


def _slices(
    spec: Table, old: pl.LazyFrame, new: pl.LazyFrame, files: Collection[DataFile]
) -> Iterator[pl.Expr]:
    """Conditions that cut the rows of both states by outlet and month into parts of bounded
    size.
    """
    size = sum(file.bytes for file in files)
    if not spec.partitioned or size <= SLICE_BYTES:
        yield pl.lit(value=True)
        return
    both = pl.concat([frame.select(PARTITIONED_BY) for frame in (old, new)])
    counts = both.group_by(PARTITIONED_BY).len().sort(PARTITIONED_BY).collect(engine="streaming")
    width = size / max(1, counts["len"].sum())
    for some in cut_into_chunks(counts.rows(), lambda row: round(row[2] * width), SLICE_BYTES):
        yield in_partitions((outlet, month) for outlet, month, _ in some)


class _Rows:
    """What differs of the rows of a table, added up slice by slice."""

    def __init__(self, spec: Table) -> None:
        self._spec = spec
        self._key, self._columns = list(spec.key), list(spec.logical)
        self._added = self._removed = [pl.DataFrame(schema={c: spec.schema[c] for c in spec.key})]
        self._counts = Counter[str]()
        self._changed = 0
        self._examples = list(self._added)

    def compare(self, old: pl.LazyFrame, new: pl.LazyFrame) -> None:
        """Add a slice of both states."""
        was, now = old.select(self._columns).collect(), new.select(self._columns).collect()
        self._compare_values(was, now)
        keys = [frame.select(self._key) for frame in (now, was)]
        self._added = [*self._added, self._without(*keys)]
        self._removed = [*self._removed, self._without(*reversed(keys))]

    def match_moved(self, old: pl.LazyFrame, new: pl.LazyFrame) -> None:
        """Compare the rows that left one slice and joined another, once all are added."""
        added, removed = pl.concat(self._added), pl.concat(self._removed)
        moved = added.join(removed, on=self._key, how="semi", nulls_equal=True)
        for some in moved.iter_slices(ROWS_AT_ONCE):
            was, now = (
                frame.select(self._columns)
                .join(some.lazy(), on=self._key, how="semi", nulls_equal=True)
                .collect()
                for frame in (old, new)
            )
            self._compare_values(was, now)
        self._added, self._removed = [self._without(added, moved)], [self._without(removed, moved)]

    def difference(self) -> Difference:
        """The difference of the whole table."""
        added, removed = pl.concat(self._added), pl.concat(self._removed)
        kinds = [self._first(rows) for rows in (pl.concat(self._examples), added, removed)]
        names = pl.concat(kinds).head(MOST_EXAMPLES)
        return Difference(
            self._spec.name,
            added.height,
            removed.height,
            self._changed,
            dict(self._counts),
            [" ".join(map(str, row)) for row in names.iter_rows()],
        )

    def _compare_values(self, was: pl.DataFrame, now: pl.DataFrame) -> None:
        both = was.join(now, on=self._key, how="inner", suffix="_after", nulls_equal=True)
        values = [c for c in self._columns if c not in self._key]
        if both.is_empty() or not values:
            return
        moved = both.select([pl.col(c).ne_missing(pl.col(f"{c}_after")).alias(c) for c in values])
        any_moved = moved.select(pl.any_horizontal(values)).to_series()
        self._counts.update({c: int(moved[c].sum()) for c in values if moved[c].any()})
        self._changed += int(any_moved.sum())
        self._examples.append(self._first(both.filter(any_moved).select(self._key)))

    def _first(self, keys: pl.DataFrame) -> pl.DataFrame:
        """The keys that are shown: the smallest, wherever their rows stand in files."""
        return keys.bottom_k(MOST_EXAMPLES, by=self._key).sort(self._key)

    def _without(self, rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
        return rows.join(others, on=self._key, how="anti", nulls_equal=True)


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
