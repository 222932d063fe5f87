"""How much of each block of a labelled page its gold body holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.inputs import gold
from transforms.parse.html.text.places import Places

_SHINGLE = 4
Tokens = list[str]


class GoldBody:
    """A gold body's word shingles of one to four words, and the lines that are short or the ends of
    lines that are long.
    """

    def __init__(self, body: str) -> None:
        tokens = gold.tokens(body)
        self.held = {n: set(_runs(tokens, n)) for n in range(1, _SHINGLE + 1)}
        self.ends: set[tuple[str, ...]] = set()
        for line in body.splitlines():
            words = gold.tokens(line)
            if len(words) > 1 and words[0].isdigit():
                self._add_ends(words[1:])
            self._add_ends(words)

    def _add_ends(self, words: Tokens) -> None:
        """A line of one to three words; the first or last two or three of any other."""
        if 0 < len(words) < _SHINGLE:
            self.ends.add(tuple(words))
        for n in range(2, _SHINGLE):
            self.ends |= {tuple(words[:n]), tuple(words[-n:])}

    def share(self, tokens: Tokens) -> float:
        """The share of a block that the body holds: of its 4-shingles; of a shorter one whether it
        is a line's beginning or end.
        """
        if len(tokens) < _SHINGLE:
            return float(bool(tokens) and tuple(tokens) in self.ends)
        runs = _runs(tokens, _SHINGLE)
        return sum(run in self.held[_SHINGLE] for run in runs) / len(runs)

    def holds_row(self, tokens: Tokens) -> bool:
        """Whether most of a table row stands in the body as it stands in the row."""
        if not 2 <= len(tokens) < _SHINGLE:
            return self.share(tokens) > 0.5
        return tuple(tokens) in self.held[len(tokens)]


def label(texts: list[str], places: Places, body: str) -> tuple[Any, Any]:
    """For each block the share of it that the body holds, and its length in tokens. A table's cells
    are told by their rows.
    """
    held = GoldBody(body)
    tokens = [gold.tokens(text) for text in texts]
    labels = np.array([held.share(t) for t in tokens])
    for row in np.unique(places.row[places.row >= 0]).tolist():
        cells = np.flatnonzero(places.row == row)
        if held.holds_row([word for i in cells.tolist() for word in tokens[i]]):
            labels[cells] = 1.0
    return labels, np.array([float(len(t)) for t in tokens])


def _runs(tokens: Tokens, n: int) -> list[tuple[str, ...]]:
    return list(zip(*[tokens[i:] for i in range(n)], strict=False))
