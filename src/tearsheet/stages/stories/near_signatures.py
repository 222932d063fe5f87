"""The stored signatures of the texts that carry a hash of some texts: found by the indexes of their
hashes, so that a small batch reads little of what a large archive holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from tearsheet.stages.stories.signatures import (
    HASH_COLUMNS,
    SignatureReader,
    SizedTexts,
    select_usable,
)
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.finding import find_carriers, read_rows
from transforms.dedup.match.arrays import I64, Marks, find_indices
from transforms.dedup.match.hash_sets import HashSet, StoredHashes
from transforms.dedup.match.tokens import U64
from transforms.schemas import SIGNATURES, empty

_LISTS = ("sketch", "prefix_keys")
_KEY = {"text_key": pl.UInt64()}
_PLACED = {**_KEY, FILE: pl.Int32(), PLACE: pl.UInt32()}
_POSTED = {"hash": pl.UInt64(), **_KEY}


class NearSignatures(SignatureReader):
    """Signatures as `SignatureReader` reads them, of the texts that were taken in (`take_in`) and
    of those that a batch adds; `keys` are theirs.
    """

    def _read_keys(self) -> pl.Series:
        self._placed, self._posted = pl.DataFrame(schema=_PLACED), pl.DataFrame(schema=_POSTED)
        self._sought = HashSet(np.zeros(0, np.uint64))
        self._read = empty({c: SIGNATURES.schema[c] for c in HASH_COLUMNS})
        return self._placed["text_key"]

    def take_in(self, texts: pl.Series) -> bool:
        """Take in these texts and all that carry a hash of one of them; False where none of their
        hashes is new.
        """
        keys = texts.to_frame("text_key")
        own = self._storage.find(self._base, "signatures", keys, [*_PLACED, "tokens", "scheme"])
        self._place(own)
        hashes = self.collect_hashes(np.isin(self.keys, texts.to_numpy()))
        new = hashes.subtract(self._sought)
        if not len(new):
            return False
        self._sought = self._sought.unite(new)
        found = self._find_carriers(pl.Series("hash", new.hashes))
        places = found.select(FILE, PLACE).unique()
        columns = ["text_key", "tokens", "scheme"]
        rows = select_usable(self._read_rows(places, columns).lazy()).collect()
        self._place(rows)
        posted = found.join(rows, on=[FILE, PLACE]).select(list(_POSTED))
        self._posted = pl.concat([self._posted, posted])
        return True

    def _find_carriers(self, hashes: pl.Series) -> pl.DataFrame:
        """Where these hashes stand: `hash`, FILE, PLACE, some twice."""
        return find_carriers(self._storage.objects, self._files, _LISTS, hashes)

    def _read_rows(self, places: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        return read_rows(self._storage.objects, SIGNATURES, self._files, places, columns)

    def _place(self, rows: pl.DataFrame) -> None:
        """Take in the texts of these rows."""
        usable = select_usable(rows.lazy()).select(list(_PLACED)).collect()
        self._placed = pl.concat([self._placed, usable]).unique("text_key", keep="any")
        self._number(self._placed["text_key"])

    def _frames(self) -> Iterator[pl.DataFrame]:
        return self._staged_frames()

    def find_postings(self, wanted: HashSet) -> Iterator[tuple[U64, I64, SizedTexts]]:
        """Every wanted hash with the number of each text that carries it, some twice; the sizes of
        texts that the snapshot holds are not known.
        """
        yield from super().find_postings(wanted)
        hashes = self._posted["hash"].to_numpy()
        rows = wanted.find_rows(hashes)
        texts = find_indices(self.keys, self._posted["text_key"].to_numpy()[rows])
        nothing = np.zeros(0, np.int64)
        yield hashes[rows], texts, (nothing, nothing, nothing)

    def read_batches(self, of: Marks) -> Iterator[tuple[I64, StoredHashes]]:
        """(numbers, signatures) of the marked texts."""
        missing = of.copy()
        for numbers, stored in super().read_batches(of):
            missing[numbers] = False
            yield numbers, stored
        asked = pl.Series("text_key", self.keys[missing], dtype=pl.UInt64).to_frame()
        unread = asked.join(self._read, on="text_key", how="anti")
        places = self._placed.join(unread, on="text_key", how="semi")
        if places.height:  # several steps ask for the same
            rows = self._read_rows(places, HASH_COLUMNS).select(self._read.columns)
            self._read = pl.concat([self._read, rows])
        held = self._read.join(asked, on="text_key", how="semi").rechunk()
        yield (
            find_indices(self.keys, held["text_key"].to_numpy()),
            StoredHashes.from_signatures(held),
        )
