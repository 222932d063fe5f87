"""The difference between two states of a table: the rows that leave it, and those that join it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.partitions import Partition, partitions_of
from transforms.values import frozen


@frozen
class TableDiff:
    """The rows that leave a table, and those that join it; both have the same columns."""

    removed: pl.DataFrame
    added: pl.DataFrame

    def rows(self) -> pl.DataFrame:
        """All rows that leave or join."""
        return pl.concat([self.removed, self.added])

    def partitions(self) -> list[Partition]:
        """The partitions in which a row leaves or joins, sorted: those to be written again."""
        return partitions_of(self.rows())

    def apply(self, before: pl.DataFrame) -> pl.DataFrame:
        """These rows of the table without those that leave, and all that join."""
        kept = before.join(self.removed, on=before.columns, how="anti", nulls_equal=True)
        return pl.concat([kept, self.added.select(before.columns)])

    def follow(self, later: TableDiff) -> TableDiff:
        """This and a later difference of the table that it makes, as one; what leaves and comes
        back stays.
        """
        first = later.removed.join(self.added, on=self.added.columns, how="anti", nulls_equal=True)
        return diff_tables(
            pl.concat([self.removed, first.select(self.removed.columns)]), later.apply(self.added)
        )


def diff_tables(before: pl.DataFrame, after: pl.DataFrame) -> TableDiff:
    """Two states of a table -> what leaves and joins; columns that only `before` has are
    ignored.
    """
    columns = after.columns
    before = before.select(columns)
    if before.is_empty() or after.is_empty():
        return TableDiff(before, after)
    return TableDiff(
        before.join(after, on=columns, how="anti", nulls_equal=True),
        after.join(before, on=columns, how="anti", nulls_equal=True),
    )


def add_diffs(diffs: Sequence[TableDiff]) -> TableDiff:
    """Differences of several parts of a table -> that of the whole."""
    return TableDiff(pl.concat([d.removed for d in diffs]), pl.concat([d.added for d in diffs]))
