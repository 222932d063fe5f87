"""Which list item, table row, quote or caption each block of a page stands in, by whole-array
operations.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from transforms.page import BlockKind
from transforms.parse.char_counts import Ints, count_in_ranges
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import HEADINGS, LINK, TAGS
from transforms.values import frozen
from transforms.words.html_classes import bits_of

#: So many elements up a block looks for its item, its row, its quote. judged
_REACH = 12
#: An item of more blocks, a cell of more words is layout, and holds paragraphs. judged
_ITEM_BLOCKS, _CELL_WORDS = 3, 60
#: A quotation of so much of the page's text is the page, set in.
#: measured: benchmarks/quality/curves.py _QUOTED_SHARE
_QUOTED_SHARE = 0.5
_CAPTION = bits_of("caption")
_CAPTION_CLASS = re.compile(
    r"caption|bildunterschrift|bildtext|(?<![a-z])(?:legende|legenda|cutline)(?![a-z])",
    re.IGNORECASE,
)
_TO_PLACE = re.compile(r"\bhref\s*=\s*[\"']?#[^\"'\s>]", re.IGNORECASE)


def _codes(*names: str) -> NDArray[np.bool_]:
    """For each code of a tag whether it is one of these."""
    marks = np.zeros(len(TAGS) + 1, np.bool_)
    marks[[TAGS.index(name) for name in names]] = True
    return marks


_ITEMS, _ROWS = _codes("li", "dd", "dt"), _codes("tr")
_CELLS, _QUOTES, _CAPTIONS = _codes("td", "th"), _codes("blockquote"), _codes("figcaption")
_TABLES, _IS_HEADING, _NOTHING = _codes("table"), _codes(*HEADINGS), _codes()
_TABLE_OR_ROW = _codes("table", "tr")
_PAGE = _codes("article", "main", "body")
_BEYOND = _codes("article", "main", "body", "table")


@frozen
class Places:
    """For each block the element that is its list item, list, cell, row and table, -1 for none;
    whether it is a heading, stands in a quotation, is a caption.
    """

    item: Ints
    list: Ints
    cell: Ints
    row: Ints
    table: Ints
    is_heading: NDArray[np.bool_]
    is_quote: NDArray[np.bool_]
    is_caption: NDArray[np.bool_]

    def kind(self, i: int) -> BlockKind:
        """What a block of the main text is."""
        if self.row[i] >= 0:
            return "table_row"
        if self.is_heading[i]:
            return "heading"
        if self.item[i] >= 0:
            return "list_item"
        return "quote" if self.is_quote[i] else "body"


def find_places(page: Document, blocks: Blocks) -> Places:
    """The places of a page's blocks. A row is one of a table of data: of two cells or more, none of
    them long, and no table inside.
    """
    elements = blocks.elements
    item = _innermost(blocks, _ITEMS, _BEYOND)
    row = _innermost(blocks, _ROWS, _TABLES)
    cell = np.where(row >= 0, _innermost(blocks, _CELLS, _TABLE_OR_ROW), -1)
    row[(cell < 0) | ~_is_data(blocks, row, cell)] = -1
    item[_counts(item)[item] > _ITEM_BLOCKS] = -1
    list_ = np.where(item >= 0, elements.parent[item], -1)
    table = _innermost(blocks, _TABLES, _NOTHING)
    return Places(
        np.where(row >= 0, -1, item),
        np.where((list_ >= 0) & (row < 0), list_, -1),
        cell,
        row,
        np.where(row >= 0, table, -1),
        _IS_HEADING[elements.tag[blocks.element]],
        _quoted(blocks),
        _captions(page, blocks),
    )


def lead_within(page: Document, blocks: Blocks, places: Places) -> NDArray[np.bool_]:
    """Whether each block of a list is a link to a place of the page itself, as contents are."""
    is_item = (places.list >= 0) & (blocks.links > 0)
    if not is_item.any():
        return is_item
    leads = np.zeros(len(page.names), np.bool_)
    leads[
        [
            tag
            for tag in (page.code == LINK).nonzero()[0].tolist()
            if "#" in page.attributes[tag] and _TO_PLACE.search(page.attributes[tag])
        ]
    ] = True
    return is_item & (count_in_ranges(leads, blocks.start, blocks.stop) > 0)


def _innermost(blocks: Blocks, wanted: NDArray[np.bool_], beyond: NDArray[np.bool_]) -> Ints:
    """For each block the innermost element around it of the wanted tags, -1 where there is none on
    this side of the others.
    """
    elements = blocks.elements
    out = np.full(len(blocks), -1, np.int64)
    is_wanted, is_beyond = wanted[elements.tag], beyond[elements.tag]
    if not is_wanted.any():
        return out
    at, index = blocks.element, np.arange(len(blocks))
    for _ in range(_REACH):
        hit = is_wanted[at]
        out[index[hit]] = at[hit]
        goes_on = ~hit & ~is_beyond[at] & (elements.parent[at] >= 0)
        at, index = elements.parent[at[goes_on]], index[goes_on]
        if not index.size:
            break
    return out


def _counts(of: Ints) -> Ints:
    """How often each element is named; the last entry, for -1, is 0."""
    size = int(of.max(initial=-1)) + 2
    counts = np.bincount(of[of >= 0], minlength=size)
    counts[-1] = 0
    return counts


def _is_data(blocks: Blocks, row: Ints, cell: Ints) -> NDArray[np.bool_]:
    """Whether each block's row has two cells or more, and none of them many words."""
    inside = ((row >= 0) & (cell >= 0)).nonzero()[0]
    out = np.zeros(len(blocks), np.bool_)
    if not inside.size:
        return out
    size = len(blocks.elements.at)
    words = np.bincount(cell[inside], blocks.words[inside], minlength=size)
    row_of = np.full(size, -1)
    row_of[cell[inside]] = row[inside]
    cells = (row_of >= 0).nonzero()[0]
    count = np.bincount(row_of[cells], minlength=size)
    longest = np.zeros(size)
    np.maximum.at(longest, row_of[cells], words[cells])
    out[inside] = (count[row[inside]] >= 2) & (longest[row[inside]] <= _CELL_WORDS)
    return out


def _quoted(blocks: Blocks) -> NDArray[np.bool_]:
    quote = _innermost(blocks, _QUOTES, _PAGE) >= 0
    is_page = blocks.words[quote].sum() > _QUOTED_SHARE * blocks.words.sum()
    return np.zeros(len(blocks), np.bool_) if is_page else quote


def _captions(page: Document, blocks: Blocks) -> NDArray[np.bool_]:
    """The blocks inside a `figcaption`, or in an element whose class says that it is a caption."""
    elements = blocks.elements
    named = [
        k
        for k in (elements.bits & _CAPTION).nonzero()[0].tolist()
        if _CAPTION_CLASS.search(page.attributes[elements.at[k]])
    ]
    marks = _CAPTIONS[elements.tag]
    marks[named] = True
    out = np.zeros(len(blocks), np.bool_)
    for k in marks.nonzero()[0].tolist():
        start, stop = blocks.start.searchsorted((elements.at[k], elements.end[k]))
        if stop - start <= _ITEM_BLOCKS:
            out[start:stop] = True
    return out
