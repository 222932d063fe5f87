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
from transforms.text.folds import fold_name
from transforms.words.html_classes import bits_of
from transforms.words.kinds.boxes import APART, PULL_QUOTE

#: Elements whose names are looked at hold a word of one of these categories; of the others only
#: those that hold some of what seems to be the text.
_BITS = bits_of("comment", "signup", "notice", "meta")
_BITS_INSIDE = bits_of("related", "share", "box")
#: A box with so much of what seems to be the text is the text's own. judged
_MOST_SHARE = 0.4
#: So many words are a prompt among buttons; a block of which so much is a link names another page.
#: judged
_SHARING_WORDS, _IS_LINK, _SENTENCE_WORDS = 12, 0.9, 8
#: An excerpt stands so many blocks below its headline's link. judged
_BELOW = 2
_BESIDE = frozenset(["related", "sharing"])
#: A quotation drawn out has so many letters at least. judged
_QUOTE_CHARS = 15
_PAGE = frozenset(TAGS.index(name) for name in ("body", "article", "main"))


def find_apart(page: Document, blocks: Blocks, keep: NDArray[np.bool_]) -> dict[int, str]:
    """Block -> what the box around it is called (`comments`, `consent`, …), for the blocks of boxes
    that do not hold much of the blocks to `keep`; a pull quote only where the text has its words.
    """
    elements = blocks.elements
    out: dict[int, str] = {}
    words = np.concatenate([[0.0], np.cumsum(blocks.words * keep)])
    boxes = (elements.bits & (_BITS | _BITS_INSIDE)).nonzero()[0]
    starts, stops = (blocks.start.searchsorted(x[boxes]) for x in (elements.at, elements.end))
    own = words[stops] - words[starts]
    is_open = (starts < stops) & (own <= _MOST_SHARE * words[-1])
    is_open &= ((elements.bits[boxes] & _BITS) > 0) | (own > 0)
    reached = 0
    for no in is_open.nonzero()[0].tolist():
        k, inside = int(boxes[no]), range(int(starts[no]), int(stops[no]))
        at, end = int(elements.at[k]), int(elements.end[k])
        if at < reached or elements.tag[k] in _PAGE:
            continue
        values = page.values(at)
        said = " ".join(values.get(name, "") for name in ("class", "id", "role"))
        found = _box_of(said)
        if found in _BESIDE and not _is_box(found, blocks, inside, keep):
            found = None
        if found is None and PULL_QUOTE.search(said) and _is_repeated(blocks, inside, keep):
            found = "pull_quote"
        if found:
            out |= dict.fromkeys(inside, found)
            reached = end
    return out


def _is_box(found: str, blocks: Blocks, inside: range, keep: NDArray[np.bool_]) -> bool:
    """Whether what seems to be text in a box may be what its name says: a few words among buttons,
    or excerpts, each below a link to its article.
    """
    own, words = keep[inside.start : inside.stop], blocks.words[inside.start : inside.stop]
    if found == "sharing":
        return float(words[own].sum()) <= _SHARING_WORDS
    is_link = blocks.linked[inside.start : inside.stop] >= _IS_LINK
    texts = (own & ~is_link & (words >= _SENTENCE_WORDS)).nonzero()[0].tolist()
    return all(is_link[max(0, i - _BELOW) : i].any() for i in texts)


def _is_repeated(blocks: Blocks, inside: range, keep: NDArray[np.bool_]) -> bool:
    """Whether the text beside some blocks has their words."""
    said = fold_name(" ".join(blocks.text_of(i) for i in inside if keep[i]))
    beside = (i for i in keep.nonzero()[0].tolist() if i not in inside)
    return len(said) >= _QUOTE_CHARS and said in fold_name(" ".join(map(blocks.text_of, beside)))


@lru_cache(maxsize=20_000)
def _box_of(said: str) -> str | None:
    """What a box of these names is; sites repeat theirs."""
    low = said.lower()
    boxes = (
        name for name, box in APART.items() if box.may_find(low) and box.expression.search(said)
    )
    return next(boxes, None)
