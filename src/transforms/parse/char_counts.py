"""Text -> counts of its characters by class, for many ranges at once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from transforms.text.scripts import UNSPACED
from transforms.text.sentences import CLOSERS, TERMINALS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: A column of features, of whatever numbers; it is cast when the matrix is made.
Column = NDArray[Any]

#: Classes of characters, as bits.
SPACE, UPPER, DIGIT, TERMINAL, COMMA, DENSE, LETTER, CLOSER = (1 << n for n in range(8))


_COUNTED = (SPACE, UPPER, DIGIT, TERMINAL, COMMA, DENSE, LETTER)


def count_classes(classes: NDArray[np.uint8], a: Ints, b: Ints) -> tuple[dict[int, Floats], Floats]:
    """Characters by class of each of the ranges, and words: starts of runs of other than spaces,
    dense letters by half.

    The ranges are in order and do not overlap.
    """
    is_space = (classes & SPACE) > 0
    begins = ~is_space
    begins[1:] &= is_space[:-1]
    begins[a] = ~is_space[a]
    some = (b > a).nonzero()[0]
    bounds = np.stack([a[some], b[some]], axis=1).ravel()
    padded = np.append(classes, np.uint8(0))  # a range may end where the text does
    counts = {bit: np.zeros(len(a)) for bit in _COUNTED}
    for bit, found in counts.items() if len(some) else ():
        # every second stretch is a range, the others lie between
        is_one = ((padded & bit) > 0).view(np.uint8)
        found[some] = np.add.reduceat(is_one, bounds, dtype=np.uint32)[::2]
    return counts, count_in_ranges(begins, a, b) + counts[DENSE] / 2


def count_in_ranges(values: NDArray[np.bool_], a: Ints, b: Ints) -> Floats:
    """How many are true in each range."""
    at = values.nonzero()[0]
    return (at.searchsorted(b) - at.searchsorted(a)).astype(np.float64)


def read_edges(classes: NDArray[np.uint8], a: Ints, b: Ints) -> tuple[Ints, Ints, Floats]:
    """The class of a block's last character before closing quotes, that of its first, and its
    sentence ends inside.
    """
    shown = ((classes & SPACE) == 0).nonzero()[0]
    last = ((classes & (SPACE | CLOSER)) == 0).nonzero()[0]
    before = last.searchsorted(b) - 1
    after = shown.searchsorted(a)
    ends = np.where(before >= 0, classes[last[before]] if len(last) else 0, classes[0]).astype(
        np.int64
    )
    begins = classes[shown[np.minimum(after, len(shown) - 1)] if len(shown) else a * 0].astype(
        np.int64
    )
    stops = ((classes & TERMINAL) > 0).nonzero()[0]
    is_end = (classes[np.minimum(stops + 1, len(classes) - 1)] & (SPACE | CLOSER)) > 0
    is_end |= stops == len(classes) - 1
    stops = stops[is_end]
    return ends, begins, (stops.searchsorted(b) - stops.searchsorted(a)).astype(np.float64)


def classify_chars(text: str) -> NDArray[np.uint8]:
    """The class bits of each character of a text."""
    units = np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)
    if len(units) == len(text):
        return build_char_classes().take(units)
    return build_char_classes().take(
        np.minimum(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)
    )


@cache
def build_char_classes() -> NDArray[np.uint8]:
    """Class bits of every character of the basic plane; what lies beyond counts as its last one."""
    plane = list(map(chr, range(0x10000)))
    kinds = np.array(list(map(category, plane)))
    major = np.array([kind[0] for kind in kinds.tolist()])
    is_space = np.fromiter(map(str.isspace, plane), np.bool_, len(plane))
    table: NDArray[np.uint8] = SPACE * (is_space | ((major == "C") & (kinds != "Cs"))).astype(
        np.uint8
    )
    for bit, of in (
        (UPPER, kinds == "Lu"),
        (DIGIT, kinds == "Nd"),
        (LETTER, np.isin(major, ["L", "M"])),
    ):
        table[of] |= bit
    for bit, signs in ((TERMINAL, TERMINALS), (COMMA, ",،、，;；"), (CLOSER, CLOSERS)):
        table[list(map(ord, signs))] |= bit
    for found in re.finditer(f"[{UNSPACED}]+", "".join(plane)):
        table[found.start() : found.end()] |= DENSE
    return table
