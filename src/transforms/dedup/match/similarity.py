"""Which texts are versions of one article: how much they share, counted in runs of three words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from transforms.dedup.match.compare import Runs

#: Two texts at one address, or under one headline on near days, are versions of one article from
#: here on. Below about .35 unrelated template stories join; .5 leaves room for a rewritten half.
VERSION_JACCARD = 0.5
#: A version that only grew or was only cut contains the other.
VERSION_CONTAINMENT = 0.8
_RUN = 3


def select_similar(pairs: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    """Of the pairs (`outlet`, `left`, `right` text hashes) those whose texts are versions of one
    another.

    Jaccard similarity and containment of the smaller text are counted over distinct runs of three
    words.
    """
    numbered = pl.DataFrame(
        {"text_sha256": list(texts), "no": range(len(texts))},
        schema={"text_sha256": pl.String, "no": pl.Int64},
    )
    ends = [
        pairs.join(
            numbered, left_on=side, right_on="text_sha256", how="left", maintain_order="left"
        )["no"]
        .to_numpy()
        .astype(np.int64)
        for side in ("left", "right")
    ]
    runs = Runs(pl.Series(list(texts.values()), dtype=pl.String), _RUN)
    shared, sizes = runs.count_shared(ends[0], ends[1]), [runs.sizes[e] for e in ends]
    jaccard = shared / np.maximum(sizes[0] + sizes[1] - shared, 1)
    containment = shared / np.maximum(np.minimum(sizes[0], sizes[1]), 1)
    return pairs.filter(
        pl.Series((jaccard >= VERSION_JACCARD) | (containment >= VERSION_CONTAINMENT))
    )
