"""Texts as arrays of word hashes, read straight from the Arrow text buffer.

A word is a run of letters, marks and digits, compared without case, width or punctuation. Thai,
Lao, Khmer and Burmese put no space between words and are cut by ICU's dictionaries: of their few
signs, two by two, strangers share two thirds. A Chinese or Japanese character counts as a word. The
hash is our own and is part of `SCHEME`, because it is stored: a polynomial over the UTF-8 bytes,
computed for a whole buffer by one weighted sum, so that no Python runs per word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.arrays import U64
from transforms.dedup.match.foreign import MARK, fold_foreign
from transforms.values import frozen

#: What a word looks like: it holds a digit; it is written with a capital; it opens a sentence,
#: where a capital says nothing; its script has no capitals; it is a single character of Chinese or
#: Japanese. judged
DIGIT, UPPER, OPENING, CASELESS, UNSPACED = 1, 2, 4, 8, 16
#: Hashes are compared by so many upper bits: the rest of 64 numbers a text or a pair, or says what
#: kind of word it is. judged
HASH_BITS = 44
#: Texts are hashed in pieces of about this many bytes: the power tables stay in the processor's
#: cache. judged
CHUNK_BYTES = 1 << 18

#: Odd numbers with mixed bits, by which hashes are multiplied: 2**64 over the golden ratio, source:
#: Knuth, The Art of Computer Programming 3, 6.4; and a base for the powers. judged
_STEP = 0x9E3779B97F4A7C15
_BASE = 0xD6E8FEB86659FD93


@frozen
class Tokens:
    """The words of a number of texts: text i has `hashes[starts[i]:starts[i + 1]]`, and as many
    `flags`.
    """

    starts: NDArray[np.int64]
    hashes: U64
    flags: NDArray[np.uint8]

    @property
    def counts(self) -> NDArray[np.int64]:
        """Words a text."""
        return np.diff(self.starts)


def tokenize(texts: pl.Series, *, flags: bool = True) -> Iterator[Tokens]:
    """The words of the texts, in order, some hundred texts at a time; null counts as empty. Without
    flags they are all 0.

    Equal words have equal hashes, whatever their case, which flags tell:

    >>> [words] = tokenize(pl.Series(["The mole at 9, the MOLE.", None, "Mole"]))
    >>> words.starts.tolist(), bool(words.hashes[1] == words.hashes[5] == words.hashes[6])
    ([0, 6, 6, 7], True)
    >>> words.flags.tolist() == [UPPER | OPENING, 0, 0, DIGIT, 0, UPPER, UPPER | OPENING]
    True
    """
    data, offsets = _fill_buffer(texts)
    # one buffer for all pieces: fresh memory costs more than what is computed in it
    low, sums = 0, np.empty(min(int(offsets[-1]), CHUNK_BYTES), np.uint64)
    while low < len(offsets) - 1:
        high = max(
            low + 1, int(np.searchsorted(offsets, offsets[low] + CHUNK_BYTES, side="right")) - 1
        )
        yield _tokenize(
            data[offsets[low] : offsets[high]],
            offsets[low : high + 1] - offsets[low],
            sums,
            flagged=flags,
        )
        low = high


def _mix(x: U64) -> U64:
    """Every bit of the result depends on every bit of the value (a finaliser in the manner of
    SplitMix64).
    """
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def hash_grams(hashes: U64, size: int) -> U64:
    """The hash of every run of `size` words that begins at each word; the last `size - 1` wrap and
    mean nothing.
    """
    return _hash_gram(
        *(
            np.concatenate([hashes[step:], hashes[:step]]) if len(hashes) > step else hashes
            for step in range(size)
        )
    )


def _hash_gram(*words: U64) -> U64:
    """The hashes of runs of words, of which the first words are given, then the second ones, and so
    on.
    """
    total = words[0].copy()
    for word in words[1:]:
        total *= np.uint64(_STEP)
        total += word
    return _mix(total)


def hash_sequences(tokens: Tokens) -> U64:
    """One hash a text over all its words in order: equal words, equal key."""
    sums = np.zeros(len(tokens.starts) - 1, np.uint64)
    filled = np.flatnonzero(tokens.counts)
    if len(filled):
        powers, inverse = _compute_powers(_round_up(len(tokens.hashes)))
        begins = tokens.starts[:-1][filled]
        sums[filled] = (
            np.add.reduceat(tokens.hashes * powers[: len(tokens.hashes)], begins) * inverse[begins]
        )
    return _mix(sums + tokens.counts.astype(np.uint64))


@cache
def _compute_powers(size: int) -> tuple[U64, U64]:
    """The powers of the hash's base and of its inverse, modulo 2^64."""
    inverse = pow(_BASE, -1, 1 << 64)
    out = []
    for base in (_BASE, inverse):
        steps = np.full(size, base, np.uint64)
        steps[0] = 1
        out.append(np.cumprod(steps, dtype=np.uint64))
    return out[0], out[1]


def _round_up(size: int) -> int:
    """The next power of two, so that few tables are made."""
    return 1 << max(16, (size - 1).bit_length())


def _fill_buffer(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The UTF-8 bytes of all texts end to end, and where each begins; foreign characters are folded
    first.
    """
    filled = fold_foreign(texts.fill_null(""))
    lengths = filled.str.len_bytes().to_numpy().astype(np.int64)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    if not offsets[-1]:
        return np.zeros(0, np.uint8), offsets
    arrow = filled.to_arrow(compat_level=pl.CompatLevel.oldest())  # one buffer, 64-bit offsets
    begin = int(np.frombuffer(arrow.buffers()[1], np.int64, count=arrow.offset + 1)[arrow.offset])
    return np.frombuffer(arrow.buffers()[2], np.uint8)[begin : begin + int(offsets[-1])], offsets


def _tokenize(
    data: NDArray[np.uint8], offsets: NDArray[np.int64], buffer: U64, *, flagged: bool
) -> Tokens:
    # a byte less the first of a range is below the range's length just where it is in the range: it
    # wraps
    upper = data - np.uint8(65) < 26
    data, upper, capital, offsets = _take_out_marks(data, upper, offsets)
    letters: NDArray[np.uint8] = data | upper.view(np.uint8) * np.uint8(32)
    digit = data - np.uint8(48) < 10
    foreign = np.flatnonzero(data >= 128)
    word, lone = _mark_words(data, letters, digit, foreign), _find_unspaced(data, foreign)
    begins = np.flatnonzero(_mark_begins(data, word, offsets, lone))
    starts = np.searchsorted(begins, offsets).astype(np.int64)
    if not len(begins):
        return Tokens(starts, np.zeros(0, np.uint64), np.zeros(0, np.uint8))
    letters *= word.view(np.uint8)
    hashes = _hash_words(letters, begins, buffer)
    if not flagged:
        return Tokens(starts, hashes, np.zeros(len(begins), np.uint8))
    flags = _flag_words(data, digit, capital, begins, starts)
    if len(foreign):
        lead, second = data[begins], data[np.minimum(begins + 1, len(data) - 1)]
        # Latin, Greek, Cyrillic and Armenian end before U+05C0, but for what of Latin and Greek
        # lies in U+1E00-1FFF
        flags[(lead >= 0xD7) & ~((lead == 0xE1) & (second >= 0xB8))] |= np.uint8(CASELESS)
        flags[np.searchsorted(begins, lone)] |= np.uint8(UNSPACED)
    return Tokens(starts, hashes, flags)


def _take_out_marks(
    data: NDArray[np.uint8], upper: NDArray[np.bool_], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """(bytes without marks, which of them are ASCII capitals, which are capitals at all,
    offsets).
    """
    marked = data == MARK
    if not marked.any():
        return data, upper, upper, offsets
    capital = upper.copy()
    after = np.flatnonzero(marked) + 1
    capital[after[after < len(data)]] = True
    kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(~marked)])
    return data[~marked], upper[~marked], capital[~marked], kept[offsets]


def _hash_words(letters: NDArray[np.uint8], begins: NDArray[np.int64], buffer: U64) -> U64:
    """The hash of every word: one weighted sum over all bytes; those of no word are 0. A long text
    is summed a piece of whole words at a time, which changes no hash: it says not where a word is.
    """
    hashes = np.empty(len(begins), np.uint64)
    ends = np.append(begins[1:], len(letters))
    low = 0
    while low < len(begins):
        at = begins[low]
        high = max(low + 1, int(np.searchsorted(ends, at + CHUNK_BYTES, side="right")))
        piece = letters[at : ends[high - 1]]
        hashes[low:high] = _hash_piece(piece, begins[low:high] - at, buffer)
        low = high
    return hashes


def _hash_piece(letters: NDArray[np.uint8], begins: NDArray[np.int64], buffer: U64) -> U64:
    """The hashes of the words of a piece, whose first word begins it."""
    powers, inverse = _compute_powers(_round_up(max(len(letters), CHUNK_BYTES)))
    totals = buffer[: len(letters)] if len(letters) <= len(buffer) else np.empty_like(letters, "u8")
    np.multiply(letters, powers[: len(letters)], out=totals)
    np.cumsum(totals, out=totals)
    before = np.where(begins > 0, totals[begins - 1], np.uint64(0))
    sums = np.append(before[1:], totals[-1]) - before
    return _mix(sums * inverse[begins])


def _mark_words(
    data: NDArray[np.uint8],
    letters: NDArray[np.uint8],
    digit: NDArray[np.bool_],
    foreign: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Which bytes belong to a word: everything beyond ASCII (`foreign`) but the signs of
    U+0080-00BF and U+2000-207F.
    """
    word: NDArray[np.bool_] = letters - np.uint8(97) < 26
    word |= digit
    if len(foreign):
        word[foreign] = True
        lead = data[foreign]
        two, three = foreign[lead == 0xC2], foreign[lead == 0xE2]
        three = three[(data[np.minimum(three + 1, len(data) - 1)] & 0xFE) == 0x80]
        for places, size in ((two, 2), (three, 3)):
            for step in range(size):
                word[places + step] = False
    return word


def _flag_words(
    data: NDArray[np.uint8],
    digit: NDArray[np.bool_],
    capital: NDArray[np.bool_],
    begins: NDArray[np.int64],
    starts: NDArray[np.int64],
) -> NDArray[np.uint8]:
    flags: NDArray[np.uint8] = capital[begins].view(np.uint8) * np.uint8(UPPER)
    # few bytes are digits or end a sentence: the word that each is in, or comes after, is looked up
    flags[_find_word_before(begins, digit)] |= np.uint8(DIGIT)
    opening = np.zeros(len(begins) + 1, np.bool_)
    opening[0] = True
    opening[
        _find_word_before(begins, (data == 46) | (data == 33) | (data == 63) | (data == 10)) + 1
    ] = True
    opening[starts[:-1]] = True
    flags |= opening[:-1].view(np.uint8) * np.uint8(OPENING)
    return flags


def _find_word_before(begins: NDArray[np.int64], marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Of each marked byte the word that began last before it; a byte before the first word has
    none.
    """
    found: NDArray[np.int64] = np.searchsorted(begins, np.flatnonzero(marks), side="right") - 1
    return found[found >= 0]


def _find_unspaced(data: NDArray[np.uint8], foreign: NDArray[np.int64]) -> NDArray[np.int64]:
    """The first bytes of characters of three bytes that are words by themselves, of scripts without
    spaces.
    """
    # U+3000 to U+9FFF
    return foreign[data[foreign] - np.uint8(0xE3) < 7]


def _mark_begins(
    data: NDArray[np.uint8],
    word: NDArray[np.bool_],
    offsets: NDArray[np.int64],
    lone: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Where a word begins: after a separator, at a text's first byte, at and after every unspaced
    character (`lone`).
    """
    begin = word.copy()
    begin[1:] &= ~word[:-1]
    firsts = offsets[:-1][offsets[:-1] < len(data)]
    begin[firsts] |= word[firsts]
    begin[lone] = True
    after = lone[lone < len(data) - 3] + 3
    begin[after] |= word[after]
    return begin
