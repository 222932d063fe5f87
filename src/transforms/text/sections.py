"""Sections of a text between two marks, such as comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import AnyStr


def replace_sections(
    text: AnyStr, opening: AnyStr, closing: AnyStr, make: Callable[[AnyStr], AnyStr]
) -> AnyStr:
    """The text with what `make` gives in place of each section: of `a<!--b-->c` with `<!--` and
    `-->` it is given `b`.

    A section that is never closed is none; unlike a pattern this looks for its end once.
    """
    kept: list[AnyStr] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        inside = start + len(opening)
        end = text.find(closing, inside)
        if end < 0:
            break
        kept += [text[at:start], make(text[inside:end])]
        at = end + len(closing)
    kept.append(text[at:])
    return text[:0].join(kept)
