"""Page -> its blocks of text as columns: one pass of a tokenizer over the serialised tree, then whole-array operations.

A block is the text between two block-level tags, or between two line breaks in a row. Nothing here loops over blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from transforms.parse.char_counts import SPACE, Floats, Ints, char_classes, count_between, counts_of, edges_of
from transforms.parse.html_words import attribute_bits

#: What a reader does not see, or what is no text.
STRIPPED = [
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "head",
    "select",
    "textarea",
    "button",
    "object",
    "canvas",
    "audio",
    "video",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "math",
    "datalist",
    "map",
]
_TOKEN = re.compile(r'<(/?)([a-zA-Z][^\s/>]*)([^">]*(?:"[^"]*"[^">]*)*)>([^<]*)')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "span",
        "b",
        "i",
        "em",
        "strong",
        "u",
        "s",
        "small",
        "big",
        "sub",
        "sup",
        "font",
        "abbr",
        "cite",
        "code",
        "q",
        "mark",
        "time",
        "label",
        "kbd",
        "samp",
        "var",
        "ins",
        "del",
        "bdi",
        "bdo",
        "dfn",
        "data",
        "tt",
        "acronym",
        "strike",
        "nobr",
        "ruby",
        "rb",
        "rt",
        "rp",
        "rtc",
        "img",
        "picture",
        "source",
        "wbr",
        "br",
        "input",
        "area",
        "map",
        "link",
        "meta",
        "param",
        "track",
        "embed",
        "col",
    ]
)
#: Block-level tags by code; every other is OTHER. The order is part of the trained model.
TAGS = (
    "div",
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "blockquote",
    "figcaption",
    "pre",
    "dt",
    "dd",
    "section",
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
    "dl",
    "tr",
    "tbody",
    "body",
    "address",
    "details",
    "summary",
    "dialog",
    "center",
    "fieldset",
)
OTHER = len(TAGS)
_CODE = {tag: code for code, tag in enumerate(TAGS)}
_CELL = (_CODE["td"], _CODE["th"])
_BREAK = "\x00"
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
        """A block's text with its entities read, one line a line break."""
        lines = (" ".join(_unescape(line).split()) for line in self.texts[i].split(_BREAK))
        return "\n".join(line for line in lines if line)

    def is_cell_after(self, i: int) -> bool:
        """Whether a block is a cell of the table row that the block before it belongs to."""
        at, before = self.element[i], self.element[i - 1] if i else -1
        tags, parents = self.elements.tag, self.elements.parent
        return bool(i and at != before and tags[at] in _CELL and tags[before] in _CELL and parents[at] == parents[before])


def _unescape(text: str) -> str:
    """The entities that serialising writes, read."""
    if "&" not in text:
        return text
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def read_blocks(tree: LexborHTMLParser) -> Blocks | None:
    """The blocks of a tree, which loses what a reader does not see; None where it has no text, too many blocks, or cannot be cut."""
    tree.strip_tags(STRIPPED)
    html = (tree.html or "").replace("&nbsp;", "\u00a0")
    if "<!--" in html:
        html = _COMMENT.sub("", html)
    names, attributes, texts = _tokens(html)
    size = len(names)
    if not size:
        return None
    kinds: dict[str, int] = {}
    code = np.array([kinds.setdefault(n, len(kinds)) for n in names], np.int64)
    is_close = np.array([n[0] == "/" for n in kinds])[code]
    is_block = np.array([n.lstrip("/") not in _INLINE for n in kinds])[code]
    is_void = np.array([n in _VOID for n in kinds])[code]
    elements = _elements(is_block & ~is_void, is_close, names, attributes)
    return None if elements is None else _blocks(elements, kinds, code, texts, is_block, is_close)


def _tokens(html: str) -> tuple[list[str], list[str], list[str]]:
    """The tags of serialised markup (`/p` for an end), the attributes of each, and the text behind each."""
    pieces = [piece.partition(">") for piece in html.split("<")[1:] if piece[:1] not in "!?"]  # no doctype
    if [head for head, end, _ in pieces if not end or head.count('"') & 1]:  # a `<` or `>` inside an attribute
        found = _TOKEN.findall(html)
        return [close + name for close, name, _, _ in found], [a for _, _, a, _ in found], [t for _, _, _, t in found]
    heads = [head.partition(" ") for head, _, _ in pieces]
    return [name or "?" for name, _, _ in heads], [f" {rest}" if rest else "" for _, _, rest in heads], [text for _, _, text in pieces]


def _elements(nests: NDArray[np.bool_], is_close: NDArray[np.bool_], names: list[str], attributes: list[str]) -> Elements | None:
    """The elements behind the tags that nest; None where tags do not pair."""
    opens, closes = np.flatnonzero(nests & ~is_close), np.flatnonzero(nests & is_close)
    if not len(opens) or len(opens) != len(closes):
        return None
    depth: Ints = np.cumsum(np.where(nests, np.where(is_close, -1, 1), 0))
    by_depth = np.lexsort((opens, depth[opens]))
    end = np.empty_like(opens)
    end[by_depth] = closes[np.lexsort((closes, depth[closes]))]
    if (end < opens).any():
        return None
    deep = depth[opens].astype(np.int64)
    where = opens.tolist()
    said = [attribute_bits(attributes[i]) if attributes[i] else (0, "") for i in where]
    kinds: dict[tuple[str, str], int] = {}
    tags = np.array([_CODE.get(names[i], OTHER) for i in where], np.int64)
    bits = np.array([b for b, _ in said], np.int64)
    group = np.array([kinds.setdefault((names[i], kind), len(kinds)) for i, (_, kind) in zip(where, said, strict=True)], np.int64)
    parent = _last_at(opens, deep, opens, deep - 1, len(nests))
    return Elements(opens, end, tags, bits, parent, deep, group)


def _last_at(opens: Ints, deep: Ints, at: Ints, wanted: Ints, size: int) -> Ints:
    """For each position the last element opened at the wanted depth before it, as an index into `opens`; -1 for none."""
    order = np.lexsort((opens, deep))
    keys = deep[order] * (size + 1) + opens[order]
    found = np.searchsorted(keys, wanted * (size + 1) + at, side="right") - 1
    chosen = order[np.maximum(found, 0)]
    return np.where((found >= 0) & (deep[chosen] == wanted), chosen, -1)


def _blocks(
    elements: Elements, kinds: dict[str, int], code: Ints, texts: list[str], is_block: NDArray[np.bool_], is_close: NDArray[np.bool_]
) -> Blocks | None:
    """The blocks between the boundaries, with their counts."""
    size = len(code)
    is_break = code == kinds.get("br", -1)
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
    deep = np.zeros(size, np.int64)
    deep[elements.at], deep[elements.end] = 1, -1
    at = np.maximum(_last_at(elements.at, elements.depth, first, np.cumsum(deep)[first], size), 0)
    counts, words = counts_of(classes, a, b)
    links, link_chars, strong_chars = _inline(kinds, code, is_close, shown, offsets, first, last)
    ends, begins, sentences = edges_of(classes, a, b)
    return Blocks(first, last, at, cut, counts, words, links, link_chars, strong_chars, ends, begins, sentences, elements)


def _inline(
    kinds: dict[str, int], code: Ints, is_close: NDArray[np.bool_], shown: Ints, offsets: Ints, first: Ints, last: Ints
) -> tuple[Floats, Floats, Floats]:
    """Links, characters shown inside links, and inside strong or bold, of each block."""
    step = np.where(is_close, -1, 1)
    visible = np.diff(shown[offsets])
    is_link = np.isin(code, [kinds.get(n, -1) for n in ("a", "/a")])
    is_strong = np.isin(code, [kinds.get(n, -1) for n in ("strong", "/strong", "b", "/b")])
    inside = [np.concatenate(([0], np.cumsum(visible * (np.cumsum(where * step) > 0)))) for where in (is_link, is_strong)]
    link_chars, strong_chars = ((total[last] - total[first]).astype(np.float64) for total in inside)
    return count_between(is_link & ~is_close, first, last), link_chars, strong_chars
