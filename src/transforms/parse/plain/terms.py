"""The words by which a line's subject is told: long ones, cut to their stem's length, and pairs of
letters in dense scripts. As numbers, for many lines at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Floats, Ints
from transforms.parse.plain import letters
from transforms.parse.runs import number_equal
from transforms.values import frozen

#: A word that tells a subject has so many letters, of which so many count. judged
_LEAST, _STEM = 5, 7
#: Odd numbers that a term's letters are multiplied with: 64 bits tell terms apart.
_FACTORS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
        0x1D8E4E27C47D124F,
    ],
    np.uint64,
)
_PAIR = np.uint64(0xEB44ACCAB455D165)


@frozen
class Terms:
    """The different terms of each line: line i has `numbers[start[i] : start[i] + counts[i]]`."""

    numbers: Ints
    start: Ints
    counts: Ints


def read_terms(lines: list[str]) -> Terms:
    """The terms of lines, which are in lower case and hold no line end."""
    text = "\n".join(lines) + "\n"
    codes, kinds = letters.code_points(text), letters.classify(text)
    stops = (codes == ord("\n")).nonzero()[0]
    places, hashes = _stems(codes, kinds)
    pairs, pair_hashes = _pairs(codes, kinds)
    line = stops.searchsorted(np.concatenate([places, pairs]))
    numbers = number_equal(np.concatenate([hashes, pair_hashes]).view(np.int64))
    width = int(numbers.max(initial=0)) + 1
    # they are nearly in order, so that sorting them is sooner done than hashing them
    keys = np.sort(line * width + numbers, kind="stable")
    line, numbers = np.divmod(keys[np.diff(keys, prepend=-1) > 0], width)
    counts = np.bincount(line, minlength=len(lines))
    return Terms(numbers, np.cumsum(counts) - counts, counts)


@frozen
class TermsOfPages:
    """The terms of the lines of some pages: how many each line has, and for each of them its `line`
    and which term of which page it is.
    """

    counts: Ints
    line: Ints
    keys: Ints

    def share_held(self, inside: NDArray[np.bool_]) -> Floats:
        """For each line the share of its terms that other lines of its page which are `inside`
        have; -1 for a line without terms.
        """
        own = inside[self.line].astype(np.float64)
        times = np.bincount(self.keys, weights=own)
        held = times[self.keys] > own if len(self.keys) else own > 0
        found = np.bincount(self.line, weights=held, minlength=len(self.counts))
        return np.where(self.counts > 0, found / np.maximum(self.counts, 1), -1.0)


def spread_terms(terms: Terms, rows: Ints, page: Ints) -> TermsOfPages:
    """The terms of lines that are these rows of `terms`, each on a page."""
    counts = terms.counts[rows]
    line = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    numbers = terms.numbers[terms.start[rows][line] + within]
    width = int(terms.numbers.max(initial=0)) + 1
    return TermsOfPages(counts, line, number_equal(page[line] * width + numbers))


def _stems(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[Ints, NDArray[np.uint64]]:
    """Where the long words are, and the hash of each one's stem."""
    is_letter = np.zeros(len(kinds) + 1, np.int8)
    is_letter[:-1] = (kinds & letters.WORD) > 0
    turns = np.diff(is_letter, prepend=0).nonzero()[0]
    start, size = turns[::2], turns[1::2] - turns[::2]
    start, size = start[size >= _LEAST], size[size >= _LEAST]
    hashes = np.zeros(len(start), np.uint64)
    for k in range(_STEM):
        letter = codes.take(np.minimum(start + k, len(codes) - 1)).astype(np.uint64)
        hashes += np.where(size > k, letter, 0).astype(np.uint64) * _FACTORS[k]
    return start, hashes


def _pairs(codes: NDArray[np.uint32], kinds: NDArray[np.uint8]) -> tuple[Ints, NDArray[np.uint64]]:
    """Where two dense letters stand side by side, and the hash of each pair."""
    is_dense = (kinds & letters.DENSE) > 0
    start = (is_dense[:-1] & is_dense[1:]).nonzero()[0]
    first, second = codes[start].astype(np.uint64), codes[start + 1].astype(np.uint64)
    return start, first * _FACTORS[7] + second * _FACTORS[8] + _PAIR
