"""Character references of markup -> characters."""

from __future__ import annotations

import html
import re

#: References by number whose digits are many, mostly zeros.
_LONG = re.compile(r"&#(?:[xX]([0-9a-fA-F]{8,}+)|([0-9]{8,}+));?+")


def unescape(text: str) -> str:
    """The text with its references read, as `html.unescape` does, which raises for a number of
    thousands of digits: `"R&amp;D &#48;"` is `"R&D 0"`.
    """
    return html.unescape(_LONG.sub(_shorten, text) if "&#" in text else text)


def _shorten(reference: re.Match[str]) -> str:
    """The reference without leading zeros; a replacement character for what no character has."""
    digits = (reference[1] or reference[2]).lstrip("0") or "0"
    if len(digits) > 7:
        return "\ufffd"
    return f"&#{'x' if reference[1] else ''}{digits};"
