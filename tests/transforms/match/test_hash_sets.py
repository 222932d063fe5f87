"""Lists of hashes as arrays, without what a library loads beside them."""

from __future__ import annotations

import subprocess
import sys

import polars as pl

from transforms.dedup.match.hash_sets import _flatten


def test_lists_become_their_values_and_sizes_whatever_part_of_a_column_they_are() -> None:
    lists = pl.Series([[9], [1, 2], None, [], [3]], dtype=pl.List(pl.UInt64))
    values, sizes = _flatten(lists)
    assert (values.tolist(), sizes.tolist()) == ([9, 1, 2, 3], [1, 2, 0, 0, 1])
    values, sizes = _flatten(lists[1:2])
    assert (values.tolist(), sizes.tolist()) == ([1, 2], [2])
    values, sizes = _flatten(lists[3:4])
    assert (values.tolist(), sizes.tolist()) == ([], [0])


def test_reading_lists_loads_no_pandas() -> None:
    code = """import sys, polars as pl
from transforms.dedup.match.hash_sets import _flatten
_flatten(pl.Series([[1, 2], [3]], dtype=pl.List(pl.UInt64)))
print("pandas" in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
