"""The texts that a small batch may pair with, and which of the hashes that were looked up each of
them carries. What is held grows with the batch; a text's place here is in the order of arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.difference import FILE, PLACE
from transforms.dedup.match.arrays import I64, U64, Marks, drop_repeats, find_indices

#: Where a text has no row in the snapshot, and a row no text that is known. source: below 0
NOWHERE = -1
#: Columns of the rows that texts are read from, beside FILE and PLACE.
TEXT_COLUMNS = ("text_key", "tokens")
#: Where a row stands.
PLACED = {FILE: pl.Int32(), PLACE: pl.UInt32()}


class NearTexts:
    """Texts by the order in which they came: `keys`, their `words`, and the row of a file
    (`files`, `places`) that each is stored in, or NOWHERE.

    `read` gives (the key, the words) of the texts of rows of a file, by its number and their places
    (ascending, each once).
    """

    def __init__(
        self, files: Sequence[DataFile], read: Callable[[int, I64], tuple[U64, I64]]
    ) -> None:
        self._read = read
        self.keys: U64 = np.zeros(0, np.uint64)
        self.words, self.files, self.places = (np.zeros(0, np.int64) for _ in range(3))
        #: Of each file the text of every row that was read.
        self._of_rows = [np.full(file.rows, NOWHERE, np.int32) for file in files]
        #: Places in the order of keys, and the keys in that order.
        self.order: I64 = np.zeros(0, np.int64)
        self.ordered: U64 = self.keys

    def __len__(self) -> int:
        return len(self.keys)

    def number(self, keys: U64) -> I64:
        """The places of texts that are known."""
        return self.order[find_indices(self.ordered, keys)]

    def knows(self, keys: U64) -> Marks:
        """Whether each of these texts is known."""
        at = np.searchsorted(self.ordered, keys)
        found: Marks = np.append(self.ordered, np.uint64(0))[at] == keys
        return found & (at < len(self.ordered))

    def take_in(self, keys: U64, words: I64, files: I64, places: I64) -> I64:
        """Take texts in, some of them twice or known -> the place of each."""
        is_new = ~self.knows(keys)
        new, firsts = np.unique(keys[is_new], return_index=True)
        rows = np.flatnonzero(is_new)[firsts]
        at, numbers = np.searchsorted(self.ordered, new), np.arange(len(new)) + len(self.keys)
        self.ordered = np.insert(self.ordered, at, new)
        order: I64 = np.insert(self.order, at, numbers)
        self.order = order
        self.keys = np.concatenate([self.keys, new])
        self.words = np.concatenate([self.words, words[rows]])
        self.files = np.concatenate([self.files, files[rows]])
        self.places = np.concatenate([self.places, places[rows]])
        return self.number(keys)

    def take_rows(self, rows: pl.DataFrame) -> I64:
        """Take in the texts of rows (FILE, PLACE), some of them twice, as far as they are not known
        -> the place of the text of each.
        """
        files, places = rows[FILE].to_numpy(), rows[PLACE].to_numpy().astype(np.int64)
        inside = [np.flatnonzero(files == no) for no in range(len(self._of_rows))]
        missing = [
            drop_repeats(np.sort(places[some][of_rows[places[some]] == NOWHERE]))
            for of_rows, some in zip(self._of_rows, inside, strict=True)
        ]
        if any(map(len, missing)):
            found = [self._read(no, some) for no, some in enumerate(missing) if len(some)]
            keys, words = (np.concatenate(side) for side in zip(*found, strict=True))
            numbers = np.repeat(np.arange(len(missing)), [*map(len, missing)])
            self._place(self.take_in(keys, words, numbers, np.concatenate(missing)), missing)
        out = np.empty(len(places), np.int64)
        for of_rows, some in zip(self._of_rows, inside, strict=True):
            out[some] = of_rows[places[some]]
        return out

    def _place(self, texts: I64, rows: Sequence[I64]) -> None:
        """Note the texts of these rows of every file, end to end."""
        ends = np.cumsum([*map(len, rows)])[:-1]
        for of_rows, some, found in zip(self._of_rows, rows, np.split(texts, ends), strict=True):
            of_rows[some] = found

    def take_found(self, found: pl.DataFrame) -> I64:
        """Take in the texts of rows that were read (TEXT_COLUMNS, FILE, PLACE) -> the place of
        each.
        """
        files, places = (found[c].to_numpy().astype(np.int64) for c in (FILE, PLACE))
        words = found["tokens"].to_numpy().astype(np.int64)
        texts = self.take_in(found["text_key"].to_numpy(), words, files, places)
        for no, of_rows in enumerate(self._of_rows):
            some = np.flatnonzero(files == no)
            of_rows[places[some]] = texts[some]
        return texts
