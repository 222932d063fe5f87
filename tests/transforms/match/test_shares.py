"""How many texts there are bounds nothing: pairs are counted in windows of texts, and hashes looked
at in ranges.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dedup.match.arrays import I64, U64
from transforms.dedup.match.candidates import count_shared_hashes
from transforms.dedup.match.postings import LEAST_BITS, Postings, count_bits, pack_codes
from transforms.dedup.match.shares import PAIR_BITS, Shares


def count(
    hashes: U64, texts: I64, bits: int, *, pair_bits: int = PAIR_BITS
) -> tuple[list[tuple[int, ...]], int]:
    """(left, right, rare hashes shared, all shared) of every pair, and in how many windows."""
    shares = Shares(bits, pair_bits=pair_bits)
    for codes in pack_codes(hashes, texts, bits):
        posted = Postings(np.sort(codes), bits)
        shares.add(count_shared_hashes(posted, most_texts=3, pair_bits=pair_bits))
    parts = [np.stack(part, axis=1) for part in shares.read()]
    return [tuple(pair) for part in parts for pair in part.tolist()], len(parts)


def spread(hashes: list[int]) -> U64:
    return np.array(hashes, np.uint64) * np.uint64(1_000_003_000_000_007)


@pytest.mark.parametrize("texts", [1 << 24, (1 << 24) + 1, 1 << 26, 1 << 31])
def test_the_last_of_any_number_of_texts_is_paired(texts: int) -> None:
    last, rows = texts - 1, np.array([0, texts - 2, texts - 1, 5, texts - 1])
    pairs, windows = count(spread([1, 1, 1, 2, 2]), rows, count_bits(texts))
    ends = [(0, last - 1), (0, last), (5, last), (last - 1, last)]
    assert pairs == [(*pair, 1, 1) for pair in ends]
    assert (windows > 1) == (texts > 1 << 25)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.integers(1, 9), min_size=1, max_size=5, unique=True), min_size=2, max_size=20
    ),
    st.integers(LEAST_BITS, LEAST_BITS + 6),
    st.integers(0, 5),
)
def test_pairs_do_not_depend_on_ranges_and_windows(
    carried: list[list[int]], bits: int, window_bits: int
) -> None:
    hashes = spread([h for some in carried for h in some])
    texts = np.repeat(np.arange(len(carried)), [len(some) for some in carried])
    whole, _ = count(hashes, texts, LEAST_BITS)
    pairs, windows = count(hashes, texts, bits, pair_bits=bits + window_bits)
    assert pairs == whole
    assert windows == len({left >> window_bits for left, *_ in pairs})
