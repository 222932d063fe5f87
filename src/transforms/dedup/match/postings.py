"""Which text carries which hash, as sorted integers of both.

Hashes are compared by their upper 44 bits, so that a hash and a text's number are one integer:
sorted, the texts of a hash stand side by side. More than 2^20 texts are worked through in ranges of
hashes, which gives the numbers more bits: two ranges for twice as many texts.
"""

from __future__ import annotations

import numpy as np

from transforms.dedup.match.arrays import I64, U64, Marks
from transforms.dedup.match.hash_sets import HashLists, HashSet
from transforms.dedup.match.tokens import HASH_BITS
from transforms.values import frozen

#: A text's number takes these bits at least: those that a hash leaves of 64. judged
LEAST_BITS = 64 - HASH_BITS


@frozen
class Postings:
    """Which text carries which hash, over a range of hashes: ascending codes, a hash above `bits`
    bits of the text's number.
    """

    codes: U64
    bits: int

    @property
    def hashes(self) -> U64:
        """The hash of each posting: its upper bits."""
        return self.codes >> np.uint64(self.bits)

    @property
    def texts(self) -> I64:
        """The number of the text of each posting."""
        return (self.codes & np.uint64((1 << self.bits) - 1)).astype(np.int64)

    def keep(self, texts: Marks) -> Postings:
        """Those of the marked texts."""
        return Postings(self.codes[texts[self.texts]], self.bits)


def count_bits(texts: int, *, least: int = LEAST_BITS) -> int:
    """The bits that number so many texts, and `least` of them."""
    return max(max(texts - 1, 1).bit_length(), least)


def pack_codes(hashes: U64, texts: I64, bits: int) -> list[U64]:
    """The codes of rows, unsorted, by range of hashes: as many ranges as the numbers' bits
    ask for.
    """
    spare = bits - LEAST_BITS
    codes = (hashes << np.uint64(spare) >> np.uint64(bits) << np.uint64(bits)) | texts.astype(
        np.uint64
    )
    if not spare:
        return [codes]
    # numbers of few bits are sorted by counting them
    part = (hashes >> np.uint64(64 - spare)).astype(np.min_scalar_type((1 << spare) - 1))
    ends = np.cumsum(np.bincount(part, minlength=1 << spare))
    return np.split(codes[np.argsort(part, kind="stable")], ends[:-1])


def make_postings(signed: HashLists, *, of: Marks | None = None) -> list[Postings]:
    """The postings of texts numbered as they stand; where `of` marks texts, of the hashes that
    those carry.

    Texts 0 and 2 carry hash 5, text 1 carries 9; hashes stand in the upper bits:

    >>> five, nine = (np.uint64(h << 60) for h in (5, 9))
    >>> signed = HashLists(
    ...     np.array([five, nine, five]), np.arange(4), np.ones(3, np.int64), np.full(3, 8)
    ... )
    >>> [posted] = make_postings(signed)
    >>> [(int(hash) >> 40, int(text)) for hash, text in zip(posted.hashes, posted.texts)]
    [(5, 0), (5, 2), (9, 1)]
    """
    texts = np.repeat(np.arange(len(signed.words)), signed.sizes)
    hashes, bits = signed.hashes, count_bits(len(signed.words))
    if of is not None:
        rows = HashSet(hashes[of[texts]]).find_rows(hashes)
        hashes, texts = hashes[rows], texts[rows]
    return [Postings(np.sort(codes), bits) for codes in pack_codes(hashes, texts, bits)]
