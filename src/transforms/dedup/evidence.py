"""The differing figures and names of two texts as they are printed: `3 -> 5, Austria -> Norway`."""

from __future__ import annotations

import re
from itertools import islice

import polars as pl

#: Pairs of words that an evidence text quotes, and how long a word it quotes whole.
MOST_QUOTED = 3
_WORD_CHARS = 24
#: Beyond this many characters nothing is quoted.
_QUOTED_CHARS = 2500
_FACT = re.compile(r"\d+(?:[.,]\d+)*|(?<!\w)[^\W\d_a-z][\w'’-]*")


class Quotes:
    """Quotes the words in which texts differ; `printed` are the texts by number."""

    def __init__(self, printed: pl.Series) -> None:
        self._printed = printed
        self._known: dict[int, tuple[dict[str, None], dict[str, None]]] = {}

    def differing(self, left: int, right: int) -> str:
        """The first figures, else names, that stand in one text only, in order; empty where there are none."""
        for first, second in zip(self._facts(left), self._facts(right), strict=True):
            odd = zip((w for w in first if w not in second), (w for w in second if w not in first), strict=False)
            if quoted := [f"{a[:_WORD_CHARS]} -> {b[:_WORD_CHARS]}" for a, b in islice(odd, MOST_QUOTED)]:
                return ", ".join(quoted)
        return ""

    def _facts(self, text: int) -> tuple[dict[str, None], dict[str, None]]:
        """The figures and the names of a text, each once, in order."""
        found = self._known.get(text)
        if found is None:
            figures: dict[str, None] = {}
            names: dict[str, None] = {}
            for word in _FACT.findall(self._printed[text][:_QUOTED_CHARS]):
                if word[0].isdigit():
                    figures[word] = None
                elif word[0].isupper():
                    names[word] = None
            found = self._known[text] = figures, names
        return found
