"""The trained classifiers of blocks and lines: gradient-boosted trees read from a small file, walked for all rows at once.

`benchmarks/train_body.py` and `benchmarks/train_text.py` made the files; they name the pages, the seed and the settings.
"""

from __future__ import annotations

import io
import pkgutil
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

MODEL, TEXT_MODEL = "body_model.npz", "text_model.npz"
#: Blocks scored this low (log odds) by the first trees are menus; the remaining trees would not change that.
_FIRST_TREES, _HOPELESS = 16, -2.5


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as flat arrays: node i asks whether column `feature[i]` exceeds `threshold[i]`; leaves lead to themselves."""

    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    children: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    depths: NDArray[np.int32]

    def scores(self, rows: NDArray[np.float32], trees: slice) -> NDArray[np.float64]:
        """The sum of some trees' values (log odds) for each row."""
        roots = self.roots[trees]
        if not len(rows) or not len(roots):
            return np.zeros(len(rows))
        flat = np.ascontiguousarray(rows).ravel()
        offsets = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        node = np.broadcast_to(roots, (len(rows), len(roots)))
        for _ in range(int(self.depths[trees].max())):
            more = flat.take(offsets + self.feature.take(node)) > self.threshold.take(node)
            node = self.children.take(2 * node + more)
        return np.asarray(self.value.take(node).sum(axis=1, dtype=np.float64))


@cache
def forest(name: str = MODEL) -> Forest:
    """The forest of one of the package's model files."""
    data = pkgutil.get_data(__package__, name)
    if data is None:
        raise ImportError(f"{name} is missing from {__package__}")
    held = np.load(io.BytesIO(data), allow_pickle=False)
    return Forest(
        held["feature"].astype(np.int32),
        held["threshold"].astype(np.float32),
        held["children"].astype(np.int32),
        held["value"].astype(np.float32),
        held["roots"].astype(np.int32),
        held["depths"].astype(np.int32),
    )


def probabilities(trees: Forest, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """For each row the probability that its block or line belongs to the article's body."""
    odds = trees.scores(rows, slice(0, _FIRST_TREES))
    open_ = np.flatnonzero(odds > _HOPELESS)
    odds[open_] += trees.scores(rows[open_], slice(_FIRST_TREES, None))
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))
