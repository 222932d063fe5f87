"""An HTML capture -> its blocks, article, dates and listings."""

from __future__ import annotations

from dataclasses import replace

from transforms.page import Article, Block, DateCandidate, HeadlineCandidate, Listing, Page
from transforms.parse.html.fields.dates import find_dates, read_dateline
from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.html.fields.metadata import Metadata, find_alternates, read_metadata
from transforms.parse.html.kind import classify_page
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.markup.guard import check_document, check_html
from transforms.parse.html.teasers import Teaser, find_teasers
from transforms.parse.html.text.articles import Split, split_articles
from transforms.parse.html.text.body import find_body, read_hints
from transforms.text.encoding import Decoded, decode
from transforms.text.folds import fold_name


def parse_html(payload: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """The page of an HTML payload. `charset` is what HTTP declared; `url` is the capture's, for
    relative links.

    Raises Refused for bytes that no parser should be given (see `guard`).
    """
    check_html(payload)
    decoded = decode(payload, declared=charset, media_type="text/html")
    document = read_document(encode_utf8(payload, decoded))
    check_document(document)
    found = read_metadata(document, url)
    links = find_teasers(document, url=url, canonical=found.canonical_url)
    dates = find_dates(document, found, url)
    main = find_body(document, decoded.text, read_hints(found))
    body = _without_title(main.blocks, found)
    if len(body) < 2:
        body = _stated_body(found, body)
    kind = classify_page(
        found, body, main, links=[x.text for x in links], url=url or found.canonical_url
    )
    page = Page(
        kind,
        encoding=decoded.encoding,
        encoding_source=decoded.source,
        canonical_url=found.canonical_url,
        site_name=found.site_name,
        language=found.language,
        alternates=find_alternates(document, found.article, url or found.canonical_url),
        headlines=found.headlines,
    )
    if kind != "article":
        return _with_teasers(replace(page, blocks=_others(body, links)), links)
    split = split_articles(
        document, found, main.blocks, main.articles, url or found.canonical_url
    ) or _one_article(found, body, dates, url)
    articles, blocks, dates = split
    inside = fold_name("\n".join(b.text for b in (body if len(articles) == 1 else blocks)))
    teasers = [x for x in links if fold_name(x.text) not in inside]
    page = replace(page, headlines=_headlines(found, articles))
    return _with_teasers(replace(page, blocks=blocks, articles=articles, dates=dates), teasers)


def _others(body: list[Block], links: list[Teaser]) -> list[Block]:
    """The blocks of a page that is no article, without those that are one of its headline links."""
    named = {fold_name(x.text) for x in links}
    return [
        replace(b, kind="other", article_no=None) for b in body if fold_name(b.text) not in named
    ]


def _one_article(
    found: Metadata, body: list[Block], dates: list[DateCandidate], url: str | None
) -> Split:
    """The article of a page that is one, with its header's blocks and its dateline's date."""
    first = next((b.text for b in body if b.kind == "body"), None)
    article = Article(
        0, found.canonical_url or url, found.title, found.byline, found.section, found.language
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


def encode_utf8(payload: bytes, decoded: Decoded) -> bytes:
    """The text of a payload in UTF-8: mostly the payload itself."""
    if decoded.encoding == "utf-8" and decoded.source != "replaced":
        return payload[decoded.bom_bytes :]
    return decoded.text.encode("utf-8", "replace")


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
