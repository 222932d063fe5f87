"""A page that prints several whole articles, one under the other -> each with its own title,
address, dates and blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.page import PARAGRAPH_KINDS, Article, Block, DateCandidate
from transforms.parse.dates.printed import parse_printed_date
from transforms.parse.html.fields.bylines import find_printed_byline
from transforms.parse.html.fields.dates import find_time_in, read_dateline
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.attributes import classify_attributes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import HEADINGS
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.urls import absolute_url
from transforms.words.html_classes import CATEGORIES

#: What is shorter is a teaser, a comment or a brief in a list.
_LEAST_WORDS = 80
#: So much of the body stands inside articles that have a heading of their own.
_LEAST_SHARE = 0.8
_NOT_ARTICLES = sum(1 << CATEGORIES.index(name) for name in ("comment", "related", "ad", "side"))
_TITLE_TAGS = frozenset(["h1", "h2", "h3"])

Split = tuple[list[Article], list[Block], list[DateCandidate]]


def split_articles(
    page: Document, found: Metadata, body: Sequence[Block], elements: Sequence[int], url: str | None
) -> Split | None:
    """The page's articles with their blocks and dates where it has two or more `<article>`
    elements, each with a heading and a long body.

    `elements` gives for each block of the body the outermost `<article>` it stands in, or -1. None
    for every other page, and for one that states by metadata that it is one article. Blocks outside
    the articles are of kind other.
    """
    if found.article or (found.meta.get("og:type") or "").lower() in (
        "article",
        "news",
        "newsarticle",
    ):
        return None
    titles = _title_tags(page, body, elements)
    if not titles:
        return None
    articles, blocks, dates = [], [], []
    for no, (element, tag) in enumerate(titles.items()):
        title = page.text_of(tag)
        links = [i for i in range(tag, page.end_of(tag)) if page.names[i] == "a"]
        address = absolute_url(page.values(links[0]).get("href"), url) if links else None
        byline = ", ".join(find_printed_byline(page, tag)) or None
        articles.append(Article(no, address, title, byline, None, found.language))
        own = list(_own_blocks(body, elements, element, no, title))
        blocks += [Block("title", title, "article_heading", no), *own]
        first = next((b.text for b in own if b.kind == "body"), None)
        dates += [
            replace(d, article_no=no) for d in (*find_time_in(page, element), *read_dateline(first))
        ]
    blocks += [
        replace(b, kind="other", article_no=None)
        for b, e in zip(body, elements, strict=True)
        if e not in titles
    ]
    return articles, blocks, dates


def _title_tags(page: Document, body: Sequence[Block], elements: Sequence[int]) -> dict[int, int]:
    """The article elements with a long body and a heading of their own, each with that heading's
    tag, where there are two or more and hardly any of the body stands outside them; else none.
    """
    words: dict[int, int] = {}
    for block, element in zip(body, elements, strict=True):
        words[element] = words.get(element, 0) + (
            count_words(block.text) if block.kind in PARAGRAPH_KINDS else 0
        )
    titles = {
        e: tag
        for e in words
        if e > 0 and words[e] >= _LEAST_WORDS and (tag := _title_tag(page, e)) is not None
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
            yield replace(block, article_no=no, kind="date" if is_date else block.kind)


def _title_tag(page: Document, element: int) -> int | None:
    """The first heading of an article element that is not a comment, a card or an advertisement by
    its names.
    """
    start, stop = page.nesting.at[element], page.nesting.end[element]
    if classify_attributes(page.attributes[start])[0] & _NOT_ARTICLES:
        return None
    heading = next((i for i in range(start, stop) if page.names[i] in HEADINGS), None)
    return (
        heading
        if heading is not None and page.names[heading] in _TITLE_TAGS and page.text_of(heading)
        else None
    )
