"""How much two texts share, counted in word shingles."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

#: Two texts at one address, or under one headline on near days, are versions of one article from here on.
#: Below about .35 unrelated template stories join; .5 leaves room for a rewritten half.
VERSION_JACCARD = 0.5
#: A version that only grew or was only cut contains the other.
VERSION_CONTAINMENT = 0.8
_SHINGLE = 3
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The text's distinct word 3-grams, case-folded; a Chinese or Japanese character counts as a word."""
    words = _TOKEN.findall(text.casefold())
    if len(words) < _SHINGLE:
        return frozenset([tuple(words)] if words else [])
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def overlap(left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]]) -> tuple[float, float]:
    """(Jaccard similarity, containment of the smaller in the larger), both in [0, 1]."""
    if not left or not right:
        return 0.0, 0.0
    both = len(left & right)
    return both / (len(left) + len(right) - both), both / min(len(left), len(right))


def similar_texts(pairs: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    """Of the pairs (`outlet`, `left`, `right` text hashes) those whose texts are versions of one another."""
    sets = {key: shingles(text) for key, text in texts.items()}
    keep = []
    for left, right in zip(pairs["left"], pairs["right"], strict=True):
        jaccard, containment = overlap(sets[left], sets[right])
        keep.append(jaccard >= VERSION_JACCARD or containment >= VERSION_CONTAINMENT)
    return pairs.filter(pl.Series(keep, dtype=pl.Boolean))
