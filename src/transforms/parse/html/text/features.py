"""Blocks of a page -> one row of features a block, by whole-array operations; the columns' order is
part of the model.

Of two paragraphs, the second one a link: the logarithm of one more than their words, in column
1, and the share of their characters that are linked, in column 2.

>>> from transforms.parse.html.markup.blocks import read_blocks
>>> from transforms.parse.html.markup.document import read_document
>>> from transforms.parse.html.text.places import find_places
>>> page = read_document(b"<p>Three short words.</p><p><a href=/>More news</a></p>")
>>> blocks = read_blocks(page)
>>> matrix = build_features(blocks, Hints(), find_places(page, blocks), np.zeros(2, np.bool_))
>>> np.expm1(matrix[:, 1]).round().tolist(), matrix[:, 2].round(1).tolist()
([3.0, 2.0], [0.0, 1.0])
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import (
    COMMA,
    DENSE,
    DIGIT,
    LETTER,
    TERMINAL,
    UPPER,
    Column,
    Floats,
    Ints,
)
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.tags import TAGS
from transforms.parse.html.text.list_features import list_features
from transforms.parse.html.text.places import Places
from transforms.parse.runs import heaviest_run, number_equal
from transforms.values import frozen
from transforms.words.html_classes import CATEGORIES

_OWN_TAGS = "p li h1 h2 h3 div td blockquote figcaption section article footer dt dd pre"
#: Tags that stand for themselves as a block's own or its parent's.
_OWN = np.array([TAGS.index(tag) for tag in _OWN_TAGS.split()])[:, None]
_AROUND_TAGS = """
    article main aside nav footer header figure form table ul ol blockquote section li figcaption
    dialog
"""
_AROUND = np.array([TAGS.index(tag) for tag in _AROUND_TAGS.split()])[:, None]
_BITS = np.arange(len(CATEGORIES) + 1)[:, None]
_H1 = TAGS.index("h1")
#: So many elements around a block are looked at one by one. judged
_LEVELS = 4
_REACH = 3
_HEAD_CHARS = 40
#: Letters and digits from which on a block can be told to repeat the title, the description, the
#: stated body. judged
_LEAST_STATED = (4, 12, 16)


@frozen
class Hints:
    """What the page states elsewhere and a block may repeat; and whether it states to be news."""

    title: str = ""
    description: str = ""
    stated_body: str = ""
    is_news: bool = False


def build_features(
    blocks: Blocks, hints: Hints, places: Places, unseen: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The feature matrix, blocks x columns (its memory runs column by column, as the forest reads
    it).
    """
    visible = blocks.visible
    links = blocks.linked
    prose = np.where(blocks.is_prose, blocks.words, 0.0)
    ends = (blocks.ends & TERMINAL) > 0
    up = _upwards(blocks)
    parts: list[Column] = [
        *_text(blocks, visible, links, ends),
        blocks.elements.tag[up[0]] == _OWN,
        np.where(up[1] >= 0, blocks.elements.tag[up[1]], -1) == _OWN,
        *_surroundings(blocks, up),
        *_containers(blocks, up, prose, visible),
        *_groups(blocks, up, prose, links, ends),
        *_position(blocks, prose),
        *_stated(blocks, hints),
        *list_features(blocks, places, prose, links, unseen),
        np.full(len(blocks), float(hints.is_news)),
        *_neighbours(np.stack([np.log1p(blocks.words), links, ends, prose > 0]), blocks.element),
    ]
    out = np.empty((sum(len(p) if p.ndim == 2 else 1 for p in parts), len(blocks)), np.float32)
    row = 0
    for part in parts:
        height = len(part) if part.ndim == 2 else 1
        out[row : row + height] = part
        row += height
    return out.T


def _upwards(blocks: Blocks) -> list[Ints]:
    """Each block's element, that one's parent, and so on; -1 above the root."""
    up = [blocks.element]
    for _ in range(_LEVELS - 1):
        up.append(np.where(up[-1] >= 0, blocks.elements.parent[up[-1]], -1))
    return up


def _text(blocks: Blocks, visible: Floats, links: Floats, ends: NDArray[np.bool_]) -> list[Column]:
    c = blocks.counts
    words = np.maximum(blocks.words, 1)
    shown = c[LETTER] + c[DIGIT] + 1
    return [
        np.log1p(visible),
        np.log1p(blocks.words),
        links,
        blocks.links,
        blocks.links / words,
        blocks.strong_chars / visible,
        c[UPPER] / shown,
        c[DIGIT] / shown,
        c[COMMA] / words,
        blocks.sentences,
        blocks.sentences / words,
        c[TERMINAL] / words,
        c[LETTER] / visible,
        c[DENSE] / visible,
        visible / words,
        ends,
        (blocks.ends & COMMA) > 0,
        (blocks.ends & DIGIT) > 0,
        (blocks.first & UPPER) > 0,
        (blocks.first & DIGIT) > 0,
        (blocks.first & LETTER) == 0,
    ]


def _surroundings(blocks: Blocks, up: list[Ints]) -> list[Column]:
    """Which elements and which class words a block stands in, near and far."""
    e = blocks.elements
    bits = (e.bits >> _BITS & 1).astype(np.int16)
    flags = np.concatenate([(e.tag == _AROUND).astype(np.int16), bits])
    by_end = np.argsort(e.end, kind="stable")
    opened, closed = np.zeros((2, len(flags), len(e.at) + 1), np.int16)
    np.cumsum(flags, axis=1, dtype=np.int16, out=opened[:, 1:])
    np.cumsum(flags.take(by_end, axis=1), axis=1, dtype=np.int16, out=closed[:, 1:])
    inside = opened.take(e.at.searchsorted(blocks.start, "right"), axis=1)
    inside -= closed.take(np.searchsorted(e.end.take(by_end), blocks.start, "right"), axis=1)
    distance = np.full((len(_BITS), len(blocks)), 5, np.int16)
    for level in reversed(range(_LEVELS)):
        has = (bits.take(up[level], axis=1, mode="clip") > 0) & (up[level] >= 0)
        np.putmask(distance, has, level)
    return [inside, distance, e.depth[blocks.element]]


def _containers(blocks: Blocks, up: list[Ints], prose: Floats, visible: Floats) -> list[Column]:
    """The prose of the elements around a block, and where it stands to the element with most."""
    e, at = blocks.elements, blocks.element
    size, page = len(e.at), max(prose.sum(), 1.0)
    sums = np.zeros((5, len(blocks) + 1))
    np.cumsum(
        [prose, blocks.link_chars, visible, blocks.words, np.ones(len(blocks))],
        axis=1,
        out=sums[:, 1:],
    )
    whole, linked, shown, words, count = (
        sums[:, blocks.start.searchsorted(e.end)] - sums[:, blocks.start.searchsorted(e.at)]
    )
    ratios = np.stack(
        [whole / page, linked / np.maximum(shown, 1), np.log1p(count), whole / np.maximum(words, 1)]
    )
    columns: list[Column] = []
    level = at
    for above in (*up[1:], None):
        columns.append(ratios[:, level])
        level = level if above is None else np.where(above >= 0, above, level)
    direct = _per(up[1], prose, size) + (_per(at, prose, size) + _per(up[2], prose, size)) * 0.5
    best = int(np.argmax(direct))
    in_best = (blocks.start >= e.at[best]) & (blocks.start < e.end[best])
    most = direct[best]
    score = direct[np.maximum(up[1], 0)] / max(most, 1.0)
    return [
        *columns,
        in_best,
        np.where(in_best, e.depth[at] - e.depth[best], -1),
        score,
        most / page,
    ]


def _per(index: Ints, values: Floats, size: int) -> Floats:
    """The sum of values by index; -1 counts nowhere."""
    return np.bincount(index + 1, values, minlength=size + 1)[1:].astype(np.float64)


def _groups(
    blocks: Blocks, up: list[Ints], prose: Floats, links: Floats, ends: NDArray[np.bool_]
) -> list[Column]:
    """What blocks of the same tag and class, below the same kind of parent, are like on the
    page.
    """
    e, at = blocks.elements, blocks.element
    above = np.maximum(up[1], 0)
    total = max(prose.sum(), 1.0)
    columns: list[Column] = []
    for key in (
        e.group[at] * (e.group.max() + 1) + e.group[above],
        e.group[at] * (len(e.at) + 1) + above,
    ):
        index = number_equal(key)
        count = np.bincount(index).astype(np.float64)
        means = [np.bincount(index, values) / count for values in (blocks.words, links, ends)]
        columns.append(
            np.stack([*means, np.log1p(count), np.bincount(index, prose) / total])[:, index]
        )
    return columns


def _position(blocks: Blocks, prose: Floats) -> list[Column]:
    """Where a block stands: on the page, to its first heading, and to its run of prose."""
    n = len(blocks)
    index = np.arange(n, dtype=np.float64)
    words, all_prose = max(blocks.words.sum(), 1.0), prose.sum()
    heads = (blocks.elements.tag[blocks.element] == _H1).nonzero()[0]
    since = _clipped(index - heads[0], -50, 200) if len(heads) else np.float64(300.0)
    start, stop = heaviest_run(
        np.where(prose > 0, np.minimum(prose, 60.0), -np.minimum(blocks.words + 3, 12.0))
    )
    return [
        index / n,
        (np.cumsum(blocks.words) - blocks.words) / words,
        since,
        np.log1p(np.float64(n)),
        np.log1p(all_prose),
        all_prose / words,
        (np.cumsum(prose) - prose) / max(all_prose, 1.0),
        _clipped(index - start, -30, 100),
        _clipped(stop - index, -30, 100),
        (index >= start) & (index < stop),
        np.minimum(index, 200),
        np.minimum(n - index, 200),
    ]


def _clipped(values: Floats, least: float, most: float) -> Floats:
    return np.minimum(np.maximum(values, least), most)


def _stated(blocks: Blocks, hints: Hints) -> list[Column]:
    """Whether a block repeats another one, the title, the description or the stated body."""
    times = Counter(blocks.texts)
    repeats = np.fromiter(map(times.__getitem__, blocks.texts), np.float64, len(blocks))
    sizes = blocks.counts[LETTER] + blocks.counts[DIGIT]
    stated = [
        " ".join(text.split()) for text in (hints.title, hints.description, hints.stated_body)
    ]
    found = np.full((len(stated), len(blocks)), -1.0)
    for row, whole, least in zip(found, stated, _LEAST_STATED, strict=True):
        if whole:
            fits = ((sizes >= least) & (sizes <= 1.3 * len(whole) + 4)).nonzero()[0]
            row[:] = 0.0
            row[fits] = [_begins_inside(blocks.texts[i], whole) for i in fits.tolist()]
    return [np.minimum(repeats, 5), found]


def _begins_inside(text: str, whole: str) -> bool:
    """Whether the first characters of a text, blanks squeezed, stand in another."""
    words = text[: 2 * _HEAD_CHARS].split()
    return not words or (words[0][:_HEAD_CHARS] in whole and " ".join(words)[:_HEAD_CHARS] in whole)


def _neighbours(values: NDArray[Any], element: Ints) -> list[Column]:
    """Values of the blocks before and after, -1 beyond the page's ends; and whether the next ones
    stand in the same element.
    """
    size = values.shape[1]
    padded = np.full((len(values), size + 2 * _REACH), -1.0)
    padded[:, _REACH : _REACH + size] = values
    near = [padded[:, _REACH + k : _REACH + k + size] for k in range(-_REACH, _REACH + 1) if k]
    same = np.zeros(size + 1, np.bool_)
    same[1:-1] = element[1:] == element[:-1]
    return [*near, same[:-1], same[1:]]
