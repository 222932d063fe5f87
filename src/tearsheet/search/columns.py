"""Columns of what is known of articles as numbers: what many rows have is counted without a look at
their texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a column in order, null last, and of each row the place of its value there."""

    values: pl.Series
    codes: NDArray[np.int32]

    @classmethod
    def of_series(cls, column: pl.Series) -> Column:
        """A column as numbers: `["b", null, "b", "a"]` is `[1, 2, 1, 0]` of `["a", "b", null]`."""
        values = column.unique().sort(nulls_last=True).alias("value")
        coded = values.to_frame().with_row_index("code")
        rows = column.alias("value").to_frame()
        found = rows.join(coded, on="value", how="left", nulls_equal=True, maintain_order="left")
        return cls(values, found["code"].cast(pl.Int32).to_numpy())

    def count(self, rows: NDArray[np.int32] | NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """How many of these rows have each value; null for all rows."""
        codes = self.codes if rows is None else self.codes[rows]
        return np.bincount(codes, minlength=len(self.values))


@dataclass(frozen=True, slots=True)
class Pairs:
    """The different pairs of values that rows have in two columns: of each row the place of its
    pair, and of each pair the place of its second value, of so many (`size`).
    """

    codes: NDArray[np.int32]
    seconds: NDArray[np.int32]
    size: int

    @classmethod
    def of_columns(cls, first: Column, second: Column) -> Pairs:
        """The pairs of two columns of the same rows."""
        size = max(len(second.values), 1)
        both = first.codes.astype(np.int64) * size + second.codes
        pairs, codes = np.unique(both, return_inverse=True)
        return cls(codes.astype(np.int32), (pairs % size).astype(np.int32), len(second.values))

    def count(self, rows: NDArray[np.int32]) -> NDArray[np.int64]:
        """In how many pairs of these rows each second value stands: of the rows `(a, x)`, `(a, x)`
        and `(b, x)` x stands in two.
        """
        is_there = np.zeros(len(self.seconds), np.bool_)
        is_there[self.codes[rows]] = True
        return np.bincount(self.seconds[is_there], minlength=self.size)


def firsts(codes: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The places at which a code, of so many, stands for the first time: those of `[4, 2, 4, 2, 0]`
    are `[0, 1, 4]`.
    """
    places = np.arange(len(codes))
    first = np.zeros(count, np.int64)
    first[codes[::-1]] = places[::-1]  # of several the one that is written last stays
    return np.flatnonzero(first[codes] == places)
