"""From the chances of a page's blocks to those that are its text: what follows of one block for the
blocks beside it.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import TERMINAL, Floats, Ints
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.text.places import Places

#: A block belongs to the body from this probability on.
#: measured: benchmarks/training/train_body.py
LEAST_PROBABILITY = 0.45
#: A list or a table belongs to it as a whole from such a mean on; between two paragraphs of the
#: body from a smaller one. A menu, of which so much is links, never does.
#: measured: benchmarks/training/train_body.py
_LEAST_MEAN, _LEAST_BETWEEN = 0.45, 0.1
_MENU_SHARE, _IS_LINK = 0.5, 0.9
#: A linked sentence has so many words; a headline mostly has no full stop. judged
_SENTENCE_WORDS = 8


def choose(
    blocks: Blocks, places: Places, chances: Floats, beside: Collection[int]
) -> NDArray[np.bool_]:
    """Whether each block is one of the body's: rows of a table and items of a list stand or fall
    together, a paragraph that is wholly a link stands among others, and neither what is `beside`
    the text nor a caption belongs to it.
    """
    is_out = places.is_caption.copy()
    is_out[list(beside)] = True
    keep = (chances > LEAST_PROBABILITY) & ~is_out
    for group in (places.table, places.list):
        keep = _together(blocks, group, chances, keep)
    return (keep | _linked_paragraphs(blocks, keep)) & ~is_out


def _linked_paragraphs(blocks: Blocks, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The finished sentences between two blocks of the body that are links and stand as its
    paragraphs do, in elements of the same tags and classes.
    """
    elements, at = blocks.elements, blocks.element
    out = np.zeros(len(blocks), np.bool_)
    kept = np.flatnonzero(keep)
    if not kept.size:
        return out
    kind = elements.group[at] * (elements.group.max() + 1)
    kind += elements.group[np.maximum(elements.parent[at], 0)]
    linked = blocks.linked
    own = kind[keep & (blocks.words >= _SENTENCE_WORDS) & (linked < _IS_LINK)]
    is_sentence = (blocks.words >= _SENTENCE_WORDS) & ((blocks.ends & TERMINAL) > 0)
    between = slice(int(kept[0]), int(kept[-1]))
    out[between] = (is_sentence & ~keep & (linked >= _IS_LINK) & np.isin(kind, own))[between]
    return out


def _together(
    blocks: Blocks, group: Ints, chances: Floats, keep: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The choice with each list, or each table, in or out as a whole by its mean chance."""
    inside = np.flatnonzero(group >= 0)
    outside = keep & (group < 0)
    if not inside.size or not outside.any():
        return keep
    first, last = np.flatnonzero(outside)[[0, -1]].tolist()
    _, number = np.unique(group[inside], return_inverse=True)
    count = np.bincount(number).astype(np.float64)
    mean = np.bincount(number, chances[inside]) / count
    starts = np.full(len(count), len(keep))
    np.minimum.at(starts, number, inside)
    is_between = (starts > first) & (starts < last)
    shown = np.bincount(number, blocks.visible[inside])
    is_menu = np.bincount(number, blocks.link_chars[inside]) > _MENU_SHARE * shown
    least = np.where(is_between, _LEAST_BETWEEN, _LEAST_MEAN)
    out = keep.copy()
    out[inside] = ((mean >= least) & ~is_menu)[number]
    return out
