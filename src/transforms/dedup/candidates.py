"""Which texts are worth comparing: those that share hashes of their signatures. Never a square of the archive.

Texts are numbered in the order of their `text_key`, and everything here is a function of the set of texts: a hash that
at most `MOST_TEXTS` texts carry pairs all of them; a commoner one (a template, a formula, a much copied story) pairs
each with the `PIVOTS` smallest only. Both flip with a text more or less; `affected` names the texts whose pairs hang on a flip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.signatures import thresholds
from transforms.dedup.tokens import U64

I64 = NDArray[np.int64]
#: A hash carried by more texts than this pairs them with its pivots only.
MOST_TEXTS = 16
PIVOTS = 2
#: Of the hashes of the poorer text a pair shares at least this share, and two unless that text is hardly more than a line.
SHARED = 0.08
LINE_WORDS = 24
#: A pair that common hashes give has to share this much of all, so that formulae alone are no reason;
SHARED_COMMON = 0.22
#: one that has a single rare hash has to share this much of what was sampled alike in both.
CONTAINED = 0.7
#: Hashes are worked through in this many ranges, so that memory holds one range's pairs at a time.
RANGE_ROWS = 1 << 22
_PAIRS_AT_ONCE = 1 << 17
_BITS = 24
#: What a rare hash adds to a pair's weight; below it common ones are counted.
_RARE = 1 << 20


@dataclass(frozen=True, slots=True)
class Postings:
    """Which text carries which hash: rows sorted by hash and text, and the same by text.

    Text i carries `by_text[starts[i]:starts[i + 1]]` and has `words[i]` words.
    """

    hashes: U64
    texts: I64
    by_text: U64
    starts: I64
    words: I64


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of text numbers, left < right, each once, ascending."""

    left: I64
    right: I64

    def __len__(self) -> int:
        return len(self.left)


def postings(signatures: pl.DataFrame, *, of: NDArray[np.bool_] | None = None) -> Postings:
    """The postings of texts: a frame of `tokens`, `sketch` and `prefix_keys`, one row a text, in text order.

    Where `of` marks texts, only the hashes that those carry are posted.
    """
    both = signatures.select("tokens", pl.col("sketch").list.set_union("prefix_keys").alias("hash"))
    carried = both["hash"].list.len().fill_null(0).to_numpy().astype(np.int64)
    by_text = both["hash"].explode(empty_as_null=False).to_numpy().astype(np.uint64)
    texts = np.repeat(np.arange(len(carried)), carried)
    hashes = by_text
    if of is not None:
        rows = _carrying(by_text, by_text[of[texts]])
        hashes, texts = hashes[rows], texts[rows]
    # stable, so that the texts of a hash keep their order
    order = np.argsort(hashes, kind="stable")
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(carried)])
    return Postings(hashes[order], texts[order], by_text, starts, both["tokens"].to_numpy().astype(np.int64))


def _carrying(hashes: U64, wanted: U64) -> I64:
    """The rows whose hash is wanted: a table of bits lets few others through, which are looked up."""
    bits = np.zeros(1 << _BITS, np.bool_)
    bits[wanted >> np.uint64(64 - _BITS)] = True
    rows = np.flatnonzero(bits[hashes >> np.uint64(64 - _BITS)])
    distinct = np.unique(wanted)
    place = np.minimum(np.searchsorted(distinct, hashes[rows]), max(len(distinct) - 1, 0))
    return rows[distinct[place] == hashes[rows]] if len(distinct) else rows


def candidate_pairs(posted: Postings, *, of: NDArray[np.bool_] | None = None) -> Pairs:
    """The pairs that share enough hashes; only those with a text that `of` marks, where given."""
    total = np.uint64(max(len(posted.words), 1))
    codes, weights = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    for low, high in _ranges(posted.hashes):
        parts: list[tuple[U64, int]] = []
        for left, right, weight in _pairs_of_range(posted.hashes[low:high], posted.texts[low:high]):
            if of is not None:
                wanted = of[left] | of[right]
                left, right = left[wanted], right[wanted]
            parts.append((left.astype(np.uint64) * total + right.astype(np.uint64), weight))
        codes, weights = _count(codes, weights, parts)
    left, right = (codes // total).astype(np.int64), (codes % total).astype(np.int64)
    carried = np.diff(posted.starts)
    poorer = np.minimum(carried[left], carried[right])
    is_line = np.minimum(posted.words[left], posted.words[right]) <= LINE_WORDS
    least = np.where(is_line, 1, 2)
    rare, given = weights // _RARE, weights % _RARE
    enough = np.where(is_line, 1, np.maximum(2, SHARED * poorer))
    keep = (rare >= enough) | (given >= np.maximum(least, SHARED_COMMON * poorer))
    rest = np.flatnonzero(~keep & (rare > 0))
    keep[rest] = sketch_containment(posted, left[rest], right[rest]) >= CONTAINED
    return Pairs(left[keep], right[keep])


def sketch_containment(posted: Postings, left: I64, right: I64) -> NDArray[np.float64]:
    """For each pair the share of the hashes of the one that holds fewer which the other holds, where both were sampled alike.

    0 where fewer than two are shared.
    """
    threshold = thresholds(posted.words)
    out = [np.zeros(0)]
    for low in range(0, len(left), _PAIRS_AT_ONCE):
        ends = left[low : low + _PAIRS_AT_ONCE], right[low : low + _PAIRS_AT_ONCE]
        pairs, alike = len(ends[0]), np.minimum(threshold[ends[0]], threshold[ends[1]])
        sides = []
        for texts in ends:
            sizes = posted.starts[texts + 1] - posted.starts[texts]
            owner = np.repeat(np.arange(pairs), sizes)
            place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(posted.starts[texts], sizes)
            hashes = posted.by_text[place]
            sampled = (hashes >> np.uint64(32)) < alike[owner]
            sides.append((owner[sampled].astype(np.uint64) << np.uint64(44)) | (hashes[sampled] >> np.uint64(20)))
        both = np.concatenate(sides)
        both.sort()
        shared, *counts = (_of_pairs(codes, pairs) for codes in (both[1:][both[1:] == both[:-1]], *sides))
        out.append(np.where(shared >= 2, shared / np.maximum(np.minimum(*counts), 1), 0.0))
    return np.concatenate(out)


def _of_pairs(codes: U64, pairs: int) -> I64:
    return np.bincount((codes >> np.uint64(44)).astype(np.int64), minlength=pairs)


def affected(posted: Postings, new: NDArray[np.bool_], gone: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The texts whose pairs may differ between the set without `new` and the set without `gone`.

    The postings hold the texts of both sets. A text is affected where it is in one set only, or where a hash it carries
    has come to pair otherwise: rare before and common now, or the reverse, or common with other pivots.
    """
    starts, sizes = _groups(posted.hashes)
    owner = np.repeat(np.arange(len(starts)), sizes)
    states = [_state(posted, starts, sizes, owner, ~absent) for absent in (new, gone)]
    (count, pivots), (count_now, pivots_now) = states
    flipped = (count > MOST_TEXTS) != (count_now > MOST_TEXTS)
    moved = (count > MOST_TEXTS) & (count_now > MOST_TEXTS) & (pivots != pivots_now).any(axis=1)
    out = new | gone
    out[posted.texts[(flipped | moved)[owner]]] = True
    return out


def _state(posted: Postings, starts: I64, sizes: I64, owner: I64, present: NDArray[np.bool_]) -> tuple[I64, I64]:
    """(texts, pivots) of every hash in the set of the texts that are present."""
    here = present[posted.texts].astype(np.int64)
    rank = np.cumsum(here)
    before = np.where(starts > 0, rank[starts - 1], 0) if len(starts) else starts
    count = (rank[starts + sizes - 1] - before) if len(starts) else starts
    pivots = np.full((len(starts), PIVOTS), -1, np.int64)
    place = rank - before[owner] if len(starts) else rank
    for no in range(PIVOTS):
        rows = np.flatnonzero((here == 1) & (place == no + 1))
        pivots[owner[rows], no] = posted.texts[rows]
    return count, pivots


def _groups(hashes: U64) -> tuple[I64, I64]:
    """(first row, rows) of every run of one hash."""
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(hashes), 1), np.bool_), hashes[1:] != hashes[:-1]]))
    return starts, np.diff(np.append(starts, len(hashes)))


def _ranges(hashes: U64) -> Iterator[tuple[int, int]]:
    """Ranges of rows that end where a hash ends."""
    low = 0
    while low < len(hashes):
        high = min(low + RANGE_ROWS, len(hashes))
        if high < len(hashes):
            high = int(np.searchsorted(hashes, hashes[high - 1], side="right"))
        yield low, high
        low = high


def _pairs_of_range(hashes: U64, texts: I64) -> Iterator[tuple[I64, I64, int]]:
    """Pairs of texts, and the weight that each has: of a rare hash, or of a common one."""
    starts, sizes = _groups(hashes)
    rare = (sizes > 1) & (sizes <= MOST_TEXTS)
    rows = np.flatnonzero(np.repeat(rare, sizes))
    ends = np.repeat((starts + sizes)[rare], sizes[rare])
    for step in range(1, MOST_TEXTS):
        inside = rows + step < ends
        rows, ends = rows[inside], ends[inside]
        yield texts[rows], texts[rows + step], _RARE + 1
    common = sizes > MOST_TEXTS
    members = np.flatnonzero(np.repeat(common, sizes))
    firsts = np.repeat(starts[common], sizes[common])
    for no in range(PIVOTS):
        later = members > firsts + no
        yield texts[firsts[later] + no], texts[members[later]], 1


def _count(codes: U64, weights: I64, parts: list[tuple[U64, int]]) -> tuple[U64, I64]:
    """Distinct codes and the sum of the weights of each, those known so far included."""
    every = np.concatenate([codes, *(part for part, _ in parts)])
    weights = np.concatenate([weights, *(np.full(len(part), weight, np.int64) for part, weight in parts)])
    if not len(every):
        return codes, weights
    order = np.argsort(every, kind="stable")
    every, weights = every[order], weights[order]
    starts, _ = _groups(every)
    return every[starts], np.add.reduceat(weights, starts)
