"""Tables of words -> the sets and expressions that parsers ask.

A table has languages as keys: `en`, several as `es pt`, `any` for what belongs to none. Its values
are words with blanks between them, phrases with bars between them, or forms: parts of regular
expressions, each an alternative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

Forms = Mapping[str, tuple[str, ...]]


def word_set(table: Mapping[str, str]) -> frozenset[str]:
    """All words of a table, whatever their language: `{"en": "a b", "de": "c"}` has a, b and c."""
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
    """The source of an expression that matches any form of a table; forms are tried in order."""
    return "|".join(chain.from_iterable(table.values()))


def any_form(table: Forms, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """`either` compiled, letter case ignored."""
    return re.compile(either(table), flags)


@dataclass(frozen=True)
class HintedPattern:
    """The source of an expression that ignores letter case, and its hints: words in lower case, of
    which one at least stands in whatever it finds. A text without any hint is not searched: looking
    for them is many times as fast, and most texts have none.
    """

    source: str
    hints: tuple[str, ...]

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The expression, compiled when a text has a hint for the first time."""
        return re.compile(self.source, re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match of the expression in a text; None where there is none."""
        return self.expression.search(text) if self.may_find(text.lower()) else None

    def may_find(self, low: str) -> bool:
        """Whether a text, given in lower case, has a hint: only then the expression may match."""
        return any(map(low.__contains__, self.hints))
