"""Which texts of the archive have to be compared after a batch.

A large batch reads the hashes of every signature once or twice, as a stream, and keeps those that
its own texts carry. A small one looks its own hashes up and reads the signatures of the texts of
which a pair shares any (see `near_signatures`). What is kept grows with the batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tearsheet.stages.stories.limits import Limits
from tearsheet.stages.stories.postings import PostingLists
from tearsheet.stages.stories.signatures import SignatureReader
from tearsheet.store.tables import Storage
from transforms.dedup.match.arrays import I64, Marks
from transforms.dedup.match.candidates import (
    CONTAINED,
    PairFilter,
    Pairs,
    count_shared_hashes,
    mark_affected,
    select_candidates,
)
from transforms.dedup.match.hash_sets import HashSet
from transforms.dedup.match.postings import count_bits
from transforms.dedup.match.shares import Shares, measure_sketches


@dataclass(frozen=True, slots=True)
class TextChanges:
    """The texts by number: those that the batch brought, those that it took away, and those that
    another version stands for now.
    """

    new: Marks
    gone: Marks
    other: Marks

    @property
    def marks(self) -> tuple[Marks, Marks, Marks]:
        """All three, in order."""
        return self.new, self.gone, self.other

    @property
    def ends(self) -> Marks:
        """The texts of which every pair is to be judged."""
        return self.new | self.gone | self.other


class CandidateFinder:
    """Candidate pairs after a batch. The `words` of texts are known of those of pairs once
    `find_pairs` has run.
    """

    def __init__(
        self,
        storage: Storage,
        run_id: str,
        name: str,
        signatures: SignatureReader,
        state: TextChanges,
        limits: Limits,
    ) -> None:
        self._signatures, self._state, self._limits = signatures, state, limits
        texts = len(signatures.keys)
        self._bits = count_bits(texts, least=limits.number_bits)
        self.words, self._sizes = signatures.list_words(), np.zeros(texts, np.int64)
        self._lists, self._whole = (
            PostingLists(storage, run_id, f"{name}.{part}", self._bits, limits.posting_rows)
            for part in ("postings", "every-posting")
        )
        self._listed_hashes: list[HashSet] = []

    def filter_pairs(self) -> PairFilter:
        """Which pairs are to be judged: those with a text that is new, gone, represented by another
        version than before, or now a pivot of other hashes; and those of two texts that share a
        hash which the batch has made common or rare.
        """
        new, gone = self._state.new, self._state.gone
        both, ends = np.zeros_like(new), self._state.ends
        touched = new | gone
        if touched.any() and not new.all():
            self._list_postings(touched)
            for part in self._lists.read_ranges():
                some = mark_affected(part, new, gone, most_texts=self._limits.most_texts)
                both, ends = both | some[0], ends | some[1]
        return PairFilter(ends, both & ~ends)

    def find_pairs(self, asked: PairFilter) -> Pairs:
        """The pairs that share enough hashes and are asked for, of texts that are there."""
        here = ~self._state.gone
        asked = PairFilter(asked.ends & here, asked.both & here)
        limits = self._limits
        shares = Shares(self._bits, pair_bits=limits.pair_bits)
        if asked.texts.any():
            self._list_postings(asked.texts)
            for part in self._lists.read_ranges():
                some = part if here.all() else part.keep(here)
                shares.add(
                    count_shared_hashes(
                        some, asked=asked, most_texts=limits.most_texts, pair_bits=limits.pair_bits
                    )
                )
        return select_candidates(shares, self.words, self._count_hashes, self._containment)

    def _count_hashes(self, texts: I64) -> I64:
        """How many hashes each of these texts carries: those of which it is not known are read."""
        unknown = np.zeros(len(self._sizes), np.bool_)
        unknown[texts] = True
        unknown &= self._sizes == 0
        if unknown.any():
            for sized in self._signatures.read_sizes(unknown):
                self._note(*sized)
        return self._sizes[texts]

    def _list_postings(self, of: Marks) -> None:
        """List, over all texts, the postings of every hash that a marked text carries and that is
        not listed yet.
        """
        if self._lists is self._whole:
            return
        if of.all():
            # all that is known of the texts: their hashes are not held as a set
            self._lists = self._whole
            for numbers, stored in self._signatures.read_batches(of):
                signed = stored.merge()
                self._note(numbers, signed.words, signed.sizes)
                self._lists.add(signed.hashes, np.repeat(numbers, signed.sizes))
            return
        wanted = self._signatures.collect_hashes(of)
        for posted in self._listed_hashes:
            wanted = wanted.subtract(posted)
        if not len(wanted):
            return
        self._listed_hashes.append(wanted)
        for hashes, texts, sized in self._signatures.find_postings(wanted):
            self._lists.add(hashes, texts)
            self._note(*sized)

    def _note(self, numbers: I64, words: I64, carried: I64) -> None:
        self.words[numbers], self._sizes[numbers] = words, carried

    def _containment(self, left: I64, right: I64) -> NDArray[np.float64]:
        """The containment of the sketches of pairs; of those that cannot pass, at least that."""
        out = [np.zeros(0)]
        step = self._limits.sketch_pairs
        for low in range(0, len(left), step):
            ends = left[low : low + step], right[low : low + step]
            found = self._signatures.limit_containment(*ends)
            some = np.flatnonzero(found >= CONTAINED)
            first, second = (side[some] for side in ends)
            place, signed = self._signatures.read(np.unique(np.concatenate([first, second])))
            found[some] = measure_sketches(signed, place[first], place[second])
            out.append(found)
        return np.concatenate(out)
