"""Pairs of texts judged by what their words share: each pair of different texts at most once, none for what is nothing."""

from __future__ import annotations

import polars as pl

from transforms.dedup.candidates import Pairs
from transforms.dedup.evidence import differing_words
from transforms.dedup.judge import SIBLING_CONTAINMENT, judge
from transforms.dedup.verify import Texts

#: Two texts of different words, by text key, left < right; `part` is the key of the smaller.
JUDGED = {
    "left": pl.UInt64(),
    "right": pl.UInt64(),
    "part": pl.UInt64(),
    "verdict": pl.String(),
    "jaccard": pl.Float64(),
    "containment": pl.Float64(),
    "evidence": pl.String(),
}
#: Pairs after which the sorted words of the texts compared so far are let go.
_FORGET_AFTER = 16_384


def judge_pairs(pairs: Pairs, keys: pl.Series, texts: Texts, *, near: bool = False) -> pl.DataFrame:
    """The pairs that are something to one another, as JUDGED; `keys` are the text keys by number. `near` ones only if asked for."""
    rows = []
    names = keys.to_list()
    for no, (left, right) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), start=1):
        if no % _FORGET_AFTER == 0:
            texts.forget()
        found = texts.measure(left, right, least=SIBLING_CONTAINMENT)
        said = judge(found)
        if said.verdict == "none" or (said.verdict == "near" and not near):
            continue
        part = left if found.is_left_smaller else right
        evidence = said.evidence
        if said.verdict == "sibling" and (words := differing_words(texts, left, right)):
            evidence = f"{evidence}: {words}"
        rows.append((names[left], names[right], names[part], said.verdict, found.jaccard, found.containment, evidence))
    return pl.DataFrame(rows, schema=JUDGED, orient="row")
