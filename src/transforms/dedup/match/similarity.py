"""Which texts are versions of one article: how much they share, counted in runs of three words."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.match.arrays import I64
from transforms.dedup.match.compare import Runs, Texts
from transforms.dedup.match.judge import (
    SIBLING_CONTAINMENT,
    has_other_facts,
    lack_capitals,
    may_fill,
)

#: Two texts at one address, or under one headline on near days, are versions of one article from
#: here on. Below about .35 unrelated template stories join; .5 leaves room for a rewritten half.
#: judged
VERSION_JACCARD = 0.5
#: A version that only grew or was only cut contains the other. judged
VERSION_CONTAINMENT = 0.8
_RUN = 3


#: What two texts share, and in which facts they differ.
MEASURED = {
    "jaccard": pl.Float64(),
    "is_version": pl.Boolean(),
    "is_sibling": pl.Boolean(),
    "has_other_facts": pl.Boolean(),
    "is_open": pl.Boolean(),
}


def measure_versions(texts: pl.Series, left: I64, right: I64) -> pl.DataFrame:
    """Numbered texts and pairs of their numbers -> as MEASURED, whether they are versions of one
    another.

    Jaccard similarity and containment of the smaller text are counted over distinct runs of three
    words. `has_other_facts`: each has figures, or names, that the other lacks; `is_sibling`: so
    many that they are two fillings of a template. Where no capitals tell names, as many words of
    any kind count. `is_open`: they differ in so much that they may fill a template in small words.
    """
    runs = Runs(texts, _RUN)
    shared, sizes = runs.count_shared(left, right), [runs.sizes[left], runs.sizes[right]]
    jaccard = shared / np.maximum(sizes[0] + sizes[1] - shared, 1)
    containment = shared / np.maximum(np.minimum(sizes[0], sizes[1]), 1)
    is_version = (jaccard >= VERSION_JACCARD) | (containment >= VERSION_CONTAINMENT)
    found = Texts(texts).measure(left, right, least=SIBLING_CONTAINMENT)
    odd = (found.odd_figures.min(axis=1) > 0) | (found.odd_names.min(axis=1) > 0)
    odd |= lack_capitals(found)
    columns = (jaccard, is_version, has_other_facts(found), odd, may_fill(found))
    return pl.DataFrame(dict(zip(MEASURED, columns, strict=True)), schema=MEASURED)
