"""Which texts of the archive have to be compared after a batch.

A batch reads the hashes of every signature once or twice, as a stream, and keeps those that its own
texts carry: the price of what the archive holds is that of looking at it. What is kept grows with
the batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tearsheet.stages.stories.signatures import Shelf, Signatures
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

#: Pairs whose sketches are compared together.
_SKETCHES_AT_ONCE = 1 << 18


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
        self, storage: Storage, run_id: str, name: str, signatures: Signatures, state: State
    ) -> None:
        self._signatures, self._state = signatures, state
        texts = len(signatures.keys)
        self._bits = bits_of(texts)
        self.words, self.carried = np.zeros(texts, np.int64), np.zeros(texts, np.int64)
        self._shelf, self._whole = (
            Shelf(storage, run_id, f"{name}.{part}", self._bits)
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
            for part in self._shelf.ranges():
                both |= affected(part, new, gone)
        return Asked(self._state.ends, both & ~self._state.ends)

    def pairs(self, asked: Asked) -> Pairs:
        """The pairs that share enough hashes and are asked for, of texts that are there."""
        here = ~self._state.gone
        asked = Asked(asked.ends & here, asked.both & here)
        shares = no_shares()
        if asked.texts.any():
            self._post(asked.texts)
            for part in self._shelf.ranges():
                shares = add_shares(
                    shares, shared_hashes(part if here.all() else part.among(here), asked=asked)
                )
        return worth_comparing(shares, self._bits, self.carried, self.words, self._containment)

    def _post(self, of: Marks) -> None:
        """Put on the shelf, over all texts, the postings of every hash that a marked text carries
        and that is not there yet.
        """
        if self._shelf is self._whole:
            return
        if of.all():
            # all that is known of the texts: their hashes are not held as a set
            self._shelf = self._whole
            for numbers, listed in self._signatures.batches(of):
                signed = listed.compact()
                self._know(numbers, signed.words, signed.carried)
                self._shelf.add(signed.hashes, np.repeat(numbers, signed.carried))
            return
        wanted = self._signatures.carrying(of)
        for posted in self._posted:
            wanted = wanted.without(posted)
        if not len(wanted):
            return
        self._posted.append(wanted)
        for numbers, listed in self._signatures.batches(np.ones_like(of)):
            hashes, texts = listed.among(wanted)
            self._shelf.add(hashes, numbers[texts])
            sharing = np.flatnonzero(np.bincount(texts, minlength=len(numbers)))
            self._know(numbers[sharing], listed.words[sharing], listed.carried[sharing])

    def _know(self, numbers: I64, words: I64, carried: I64) -> None:
        self.words[numbers], self.carried[numbers] = words, carried

    def _containment(self, left: I64, right: I64) -> NDArray[np.float64]:
        out = [np.zeros(0)]
        for low in range(0, len(left), _SKETCHES_AT_ONCE):
            ends = left[low : low + _SKETCHES_AT_ONCE], right[low : low + _SKETCHES_AT_ONCE]
            place, signed = self._signatures.of(np.unique(np.concatenate(ends)))
            out.append(sketch_containment(signed, place[ends[0]], place[ends[1]]))
        return np.concatenate(out)
