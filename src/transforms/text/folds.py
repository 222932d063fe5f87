"""Spellings under which texts are compared."""

from __future__ import annotations

import re

_OTHER = re.compile(r"[\W_]+")


def squash(text: str | None) -> str:
    """Letters and digits in lower case, for comparing names: `"The-Example.com"` is
    `"theexamplecom"`.
    """
    return _OTHER.sub("", text or "").lower()
