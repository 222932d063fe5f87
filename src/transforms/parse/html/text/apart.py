"""Boxes that stand apart from an article's text by their names: readers' comments, consent,
newsletters, notes on the author, appeals, dialogs.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import TAGS
from transforms.words.html_classes import CATEGORIES
from transforms.words.kinds.boxes import APART

#: Elements whose names are looked at hold a word of one of these categories.
_BITS = sum(1 << CATEGORIES.index(name) for name in ("comment", "signup", "notice", "meta"))
#: A box with so much of what seems to be the text is the text's own. judged
_MOST_SHARE = 0.4
_PAGE = frozenset(TAGS.index(name) for name in ("body", "article", "main"))


def find_apart(page: Document, blocks: Blocks, keep: NDArray[np.bool_]) -> dict[int, str]:
    """Block -> what the box around it is called (`comments`, `consent`, …), for the blocks of boxes
    that do not hold much of the blocks to `keep`.
    """
    elements = blocks.elements
    out: dict[int, str] = {}
    words = np.concatenate([[0.0], np.cumsum(blocks.words * keep)])
    reached = 0
    for k in np.flatnonzero(elements.bits & _BITS).tolist():
        at, end = int(elements.at[k]), int(elements.end[k])
        if at < reached or elements.tag[k] in _PAGE:
            continue
        start, stop = np.searchsorted(blocks.start, (at, end)).tolist()
        if start == stop or words[stop] - words[start] > _MOST_SHARE * words[-1]:
            continue
        values = page.values(at)
        said = " ".join(values.get(name, "") for name in ("class", "id", "role"))
        if found := _box_of(said):
            out |= dict.fromkeys(range(start, stop), found)
            reached = end
    return out


@lru_cache(maxsize=20_000)
def _box_of(said: str) -> str | None:
    """What a box of these names is; sites repeat theirs."""
    return next((name for name, box in APART.items() if box.search(said)), None)
