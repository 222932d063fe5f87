"""Page -> the header of its article: the heading, and the short lines before and behind it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from transforms.parse.dates.printed import DATE_LINE_CHARS, read_line
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import LINK
from transforms.text.word_counts import count_words, estimate_words
from transforms.urls import split_url, url_key
from transforms.words.html_classes import BYLINE_CLASS, DATE_CLASS, HEADER_DATE_CLASS, bits_of
from transforms.words.links import AUTHOR_PATH

#: A heading's header holds its date within so many ancestors.
#: measured: benchmarks/quality/curves.py CLIMB
CLIMB = 5
#: Elements that hold other things than the header of the page's article.
CARDS = frozenset({"aside", "nav", "footer", "form", "figure", "figcaption"})
#: So many tags before the heading and behind it are looked at. judged
_BEFORE, _BEHIND = 80, 700
#: What is at least so many words is a paragraph; behind the second of them the header has ended.
#: judged
_PROSE_WORDS, _PARAGRAPHS = 30, 2
#: Of so many elements around something one may be called a reader's comment. judged
_COMMENT, _COMMENT_LEVELS = bits_of("comment"), 4
#: A link of so many words in a card is another article's headline. judged
_LINK_WORDS = 4
#: An element of more characters is no card. measured: benchmarks/quality/curves.py _CARD_CHARS
_CARD_CHARS = 600
#: Between a heading and its day stand at most so many tags and characters. judged
_NEAR_TAGS, _NEAR_CHARS = 200, 600
_HEADINGS = ("h1", "h2", "h3", "h4")


class Line(NamedTuple):
    """A line of the page: its tags, its text, and whether it stands before the heading."""

    start: int
    stop: int
    text: str
    is_before: bool


def around(page: Document, anchor: int | None) -> list[int]:
    """The elements around the heading that may be its header, nearest first."""
    return list(page.ancestors(anchor))[:CLIMB] if anchor is not None else []


def within(page: Document, level: int, tags: list[int]) -> list[int]:
    """Those of some tags, in order, that stand inside an element."""
    return tags[
        bisect_right(tags, page.nesting.at[level]) : bisect_left(tags, page.nesting.end[level])
    ]


def header_lines(page: Document, anchor: int | None) -> Iterator[Line]:
    """The lines behind the heading until two paragraphs have passed, then those right before it.

    Without a heading they are the lines before the page's first paragraphs.
    """
    if anchor is None:
        first = _first_paragraph(page)
        start = max(0, first - _BEFORE)
        yield from (line for line in _lines(page, start, min(first + _BEHIND, len(page.names))))
        return
    paragraphs = 0
    for line in _lines(page, anchor, min(anchor + _BEHIND, len(page.names))):
        yield line
        paragraphs += _is_paragraph(page, line)
        if paragraphs == _PARAGRAPHS:
            break
    levels = [e for e in around(page, anchor) if page.name_of(e) != "body"]
    if levels:
        start = max(page.nesting.at[levels[-1]], anchor - _BEFORE)
        day = _day_over(page, start)
        before = [
            Line(line.start, line.stop, line.text, is_before=True)
            for line in _lines(page, start if day is None else day, anchor)
        ]
        yield from reversed(before)


def _day_over(page: Document, start: int) -> int | None:
    """The heading right before an element that is nothing but a day: blogs put one over the posts
    of a day.
    """
    tags = range(start - 1, max(start - _BEFORE, 0), -1)
    tag = next((tag for tag in tags if page.names[tag] in _HEADINGS), None)
    if tag is None or page.end_of(tag) > start or page.text(page.end_of(tag), start):
        return None
    return tag if read_line(page.text_of(tag)).is_alone else None


def tail_lines(page: Document, anchor: int | None, stop: int) -> Iterator[Line]:
    """The lines behind the header, to the end of the page."""
    yield from _lines(page, max(stop, anchor or 0), len(page.names))


def _lines(page: Document, start: int, stop: int) -> Iterator[Line]:
    for begin, end, text in page.lines(start, stop):
        yield Line(begin, end, text, is_before=False)


def _is_paragraph(page: Document, line: Line) -> bool:
    """Whether a line is prose: long, and for the most part no link."""
    if len(line.text) < 60 or estimate_words(line.text) < _PROSE_WORDS:
        return False
    linked = sum(
        len(page.text_of(i)) for i in range(line.start, line.stop) if page.kinds[i] == LINK
    )
    return linked * 2 < len(line.text)


def _first_paragraph(page: Document) -> int:
    lines = _lines(page, 0, len(page.names))
    return next((line.start for line in lines if _is_paragraph(page, line)), 0)


def own_keys(found: Metadata, url: str | None) -> frozenset[str]:
    """The keys of the addresses that are the page's own."""
    return frozenset(k for a in (url, found.canonical_url) if (k := url_key(a)))


def in_card(page: Document, tag: int, anchor: int | None, own: frozenset[str]) -> bool:
    """Whether something stands in a list, an aside or a link to another article, and so is about
    that.

    A link to the page itself, to a day's archive or with `rel=bookmark` around the heading's own
    date is none: WordPress links its dates. Right below the heading only a link in the same element
    counts, and a footer is the header's, as Drupal puts the day there, as is an aside with an
    element that is called a day.
    """
    is_near = _is_near(page, anchor, tag)
    cards = CARDS - {"footer"} if is_near and anchor is not None else CARDS
    is_day = is_near and _is_called_day(page, tag)
    if is_day:
        cards = cards - {"aside"}
    if page.names[tag] in cards or is_in_foreign_link(page, tag, own):
        return True
    if not is_near and page.is_within(tag, _COMMENT, levels=_COMMENT_LEVELS):
        return True
    levels = 2 if is_near else 4
    for height, element in enumerate(page.ancestors(tag), start=1):
        start, end = page.nesting.at[element], page.nesting.end[element]
        if anchor is not None and start <= anchor < end:
            return False
        name = page.name_of(element)
        if name in cards:
            return True
        is_list = levels > 2 and name in ("ul", "ol")
        is_told = is_day and name == "aside"
        is_card = is_list or (
            height < levels and not is_told and _is_small(page, start, end, is_near=is_near)
        )
        if is_card and _links_elsewhere(page, tag, start, end, own):
            return True
    return False


def _is_called_day(page: Document, tag: int) -> bool:
    """Whether the class of a tag, or of the element that it stands in, speaks of a day."""
    inner = page.nesting.at[page.innermost(tag)]
    classes = (page.values(t).get("class", "") for t in (tag, inner))
    return any(map(DATE_CLASS.search, classes))


def _is_small(page: Document, start: int, end: int, *, is_near: bool) -> bool:
    """Whether an element is a card's size, and not named for a day, an author, or right below the
    heading for what is told of an article.
    """
    said = page.values(start).get("class", "")
    named = HEADER_DATE_CLASS if is_near else DATE_CLASS
    is_named = named.search(said) or BYLINE_CLASS.search(said)
    return not is_named and len(page.text(start, min(end, start + 400))) <= _CARD_CHARS


def _is_near(page: Document, anchor: int | None, tag: int) -> bool:
    """Whether only a header's short lines stand between the heading, or the page's beginning, and
    something behind it.
    """
    if anchor is None:
        return True
    start, stop = min(anchor, tag), max(anchor, tag)
    if stop - start > _NEAR_TAGS or any(name in _HEADINGS for name in page.names[start + 1 : stop]):
        return False
    return len(page.text(start, stop)) < _NEAR_CHARS


def _links_elsewhere(page: Document, tag: int, start: int, end: int, own: frozenset[str]) -> bool:
    """Whether a headline's link stands there that is not around the tag itself."""
    links = [i for i in range(start, min(end, start + 400)) if page.kinds[i] == LINK][:10]
    return any(
        count_words(page.text_of(i)) >= _LINK_WORDS
        and not i <= tag < page.end_of(i)
        and not _is_own_link(page, i, own)
        for i in links
    )


def is_in_foreign_link(page: Document, tag: int, own: frozenset[str]) -> bool:
    """Whether the text behind a tag stands in a link that leads to another page."""
    if page.kinds[tag] == -LINK:
        return False
    if not page.is_linked(tag) and page.kinds[tag] != LINK:
        return False
    link = next((i for i in range(tag, max(tag - 60, -1), -1) if page.kinds[i] == LINK), None)
    if link is None:
        return False
    is_bookmark = "bookmark" in page.values(link).get("rel", "").lower().split()
    if is_bookmark or _is_own_link(page, link, own):
        return False
    text = page.text_of(link)
    return len(text) > DATE_LINE_CHARS or not read_line(text).is_alone


def _is_own_link(page: Document, link: int, own: frozenset[str]) -> bool:
    """Whether a link leads to the page itself, to its author, or to the archive of its day."""
    values = page.values(link)
    href = values.get("href", "").strip()
    if not href or href.startswith("#") or "author" in values.get("rel", ""):
        return True
    path = split_url(href).path.strip("/")
    if AUTHOR_PATH.search(f"/{path}"):
        return True
    if url_key(href) in own or (path and any(k.partition("/")[2] == path for k in own)):
        return True
    parts = path.split("/")[-2:]
    return "?m=" in href or all(p.isdecimal() and len(p) <= 4 for p in parts)


def is_apart(page: Document, tag: int, own: frozenset[str]) -> bool:
    """Whether something stands in a navigation, a form, a page's footer or the like, or in a link;
    an article's own footer is none, and what a label calls the publication's may stand in an aside.
    """
    for element in page.ancestors(tag):
        name = page.name_of(element)
        if name == "footer" and _is_in_article(page, element):
            continue
        if name in CARDS - {"aside"}:
            return True
    return page.names[tag] in CARDS or is_in_foreign_link(page, tag, own)


def _is_in_article(page: Document, element: int) -> bool:
    return any(
        page.name_of(e) in ("article", "main") for e in page.ancestors(page.nesting.at[element])
    )
