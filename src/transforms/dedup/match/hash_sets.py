"""The hashes that texts carry, as arrays: as they are stored, each once, and those of a set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.dedup.match.arrays import I64, concatenated, distinct, ranges
from transforms.dedup.match.signatures import thresholds
from transforms.dedup.match.tokens import HASH_BITS, U64

#: A filter has so many bits more than the number of its hashes: one other hash in some thirty
#: passes it.
_SPARE_BITS = 5
_LEAST_BITS, _MOST_BITS = 12, 24
_LOOKED_UP_AT_ONCE = 1 << 15


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures of texts as arrays: text i carries `hashes[starts[i]:starts[i + 1]]`, each
    once, and has `words[i]` words.

    The sketch comes first: `sketched[i]` of them.
    """

    hashes: U64
    starts: I64
    sketched: I64
    words: I64

    @property
    def carried(self) -> I64:
        """How many hashes each text carries."""
        return np.diff(self.starts)

    def some(self, texts: I64) -> Signed:
        """The signatures of these texts, in this order."""
        carried = self.carried[texts]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(carried)])
        return Signed(
            self.hashes[ranges(self.starts[texts], carried)],
            starts,
            self.sketched[texts],
            self.words[texts],
        )


class Hashes:
    """A set of hashes: two tables of bits let few others through, which are looked up."""

    def __init__(self, hashes: U64) -> None:
        self._distinct: U64 = distinct(np.sort(hashes >> np.uint64(64 - HASH_BITS)))
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

    def without(self, other: Hashes) -> Hashes:
        """Those that are not in the other set."""
        hashes = self._distinct << np.uint64(64 - HASH_BITS)
        return Hashes(np.delete(hashes, other.rows(hashes)))

    def rows(self, hashes: U64) -> I64:
        """The rows whose hash is in the set."""
        shift, found = np.uint64(64 - self._bits), []
        # so few at a time that they stay in the cache
        for low in range(0, len(hashes), _LOOKED_UP_AT_ONCE):
            upper = (hashes[low : low + _LOOKED_UP_AT_ONCE] >> shift).view(np.int64)
            found.append(np.flatnonzero(self._upper.take(upper, mode="clip")) + low)
        rows: I64 = concatenated(found, np.int64)
        values = hashes[rows] >> np.uint64(64 - HASH_BITS)
        maybe = self._lower[values & np.uint64((1 << self._bits) - 1)]
        rows, values = rows[maybe], values[maybe]
        if not len(rows):
            return rows
        place = np.minimum(np.searchsorted(self._distinct, values), len(self._distinct) - 1)
        kept: I64 = rows[self._distinct[place] == values]
        return kept


@dataclass(frozen=True, slots=True)
class Listed:
    """The signatures of texts as they are stored: those of text i in `sketch` and `prefix` are its
    `sketched[i]` and `heads[i]` next.
    """

    sketch: U64
    sketched: I64
    prefix: U64
    heads: I64
    words: I64

    @classmethod
    def of(cls, signatures: pl.DataFrame) -> Listed:
        """Those of a frame of `tokens`, `sketch` and `prefix_keys`, one row a text."""
        return cls(
            *_flat(signatures["sketch"]),
            *_flat(signatures["prefix_keys"]),
            signatures["tokens"].to_numpy().astype(np.int64),
        )

    def __len__(self) -> int:
        return len(self.sketch) + len(self.prefix)

    def some(self, texts: I64) -> Listed:
        """Those of these texts, in this order."""
        sketch, prefix = (
            hashes[ranges((np.cumsum(sizes) - sizes)[texts], sizes[texts])]
            for hashes, sizes in ((self.sketch, self.sketched), (self.prefix, self.heads))
        )
        return Listed(sketch, self.sketched[texts], prefix, self.heads[texts], self.words[texts])

    def among(self, wanted: Hashes) -> tuple[U64, I64]:
        """The hashes that are wanted, and which text carries each; some come twice."""
        hashes, texts = [], []
        for held, sizes in ((self.sketch, self.sketched), (self.prefix, self.heads)):
            rows = wanted.rows(held)
            hashes.append(held[rows])
            texts.append(np.searchsorted(np.cumsum(sizes), rows, side="right"))
        return np.concatenate(hashes), np.concatenate(texts)

    @property
    def carried(self) -> I64:
        """How many different hashes each text carries."""
        return self.sketched + self._beyond_sketch()[1]

    def _beyond_sketch(self) -> tuple[U64, I64]:
        """The hashes of the beginnings that are not in the sketch, and how many each text has."""
        # the sketch holds all that is below its threshold, of the beginning too
        new = (self.prefix >> np.uint64(32)) >= np.repeat(thresholds(self.words), self.heads)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(new)])[np.cumsum(self.heads)]
        return self.prefix[new], np.diff(ends, prepend=0)

    def compact(self) -> Signed:
        """Each hash of a text once."""
        prefix, heads = self._beyond_sketch()
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sketched + heads)])
        hashes = np.empty(starts[-1], np.uint64)
        hashes[ranges(starts[:-1], self.sketched)] = self.sketch
        hashes[ranges(starts[:-1] + self.sketched, heads)] = prefix
        return Signed(hashes, starts, self.sketched, self.words)


def compact(signatures: pl.DataFrame) -> Signed:
    """The signatures of a frame of `tokens`, `sketch` and `prefix_keys`, one row a text."""
    return Listed.of(signatures).compact()


def _flat(lists: pl.Series) -> tuple[U64, I64]:
    """(all values, how many each list has), without a copy where no list is null."""
    held = (lists.fill_null([]) if lists.null_count() else lists).rechunk().to_arrow()
    offsets = held.offsets.to_numpy()
    return held.values.to_numpy()[offsets[0] : offsets[-1]], np.diff(offsets)
