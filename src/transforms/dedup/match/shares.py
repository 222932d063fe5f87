"""Pairs of texts and how many hashes they share, as sorted integers.

The numbers of both texts and the counts are one integer, so that pairs are summed by sorting. Where
the numbers take more bits than it has for them, the texts that stand left are worked through in
windows, each numbered from its own beginning: any number of texts can be paired, and what is held
grows with the pairs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64, U64, concatenate, expand_ranges, find_runs
from transforms.dedup.match.hash_sets import (
    Digests,
    HashLists,
    find_cells,
    find_repeats,
)
from transforms.dedup.match.signatures import compute_thresholds
from transforms.dedup.match.tokens import HASH_BITS

#: Below the two numbers seven bits count rare hashes, eight all.
_RARE, _ALL = np.uint64(7), np.uint64(8)
#: The largest counts that these bits hold. source: `_RARE` and `_ALL`
_MOST_RARE, _MOST_ALL = 127, 255
_COUNTS = _RARE + _ALL
#: The bits that both numbers of a pair may take together.
PAIR_BITS = 64 - int(_COUNTS)
#: Pairs whose sketches are compared at a time: each takes some eighty hashes, several times over.
#: judged
_PAIRS_AT_ONCE = 1 << 14


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


def measure_sketches(signed: HashLists, left: I64, right: I64) -> NDArray[np.float64]:
    """For each pair the share of the hashes of the one that holds fewer which the other holds,
    where both were sampled alike.

    0 where fewer than two are shared.
    """
    threshold = compute_thresholds(signed.words)
    out = [np.zeros(0)]
    for low in range(0, len(left), _PAIRS_AT_ONCE):
        ends = left[low : low + _PAIRS_AT_ONCE], right[low : low + _PAIRS_AT_ONCE]
        pairs, alike = len(ends[0]), np.minimum(threshold[ends[0]], threshold[ends[1]])
        sides = []
        for texts in ends:
            sizes = signed.sketch_sizes[texts]
            owner = np.repeat(np.arange(pairs), sizes)
            hashes = signed.hashes[expand_ranges(signed.starts[texts], sizes)]
            sampled = (hashes >> np.uint64(32)) < alike[owner]
            sides.append(
                (owner[sampled].astype(np.uint64) << np.uint64(HASH_BITS))
                | (hashes[sampled] >> np.uint64(64 - HASH_BITS))
            )
        both = np.concatenate(sides)
        both.sort(kind="stable")
        shared, *counts = (
            _count_by_pair(codes, pairs) for codes in (both[1:][both[1:] == both[:-1]], *sides)
        )
        out.append(np.where(shared >= 2, shared / np.maximum(np.minimum(*counts), 1), 0.0))
    return np.concatenate(out)


def _count_by_pair(codes: U64, pairs: int) -> I64:
    return np.bincount((codes >> np.uint64(HASH_BITS)).astype(np.int64), minlength=pairs)


def limit_containment(
    signed: HashLists, texts: I64, others: Digests, words: I64
) -> NDArray[np.float64]:
    """For each pair of a text of which the signature is known and another of which only the digest
    is, at least what `measure_sketches` gives of them; `words` are those of the others.

    What that gives of a pair is s / max(min(a, b), 1), or 0 where s < 2: a and b are the hashes of
    either sketch below the lower of both thresholds, and s those of one that the other has. Here a
    is counted. A hash that both have lies in a cell of the digest that is taken: those of the known
    text that do are s at least. In each taken cell that ends below the threshold of the known text
    lies a hash of the other below it: so many, or all of its sketch where its own threshold is the
    lower one, are b at most. A quotient of floats does not fall where s grows or a or b shrinks.
    Where two hashes of one text are compared as one they would count as shared: such a text is
    limited by nothing (infinity), as one is of which the digest tells nothing.

    One text of like length shares no sampled hash with the known one, another one is a copy of it:

    >>> hashes = np.arange(10, dtype=np.uint64) << np.uint64(56)
    >>> lists = HashLists(hashes, np.array([0, 5, 10]), np.array([5, 5]), np.array([30, 30]))
    >>> digests = Digests.of_texts(lists)
    >>> limit_containment(lists, np.array([0, 0]), digests.take(np.array([1, 0])), lists.words[:2])
    array([0., 1.])
    """
    out = np.full(len(texts), np.inf)
    told = np.flatnonzero(others.tells & ~find_repeats(signed)[texts])
    for low in range(0, len(told), _PAIRS_AT_ONCE):
        some = told[low : low + _PAIRS_AT_ONCE]
        shared, least = _bound_counts(signed, texts[some], others.take(some), words[some])
        out[some] = np.where(shared >= 2, shared / np.maximum(least, 1), 0.0)
    return out


def _bound_counts(signed: HashLists, texts: I64, others: Digests, words: I64) -> tuple[I64, I64]:
    """(hashes that are shared at most, those that the text with fewer has at least) of pairs, where
    both are sampled alike.
    """
    threshold, pairs = compute_thresholds(words), len(texts)
    alike = np.minimum(compute_thresholds(signed.words)[texts], threshold)
    sizes = signed.sketch_sizes[texts]
    owner = np.repeat(np.arange(pairs), sizes)
    upper = signed.hashes[expand_ranges(signed.starts[texts], sizes)] >> np.uint64(32)
    sampled = upper < alike[owner]
    owner, upper = owner[sampled], upper[sampled]
    taken = owner[others.has(owner, find_cells(upper, threshold[owner]))]
    shared, of_known = (np.bincount(rows, minlength=pairs) for rows in (taken, owner))
    whole = others.count_below(find_cells(alike, threshold))
    of_other = np.where(alike < threshold, whole, others.sampled)
    return shared, np.minimum(of_known, of_other)
