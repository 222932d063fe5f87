"""The text of pages that scripts build: in the data of the application, or in a `noscript`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.page import Block
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.text.script_data import find_elements, read_script_data
from transforms.text.sentences import PARAGRAPH_END
from transforms.text.word_counts import count_words

#: The rule of a block whose text stands in the page's data.
PAGE_DATA = "page_data"
_NOSCRIPT, _NOSCRIPT_END = (
    re.compile(pattern, re.IGNORECASE) for pattern in (r"<noscript\b([^>]{0,2000})>", "</noscript")
)
_PARAGRAPH_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
#: Keys whose values say something to a reader, whatever the application.
_SAID = re.compile(
    r"^_?(?:text|value|content|contents|html|body|paragraph|data|markup|children|nodes|blocks"
    r"|copy|plaintext|rich_?text|spans|insert|model|t|c)$",
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
    found = [lines for data in read_script_data(text) for lines in _texts(data)]
    unscripted = find_elements(_NOSCRIPT, _NOSCRIPT_END, text)
    found += [_lines(html) for _, html in unscripted if _PARAGRAPH_TAG.search(html)]
    best = max(found, key=_weigh, default=[])
    if _weigh(best) < _LEAST_WORDS:
        return []
    return [Block("body", line, PAGE_DATA, 0) for line in best]


def _weigh(lines: list[str]) -> int:
    """The words of the lines that are prose."""
    return sum(n for line in lines if (n := _prose_words(line)))


def _prose_words(line: str) -> int:
    words = count_words(line)
    return words if words >= _SENTENCE_WORDS and PARAGRAPH_END.search(line) else 0


def _texts(data: Any) -> Iterator[list[str]]:
    """Every candidate for the text: a list of pieces, and a string with markup or of many words."""
    stack: list[tuple[Any, int]] = [(data, 0)]
    entities = _entities(data)
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
                pieces = _Pieces(entities)
                yield [line for item in node for line in _lines(pieces.said(item, depth + 1))]


def _entities(data: Any) -> dict[str, Any]:
    """Key -> what a cache of queries keeps under it, of a page whose data name each thing's type;
    elsewhere a piece only refers to it: `{"__ref": "Block:1"}`.
    """
    levels = [data, *(data.values() if isinstance(data, dict) else ())]
    return {
        key: value
        for level in levels
        if isinstance(level, dict)
        for key, value in level.items()
        if isinstance(value, dict) and "__typename" in value
    }


def _are_links(items: list[Any]) -> bool:
    """Whether most of a list's items are named and lead elsewhere: teasers of other articles."""
    keys = [{key.lower() for key in item} for item in items if isinstance(item, dict)]
    return sum(bool(k & _LINKS and k & _NAMES) for k in keys) * 2 > len(items)


@dataclass(slots=True)
class _Pieces:
    """Reads pieces of one text, some of which stand elsewhere among the `entities`; each is read
    once.
    """

    entities: Mapping[str, Any]
    _read: set[str] = field(default_factory=set)

    def said(self, item: Any, depth: int) -> str:
        """What a piece of a text says, its own pieces joined."""
        if isinstance(item, str):
            return item
        if depth > _MOST_DEPTH:
            return ""
        if isinstance(item, list):
            # an element of a stream of server components: its sign, name, key and properties
            own = item[3:] if len(item) == 4 and item[0] == "$" else item
            parts = [self.said(part, depth + 1) for part in own]
        elif isinstance(item, dict):
            parts = [
                self.said(value, depth + 1)
                for key, value in self._meant(item).items()
                if _SAID.match(key) and isinstance(value, (str, list, dict))
            ]
        else:
            return ""
        parts = [part for part in parts if part.strip()]
        is_cut = any(part[:1].isspace() or part[-1:].isspace() for part in parts)
        return ("" if is_cut else " ").join(parts)

    def _meant(self, item: dict[str, Any]) -> dict[str, Any]:
        """What a reference refers to, the first time; anything else as it is."""
        key = item.get("__ref") or (item.get("id") if item.get("type") == "id" else None)
        if not isinstance(key, str) or key not in self.entities:
            return item
        if key in self._read:
            return {}
        self._read.add(key)
        return dict(self.entities[key])


def _lines(text: str) -> list[str]:
    """A string's lines; of markup those of its blocks."""
    if _PARAGRAPH_TAG.search(text):
        blocks = read_blocks(read_document(text.encode("utf-8", "replace")))
        lines = [blocks.text_of(i) for i in range(len(blocks))] if blocks else []
    else:
        lines = _TAG.sub("", text).splitlines()
    return [line for raw in lines if (line := " ".join(raw.split()))]
