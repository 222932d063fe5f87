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
from transforms.parse.runs import number_equal

#: A block belongs to the body from this probability on.
#: measured: benchmarks/training/train_body.py
LEAST_PROBABILITY = 0.45
#: A list or a table belongs to it as a whole from such a mean on; between two paragraphs of the
#: body from a smaller one. One of which so much is links is a menu, but right behind a block of
#: the body, or where it leads to places of the page itself, from such a mean on: sources, contents.
#: Of 1,134 such items right behind a block of the parts train and choose 851 are the gold body's.
#: measured: benchmarks/quality/articles.py choose
_LEAST_MEAN, _LEAST_BETWEEN, _LEAST_LINKED = 0.45, 0.1, 0.4
_MENU_SHARE, _IS_LINK = 0.5, 0.9
#: A heading right before a block of the body is its own from such a chance on: of 197 such headings
#: of the parts train and choose 156 are the gold body's.
#: measured: benchmarks/quality/curves.py _LEAST_HEADING
_LEAST_HEADING = 0.2
#: So many paragraphs in a row, of so many words each and together such a share of the body, that
#: stand in it before are a second copy, for screens of another width. Less may be a refrain, or a
#: dish on two menus. judged
_COPIED, _COPIED_WORDS, _COPIED_SHARE = 3, 15, 0.15
#: A linked sentence has so many words; a headline mostly has no full stop.
#: measured: benchmarks/quality/curves.py _SENTENCE_WORDS
_SENTENCE_WORDS = 8


def choose(
    blocks: Blocks,
    places: Places,
    chances: Floats,
    beside: Collection[int],
    within: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Whether each block is one of the body's: rows of a table and items of a list stand or fall
    together, a paragraph that is wholly a link stands among others, a heading stands before its
    text, what is printed twice counts once, and neither what is `beside` the text nor a caption
    belongs to it. `within` says of blocks that their link leads to a place of the page itself.
    """
    is_out = places.is_caption.copy()
    is_out[list(beside)] = True
    keep = (chances > LEAST_PROBABILITY) & ~is_out
    for group in (places.table, places.list):
        keep = _together(blocks, group, chances, keep, within)
    keep = (keep | _linked_paragraphs(blocks, keep)) & ~is_out
    before = np.append(keep[1:], False) & places.is_heading & (blocks.linked < _MENU_SHARE)
    return _once(blocks, keep | (before & (chances >= _LEAST_HEADING) & ~is_out))


def _once(blocks: Blocks, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The choice without a second copy of the text: runs of blocks, several paragraphs among them,
    that stand in it before, word for word, inside another element.
    """
    kept = keep.nonzero()[0]
    long = kept[blocks.words[kept] >= _COPIED_WORDS].tolist()
    if len(long) - len({blocks.text_of(i) for i in long}) < _COPIED:
        return keep
    parents = blocks.elements.parent[blocks.element]
    least = _COPIED_SHARE * float(blocks.words[kept].sum())
    first: dict[str, int] = {}
    out, run = keep.copy(), list[int]()
    for i in [*kept.tolist(), -1]:
        text = blocks.text_of(i) if i >= 0 else ""
        if text and parents[first.setdefault(text, i)] != parents[i]:
            run.append(i)
            continue
        copied = {blocks.text_of(j) for j in run if blocks.words[j] >= _COPIED_WORDS}
        if len(copied) >= _COPIED and blocks.words[run].sum() >= least:
            out[run] = False
        run = []
    return out


def _linked_paragraphs(blocks: Blocks, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The finished sentences between two blocks of the body that are links and stand as its
    paragraphs do, in elements of the same tags and classes.
    """
    elements, at = blocks.elements, blocks.element
    out = np.zeros(len(blocks), np.bool_)
    kept = keep.nonzero()[0]
    if not kept.size:
        return out
    kind = elements.group[at] * (elements.group.max() + 1)
    kind += elements.group[np.maximum(elements.parent[at], 0)]
    linked = blocks.linked
    is_sentence = (blocks.words >= _SENTENCE_WORDS) & ((blocks.ends & TERMINAL) > 0)
    found = (is_sentence & ~keep & (linked >= _IS_LINK)).nonzero()[0]
    found = found[(found > kept[0]) & (found < kept[-1])]
    if found.size:
        own = kind[keep & (blocks.words >= _SENTENCE_WORDS) & (linked < _IS_LINK)]
        out[found] = np.isin(kind[found], own)
    return out


def _together(
    blocks: Blocks,
    group: Ints,
    chances: Floats,
    keep: NDArray[np.bool_],
    within: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The choice with each list, or each table, in or out as a whole by its mean chance."""
    inside = (group >= 0).nonzero()[0]
    outside = keep & (group < 0)
    if not inside.size or not outside.any():
        return keep
    first, last = outside.nonzero()[0][[0, -1]].tolist()
    number = number_equal(group[inside])
    count = np.bincount(number).astype(np.float64)
    mean = np.bincount(number, chances[inside]) / count
    starts = np.full(len(count), len(keep))
    np.minimum.at(starts, number, inside)
    is_between = (starts > first) & (starts < last)
    shown = np.bincount(number, blocks.visible[inside])
    is_menu = np.bincount(number, blocks.link_chars[inside]) > _MENU_SHARE * shown
    least = np.where(is_between, _LEAST_BETWEEN, _LEAST_MEAN)
    # other articles are mostly listed behind a heading that is not the body's
    is_told = is_between & (outside[np.maximum(starts - 1, 0)] | within[starts])
    linked = np.where(is_told, _LEAST_LINKED, np.inf)
    out = keep.copy()
    out[inside] = (mean >= np.where(is_menu, linked, least))[number]
    return out
