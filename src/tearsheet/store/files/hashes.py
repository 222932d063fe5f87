"""Values of columns as hashes, and where hashes stand among the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.arrays import U64, drop_repeats, expand_ranges

#: Hashes are compared by so many of their upper bits where the rows are looked at anyway. judged
KEY_BITS = 44
CUT = np.uint64(64 - KEY_BITS)
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")

Places = NDArray[np.int64]
#: Odd numbers by which words are multiplied before they are added; more of them than a block of an
#: index or a row of a store has words.
_FACTORS = (np.arange(1, 1025, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) | np.uint64(1)


def hash_values(values: pl.Series) -> pl.Series:
    """A 64-bit hash of each value; hashes stay as they are, members of lists are hashed each."""
    inner = values.dtype.inner if isinstance(values.dtype, pl.List) else values.dtype
    if inner == pl.UInt64:
        return values
    return values.hash().set(values.is_null(), None)


def cut_hashes(hashes: pl.Series) -> pl.Series:
    """Hashes with zeros below their upper KEY_BITS."""
    mask = (1 << 64) - (1 << 64 - KEY_BITS)
    return hashes.to_frame("hash").select(pl.col("hash") & pl.lit(mask, pl.UInt64)).to_series()


def list_hashes(values: pl.Series) -> pl.DataFrame:
    """The hashes of a column of ids, of hashes or of lists of hashes with the place of each
    (`place`, `hash`); a null has none.
    """
    keyed = pl.DataFrame({"hash": hash_values(values)}).with_row_index("place")
    if isinstance(keyed["hash"].dtype, pl.List):
        keyed = keyed.explode("hash")
    return keyed.filter(pl.col("hash").is_not_null())


def sort_wanted(hashes: pl.Series) -> U64:
    """Hashes that are looked for: ascending, each once.

    >>> sort_wanted(pl.Series([7, None, 5, 7], dtype=pl.UInt64)).tolist()
    [5, 7]
    """
    return drop_repeats(np.sort(hashes.drop_nulls().to_numpy()))


@dataclass(frozen=True, slots=True)
class Found:
    """The hashes of keys that were found and the row of each, in the order of hashes and rows."""

    hashes: U64
    rows: Places

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.hashes.nbytes + self.rows.nbytes

    def choose(self, wanted: U64) -> Found:
        """Those of them that have one of these hashes (ascending, each once).

        >>> every = Found(np.array([3, 3, 8], np.uint64), np.array([0, 5, 2]))
        >>> some = every.choose(np.array([1, 3], np.uint64))
        >>> some.hashes.tolist(), some.rows.tolist()
        ([3, 3], [0, 5])
        """
        begins, ends = (np.searchsorted(self.hashes, wanted, side) for side in _SIDES)
        return Found(
            np.repeat(wanted, ends - begins), self.rows[expand_ranges(begins, ends - begins)]
        )


def sort_entries(hashes: U64, numbers: NDArray[Any]) -> tuple[U64, Places]:
    """Hashes and a number of each, in the order of both, each pair once."""
    low = np.uint64((1 << int(CUT)) - 1)
    if (hashes & low).any() or (numbers > low).any():
        pairs = pl.DataFrame({"hash": hashes, "number": numbers}).unique().sort("hash", "number")
        return pairs["hash"].to_numpy(), pairs["number"].to_numpy().astype(np.int64)
    both = np.sort(hashes | numbers.astype(np.uint64))
    both = both[np.append(True, both[1:] != both[:-1])[: len(both)]]
    return both & ~low, (both & low).astype(np.int64)


def sum_words(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """What tells damage of each row of words: a sum in which each place counts otherwise.

    >>> sum_words(np.array([[1, 2], [2, 1], [1, 2]], np.uint32)).tolist()
    [387276959, 2027808485, 387276959]
    """
    sums = (words * _FACTORS[: words.shape[1]]).sum(axis=1, dtype=np.uint64)
    upper: NDArray[np.uint32] = (sums >> np.uint64(32)).astype(np.uint32)
    return upper
