"""Pairs of texts compared word by word: what they share, and which figures and names they differ in.

Similarity is counted in distinct word pairs (runs of two words). A difference of figures or names counts where both
texts have one that the other lacks: a template filled in twice, not a text cut short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.dedup.tokens import DIGIT, OPENING, U64, UPPER, Tokens, grams

_RUN = 2
#: Texts whose figures and names are kept.
_QUOTABLE = 20_000


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
    tally: list[int]


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
        if len(self.quotable) > _QUOTABLE:
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
        lacking = _lacking(one, other)
        (a0, a1, a2, _), (b0, b1, b2, _) = one.tally, other.tally
        (c0, c1, c2, _), (d0, d1, d2, _) = lacking
        return Measure(
            shared,
            fewer,
            more,
            is_left_smaller,
            words=(a0 + a1 + a2, b0 + b1 + b2),
            odd_words=(c0 + c1 + c2, d0 + d1 + d2),
            figures=(a0, b0),
            odd_figures=(c0, d0),
            names=(a2, b2),
            odd_names=(c2, d2),
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


def _lacking(one: _Words, other: _Words) -> tuple[list[int], list[int]]:
    """How many words of each kind either text has and the other lacks."""
    if not len(one.hashes) or not len(other.hashes):
        return one.tally, other.tally
    place = np.searchsorted(other.hashes, one.hashes)
    place[place == len(other.hashes)] = 0
    held = other.hashes[place] == one.hashes
    missing = np.ones(len(other.hashes), np.bool_)
    missing[place[held]] = False
    return _tally(one.coded[~held]), _tally(other.coded[missing])


def _tally(coded: U64) -> list[int]:
    """Figures, words in small letters, names, mere openers."""
    counts: list[int] = np.bincount((coded & np.uint64(3)).view(np.int64), minlength=4).tolist()
    return counts
