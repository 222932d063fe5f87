"""The differing figures and names of two texts as they are printed: `3 -> 5, Austria -> Norway`."""

from __future__ import annotations

import re

from transforms.dedup.verify import Texts

#: Pairs of words that an evidence text quotes, and how long a word it quotes whole.
MOST_QUOTED = 3
_WORD_CHARS = 24
#: Beyond this many characters nothing is quoted.
_QUOTED_CHARS = 2500
_FACT = re.compile(r"\d+(?:[.,]\d+)*|(?<!\w)[^\W\d_a-z][\w'’-]*")


def differing_words(texts: Texts, left: int, right: int) -> str:
    """The first figures, else names, that stand in one text only, in order; empty where the texts were not kept."""
    first, second = _facts(texts, left), _facts(texts, right)
    odd = [w for w in first if w not in second], [w for w in second if w not in first]
    for is_figure in (True, False):
        mine, other = ([w for w in side if w[0].isdigit() is is_figure] for side in odd)
        if quoted := [f"{a[:_WORD_CHARS]} -> {b[:_WORD_CHARS]}" for a, b in zip(mine, other, strict=False)][:MOST_QUOTED]:
            return ", ".join(quoted)
    return ""


def _facts(texts: Texts, text: int) -> dict[str, None]:
    found = texts.quotable.get(text)
    if found is None:
        printed = texts.printed[text][:_QUOTED_CHARS] if texts.printed is not None else ""
        found = texts.quotable[text] = {w: None for w in _FACT.findall(printed) if w[0].isdigit() or w[0].isupper()}
    return found
