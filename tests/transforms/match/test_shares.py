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
from transforms.dedup.match.hash_sets import Digests, HashLists
from transforms.dedup.match.postings import LEAST_BITS, Postings, count_bits, pack_codes
from transforms.dedup.match.shares import PAIR_BITS, Shares, limit_containment, measure_sketches


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


def lists(texts: list[tuple[int, list[int]]]) -> HashLists:
    """Texts of so many words each, with these hashes in their sketches."""
    sizes = np.array([len(some) for _, some in texts])
    hashes = np.array([h for _, some in texts for h in some], np.uint64)
    starts = np.append(0, np.cumsum(sizes))
    return HashLists(hashes, starts, sizes, np.array([words for words, _ in texts]))


#: Hashes in sixty places below 2^64, more of them low than high, two of each place compared as one.
HASHES = st.builds(
    lambda place, low: (1 << 64) // (place + 1) - 1 - (7 << 30) * place - low,
    st.integers(0, 59),
    st.sampled_from([0, 0, 0, 1]),
)
TEXTS = st.tuples(st.sampled_from([0, 3, 20, 31, 60, 90, 200, 700, 9_000]), st.sets(HASHES))


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS.map(lambda text: (text[0], sorted(text[1]))), min_size=2, max_size=12))
def test_a_digest_limits_the_containment_of_every_pair(texts: list[tuple[int, list[int]]]) -> None:
    signed = lists(texts)
    left, right = (side.ravel() for side in np.indices((len(texts), len(texts))))
    limits = limit_containment(
        signed, left, Digests.of_texts(signed).take(right), signed.words[right]
    )
    assert (limits >= measure_sketches(signed, left, right)).all()


def test_a_digest_rules_out_a_text_of_other_hashes_and_no_copy_or_part() -> None:
    rng = np.random.default_rng(7)
    below = [int(h) for h in np.sort(rng.integers(0, 1 << 60, 56, np.uint64))]  # of 448 words
    texts = [(448, below[::2]), (448, below[1::2]), (448, below[::2]), (9_000, below[:16:2])]
    signed = lists(texts)
    digests = Digests.of_texts(signed)
    limits = limit_containment(signed, np.zeros(4, np.int64), digests, signed.words)
    assert [limit >= 0.7 for limit in limits] == [True, False, True, True]


def test_a_text_with_more_hashes_than_a_digest_counts_is_limited_by_nothing() -> None:
    signed = lists([(1, list(range(0, 70_000 << 30, 1 << 30))), (1, [])])
    digests = Digests.of_texts(signed)
    limits = limit_containment(signed, np.array([0, 0]), digests, signed.words)
    assert limits.tolist() == [np.inf, 0.0]
    assert digests.sizes.tolist() == [-1, 0]
