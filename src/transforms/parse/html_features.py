"""Blocks of a page -> one row of features a block, by whole-array operations; the columns' order is part of the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import COMMA, DENSE, DIGIT, LETTER, SPACE, TERMINAL, UPPER, Column, Floats, Ints
from transforms.parse.html_blocks import TAGS, Blocks, Elements
from transforms.parse.html_words import CATEGORIES

#: A block is prose from so many words on, where less than a third of it is links.
_PROSE_WORDS, _PROSE_LINKS = 12, 0.34
#: Tags that stand for themselves as a block's own or its parent's.
_OWN = ("p", "li", "h1", "h2", "h3", "div", "td", "blockquote", "figcaption", "section", "article", "footer", "dt", "dd", "pre")
_AROUND = (
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "figure",
    "form",
    "table",
    "ul",
    "ol",
    "blockquote",
    "section",
    "li",
    "figcaption",
    "dialog",
)
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page states elsewhere and a block may repeat."""

    title: str = ""
    description: str = ""
    stated_body: str = ""


def features(blocks: Blocks, hints: Hints) -> NDArray[np.float32]:
    """The feature matrix, blocks x columns."""
    shown = np.maximum(sum_of(blocks, (LETTER, DIGIT)) + 1, 1)
    columns: list[Column] = [*_text(blocks, shown)]
    links = blocks.link_chars / np.maximum(_visible(blocks), 1)
    prose = np.where((blocks.words >= _PROSE_WORDS) & (links < _PROSE_LINKS), blocks.words, 0.0)
    columns += _tags(blocks)
    columns += _surroundings(blocks)
    columns += _containers(blocks, prose, links)
    columns += _groups(blocks, prose, links)
    columns += _position(blocks, prose)
    columns += _stated(blocks, hints)
    columns += neighbours([columns[1], links, (blocks.ends & TERMINAL) > 0, prose > 0, blocks.element.astype(np.float64)], 3)
    return np.stack([np.asarray(c, np.float32) for c in columns], axis=1)


def sum_of(blocks: Blocks, bits: tuple[int, ...]) -> Floats:
    """Characters of these classes."""
    return np.asarray(np.sum([blocks.counts[b] for b in bits], axis=0), np.float64)


def _visible(blocks: Blocks) -> Floats:
    return np.fromiter(map(len, blocks.texts), np.float64, len(blocks)) - blocks.counts[SPACE]


def _text(blocks: Blocks, shown: Floats) -> list[Column]:
    c = blocks.counts
    words = np.maximum(blocks.words, 1)
    visible = np.maximum(_visible(blocks), 1)
    return [
        np.log1p(visible),
        np.log1p(blocks.words),
        blocks.link_chars / visible,
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
        (blocks.ends & TERMINAL) > 0,
        (blocks.ends & COMMA) > 0,
        (blocks.ends & DIGIT) > 0,
        (blocks.first & UPPER) > 0,
        (blocks.first & DIGIT) > 0,
        (blocks.first & LETTER) == 0,
    ]


def _tags(blocks: Blocks) -> list[Column]:
    """The block's own tag and its parent's."""
    own = blocks.elements.tag[blocks.element]
    above = _up(blocks.elements, blocks.element)
    parent = np.where(above >= 0, blocks.elements.tag[above], -1)
    return [np.asarray(t == TAGS.index(tag), np.float64) for t in (own, parent) for tag in _OWN]


def _up(elements: Elements, at: Ints) -> Ints:
    """The parent of each element; -1 stays -1."""
    return np.where(at >= 0, elements.parent[at], -1)


def _nested(elements: Elements, flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each element and flag how many elements bear it, from the root down to the element itself."""
    counts = flags.astype(np.int64)
    order = np.argsort(elements.depth, kind="stable")
    levels = np.flatnonzero(np.diff(elements.depth[order])) + 1
    for at in np.split(order, levels)[1:]:
        counts[at] += counts[elements.parent[at]]
    return counts


def _surroundings(blocks: Blocks) -> list[Column]:
    """Which elements and which class words a block stands in, near and far."""
    e, at = blocks.elements, blocks.element
    bits = np.arange(len(CATEGORIES) + 1)
    flags = np.concatenate([e.tag[:, None] == [TAGS.index(tag) for tag in _AROUND], (e.bits[:, None] >> bits & 1) > 0], axis=1)
    inside = _nested(e, flags)[at].astype(np.float64)
    columns = [inside[:, i] for i in range(len(_AROUND))]
    distance = np.full((len(blocks), len(bits)), 5.0)
    near = [at]
    for _ in range(_LEVELS):
        near.append(_up(e, near[-1]))
    for level in reversed(range(len(near))):
        own = np.where(near[level] >= 0, e.bits[np.maximum(near[level], 0)], 0)
        distance[(own[:, None] >> bits & 1) > 0] = level
    for bit in bits.tolist():
        columns += [distance[:, bit], inside[:, len(_AROUND) + bit]]
    columns.append(e.depth[at].astype(np.float64))
    return columns


def _per(index: Ints, values: Floats, size: int) -> Floats:
    """The sum of values by index; -1 counts nowhere."""
    return np.bincount(np.where(index >= 0, index, size), values, minlength=size + 1)[:size].astype(np.float64)


def _subtree(blocks: Blocks, values: Floats) -> Floats:
    """The sum of a value over the blocks inside each element."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    e = blocks.elements
    return total[np.searchsorted(blocks.start, e.end)] - total[np.searchsorted(blocks.start, e.at)]


def _containers(blocks: Blocks, prose: Floats, links: Floats) -> list[Column]:
    """The prose of the elements around a block, and where it stands to the element with most."""
    e, at = blocks.elements, blocks.element
    size = len(e.at)
    whole, page = _subtree(blocks, prose), max(prose.sum(), 1.0)
    linked, words = _subtree(blocks, blocks.words * links), np.maximum(_subtree(blocks, blocks.words), 1)
    count = _subtree(blocks, np.ones(len(blocks)))
    columns: list[Column] = []
    parent = at
    for _ in range(4):
        i = np.maximum(parent, 0)
        columns += [whole[i] / page, linked[i] / words[i], np.log1p(count[i]), whole[i] / words[i]]
        parent = np.where(_up(e, parent) >= 0, _up(e, parent), parent)
    direct = _per(_up(e, at), prose, size) + _per(at, prose, size) * 0.5
    score = direct + _per(_up(e, _up(e, at)), prose, size) * 0.5
    best = int(np.argmax(score))
    in_best = (blocks.start >= e.at[best]) & (blocks.start < e.end[best])
    below = e.depth[at] - e.depth[best]
    columns += [
        in_best.astype(np.float64),
        np.where(in_best, below, -1.0),
        score[np.maximum(_up(e, at), 0)] / max(score[best], 1.0),
        np.full(len(blocks), score[best] / page),
    ]
    return columns


def _groups(blocks: Blocks, prose: Floats, links: Floats) -> list[Column]:
    """What blocks of the same tag and class, below the same kind of parent, are like on the page."""
    e, at = blocks.elements, blocks.element
    above = np.maximum(_up(e, at), 0)
    columns: list[Column] = []
    for key in (e.group[at] * (e.group.max() + 1) + e.group[above], e.group[at] * (len(e.at) + 1) + above):
        _, index = np.unique(key, return_inverse=True)
        count = np.bincount(index).astype(np.float64)
        for values in (blocks.words, links, ((blocks.ends & TERMINAL) > 0).astype(np.float64)):
            columns.append((np.bincount(index, values) / count)[index])
        columns += [np.log1p(count)[index], (np.bincount(index, prose) / max(prose.sum(), 1.0))[index]]
    return columns


def _position(blocks: Blocks, prose: Floats) -> list[Column]:
    """Where a block stands: on the page, to its first heading, and to its run of prose."""
    n = len(blocks)
    index = np.arange(n, dtype=np.float64)
    before = np.cumsum(blocks.words) - blocks.words
    heads = np.flatnonzero(blocks.elements.tag[blocks.element] == TAGS.index("h1"))
    since = np.clip(index - heads[0], -50, 200) if len(heads) else np.full(n, 300.0)
    start, stop = run_of(np.where(prose > 0, np.minimum(prose, 60.0), -np.minimum(blocks.words + 3, 12.0)))
    passed = (np.cumsum(prose) - prose) / max(prose.sum(), 1.0)
    return [
        index / n,
        before / max(blocks.words.sum(), 1.0),
        since,
        np.full(n, np.log1p(n)),
        np.full(n, np.log1p(prose.sum())),
        np.full(n, prose.sum() / max(blocks.words.sum(), 1.0)),
        passed,
        np.clip(index - start, -30, 100),
        np.clip(stop - index, -30, 100),
        ((index >= start) & (index < stop)).astype(np.float64),
        np.minimum(index, 200),
        np.minimum(n - index, 200),
    ]


def run_of(scores: Floats) -> tuple[int, int]:
    """Start and stop of the run with the largest sum: of `[-1, 2, -1, 2, -9]` it is (1, 4)."""
    total = np.concatenate(([0.0], np.cumsum(scores)))
    least = np.minimum.accumulate(total)
    stop = int(np.argmax(total - least))
    start = int(np.argmax(total[: stop + 1] == least[stop]))
    return start, stop


def _stated(blocks: Blocks, hints: Hints) -> list[Column]:
    """Whether a block repeats another one, the title, the description or the stated body."""
    times = Counter(blocks.texts)
    repeats = np.fromiter((times[t] for t in blocks.texts), np.float64, len(blocks))
    sizes = sum_of(blocks, (LETTER, DIGIT))
    return [
        np.minimum(repeats, 5),
        _stands_in(blocks, hints.title, sizes, 4),
        _stands_in(blocks, hints.description, sizes, 12),
        _stands_in(blocks, hints.stated_body, sizes, 16),
    ]


def _stands_in(blocks: Blocks, stated: str, sizes: Floats, least: int) -> Floats:
    """1 for a block whose beginning stands in a stated text, as written; -1 without such a text."""
    whole = " ".join(stated.split())
    found = np.full(len(blocks), 0.0 if whole else -1.0)
    for i in np.flatnonzero((sizes >= least) & (sizes <= 1.3 * len(whole) + 4)).tolist() if whole else ():
        start = " ".join(blocks.texts[i][:60].split())
        found[i] = start[:40] in whole
    return found


def neighbours(columns: list[Column], reach: int) -> list[Column]:
    """Each column's values so many blocks before and after; -1 beyond the page's ends."""
    out: list[Column] = []
    for column in columns[:-1]:
        padded = np.pad(np.asarray(column, np.float64), reach, constant_values=-1.0)
        out += [padded[reach + k : reach + k + len(column)] for k in range(-reach, reach + 1) if k]
    same = columns[-1]
    padded = np.pad(same, 1, constant_values=-1.0)
    return [*out, (padded[:-2] == same).astype(np.float64), (padded[2:] == same).astype(np.float64)]
