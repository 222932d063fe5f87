"""Pairs of texts and how many hashes they share, as sorted integers.

The numbers of both texts and the counts are one integer, so that pairs are summed by sorting. Where
the numbers take more bits than it has for them, the texts that stand left are worked through in
windows, each numbered from its own beginning: any number of texts can be paired, and what is held
grows with the pairs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from transforms.dedup.match.arrays import I64, U64, concatenate, find_runs

#: Below the two numbers seven bits count rare hashes, eight all.
_RARE, _ALL = np.uint64(7), np.uint64(8)
#: The largest counts that these bits hold. source: `_RARE` and `_ALL`
_MOST_RARE, _MOST_ALL = 127, 255
_COUNTS = _RARE + _ALL
#: The bits that both numbers of a pair may take together.
PAIR_BITS = 64 - int(_COUNTS)


class Shares:
    """Pairs of texts, left < right, and how many hashes they share: rare ones, and all.

    A text's number takes `bits`, and those of a pair at most `pair_bits` together. Texts 1 and 4
    share a rare hash and a common one:

    >>> shares = Shares(bits=20)
    >>> pair = np.array([1]), np.array([4])
    >>> shares.add_pairs([(*pair, True), (*pair, False)])
    >>> [[int(column[0]) for column in found] for found in shares.read()]  # left, right, rare, all
    [[1, 4, 1, 2]]
    """

    def __init__(self, bits: int, *, pair_bits: int = PAIR_BITS) -> None:
        self._right, self._left = np.uint64(bits), np.uint64(min(bits, pair_bits - bits))
        #: Ascending integers by window of left texts.
        self._windows: dict[int, U64] = {}

    def add_pairs(self, found: Iterable[tuple[I64, I64, bool]]) -> None:
        """Count a hash for every pair (left, right) of the arrays, each of rare hashes or of common
        ones.
        """
        parts: dict[int, list[U64]] = {}
        for left, right, is_rare in found:
            for window, rows in self._cut_windows(left):
                inside = left[rows].astype(np.uint64) & (np.uint64(1) << self._left) - np.uint64(1)
                pair = inside << self._right | right[rows].astype(np.uint64)
                counted = pair << _COUNTS | np.uint64(is_rare << 8 | 1)
                parts.setdefault(window, []).append(counted)
        for window, codes in parts.items():
            held = self._windows.get(window)
            self._sum(window, codes if held is None else [held, *codes])

    def add(self, other: Shares) -> None:
        """Count what the pairs share elsewhere."""
        for window, codes in other._windows.items():
            if window in self._windows:
                self._sum(window, [self._windows[window], codes])
            else:
                self._windows[window] = codes

    def read(self) -> Iterator[tuple[I64, I64, I64, I64]]:
        """(left, right, rare hashes shared, all hashes shared) of every pair, in arrays,
        ascending.
        """
        for window, codes in sorted(self._windows.items()):
            pairs = codes >> _COUNTS
            yield (
                (pairs >> self._right).astype(np.int64) + (window << int(self._left)),
                (pairs & (np.uint64(1) << self._right) - np.uint64(1)).astype(np.int64),
                (codes >> _ALL & np.uint64(_MOST_RARE)).astype(np.int64),
                (codes & np.uint64(_MOST_ALL)).astype(np.int64),
            )

    def _cut_windows(self, left: I64) -> Iterator[tuple[int, slice | I64]]:
        """The rows of each window that has some."""
        if self._left == self._right:
            yield 0, slice(None)
            return
        window = left >> np.int64(self._left)
        order = np.argsort(window, kind="stable")
        starts, sizes = find_runs(window[order])
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            rows = order[start : start + size]
            yield int(window[rows[0]]), rows

    def _sum(self, window: int, codes: list[U64]) -> None:
        shares = concatenate(codes, np.uint64)
        if not len(shares):
            return
        shares.sort()
        pairs = shares >> _COUNTS
        starts, _ = find_runs(pairs)
        rare = np.add.reduceat(shares >> _ALL & np.uint64(_MOST_RARE), starts)
        every = np.add.reduceat(shares & np.uint64(_MOST_ALL), starts)
        # more than this decides nothing
        rare = np.minimum(rare, np.uint64(_MOST_RARE)) << _ALL
        every = np.minimum(every, np.uint64(_MOST_ALL))
        summed: U64 = np.bitwise_or.reduce([pairs[starts] << _COUNTS, rare, every])
        self._windows[window] = summed
