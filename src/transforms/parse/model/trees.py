"""The trained classifiers of blocks and lines: gradient-boosted trees read from a small file,
walked for all rows at once.

`benchmarks/training/train_body.py` and `train_text.py` beside it made the files; they name the
pages, the seed and the settings.
"""

from __future__ import annotations

import io
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL, TEXT_MODEL = "body_model.npz", "text_model.npz"
#: Rows that are walked at a time, so that what is in hand stays in the processor's cache.
_ROWS = 512


@dataclass(frozen=True)
class Forest:
    """Trees as flat arrays: node i asks whether column `feature[i]` exceeds `threshold[i]`; leaves
    lead to themselves.
    """

    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    children: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    depths: NDArray[np.int32]

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the trees' values (log odds) for each row."""
        columns = np.ascontiguousarray(rows.T)
        parts = [
            self._values(columns[:, i : i + _ROWS]).sum(axis=0, dtype=np.float64)
            for i in range(0, len(rows), _ROWS)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def class_scores(self, row: NDArray[np.float32], classes: int) -> NDArray[np.float64]:
        """The sums of one row where the trees take turns, one a class: tree i speaks of class i
        modulo the number of classes.
        """
        values = self._values(np.ascontiguousarray(row.T))[:, 0]
        return np.asarray(values.reshape(-1, classes).sum(axis=0, dtype=np.float64))

    def _values(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """What each tree says of each row. Every question of every tree is asked at once: a yes
        rules out the leaves on its left, the first leaf left is the tree's.

        Source of the idea: Lucchese and others, "QuickScorer" (2015).
        """
        feature, threshold, left, values = self._questions
        out = np.zeros((feature.shape[1], columns.shape[1]), left.dtype)
        for asked, least, ruled_out in zip(feature, threshold, left, strict=True):
            out |= (columns.take(asked, axis=0) > least[:, None]) * ruled_out[:, None]
        leaf = np.bitwise_count(
            out & ~(out + out.dtype.type(1))
        )  # how many leaves from the first on are ruled out
        found: NDArray[np.float32] = values.take(
            leaf + (np.arange(feature.shape[1]) * values.shape[1])[:, None]
        )
        return found

    @cached_property
    def _questions(
        self,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[Any], NDArray[np.float32]]:
        """Column, threshold and the leaves that a yes rules out, as bits, questions x trees; and
        the leaves' values, trees x leaves.
        """
        trees = [self._tree(int(root)) for root in self.roots]
        most, leaves = (
            max(len(asked) for asked, _ in trees),
            max(len(values) for _, values in trees),
        )
        if leaves > 63:
            raise ValueError(f"a tree of {leaves} leaves; at most 63 fit")
        kind = np.uint16 if leaves < 16 else np.uint32 if leaves < 32 else np.uint64
        feature, left = np.zeros((most, len(trees)), np.int32), np.zeros((most, len(trees)), kind)
        threshold, value = (
            np.full((most, len(trees)), np.inf, np.float32),
            np.zeros((len(trees), leaves), np.float32),
        )
        for t, (asked, values) in enumerate(trees):
            value[t, : len(values)] = values
            for q, (node, first, behind) in enumerate(asked):
                feature[q, t], threshold[q, t] = self.feature[node], self.threshold[node]
                left[q, t] = (1 << behind) - (1 << first)
        return feature, threshold, left, value

    def _tree(self, root: int) -> tuple[list[tuple[int, int, int]], list[float]]:
        """A tree's questions, each with the first leaf of its no side and the one behind the last,
        and its leaves' values in order.
        """
        asked: list[tuple[int, int, int]] = []
        values: list[float] = []

        def walk(node: int) -> None:
            no, yes = int(self.children[2 * node]), int(self.children[2 * node + 1])
            if no == node:
                values.append(float(self.value[node]))
                return
            first = len(values)
            walk(no)
            asked.append((node, first, len(values)))
            walk(yes)

        walk(root)
        return asked, values


@cache
def forest(name: str = MODEL) -> Forest:
    """The forest of one of the package's model files."""
    return as_forest(read_arrays(name))


def read_arrays(name: str) -> Mapping[str, NDArray[Any]]:
    """The arrays of one of the package's model files, by name."""
    data = pkgutil.get_data(__package__, name)
    if data is None:
        raise ImportError(f"{name} is missing from {__package__}")
    held = np.load(io.BytesIO(data), allow_pickle=False)
    return {key: held[key] for key in held.files}


def as_forest(held: Mapping[str, NDArray[Any]]) -> Forest:
    """The forest that a model file's arrays are."""
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
    return np.asarray(1.0 / (1.0 + np.exp(-trees.scores(rows))))
