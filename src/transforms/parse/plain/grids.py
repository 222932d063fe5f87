"""Pages of many lines as tables of a page a row, pages of like length together, so that what is
summed along a page is summed for many at once and in the same order as for one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Ints
from transforms.values import frozen

#: Pages of one table are at most so much longer than its shortest, and it has so many cells. judged
_LONGER, _MORE_LINES, _CELLS = 1.25, 8, 1 << 17


@frozen
class Grid:
    """Pages by number, the lines of each, and for each cell its line among those of all pages;
    cells beyond a page's end are not `inside`.
    """

    pages: Ints
    sizes: Ints
    at: Ints
    inside: NDArray[np.bool_]

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """The values of lines as a table, 0 beyond the pages' ends."""
        return np.where(self.inside, values[self.at], values.dtype.type(0))


def cut_grids(sizes: Ints) -> Iterator[Grid]:
    """The tables of pages of so many lines, each page in one of them."""
    first = np.cumsum(sizes) - sizes
    order = np.argsort(sizes, kind="stable")
    at = 0
    while at < len(order):
        least = int(sizes[order[at]])
        widest = least * _LONGER + _MORE_LINES
        end = at + int(sizes[order[at:]].searchsorted(widest, side="right"))
        end = min(end, at + max(_CELLS // max(int(widest), 1), 1))
        pages = order[at:end]
        width = int(sizes[pages[-1]])
        places = np.arange(width)
        inside = places < sizes[pages][:, None]
        lines = np.where(inside, first[pages][:, None] + places, 0)
        yield Grid(pages, sizes[pages], lines, inside)
        at = end


def heaviest_runs(grid: Grid, scores: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Start and stop of the run with the largest sum on each page (see `runs.heaviest_run`)."""
    table = grid.spread(scores)
    total = np.concatenate([np.zeros((len(table), 1)), np.cumsum(table, axis=1)], axis=1)
    least = np.minimum.accumulate(total, axis=1)
    stop = np.argmax(total - least, axis=1)
    places = np.arange(total.shape[1])
    low = least[np.arange(len(stop)), stop]
    is_low = (total == low[:, None]) & (places <= stop[:, None])
    return np.argmax(is_low, axis=1), stop
