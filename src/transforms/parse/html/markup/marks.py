"""The attributes of a page's tags as one text, NULs between -> the tags in whose attributes a word
stands, for all words at once.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.parse.char_counts import Ints
from transforms.words.html_classes import MARKS

_WORDS = list(MARKS)


def find_marks(written: str) -> dict[str, list[int]]:
    """For each word of MARKS the tags that say it, by number: `"\\0 class=date\\0"` has the tag 1
    for `date`.
    """
    found: dict[str, list[int]] = {word: [] for word in MARKS}
    texts = pl.Series([written])
    # words inside others count, so that all are told at once: a search for each takes five times
    said = texts.str.extract_many(_WORDS, overlapping=True)[0].to_list()
    if not said:
        return found
    at = texts.str.find_many(_WORDS, overlapping=True)[0].to_numpy()
    tags = np.searchsorted(_ends(written), at).tolist()
    for word, tag in zip(said, tags, strict=True):
        of = found[word]
        if not of or of[-1] != tag:
            of.append(tag)
    return found


def find_odd_quotes(written: str) -> list[int]:
    """The tags whose attributes have a single quote, or an odd number of double ones."""
    ends = _ends(written)
    raw = _bytes(written)
    double = np.bincount(np.searchsorted(ends, np.flatnonzero(raw == ord('"'))))
    single = np.searchsorted(ends, np.flatnonzero(raw == ord("'")))
    odd: list[int] = np.union1d(np.flatnonzero(double & 1), single).tolist()
    return odd


def _ends(written: str) -> Ints:
    """Behind which byte the attributes of each tag end."""
    return np.flatnonzero(_bytes(written) == 0)


def _bytes(written: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(written.encode("utf-8", "replace"), np.uint8)
