"""Pairs of texts in portions that each fit into memory: what comes of the pairs does not depend on
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from transforms.dedup.match.arrays import I64
from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.components import label_components

#: Words of the texts that are compared together, and their pairs. judged
WORDS_AT_ONCE = 4_000_000
PAIRS_AT_ONCE = 50_000


def cut_portions(
    pairs: Pairs,
    words: I64,
    *,
    most_words: int = WORDS_AT_ONCE,
    most_pairs: int = PAIRS_AT_ONCE,
) -> Iterator[Pairs]:
    """The pairs in portions of bounded size; texts that hang together are in one, so that few are
    read twice.

    `words` has the number of words of every text. Three pairs of texts of ten words each, of
    which three may be read at once; 0, 1 and 4 hang together, so that 1 is read once:

    >>> pairs = Pairs(np.array([0, 2, 1]), np.array([1, 3, 4]))
    >>> portions = cut_portions(pairs, np.full(5, 10), most_words=31)
    >>> [list(zip(part.left.tolist(), part.right.tolist())) for part in portions]
    [[(0, 1), (1, 4)], [(2, 3)]]
    """
    if not len(pairs):
        return
    label = label_components(len(words), pairs.left, pairs.right)[pairs.left]
    order = np.lexsort((pairs.left, pairs.right, label))
    left, right = pairs.left[order], pairs.right[order]
    seen = np.empty((len(left), 2), np.int64)
    seen[:, 0], seen[:, 1] = left, right
    first = np.zeros(len(words), np.int64)
    first[seen.ravel()[::-1]] = np.arange(seen.size)[::-1]
    is_first = first[seen.ravel()] == np.arange(seen.size)
    read = np.cumsum((words[seen.ravel()] * is_first).reshape(-1, 2).sum(axis=1))
    part = np.maximum(read // most_words, np.arange(len(left)) // most_pairs)
    starts = [*np.flatnonzero(np.diff(part, prepend=-1)).tolist(), len(left)]
    for low, high in pairwise(starts):
        yield Pairs(left[low:high], right[low:high])


def renumber(pairs: Pairs) -> tuple[I64, Pairs]:
    """(the numbers of the texts that are in pairs, ascending; the pairs by place among them)."""
    numbers = np.unique(np.concatenate([pairs.left, pairs.right]))
    return numbers, Pairs(
        np.searchsorted(numbers, pairs.left), np.searchsorted(numbers, pairs.right)
    )
