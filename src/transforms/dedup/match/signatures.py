"""The signature of a text: what is stored of it, so that a later batch is matched without reading
it again.

`text_key` is equal for texts of equal words. `sketch` is a sample of the text's word 4-grams by
hash (FracMinHash): the same 4-gram is sampled in every text of like length, so one sketch serves
similarity and containment. `prefix_keys` are 4-grams picked from the text's beginning by winnowing:
a teaser of a dozen words or more shares one with its article even behind a dateline, though hardly
any of its few words are in the article's sketch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from transforms.arrow import as_series
from transforms.dedup.match.arrays import U64
from transforms.dedup.match.tokens import Tokens, hash_grams, hash_sequences, tokenize

#: Names how words are cut and hashed, and what is kept; signatures of another scheme are computed
#: anew.
SCHEME = "w4-2"
#: Those that compare with it: before it Thai, Lao, Khmer and Burmese were cut in characters, all
#: else as today.
COMPARABLE_SCHEMES = ("w4-1", SCHEME)
#: Words of a gram. judged
GRAM = 4
#: One 4-gram in this many is kept of a text of usual length,
RATE = 16
#: so many are expected of a shorter one,
LEAST = 28
#: and about so many of a very long one. judged
MOST = 512
#: The beginning of a text, in words, and the 4-grams among which winnowing keeps the smallest.
#: judged
HEAD_WORDS = 40
WINDOW = 8

_SCHEMA = {
    "text_key": pl.UInt64(),
    "tokens": pl.Int32(),
    "sketch": pl.List(pl.UInt64),
    "prefix_keys": pl.List(pl.UInt64),
}


def sign_texts(texts: pl.Series) -> pl.DataFrame:
    """`text_key`, `tokens`, `sketch` and `prefix_keys` of every text, in the order given.

    Case and punctuation change nothing; of a short text every run of four words is kept:

    >>> texts = ["one two three four five", "One, two: three four FIVE!", "one two three four six"]
    >>> first, same, other = sign_texts(pl.Series(texts)).rows()
    >>> first == same, first[0] == other[0], len(first[2])
    (True, False, 2)
    >>> len(set(first[2]) & set(other[2]))  # "one two three four"
    1
    """
    parts = [_sign(tokens) for tokens in tokenize(texts, flags=False)]
    return pl.concat(parts) if parts else pl.DataFrame(schema=_SCHEMA)


def _sign(tokens: Tokens) -> pl.DataFrame:
    counts = tokens.counts
    hashes = hash_grams(tokens.hashes, GRAM)
    whole = np.ones(len(hashes), np.bool_)
    for step in range(1, GRAM):
        last = tokens.starts[1:] - step
        whole[last[last >= 0]] = False
    return pl.DataFrame(
        {
            "text_key": hash_sequences(tokens),
            "tokens": counts.astype(np.int32),
            "sketch": _sample(hashes, whole, counts),
            "prefix_keys": _sample_head(hashes, tokens.starts),
        },
        schema=_SCHEMA,
    )


def compute_thresholds(words: NDArray[np.int64]) -> U64:
    """A threshold for each text, by its number of words: the sketch has those hashes whose upper 32
    bits are below it.
    """
    size = np.maximum(words - (GRAM - 1), 1)
    rate = np.clip(np.maximum(LEAST / size, np.minimum(1 / RATE, MOST / size)), 0.0, 1.0)
    # a float holds 53 bits: scaled so, every threshold is a whole number on every machine
    below: U64 = np.floor(rate * (1 << 32)).astype(np.uint64)
    return below


def _sample(hashes: U64, whole: NDArray[np.bool_], counts: NDArray[np.int64]) -> pl.Series:
    """The 4-grams of each text below its threshold, which is the lower the longer the text."""
    threshold = compute_thresholds(counts)
    owner = np.repeat(np.arange(len(counts)), counts)
    chosen = np.flatnonzero(whole & ((hashes >> np.uint64(32)) < threshold[owner]))
    return _make_lists(owner[chosen], hashes[chosen], len(counts))


def _sample_head(hashes: U64, starts: NDArray[np.int64]) -> pl.Series:
    """The smallest 4-gram of every `WINDOW` neighbours at the text's beginning."""
    texts, width = len(starts) - 1, HEAD_WORDS - GRAM + 1
    none = np.uint64(0xFFFFFFFFFFFFFFFF)
    places = starts[:-1, None] + np.arange(width)
    inside = places <= starts[1:, None] - GRAM
    head = (
        np.where(inside, hashes[np.minimum(places, max(len(hashes) - 1, 0))], none)
        if len(hashes)
        else np.full((texts, width), none)
    )
    windows = width - WINDOW + 1
    least = head[:, :windows].copy()
    for step in range(1, WINDOW):
        np.minimum(least, head[:, step : step + windows], out=least)
    # a window that ends beyond the text is none, but a text shorter than one window has its
    # smallest
    full = np.concatenate([np.ones((texts, 1), np.bool_), inside[:, WINDOW:]], axis=1)
    owner, place = np.nonzero(full & (least != none))
    return _make_lists(owner, least[owner, place], texts)


def _make_lists(owner: NDArray[np.int64], hashes: U64, texts: int) -> pl.Series:
    """For each text its distinct hashes, ascending."""
    # one sort of plain integers; only a piece of mostly empty texts has more of them than 16 bits
    # count
    if texts <= 1 << 16:
        order = np.argsort(
            (owner.astype(np.uint64) << np.uint64(48)) | (hashes >> np.uint64(16)), kind="stable"
        )
    else:
        order = np.lexsort((hashes, owner))
    owner, hashes = owner[order], hashes[order]
    first = np.ones(len(owner), np.bool_)
    first[1:] = (owner[1:] != owner[:-1]) | (hashes[1:] != hashes[:-1])
    owner, hashes = owner[first], hashes[first]
    ends = np.searchsorted(owner, np.arange(texts + 1))
    return as_series("", pa.LargeListArray.from_arrays(_arrow(ends), _arrow(hashes)))


def _arrow(values: NDArray[Any]) -> pa.Array:
    """The array as Arrow holds it, without a copy. `pa.array` would import pandas where it is
    installed, for the sake of its types.
    """
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])
