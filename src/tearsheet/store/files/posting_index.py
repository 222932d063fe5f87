"""Which rows carry which hash of some columns of lists, in two indexes: of a hash that many rows
carry the first has a few rows and how many texts there are, the second all others.

So what is read of a hash does not grow with the file. The few rows are of the texts with the
smallest keys, one of each; how many texts carry the hash stands as a place behind the last row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tearsheet.store.files.hashes import sort_entries
from tearsheet.store.files.key_index import Only, index_name
from transforms.dedup.match.arrays import I64, U64, find_runs

#: Of a hash that so many rows of a file carry not all stand in the first index, but those of so
#: many texts: as many as pair a common hash. A batch of 450 texts onto 170,000 reads 157,000 rows
#: so, and 272,000 where it is 24 and 4. measured: benchmarks/cost/daily.py
LEAST_CUT, FIRST_TEXTS = 8, 2


@dataclass(frozen=True, slots=True)
class Posted:
    """The hashes in columns of lists, of the rows that count (`only`); `text` is the column of the
    keys of texts.
    """

    columns: tuple[str, ...]
    text: str
    only: Only

    @property
    def names(self) -> tuple[str, str]:
        """The names of the first index and of the second."""
        first, rest = (
            index_name(self.columns, f"{self.only.name}_{part}") for part in ("first", "rest")
        )
        return first, rest


def cut_postings(keyed: pl.DataFrame, texts: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The hashes of a file (`hash`, with zeros below their upper bits) and the place of the row of
    each (`place`), in any order and some twice; and the key of every row's text -> what stands in
    the first index and in the second.

    Of thirty rows two each print one text and carry hash 5; one carries hash 9, too:

    >>> five, nine = (np.uint64(hash << 60) for hash in (5, 9))
    >>> hashes = pl.Series([*[five] * 30, nine], dtype=pl.UInt64)
    >>> keyed = pl.DataFrame({"place": [*range(30), 7], "hash": hashes})
    >>> first, rest = cut_postings(keyed, pl.Series([99 - n // 2 for n in range(30)]))
    >>> first.filter(hash=five)["place"].to_list(), len(rest)  # two texts; 30 + 15
    ([28, 26, 45], 28)
    >>> first.filter(hash=nine)["place"].to_list()
    [7]
    """
    keys = texts.to_numpy()
    order = np.argsort(keys, kind="stable")
    text = np.cumsum(np.append(0, keys[order][1:] != keys[order][:-1])) if len(keys) else order
    turn = np.empty(len(keys), np.int64)
    turn[order] = np.arange(len(keys))
    hashes, turns = sort_entries(keyed["hash"].to_numpy(), turn[keyed["place"].to_numpy()])
    starts, sizes = find_runs(hashes)
    printed = text[turns]
    is_other = np.append(True, printed[1:] != printed[:-1])[: len(turns)]
    is_other[starts] = True
    number = np.cumsum(is_other)
    before = number[starts] - 1
    is_cut = sizes >= LEAST_CUT
    is_first = np.repeat(~is_cut, sizes)
    is_first |= is_other & (number - np.repeat(before, sizes) <= FIRST_TEXTS)
    counts = len(keys) + number[starts + sizes - 1] - before
    places = order[turns]
    return (
        _frame(
            np.append(hashes[is_first], hashes[starts[is_cut]]),
            np.append(places[is_first], counts[is_cut]),
        ),
        _frame(hashes[~is_first], places[~is_first]),
    )


def _frame(hashes: U64, places: I64) -> pl.DataFrame:
    return pl.DataFrame({"place": pl.Series(places, dtype=pl.UInt32), "hash": hashes})
