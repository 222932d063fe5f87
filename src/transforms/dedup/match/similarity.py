"""Which texts are versions of one article: how much they share, counted in runs of three words."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.match.arrays import I64, Marks
from transforms.dedup.match.compare import Runs

#: Two texts at one address, or under one headline on near days, are versions of one article from
#: here on. Below about .35 unrelated template stories join; .5 leaves room for a rewritten half.
VERSION_JACCARD = 0.5
#: A version that only grew or was only cut contains the other.
VERSION_CONTAINMENT = 0.8
_RUN = 3


def mark_versions(texts: pl.Series, left: I64, right: I64) -> Marks:
    """Numbered texts and pairs of their numbers -> which pairs are versions of one another.

    Jaccard similarity and containment of the smaller text are counted over distinct runs of three
    words.
    """
    runs = Runs(texts, _RUN)
    shared, sizes = runs.count_shared(left, right), [runs.sizes[left], runs.sizes[right]]
    jaccard = shared / np.maximum(sizes[0] + sizes[1] - shared, 1)
    containment = shared / np.maximum(np.minimum(sizes[0], sizes[1]), 1)
    marks: Marks = (jaccard >= VERSION_JACCARD) | (containment >= VERSION_CONTAINMENT)
    return marks
