"""What a batch turns of a table: the rows that go and those that come, and the partitions in which
any does.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

#: The hive values under which a row is stored: (outlet, month).
Partition = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Turned:
    """The rows of a table that a batch takes away, and those that it brings."""

    gone: pl.DataFrame
    come: pl.DataFrame

    @classmethod
    def between(cls, was: pl.DataFrame, now: pl.DataFrame) -> Turned:
        """What went and came between two frames; `was` may have more columns than `now`."""
        columns = now.columns
        was = was.select(columns)
        if was.is_empty() or now.is_empty():
            return cls(was, now)
        return cls(
            was.join(now, on=columns, how="anti", nulls_equal=True),
            now.join(was, on=columns, how="anti", nulls_equal=True),
        )

    @property
    def both(self) -> pl.DataFrame:
        """All rows that went or came."""
        return pl.concat([self.gone, self.come])

    @property
    def partitions(self) -> list[Partition]:
        """Where something went or came."""
        return [
            (o, m)
            for o, m in self.both.select("outlet", "month")
            .unique()
            .sort("outlet", "month")
            .iter_rows()
        ]

    def applied(self, before: pl.DataFrame) -> pl.DataFrame:
        """These rows of the snapshot as they are now, and all that came."""
        return pl.concat(
            [
                before.join(self.gone, on=before.columns, how="anti", nulls_equal=True),
                self.come.select(before.columns),
            ]
        )
