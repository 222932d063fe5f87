"""Which nodes hang together, over arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.dedup.match.arrays import drop_repeats, expand_ranges


def label_components(
    count: int, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A label for each of `count` nodes: the smallest node of its component, whatever the order of
    the edges.

    >>> label_components(6, np.array([4, 1]), np.array([5, 4])).tolist()  # 4-5 and 1-4
    [0, 1, 2, 3, 1, 1]
    """
    label = np.arange(count, dtype=np.int64)
    while True:
        low = np.minimum(label[left], label[right])
        after = label.copy()
        np.minimum.at(after, left, low)
        np.minimum.at(after, right, low)
        np.minimum.at(after, label[left], low)
        np.minimum.at(after, label[right], low)
        while True:
            jumped = after[after]
            if np.array_equal(jumped, after):
                break
            after = jumped
        if np.array_equal(after, label):
            return label
        label = after


def find_reachable(
    left: NDArray[np.uint64], right: NDArray[np.uint64], begin: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """The nodes (any numbers) that edges lead to from those to begin with, in either direction, and
    those; ascending.
    """
    ends, others = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.argsort(ends)
    ends, others = ends[order], others[order]
    is_used = np.zeros(len(ends), np.bool_)
    front = drop_repeats(np.sort(begin))
    out = [front]
    while len(front):
        first, last = (np.searchsorted(ends, front, side=side) for side in ("left", "right"))
        rows = expand_ranges(first, last - first)
        rows = rows[~is_used[rows]]
        is_used[rows] = True
        front = drop_repeats(np.sort(others[rows]))
        out.append(front)
    every: NDArray[np.uint64] = drop_repeats(np.sort(np.concatenate(out)))
    return every
