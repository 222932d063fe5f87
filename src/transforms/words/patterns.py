"""Tables of words -> the sets and expressions that parsers ask.

A table has languages as keys: `en`, several as `es pt`, `any` for what belongs to none. Its values
are words with blanks between them, phrases with bars between them, or forms: parts of regular
expressions, each an alternative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

Forms = Mapping[str, tuple[str, ...]]


def word_set(table: Mapping[str, str]) -> frozenset[str]:
    """All words of a table: `{"en": "a b", "de": "c"}` has a, b and c."""
    return frozenset(chain.from_iterable(words.split() for words in table.values()))


def phrase_set(table: Mapping[str, str]) -> frozenset[str]:
    """All phrases of a table: `{"en": "read on|more"}` has `read on` and `more`. A line may end
    anywhere between two.
    """
    return frozenset(
        phrase
        for phrases in table.values()
        for line in phrases.splitlines()
        for phrase in line.strip().split("|")
        if phrase
    )


def either(table: Forms) -> str:
    """The expression of any form of a table, tried in its order."""
    return "|".join(chain.from_iterable(table.values()))


def any_form(table: Forms, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """`either` compiled, letter case ignored."""
    return re.compile(either(table), flags)


@dataclass(frozen=True)
class HintedPattern:
    """An expression without regard to letter case, and words in lower case one of which stands in
    whatever it finds: most texts have none, and are told by that many times as fast.
    """

    expression: re.Pattern[str]
    hints: tuple[str, ...]

    def search(self, text: str) -> re.Match[str] | None:
        """The first place that the expression finds in a text."""
        return self.expression.search(text) if self.may_find(text.lower()) else None

    def may_find(self, low: str) -> bool:
        """Whether the expression may find something in a text that is in lower case here."""
        return any(map(low.__contains__, self.hints))
