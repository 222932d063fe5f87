"""The links of an article's paragraphs: where each leads, and the words that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from transforms.page import TEXT_KINDS, Anchor, Block
from transforms.parse.html.markup.blocks import Blocks, read_blocks
from transforms.parse.html.markup.document import Document, read_document
from transforms.parse.html.markup.tags import LINK
from transforms.parse.html.text.body import Body
from transforms.text.folds import fold_name
from transforms.urls import absolute_url


def with_anchors(blocks: list[Block], page: Document, main: Body, root: str | None) -> list[Block]:
    """The blocks of a page with the links of those that are an article's paragraphs; `root` is what
    relative addresses are relative to.

    A link counts where it shows words and leads to an address, its own page's parts left out. A
    paragraph without a place, by another extractor, has the links of the markup of the same words.
    """
    if main.layout is None:
        return blocks
    return _linked(blocks, page, main.layout, _holders(blocks, main, main.layout), root)


def carry_anchors(blocks: Sequence[Block], others: Sequence[Block]) -> list[Block]:
    """The blocks with the links of those others that say the same."""
    known = {fold_name(b.text): b.anchors for b in others if b.anchors}
    if not known:
        return list(blocks)
    return [b._replace(anchors=known.get(fold_name(b.text), b.anchors)) for b in blocks]


def with_anchors_of(blocks: list[Block], markup: str | None, root: str | None) -> list[Block]:
    """The blocks of a text that was given as markup with the links of its paragraphs there: those
    of the same words.
    """
    if not markup or "href" not in markup:
        return blocks
    page = read_document(markup.encode("utf-8", "replace"))
    layout = read_blocks(page)
    said = _by_words(blocks)
    return _linked(blocks, page, layout, _saying(layout, said), root) if layout else blocks


def _linked(
    blocks: list[Block],
    page: Document,
    layout: Blocks,
    holders: Mapping[int, int],
    root: str | None,
) -> list[Block]:
    """The blocks with the links of the blocks of markup that they hold."""
    found: dict[int, list[Anchor]] = {}
    for no, tag, stop in _links(page, layout):
        if (block := holders.get(no)) is not None and (anchor := _read(page, tag, stop, root)):
            found.setdefault(block, []).append(anchor)
    return [b._replace(anchors=tuple(found[i])) if i in found else b for i, b in enumerate(blocks)]


def _is_text(block: Block) -> bool:
    return block.article_no is not None and block.kind in TEXT_KINDS


def _by_words(blocks: list[Block]) -> dict[str, int]:
    """The paragraphs without a place, by what they say."""
    return {fold_name(b.text): i for i, b in enumerate(blocks) if b.place is None and _is_text(b)}


def _saying(layout: Blocks, said: Mapping[str, int]) -> dict[int, int]:
    """For each block of markup with links the paragraph that says the same."""
    return {
        no: i
        for no in (layout.link_chars > 0).nonzero()[0].tolist()
        if (i := said.get(fold_name(layout.text_of(no)))) is not None
    }


def _holders(blocks: list[Block], main: Body, layout: Blocks) -> dict[int, int]:
    """For each block of markup with links that is of the text the paragraph that holds it, by its
    number in the list.
    """
    if said := _by_words(blocks):
        return _saying(layout, said)
    placed = [(b.place, i) for i, b in enumerate(blocks) if b.place is not None]
    if main.keep is None or not placed:
        return {}
    kept = ((layout.link_chars > 0) & main.keep).nonzero()[0]
    before = np.searchsorted([place for place, _ in placed], kept, side="right") - 1
    return {
        no: i
        for no, at in zip(kept.tolist(), before.tolist(), strict=True)
        if at >= 0 and _is_text(blocks[i := placed[at][1]])
    }


def _links(page: Document, layout: Blocks) -> Iterator[tuple[int, int, int]]:
    """The links of a page that show something: the number of the block in which they first do, the
    tag and the one behind.
    """
    turns = (np.abs(page.code) == LINK).nonzero()[0]
    is_start = page.code[turns] == LINK
    starts, stops = turns[is_start], np.append(turns[1:], len(page.names))[is_start]
    numbers = layout.stop.searchsorted(starts, side="right")
    first = layout.start[np.minimum(numbers, len(layout) - 1)]
    shows = (numbers < len(layout)) & (first < stops)
    columns = (numbers[shows].tolist(), starts[shows].tolist(), stops[shows].tolist())
    return zip(*columns, strict=True)


def _read(page: Document, tag: int, stop: int, root: str | None) -> Anchor | None:
    """The link that a tag opens; None where it shows no word, or leads to no address."""
    href = page.values(tag).get("href", "").strip()
    if not href or href.startswith("#") or not (text := page.text(tag, stop)):
        return None
    address = absolute_url(href, root)
    return Anchor(address, text) if address else None
