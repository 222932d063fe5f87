"""Features of a page's blocks that tell the lists and tables of a text from those around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import Column, Floats, Ints
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.text.places import Places
from transforms.parse.runs import number_equal

#: Prose is looked for so many blocks away. judged
_FAR = 60


def list_features(
    blocks: Blocks, places: Places, prose: Floats, links: Floats, unseen: NDArray[np.bool_]
) -> list[Column]:
    """Whether a block is an item, a cell, a caption and the like; what its list or table is as a
    whole; how far prose is, and how much of it stands beside the list.
    """
    elements = blocks.elements
    group = np.where(places.table >= 0, places.table, places.list)
    home = elements.parent[np.where(group >= 0, group, blocks.element)]
    is_prose = prose > 0
    return [
        np.stack([places.item >= 0, places.row >= 0, places.is_caption, places.is_quote, unseen]),
        _wholes(blocks, group, links),
        _distances(is_prose),
        _beside(blocks, home, prose * (group < 0)),
    ]


def _wholes(blocks: Blocks, group: Ints, links: Floats) -> Floats:
    """Of each block's list or table how many blocks it has, their mean words and links, and how
    many are links and nothing else; -1 outside.
    """
    out = np.full((4, len(blocks)), -1.0)
    inside = (group >= 0).nonzero()[0]
    if inside.size:
        number = number_equal(group[inside])
        count = np.bincount(number).astype(np.float64)
        means = [
            (np.bincount(number, values[inside]) / count)[number]
            for values in (blocks.words, links, links > 0.9)
        ]
        out[:, inside] = [np.log1p(count)[number], *means]
    return out


def _distances(is_prose: NDArray[np.bool_]) -> Floats:
    """How many blocks before and behind each block the next prose stands.

    >>> _distances(np.array([True, False, False, True])).tolist()  # before, behind
    [[0.0, 1.0, 2.0, 0.0], [0.0, 2.0, 1.0, 0.0]]
    """
    index = np.arange(len(is_prose))
    before = index - np.maximum.accumulate(np.where(is_prose, index, -_FAR))
    behind = np.minimum.accumulate(np.where(is_prose, index, len(index) + _FAR)[::-1])[::-1] - index
    return np.asarray(np.minimum(np.stack([before, behind]), _FAR), np.float64)


def _beside(blocks: Blocks, home: Ints, prose: Floats) -> Floats:
    """The prose outside lists in the element around each block's list, before and behind the block,
    as shares of the page's.
    """
    elements, total = blocks.elements, max(prose.sum(), 1.0)
    sums = np.concatenate([[0.0], np.cumsum(prose)])
    first = blocks.start.searchsorted(elements.at[np.maximum(home, 0)])
    last = blocks.start.searchsorted(elements.end[np.maximum(home, 0)])
    index = np.arange(len(blocks))
    before, behind = sums[index] - sums[first], sums[last] - sums[index + 1]
    return np.asarray(np.stack([before, behind]) / total)
