"""Pairs of texts compared word by word: what they share, and which figures and names they differ in.

Similarity is counted in distinct word pairs (runs of two words). A difference of figures or names counts where both
texts have one that the other lacks: a template filled in twice, not a text cut short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.tokens import DIGIT, OPENING, U64, UPPER, Tokens, grams

I64 = NDArray[np.int64]
_RUN = 2


@dataclass(frozen=True, slots=True)
class Measure:
    """What two texts share. Every count but the first three is of distinct words that one text has and the other lacks.

    `fewer` and `more` are the word pairs of the smaller and the larger text; left and right are as the pair was given.
    """

    shared: int
    fewer: int
    more: int
    is_left_smaller: bool
    words: tuple[int, int] = (0, 0)
    odd_words: tuple[int, int] = (0, 0)
    figures: tuple[int, int] = (0, 0)
    odd_figures: tuple[int, int] = (0, 0)
    names: tuple[int, int] = (0, 0)
    odd_names: tuple[int, int] = (0, 0)

    @property
    def jaccard(self) -> float:
        """Shared word pairs of all."""
        return self.shared / max(self.fewer + self.more - self.shared, 1)

    @property
    def containment(self) -> float:
        """Shared word pairs of the smaller text's."""
        return self.shared / max(self.fewer, 1)


#: The kinds of a word, in the order in which one stands for another: what is a figure, or stands in small letters anywhere,
#: is no name, and what has a capital only where a sentence opens may be either.
_FIGURE, _PLAIN, _NAME, _OPENER = range(4)
_KIND_BITS = np.uint64(2)


@dataclass(frozen=True, slots=True)
class _Words:
    """The distinct words of a text, ascending; the lowest bits of `coded` say what each is. `tally` counts every kind."""

    hashes: U64
    coded: U64
    tally: I64


class Texts:
    """The words of numbered texts, ready to be compared in pairs; with the texts themselves they can be quoted."""

    def __init__(self, tokens: Tokens, printed: pl.Series | None = None) -> None:
        self._starts, self._hashes = tokens.starts.tolist(), tokens.hashes
        self._coded = _coded(tokens)
        self._grams = grams(tokens.hashes, _RUN)
        self._runs: dict[int, U64] = {}
        self._known: dict[int, _Words] = {}
        self.printed = printed
        self.quotable: dict[int, dict[str, None]] = {}

    def runs(self, text: int) -> U64:
        """The distinct word pairs of a text, ascending; a text of one word has that."""
        found = self._runs.get(text)
        if found is None:
            low, high = self._starts[text], self._starts[text + 1]
            found = self._runs[text] = _distinct(self._grams[low : high - _RUN + 1] if high - low >= _RUN else self._hashes[low:high])
        return found

    def words(self, text: int) -> _Words:
        found = self._known.get(text)
        if found is None:
            coded = np.sort(self._coded[self._starts[text] : self._starts[text + 1]])
            hashes = coded >> _KIND_BITS
            first = np.ones(len(hashes), np.bool_)
            np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
            found = self._known[text] = _Words(hashes[first], coded[first], _tally(coded[first]))
        return found

    def forget(self) -> None:
        """Let go of what was kept of the texts compared so far."""
        self._runs.clear()
        self._known.clear()
        self.quotable.clear()

    def measure(self, left: int, right: int, *, least: float) -> Measure:
        """How the two compare; words are compared only where the smaller text shares this much of its word pairs."""
        a, b = self.runs(left), self.runs(right)
        shared = count_shared(a, b)
        fewer, more = (len(a), len(b)) if len(a) <= len(b) else (len(b), len(a))
        is_left_smaller = len(a) <= len(b)
        if not fewer or shared < least * fewer:
            return Measure(shared, fewer, more, is_left_smaller)
        one, other = self.words(left), self.words(right)
        sides = (one.tally.tolist(), other.tally.tolist(), _lacking(one, other).tolist(), _lacking(other, one).tolist())
        words, figures, names = ([plain(side) for side in sides] for plain in (_meant, _figures, _names))
        return Measure(
            shared,
            fewer,
            more,
            is_left_smaller,
            (words[0], words[1]),
            (words[2], words[3]),
            (figures[0], figures[1]),
            (figures[2], figures[3]),
            (names[0], names[1]),
            (names[2], names[3]),
        )


def count_shared(a: U64, b: U64) -> int:
    """How many values two ascending arrays of distinct values share."""
    both = np.concatenate([a, b])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _distinct(values: U64) -> U64:
    ordered = np.sort(values)
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _coded(tokens: Tokens) -> U64:
    """The hash of every word with its kind in the lowest bits."""
    flags = tokens.flags
    capital = np.where(flags & OPENING, _OPENER, _NAME)
    kind = np.where(flags & DIGIT, _FIGURE, np.where(flags & UPPER, capital, _PLAIN)).astype(np.uint64)
    return ((tokens.hashes >> _KIND_BITS) << _KIND_BITS) | kind


def _lacking(mine: _Words, other: _Words) -> I64:
    """How many words of each kind the other text lacks."""
    if not len(other.hashes):
        return mine.tally
    place = np.searchsorted(other.hashes, mine.hashes)
    place[place == len(other.hashes)] = 0
    return _tally(mine.coded[other.hashes[place] != mine.hashes])


def _tally(coded: U64) -> I64:
    return np.bincount((coded & np.uint64(3)).view(np.int64), minlength=4)


def _meant(tally: list[int]) -> int:
    """Words that are not mere openers."""
    return tally[_FIGURE] + tally[_PLAIN] + tally[_NAME]


def _figures(tally: list[int]) -> int:
    return tally[_FIGURE]


def _names(tally: list[int]) -> int:
    return tally[_NAME]
