"""The difference between two states of a table."""

from __future__ import annotations

import polars as pl

from transforms.table_diff import add_diffs, diff_tables

BEFORE = pl.DataFrame({"outlet": ["a", "a", "b"], "month": ["1", "2", "1"], "n": [1, 2, None]})
AFTER = pl.DataFrame({"outlet": ["b", "a", "c"], "month": ["1", "2", "1"], "n": [None, 3, 4]})


def test_rows_leave_and_join_and_a_row_that_stays_with_a_null_does_neither() -> None:
    diff = diff_tables(BEFORE, AFTER)
    assert sorted(diff.removed.rows()) == [("a", "1", 1), ("a", "2", 2)]
    assert sorted(diff.added.rows()) == [("a", "2", 3), ("c", "1", 4)]


def test_partitions_are_those_in_which_a_row_leaves_or_joins_each_once() -> None:
    assert diff_tables(BEFORE, AFTER).partitions() == [("a", "1"), ("a", "2"), ("c", "1")]
    assert diff_tables(BEFORE, BEFORE).partitions() == []


def test_a_difference_turns_the_one_state_into_the_other() -> None:
    applied = diff_tables(BEFORE, AFTER).apply(BEFORE)
    assert applied.sort("outlet").equals(AFTER.sort("outlet"))


def test_columns_that_only_the_earlier_state_has_are_ignored() -> None:
    assert diff_tables(BEFORE.with_columns(run=pl.lit("x")), BEFORE).partitions() == []


def test_an_empty_state_gives_the_whole_of_the_other() -> None:
    assert diff_tables(BEFORE.clear(), AFTER).added.equals(AFTER)
    assert diff_tables(BEFORE, AFTER.clear()).removed.equals(BEFORE)


def test_differences_of_parts_add_up() -> None:
    parts = [
        diff_tables(BEFORE.filter(c), AFTER.filter(c)) for c in (pl.col("n") > 2, pl.col("n") <= 2)
    ]
    assert sorted(add_diffs(parts).added.rows()) == [("a", "2", 3), ("c", "1", 4)]
