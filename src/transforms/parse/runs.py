"""Blocks or lines by runs and groups: the stretch whose scores add up to most, and equal keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def heaviest_run(scores: NDArray[np.float64]) -> tuple[int, int]:
    """Start and stop of the run with the largest sum.

    A weak block between two strong ones is taken along, weak ones at the ends are not:

    >>> heaviest_run(np.array([-1.0, 2.0, -1.0, 2.0, -9.0]))
    (1, 4)
    """
    total = np.concatenate(([0.0], np.cumsum(scores)))
    least = np.minimum.accumulate(total)
    stop = int(np.argmax(total - least))
    start = int(np.argmax(total[: stop + 1] == least[stop]))
    return start, stop


def number_equal(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Equal keys get one number, from 0 on in their order:

    >>> number_equal(np.array([7, 3, 7])).tolist()
    [1, 0, 1]
    """
    order = np.argsort(keys, kind="stable")  # faster where equal keys are frequent
    sorted_ = keys[order]
    number = np.zeros(len(keys), np.int64)
    number[order[1:]] = np.cumsum(sorted_[1:] != sorted_[:-1])
    return number
