"""Document -> its blocks of text as columns, by whole-array operations.

A block is the text between two block-level tags, or between two line breaks in a row. Nothing here loops over blocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import SPACE, Floats, Ints, char_classes, count_between, counts_of, edges_of
from transforms.parse.html_document import Document, Nesting
from transforms.parse.html_tags import BREAK, LINK, RULE, STRONG, TAGS
from transforms.parse.html_words import KnownBits

_CELL = (TAGS.index("td"), TAGS.index("th"))
_BREAK = "\x00"
_BITS = KnownBits()
#: News pages have up to 3,000 blocks; a page of more than this is a dump, and its features would fill the memory.
MOST_BLOCKS = 30_000


@dataclass(slots=True)
class Elements:
    """The block-level elements of a page, in document order; `parent` is -1 for the root."""

    at: Ints
    end: Ints
    tag: Ints
    bits: Ints
    parent: Ints
    depth: Ints
    group: Ints


@dataclass(slots=True)
class Blocks:
    """The blocks of a page, in document order: token ranges, texts as written, and counts by class of character."""

    start: Ints
    stop: Ints
    element: Ints
    texts: list[str]
    counts: dict[int, Floats]
    words: Floats
    links: Floats
    link_chars: Floats
    strong_chars: Floats
    ends: Ints
    first: Ints
    sentences: Floats
    elements: Elements

    def __len__(self) -> int:
        return len(self.texts)

    def printed(self, i: int) -> str:
        """A block's text, one line a line break."""
        lines = (" ".join(line.split()) for line in self.texts[i].split(_BREAK))
        return "\n".join(line for line in lines if line)

    def is_cell_after(self, i: int) -> bool:
        """Whether a block is a cell of the table row that the block before it belongs to."""
        at, before = self.element[i], self.element[i - 1] if i else -1
        tags, parents = self.elements.tag, self.elements.parent
        return bool(i and at != before and tags[at] in _CELL and tags[before] in _CELL and parents[at] == parents[before])


def read_blocks(page: Document) -> Blocks | None:
    """The blocks of a page; None where it has no text or too many blocks."""
    is_block = (page.code != 0) & (np.abs(page.code) <= RULE)
    return _blocks(_elements(page), page.nesting, page.code, page.texts, is_block)


def _elements(page: Document) -> Elements:
    nesting, names = page.nesting, page.names
    said = [_BITS[page.attributes[i]] for i in nesting.at]
    kinds: dict[tuple[str, str], int] = {}
    group = [kinds.setdefault((names[i], kind), len(kinds)) for i, (_, kind) in zip(nesting.at, said, strict=True)]
    columns = (nesting.at, nesting.end, nesting.tag, [b for b, _ in said], nesting.parent, nesting.depth, group)
    return Elements(*(np.array(c, np.int64) for c in columns))


def _blocks(elements: Elements, nesting: Nesting, code: Ints, texts: list[str], is_block: NDArray[np.bool_]) -> Blocks | None:
    """The blocks between the boundaries, with their counts."""
    size = len(code)
    is_break = code == BREAK
    written = [_BREAK + t if broken else t for broken, t in zip(is_break.tolist(), texts, strict=True)] if is_break.any() else texts
    joined = "".join(written)
    lengths = np.fromiter(map(len, written), np.int64, size)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    classes = char_classes()[np.minimum(np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32), 0xFFFF)]
    shown = np.concatenate(([0], np.cumsum((classes & SPACE) == 0)))
    blank = shown[offsets[1:]] == shown[offsets[:-1]]
    starts = is_block.copy()
    starts[1:] |= is_break[1:] & is_break[:-1] & blank[:-1]
    starts[0] = True
    first = np.flatnonzero(starts)
    last = np.append(first[1:], size)
    keep = shown[offsets[last]] > shown[offsets[first]]
    first, last = first[keep], last[keep]
    if not 0 < len(first) <= MOST_BLOCKS:
        return None
    a, b = offsets[first], offsets[last]
    cut = [joined[i:j] for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    at = np.array(nesting.inside, np.int64)[np.searchsorted(np.array(nesting.turns), first, side="right") - 1]
    counts, words = counts_of(classes, a, b)
    links, link_chars, strong_chars = _inline(code, shown, offsets, first, last)
    ends, begins, sentences = edges_of(classes, a, b)
    return Blocks(first, last, at, cut, counts, words, links, link_chars, strong_chars, ends, begins, sentences, elements)


def _inline(code: Ints, shown: Ints, offsets: Ints, first: Ints, last: Ints) -> tuple[Floats, Floats, Floats]:
    """Links, characters shown inside links, and inside strong or bold, of each block."""
    visible = np.diff(shown[offsets])
    inside = []
    for kind in (LINK, STRONG):
        turns = np.flatnonzero(np.abs(code) == kind)
        is_open = np.repeat(np.append(False, code[turns] == kind), np.diff(turns, prepend=0, append=len(code)))  # one in another ends it
        total = np.concatenate(([0], np.cumsum(visible * is_open)))
        inside.append((total[last] - total[first]).astype(np.float64))
    return count_between(code == LINK, first, last), inside[0], inside[1]
