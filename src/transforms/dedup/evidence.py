"""The differing figures and names of two texts as they are printed: `3 -> 5, Austria -> Norway`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.dedup.verify import Texts

#: Pairs of words that an evidence text quotes, and how long a word it quotes whole.
MOST_QUOTED = 3
_WORD_CHARS = 24
_FACT = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_][\w'’-]*")


def differing_words(texts: Texts, left: int, right: int) -> str:
    """The first figures, else names, that stand in one text only, in order; empty where the texts were not kept."""
    one, other = texts.printed(left), texts.printed(right)
    if one is None or other is None:
        return ""
    first, second = _facts(one), _facts(other)
    for is_figure in (True, False):
        pairs = zip(_only(first, second, is_figure), _only(second, first, is_figure), strict=False)
        if quoted := [f"{a[:_WORD_CHARS]} -> {b[:_WORD_CHARS]}" for a, b in pairs][:MOST_QUOTED]:
            return ", ".join(quoted)
    return ""


def _facts(text: str) -> list[str]:
    return [w for w in _FACT.findall(text) if w[0].isdigit() or w[0].isupper()]


def _only(mine: list[str], other: Iterable[str], is_figure: bool) -> list[str]:
    known = {w.casefold() for w in other}
    return [w for w in dict.fromkeys(mine) if w.casefold() not in known and w[0].isdigit() is is_figure]
