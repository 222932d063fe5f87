"""Keys by which a line is found again on other pages of its outlet."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

#: Kinds of blocks that have a key: those of a body, and those beside it that the parser knows
#: nothing better to call.
INSIDE, OUTSIDE = ("body", "heading"), ("other", "list_heading")
KEYED = frozenset((*INSIDE, *OUTSIDE))


def folded_line(text: str) -> str:
    """A line without case, width and spacing: `"SHARE  this"` and `"Share this"` are one line;
    figures count.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def line_key(text: str) -> int | None:
    """64 bits of the folded line's hash; None where it has neither letter nor figure."""
    line = folded_line(text)
    if not any(map(str.isalnum, line)):
        return None
    return int.from_bytes(
        blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )
