"""Pairs of texts compared word by word: what they share, and which figures and names they differ
in.

Similarity is counted in distinct word pairs (runs of two words). A difference of figures or names
counts where both texts have one that the other lacks: a template filled in twice, not a text cut
short.

Many pairs are compared at once: the hashes of every left text and those of every right text, each
marked with the number of its pair, are two ascending arrays, which one merge brings together; what
is shared stands side by side in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64, U64, concatenate, expand_ranges
from transforms.dedup.match.tokens import (
    CASELESS,
    DIGIT,
    HASH_BITS,
    OPENING,
    UNSPACED,
    UPPER,
    Tokens,
    hash_grams,
    hash_sequences,
    tokenize,
)
from transforms.values import frozen

#: Words of a run by which two texts are compared: word pairs. judged
_RUN = 2
#: What is below the bits of a hash that are compared; and where a pair's number stands above those.
LOW = np.uint64(64 - HASH_BITS)
PAIR = np.uint64(HASH_BITS)
#: A block of pairs holds about so many hashes, so that it stays in the processor's cache; and at
#: most so many pairs. judged
_BLOCK_HASHES = 1 << 17
_BLOCK_PAIRS = 1 << 14
#: The kinds of a word, in the order in which one stands for another: what is a figure, or stands in
#: small letters anywhere, is no name, and what has a capital only where a sentence opens may be
#: either, as may a word of a script without capitals.
FIGURE, PLAIN, NAME, OPENER, CASELESS_WORD, CHARACTER = range(6)
KINDS = 6
KIND_BITS = np.uint64(3)
KIND = np.uint64(7)
#: In the words of a pair the side stands above the kind, and the pair's number above the word.
SIDE_AND_KIND = np.uint64(4)
WORD_PAIR = np.uint64(HASH_BITS + 4)


@frozen
class Measures:
    """What pairs of texts share, one row a pair.

    `fewer` and `more` are the word pairs of the smaller and the larger text. `have` (pairs x 2 x
    kinds) counts the distinct words of the left and the right text by kind, and `lack` those of
    them that the other text does not have; both are 0 where the texts share too little for their
    words to be compared.
    """

    shared: I64
    fewer: I64
    more: I64
    is_left_smaller: NDArray[np.bool_]
    have: I64
    lack: I64

    def __len__(self) -> int:
        return len(self.shared)

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Shared word pairs of all."""
        found: NDArray[np.float64] = self.shared / np.maximum(
            self.fewer + self.more - self.shared, 1
        )
        return found

    @property
    def containment(self) -> NDArray[np.float64]:
        """Shared word pairs of the smaller text's."""
        found: NDArray[np.float64] = self.shared / np.maximum(self.fewer, 1)
        return found

    @property
    def words(self) -> I64:
        """Words of either text; of characters that stand without spaces two make one."""
        return _count_words(self.have) - self.have[:, :, CHARACTER] // 2

    @property
    def odd_words(self) -> I64:
        """Words of either text that the other lacks."""
        return _count_words(self.lack)

    @property
    def odd_caseless(self) -> I64:
        """Those of them that no capital tells from names."""
        return self.lack[:, :, CASELESS_WORD] + self.lack[:, :, CHARACTER]

    @property
    def figures(self) -> I64:
        return self.have[:, :, FIGURE]

    @property
    def odd_figures(self) -> I64:
        return self.lack[:, :, FIGURE]

    @property
    def names(self) -> I64:
        return self.have[:, :, NAME]

    @property
    def odd_names(self) -> I64:
        return self.lack[:, :, NAME]


def _count_words(table: I64) -> I64:
    # what opens a sentence may be either a name or not, and is none of the words that count
    total: I64 = table.sum(axis=2) - table[:, :, OPENER]
    return total


@frozen
class DistinctHashes:
    """The distinct hashes of every text, ascending: text i has `values[starts[i]:starts[i +
    1]]`.
    """

    values: U64
    starts: I64

    def take(self, texts: I64) -> tuple[U64, I64]:
        """The hashes of these texts end to end, and how many each has."""
        begins = self.starts[texts]
        sizes = self.starts[texts + 1] - begins
        return self.values[expand_ranges(begins, sizes)], sizes


class Runs:
    """The distinct runs of `size` words of numbered texts; a text of fewer words has one run of all
    of them, an empty text none.
    """

    def __init__(self, texts: pl.Series, size: int) -> None:
        self._sets = _join([_find_runs(tokens, size) for tokens in tokenize(texts, flags=False)])

    @property
    def sizes(self) -> I64:
        """How many each text has."""
        return np.diff(self._sets.starts)

    def count_shared(self, left: I64, right: I64) -> I64:
        """How many the texts of each pair share."""
        return _count_shared(self._sets, left, right)


class Texts:
    """The words of numbered texts, ready to be compared in pairs; with the texts themselves they
    can be quoted.

    `runs` has the distinct word pairs of each text, `words` its distinct words with their kinds in
    the lowest bits, and `sequence` the hashes of all its words in order, and `kinds` as what each
    of those is written.
    """

    def __init__(self, printed: pl.Series) -> None:
        self.printed = printed
        kind_of = make_kinds()
        runs, words, sequence, kinds, tally = [], [], [], [], [np.zeros((0, KINDS), np.int64)]
        for tokens in tokenize(printed):
            runs.append(_find_runs(tokens, _RUN))
            sequence.append((tokens.hashes, tokens.counts))
            kinds.append(kind_of[tokens.flags])
            distinct, count = _find_words(tokens, kinds[-1])
            words.append((distinct, count.sum(axis=1)))
            tally.append(count)
        self.runs, self.words, self.sequence = _join(runs), _join(words), _join(sequence)
        self.kinds, self._tally = concatenate(kinds, np.uint8), np.concatenate(tally)

    def measure(self, left: I64, right: I64, *, least: float) -> Measures:
        """How the texts of each pair compare; words are compared only where the smaller shares this
        much of its word pairs.

        >>> texts = Texts(pl.Series(["The board lit a light on 5 May.", "A light lit 6 May."]))
        >>> found = texts.measure(np.array([0]), np.array([1]), least=0.1)
        >>> [m.tolist() for m in (found.shared, found.fewer, found.more, found.odd_figures)]
        [[1], [4], [7], [[1, 1]]]
        """
        sizes = np.diff(self.runs.starts)
        one, other = sizes[left], sizes[right]
        shared, fewer = _count_shared(self.runs, left, right), np.minimum(one, other)
        near = np.flatnonzero((fewer > 0) & (shared >= least * fewer))
        have, lack = np.zeros((2, len(left), 2, KINDS), np.int64)
        have[near] = np.stack([self._tally[left[near]], self._tally[right[near]]], axis=1)
        sizes = np.diff(self.words.starts)
        for low, high in cut_blocks(sizes[left[near]] + sizes[right[near]]):
            rows = near[low:high]
            both = self.merge_words(left[rows], right[rows])
            place = np.flatnonzero(both[1:] >> SIDE_AND_KIND == both[:-1] >> SIDE_AND_KIND)
            held = np.stack(
                [
                    count_by_kind(both[place], high - low),
                    count_by_kind(both[place + 1], high - low),
                ],
                axis=1,
            )
            lack[rows] = have[rows] - held
        return Measures(shared, fewer, np.maximum(one, other), one <= other, have, lack)

    def merge_words(self, left: I64, right: I64) -> U64:
        """The words of both texts of each pair, ascending: in one integer the pair's number, the
        word, the side and the kind.
        """
        sides = []
        for side, texts in enumerate((left, right)):
            values, sizes = self.words.take(texts)
            # that the side comes first of the two keeps its word apart from the other's
            coded = (values >> KIND_BITS << SIDE_AND_KIND) | np.uint64(side << 3) | (values & KIND)
            sides.append(coded | _repeat_numbers(sizes) << WORD_PAIR)
        return merge_sorted(sides)


def _count_shared(sets: DistinctHashes, left: I64, right: I64) -> I64:
    """How many hashes the texts of each pair share."""
    sizes, shared = np.diff(sets.starts), np.zeros(len(left), np.int64)
    for low, high in cut_blocks(sizes[left] + sizes[right]):
        sides = []
        for texts in (left[low:high], right[low:high]):
            sides.append(number_values(*sets.take(texts)))
        both = merge_sorted(sides)
        found = both[1:][both[1:] == both[:-1]]
        shared[low:high] = np.bincount((found >> PAIR).astype(np.int64), minlength=high - low)
    return shared


def count_by_kind(coded: U64, pairs: int) -> I64:
    """How many words of a merge each pair has, a column a kind."""
    cells = (coded >> WORD_PAIR).astype(np.int64) * KINDS + (coded & KIND).astype(np.int64)
    return np.bincount(cells, minlength=pairs * KINDS).reshape(-1, KINDS)


def number_values(values: U64, sizes: I64, bits: int = HASH_BITS) -> U64:
    """The values of each pair's text behind the pair's number; a value has so many bits."""
    return values | _repeat_numbers(sizes) << np.uint64(bits)


def _repeat_numbers(sizes: I64) -> U64:
    """Each number as often as its size says: 0, 0, 1 for sizes of 2 and 1."""
    return np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)


def merge_sorted(sides: list[U64]) -> U64:
    """The ascending values of both sides, ascending."""
    both = np.concatenate(sides)
    both.sort(kind="stable")  # finds the two ascending runs and merges them
    return both


def cut_blocks(sizes: I64) -> Iterator[tuple[int, int]]:
    """Ranges of pairs that hold a bounded number of hashes, of which each pair has `sizes`; one
    pair at least.
    """
    ends = np.cumsum(sizes)
    low = 0
    while low < len(sizes):
        done = ends[low - 1] if low else 0
        high = max(
            low + 1,
            min(int(np.searchsorted(ends, done + _BLOCK_HASHES, side="right")), low + _BLOCK_PAIRS),
        )
        yield low, high
        low = high


def _find_runs(tokens: Tokens, size: int) -> tuple[U64, I64]:
    """(distinct runs of words, ascending within each text; how many each text has); fewer words
    than a run are one.
    """
    hashes, counts = hash_grams(tokens.hashes, size), tokens.counts
    short = np.flatnonzero((counts > 0) & (counts < size))
    hashes[tokens.starts[short]] = (
        hash_sequences(tokens)[short] if size > _RUN else tokens.hashes[tokens.starts[short]]
    )
    whole = np.ones(len(hashes), np.bool_)
    for step in range(1, size):
        # the last words of a text begin no run; its first does, however short it is
        last = tokens.starts[1:] - step
        whole[last[last > tokens.starts[:-1]]] = False
    return _sort_distinct(
        (hashes >> LOW)[whole], np.where(counts >= size, counts - size + 1, np.minimum(counts, 1))
    )


def _find_words(tokens: Tokens, kinds: NDArray[np.uint8]) -> tuple[U64, I64]:
    """(distinct words with what each is in the lowest bits, ascending within each text; how many of
    each kind each text has).
    """
    values, sizes = _sort_distinct(
        (tokens.hashes >> LOW << KIND_BITS) | kinds.astype(np.uint64), tokens.counts
    )
    owner = np.repeat(np.arange(len(sizes)), sizes)
    first = np.ones(len(values), np.bool_)
    first[1:] = (values[1:] >> KIND_BITS != values[:-1] >> KIND_BITS) | (owner[1:] != owner[:-1])
    values, owner = values[first], owner[first]
    tally = np.bincount(
        owner * KINDS + (values & KIND).astype(np.int64), minlength=len(sizes) * KINDS
    )
    return values, tally.reshape(-1, KINDS)


def make_kinds() -> NDArray[np.uint8]:
    """The kind of a word by its flags."""
    flags = np.arange(32)
    capital = np.where(flags & OPENING, OPENER, NAME)
    caseless = np.where(flags & UNSPACED, CHARACTER, CASELESS_WORD)
    cased = np.where(flags & UPPER, capital, PLAIN)
    return np.where(flags & DIGIT, FIGURE, np.where(flags & CASELESS, caseless, cased)).astype(
        np.uint8
    )


def _sort_distinct(values: U64, sizes: I64) -> tuple[U64, I64]:
    """The distinct values of every text, ascending, and how many each has; a value has 47 bits."""
    parts, counts = [], []
    for low in range(0, len(sizes), 1 << 17):
        some = sizes[low : low + (1 << 17)]
        begin = int(sizes[:low].sum())
        coded = values[begin : begin + int(some.sum())] | _repeat_numbers(some) << np.uint64(47)
        coded.sort()
        first = np.ones(len(coded), np.bool_)
        np.not_equal(coded[1:], coded[:-1], out=first[1:])
        coded = coded[first]
        parts.append(coded & np.uint64((1 << 47) - 1))
        counts.append(np.bincount((coded >> np.uint64(47)).astype(np.int64), minlength=len(some)))
    return concatenate(parts, np.uint64), concatenate(counts, np.int64)


def _join(parts: list[tuple[U64, I64]]) -> DistinctHashes:
    sizes = concatenate([s for _, s in parts], np.int64)
    return DistinctHashes(
        concatenate([v for v, _ in parts], np.uint64),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
    )
