"""A line of a dump, one JSON object with the fields of an article -> a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from resiliparse.extract.html2text import extract_plain_text

from transforms.formats.saved.mail import Mail
from transforms.formats.saved.marks import without_toolbar
from transforms.page import (
    Article,
    Block,
    BlockKind,
    DateCandidate,
    HeadlineCandidate,
    Listing,
    Page,
    Refused,
)
from transforms.parse.dates.figures import DMY
from transforms.parse.dates.orders import country_order, language_order, text_order
from transforms.parse.dates.value import Order
from transforms.parse.dates.zones import as_local
from transforms.parse.html.fields.dates import read_candidate, read_url_dates
from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.html.fields.people import People, read_people
from transforms.parse.html.fields.titles import remove_site_name
from transforms.parse.html.page import parse_html
from transforms.parse.html.text.anchors import carry_anchors, with_anchors_of
from transforms.parse.plain.page import label_plain
from transforms.parse.together import Steps
from transforms.text.folds import fold_name
from transforms.text.language import primary_subtag
from transforms.text.records.fields import Fields, record_fields
from transforms.text.records.values import unescape_lines
from transforms.text.word_counts import count_words
from transforms.urls import absolute_url, split_url

#: What whoever made the dump states of the article goes before what its markup says. judged
RECORD_CONFIDENCE = 0.96
#: Where the markup beside a text has so many times its letters, the text is an excerpt.
EXCERPT = 1.5  # judged
#: What a news service puts behind the beginning of a text: `… [+2310 chars]`.
_CUT = re.compile(r"\[\+\d+ chars?\]\s*\Z")
#: Kinds of page that a text of a few words may be; of a longer one it is told in passing.
NO_ARTICLE = frozenset({"error", "not_found", "consent_wall", "paywall_stub", "empty"})
_NOTICE_WORDS = 60  # judged
#: The share of a text's letters and figures that its blocks must have.
_KEPT = 0.998  # judged
_BODY_KINDS = frozenset(
    {"body", "heading", "caption", "list_item", "table_row", "quote", "list_heading"}
)
#: Text fields of some dumps hold the article's markup; the closing tag of a block gives it away.
_MARKUP = re.compile(
    r"</(?:p|div|article|section|ul|ol|blockquote|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE
)


def read_article_record(
    line: bytes, *, field_map: Mapping[str, str] | None = None, url: str | None = None
) -> Steps:
    """The page of one record, in steps: its `html` parsed as a page, else its `text`; what the
    record states wins over both.

    `url` stands in where the record has none. Without text and html the page is `empty`, and names
    its article without being it. Raises Refused("bad_json") for anything but one JSON object,
    Refused("no_article_fields") for an object about something else, and what `parse_html` raises.
    """
    fields = record_fields(line, field_map)
    if not fields.names_article:
        raise Refused(
            "no_article_fields",
            "none of its fields is known as an address, a headline, a text or a page: --map can "
            "name them",
        )
    address = absolute_url(fields.url, None) or url
    page = yield from _page_of(fields, address)
    page = replace(page, encoding="utf-8", encoding_source="json", by_content=fields.by_content)
    return _with_fields(page, fields, address) if page.page_kind == "article" else page


def _page_of(fields: Fields, address: str | None) -> Steps:
    """The page of a record's text and of its markup: the text is the article's, and the markup says
    what else there is, unless the text is an excerpt of it.
    """
    html = without_toolbar(fields.html.encode()) if fields.html else None
    page = parse_html(html, url=address, charset="utf-8") if html else None
    if not fields.text or _CUT.search(fields.text):
        return page or Page("empty", listings=name_article(fields, address))
    stated = yield from _of_text(fields.text, address)
    if page is None or page.page_kind != "article" or stated.page_kind != "article":
        return stated if page is None or page.page_kind != "article" else page
    if _letters(_body(stated)) * EXCERPT < _letters(_body(page)):
        return page
    return _with_body(page, stated)


def _with_body(page: Page, stated: Page) -> Page:
    """The page of a markup with the stated text in place of its body."""
    before = [b for b in page.blocks if b.article_no == 0 and b.kind not in _BODY_KINDS]
    after = [b for b in page.blocks if b.article_no != 0]
    place = {id(b): len(before) + len(stated.blocks) + no for no, b in enumerate(after)}
    listings = [
        replace(
            x, block_no=place.get(id(page.blocks[x.block_no])) if x.block_no is not None else None
        )
        for x in page.listings
    ]
    own = carry_anchors(stated.blocks, page.blocks)
    return replace(page, blocks=[*before, *own, *after], listings=listings)


def _body(page: Page) -> str:
    return "\n".join(b.text for b in page.blocks if b.article_no == 0 and b.kind in _BODY_KINDS)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def with_headers(page: Page, mail: Mail, url: str | None) -> Page:
    """An article with the headers of the message that it came in: a letter's subject, day and
    sender; of a saved page the subject where it has no headline.
    """
    if page.page_kind != "article" or (mail.is_saved and page.articles[0].title):
        return page
    if mail.is_saved:
        return _with_fields(page, Fields(title=mail.subject), url)
    sent = mail.sent.isoformat() if mail.sent else None
    page = _with_fields(page, Fields(title=mail.subject, published=sent), url)
    return replace(page, site_name=page.site_name or mail.sender)


def name_article(fields: Fields, url: str | None) -> list[Listing]:
    """The article that a record without its text still names."""
    title = _bare_title(fields)
    days = as_local(
        [
            *read_candidate("record", fields.published, confidence=RECORD_CONFIDENCE, order=None),
            *read_url_dates(url),
        ]
    )
    listed_on = next((d.value_on for d in days if d.source == "record" and not d.reason), None)
    return [Listing(title, "record", url, listed_on=listed_on)] if title or url else []


def _bare_title(fields: Fields) -> str | None:
    """The headline as one line, without the name of the outlet that the record states, which news
    services put behind it: `Rain - The Lenn Press`.
    """
    title = one_line(fields.title or "")
    if title and fields.outlet:
        title = remove_site_name(title, {fold_name(fields.outlet)}, set())
    return title or None


def _of_text(given: str, url: str | None) -> Steps:
    """The page of a text field: all of it is the article, in its order, unless it is a few words
    that say that there is none. What it prints of its headline, writer and day is read too.
    """
    text = markup = unescape_lines(given)
    if _MARKUP.search(text):
        text = extract_plain_text(
            text, preserve_formatting=True, alt_texts=False, list_bullets=False
        )
    page = yield from label_plain(text)
    if not any(map(str.isalnum, text)) or (
        page.page_kind in NO_ARTICLE and count_words(text) <= _NOTICE_WORDS
    ):
        return page
    page = make_whole(page, "record_text")
    blocks, listings = page.blocks, page.listings
    if _letters("".join(b.text for b in blocks)) < _KEPT * _letters(text):
        lines = (" ".join(line.split()) for line in text.splitlines())
        blocks = [Block("body", line, "record_text", 0) for line in lines if line]
        listings = [replace(x, block_no=None) for x in listings]
    return replace(page, blocks=with_anchors_of(blocks, markup, url), listings=listings)


def make_whole(page: Page, rule: str) -> Page:
    """The page as one article that has all of its text, by the rule of that name; what it prints of
    its headline, writer and day stays known.
    """
    blocks = [
        b._replace(kind=_whole_kind(b), article_no=0, rule=rule) if b.text.strip() else b
        for b in page.blocks
    ]
    return replace(
        page,
        page_kind="article",
        blocks=blocks,
        articles=page.articles[:1] or [Article()],
        dates=[d for d in page.dates if not d.article_no],
        headlines=[h for h in page.headlines if not h.article_no],
    )


def _whole_kind(block: Block) -> BlockKind:
    """A heading stays one; whatever else a text prints is its body."""
    return "heading" if block.kind in ("heading", "title", "list_heading") else "body"


def _with_fields(page: Page, fields: Fields, url: str | None) -> Page:
    """The page with the record's title (where its page prints none), byline, url, language and
    dates in place of what was parsed.
    """
    title = None if _prints_title(page) else _bare_title(fields)
    people = people_of(fields)
    page = _with_header(page, title, ", ".join(people.names) or None)
    return with_stated(page, fields, people, url, is_chosen=title is not None)


def people_of(fields: Fields) -> People:
    """The people and agencies that a record names as its writers."""
    return read_people([fields.author] if fields.author else [])


def with_stated(
    page: Page, fields: Fields, people: People, url: str | None, *, is_chosen: bool
) -> Page:
    """An article with these fields, written by these `people_of` them, its blocks as they are;
    `is_chosen` says that the title among them is the article's.
    """
    stated = _bare_title(fields)
    language = primary_subtag(fields.language)
    article = page.articles[0]
    article = replace(
        article,
        url=url or article.url,
        title=(stated if is_chosen else None) or article.title,
        byline=", ".join(people.names) or article.byline,
        section=fields.section or article.section,
        agency=", ".join(people.agencies) or article.agency,
        photo_credit=", ".join(people.credits) or article.photo_credit,
        licence=(one_line(fields.licence) if fields.licence else None) or article.licence,
        language=language or article.language,
    )
    return replace(
        page,
        articles=[article, *page.articles[1:]],
        headlines=list(_headlines(page.headlines, stated, fields.title, is_chosen=is_chosen)),
        dates=as_local(list(_dates(page, fields, url))),
        language=language or page.language,
    )


def _prints_title(page: Page) -> bool:
    """Whether a record's page is a whole one that prints its headline: then that is the title, and
    the record's is kept beside it. The headings of a mere body head its parts.
    """
    is_whole = any(h.source == "title_tag" for h in page.headlines)
    return is_whole and any(h.is_chosen and h.source == "heading" for h in page.headlines)


def _headlines(
    parsed: list[HeadlineCandidate], bare: str | None, stated: str | None, *, is_chosen: bool
) -> Iterator[HeadlineCandidate]:
    """The headlines of a record's page, and the record's own, `bare` and as it is `stated`."""
    if bare:
        said = one_line(stated or "")
        evidence = said if said != bare else None
        yield HeadlineCandidate("record", bare, is_chosen=is_chosen, evidence=evidence)
    for headline in parsed:
        is_first = headline.article_no == 0
        yield replace(headline, is_chosen=headline.is_chosen and not (is_chosen and is_first))


def _with_header(page: Page, title: str | None, byline: str | None) -> Page:
    """The page with the stated title and byline as first blocks; nothing that a text printed is
    lost, listings keep their blocks.
    """
    header = [Block("title", title, "record", 0)] if title else []
    header += (
        [Block("byline", byline, "record", 0)]
        if byline and not any(b.kind == "byline" for b in page.blocks)
        else []
    )
    blocks, place = list(header), {}
    for number, block in enumerate(page.blocks):
        if title and block.kind == "title":
            if block.rule == "metadata" or fold_name(block.text) == fold_name(title):
                continue
            block = block._replace(kind="heading")
        elif byline and block.kind == "byline" and block.rule == "metadata":
            block = block._replace(text=byline, rule="record")
        place[number] = len(blocks)
        blocks.append(block)
    listings = [
        replace(x, block_no=place.get(x.block_no) if x.block_no is not None else None)
        for x in page.listings
    ]
    return replace(page, blocks=blocks, listings=listings)


def _day_order(page: Page, fields: Fields) -> Order | None:
    """The order in which a record writes days in figures: that of the language that it states,
    else, where a day is written so, of its text's, else of the country in its language tag or its
    address.
    """
    stated = language_order(primary_subtag(fields.language) or "")
    if stated or not any(DMY.search(v) for v in (fields.published, fields.modified) if v):
        return stated
    told = text_order([b.text for b in page.blocks])
    return told or country_order(fields.language, split_url(fields.url).hostname)


def _dates(page: Page, fields: Fields, url: str | None) -> Iterator[DateCandidate]:
    """The record's dates, then those found on the page and in the address."""
    parsed, order = page.dates, _day_order(page, fields)
    for source, value in (("record", fields.published), ("record_modified", fields.modified)):
        yield from read_candidate(source, value, confidence=RECORD_CONFIDENCE, order=order)
    yield from parsed
    if not any(d.source == "url" for d in parsed):
        yield from read_url_dates(url)
