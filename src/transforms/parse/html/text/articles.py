"""A page that prints several whole articles, one under the other -> each with its own title,
address, dates and blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from transforms.page import PARAGRAPH_KINDS, Article, Block, DateCandidate
from transforms.parse.dates.printed import parse_printed_date
from transforms.parse.html.fields.bylines import find_printed_byline
from transforms.parse.html.fields.dates import find_time_in, read_dateline
from transforms.parse.html.fields.metadata import OG_ARTICLES, Metadata
from transforms.parse.html.markup.attributes import classify_attributes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import HEADINGS
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.urls import absolute_url
from transforms.words.html_classes import bits_of

#: What is shorter is a teaser, a comment or a brief in a list.
#: measured: benchmarks/quality/curves.py _LEAST_WORDS
_LEAST_WORDS = 80
#: Articles that a page loaded behind its own have a first heading each: then so many are enough.
_LEAST_LOADED_WORDS = 40  # judged
#: How far the day that such an article prints alone is to be trusted. judged
_PRINTED = 0.9
#: Where scripts that load articles write the address of each.
_ADDRESS = re.compile(r"data-(?:[a-z]{1,20}-){0,3}(?:url|href|permalink|canonical)")
#: So many articles of one page are told apart. judged
_MOST_LOADED = 50
#: So much of the body stands inside articles that have a heading of their own. judged
_LEAST_SHARE = 0.8
_NOT_ARTICLES = bits_of("comment", "related", "ad", "side")
_TITLE_TAGS = frozenset(["h1", "h2", "h3"])

Split = tuple[list[Article], list[Block], list[DateCandidate]]


def split_articles(
    page: Document,
    found: Metadata,
    body: Sequence[Block],
    elements: Sequence[int],
    url: str | None,
    *,
    dates: Sequence[DateCandidate],
) -> Split | None:
    """The page's articles with their blocks and dates where it has two or more `<article>`
    elements, or others that a script loaded, each with a heading and a long body.

    `elements` gives for each block of the body the outermost of these it stands in, or -1; `dates`
    are the page's. None for every other page. What a page states by metadata that it is one
    article, or prints before others that a script loaded, goes for the one of its headline. Blocks
    outside the articles are of kind other.
    """
    is_stated = bool(found.article) or found.meta.get("og:type", "").lower() in OG_ARTICLES
    is_endless = is_stated or bool(find_loaded(page))
    titles = _title_tags(page, body, elements, is_endless=is_endless)
    names = {fold_name(found.title), fold_name(found.heading_text)} - {""}
    own = next((e for e, tag in titles.items() if fold_name(page.text_of(tag)) in names), None)
    if not titles or (is_endless and own is None):
        return None
    articles: list[Article] = []
    blocks: list[Block] = []
    days: list[DateCandidate] = []
    for no, (element, tag) in enumerate(titles.items()):
        title = page.text_of(tag)
        inside = list(_own_blocks(body, elements, element, no, title))
        article = _article(page, found, no, element, tag, url)
        is_own = is_endless and element == own
        articles.append(_stated(article, found, url) if is_own else article)
        first = next((b.text for b in inside if b.kind in PARAGRAPH_KINDS), None)
        marked = dates if is_own else [*find_time_in(page, element)] or _printed_days(inside)
        own_days = [*marked, *read_dateline(first)]
        days += [replace(day, article_no=no) for day in own_days]
        blocks += [Block("title", title, "article_heading", no), *inside]
    return articles, [*blocks, *_outside(body, elements, titles)], days


def _printed_days(blocks: Sequence[Block]) -> list[DateCandidate]:
    """The day that the first line of an article that is nothing but a day prints."""
    lines = (b.text for b in blocks if b.kind == "date")
    days = (day for line in lines if (day := parse_printed_date(line)))
    return [day.as_candidate("text", _PRINTED, evidence=day.evidence[:80]) for day in days][:1]


def find_loaded(page: Document) -> list[int]:
    """The elements that each hold one of a page's headings of the first rank, where a script wrote
    the address of its article on one behind the first: articles that were loaded behind the page's
    own, in whatever elements. Empty for every other page.
    """
    tags = page.tags_named("h1")[:_MOST_LOADED]
    ways = [[*page.ancestors(tag)][::-1] for tag in tags]
    if len(ways) < 2:
        return []
    shared = next(
        (no for no, two in enumerate(zip(*ways[:2], strict=False)) if two[0] != two[1]), None
    )
    if shared is None or any(way[:shared] != ways[0][:shared] for way in ways):
        return []
    found = [way[shared] for way in ways if len(way) > shared]
    is_told = any(_told_address(page, element) for element in found[1:])
    return found if is_told and len({*found}) == len(tags) else []


def _told_address(page: Document, element: int) -> str | None:
    """The address of its article that a script wrote on an element."""
    values = page.values(page.nesting.at[element])
    return next((v for name, v in values.items() if v and _ADDRESS.fullmatch(name)), None)


def _outside(
    body: Sequence[Block], elements: Sequence[int], titles: Mapping[int, int]
) -> Iterator[Block]:
    """The blocks of the body that stand in none of the articles."""
    for block, element in zip(body, elements, strict=True):
        if element not in titles:
            yield block._replace(kind="other", article_no=None)


def _article(
    page: Document, found: Metadata, no: int, element: int, tag: int, url: str | None
) -> Article:
    """What an article element says of its article."""
    links = [i for i in range(tag, page.end_of(tag)) if page.names[i] == "a"]
    address = page.values(links[0]).get("href") if links else _told_address(page, element)
    byline = ", ".join(find_printed_byline(page, tag)) or None
    title = page.text_of(tag)
    return Article(no, absolute_url(address, url), title, byline, None, found.language)


def _stated(article: Article, found: Metadata, url: str | None) -> Article:
    """The article that a page's metadata speak of."""
    return replace(
        article,
        url=found.canonical_url or url or article.url,
        title=found.title or article.title,
        byline=found.byline or article.byline,
        section=found.section,
        agency=found.agency,
        photo_credit=found.photo_credit,
        licence=found.licence,
    )


def _title_tags(
    page: Document, body: Sequence[Block], elements: Sequence[int], *, is_endless: bool
) -> dict[int, int]:
    """The article elements with a long body and a heading of their own, each with that heading's
    tag, where there are two or more and hardly any of the body stands outside them; else none. On a
    page that states to be one article each must have an `h1`.
    """
    if len({e for e in elements if e > 0}) < 2:
        return {}
    words: dict[int, int] = {}
    for block, element in zip(body, elements, strict=True):
        words[element] = words.get(element, 0) + (
            count_words(block.text) if block.kind in PARAGRAPH_KINDS else 0
        )
    least = _LEAST_LOADED_WORDS if is_endless else _LEAST_WORDS
    titles = {
        e: tag
        for e in words
        if e > 0
        and words[e] >= least
        and (tag := _title_tag(page, e)) is not None
        and (page.names[tag] == "h1" or not is_endless)
    }
    is_most = sum(words[e] for e in titles) >= _LEAST_SHARE * sum(words.values())
    return titles if len(titles) >= 2 and is_most else {}


def _own_blocks(
    body: Sequence[Block], elements: Sequence[int], element: int, no: int, title: str
) -> Iterator[Block]:
    """An article's blocks but its title; a block that is a date is no body."""
    for block, outermost in zip(body, elements, strict=True):
        if outermost == element and fold_name(block.text) != fold_name(title):
            is_date = block.kind == "body" and parse_printed_date(block.text)
            yield block._replace(article_no=no, kind="date" if is_date else block.kind)


def _title_tag(page: Document, element: int) -> int | None:
    """The first heading of an article element that is not a comment, a card or an advertisement by
    its names; one with an article's address and an `h1` is none, whatever its names.
    """
    start, stop = page.nesting.at[element], page.nesting.end[element]
    heading = next((i for i in range(start, stop) if page.names[i] in HEADINGS), None)
    if classify_attributes(page.attributes[start])[0] & _NOT_ARTICLES and (
        heading is None or page.names[heading] != "h1" or not _told_address(page, element)
    ):
        return None
    return (
        heading
        if heading is not None and page.names[heading] in _TITLE_TAGS and page.text_of(heading)
        else None
    )
