"""Columns of what is known of articles as numbers."""

from __future__ import annotations

import numpy as np
import polars as pl

from tearsheet.search.columns import Column, Pairs


def test_values_are_counted_in_order_with_null_last() -> None:
    column = Column.of_series(pl.Series(["b", None, "b", "a"]))
    assert column.values.to_list() == ["a", "b", None]
    assert column.count(None).tolist() == [1, 2, 1]
    assert column.count(np.array([0, 2], np.int32)).tolist() == [0, 2, 0]


def test_a_pair_of_values_counts_once_however_many_rows_have_it() -> None:
    story = Column.of_series(pl.Series(["s", "s", "s", "t", "u"]))
    outlet = Column.of_series(pl.Series(["x", "x", "y", "x", None]))
    pairs = Pairs.of_columns(story, outlet)
    every = np.arange(5, dtype=np.int32)
    assert outlet.values.to_list() == ["x", "y", None]
    assert pairs.count(every).tolist() == [2, 1, 1]
    assert pairs.count(every[:2]).tolist() == [1, 0, 0]
    assert pairs.count(every[:0]).tolist() == [0, 0, 0]


def test_of_no_rows_there_are_no_pairs() -> None:
    nothing = Column.of_series(pl.Series([], dtype=pl.String))
    pairs = Pairs.of_columns(nothing, nothing)
    assert pairs.count(np.zeros(0, np.int32)).tolist() == []
