"""The main text as other extractors find it, for pages of which the block model is not sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from resiliparse.extract.html2text import extract_plain_text

from transforms.page import Block, BlockKind
from transforms.parse.html.markup.guard import LXML_DEPTH, MOST_DEPTH, measure_depth
from transforms.text.folds import squeeze_spaces

#: Beyond this size trafilatura, which walks the tree many times, takes seconds. judged
_TRAFILATURA_BYTES = 5_000_000
_TRAFILATURA_TAGS = 40_000
#: What XML cannot hold; lxml raises over it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_BREAKS = ("lb", "p", "item")


def second_opinion(text: str, *, is_quick: bool = False) -> list[Block]:
    """Trafilatura's main text of a page as decoded; resiliparse's, a tenth of its price, where that
    finds nothing, the tree is too deep or large for it, or `is_quick`.
    """
    text = _CONTROLS.sub("", text)
    is_light = (
        not is_quick and len(text) <= _TRAFILATURA_BYTES and text.count("<") <= _TRAFILATURA_TAGS
    )
    depth = measure_depth(text.encode("utf-8", "replace"))
    if is_light and depth < LXML_DEPTH and (found := _by_trafilatura(text)):
        return found
    return _by_resiliparse(text) if depth <= MOST_DEPTH else []


def _by_trafilatura(text: str) -> list[Block]:
    # loaded with the first page that asks: it takes a fifth of what a child process loads, and
    # texts never ask
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(text, include_comments=False)
    except (LxmlError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # what its tree surgery raises over broken trees; the other extractor reads the page
        return []
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return [
        Block(kind, squeezed, "trafilatura", 0)
        for kind, words in _pieces(found.body)
        if (squeezed := squeeze_spaces(words))
    ]


def _pieces(parent: Any, kind: BlockKind = "body") -> Iterator[tuple[BlockKind, str]]:
    """Paragraphs, headings, list items and table rows below an element, with loose text between
    them.
    """
    if parent.text:
        yield kind, parent.text
    for child in parent:
        if child.tag == "head":
            yield "heading", _text(child)
        elif child.tag == "row":
            yield "table_row", " | ".join(said for cell in child if (said := _text(cell).strip()))
        elif child.tag == "item":
            yield "list_item", _text(child)
        elif child.tag in ("list", "table", "div"):
            yield from _pieces(child)
        elif child.tag == "quote":
            yield from _pieces(child, "quote")
        else:
            yield kind, _text(child)
        if child.tail:
            yield kind, child.tail


def _text(element: Any) -> str:
    """The text below an element; a line break stays one."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag in _BREAKS else "", _text(child), child.tail or ""]
    return "".join(parts)


def _by_resiliparse(text: str) -> list[Block]:
    lines = extract_plain_text(
        text, main_content=True, preserve_formatting=True, alt_texts=False, list_bullets=False
    ).split("\n")
    return [
        Block("body", squeezed, "resiliparse", 0)
        for line in lines
        if (squeezed := squeeze_spaces(line))
    ]
