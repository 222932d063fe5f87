"""Page -> the paragraphs of its main text, by well-kept libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import LxmlError  # type: ignore[import-untyped]
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

from transforms.page import Block, BlockKind
from transforms.parse.html_guard import LXML_DEPTH

#: Beyond this size trafilatura, which walks the tree many times, takes seconds.
_TRAFILATURA_BYTES = 5_000_000
_TRAFILATURA_TAGS = 40_000
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
#: What XML cannot hold; lxml raises over it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def find_body(text: str, *, depth: int) -> list[Block]:
    """The body and heading blocks of a page, in order; none where no main text was found.

    trafilatura's main text; resiliparse's where that finds nothing or the tree is too deep or large for it.
    """
    text = _CONTROLS.sub("", text)
    light = len(text) <= _TRAFILATURA_BYTES and text.count("<") <= _TRAFILATURA_TAGS
    return (_by_trafilatura(text) if depth < LXML_DEPTH and light else []) or _by_resiliparse(text)


def squeeze(text: str) -> str:
    """Runs of blanks become one, lines keep their breaks: `" a  b \\n c"` becomes `"a b\\nc"`."""
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def _by_trafilatura(text: str) -> list[Block]:
    try:
        found = bare_extraction(text, include_comments=False)
    except (LxmlError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        return []  # what its tree surgery raises over broken trees; the other extractor reads the page
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return [Block(kind, squeezed, "trafilatura", 0) for kind, words in _pieces(found.body) if (squeezed := squeeze(words))]


def _pieces(parent: Any) -> Iterator[tuple[BlockKind, str]]:
    """Paragraphs, headings, list items and table rows below an element, with loose text between them."""
    if parent.text:
        yield "body", parent.text
    for child in parent:
        if child.tag == "head":
            yield "heading", _text(child)
        elif child.tag in ("list", "table", "div") or (child.tag == "quote" and child.find("p") is not None):
            yield from _pieces(child)
        else:
            yield "body", _text(child)
        if child.tail:
            yield "body", child.tail


def _text(element: Any) -> str:
    """The text below an element; a line break stays one, table cells are set apart."""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag in ("lb", "p", "item") else " " if child.tag == "cell" else "", _text(child), child.tail or ""]
    return "".join(parts)


def _by_resiliparse(text: str) -> list[Block]:
    lines = extract_plain_text(text, main_content=True, preserve_formatting=True, alt_texts=False, list_bullets=False).split("\n")
    return [Block("body", squeezed, "resiliparse", 0) for line in lines if (squeezed := squeeze(line))]
