"""What an article's page shows beside its text: captions, and whatever was not taken for the text,
so that nothing of the page is untraceable.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from transforms.page import Block
from transforms.parse.html.text.body import Body, joined_rows
from transforms.text.folds import fold_name

#: Why a block is not of the text.
CAPTION, OUTSIDE = "caption", "outside_body"
#: A block of so many links stands in a menu, unless the text goes on behind it. judged
_LINKED = 0.9


def blocks_left_out(main: Body, known: Iterable[str]) -> list[Block]:
    """The page's blocks of text that are not the body's, in order: captions within the body as its
    own, everything else as `other`.

    Menus are left away: what is wholly a link and stands before or behind the body. So is what says
    one of the `known` texts, which have a block of their own.
    """
    found, places, beside = main.layout, main.places, main.beside
    if found is None or places is None:
        return []
    lines = {line for b in main.blocks for line in b.text.split("\n")}
    taken = set(map(fold_name, lines.union(known)))
    span = [b.place for b in main.blocks if b.place is not None]
    first, last = (min(span), max(span)) if span else (0, 0)
    rest = np.ones(len(found), np.bool_) if main.keep is None or not span else ~main.keep
    index = np.arange(len(found))
    within = (index > first) & (index < last)
    rest &= within | (found.linked < _LINKED)
    out = []
    for i, text in joined_rows(found, places, rest.nonzero()[0].tolist()):
        if fold_name(text) in taken:
            continue
        if places.is_caption[i] and within[i] and i not in beside:
            out.append(Block("caption", text, CAPTION, 0, place=i))
        else:
            out.append(Block("other", text, beside.get(i, OUTSIDE), place=i))
    return out


def merge_places(blocks: Iterable[Block], others: Iterable[Block]) -> list[Block]:
    """Two runs of blocks as one, in the order of the page; a block without a place stays behind the
    one before it.
    """
    out: list[Block] = []
    rest = iter(others)
    waiting = next(rest, None)
    for block in blocks:
        while block.place is not None and waiting is not None and _place(waiting) < block.place:
            out.append(waiting)
            waiting = next(rest, None)
        out.append(block)
    return [*out, *([waiting] if waiting else ()), *rest]


def _place(block: Block) -> int:
    return -1 if block.place is None else block.place
