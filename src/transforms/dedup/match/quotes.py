"""The differing figures and names of two texts as they are printed: `3 -> 5, Austria -> Norway`;
and whether they differ in how these are spelled: `1,200 -> 1200, Kiev -> Kyiv`.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice

import polars as pl

#: Pairs of words that an evidence text quotes, and how long a word it quotes whole. judged
MOST_QUOTED = 3
_WORD_CHARS = 24
#: Beyond this many characters nothing is quoted. judged
_QUOTED_CHARS = 2500
_FACT = r"\d+(?:[.,]\d+)*|\b[^\W\d_a-z][\w'’-]*"
#: Two spellings of one name have so many letters at least, and this share of them in common.
#: measured: python -m benchmarks.quality.house_styles --part choose
LEAST_LETTERS, ALIKE = 4, 0.75
#: More odd names than this are not compared. judged
MOST_NAMES = 20
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


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


def are_respelled(one: str, other: str) -> bool:
    """Whether what figures and names of two texts differ in is how they are spelled: of what
    differs beside that, one text has nothing.

    >>> are_respelled("1,200 left Kiev for Odessa", "1200 left Kyiv for Odesa")
    True
    >>> are_respelled("1,200 left Kiev for Odessa", "1300 left Minsk for Odessa")
    False
    """
    facts = [_find_facts(text) for text in (one, other)]
    ours, theirs = ({_BETWEEN_DIGITS.sub("", word) for word in figures} for figures, _ in facts)
    if ours - theirs and theirs - ours:
        return False
    (_, names), (_, others) = facts
    odd, strange = [w for w in names if w not in others], [w for w in others if w not in names]
    if max(len(odd), len(strange)) > MOST_NAMES:
        return False
    left = [name for name in odd if not _take_spelling(name, strange)]
    return not left or not strange


def _take_spelling(name: str, others: list[str]) -> bool:
    """Take away from the names the first that is another spelling of this one; false where none
    is.
    """
    for place, other in enumerate(others):
        if _are_alike(name, other):
            del others[place]
            return True
    return False


def _are_alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < LEAST_LETTERS:
        return False
    found = SequenceMatcher(None, one, other, autojunk=False)
    return found.real_quick_ratio() >= ALIKE and found.ratio() >= ALIKE


def _find_facts(text: str) -> tuple[dict[str, None], dict[str, None]]:
    """The figures and the names of a text, each once, in order."""
    return _divide_facts(re.findall(_FACT, text))


def _divide_facts(words: list[str]) -> tuple[dict[str, None], dict[str, None]]:
    """The figures and the names, each once, in order."""
    distinct = dict.fromkeys(words)
    return {w: None for w in distinct if w[0].isdigit()}, {
        w: None for w in distinct if w[0].isupper()
    }
