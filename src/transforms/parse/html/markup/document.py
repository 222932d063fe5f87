"""HTML text -> its tags with the text behind each, and the elements they open, nested as HTML5
nests them; no tree is built.

What a reader never sees (scripts, styles, drawings, form controls, comments) is cut out first, by
searching for its end. Then one pattern splits the rest into tags, and one loop over the block-level
tags pairs them, end tags being implied where the standard implies them. Formatting elements and
misplaced content of tables stay where they were written. Source of the rules: WHATWG HTML, sections
13.2.5 (tokenization) and 13.2.6 (tree construction).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from transforms.parse.char_counts import Ints
from transforms.parse.html.markup.attributes import read_attributes
from transforms.parse.html.markup.tags import (
    BODY,
    BREAK,
    CELLS,
    CLOSES_P,
    EFFECTS,
    ENDS_TOP,
    HEADINGS,
    IGNORED_ENDS,
    IMPLIES,
    KINDS,
    LINK,
    OTHER,
    RULE,
    SCOPES,
    SEARCHED,
    SPECIAL,
    TAGS,
)
from transforms.text.entities import unescape

#: Elements that end at their end tag whatever stands in between, or that a reader does not see.
_REGION = re.compile(
    rb"<(?:[!?]|(s(?:cript|tyle|vg|elect)|n(?:oscript|oembed|oframes)|t(?:emplate|extarea|itle)|b(?:utton)|i(?:frame)|o(?:bject)|c(?:anvas)"
    rb"|a(?:udio)|v(?:ideo)|x(?:mp)|m(?:ath|ap)|d(?:atalist))(?=[\s/>]))"
)
#: Of these one whose end tag never comes takes the rest of the page.
_TO_THE_END = (b"script", b"style")
_NESTING = (b"svg", b"template", b"object")
#: Most pages close every quote before the next `>`; then this says the same as _TAG.
_PLAIN_TAG = re.compile(r"<(/?[a-zA-Z][^\s/>]*+)([^>]*+)>?+")
#: Quotes only mean something behind an equals sign; a value or a tag that is never closed takes the
#: rest of the page.
_TAG = re.compile(
    r"<(/?[a-zA-Z][^\s/>]*+)([^=>]*+(?:=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+[^=>]*+)*+)>?+"
)
#: The attributes of a tag each of whose quotes is closed.
_CLOSED = re.compile(r"[^=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"']))[^=]*+)*+")
#: So many levels up an end tag, or a tag that implies one, looks for its element; so many tags on
#: an inline element for its end.
_REACH = 200


@dataclass(frozen=True, slots=True)
class Nesting:
    """The block-level elements in document order, a list a fact: first tag, tag behind the last,
    parent, code of the tag, depth.

    `turns` are the tags that open or close one, `inside` the element that is open behind each. The
    root is element 0.
    """

    at: list[int]
    end: list[int]
    parent: list[int]
    tag: list[int]
    depth: list[int]
    turns: list[int]
    inside: list[int]


@dataclass(frozen=True, slots=True)
class Document:
    """The tags of a page: names in lower case (`/p` for an end), kinds, attributes as written, and
    the text behind each, unescaped.

    `code` is the kinds as an array, `written` all attributes with NULs between. Tag 0 is a root
    without attributes before everything. `json_ld` and `title` are what was cut out and says
    something; at `breaks` lines end; `said` is text that was asked for.
    """

    names: list[str]
    kinds: list[int]
    code: Ints
    attributes: list[str]
    written: str
    texts: list[str]
    json_ld: list[str]
    title: str | None
    nesting: Nesting
    breaks: list[int]
    said: dict[tuple[int, int], str] = field(default_factory=dict)

    def text(self, start: int, stop: int) -> str:
        """The text behind the tags from start to stop, blanks squeezed, a blank between tags."""
        if (said := self.said.get((start, stop))) is None:
            said = self.said[start, stop] = " ".join(" ".join(self.texts[start:stop]).split())
        return said

    def line_ends(self, start: int, stop: int) -> list[int]:
        """The tags from start on, before stop, at which a line ends."""
        return self.breaks[bisect_left(self.breaks, start) : bisect_left(self.breaks, stop)]

    def text_of(self, tag: int) -> str:
        """The text of the element that a tag opens."""
        return self.text(tag, self.end_of(tag))

    def end_of(self, tag: int) -> int:
        """The tag that ends the element opened here; an inline one whose end is too far away is
        taken to end at once.
        """
        if (kind := self.kinds[tag]) == 0 or kind in (BREAK, RULE):
            return tag + 1
        if kind < RULE:
            element = bisect_right(self.nesting.at, tag) - 1
            return self.nesting.end[element] if self.nesting.at[element] == tag else tag + 1
        name, depth = self.names[tag], 1
        for i in range(tag + 1, min(tag + _REACH, len(self.names))):
            other = self.names[i]
            depth += (other == name and kind != LINK) - (other == "/" + name)
            if depth == 0 or (kind == LINK and other == name):
                return i
        return tag + 1

    def tags_inside(self, tag: int) -> range:
        """The tags inside the element opened here, where it is no larger than a header's parts are;
        else the first of them.
        """
        return range(tag + 1, min(self.end_of(tag), tag + _REACH))

    def tags_named(self, name: str) -> list[int]:
        """The start tags of this name."""
        return [
            i for i in np.flatnonzero(self.code == KINDS[name]).tolist() if self.names[i] == name
        ]

    def tags_saying(self, *words: str) -> list[int]:
        """The start tags in whose attributes, as written, one of these words stands."""
        written = self.written
        found = set()
        for word in words:
            tag, behind = 0, 0
            while (at := written.find(word, behind)) >= 0:
                tag += written.count("\0", behind, at)
                found.add(tag)
                behind = written.find("\0", at)
                if behind < 0:
                    break
        return sorted(i for i in found if self.names[i][0] != "/")

    def values(self, tag: int) -> Mapping[str, str]:
        """A tag's attributes, by lower-case name."""
        return read_attributes(self.attributes[tag])

    def ancestors(self, tag: int) -> Iterator[int]:
        """The block-level elements that a tag stands in, innermost first; the root is left out."""
        element = self.innermost(tag)
        while element > 0:
            yield element
            element = self.nesting.parent[element]

    def innermost(self, tag: int) -> int:
        """The innermost block-level element that a tag stands in; 0, the root, where there
        is none.
        """
        return self.nesting.inside[max(bisect_right(self.nesting.turns, tag - 1) - 1, 0)]

    def is_linked(self, tag: int) -> bool:
        """Whether a tag stands inside a link that opened shortly before it."""
        return next(
            (k == LINK for k in reversed(self.kinds[max(tag - _REACH, 0) : tag]) if abs(k) == LINK),
            False,
        )

    def name_of(self, element: int) -> str:
        """The name of an element's tag."""
        return self.names[self.nesting.at[element]]


def read_document(page: bytes) -> Document:
    """The tags and elements of a page in UTF-8. Every page has a root, and any bytes make a
    page.
    """
    text, json_ld, title = _without_unseen(page.replace(b"\0", b""))
    parts = _split(text)
    names = "\0".join(["html", *parts[1::3]]).lower().split("\0")
    kinds = list(map(KINDS.__getitem__, names))
    code = np.array(kinds, np.int64)
    texts = unescape("\0".join(parts[::3])).split("\0")  # no reference means NUL
    attributes = ["", *parts[2::3]]
    written, nesting = "\0".join(attributes), _nest(names, code)
    ends_line = (code != 0) & ((np.abs(code) <= RULE) | (np.abs(code) == BREAK))
    breaks: list[int] = np.flatnonzero(ends_line).tolist()
    return Document(names, kinds, code, attributes, written, texts, json_ld, title, nesting, breaks)


def _split(text: str) -> list[str]:
    """Text, name, attributes, text, name, attributes, and so on."""
    if text.rfind("<") > text.rfind(">"):
        return _TAG.split(text)
    parts = _PLAIN_TAG.split(text)
    is_plain = all(
        _CLOSED.fullmatch(a) for a in parts[2::3] if a and ("'" in a or a.count('"') & 1)
    )
    return parts if is_plain else _TAG.split(text)


def _without_unseen(page: bytes) -> tuple[str, list[str], str | None]:
    """The page without what is cut out, the JSON-LD scripts of that, and the first title."""
    low, kept, at = page.lower(), [], 0
    json_ld: list[str] = []
    title = None
    endless: set[bytes] = set()
    behind = 0
    while found := _REGION.search(low, behind):
        start, behind, name = found.start(), found.end(), found[1]
        if name in endless:
            continue
        close, stop = _end(low, start, behind, name)
        if stop < 0:
            endless.add(name)
            continue
        kept.append(page[at:start])
        at = behind = stop
        if name == b"script" and b"ld+json" in low[start : start + 500].partition(b">")[0]:
            json_ld.append(page[low.find(b">", start) + 1 : close].decode("utf-8", "replace"))
        elif name == b"title" and title is None:
            title = unescape(page[low.find(b">", start) + 1 : close].decode("utf-8", "replace"))
    kept.append(page[at:])
    return b"".join(kept).decode("utf-8", "replace"), json_ld, title


def _end(low: bytes, start: int, behind: int, name: bytes | None) -> tuple[int, int]:
    """Where a region's content ends, and the first byte behind it; -1 where it has no end and only
    its tag counts.
    """
    if name is None:
        mark = b"-->" if low.startswith(b"<!--", start) else b">"
        close = low.find(mark, start + 2)
        return close, close + len(mark) if close >= 0 else len(low)
    end = b"</" + name
    close = low.find(end, behind)
    if close >= 0 and name in _NESTING:
        for _ in range(min(low.count(b"<" + name, behind, close), _REACH)):
            close = max(low.find(end, close + 2), close)
    if close < 0:
        return (len(low), len(low)) if name in _TO_THE_END else (-1, -1)
    stop = low.find(b">", close)
    return close, stop + 1 if stop >= 0 else len(low)


def _nest(names: list[str], code: Ints) -> Nesting:
    """The elements behind the block-level tags."""
    size = len(names)
    turns = np.flatnonzero((code != 0) & (np.abs(code) <= RULE))
    at, end, parent, depth, inside = [0], [size] * len(turns), [-1], [1], [0]
    stack, open_, effects = [0], ["html"], [EFFECTS[OTHER + 1]]
    has_body = False
    for i, kind in zip(turns[1:].tolist(), code[turns[1:]].tolist(), strict=True):
        effect = effects[-1][kind]
        if effect == ENDS_TOP:
            end[stack.pop()] = i
            del open_[-1], effects[-1]
        elif effect == SEARCHED:
            if (kind == BODY and has_body) or names[i] == "html":
                inside.append(stack[-1])
                continue
            has_body |= kind == BODY
            level = _closed_at(names[i][1:], open_) if kind < 0 else _opened_at(names[i], open_)
            for element in stack[level:]:
                end[element] = i
            del stack[level:], open_[level:], effects[level:]
        if 0 < kind < RULE:
            element = len(at)
            parent.append(stack[-1])
            stack.append(element)
            open_.append(names[i])
            effects.append(EFFECTS[kind])
            at.append(i)
            depth.append(len(stack))
            inside.append(element)
        else:
            inside.append(stack[-1])
    return Nesting(
        at, end[: len(at)], parent, (code[at] - 1).tolist(), depth, turns.tolist(), inside
    )


def _opened_at(name: str, open_: list[str]) -> int:
    """How many of the open elements stay open where this start tag comes."""
    level = len(open_)
    if name in IMPLIES:
        closed, beyond = IMPLIES[name]
        level = _search(open_, closed, beyond)
    if name in CLOSES_P:
        last = open_[level - 1]
        if last == "p" or (last in HEADINGS and name in HEADINGS):
            return level - 1
        if last not in SPECIAL:
            return min(level, _search(open_, _P, SPECIAL))
    return level


def _closed_at(name: str, open_: list[str]) -> int:
    """How many of the open elements stay open where this end tag comes."""
    if name in IGNORED_ENDS:
        return len(open_)
    if open_[-1] == name:
        return len(open_) - 1
    closed = HEADINGS if name in HEADINGS else frozenset([name])
    return _search(open_, closed, SCOPES.get(name, CELLS if name in TAGS else SPECIAL))


_P = frozenset(["p"])


def _search(open_: list[str], closed: frozenset[str], beyond: frozenset[str]) -> int:
    """The level of the innermost open element of these names; past one of the others, or too far
    up, there is none.
    """
    for level in range(len(open_) - 1, max(len(open_) - _REACH, 0), -1):
        if open_[level] in closed:
            return level
        if open_[level] in beyond:
            break
    return len(open_)
