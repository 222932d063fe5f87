"""The stored signatures of the texts that carry a hash of some texts: found by the indexes of their
hashes, so that a small batch reads little of what a large archive holds.

Of a hash that many texts carry only those with the smallest keys count: it is common before the
batch and after it, so that it pairs its pivots alone (see `find_candidates`). All do where that is
not sure, and where a text whose pairs are asked for may be one of the pivots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.stages.stories.near_digests import TEXTS, NearDigests, split_texts
from tearsheet.stages.stories.near_texts import NOWHERE, PLACED, TEXT_COLUMNS, NearTexts
from tearsheet.stages.stories.signatures import (
    SignatureReader,
    SizedTexts,
    is_usable,
    select_usable,
)
from tearsheet.store.files.difference import FILE, PLACE
from tearsheet.store.files.finding import CUT_HASHES, find_carriers, find_rest, read_rows
from tearsheet.store.files.hashes import CUT
from tearsheet.store.files.key_index import Only
from tearsheet.store.files.numbers import read_numbers
from tearsheet.store.files.posting_index import Posted
from transforms.dedup.match.arrays import I64, U64, Marks, drop_repeats, expand_ranges
from transforms.dedup.match.candidates import choose_decisive
from transforms.dedup.match.hash_sets import HashSet, StoredHashes
from transforms.dedup.match.shares import limit_containment
from transforms.dedup.match.signatures import SCHEME
from transforms.schemas import SIGNATURES

#: How the hashes of signatures are looked up; the name of the rows that count says for which code.
POSTED = Posted(
    ("sketch", "prefix_keys"), "text_key", Only(f"of_{SCHEME}", ("scheme", "tokens"), is_usable())
)
#: What is read of a text whose words are known.
_HASHES = ("sketch", "prefix_keys")
_SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")


class NearSignatures(SignatureReader):
    """Signatures as `SignatureReader` reads them, of the texts that were taken in (`take_in`), of
    those that they may pair with, and of those that a batch adds; `keys` are theirs.

    Behind a hash that is sure to be common stand others that nobody asks for: as many, with the
    largest keys, as it lacks to be common.
    """

    def _read_keys(self) -> pl.Series:
        self._texts = NearTexts(self._files, self._read_texts)
        self._digests = NearDigests(self._storage.objects, self._files, self._texts)
        self._touched: I64 | None = None
        self._taken = self._ends = np.zeros(0, np.int64)
        self._parts, self._of_text = list[StoredHashes](), np.zeros((0, 2), np.int64)
        self._sought: U64 = np.zeros(0, np.uint64)
        self._common: U64 = self._sought
        self._posted = self._own = self._decisive = _Carried()
        self._cut = pl.DataFrame(schema=CUT_HASHES)
        for frame in self._staged_frames():
            some, words = frame["text_key"].to_numpy(), frame["tokens"].to_numpy()
            none = np.full(len(some), NOWHERE)
            self._keep(self._texts.take_in(some, words.astype(np.int64), none, none), frame)
        return pl.Series("text_key", self._texts.keys)

    def _number(self, held: pl.Series) -> None:
        """Number these texts, and the others that stand behind common hashes."""
        many = self._limits.most_texts + 1
        largest = np.uint64(2**64 - 1) - np.arange(2 * many, dtype=np.uint64)
        others = largest[~self._texts.knows(largest)][-many:]
        real = np.sort(held.to_numpy())
        self.keys = np.sort(np.concatenate([real, others]))
        self._others = np.searchsorted(self.keys, others)
        self._places = np.full(len(self.keys), NOWHERE)
        numbers = np.searchsorted(self.keys, real)
        self._places[numbers] = self._texts.order[np.searchsorted(self._texts.ordered, real)]

    def take_in(self, texts: pl.Series, ends: pl.Series) -> bool:
        """Take in these texts and those that carry a hash of one of them (of a common hash, its
        pivots alone) -> whether one of these texts is taken in anew: by a common hash it pairs with
        the pivots, though nothing else be new.

        Of the `ends` among them every pair is asked for, of the others those with one another: a
        hash that one of them carries alone is not looked up. The first call names the texts that
        come with the batch or go, and those that another version stands for: no others do.
        """
        self._find(texts)
        asked, all_of = (self._texts.number(some.to_numpy()) for some in (texts, ends))
        new = np.setdiff1d(asked, self._taken)
        if self._touched is None:
            self._touched = asked
        elif not len(new) and np.isin(all_of, self._ends).all():
            return False
        self._taken, self._ends = np.union1d(self._taken, asked), np.union1d(self._ends, all_of)
        self._own = self._own.add(self._list_hashes(new))
        self._look_up(self._choose_hashes())
        self._choose_texts()
        return True

    def _find(self, texts: pl.Series) -> None:
        """Know these texts, which the snapshot has where they are not known yet."""
        unknown = texts.filter(pl.Series(~self._texts.knows(texts.to_numpy())))
        if len(unknown):
            columns = [*TEXT_COLUMNS, "scheme", FILE, PLACE]
            keys = unknown.to_frame("text_key")
            rows = self._storage.find(self._base, "signatures", keys, columns)
            self._texts.take_found(select_usable(rows.lazy()).collect())

    def _choose_hashes(self) -> U64:
        """The hashes to look up that were not before: of the texts of which every pair is asked
        for, and those that several of the others carry.
        """
        of_ends = self._own.hashes[self._mark(self._ends)[self._own.texts]]
        every = np.sort(self._own.hashes)
        several = every[1:][every[1:] == every[:-1]]
        wanted = drop_repeats(np.sort(np.concatenate([of_ends, several])))
        return np.setdiff1d(wanted, self._sought, assume_unique=True)

    def _look_up(self, hashes: U64) -> None:
        self._sought = np.sort(np.concatenate([self._sought, hashes]))
        found = find_carriers(self._storage.objects, self._files, POSTED, pl.Series("hash", hashes))
        self._post(found.rows)
        self._cut = pl.concat([self._cut, found.cut])

    def _post(self, rows: pl.DataFrame) -> None:
        """Take in the texts of these rows (`hash`, FILE, PLACE)."""
        texts = self._texts.take_rows(rows)
        self._posted = self._posted.add(_Carried(rows["hash"].to_numpy(), texts))

    def _look_up_rest(self, is_sure: Marks) -> U64:
        """Take in the texts that are lacking of hashes of which those that are there do not say
        enough -> these hashes; `is_sure` says of all hashes which are told well enough.
        """
        cut = np.searchsorted(self._sought, self._cut["hash"].to_numpy())
        told = pl.Series(is_sure[cut])
        whole, self._cut = self._cut.filter(~told), self._cut.filter(told)
        self._post(find_rest(self._storage.objects, self._files, POSTED, whole))
        return drop_repeats(np.sort(whole["hash"].to_numpy()))

    def _choose_texts(self) -> None:
        """Number the texts that decide which pairs share what."""
        is_sure, decisive = self._decide(self._sought)
        again = self._look_up_rest(is_sure)
        # what more is known of these hashes says nothing of others
        is_sure[np.searchsorted(self._sought, again)], more = self._decide(again)
        self._decisive = decisive.replace(again, more)
        self._common = self._sought[is_sure]
        is_needed = self._mark(self._decisive.texts) | self._mark(self._own.texts)
        self._number(pl.Series("text_key", self._texts.keys[is_needed]))

    def _decide(self, of: U64) -> tuple[Marks, _Carried]:
        """Which of these hashes are sure to be common, and what decides of who carries them (see
        `choose_decisive`), in the order of hashes and of keys.
        """
        order = self._texts.order
        numbers, ranks = self._list_postings(of, order)
        least = np.zeros(len(of), np.int64)
        at, is_one = _find_each(of, self._cut["hash"].to_numpy())
        np.maximum.at(least, at[is_one], self._cut["texts"].to_numpy()[is_one])
        touched, ends, asked = (
            self._mark(some)[order] for some in (self._touched, self._ends, self._own.texts)
        )
        is_sure, decides = choose_decisive(
            numbers, ranks, least, (touched, ends, asked), most_texts=self._limits.most_texts
        )
        return is_sure, _Carried(of[numbers[decides]], order[ranks[decides]])

    def _list_postings(self, of: U64, order: I64) -> tuple[I64, I64]:
        """(number among these hashes, place in this order of the text) of all that is known of
        them, ascending, each once.
        """
        bits = len(order).bit_length()
        # half as long numbers are sorted in half the time
        kind: Any = np.uint32 if bits + len(of).bit_length() <= 32 else np.uint64
        rank = np.empty(len(order), kind)
        rank[order] = np.arange(len(order), dtype=kind)
        parts = [np.zeros(0, kind)]
        for carried in (self._posted, self._own):
            at, is_one = _find_each(of, carried.hashes)
            parts.append(at[is_one].astype(kind) << kind(bits) | rank[carried.texts[is_one]])
        every = drop_repeats(np.sort(np.concatenate(parts)))
        return (every >> kind(bits)).astype(np.int64), (every & kind((1 << bits) - 1)).astype(
            np.int64
        )

    def _mark(self, texts: I64 | None) -> Marks:
        """Which texts, by place, are among these."""
        marks = np.zeros(len(self._texts), np.bool_)
        marks[texts if texts is not None else ()] = True
        return marks

    def find_postings(self, wanted: HashSet) -> Iterator[tuple[U64, I64, SizedTexts]]:
        """Every wanted hash with the number of each text that carries it; the sizes of texts are
        not known.
        """
        nothing = np.zeros(0, np.int64)
        numbers = np.full(len(self._texts), NOWHERE)
        real = np.flatnonzero(self._places != NOWHERE)
        numbers[self._places[real]] = real
        some = wanted.find_rows(self._decisive.hashes)
        hashes, texts = self._decisive.hashes[some], self._decisive.texts[some]
        common = self._common[wanted.find_rows(self._common)]
        lacking = self._count_lacking(common)
        others = self._others[expand_ranges(np.zeros(len(common), np.int64), lacking)]
        # theirs are the largest numbers
        behind = np.repeat(np.searchsorted(hashes, common, "right"), lacking)
        hashes = np.insert(hashes, behind, np.repeat(common, lacking))
        yield hashes, np.insert(numbers[texts], behind, others), (nothing, nothing, nothing)

    def _count_lacking(self, common: U64) -> I64:
        """How many texts each of these hashes lacks that it be common without those that the batch
        touches.
        """
        stays = self._decisive.hashes[~self._mark(self._touched)[self._decisive.texts]]
        first, stop = (np.searchsorted(stays, common, side) for side in _SIDES)
        lacking: I64 = np.maximum(self._limits.most_texts + 1 - (stop - first), 0)
        return lacking

    def list_words(self) -> I64:
        """The words of every text by number."""
        words: I64 = np.append(self._texts.words, 0)[self._places]
        return words

    def _list_hashes(self, texts: I64) -> _Carried:
        """The hashes that these texts carry."""
        out = _Carried()
        for some, stored in self._read_signatures(texts):
            signed = stored.merge()
            hashes = signed.hashes >> CUT << CUT
            out = out.add(_Carried(hashes, np.repeat(some, signed.sizes)))
        return out

    def read_batches(self, of: Marks) -> Iterator[tuple[I64, StoredHashes]]:
        """(numbers, signatures) of the marked texts."""
        numbers = np.flatnonzero(of & (self._places != NOWHERE))
        back = np.empty(len(self._texts), np.int64)
        back[self._places[numbers]] = numbers
        for texts, stored in self._read_signatures(self._places[numbers]):
            yield back[texts], stored

    def _read_signatures(self, texts: I64) -> Iterator[tuple[I64, StoredHashes]]:
        """(places, signatures) of these texts, each once; several steps ask for the same."""
        self._grow()
        missing = texts[self._of_text[texts, 0] == NOWHERE]
        if len(missing):
            at = {FILE: self._texts.files[missing], PLACE: self._texts.places[missing]}
            asked = pl.DataFrame(at, schema=PLACED)
            rows = self._read_rows(asked, _HASHES)
            found = self._texts.take_rows(rows)
            self._keep(found, rows.with_columns(tokens=self._texts.words[found]))
        part = self._of_text[texts, 0]
        for no, stored in enumerate(self._parts):
            some = texts[part == no]
            if len(some):
                yield some, stored.take(self._of_text[some, 1])

    def read_sizes(self, of: Marks) -> Iterator[SizedTexts]:
        """What is known of the sizes of the marked texts: those are read of which no digest tells
        it.
        """
        numbers = np.flatnonzero(of & (self._places != NOWHERE))
        texts = self._places[numbers]
        carried = self._digests.read(texts).sizes
        told = carried >= 0
        yield numbers[told], self._texts.words[texts[told]], carried[told]
        rest = np.zeros_like(of)
        rest[numbers[~told]] = True
        if rest.any():
            yield from super().read_sizes(rest)

    def limit_containment(self, left: I64, right: I64) -> NDArray[np.float64]:
        """What the containment of the sketches of pairs is at most: of those is it known of which
        one text's signature was read and the other one's digest is.
        """
        self._grow()
        is_read = self._of_text[:, 0] != NOWHERE
        real = (self._places[left] != NOWHERE) & (self._places[right] != NOWHERE)
        known = is_read[self._places[left]]
        own, other = np.where(known, left, right), self._places[np.where(known, right, left)]
        some = np.flatnonzero(
            real & is_read[self._places[own]] & (self._texts.files[other] != NOWHERE)
        )
        out = np.full(len(left), np.inf)
        place, signed = self.read(drop_repeats(np.sort(own[some])))
        digests = self._digests.read(other[some])
        words = self._texts.words[other[some]]
        out[some] = limit_containment(signed, place[own[some]], digests, words)
        return out

    def _keep(self, texts: I64, signatures: pl.DataFrame) -> None:
        """Keep the signatures of these texts."""
        self._grow()
        self._of_text[texts, 0], self._of_text[texts, 1] = len(self._parts), np.arange(len(texts))
        self._parts.append(StoredHashes.from_signatures(signatures))

    def _grow(self) -> None:
        """Have room for what is known of texts that came since."""
        grown = np.full((len(self._texts) - len(self._of_text), 2), NOWHERE)
        self._of_text = np.concatenate([self._of_text, grown])

    def _read_rows(self, places: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        return read_rows(self._storage.objects, SIGNATURES, self._files, places, columns)

    def _read_texts(self, no: int, places: I64) -> tuple[U64, I64]:
        """(key, words) of the texts of these rows of a file."""
        found = read_numbers(self._storage.objects, SIGNATURES, self._files[no], TEXTS, places)
        return split_texts(found)


@dataclass(frozen=True, slots=True)
class _Carried:
    """Hashes, with zeros below their upper bits, and the text that carries each, by place."""

    hashes: U64 = field(default_factory=lambda: np.zeros(0, np.uint64))
    texts: I64 = field(default_factory=lambda: np.zeros(0, np.int64))

    def add(self, others: _Carried) -> _Carried:
        return _Carried(
            np.concatenate([self.hashes, others.hashes]),
            np.concatenate([self.texts, others.texts]),
        )

    def replace(self, hashes: U64, others: _Carried) -> _Carried:
        """These, in the order of hashes, with others in place of those of these hashes."""
        stays = ~_find_each(hashes, self.hashes)[1]
        kept, texts = self.hashes[stays], self.texts[stays]
        at = np.searchsorted(kept, others.hashes)
        return _Carried(np.insert(kept, at, others.hashes), np.insert(texts, at, others.texts))


def _find_each(ordered: U64, hashes: U64) -> tuple[I64, Marks]:
    """(where each of these hashes stands among others, whether it is one of them)."""
    at = np.searchsorted(ordered, hashes)
    return at, np.append(ordered, ~np.uint64(0))[at] == hashes
