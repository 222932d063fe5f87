"""The stored signatures of the texts that carry a hash of some texts: found by the indexes of their
hashes, so that a small batch reads little of what a large archive holds.

Of a hash that many texts carry only those with the smallest keys are read: it is common before the
batch and after it, so that it pairs its pivots alone (see `find_candidates`). All are read where
that is not sure, and where a text whose pairs are asked for may be one of the pivots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from tearsheet.stages.stories.signatures import (
    HASH_COLUMNS,
    SignatureReader,
    SizedTexts,
    is_usable,
    select_usable,
)
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.finding import CUT_HASHES, find_carriers, find_rest, read_rows
from tearsheet.store.files.hashes import cut_hashes
from tearsheet.store.files.key_index import Only
from tearsheet.store.files.posting_index import Posted
from transforms.dedup.match.arrays import I64, U64, Marks, find_indices
from transforms.dedup.match.candidates import find_unsure
from transforms.dedup.match.hash_sets import HashSet, StoredHashes
from transforms.dedup.match.signatures import SCHEME
from transforms.schemas import SIGNATURES, empty

#: How the hashes of signatures are looked up; the name of the rows that count says for which code.
POSTED = Posted(
    ("sketch", "prefix_keys"), "text_key", Only(f"of_{SCHEME}", ("scheme", "tokens"), is_usable())
)
_KEY = {"text_key": pl.UInt64()}
_PLACED = {**_KEY, FILE: pl.Int32(), PLACE: pl.UInt32()}
_CARRIED = {"hash": pl.UInt64(), **_KEY}
_USED = ("tokens", "scheme")


class NearSignatures(SignatureReader):
    """Signatures as `SignatureReader` reads them, of the texts that were taken in (`take_in`) and
    of those that a batch adds; `keys` are theirs.

    Behind a hash that is known to be common, and of which not all texts were read, stand others
    that nobody asks for: so many, with the largest keys, that it is common.
    """

    def _read_keys(self) -> pl.Series:
        self._placed, self._posted = pl.DataFrame(schema=_PLACED), pl.DataFrame(schema=_CARRIED)
        self._own, self._cut = pl.DataFrame(schema=_CARRIED), pl.DataFrame(schema=CUT_HASHES)
        self._touched: pl.Series | None = None
        self._taken = self._ends = pl.Series("text_key", [], dtype=pl.UInt64)
        self._sought = HashSet(np.zeros(0, np.uint64))
        self._read = empty({c: SIGNATURES.schema[c] for c in HASH_COLUMNS})
        return self._placed["text_key"]

    def _number(self, held: pl.Series) -> None:
        many = self._limits.most_texts + 1
        largest = np.uint64(2**64 - 1) - np.arange(2 * many, dtype=np.uint64)
        real = np.concatenate([held.to_numpy(), self.fresh["text_key"].to_numpy()])
        others = np.setdiff1d(largest, real)[-many:]
        super()._number(pl.concat([held, pl.Series(others, dtype=pl.UInt64)]))
        self._others = find_indices(self.keys, others)

    def take_in(self, texts: pl.Series, ends: pl.Series) -> bool:
        """Read the signatures of these texts and of those that carry a hash of one of them (of a
        common hash, of its pivots alone) -> whether one of these texts is taken in anew: by a
        common hash it pairs with the pivots, though nothing else be new.

        Of the `ends` among them every pair is asked for, of the others those with one another: a
        hash that one of them carries alone is not looked up. The first call names the texts that
        the batch touches: no others come or go.
        """
        if self._touched is None:
            self._touched = texts
        elif texts.is_in(self._taken.implode()).all() and ends.is_in(self._ends.implode()).all():
            return False
        self._taken = pl.concat([self._taken, texts]).unique()
        self._ends = pl.concat([self._ends, ends]).unique()
        keys = texts.to_frame("text_key")
        self._place(self._storage.find(self._base, "signatures", keys, [*_PLACED, *_USED]))
        self._own = pl.concat([self._own, self._list_hashes(texts)]).unique()
        new = HashSet(self._shared_hashes().to_numpy()).subtract(self._sought)
        self._sought = self._sought.unite(new)
        found = find_carriers(
            self._storage.objects, self._files, POSTED, pl.Series("hash", new.hashes)
        )
        self._post(found.rows)
        self._cut = pl.concat([self._cut, found.cut])
        known = pl.concat([self._posted, self._own]).unique()
        unsure = find_unsure(
            self._cut, known, self._of_ends(), self._touched, most_texts=self._limits.most_texts
        )
        whole = self._cut.join(unsure, on="hash", how="semi")
        self._cut = self._cut.join(whole, on="hash", how="anti")
        self._post(find_rest(self._storage.objects, self._files, POSTED, whole))
        return True

    def _shared_hashes(self) -> pl.Series:
        """The hashes of the texts of which every pair is asked for, and those that several of the
        others carry.
        """
        several = self._own.filter(pl.col("hash").is_duplicated())
        return pl.concat([self._of_ends(), several])["hash"].unique()

    def _of_ends(self) -> pl.DataFrame:
        """The hashes (`hash`, `text_key`) of the texts of which every pair is asked for."""
        return self._own.filter(pl.col("text_key").is_in(self._ends.implode()))

    def _list_hashes(self, texts: pl.Series) -> pl.DataFrame:
        """The hashes that these texts carry: `hash`, `text_key`."""
        parts = [pl.DataFrame(schema=_CARRIED)]
        for numbers, stored in self.read_batches(np.isin(self.keys, texts.to_numpy())):
            signed = stored.merge()
            hashes = cut_hashes(pl.Series("hash", signed.hashes, dtype=pl.UInt64))
            owners = pl.Series("text_key", np.repeat(self.keys[numbers], signed.sizes))
            parts.append(pl.DataFrame([hashes, owners]))
        return pl.concat(parts)

    def _post(self, rows: pl.DataFrame) -> None:
        """Take in the texts of these rows (`hash`, FILE, PLACE)."""
        places = rows.select(FILE, PLACE).unique()
        held = select_usable(self._read_rows(places, ["text_key", *_USED]).lazy()).collect()
        self._place(held)
        posted = rows.join(held, on=[FILE, PLACE]).select(list(_CARRIED))
        self._posted = pl.concat([self._posted, posted])

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
        nothing = np.zeros(0, np.int64)
        for rows in (self._posted, self._own):
            hashes = rows["hash"].to_numpy()
            some = wanted.find_rows(hashes)
            texts = find_indices(self.keys, rows["text_key"].to_numpy()[some])
            yield hashes[some], texts, (nothing, nothing, nothing)
        common = self._cut["hash"].unique().to_numpy()
        common = common[wanted.find_rows(common)]
        texts = np.tile(self._others, len(common))
        yield np.repeat(common, len(self._others)), texts, (nothing, nothing, nothing)

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
