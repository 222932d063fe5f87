"""Texts -> the likeliest label of each, and how likely it is.

source: fastText 0.9.2, `FastText::predict`, `HierarchicalSoftmaxLoss::dfs`. Sums are made in its
order and in its precision, so that chances agree with its own to four digits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transforms.clean.detector.model_file import Floats, Ints, Model
from transforms.clean.detector.tokens import Tokens

#: So many texts are dealt with together: what is held for each is two kilobytes. judged
_TOGETHER = 1 << 10
#: A label so likely is the likeliest: all others share less than half, far enough from it for what
#: is rounded and what fastText adds to each chance. judged
_SURE = 0.6
#: What fastText adds to a chance before it takes the logarithm. source: fastText's `std_log`
_LEAST = 1e-5


class Predictor:
    """Names the likeliest label of each of many texts by a model."""

    def __init__(self, model: Model) -> None:
        self._model, self._tokens = model, Tokens(model)

    def predict(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Texts, each a line -> the likeliest label of each, such as `__label__en`, and its
        probability, which fastText lets rise a little above 1.
        """
        out: list[tuple[str, float]] = []
        for at in range(0, len(texts), _TOGETHER):
            some = texts[at : at + _TOGETHER]
            means = average_rows(self._model.rows, *self._tokens.rows_of(some))
            best, chances = self._walk(means)
            unsure = np.flatnonzero(chances < _SURE)
            if len(unsure):
                turns = self._turns(means[unsure])
                best[unsure] = self._best(turns)
                chances[unsure] = self._chances(turns, best[unsure])
            labels = (self._model.labels[label] for label in best.tolist())
            out += zip(labels, chances.tolist(), strict=True)
        return out

    def _walk(self, texts: Floats) -> tuple[Ints, Floats]:
        """The label at which a walk from the root ends that takes the likelier side everywhere, for
        each text, and its probability: the likeliest one where this is more than half.
        """
        inner, children = self._model.inner, self._model.tree.children
        size = len(self._model.labels)
        at = np.full(len(texts), size + len(children) - 1)
        total = np.zeros(len(texts), np.float32)
        walking = np.arange(len(texts))
        while len(walking):
            node = at[walking] - size
            turn = _sigmoid(_sum_in_order((inner[node] * texts[walking]).T))
            is_right = turn >= 0.5
            chance = np.where(is_right, turn, 1 - turn).astype(np.float64)
            total[walking] += np.log(chance + _LEAST).astype(np.float32)
            at[walking] = children[node, is_right.astype(np.int64)]
            walking = walking[at[walking] >= size]
        return at, np.exp(total.astype(np.float64)).astype(np.float32)

    def _turns(self, texts: Floats) -> Floats:
        """The means of texts (texts x numbers) -> the probability of going right at each inner node
        (nodes x texts).
        """
        inner = self._model.inner
        found = np.zeros((len(inner), len(texts)), np.float32)
        product = np.empty_like(found)
        for no in range(inner.shape[1]):
            found += np.multiply(inner[:, no, None], texts[:, no], out=product)
        return _sigmoid(found)

    def _best(self, turns: Floats) -> Ints:
        """The number of the likeliest label of each text."""
        children, size = self._model.tree.children, len(self._model.labels)
        right, left = np.log(turns + np.float32(_LEAST)), np.log(1 - turns + np.float32(_LEAST))
        scores = np.zeros((2 * size - 1, turns.shape[1]), np.float32)
        for node in range(size - 2, -1, -1):
            np.add(scores[size + node], left[node], out=scores[children[node, 0]])
            np.add(scores[size + node], right[node], out=scores[children[node, 1]])
        best: Ints = np.argmax(scores[:size], axis=0)
        return best

    def _chances(self, turns: Floats, labels: Ints) -> Floats:
        """The probability of each text's label."""
        tree = self._model.tree
        total = np.zeros(len(labels), np.float32)
        for nodes, is_right in zip(tree.nodes[labels].T, tree.is_right[labels].T, strict=True):
            turn = turns[nodes, np.arange(len(labels))]
            chance = np.where(is_right, turn, 1 - turn).astype(np.float64)
            total += np.where(nodes >= 0, np.log(chance + _LEAST), 0).astype(np.float32)
        return np.exp(total.astype(np.float64)).astype(np.float32)


def average_rows(table: Floats, rows: Ints, counts: Ints) -> Floats:
    """The mean of each text's rows (texts x numbers). `rows` are the numbers of rows of `table`,
    text behind text, and `counts` how many each text has, at least one. Rows are added in their
    order, as fastText adds them: first the first of every text, then the second of those that have
    one.
    """
    order = np.argsort(-counts, kind="stable")
    size = counts[order]
    start = (np.cumsum(counts) - counts)[order]
    having = np.searchsorted(-size, -np.arange(int(size[0])), side="left")
    total = np.zeros((len(counts), table.shape[1]), np.float32)
    for no, texts in enumerate(having.tolist()):
        total[:texts] += table[rows[start[:texts] + no]]
    out = np.empty_like(total)
    out[order] = total * (1.0 / size).astype(np.float32)[:, None]
    return out


def _sum_in_order(columns: Floats) -> Floats:
    """The sum of each column of numbers (numbers x columns), added from the first on."""
    found: Floats = columns[0].copy()
    for column in columns[1:]:
        found += column
    return found


def _sigmoid(found: Floats) -> Floats:
    """The probabilities of these log odds, in their place."""
    with np.errstate(over="ignore"):  # infinite of what is hopeless, whose probability is 0
        np.exp(np.negative(found, out=found), out=found)
    return np.divide(1, np.add(found, 1, out=found), out=found)
