"""Small kernels over arrays that hold one list after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
#: Which of the texts, or of anything that is numbered, are meant.
Marks = NDArray[np.bool_]


def expand_ranges(begins: I64, sizes: I64) -> I64:
    """The places `begin`, `begin + 1`, … of every range, end to end.

    >>> expand_ranges(np.array([5, 1]), np.array([2, 1])).tolist()
    [5, 6, 1]
    """
    ends = np.cumsum(sizes)
    places = np.repeat(begins - ends + sizes, sizes)
    places += np.arange(len(places))
    return places


def concatenate(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    """The arrays as one; empty where there is none."""
    return np.concatenate([np.zeros(0, dtype), *parts])


def drop_repeats(ordered: NDArray[Any]) -> NDArray[Any]:
    """Each value of a sorted array once. To sort is faster than `numpy.unique`, which hashes."""
    is_first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def find_indices(ordered: NDArray[Any], values: NDArray[Any]) -> I64:
    """Where each value stands in a sorted array, by index. Many values are faster looked up in
    their own order.
    """
    order = np.argsort(values)
    found = np.empty(len(values), np.int64)
    found[order] = np.searchsorted(ordered, values[order])
    return found


def find_runs(ordered: NDArray[Any]) -> tuple[I64, I64]:
    """(first row, rows) of every run of one value.

    >>> starts, sizes = find_runs(np.array([3, 3, 8, 9, 9, 9]))
    >>> starts.tolist(), sizes.tolist()
    ([0, 2, 3], [2, 1, 3])
    """
    starts = np.flatnonzero(
        np.concatenate([np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]])
    )
    return starts, np.diff(np.append(starts, len(ordered)))
