"""A capture -> its page, by the parser of its media type; and what holds of pages of every type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import islice

import orjson

from transforms.formats.record import HTML_TYPES, JSON_FEED
from transforms.formats.sniff import HEAD_BYTES, MEDIA_TYPES, sniff
from transforms.page import PARAGRAPH_KINDS, Block, DateCandidate, Page, Refused
from transforms.parse.char_counts import build_char_classes
from transforms.parse.dates.relative import find_phrases, may_have_phrases
from transforms.parse.furniture import set_furniture_apart
from transforms.parse.html.fields.dates import read_url_dates
from transforms.parse.html.markup.guard import check_size
from transforms.parse.html.page import parse_html
from transforms.parse.plain.page import open_text
from transforms.parse.record import read_article_record, with_headers
from transforms.parse.saved import address_only, open_saved, with_saved
from transforms.parse.text import label_text
from transforms.parse.together import Ask, Steps, finish_alone
from transforms.parse.wires import with_wires
from transforms.parse.xml.address_list import parse_address_list
from transforms.parse.xml.feed import parse_feed, parse_json_feed
from transforms.parse.xml.newswire import parse_newswire
from transforms.parse.xml.sitemap import parse_sitemap
from transforms.schemas import REVISIT
from transforms.text.encoding import decode
from transforms.text.timestamps import parse_stamp
from transforms.urls import split_url
from transforms.words.dates import month_names

TEXT_TYPES = frozenset({"text/plain", "text/markdown"})
XML_TYPES = frozenset(
    {
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/rss",
    }
)
JSON_TYPES = frozenset({"application/json", "application/x-ndjson", "application/jsonl"})
_JSON_KINDS = ("json", "jsonl")
#: A page of which the block model is sure, so that no second opinion is asked for.
_SHORT = "<html><body><h1>A headline</h1><article>{}</article></body></html>".format(
    "<p>A paragraph of a few words, of which each sentence has an end. Another one follows.</p>" * 3
)
_TEXT = "A headline\n5 March 2026\n\nA text of a few words, and of another sentence behind them.\n"
#: How far into a document its first element is looked for, past declarations and comments. judged
_ROOT_BYTES = 8_192
_ROOT = re.compile(
    r"(?>\s|<\?.{0,500}?\?>|<!--.{0,4000}?-->|<!doctype[^>\[]*+(?:\[.{0,2000}?\])?+[^>]*+>)*+<(?:\w+:)?(\w+)",
    re.I | re.S,
)
#: A day, with or without a time behind it, as some systems end their slugs.
_STAMP = re.compile(r"(?<!\d)(?:19[89]|20[0-4])\d(?:0[1-9]|1[0-2])(?:\d\d|\d{6}|\d{8})(?!\d)")
#: Servers print their own warnings before a feed.
_LATE_START = re.compile(
    rb"<\?xml\s[^<>]{1,200}\?>\s*+(?:<[?!][^<>]{1,500}>\s*+){0,40}+<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)[\s>]"
    rb"|<(?:rss\s|rdf:RDF\s|feed\s[^<>]{0,500}xmlns|(?:urlset|sitemapindex)[\s>])",
    re.IGNORECASE,
)
#: What no warning has and any page does.
_PAGE_TAG = re.compile(rb"<(?:html|body|!doctype\s+html|article|main|h1|div)[\s>]", re.IGNORECASE)
#: A capture of more lines or blocks is no page: each is a row, and costs about a kilobyte of memory
#: until it is written. The King James Bible has 100,000. judged
MOST_LINES = 200_000
#: Relative dates are looked for in so many paragraphs of an article, and so many are kept; nothing
#: ties them to the article's own day. judged
_PHRASE_PARAGRAPHS, _PHRASES, _PHRASE_CONFIDENCE = 12, 5, 0.5


def parse_capture(
    payload: bytes,
    *,
    media_type: str,
    record_kind: str = "capture",
    url: str | None = None,
    charset: str | None = None,
    field_map: Mapping[str, str] | None = None,
) -> Page:
    """A capture's bytes -> its page. Arguments and errors are those of `read_capture`."""
    return finish_alone(
        read_capture(
            payload,
            media_type=media_type,
            record_kind=record_kind,
            url=url,
            charset=charset,
            field_map=field_map,
        )
    )


def read_capture(
    payload: bytes,
    *,
    media_type: str,
    record_kind: str = "capture",
    url: str | None = None,
    charset: str | None = None,
    field_map: Mapping[str, str] | None = None,
) -> Steps:
    """A capture's bytes -> the parser that makes its page, whose questions can be answered together
    with those of others (`together`).

    `record_kind` is `article` for a JSON object that is one article, and `capture` else; `url` is
    the capture's address, `charset` what HTTP declared, `field_map` what a record's fields are
    called (our name: its name).

    In every format photo credits and share prompts are no part of an article's text, and relative
    days of the text (`last Tuesday`) are among the date candidates. Raises Refused, once it runs,
    for what no parser takes:
    `unsupported_media_type`, `binary`, `too_large`, `too_many_lines`, `bad_json` and more.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if record_kind == "article" and kind in JSON_TYPES:
        check_size(payload)
        page = yield from read_article_record(payload, field_map=field_map, url=url)
        page = with_saved(page, address_only(url), found_at=url)
    else:
        saved = open_saved(payload, kind, url=url, charset=charset)
        page = yield from _read(saved.payload, saved.media_type, saved.url, saved.charset)
        page = with_saved(page, saved, found_at=url)
        page = with_headers(page, saved.mail, saved.url) if saved.mail else page
    _check_lines(len(page.blocks))
    page = with_wires(set_furniture_apart(page))
    return _with_listed_days((yield from _with_phrases(page)))


def _read(payload: bytes, kind: str, url: str | None, charset: str | None) -> Steps:
    if kind == REVISIT:
        return Page("empty")
    if kind == MEDIA_TYPES["sgml"]:
        return parse_newswire(payload, charset=charset)
    if kind == JSON_FEED:
        return parse_json_feed(payload, url=url)
    if page := _parse_xml(payload, kind, url, charset):
        return page
    if kind in HTML_TYPES | TEXT_TYPES and _is_json(payload):
        return _json_page(payload, charset, is_text=kind in TEXT_TYPES)
    if kind in HTML_TYPES:
        return parse_html(payload, url=url, charset=charset)
    if kind in TEXT_TYPES:
        if page := parse_address_list(payload, charset=charset):
            return page
        check_size(payload)
        _check_lines(payload.count(b"\n"))
        return (yield from label_text(open_text(payload, charset=charset), url=url))
    raise Refused("unsupported_media_type", kind or "none given")


def _is_json(payload: bytes) -> bool:
    """Whether what a server calls a page or a text is an object or a list of JSON: an answer to a
    program, which is skipped where its type says so.
    """
    body = payload.strip()
    if body[:1] + body[-1:] not in (b"{}", b"[]") or sniff(body[:HEAD_BYTES]) not in _JSON_KINDS:
        return False
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _json_page(payload: bytes, charset: str | None, *, is_text: bool) -> Page:
    """The page of such an answer, which is no article; of a text it is one block, as its bytes."""
    check_size(payload)
    said = decode(payload, declared=charset, media_type="text/plain")
    span = (0, len(payload)) if is_text else (None, None)
    return Page(
        "other",
        [Block("other", said.text, "json", None, *span)],
        encoding=said.encoding,
        encoding_source=said.source,
        page_kind_rule=None if is_text else "format",
    )


def _check_lines(count: int) -> None:
    if count > MOST_LINES:
        raise Refused("too_many_lines", f"more than {MOST_LINES:,} lines in one capture")


def _parse_xml(payload: bytes, kind: str, url: str | None, charset: str | None) -> Page | None:
    """The page of what is XML by its type or by its first element; None for what is no XML.

    Servers send feeds as any kind of text, and pages as application/xhtml+xml.
    """
    if not (kind in XML_TYPES | HTML_TYPES | TEXT_TYPES or kind.endswith("+xml")):
        return None
    payload = payload[_noise(payload) :]
    root = _root(payload)
    if root in ("urlset", "sitemapindex"):
        return parse_sitemap(payload, url=url, charset=charset)
    if root == "html" and kind in XML_TYPES:
        return parse_html(payload, url=url, charset=charset)
    if root in ("rss", "feed", "rdf") or kind in XML_TYPES:
        return parse_feed(payload, url=url, charset=charset)
    return None


def _noise(payload: bytes) -> int:
    """How many bytes of warnings and blank lines stand before a feed or a sitemap; 0 before
    anything else.
    """
    if payload.find(b"<", 0, _ROOT_BYTES) < 0:
        return 0
    found = _LATE_START.search(payload, 0, _ROOT_BYTES)
    return found.start() if found and not _PAGE_TAG.search(payload, 0, found.start()) else 0


def _with_phrases(page: Page) -> Steps:
    """The page with the relative dates of its articles' first paragraphs as candidates that can
    date nothing.
    """
    first = [
        (article.article_no, b.text)
        for article in page.articles
        for b in islice(
            (
                b
                for b in page.blocks
                if b.article_no == article.article_no and b.kind in PARAGRAPH_KINDS
            ),
            _PHRASE_PARAGRAPHS,
        )
    ]
    if not first:
        return page
    may_have: list[bool] = yield Ask(may_have_phrases, [text for _, text in first])
    said: dict[int, list[str]] = {}
    for (no, text), may in zip(first, may_have, strict=True):
        own = said.setdefault(no, [])
        if may and len(own) < _PHRASES:
            own += find_phrases(text, _PHRASES - len(own))
    found = [
        DateCandidate("phrase", "range", _PHRASE_CONFIDENCE, no, evidence=phrase)
        for no, phrases in said.items()
        for phrase in dict.fromkeys(phrases)
    ]
    return replace(page, dates=[*page.dates, *found]) if found else page


def _with_listed_days(page: Page) -> Page:
    """The page with the days in their addresses for listings beside which none is printed."""
    if all(x.listed_on or not x.url for x in page.listings):
        return page
    listings = [
        replace(x, listed_on=day) if not x.listed_on and (day := _day_of(x.url)) else x
        for x in page.listings
    ]
    return replace(page, listings=listings)


def _day_of(url: str | None) -> date | None:
    """The day in an address: as a path has it, else as a stamp inside a slug."""
    if not url:
        return None
    stamps = {s.value_on for m in _STAMP.finditer(split_url(url).path) if (s := parse_stamp(m[0]))}
    day = next((d.value_on for d in read_url_dates(url) if d.value_on), None)
    return day or (stamps.pop() if len(stamps) == 1 else None)


def _root(payload: bytes) -> str:
    """The name of the first element of an XML document, in lower case and without prefix: `rdf` for
    `<rdf:RDF …>`.
    """
    if b"<" not in payload[:_ROOT_BYTES]:
        return ""
    head = decode(payload[:_ROOT_BYTES]).text
    found = _ROOT.match(head)
    return found[1].lower() if found else ""


def load_tables() -> None:
    """Make the tables of characters and of month names, and what is made when a page or a text is
    parsed, so that the first one does not wait for them.
    """
    build_char_classes()
    month_names()
    parse_capture(_SHORT.encode(), media_type="text/html")
    parse_capture(_TEXT.encode(), media_type="text/plain")
