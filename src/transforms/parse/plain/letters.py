"""Letters, figures and signs of a text, told for all its characters at once."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import CLOSER, SPACE, Ints
from transforms.text.scripts import BROKEN as _BROKEN_RANGES
from transforms.text.scripts import DENSE as _DENSE_RANGES
from transforms.text.scripts import TIBETAN

#: What a character is, as bits: a letter, a letter of a word (not a figure), a figure, a letter of
#: a dense script, of one that needs a dictionary, a sign that credits have, none of ASCII.
#: source: the Unicode standard
ALPHA, WORD, FIGURE, DENSE, BROKEN, CREDIT_SIGN, BEYOND_ASCII = (1 << n for n in range(7))
_PLANE = 0x10000
_CREDIT_SIGNS = ":=/|©)"


def code_points(text: str) -> NDArray[np.uint32]:
    """The numbers of a text's characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def classify(text: str) -> NDArray[np.uint8]:
    """The bits of each character."""
    codes = code_points(text)
    if not len(codes) or codes.max() < _PLANE:
        return build_table().take(codes)
    found = build_table().take(np.minimum(codes, _PLANE - 1))
    beyond = (codes >= _PLANE).nonzero()[0]
    found[beyond] = [_bits(chr(code)) for code in codes[beyond].tolist()]
    return found


def has_last(classes: NDArray[np.uint8], start: Ints) -> NDArray[np.bool_]:
    """Whether each line, up to the next one's start, has a character that is neither a space nor a
    closing quote, by the classes of `char_counts`.
    """
    is_last = (classes & (SPACE | CLOSER)) == 0
    return np.logical_or.reduceat(is_last, start) if len(start) else np.zeros(0, np.bool_)


def _bits(char: str) -> int:
    is_figure = char.isdecimal()
    return (
        ALPHA * char.isalpha()
        | WORD * (char.isalnum() and not is_figure)
        | FIGURE * is_figure
        | CREDIT_SIGN * (char in _CREDIT_SIGNS)
        | BEYOND_ASCII * (char > "\x7f")
    )


@cache
def build_table() -> NDArray[np.uint8]:
    """The bits of every character of the basic plane."""
    plane = "".join(map(chr, range(_PLANE)))
    table = np.zeros(_PLANE, np.uint8)
    told = ((ALPHA, str.isalpha), (WORD, str.isalnum), (FIGURE, str.isdecimal))
    for bit, tells in told:
        table |= bit * np.fromiter(map(tells, plane), np.uint8, _PLANE)
    table[(table & FIGURE) > 0] &= ~np.uint8(WORD)
    table[list(map(ord, _CREDIT_SIGNS))] |= CREDIT_SIGN
    table[0x80:] |= BEYOND_ASCII
    for bit, ranges in ((DENSE, _DENSE_RANGES), (BROKEN, f"{_BROKEN_RANGES}{TIBETAN}")):
        for found in re.finditer(f"[{ranges}]+", plane):
            table[found.start() : found.end()] |= bit
    return table
