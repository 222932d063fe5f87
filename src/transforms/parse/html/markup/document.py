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
from dataclasses import field
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np

from transforms.parse.char_counts import Ints
from transforms.parse.html.markup.attributes import classify_attributes, read_attributes
from transforms.parse.html.markup.marks import find_marks, find_odd_quotes
from transforms.parse.html.markup.nesting import Nesting, nest
from transforms.parse.html.markup.tags import BREAK, KINDS, LINK, NAMES, RULE
from transforms.text.entities import unescape
from transforms.values import frozen

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
#: So many tags on an inline element looks for its end, and a region for that of one inside. judged
_REACH = 200


class Line(NamedTuple):
    """A line of a page: its first tag, the tag behind its last, and its text."""

    start: int
    stop: int
    text: str


@frozen
class Document:
    """The tags of a page, known by their numbers. Tag 0 is a root without attributes, put before
    everything.

    Of each tag: `names` in lower case (`/p` for an end), `kinds` (`tags.KINDS`; `code` is the same
    as an array), `attributes` as written, and in `texts` the text between it and the next tag,
    unescaped. `written` is all attributes, with a NUL between two tags. `json_ld` and `title` are
    the contents of scripts and of the title, which were cut out. `breaks` are the tags at which
    lines end. `said`, `shown`, `named`, `marked` and `cased` keep what methods have computed.
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
    shown: list[str | None] = field(default_factory=list)
    named: dict[str, list[int]] = field(default_factory=dict)
    marked: dict[str, list[int]] = field(default_factory=dict)
    cased: dict[str, str] = field(default_factory=dict)

    def text(self, start: int, stop: int) -> str:
        """The text from tag `start` to tag `stop` (exclusive), with one blank for every run of
        blanks and for every tag.
        """
        if (said := self.said.get((start, stop))) is None:
            said = self.said[start, stop] = " ".join(" ".join(self.texts[start:stop]).split())
        return said

    def lines(self, start: int, stop: int) -> Iterator[Line]:
        """The lines from tag `start` to tag `stop` (exclusive) that have text."""
        if not self.shown:
            self.shown.extend([None] * len(self.breaks))
        first, last = bisect_left(self.breaks, start), bisect_left(self.breaks, stop)
        ends = self.breaks[first:last]
        if not ends or ends[0] != start:
            end = ends[0] if ends else stop
            if text := self.text(start, end):
                yield Line(start, end, text)
        for no, (begin, end) in enumerate(pairwise(ends), start=first):
            if (line := self.shown[no]) is None:
                said = self.texts[begin] if end == begin + 1 else " ".join(self.texts[begin:end])
                line = self.shown[no] = " ".join(said.split())
            if line:
                yield Line(begin, end, line)
        if ends and (text := self.text(ends[-1], stop)):
            yield Line(ends[-1], stop, text)

    def text_of(self, tag: int) -> str:
        """The text of the element that a tag opens."""
        return self.text(tag, self.end_of(tag))

    def end_of(self, tag: int) -> int:
        """The tag that ends the element which this tag opens. An inline element whose end is more
        than _REACH tags away is taken to end at once.
        """
        if (kind := self.kinds[tag]) == 0 or kind in (BREAK, RULE):
            return tag + 1
        if kind < RULE:
            element = bisect_right(self.nesting.at, tag) - 1
            return self.nesting.end[element] if self.nesting.at[element] == tag else tag + 1
        name, depth = self.names[tag], 1
        close = "/" + name
        for i in range(tag + 1, min(tag + _REACH, len(self.names))):
            other = self.names[i]
            depth += (other == name and kind != LINK) - (other == close)
            if depth == 0 or (kind == LINK and other == name):
                return i
        return tag + 1

    def tags_inside(self, tag: int) -> range:
        """The tags inside the element which this tag opens, the first _REACH of them at most."""
        return range(tag + 1, min(self.end_of(tag), tag + _REACH))

    def tags_named(self, name: str) -> list[int]:
        """The start tags of this name."""
        if (tags := self.named.get(name)) is None:
            alike = (self.code == KINDS[name]).nonzero()[0].tolist()
            tags = self.named[name] = [i for i in alike if self.names[i] == name]
        return tags

    def tags_saying(self, *words: str) -> list[int]:
        """The start tags in whose attributes, as written, one of these words stands; each is one
        of MARKS.
        """
        if not self.marked:
            self.marked.update(find_marks(self.written))
        found = {i for word in words for i in self.marked[word]}
        return sorted(i for i in found if self.names[i][0] != "/")

    @property
    def low(self) -> str:
        """The attributes of all block-level tags in lower case, equal ones once, with a NUL between
        two tags.
        """
        if (low := self.cased.get("low")) is None:
            said = dict.fromkeys(self.attributes[at] for at in self.nesting.at)
            low = self.cased["low"] = "\0".join(said).lower()
        return low

    def values(self, tag: int) -> Mapping[str, str]:
        """A tag's attributes, by lower-case name."""
        return read_attributes(self.attributes[tag])

    def ancestors(self, tag: int) -> Iterator[int]:
        """The block-level elements that a tag stands in, innermost first; the root is left out."""
        element = self.innermost(tag)
        while element > 0:
            yield element
            element = self.nesting.parent[element]

    def categories_of(self, element: int) -> int:
        """What the class, id and role of an element say, as bits (see `classify_attributes`)."""
        return classify_attributes(self.attributes[self.nesting.at[element]])[0]

    def is_within(self, tag: int, categories: int, *, levels: int) -> bool:
        """Whether one of so many elements around a tag, innermost first and `body` left out, is of
        one of these categories, given as bits.
        """
        around = islice(self.ancestors(tag), levels)
        return any(self.categories_of(e) & categories for e in around if self.name_of(e) != "body")

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
    parts, written = _split(text)
    names = ["html", *map(NAMES.__getitem__, parts[1::3])]
    kinds = list(map(KINDS.__getitem__, names))
    code = np.array(kinds, np.int64)
    texts = [unescape(said) if "&" in said else said for said in parts[::3]]
    attributes, nesting = ["", *parts[2::3]], nest(names, code)
    for at in nesting.around:
        names[at], attributes[at] = "div", ""
    ends_line = (code != 0) & ((np.abs(code) <= RULE) | (np.abs(code) == BREAK))
    breaks: list[int] = ends_line.nonzero()[0].tolist()
    return Document(names, kinds, code, attributes, written, texts, json_ld, title, nesting, breaks)


def _split(text: str) -> tuple[list[str], str]:
    """Text, name, attributes, text, name, attributes, and so on; and all attributes, those of the
    root before them, with NULs between.
    """
    if text.rfind("<") <= text.rfind(">"):
        parts = _PLAIN_TAG.split(text)
        written = _written(parts)
        if all(_CLOSED.fullmatch(parts[3 * tag - 1]) for tag in find_odd_quotes(written)):
            return parts, written
    parts = _TAG.split(text)
    return parts, _written(parts)


def _written(parts: list[str]) -> str:
    return "\0".join(["", *parts[2::3]])


def _without_unseen(page: bytes) -> tuple[str, list[str], str | None]:
    """The page without what is cut out, the JSON-LD scripts of that, and the first title."""
    low, kept, at = page.lower(), [], 0
    json_ld: list[str] = []
    title = None
    endless: set[bytes] = set()
    behind = 0
    while found := _REGION.search(low, behind):
        start, behind, name = found.start(), found.end(), found[1]
        if name in endless or (name == b"template" and _is_shown(low, start)):
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


def _is_shown(low: bytes, start: int) -> bool:
    """Whether a `template` is a shadow root, whose content a reader sees in its element's place."""
    return b"shadowroot" in low[start : low.find(b">", start) + 1]


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
