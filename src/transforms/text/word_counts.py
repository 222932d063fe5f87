"""How many words a text has, whatever its script."""

from __future__ import annotations

import re

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def count_words(text: str) -> int:
    """Words; two CJK characters count as one: `"春节 in Rome"` is 3 words."""
    ideographs = len(_CJK.findall(text))
    return (
        len(_CJK.sub(" ", text).split()) + (ideographs + 1) // 2
        if ideographs
        else len(text.split())
    )
