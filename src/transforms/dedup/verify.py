"""Pairs of texts compared word by word: what they share, and which figures and names they differ in.

Similarity is counted in distinct word pairs (runs of two words). A difference of figures or names counts where both
texts have one that the other lacks: a template filled in twice, not a text cut short.

Many pairs are compared at once: the hashes of every left text and those of every right text, each marked with the number
of its pair, are two ascending arrays, which one merge brings together; what is shared stands side by side in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.arrays import I64, concatenated, ranges
from transforms.dedup.tokens import DIGIT, OPENING, U64, UPPER, Tokens, grams, sequence_keys, tokenize

_RUN = 2
#: Hashes are compared by their upper 44 bits: the rest of 64 numbers the pair, and says what kind of word it is.
_LOW = np.uint64(20)
_PAIR = np.uint64(44)
#: A block of pairs holds about so many hashes, so that it stays in the processor's cache; and at most so many pairs.
_BLOCK_HASHES = 1 << 17
_BLOCK_PAIRS = 1 << 14
#: The kinds of a word, in the order in which one stands for another: what is a figure, or stands in small letters anywhere,
#: is no name, and what has a capital only where a sentence opens may be either.
_FIGURE, _PLAIN, _NAME, _OPENER = range(4)
_KINDS = 4
_KIND = np.uint64(3)


@dataclass(frozen=True, slots=True)
class Measures:
    """What pairs of texts share, one row a pair. Every count but the first three is of distinct words.

    `fewer` and `more` are the word pairs of the smaller and the larger text. The others have two columns, for the left and
    the right text: `words`, `figures` and `names` are how many it has, `odd_…` how many of them the other lacks. They are
    0 where the texts share too little for their words to be compared.
    """

    shared: I64
    fewer: I64
    more: I64
    is_left_smaller: NDArray[np.bool_]
    words: I64
    odd_words: I64
    figures: I64
    odd_figures: I64
    names: I64
    odd_names: I64

    def __len__(self) -> int:
        return len(self.shared)

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Shared word pairs of all."""
        found: NDArray[np.float64] = self.shared / np.maximum(self.fewer + self.more - self.shared, 1)
        return found

    @property
    def containment(self) -> NDArray[np.float64]:
        """Shared word pairs of the smaller text's."""
        found: NDArray[np.float64] = self.shared / np.maximum(self.fewer, 1)
        return found


@dataclass(frozen=True, slots=True)
class _Sets:
    """The distinct hashes of every text, ascending: text i has `values[starts[i]:starts[i + 1]]`."""

    values: U64
    starts: I64

    def of(self, texts: I64) -> tuple[U64, I64]:
        """The hashes of these texts end to end, and how many each has."""
        begins = self.starts[texts]
        sizes = self.starts[texts + 1] - begins
        return self.values[ranges(begins, sizes)], sizes


class Runs:
    """The distinct runs of `size` words of numbered texts; a text of fewer words has one run of all of them, an empty text none."""

    def __init__(self, texts: pl.Series, size: int) -> None:
        self._sets = _joined([_runs(tokens, size) for tokens in tokenize(texts, flags=False)])

    @property
    def sizes(self) -> I64:
        """How many each text has."""
        return np.diff(self._sets.starts)

    def shared(self, left: I64, right: I64) -> I64:
        """How many the texts of each pair share."""
        return _shared_of(self._sets, left, right)


class Texts:
    """The words of numbered texts, ready to be compared in pairs; with the texts themselves they can be quoted."""

    def __init__(self, printed: pl.Series) -> None:
        self.printed = printed
        parts = [(_runs(tokens, _RUN), _words(tokens)) for tokens in tokenize(printed)]
        self._runs = _joined([runs for runs, _ in parts])
        self._words = _joined([(words, tally.sum(axis=1)) for _, (words, tally) in parts])
        self._tally = np.concatenate([np.zeros((0, _KINDS), np.int64), *(tally for _, (_, tally) in parts)])

    def measure(self, left: I64, right: I64, *, least: float) -> Measures:
        """How the texts of each pair compare; words are compared only where the smaller shares this much of its word pairs."""
        sizes = np.diff(self._runs.starts)
        one, other = sizes[left], sizes[right]
        shared, fewer = _shared_of(self._runs, left, right), np.minimum(one, other)
        near = np.flatnonzero((fewer > 0) & (shared >= least * fewer))
        have, lack = np.zeros((2, len(left), 2, _KINDS), np.int64)
        have[near] = np.stack([self._tally[left[near]], self._tally[right[near]]], axis=1)
        sizes = np.diff(self._words.starts)
        for low, high in _blocks(sizes[left[near]] + sizes[right[near]]):
            rows = near[low:high]
            lack[rows] = have[rows] - self._shared_words(left[rows], right[rows])
        # what may be either a name or not is none of the words that count
        counts = [table[:, :, kinds].sum(axis=2) for kinds in (slice(_OPENER), [_FIGURE], [_NAME]) for table in (have, lack)]
        return Measures(shared, fewer, np.maximum(one, other), one <= other, *counts)

    def _shared_words(self, left: I64, right: I64) -> I64:
        """How many words of each kind they share: a row a pair, a column a side, then a kind."""
        sides = []
        for side, texts in enumerate((left, right)):
            values, sizes = self._words.of(texts)
            # hash, then side, then kind: that the side comes first of the two keeps its word apart from the other's
            coded = (values >> np.uint64(2) << np.uint64(3)) | np.uint64(side << 2) | (values & _KIND)
            sides.append(coded | _numbers(sizes) << np.uint64(47))
        both = _merged(sides)
        place = np.flatnonzero(both[1:] >> np.uint64(3) == both[:-1] >> np.uint64(3))
        counts = []
        for coded in (both[place], both[place + 1]):
            pair = (coded >> np.uint64(47)).astype(np.int64)
            counts.append(np.bincount(pair * _KINDS + (coded & _KIND).astype(np.int64), minlength=len(left) * _KINDS))
        return np.stack([c.reshape(-1, _KINDS) for c in counts], axis=1)


def _shared_of(sets: _Sets, left: I64, right: I64) -> I64:
    """How many hashes the texts of each pair share."""
    sizes, shared = np.diff(sets.starts), np.zeros(len(left), np.int64)
    for low, high in _blocks(sizes[left] + sizes[right]):
        sides = []
        for texts in (left[low:high], right[low:high]):
            values, carried = sets.of(texts)
            sides.append(values | _numbers(carried) << _PAIR)
        both = _merged(sides)
        found = both[1:][both[1:] == both[:-1]]
        shared[low:high] = np.bincount((found >> _PAIR).astype(np.int64), minlength=high - low)
    return shared


def _numbers(sizes: I64) -> U64:
    return np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)


def _merged(sides: list[U64]) -> U64:
    both = np.concatenate(sides)
    both.sort(kind="stable")  # finds the two ascending runs and merges them
    return both


def _blocks(sizes: I64) -> Iterator[tuple[int, int]]:
    """Ranges of pairs that hold a bounded number of hashes, one pair at least."""
    ends = np.cumsum(sizes)
    low = 0
    while low < len(sizes):
        done = ends[low - 1] if low else 0
        high = max(low + 1, min(int(np.searchsorted(ends, done + _BLOCK_HASHES, side="right")), low + _BLOCK_PAIRS))
        yield low, high
        low = high


def _runs(tokens: Tokens, size: int) -> tuple[U64, I64]:
    """(distinct runs of words, ascending within each text; how many each text has); fewer words than a run are one."""
    hashes, counts = grams(tokens.hashes, size), tokens.counts
    short = np.flatnonzero((counts > 0) & (counts < size))
    hashes[tokens.starts[short]] = sequence_keys(tokens)[short] if size > _RUN else tokens.hashes[tokens.starts[short]]
    whole = np.ones(len(hashes), np.bool_)
    for step in range(1, size):
        # the last words of a text begin no run; its first does, however short it is
        last = tokens.starts[1:] - step
        whole[last[last > tokens.starts[:-1]]] = False
    return _distinct((hashes >> _LOW)[whole], np.where(counts >= size, counts - size + 1, np.minimum(counts, 1)))


def _words(tokens: Tokens) -> tuple[U64, I64]:
    """(distinct words with what each is in the lowest bits, ascending within each text; how many of each kind each text has)."""
    kind = _kinds()[tokens.flags].astype(np.uint64)
    values, sizes = _distinct((tokens.hashes >> _LOW << np.uint64(2)) | kind, tokens.counts)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    first = np.ones(len(values), np.bool_)
    first[1:] = (values[1:] >> np.uint64(2) != values[:-1] >> np.uint64(2)) | (owner[1:] != owner[:-1])
    values, owner = values[first], owner[first]
    tally = np.bincount(owner * _KINDS + (values & _KIND).astype(np.int64), minlength=len(sizes) * _KINDS)
    return values, tally.reshape(-1, _KINDS)


def _kinds() -> NDArray[np.uint8]:
    """The kind of a word by its flags."""
    flags = np.arange(8)
    capital = np.where(flags & OPENING, _OPENER, _NAME)
    return np.where(flags & DIGIT, _FIGURE, np.where(flags & UPPER, capital, _PLAIN)).astype(np.uint8)


def _distinct(values: U64, sizes: I64) -> tuple[U64, I64]:
    """The distinct values of every text, ascending, and how many each has; a value has 46 bits."""
    parts, counts = [], []
    for low in range(0, len(sizes), 1 << 18):
        some = sizes[low : low + (1 << 18)]
        begin = int(sizes[:low].sum())
        coded = values[begin : begin + int(some.sum())] | _numbers(some) << np.uint64(46)
        coded.sort()
        first = np.ones(len(coded), np.bool_)
        np.not_equal(coded[1:], coded[:-1], out=first[1:])
        coded = coded[first]
        parts.append(coded & np.uint64((1 << 46) - 1))
        counts.append(np.bincount((coded >> np.uint64(46)).astype(np.int64), minlength=len(some)))
    return concatenated(parts, np.uint64), concatenated(counts, np.int64)


def _joined(parts: list[tuple[U64, I64]]) -> _Sets:
    sizes = concatenated([s for _, s in parts], np.int64)
    return _Sets(concatenated([v for v, _ in parts], np.uint64), np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]))
