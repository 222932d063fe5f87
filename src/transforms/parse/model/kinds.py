"""The trained classifier of pages: for each kind the probability that a page is of it.

`benchmarks/training/train_kind.py` made the file and says on what pages. The file names the columns
that its trees ask about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from transforms.parse.model.trees import Forest, as_forest, read_arrays

KIND_MODEL = "kind_model.npz"


@dataclass(frozen=True)
class KindModel:
    """Trees that take turns, one a kind; the columns of a page's row by name; and from which
    share on a page is an article: of its chance in the sum with that of the likeliest other kind.
    """

    trees: Forest
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    least_article: float

    def chances(self, row: NDArray[np.float32]) -> dict[str, float]:
        """The probability of each kind; they add up to 1."""
        scores = self.trees.class_scores(row, len(self.kinds))
        odds = np.exp(scores - scores.max())
        return dict(zip(self.kinds, (odds / odds.sum()).tolist(), strict=True))

    def is_article(self, chances: Mapping[str, float]) -> bool:
        """Whether a page with these chances is taken for an article: no other kind is much
        likelier.
        """
        other = max(p for kind, p in chances.items() if kind != "article")
        return chances["article"] >= self.least_article * (chances["article"] + other)


@cache
def kind_model() -> KindModel:
    """The model that ships."""
    held = read_arrays(KIND_MODEL)
    return KindModel(
        as_forest(held),
        tuple(held["kinds"].tolist()),
        tuple(held["columns"].tolist()),
        float(held["least_article"]),
    )
