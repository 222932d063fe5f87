"""Which texts are worth comparing: those that share hashes of their signatures. Never a square of
the archive.

Texts are numbered in the order of their `text_key`, and everything here is a function of the set of
texts: a hash that at most `MOST_TEXTS` texts carry pairs all of them; a commoner one (a template, a
formula, a much copied story) pairs each with the `PIVOTS` smallest only. Both flip with a text more
or less; `mark_affected` names the texts whose pairs hang on that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64, U64, Marks, concatenate, find_runs
from transforms.dedup.match.hash_sets import HashLists
from transforms.dedup.match.postings import Postings, count_bits
from transforms.dedup.match.shares import PAIR_BITS, Shares, measure_sketches
from transforms.values import frozen

#: A hash carried by more texts than this pairs them with its pivots only.
#: measured: benchmarks/quality/curves.py MOST_TEXTS
MOST_TEXTS = 16
PIVOTS = 2
#: Of the hashes of the poorer text a pair shares at least this share, and two unless that text is
#: hardly more than a line. measured: benchmarks/quality/curves.py SHARED
SHARED = 0.08
LINE_WORDS = 24
#: A pair that common hashes give has to share this much of all, so that formulae alone are no
#: reason (measured: benchmarks/quality/curves.py SHARED_COMMON);
SHARED_COMMON = 0.22
#: one that has a single rare hash has to share this much of what was sampled alike in both.
#: measured: benchmarks/quality/curves.py CONTAINED
CONTAINED = 0.7
#: So many rows of postings are worked through at a time. judged
_RANGE_ROWS = 1 << 20


@frozen
class Pairs:
    """Pairs of text numbers, left < right, each once."""

    left: I64
    right: I64

    def __len__(self) -> int:
        return len(self.left)


@frozen
class PairFilter:
    """The pairs that are asked for: those with a text of `ends`, and those of two texts of
    `both`.
    """

    ends: Marks
    both: Marks

    @property
    def marks(self) -> tuple[Marks, Marks]:
        """Both, in order."""
        return self.ends, self.both

    @property
    def texts(self) -> Marks:
        """The texts of which a pair may be asked for."""
        return self.ends | self.both

    def selects(self, left: I64, right: I64) -> Marks:
        """Which of these pairs are asked for."""
        return self.ends[left] | self.ends[right] | (self.both[left] & self.both[right])


def find_candidates(
    signed: HashLists,
    posted: Iterable[Postings],
    *,
    asked: PairFilter | None = None,
    most_texts: int = MOST_TEXTS,
) -> Pairs:
    """The pairs that share enough hashes, ascending; only those that are asked for.

    A text and its beginning are one; a stranger is none:

    >>> import polars as pl
    >>> from transforms.dedup.match.hash_sets import StoredHashes
    >>> from transforms.dedup.match.postings import make_postings
    >>> from transforms.dedup.match.signatures import sign_texts
    >>> words = "the harbour board lit the new leading light on the north mole at dusk on saturday"
    >>> texts = pl.Series([words, words[:60], "otters have moved into the scaffolding of the weir"])
    >>> signed = StoredHashes.from_signatures(sign_texts(texts)).merge()
    >>> found = find_candidates(signed, make_postings(signed))
    >>> list(zip(found.left.tolist(), found.right.tolist()))
    [(0, 1)]
    """
    shares = Shares(count_bits(len(signed.words)))
    for part in posted:
        shares.add(count_shared_hashes(part, asked=asked, most_texts=most_texts))
    return select_candidates(
        shares,
        signed.words,
        signed.sizes.__getitem__,
        lambda left, right: measure_sketches(signed, left, right),
    )


def count_shared_hashes(
    posted: Postings,
    *,
    asked: PairFilter | None = None,
    most_texts: int = MOST_TEXTS,
    pair_bits: int = PAIR_BITS,
) -> Shares:
    """Pairs and how many hashes of the range they share."""
    out = Shares(posted.bits, pair_bits=pair_bits)
    hashes = posted.hashes
    for low, high in _cut_ranges(hashes):
        pairs = _pair_range(hashes[low:high], posted.texts[low:high], most_texts)
        out.add_pairs(pairs if asked is None else _select_asked(pairs, asked))
    return out


def _select_asked(
    pairs: Iterable[tuple[I64, I64, bool]], asked: PairFilter
) -> Iterator[tuple[I64, I64, bool]]:
    for left, right, is_rare in pairs:
        wanted = asked.selects(left, right)
        yield left[wanted], right[wanted], is_rare


def select_candidates(
    shares: Shares,
    words: I64,
    carried: Callable[[I64], I64],
    containment: Callable[[I64, I64], NDArray[np.float64]],
) -> Pairs:
    """The pairs, of those that share hashes, that share enough of them to be compared. `words` has
    those of every text by number, `carried` takes numbers of texts and gives how many hashes each
    carries, `containment` the numbers of both texts of pairs and gives the containment of their
    sketches, 0 to 1. Both are asked of texts alone that more than words decide.
    """
    parts = []
    for left, right, rare, every in shares.read():
        is_line = np.minimum(words[left], words[right]) <= LINE_WORDS
        # of what is more than a line one hash is never enough, and a rare one of a line always
        keep = is_line & (rare > 0)
        some = np.flatnonzero(~keep & (is_line | (every > 1)))
        poorer = np.minimum(carried(left[some]), carried(right[some]))
        least = np.where(is_line[some], 1, 2)
        enough, enough_common = (np.maximum(least, s * poorer) for s in (SHARED, SHARED_COMMON))
        keep[some] = (rare[some] >= enough) | (every[some] >= enough_common)
        maybe = keep | (rare > 0)
        parts.append((left[maybe], right[maybe], keep[maybe]))
    left, right = (concatenate([part[no] for part in parts], np.int64) for no in range(2))
    keep = concatenate([part[2] for part in parts], np.bool_)
    rest = np.flatnonzero(~keep)
    keep[rest] = containment(left[rest], right[rest]) >= CONTAINED
    return Pairs(left[keep], right[keep])


def mark_affected(
    posted: Postings, new: Marks, gone: Marks, *, most_texts: int = MOST_TEXTS
) -> tuple[Marks, Marks]:
    """(texts that carry a hash which is rare in the set without `new` and common in that without
    `gone`, or the reverse; texts that are a pivot of a common hash in one of these sets alone).

    The postings hold the texts of both sets. Of the pairs of two texts that are in both sets only
    those of two texts of the first kind, or with one of the second, may differ.

    Where two texts make a hash common, a third one that comes turns that hash, which three texts
    carry, from rare to common; another hash is common before and after, with the same pivots:

    >>> from transforms.dedup.match.postings import Postings
    >>> hashes = np.array([5, 5, 5, 9, 9, 9], np.uint64)
    >>> posted = Postings(hashes << np.uint64(3) | np.array([0, 1, 4, 1, 2, 3], np.uint64), 3)
    >>> is_new = np.arange(5) == 4
    >>> carriers, pivots = mark_affected(posted, is_new, np.zeros(5, bool), most_texts=2)
    >>> np.flatnonzero(carriers).tolist(), np.flatnonzero(pivots).tolist()
    ([0, 1, 4], [])
    """
    starts, sizes = find_runs(posted.hashes)
    texts = posted.texts
    owner = np.repeat(np.arange(len(starts)), sizes)
    (count, pivots), (count_now, pivots_now) = (
        _count_present(texts, starts, sizes, owner, ~absent) for absent in (new, gone)
    )
    flipped = (count > most_texts) != (count_now > most_texts)
    stays = np.flatnonzero((count > most_texts) & (count_now > most_texts))
    before, after = pivots[stays], pivots_now[stays]
    other = before[:, :, None] != after[:, None, :]
    carriers, turned = np.zeros_like(new), np.zeros_like(new)
    carriers[texts[flipped[owner]]] = True
    turned[before[other.all(axis=2)]] = turned[after[other.all(axis=1)]] = True
    return carriers, turned


def _count_present(
    texts: I64, starts: I64, sizes: I64, owner: I64, present: Marks
) -> tuple[I64, I64]:
    """(texts, pivots) of every hash in the set of the texts that are present."""
    here = present[texts].astype(np.int64)
    rank = np.cumsum(here)
    before = np.where(starts > 0, rank[starts - 1], 0) if len(starts) else starts
    count = (rank[starts + sizes - 1] - before) if len(starts) else starts
    pivots = np.full((len(starts), PIVOTS), -1, np.int64)
    place = rank - before[owner] if len(starts) else rank
    for no in range(PIVOTS):
        rows = np.flatnonzero((here == 1) & (place == no + 1))
        pivots[owner[rows], no] = texts[rows]
    return count, pivots


def choose_decisive(
    hashes: I64,
    texts: I64,
    least: I64,
    marks: tuple[Marks, Marks, Marks],
    *,
    most_texts: int = MOST_TEXTS,
) -> tuple[Marks, Marks]:
    """Which hashes are common before a batch and after it, and known well enough to say what they
    pair (marks by hash); and the rows (marks by posting) that say what is paired: of these hashes
    those of marked texts and of the two smallest that the batch does not touch, of others all.

    `hashes` and `texts` are the postings by number, ascending, each once; of a hash that lacks some
    the smallest texts of every file are there, and all that the batch touches. At least `least[i]`
    texts carry hash i. `marks` are by text: those that the batch touches, those of which every pair
    is asked for, and those of which any is; the first are among the second, these among the third.

    The smallest that are not touched are there before the batch and after it. None that is lacking
    is smaller: of a file the smallest are known, and where one of them is touched either two others
    are smaller, or it may be a pivot itself. Where a text of which every pair is asked for may be a
    pivot, all texts of the hash have to be known.

    Of three hashes, each of three texts known, the batch touches the last text of the first two:

    >>> hashes, texts = np.repeat([0, 1, 2], 3), np.array([1, 2, 7, 1, 2, 7, 3, 4, 5])
    >>> least, marks = np.array([3, 9, 3]), np.arange(8) == 7
    >>> sure, some = choose_decisive(hashes, texts, least, (marks,) * 3, most_texts=2)
    >>> sure.tolist(), texts[some].tolist()
    ([False, True, True], [1, 2, 7, 1, 2, 7, 3, 4])
    """
    touched, ends, asked = (some[texts] for some in marks)
    sizes, own = (np.bincount(some, minlength=len(least)) for some in (hashes, hashes[touched]))
    place = _count_before(hashes, sizes, ~touched)
    pivot = np.full(len(least), -1, np.int64)
    last = ~touched & (place == PIVOTS)
    pivot[hashes[last]] = texts[last]
    may_be_pivot = np.zeros(len(least), np.bool_)
    may_be_pivot[hashes[ends & (texts <= pivot[hashes])]] = True
    is_sure = (np.maximum(least, sizes) - own > most_texts) & (pivot >= 0) & ~may_be_pivot
    return is_sure, ~is_sure[hashes] | asked | (place <= PIVOTS)


def _count_before(hashes: I64, sizes: I64, counted: Marks) -> I64:
    """Of every row of a hash how many are counted up to it, itself among them."""
    count = np.cumsum(counted)
    before: I64 = np.append(0, count)[np.cumsum(sizes) - sizes]
    return count - before[hashes]


def _cut_ranges(hashes: U64) -> Iterator[tuple[int, int]]:
    """Ranges of rows that end where a hash ends."""
    low = 0
    while low < len(hashes):
        high = min(low + _RANGE_ROWS, len(hashes))
        if high < len(hashes):
            high = int(np.searchsorted(hashes, hashes[high - 1], side="right"))
        yield low, high
        low = high


def _pair_range(hashes: U64, texts: I64, most_texts: int) -> Iterator[tuple[I64, I64, bool]]:
    """Pairs of texts, and whether a rare hash or a common one gives them."""
    starts, sizes = find_runs(hashes)
    rare = (sizes > 1) & (sizes <= most_texts)
    rows = np.flatnonzero(np.repeat(rare, sizes))
    ends = np.repeat((starts + sizes)[rare], sizes[rare])
    for step in range(1, most_texts):
        inside = rows + step < ends
        rows, ends = rows[inside], ends[inside]
        yield texts[rows], texts[rows + step], True
    common = sizes > most_texts
    members = np.flatnonzero(np.repeat(common, sizes))
    firsts = np.repeat(starts[common], sizes[common])
    for no in range(PIVOTS):
        later = members > firsts + no
        yield texts[firsts[later] + no], texts[members[later]], False
