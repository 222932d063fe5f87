"""The text of pages that scripts build: in the data of the application, or in a `noscript`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from transforms.page import Block
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.text.sentences import PARAGRAPH_END
from transforms.text.word_counts import count_words

#: The rule of a block whose text stands in the page's data.
PAGE_DATA = "page_data"
_SCRIPT, _SCRIPT_END = (
    re.compile(pattern, re.IGNORECASE) for pattern in (r"<script\b([^>]{0,2000})>", "</script")
)
_IS_JSON = re.compile(r"application/json|__NEXT_DATA__|__NUXT", re.IGNORECASE)
#: `window.__STATE__ = {…};`, as applications leave their state behind.
_ASSIGNED = re.compile(r"\s*(?:window|self|globalThis|var|let|const)[.\s\[][^={]{1,80}=\s*(?=\{)")
_NOSCRIPT, _NOSCRIPT_END = (
    re.compile(pattern, re.IGNORECASE) for pattern in (r"<noscript\b([^>]{0,2000})>", "</noscript")
)
_PARAGRAPH_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
#: Keys whose values say something to a reader, whatever the application.
_SAID = re.compile(
    r"^_?(?:text|value|content|contents|html|body|paragraph|data|markup|children|nodes|blocks"
    r"|copy|plaintext|rich_?text|spans|t|c)$",
    re.IGNORECASE,
)
_LINKS = frozenset({"url", "href", "slug", "link", "permalink", "canonicalurl", "uri", "path"})
_NAMES = frozenset({"title", "headline", "name"})
#: What is less is a notice; what is more data than this is no page's. judged
_LEAST_WORDS, _SENTENCE_WORDS, _MOST_CHARS, _MOST_NODES, _MOST_DEPTH = 40, 6, 6_000_000, 200_000, 40


def find_embedded(text: str) -> list[Block]:
    """The paragraphs of the longest text in a page's data, or in its `noscript` elements; none
    where no text of forty words stands there. `text` is the whole page as decoded.
    """
    if len(text) > _MOST_CHARS:
        return []
    found = [lines for data in _read_data(text) for lines in _texts(data)]
    unscripted = _find_elements(_NOSCRIPT, _NOSCRIPT_END, text)
    found += [_lines(html) for _, html in unscripted if _PARAGRAPH_TAG.search(html)]
    best = max(found, key=_weigh, default=[])
    if _weigh(best) < _LEAST_WORDS:
        return []
    return [Block("body", line, PAGE_DATA, 0) for line in best]


def _find_elements(
    opening: re.Pattern[str], closing: re.Pattern[str], text: str
) -> Iterator[tuple[str, str]]:
    """The attributes and the content of each element, up to the first end behind its beginning."""
    place = 0
    while (begins := opening.search(text, place)) and (ends := closing.search(text, begins.end())):
        yield begins[1], text[begins.end() : ends.start()]
        place = ends.end()


def _weigh(lines: list[str]) -> int:
    """The words of the lines that are prose."""
    return sum(n for line in lines if (n := _prose_words(line)))


def _prose_words(line: str) -> int:
    words = count_words(line)
    return words if words >= _SENTENCE_WORDS and PARAGRAPH_END.search(line) else 0


def _read_data(text: str) -> Iterator[Any]:
    """The values of the page's scripts that hold JSON."""
    for attributes, held in _find_elements(_SCRIPT, _SCRIPT_END, text):
        if not _IS_JSON.search(attributes):
            assigned = _ASSIGNED.match(held)
            if not assigned:
                continue
            held = held[assigned.end() :]
        try:
            yield json.JSONDecoder().raw_decode(held.strip())[0]
        except (ValueError, RecursionError):
            continue


def _texts(data: Any) -> Iterator[list[str]]:
    """Every candidate for the text: a list of pieces, and a string with markup or of many words."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    seen = 0
    while stack and seen < _MOST_NODES:
        node, depth = stack.pop()
        seen += 1
        if isinstance(node, str):
            if len(node) > 200 and (lines := _lines(node)):
                yield lines
        elif depth < _MOST_DEPTH and isinstance(node, dict):
            stack += [(value, depth + 1) for value in node.values()]
        elif depth < _MOST_DEPTH and isinstance(node, list):
            stack += [(value, depth + 1) for value in node]
            if len(node) > 1 and not _are_links(node):
                yield [line for item in node for line in _lines(_said(item, depth + 1))]


def _are_links(items: list[Any]) -> bool:
    """Whether most of a list's items are named and lead elsewhere: teasers of other articles."""
    keys = [{key.lower() for key in item} for item in items if isinstance(item, dict)]
    return sum(bool(k & _LINKS and k & _NAMES) for k in keys) * 2 > len(items)


def _said(item: Any, depth: int) -> str:
    """What a piece of a text says, its own pieces joined."""
    if isinstance(item, str):
        return item
    if depth > _MOST_DEPTH:
        return ""
    if isinstance(item, list):
        parts = [_said(part, depth + 1) for part in item]
    elif isinstance(item, dict):
        parts = [
            _said(value, depth + 1)
            for key, value in item.items()
            if _SAID.match(key) and isinstance(value, (str, list, dict))
        ]
    else:
        return ""
    parts = [part for part in parts if part.strip()]
    is_cut = any(part[:1].isspace() or part[-1:].isspace() for part in parts)
    return ("" if is_cut else " ").join(parts)


def _lines(text: str) -> list[str]:
    """A string's lines; of markup those of its blocks."""
    if _PARAGRAPH_TAG.search(text):
        blocks = read_blocks(read_document(text.encode("utf-8", "replace")))
        lines = [blocks.text_of(i) for i in range(len(blocks))] if blocks else []
    else:
        lines = _TAG.sub("", text).splitlines()
    return [line for raw in lines if (line := " ".join(raw.split()))]
