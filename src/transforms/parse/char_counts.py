"""Text -> counts of its characters by class, for many ranges at once."""

from __future__ import annotations

from functools import cache
from typing import Any
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from transforms.parse.prose import TERMINALS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: A column of features, of whatever numbers; it is cast when the matrix is made.
Column = NDArray[Any]

#: Classes of characters, as bits.
SPACE, UPPER, DIGIT, TERMINAL, COMMA, DENSE, LETTER, CLOSER = (1 << n for n in range(8))


def counts_of(classes: NDArray[np.uint8], a: Ints, b: Ints) -> tuple[dict[int, Floats], Floats]:
    """Characters by class, and words: starts of runs of other than spaces, dense letters by half."""
    is_space = (classes & SPACE) > 0
    begins = ~is_space
    begins[1:] &= is_space[:-1]
    begins[a] = ~is_space[a]
    block = np.repeat(np.arange(len(a)), b - a)
    inside = np.repeat(a - np.concatenate(([0], np.cumsum(b - a)[:-1])), b - a) + np.arange(len(block))
    table = np.bincount(block * 256 + classes[inside], minlength=len(a) * 256).reshape(len(a), 256)
    values = np.flatnonzero(table.any(axis=0))
    counts = {
        bit: table[:, values[(values & bit) > 0]].sum(axis=1).astype(np.float64)
        for bit in (SPACE, UPPER, DIGIT, TERMINAL, COMMA, DENSE, LETTER)
    }
    return counts, count_between(begins, a, b) + counts[DENSE] / 2


def count_between(values: NDArray[np.bool_], a: Ints, b: Ints) -> Floats:
    """How many are true in each range."""
    at = np.flatnonzero(values)
    return (np.searchsorted(at, b) - np.searchsorted(at, a)).astype(np.float64)


def edges_of(classes: NDArray[np.uint8], a: Ints, b: Ints) -> tuple[Ints, Ints, Floats]:
    """The class of a block's last character before closing quotes, that of its first, and its sentence ends inside."""
    index = np.arange(len(classes))
    is_shown = (classes & (SPACE | CLOSER)) == 0
    before = np.maximum.accumulate(np.where(is_shown, index, 0))
    after = np.minimum.accumulate(np.where((classes & SPACE) == 0, index, len(classes) - 1)[::-1])[::-1]
    ends, begins = classes[before[b - 1]].astype(np.int64), classes[after[a]].astype(np.int64)
    stops = (classes & TERMINAL) > 0
    stops[:-1] &= (classes[1:] & (SPACE | CLOSER)) > 0
    return ends, begins, count_between(stops, a, b)


@cache
def char_classes() -> NDArray[np.uint8]:
    """Class bits of every character of the basic plane; what lies beyond counts as its last one."""
    table = np.zeros(0x10000, np.uint8)
    for code in range(0x10000):
        char = chr(code)
        kind = category(char)
        table[code] = (
            SPACE * (char.isspace() or kind[0] == "C" and kind != "Cs")
            | UPPER * (kind == "Lu")
            | DIGIT * (kind == "Nd")
            | LETTER * (kind[0] in "LM")
            | TERMINAL * (char in TERMINALS)
            | COMMA * (char in ",،、，;；")
            | CLOSER * (char in "\"'”’»«›„“」』】）)]*}")
            | DENSE
            * (
                0x0E00 <= code <= 0x0EFF
                or 0x1000 <= code <= 0x109F
                or 0x1780 <= code <= 0x17FF
                or 0x2E80 <= code <= 0x9FFF
                or 0xF900 <= code <= 0xFAFF
            )
        )
    return table
