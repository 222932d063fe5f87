"""Which texts of the archive have to be compared after a batch.

A batch reads the hashes of every signature once or twice, as a stream, and keeps those that its own
texts carry: the price of what the archive holds is that of looking at it. What is kept grows with
the batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tearsheet.stages.stories.limits import Limits
from tearsheet.stages.stories.postings import PostingLists
from tearsheet.stages.stories.signatures import Signatures
from tearsheet.store.tables import Storage
from transforms.dedup.match.arrays import I64
from transforms.dedup.match.candidates import (
    Asked,
    Marks,
    Pairs,
    add_shares,
    affected,
    bits_of,
    no_shares,
    shared_hashes,
    sketch_containment,
    worth_comparing,
)
from transforms.dedup.match.hash_sets import Hashes


@dataclass(frozen=True, slots=True)
class State:
    """The texts by number: those that the batch brought, those that it took away, and those that
    another version stands for now.
    """

    new: Marks
    gone: Marks
    other: Marks

    @property
    def ends(self) -> Marks:
        """The texts of which every pair is to be judged."""
        return self.new | self.gone | self.other


class Pairing:
    """Candidate pairs after a batch. `words` and `carried` are known of the texts of pairs once
    `pairs` has run.
    """

    def __init__(
        self,
        storage: Storage,
        run_id: str,
        name: str,
        signatures: Signatures,
        state: State,
        limits: Limits,
    ) -> None:
        self._signatures, self._state, self._limits = signatures, state, limits
        texts = len(signatures.keys)
        self._bits = bits_of(texts)
        self.words, self.carried = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
        self._lists, self._whole = (
            PostingLists(storage, run_id, f"{name}.{part}", self._bits, limits.posting_rows)
            for part in ("postings", "every-posting")
        )
        self._posted: list[Hashes] = []

    def asked(self) -> Asked:
        """The pairs that are to be judged: those of texts that are new, gone or stood for
        otherwise, and those that a common hash moved.
        """
        new, gone = self._state.new, self._state.gone
        both = np.zeros_like(new)
        touched = new | gone
        if touched.any() and not new.all():
            self._post(touched)
            for part in self._lists.ranges():
                both |= affected(part, new, gone, most_texts=self._limits.most_texts)
        return Asked(self._state.ends, both & ~self._state.ends)

    def pairs(self, asked: Asked) -> Pairs:
        """The pairs that share enough hashes and are asked for, of texts that are there."""
        here = ~self._state.gone
        asked = Asked(asked.ends & here, asked.both & here)
        shares = no_shares()
        if asked.texts.any():
            self._post(asked.texts)
            for part in self._lists.ranges():
                some = part if here.all() else part.among(here)
                shares = add_shares(
                    shares,
                    shared_hashes(some, asked=asked, most_texts=self._limits.most_texts),
                )
        return worth_comparing(shares, self._bits, self.carried, self.words, self._containment)

    def _post(self, of: Marks) -> None:
        """List, over all texts, the postings of every hash that a marked text carries
        and that is not there yet.
        """
        if self._lists is self._whole:
            return
        if of.all():
            # all that is known of the texts: their hashes are not held as a set
            self._lists = self._whole
            for numbers, listed in self._signatures.batches(of):
                signed = listed.compact()
                self._know(numbers, signed.words, signed.carried)
                self._lists.add(signed.hashes, np.repeat(numbers, signed.carried))
            return
        wanted = self._signatures.carrying(of)
        for posted in self._posted:
            wanted = wanted.without(posted)
        if not len(wanted):
            return
        self._posted.append(wanted)
        for numbers, listed in self._signatures.batches(np.ones_like(of)):
            hashes, texts = listed.among(wanted)
            self._lists.add(hashes, numbers[texts])
            sharing = np.flatnonzero(np.bincount(texts, minlength=len(numbers)))
            self._know(numbers[sharing], listed.words[sharing], listed.carried[sharing])

    def _know(self, numbers: I64, words: I64, carried: I64) -> None:
        self.words[numbers], self.carried[numbers] = words, carried

    def _containment(self, left: I64, right: I64) -> NDArray[np.float64]:
        out = [np.zeros(0)]
        step = self._limits.sketch_pairs
        for low in range(0, len(left), step):
            ends = left[low : low + step], right[low : low + step]
            place, signed = self._signatures.of(np.unique(np.concatenate(ends)))
            out.append(sketch_containment(signed, place[ends[0]], place[ends[1]]))
        return np.concatenate(out)
