"""Tables of words -> the sets and expressions that parsers ask.

A table has languages as keys: `en`, several as `es pt`, `any` for what belongs to none. Its values
are words with blanks between them, phrases with bars between them, or forms: parts of regular
expressions, each an alternative.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
