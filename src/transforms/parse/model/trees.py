"""The trained classifiers of blocks and lines: gradient-boosted trees read from a small file,
walked for all rows at once.

`train_body.py`, `train_text.py`, `train_title.py`, `train_day.py` and `train_writer.py` of
`benchmarks/training/` made the files; they name the pages, the seed and the settings.
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
TITLE_MODEL, DAY_MODEL, WRITER_MODEL = "title_model.npz", "day_model.npz", "writer_model.npz"
#: Rows that are walked at a time, so that what is in hand stays in the processor's cache. judged
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
        shape = feature.shape[1], columns.shape[1]
        out = np.zeros(shape, left.dtype)
        # memory that is new for each question takes longer to get than to fill
        values_asked, is_yes = np.empty(shape, columns.dtype), np.empty(shape, np.bool_)
        ruled = np.empty(shape, left.dtype)
        for asked, least, ruled_out in zip(feature, threshold, left, strict=True):
            columns.take(asked, axis=0, out=values_asked, mode="clip")
            np.greater(values_asked, least[:, None], out=is_yes)
            out |= np.multiply(is_yes, ruled_out[:, None], out=ruled)
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
        levels = self._levels()
        size = np.ones(len(self.feature), np.int64)  # leaves below each node
        for _, asking in reversed(levels):
            size[asking] = size[self.children[2 * asking]] + size[self.children[2 * asking + 1]]
        leaves = int(size[self.roots].max())
        if leaves > 63:
            raise ValueError(f"a tree of {leaves} leaves; at most 63 fit")
        kind = np.uint16 if leaves < 16 else np.uint32 if leaves < 32 else np.uint64
        shape, one = (leaves - 1, len(self.roots)), np.uint64(1)
        feature, left = np.zeros(shape, np.int32), np.zeros(shape, kind)
        threshold = np.full(shape, np.inf, np.float32)
        value = np.zeros((len(self.roots), leaves), np.float32)
        first = np.zeros(len(self.feature), np.int64)  # the first leaf below each node
        tree = np.zeros(len(self.feature), np.int64)
        tree[self.roots] = np.arange(len(self.roots))
        for nodes, asking in levels:
            no, yes = self.children[2 * asking], self.children[2 * asking + 1]
            behind = first[asking] + size[no]
            # a question stands between the leaves on its two sides
            at = behind - 1, tree[asking]
            feature[at], threshold[at] = self.feature[asking], self.threshold[asking]
            left[at] = (one << behind.astype(np.uint64)) - (one << first[asking].astype(np.uint64))
            first[no], first[yes] = first[asking], behind
            tree[no] = tree[yes] = tree[asking]
            ends = np.setdiff1d(nodes, asking, assume_unique=True)
            value[tree[ends], first[ends]] = self.value[ends]
        return feature, threshold, left, value

    def _levels(self) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """The nodes of all trees by their depth, from the roots down: (all, those that ask)."""
        levels, nodes = [], self.roots
        while len(nodes):
            asking = nodes[self.children[2 * nodes] != nodes]
            levels.append((nodes, asking))
            nodes = np.concatenate([self.children[2 * asking], self.children[2 * asking + 1]])
        return levels


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
    """For each row the probability of what the trees tell, such as that a line is the body's."""
    return np.asarray(1.0 / (1.0 + np.exp(-trees.scores(rows))))
