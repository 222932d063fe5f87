"""Pairs compared many at once share what their sets of words share."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.dedup.match.compare import Runs, Texts

WORDS = ["ferry", "Harbour", "12", "7", "of", "Dahl", "of", "isle"]


def runs(text: str, size: int) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {
        tuple(words[i : i + size]) for i in range(max(len(words) - size + 1, min(len(words), 1)))
    }


@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=1, max_size=6),
    st.sampled_from([2, 3]),
)
def test_shared_runs_of_words_are_those_of_the_sets(texts: list[str], size: int) -> None:
    pairs = [(a, b) for a in range(len(texts)) for b in range(len(texts))]
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    found = Runs(pl.Series(texts), size)
    assert found.sizes.tolist() == [len(runs(t, size)) for t in texts]
    assert found.count_shared(left, right).tolist() == [
        len(runs(texts[a], size) & runs(texts[b], size)) for a, b in pairs
    ]


def test_words_that_one_text_lacks_are_counted_by_kind() -> None:
    texts = pl.Series(
        [
            "It sold 12 boats to Dahl and Brandt in March",
            "It sold 97 boats to Dahl and Norling in March",
        ]
    )
    found = Texts(texts).measure(np.array([0]), np.array([1]), least=0.0)
    assert found.figures.tolist() == [[1, 1]]
    assert found.odd_figures.tolist() == [[1, 1]]
    assert found.names.tolist() == [[3, 3]]
    assert found.odd_names.tolist() == [[1, 1]]
    assert found.odd_words.tolist() == [[2, 2]]
    assert (found.shared.item(), found.fewer.item()) == (5, 9)


def test_words_of_texts_that_share_too_little_are_not_compared() -> None:
    found = Texts(pl.Series(["the ferry left at dawn", "a vote was put off"])).measure(
        np.array([0]), np.array([1]), least=0.3
    )
    assert (found.shared.item(), found.words.tolist()) == (0, [[0, 0]])
