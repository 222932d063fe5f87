"""The hashes that texts carry, as arrays: as they are stored, each once, and those of a set; and
their digests.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.arrays import I64, U64, Marks, concatenate, drop_repeats, expand_ranges
from transforms.dedup.match.signatures import compute_thresholds
from transforms.dedup.match.tokens import HASH_BITS
from transforms.values import frozen

#: A filter has so many bits more than the number of its hashes: one other hash in some thirty
#: passes it. judged
_SPARE_BITS = 5
_LEAST_BITS, _MOST_BITS = 12, 24
_LOOKED_UP_AT_ONCE = 1 << 15
#: The cells of a digest, of which each has an equal part of what lies below a sketch's threshold,
#: some 28 hashes. Of 15,476 pairs of a day's batch that share hardly more than one rare hash, of
#: which six pass, 711 remain with 128 cells. measured: benchmarks/cost/daily.py
DIGEST_CELLS = 128
#: The numbers of a digest: what is counted, and the cells. source: 32 bits each
DIGEST_NUMBERS = 1 + DIGEST_CELLS // 32
#: A digest's first number: in the upper half how many hashes a text carries, in the lower how many
#: of its sketch are below its threshold; this where it is not known or does not fit. source: 16
#: bits
UNTOLD = 0xFFFF


@frozen
class HashLists:
    """The signatures of texts as arrays: text i carries `hashes[starts[i]:starts[i + 1]]`, each
    once, and has `words[i]` words.

    The sketch comes first: `sketch_sizes[i]` of them.
    """

    hashes: U64
    starts: I64
    sketch_sizes: I64
    words: I64

    @property
    def sizes(self) -> I64:
        """How many hashes each text carries."""
        return np.diff(self.starts)

    def list_sketches(self) -> tuple[I64, U64]:
        """(text, hash) of every hash of the sketches."""
        owner = np.repeat(np.arange(len(self.words)), self.sketch_sizes)
        return owner, self.hashes[expand_ranges(self.starts[:-1], self.sketch_sizes)]

    def take(self, texts: I64) -> HashLists:
        """The signatures of these texts, in this order."""
        carried = self.sizes[texts]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(carried)])
        return HashLists(
            self.hashes[expand_ranges(self.starts[texts], carried)],
            starts,
            self.sketch_sizes[texts],
            self.words[texts],
        )


class HashSet:
    """A set of hashes: two tables of bits let few others through, which are looked up.

    Hashes are compared by their upper 44 bits:

    >>> wanted = HashSet(np.array([7 << 60, 5 << 60, 5 << 60], np.uint64))
    >>> len(wanted)
    2
    >>> wanted.find_rows(np.array([1 << 60, 5 << 60, 7 << 60, (5 << 60) + 1], np.uint64)).tolist()
    [1, 2, 3]
    """

    def __init__(self, hashes: U64) -> None:
        self._distinct: U64 = drop_repeats(np.sort(hashes >> np.uint64(64 - HASH_BITS)))
        # small tables stay in the processor's cache
        self._bits = min(
            max(len(self._distinct).bit_length() + _SPARE_BITS, _LEAST_BITS), _MOST_BITS
        )
        self._upper, self._lower = (
            np.zeros(1 << self._bits, np.bool_),
            np.zeros(1 << self._bits, np.bool_),
        )
        self._upper[self._distinct >> np.uint64(HASH_BITS - self._bits)] = True
        self._lower[self._distinct & np.uint64((1 << self._bits) - 1)] = True

    def __len__(self) -> int:
        return len(self._distinct)

    @property
    def hashes(self) -> U64:
        """The hashes, ascending, with zeros below their upper 44 bits."""
        values: U64 = self._distinct << np.uint64(64 - HASH_BITS)
        return values

    def unite(self, other: HashSet) -> HashSet:
        """Those of both sets."""
        return HashSet(np.concatenate([self.hashes, other.hashes]))

    def subtract(self, other: HashSet) -> HashSet:
        """Those that are not in the other set."""
        return HashSet(np.delete(self.hashes, other.find_rows(self.hashes)))

    def find_rows(self, hashes: U64) -> I64:
        """The rows whose hash is in the set."""
        shift, found = np.uint64(64 - self._bits), []
        # so few at a time that they stay in the cache
        for low in range(0, len(hashes), _LOOKED_UP_AT_ONCE):
            upper = (hashes[low : low + _LOOKED_UP_AT_ONCE] >> shift).view(np.int64)
            found.append(np.flatnonzero(self._upper.take(upper, mode="clip")) + low)
        rows: I64 = concatenate(found, np.int64)
        values = hashes[rows] >> np.uint64(64 - HASH_BITS)
        maybe = self._lower[values & np.uint64((1 << self._bits) - 1)]
        rows, values = rows[maybe], values[maybe]
        if not len(rows):
            return rows
        place = np.minimum(np.searchsorted(self._distinct, values), len(self._distinct) - 1)
        kept: I64 = rows[self._distinct[place] == values]
        return kept


@frozen
class StoredHashes:
    """The signatures of texts as they are stored: those of text i in `sketch` and `prefix` are its
    `sketch_sizes[i]` and `prefix_sizes[i]` next.
    """

    sketch: U64
    sketch_sizes: I64
    prefix: U64
    prefix_sizes: I64
    words: I64

    @classmethod
    def from_signatures(cls, signatures: pl.DataFrame) -> StoredHashes:
        """Those of a frame of `tokens`, `sketch` and `prefix_keys`, one row a text."""
        return cls(
            *_flatten(signatures["sketch"]),
            *_flatten(signatures["prefix_keys"]),
            signatures["tokens"].to_numpy().astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.sketch) + len(self.prefix)

    def take(self, texts: I64) -> StoredHashes:
        """Those of these texts, in this order."""
        sketch, prefix = (
            hashes[expand_ranges((np.cumsum(sizes) - sizes)[texts], sizes[texts])]
            for hashes, sizes in (
                (self.sketch, self.sketch_sizes),
                (self.prefix, self.prefix_sizes),
            )
        )
        return StoredHashes(
            sketch, self.sketch_sizes[texts], prefix, self.prefix_sizes[texts], self.words[texts]
        )

    def find(self, wanted: HashSet) -> tuple[U64, I64]:
        """The hashes that are wanted, and which text carries each; some come twice."""
        hashes, texts = [], []
        for held, sizes in ((self.sketch, self.sketch_sizes), (self.prefix, self.prefix_sizes)):
            rows = wanted.find_rows(held)
            hashes.append(held[rows])
            texts.append(np.searchsorted(np.cumsum(sizes), rows, side="right"))
        return np.concatenate(hashes), np.concatenate(texts)

    @property
    def sizes(self) -> I64:
        """How many different hashes each text carries."""
        return self.sketch_sizes + self._beyond_sketch()[1]

    def _beyond_sketch(self) -> tuple[U64, I64]:
        """The hashes of the beginnings that are not in the sketch, and how many each text has."""
        # the sketch holds all that is below its threshold, of the beginning too
        new = (self.prefix >> np.uint64(32)) >= np.repeat(
            compute_thresholds(self.words), self.prefix_sizes
        )
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(new)])[np.cumsum(self.prefix_sizes)]
        return self.prefix[new], np.diff(ends, prepend=0)

    def merge(self) -> HashLists:
        """Each hash of a text once."""
        prefix, heads = self._beyond_sketch()
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sketch_sizes + heads)])
        hashes = np.empty(starts[-1], np.uint64)
        hashes[expand_ranges(starts[:-1], self.sketch_sizes)] = self.sketch
        hashes[expand_ranges(starts[:-1] + self.sketch_sizes, heads)] = prefix
        return HashLists(hashes, starts, self.sketch_sizes, self.words)


@frozen
class Digests:
    """What is told of texts by few bits: of each a row of DIGEST_NUMBERS numbers of 32 bits.

    Text 0 has a hash in the first cell and one in the last quarter, text 1 none:

    >>> hashes = np.array([1 << 40, 3 << 62], np.uint64)
    >>> lists = HashLists(hashes, np.array([0, 2, 2]), np.array([2, 0]), np.array([20, 20]))
    >>> digests = Digests.of_texts(lists)
    >>> digests.sizes.tolist(), digests.count_below(np.array([96, 96])).tolist()
    ([2, 0], [1, 0])
    """

    numbers: NDArray[np.uint32]

    @classmethod
    def of_texts(cls, signed: HashLists) -> Digests:
        """Those of texts, in their order."""
        texts, threshold = len(signed.words), compute_thresholds(signed.words)
        owner, hashes = signed.list_sketches()
        upper = hashes >> np.uint64(32)
        sampled = upper < threshold[owner]
        owner, upper = owner[sampled], upper[sampled]
        cells = np.zeros((texts, DIGEST_CELLS), np.bool_)
        cells[owner, find_cells(upper, threshold[owner])] = True
        counts = np.bincount(owner, minlength=texts)
        counts[find_repeats(signed)] = UNTOLD
        said = [np.minimum(some, UNTOLD).astype(np.uint32) for some in (signed.sizes, counts)]
        numbers = np.empty((texts, DIGEST_NUMBERS), np.uint32)
        numbers[:, 0] = said[0] << np.uint32(16) | said[1]
        numbers[:, 1:] = np.packbits(cells, axis=1, bitorder="little").view("<u4")
        return cls(numbers)

    def take(self, texts: I64) -> Digests:
        """Those of these texts, in this order."""
        return Digests(self.numbers[texts])

    @property
    def sizes(self) -> I64:
        """How many hashes each text carries; -1 where that is not told."""
        many = (self.numbers[:, 0] >> np.uint32(16)).astype(np.int64)
        return np.where(many == UNTOLD, -1, many)

    @property
    def sampled(self) -> I64:
        """How many hashes of each text's sketch are below its threshold, where the digest tells."""
        return (self.numbers[:, 0] & np.uint32(UNTOLD)).astype(np.int64)

    @property
    def tells(self) -> Marks:
        """Whether anything is told of the text's sketch."""
        told: Marks = self.sampled != UNTOLD
        return told

    def has(self, texts: I64, cells: I64) -> Marks:
        """Whether this cell of each of these texts is taken."""
        words = self.numbers[texts, 1 + (cells >> 5)]
        taken: Marks = (words >> (cells & 31).astype(np.uint32) & np.uint32(1)).astype(np.bool_)
        return taken

    def count_below(self, cells: I64) -> I64:
        """How many cells of each text are taken, of so many first ones."""
        rows = np.ascontiguousarray(self.numbers[:, 1:]).view(np.uint8)
        taken = np.unpackbits(rows, axis=1, bitorder="little").astype(np.bool_)
        counts: I64 = (taken & (np.arange(DIGEST_CELLS) < cells[:, None])).sum(axis=1)
        return counts


def find_cells(upper: U64, threshold: U64) -> I64:
    """The cell of a digest in which a hash lies: by its upper 32 bits, below the threshold of its
    text.
    """
    return (upper * np.uint64(DIGEST_CELLS) // threshold).astype(np.int64)


def find_repeats(signed: HashLists) -> Marks:
    """Whether two hashes of a text's sketch are compared as one, by their upper bits."""
    owner, hashes = signed.list_sketches()
    # as they are stored they ascend
    if (hashes[1:] < hashes[:-1])[owner[1:] == owner[:-1]].any():
        order = np.lexsort((hashes, owner))
        owner, hashes = owner[order], hashes[order]
    hashes = hashes >> np.uint64(64 - HASH_BITS)
    repeats = np.zeros(len(signed.words), np.bool_)
    repeats[owner[1:][(owner[1:] == owner[:-1]) & (hashes[1:] == hashes[:-1])]] = True
    return repeats


def _flatten(lists: pl.Series) -> tuple[U64, I64]:
    """(all values, how many each list has), without a copy where no list is null."""
    held = (lists.fill_null([]) if lists.null_count() else lists).rechunk().to_arrow()
    offsets = _as_numpy(held.offsets, np.int64)
    return _as_numpy(held.values, np.uint64)[offsets[0] : offsets[-1]], np.diff(offsets)


def _as_numpy(array: Any, dtype: type[np.generic]) -> Any:
    """The numbers of an Arrow array without nulls, as they lie in memory. Arrow's own way loads
    pandas, where that is installed.
    """
    data = array.buffers()[1]
    if data is None or not len(array):
        return np.empty(0, dtype)
    return np.frombuffer(data, dtype)[array.offset : array.offset + len(array)]
