"""An HTML capture -> its blocks, article, dates and listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from transforms.page import (
    PARAGRAPH_KINDS,
    Article,
    Block,
    DateCandidate,
    HeadlineCandidate,
    Listing,
    Page,
)
from transforms.parse.html.fields.dates import read_dateline
from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.html.fields.metadata import Metadata, find_alternates
from transforms.parse.html.kind.classify import classify_page, may_be_article, read_chances
from transforms.parse.html.markup.base import find_root
from transforms.parse.html.parts import PageParts, read_parts
from transforms.parse.html.teasers import Teaser
from transforms.parse.html.text.anchors import with_anchors
from transforms.parse.html.text.articles import Split, split_articles
from transforms.parse.html.text.body import Body, is_unsure, with_second_opinion
from transforms.parse.html.text.embedded import find_embedded
from transforms.parse.html.text.ends import set_ends_apart
from transforms.parse.html.text.left_out import blocks_left_out, merge_places
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words, has_words

#: A page with fewer words of its own is looked through for a text that a script would show. judged
_LEAST_WORDS = 30
#: With so many words of its own, what another extractor makes of a page that is hardly an article
#: says nothing of its kind: of 33 such pages of the parts for training and choosing none changes
#: it, and of 17 with fewer words none has another kind by a quick extractor than by the best.
#: measured: benchmarks/quality/kind.py
_TOLD_WORDS = 100


def parse_html(payload: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """The page of an HTML payload. `charset` is what HTTP declared; `url` is the capture's, for
    relative links.

    Raises Refused for bytes that no parser should be given (see `guard`).
    """
    parts = read_parts(payload, url=url, charset=charset)
    found, links = parts.found, parts.links
    address = url or found.canonical_url
    chances = read_chances(parts, address) if is_unsure(parts.main) else None
    main = _asked_again(parts, chances) if chances else parts.main
    parts = replace(parts, main=main)
    body, aside = set_ends_apart(_whole_body(parts), found, [x.text for x in links])
    verdict = classify_page(parts, body, url=address, chances=chances)
    page = Page(
        verdict.kind,
        page_kind_confidence=verdict.confidence,
        page_kind_rule=verdict.rule,
        encoding=parts.decoded.encoding,
        encoding_source=parts.decoded.source,
        canonical_url=found.canonical_url,
        site_name=found.site_name,
        language=found.language,
        alternates=find_alternates(parts.document, found.article, address),
        headlines=found.headlines,
    )
    if verdict.kind != "article":
        others = merge_places(_others(body, links), _others(aside, []))
        return _with_teasers(replace(page, blocks=others), links)
    articles, blocks, dates = split_articles(
        parts.document, found, main.blocks, main.articles, address, dates=parts.dates
    ) or _one_article(found, body, parts.dates, url)
    teasers = _elsewhere(links, found, body if len(articles) == 1 else blocks)
    said = (found.heading_text or "", *(x.text for x in teasers), *(b.text for b in blocks))
    blocks = merge_places(merge_places(blocks, aside), blocks_left_out(main, said))
    blocks = with_anchors(blocks, parts.document, main, find_root(parts.document, address))
    page = replace(page, headlines=_headlines(found, articles))
    return _with_teasers(replace(page, blocks=blocks, articles=articles, dates=dates), teasers)


def _asked_again(parts: PageParts, chances: Mapping[str, float]) -> Body:
    """The main text by another extractor: by the best where the page may be an article, else by a
    quick one where there are hardly words to tell the kind by.
    """
    is_quick = not may_be_article(parts, chances)
    if is_quick and sum(count_words(b.text) for b in parts.main.blocks) >= _TOLD_WORDS:
        return parts.main
    return with_second_opinion(parts.main, parts.decoded.text, is_quick=is_quick)


def _whole_body(parts: PageParts) -> list[Block]:
    """The main text without the title; what the page states, or holds for a script, where that is
    no text.
    """
    body = _without_title(parts.main.blocks, parts.found)
    if len(body) < 2:
        body = _stated_body(parts.found, body)
    if not has_words((b.text for b in body), _LEAST_WORDS):
        return find_embedded(parts.decoded.text) or body
    return body


def _elsewhere(links: list[Teaser], found: Metadata, blocks: list[Block]) -> list[Teaser]:
    """The links that say neither what the article says nor its headline: those lead to itself."""
    inside = fold_name("\n".join([b.text for b in blocks]))
    inside += fold_name(found.heading_text or found.title)
    return [x for x in links if fold_name(x.text) not in inside]


def _others(body: list[Block], links: list[Teaser]) -> list[Block]:
    """The blocks of a page that is no article, without those that are one of its headline links."""
    named = {fold_name(x.text) for x in links}
    return [
        b._replace(kind="other", article_no=None) for b in body if fold_name(b.text) not in named
    ]


def _one_article(
    found: Metadata, body: list[Block], dates: list[DateCandidate], url: str | None
) -> Split:
    """The article of a page that is one, with its header's blocks and its dateline's date."""
    first = next((b.text for b in body if b.kind in PARAGRAPH_KINDS), None)
    article = Article(
        0,
        found.canonical_url or url,
        found.title,
        found.byline,
        found.section,
        found.language,
        agency=found.agency,
        photo_credit=found.photo_credit,
        licence=found.licence,
    )
    return [article], [*_header(found), *body], [*dates, *read_dateline(first)]


def _headlines(found: Metadata, articles: list[Article]) -> list[HeadlineCandidate]:
    """The page's headlines; of several articles each its own, and those of the page for none."""
    if len(articles) == 1:
        return found.headlines
    own = [
        HeadlineCandidate("heading", article.title, article.article_no, is_chosen=True)
        for article in articles
        if article.title
    ]
    return own + [replace(h, article_no=None, is_chosen=False) for h in found.headlines]


def _header(found: Metadata) -> list[Block]:
    """Title and byline as blocks of the article."""
    lines = [Block("title", found.title, "metadata", 0)] if found.title else []
    return lines + ([Block("byline", found.byline, "metadata", 0)] if found.byline else [])


def _without_title(body: list[Block], found: Metadata) -> list[Block]:
    """The body without a first block that only says the title again."""
    titles = {fold_name(found.title), fold_name(found.heading_text)} - {""}
    return body[1:] if body and fold_name(body[0].text) in titles else body


def _stated_body(found: Metadata, body: list[Block]) -> list[Block]:
    """The paragraphs of JSON-LD's articleBody, where the page's own body is none or the same
    without its paragraphs.
    """
    stated = found.article.get("articleBody")
    lines = stated.splitlines() if isinstance(stated, str) else []
    blocks = [Block("body", line, "json_ld_body", 0) for raw in lines if (line := one_line(raw))]
    is_same = bool(body) and fold_name(body[0].text) == fold_name("".join(b.text for b in blocks))
    return blocks if blocks and (not body or is_same) else body


def _with_teasers(page: Page, teasers: list[Teaser]) -> Page:
    """The page with a block and a listing a teaser, and a block for each date its card prints."""
    blocks = list(page.blocks)
    listings = []
    for teaser in teasers:
        listings.append(
            Listing(teaser.text, "teaser", teaser.url, teaser.is_cut, teaser.listed_on, len(blocks))
        )
        blocks.append(Block("teaser", teaser.text, "headline_link"))
        if teaser.date_text:
            blocks.append(Block("teaser_date", teaser.date_text, "card_date"))
    days = [t.listed_on for t in teasers if t.listed_on]
    return replace(page, blocks=blocks, listings=listings, captured_after=max(days, default=None))
