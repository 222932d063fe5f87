"""Pairs of texts -> verdicts on them, by the words that they share: at most one row for each pair
of different texts, and none where they have nothing to do with one another.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.dedup.match.candidates import Pairs
from transforms.dedup.match.compare import FIGURE, NAME, Measures, Texts
from transforms.dedup.match.judge import (
    NOTICE_WORDS,
    SAFE_CONTAINMENT,
    SAFE_JACCARD,
    SIBLING_CONTAINMENT,
    has_other_facts,
    judge,
)
from transforms.dedup.match.portions import renumber
from transforms.dedup.match.quotes import Quotes, are_respelled
from transforms.dedup.match.slots import count_facts
from transforms.schemas import JUDGED_PAIRS

#: Fillings of a template differ in figures and names for so much of all that differs,
FACTS_ONLY = 0.9
#: and lose so many word pairs for every word. judged
BROKEN = 1.3
#: How the evidence of copies ends that house styles tell apart.
RESPELLED = "; figures and names are spelled otherwise"


def judge_pairs(pairs: Pairs, keys: pl.Series, texts: Texts, *, near: bool = False) -> pl.DataFrame:
    """The pairs whose texts have something to do with one another, as JUDGED_PAIRS; `keys` are the
    text keys by number. `near` ones only if asked for, or where they may teach a template.
    """
    found = _keep_facts_in_slots(
        texts, pairs, texts.measure(pairs.left, pairs.right, least=SIBLING_CONTAINMENT)
    )
    ends = {
        "left": keys.gather(pairs.left),
        "right": keys.gather(pairs.right),
        "part": keys.gather(np.where(found.is_left_smaller, pairs.left, pairs.right)),
        "left_no": pairs.left,
        "right_no": pairs.right,
    }
    judged = pl.concat([pl.DataFrame(ends), judge(found)], how="horizontal")
    judged = _join_respelled(judged, found, texts.printed)
    is_near = (pl.col("verdict") == "near") & (pl.lit(near) | pl.col("is_teaching"))
    judged = judged.filter(~pl.col("verdict").is_in(["none", "near"]) | is_near)
    siblings = judged.filter(pl.col("verdict") == "sibling")
    return pl.concat(
        [judged.filter(pl.col("verdict") != "sibling"), _add_quotes(siblings, texts.printed)]
    ).select(pl.col(name).cast(kind) for name, kind in JUDGED_PAIRS.items())


def _join_respelled(judged: pl.DataFrame, found: Measures, printed: pl.Series) -> pl.DataFrame:
    """The same, in which long texts that share nearly all, and differ in how figures and names are
    spelled, are copies and no siblings.
    """
    is_safe = (found.jaccard >= SAFE_JACCARD) & (found.containment >= SAFE_CONTAINMENT)
    is_long = found.words.min(axis=1) >= NOTICE_WORDS
    is_asked = is_safe & is_long & (judged["verdict"] == "sibling").to_numpy()
    for row in np.flatnonzero(is_asked).tolist():
        left, right = judged["left_no"][row], judged["right_no"][row]
        is_asked[row] = are_respelled(printed[left], printed[right])
    is_one = pl.lit(pl.Series(is_asked))
    shared = pl.col("evidence").str.split("; ").list.last()
    return judged.with_columns(
        pl.when(is_one).then(pl.lit("copy")).otherwise("verdict").alias("verdict"),
        pl.when(is_one).then(shared + RESPELLED).otherwise("evidence").alias("evidence"),
    )


def _keep_facts_in_slots(texts: Texts, pairs: Pairs, found: Measures) -> Measures:
    """The same; of pairs that seem to fill in a template differently only what is in passages that
    both have, or in their slots.
    """
    doubtful = np.flatnonzero(has_other_facts(found) & ~_are_scattered(texts, pairs, found))
    shared, lacking = count_facts(texts, pairs.left[doubtful], pairs.right[doubtful])
    lack, have = found.lack.copy(), found.have.copy()
    have[doubtful] -= found.lack[doubtful] - lacking
    lack[doubtful] = lacking
    for kind in (FIGURE, NAME):
        have[doubtful, :, kind] = (shared + lacking)[:, :, kind]
    return replace(found, have=have, lack=lack)


def _are_scattered(texts: Texts, pairs: Pairs, found: Measures) -> NDArray[np.bool_]:
    """Whether nothing but figures and names differs, one here, one there: each breaks two word
    pairs, a frame of n words but n + 1.
    """
    sizes = np.diff(texts.runs.starts)
    broken = np.stack([sizes[pairs.left], sizes[pairs.right]], axis=1) - found.shared[:, None]
    odd = found.lack.sum(axis=2)
    is_fact = (found.odd_figures + found.odd_names) >= FACTS_ONLY * found.odd_words
    scattered: NDArray[np.bool_] = (is_fact & (broken >= BROKEN * odd)).all(axis=1)
    return scattered


def _add_quotes(siblings: pl.DataFrame, printed: pl.Series) -> pl.DataFrame:
    """With the figures or names that differ, as they are printed, in the evidence."""
    numbers, pairs = renumber(
        Pairs(siblings["left_no"].to_numpy(), siblings["right_no"].to_numpy())
    )
    quote = Quotes(printed.gather(numbers))
    words = [
        quote.quote_difference(a, b)
        for a, b in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    ]
    differing = pl.Series("words", words, dtype=pl.String)
    quoted = (
        pl.when(differing != "")
        .then(pl.concat_str(pl.col("evidence"), differing, separator=": "))
        .otherwise("evidence")
    )
    return siblings.with_columns(quoted.alias("evidence"))
