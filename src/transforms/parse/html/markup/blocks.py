"""Document -> its blocks of text as columns, by whole-array operations.

A block is the text between two block-level tags, or between two line breaks in a row. Nothing here
loops over blocks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import (
    SPACE,
    Floats,
    Ints,
    classify_chars,
    count_classes,
    count_in_ranges,
    read_edges,
)
from transforms.parse.html.markup.attributes import classify_attributes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.nesting import Nesting
from transforms.parse.html.markup.tags import BREAK, LINK, RULE, STRONG

_BREAK = "\x00"
#: News pages have up to 3,000 blocks; a page of more than this is a dump, and its features would
#: fill the memory. judged
MOST_BLOCKS = 30_000
#: A block is prose from so many words on, where less than such a share of it is links. judged
_PROSE_WORDS, _PROSE_LINKS = 12, 0.34


@dataclass(slots=True)
class Elements:
    """The block-level elements of a page, numbered from 0, the root, in document order; one value
    an element in each column.

    As in `Nesting`: `at` is the number of the tag that opens an element, `end` of the one behind
    its last, `parent` the number of the element that it is in (-1 for the root), `depth` 1 for the
    root. `tag` is its place in `tags.TAGS`, `bits` what its class says (`classify_attributes`);
    elements of one name and class, figures aside, have the same number in `group`.
    """

    at: Ints
    end: Ints
    tag: Ints
    bits: Ints
    parent: Ints
    depth: Ints
    group: Ints


@dataclass(slots=True)
class Blocks:
    """The blocks of a page, in document order; one value a block in each column.

    A block is what stands from the tag `start` to the tag `stop` (exclusive), and `element` is the
    innermost element that it is in; `texts` has it as written. Characters are counted: `counts` by
    class (the bits of `char_counts`), `visible` all but blanks, at least 1, `link_chars` and
    `strong_chars` those inside links, and in bold; so are `words`, `links`, and as `sentences` the
    ends of sentences. `first` and `ends` are the classes of its first character and of its last one
    before quotes. `shown` keeps what `text_of` was asked for.
    """

    start: Ints
    stop: Ints
    element: Ints
    texts: list[str]
    counts: dict[int, Floats]
    visible: Floats
    words: Floats
    links: Floats
    link_chars: Floats
    strong_chars: Floats
    ends: Ints
    first: Ints
    sentences: Floats
    elements: Elements
    shown: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def linked(self) -> Floats:
        """The share of each block that is links."""
        return self.link_chars / self.visible

    @property
    def is_prose(self) -> NDArray[np.bool_]:
        """Whether each block is running text: of some words, and not many of them linked."""
        return (self.words >= _PROSE_WORDS) & (self.linked < _PROSE_LINKS)

    def text_of(self, i: int) -> str:
        """A block's text, one line a line break."""
        if (text := self.shown.get(i)) is None:
            lines = [" ".join(line.split()) for line in self.texts[i].split(_BREAK)]
            text = self.shown[i] = "\n".join(filter(None, lines))
        return text


def read_blocks(page: Document) -> Blocks | None:
    """The blocks of a page; None where it has no text or too many blocks."""
    is_block = (page.code != 0) & (np.abs(page.code) <= RULE)
    return _blocks(_elements(page), page.nesting, page.code, page.texts, is_block)


def _elements(page: Document) -> Elements:
    nesting, names = page.nesting, page.names
    written = [page.attributes[i] for i in nesting.at]
    bits, kinds = zip(*map(classify_attributes, written), strict=True)
    known: dict[tuple[str, str], int] = {}
    group = map(known.setdefault, zip([names[i] for i in nesting.at], kinds, strict=True), count())
    columns = (nesting.at, nesting.end, nesting.tag, bits, nesting.parent, nesting.depth, group)
    return Elements(*(np.fromiter(c, np.int64, len(bits)) for c in columns))


def _blocks(
    elements: Elements, nesting: Nesting, code: Ints, texts: list[str], is_block: NDArray[np.bool_]
) -> Blocks | None:
    """The blocks between the boundaries, with their counts."""
    is_break = code == BREAK
    written = texts.copy()
    for i in is_break.nonzero()[0].tolist():
        written[i] = _BREAK + texts[i]
    joined = "".join(written)
    offsets = _summed(np.fromiter(map(len, written), np.int64, len(code)))
    classes = classify_chars(joined)
    shown = _summed((classes & SPACE) == 0)
    first, last = _ranges(is_block, is_break, shown[offsets])
    if not 0 < len(first) <= MOST_BLOCKS:
        return None
    a, b = offsets[first], offsets[last]
    cut = [joined[i:j] for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    turn = np.cumsum(is_block)[first] - 1
    at = np.fromiter(nesting.inside, np.int64, len(nesting.inside))[turn]
    counts, words = count_classes(classes, a, b)
    links, link_chars, strong_chars = _inline(code, shown, offsets, first, last)
    ends, begins, sentences = read_edges(classes, a, b)
    return Blocks(
        first,
        last,
        at,
        cut,
        counts,
        np.maximum(b - a - counts[SPACE], 1.0),
        words,
        links,
        link_chars,
        strong_chars,
        ends,
        begins,
        sentences,
        elements,
    )


def _ranges(
    is_block: NDArray[np.bool_], is_break: NDArray[np.bool_], until: Ints
) -> tuple[Ints, Ints]:
    """First tag and tag behind the last of each block that shows something; a block starts at a
    boundary, or at a line break behind one with nothing between. `until` counts what is seen before
    each tag.
    """
    blank = until[1:] == until[:-1]
    starts = is_block.copy()
    starts[1:] |= is_break[1:] & is_break[:-1] & blank[:-1]
    starts[0] = True
    first = starts.nonzero()[0]
    last = np.append(first[1:], len(starts))
    keep = until[last] > until[first]
    return first[keep], last[keep]


def _inline(
    code: Ints, shown: Ints, offsets: Ints, first: Ints, last: Ints
) -> tuple[Floats, Floats, Floats]:
    """Links, characters shown inside links, and inside strong or bold, of each block."""
    until = shown[offsets]
    visible, kinds, index = until[1:] - until[:-1], np.abs(code), np.arange(len(code))
    inside = []
    for kind in (LINK, STRONG):
        turn = np.maximum.accumulate(
            np.where(kinds == kind, index, 0)
        )  # the last tag of the kind: one in another ends it
        total = _summed(visible * (code == kind)[turn])
        inside.append((total[last] - total[first]).astype(np.float64))
    return count_in_ranges(code == LINK, first, last), inside[0], inside[1]


def _summed(values: NDArray[Any]) -> Ints:
    """The sums of the first 0, 1, 2, … of the values."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return sums
