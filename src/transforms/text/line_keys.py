"""Keys by which a line is found again on other pages of its outlet."""

from __future__ import annotations

from hashlib import blake2b

from transforms.text.folds import fold_line

#: Kinds of blocks that have a key: those of a body, and those beside it that the parser knows
#: nothing better to call.
INSIDE, OUTSIDE = ("body", "heading"), ("other", "list_heading")
KEYED = frozenset((*INSIDE, *OUTSIDE))


def line_key(text: str) -> int | None:
    """64 bits of the folded line's hash; None where it has neither letter nor figure."""
    line = fold_line(text)
    if not any(map(str.isalnum, line)):
        return None
    return int.from_bytes(
        blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
