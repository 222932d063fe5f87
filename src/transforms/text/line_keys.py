"""Keys by which a line is found again on other pages of its outlet."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from transforms.page import TEXT_KINDS
from transforms.text.folds import fold_line
from transforms.words.kinds.boxes import APART

#: Kinds of blocks that have a key: those of a body, and those beside it that the parser knows
#: nothing better to call.
INSIDE, OUTSIDE = tuple(sorted(TEXT_KINDS)), ("other", "list_heading")
_KEYED = frozenset((*INSIDE, *OUTSIDE))
#: Rules of blocks that an HTML page shows somewhere else: what stands there is no evidence of what
#: surrounds an article.
_UNKEYED = frozenset(("outside_body", "hidden", "pull_quote", *APART))


def mark_keyed(kinds: Sequence[str], rules: Sequence[str]) -> list[bool]:
    """Whether the line of each block, of these kinds and rules, is counted across the pages of its
    outlet.
    """
    return [
        kind in _KEYED and rule not in _UNKEYED for kind, rule in zip(kinds, rules, strict=True)
    ]


def line_key(text: str) -> int | None:
    """64 bits of the folded line's hash; None where it has neither letter nor figure."""
    line = fold_line(text)
    if not (line[:1].isalnum() or any(map(str.isalnum, line))):
        return None
    return int.from_bytes(
        blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
