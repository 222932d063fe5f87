"""The differing figures and names of two texts as they are printed: `3 -> 5, Austria -> Norway`."""

from __future__ import annotations

from itertools import islice

import polars as pl

#: Pairs of words that an evidence text quotes, and how long a word it quotes whole.
MOST_QUOTED = 3
_WORD_CHARS = 24
#: Beyond this many characters nothing is quoted.
_QUOTED_CHARS = 2500
_FACT = r"\d+(?:[.,]\d+)*|\b[^\W\d_a-z][\w'’-]*"


class Quotes:
    """Quotes the words in which texts differ; `printed` are the texts, each known by its place."""

    def __init__(self, printed: pl.Series) -> None:
        self._facts = [
            _divide_facts(words)
            for words in printed.str.head(_QUOTED_CHARS).str.extract_all(_FACT).to_list()
        ]

    def quote_difference(self, left: int, right: int) -> str:
        """The first figures, else names, that stand in one text only, in order; empty where there
        are none.

        >>> Quotes(pl.Series(["3 hurt in Austria", "5 hurt in Norway"])).quote_difference(0, 1)
        '3 -> 5'
        """
        for first, second in zip(self._facts[left], self._facts[right], strict=True):
            odd = zip(
                (w for w in first if w not in second),
                (w for w in second if w not in first),
                strict=False,
            )
            if quoted := [
                f"{a[:_WORD_CHARS]} -> {b[:_WORD_CHARS]}" for a, b in islice(odd, MOST_QUOTED)
            ]:
                return ", ".join(quoted)
        return ""


def _divide_facts(words: list[str]) -> tuple[dict[str, None], dict[str, None]]:
    """The figures and the names, each once, in order."""
    distinct = dict.fromkeys(words)
    return {w: None for w in distinct if w[0].isdigit()}, {
        w: None for w in distinct if w[0].isupper()
    }
