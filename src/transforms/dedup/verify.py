"""Pairs of texts compared word by word: what they share, and which figures and names they differ in.

Similarity is counted in distinct word pairs (runs of two words). A difference of figures or names counts where both
texts have one that the other lacks: a template filled in twice, not a text cut short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.tokens import DIGIT, OPENING, UPPER, U64, Tokens, grams

I64 = NDArray[np.int64]
_RUN = 2
#: Texts whose sorted words are kept for the next pair.
_KEPT = 4096


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


_OPENER, _NAME, _PLAIN, _FIGURE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The distinct words of a text, ascending, and what each is."""

    hashes: U64
    kind: I64


class Texts:
    """The words of numbered texts, ready to be compared in pairs; with the texts themselves they can be quoted."""

    def __init__(self, tokens: Tokens, printed: pl.Series | None = None) -> None:
        self._starts, self._hashes, self._flags = tokens.starts, tokens.hashes, tokens.flags
        self._runs: dict[int, U64] = {}
        self._known: dict[int, _Kinds] = {}
        self._printed = printed

    def printed(self, text: int) -> str | None:
        """The text itself, where it was kept."""
        return None if self._printed is None else self._printed[text]

    def runs(self, text: int) -> U64:
        """The distinct word pairs of a text, ascending; a text of one word has that."""
        found = self._runs.get(text)
        if found is None:
            words = self._hashes[self._starts[text] : self._starts[text + 1]]
            found = np.unique(grams(words, _RUN)[: len(words) - _RUN + 1] if len(words) >= _RUN else words)
            if len(self._runs) > _KEPT:
                self._runs.clear()
            self._runs[text] = found
        return found

    def measure(self, left: int, right: int, *, least: float) -> Measure:
        """How the two compare; words are compared only where the smaller text shares this much of its word pairs."""
        a, b = self.runs(left), self.runs(right)
        shared = count_shared(a, b)
        fewer, more = sorted((len(a), len(b)))
        is_left_smaller = len(a) <= len(b)
        if not fewer or shared < least * fewer:
            return Measure(shared, fewer, more, is_left_smaller)
        mine, other = self._kinds(left), self._kinds(right)
        odd = (_lacking(mine, other), _lacking(other, mine))
        sides = tuple(zip(*((_counts(kinds), _counts(rest)) for kinds, rest in zip((mine, other), odd, strict=True)), strict=True))
        (words, figures, names), (odd_words, odd_figures, odd_names) = (tuple(zip(*side, strict=True)) for side in sides)
        return Measure(shared, fewer, more, is_left_smaller, words, odd_words, figures, odd_figures, names, odd_names)

    def _kinds(self, text: int) -> _Kinds:
        found = self._known.get(text)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = self._known[text] = self._sorted_kinds(text)
        return found

    def _sorted_kinds(self, text: int) -> _Kinds:
        span = slice(self._starts[text], self._starts[text + 1])
        hashes, flags = self._hashes[span], self._flags[span]
        capital = np.where(flags & OPENING, _OPENER, _NAME)
        kind = np.where(flags & DIGIT, _FIGURE, np.where(flags & UPPER, capital, _PLAIN))
        order = np.lexsort((-kind, hashes))
        hashes, kind = hashes[order], kind[order]
        # a word that also stands in small letters is no name, and one whose capital only ever opens a sentence may be either
        first = np.ones(len(hashes), np.bool_)
        first[1:] = hashes[1:] != hashes[:-1]
        return _Kinds(hashes[first], kind[first])


def count_shared(a: U64, b: U64) -> int:
    """How many values two ascending arrays of distinct values share."""
    both = np.concatenate([a, b])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))


def _lacking(mine: _Kinds, other: _Kinds) -> _Kinds:
    place = np.minimum(np.searchsorted(other.hashes, mine.hashes), max(len(other.hashes) - 1, 0))
    absent = other.hashes[place] != mine.hashes if len(other.hashes) else np.ones(len(mine.hashes), np.bool_)
    return _Kinds(mine.hashes[absent], mine.kind[absent])


def _counts(kinds: _Kinds) -> tuple[int, int, int]:
    """(words that are not mere openers, figures, names)."""
    tally = np.bincount(kinds.kind, minlength=5)
    return int(tally[_PLAIN] + tally[_NAME] + tally[_FIGURE]), int(tally[_FIGURE]), int(tally[_NAME])

