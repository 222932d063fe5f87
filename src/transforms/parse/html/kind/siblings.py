"""What is repeated on a page: cards, posts, rows, and what each of them holds."""

from __future__ import annotations

from math import log1p
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Floats
from transforms.parse.html.kind.markup import Features
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import TAGS
from transforms.parse.runs import number_equal

_PARAGRAPH = TAGS.index("p")
#: Siblings are cards from so many on, with so many words each. judged
_LEAST_SIBLINGS, _LEAST_WORDS = 4, 4
#: So many of the largest groups are looked at. judged
_GROUPS = 2
_COUNTED = ("time", "img", "a")


def find_siblings(
    page: Document, blocks: Blocks, visible: Floats, keep: NDArray[np.bool_]
) -> Features:
    """The largest groups of siblings of one tag and class, paragraphs apart: how many, their share
    of the page's words and of its main text, and what one of them holds.
    """
    e = blocks.elements
    key = e.group * (len(e.at) + 1) + np.maximum(e.parent, 0)
    group = number_equal(key)
    count = np.bincount(group)
    first, last = blocks.start.searchsorted(e.at), blocks.start.searchsorted(e.end)
    is_card = e.tag != _PARAGRAPH

    def per_group(values: NDArray[Any], start: Any = first, stop: Any = last) -> Floats:
        sums = np.concatenate([[0.0], np.cumsum(values)])
        inside = (sums[stop] - sums[start]) * is_card
        return np.bincount(group, inside, minlength=len(count)).astype(np.float64)

    words = per_group(blocks.words)
    weight = np.where((count >= _LEAST_SIBLINGS) & (words >= _LEAST_WORDS * count), words, 0.0)
    chosen = [i for i in np.argsort(-weight, kind="stable")[:_GROUPS].tolist() if weight[i] > 0]
    if not chosen:
        return {}
    kept_words = blocks.words * keep
    columns = {
        "share": words / max(float(blocks.words.sum()), 1.0),
        "kept": per_group(kept_words) / max(float(kept_words.sum()), 1.0),
        "mean": np.log1p(words / count),
        "linked": per_group(blocks.link_chars) / np.maximum(per_group(visible), 1.0),
        "spread": _spread(blocks.words, group, first, last, words / count),
    }
    for tag in _COUNTED:
        is_tag = np.zeros(len(page.names), np.bool_)
        is_tag[page.tags_named(tag)] = True
        columns[tag] = per_group(is_tag, e.at, e.end) / count
    found = {f"cards{rank}": log1p(count[i]) for rank, i in enumerate(chosen)}
    for rank, i in enumerate(chosen):
        found |= {f"cards{rank}_{name}": float(column[i]) for name, column in columns.items()}
    return found


def _spread(words: Floats, group: Any, first: Any, last: Any, mean: Floats) -> Floats:
    """How much the members of each group differ in length, to their mean: 0 where all are alike."""
    sums = np.concatenate([[0.0], np.cumsum(words)])
    off = np.abs(sums[last] - sums[first] - mean[group])
    total = np.bincount(group, off, minlength=len(mean))
    return np.asarray(total / np.maximum(mean * np.bincount(group, minlength=len(mean)), 1.0))
