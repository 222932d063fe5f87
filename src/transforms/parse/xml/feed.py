"""RSS, RDF, Atom and JSON feeds -> a listing for each entry, and an article for each that carries
its whole text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import orjson

from transforms.page import Article, Block, DateCandidate, HeadlineCandidate, Listing, Page, Refused
from transforms.parse.dates.value import Order
from transforms.parse.html.fields.bylines import split_names
from transforms.parse.html.fields.dates import read_url_dates
from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.html.text.anchors import with_anchors_of
from transforms.parse.xml.days import day_order, read_day
from transforms.parse.xml.feed_text import cut_line, whole_texts
from transforms.text.encoding import decode
from transforms.text.entities import unescape
from transforms.text.language import primary_subtag
from transforms.text.timestamps import Stamp, parse_stamp
from transforms.urls import absolute_url
from transforms.values import frozen

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_DECLARATION = re.compile(r"(?:(?<!\s)\s++)?<\?xml[^<>]*+(?<=\?)>")
#: A character by its number; the library asks for the character whatever the number is.
_NUMBERED = re.compile(r"&#(?:[xX]([0-9a-fA-F]++)|([0-9]++));?+")
#: How far an entry's day of publication, and of its last change, is to be trusted; and how many
#: entries are read. judged
_CONFIDENCE, _UPDATED_CONFIDENCE = 0.9, 0.7
_MOST_ENTRIES = 50_000
_DAYS = ("published", "created", "updated")
#: A year, or a year and its month or week, of which the library makes the first day.
_NO_DAY = re.compile(r"\d{4}(?:-(?:\d\d|W\d\d))?")


@frozen
class Entry:
    """One entry as the feed states it. `content` is its whole text as HTML or plain text,
    `is_published` what `stamp` dates.
    """

    title: str | None = None
    url: str | None = None
    stamp: Stamp | None = None
    is_published: bool = True
    author: str | None = None
    content: str | None = None
    summary: str | None = None


@frozen
class Feed:
    """A feed as it states itself."""

    title: str | None = None
    url: str | None = None
    language: str | None = None
    entries: list[Entry] = field(default_factory=list)


def parse_feed(payload: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """The page of an XML feed, well-formed or not. Raises Refused("unsupported_media_type") where
    it is no feed.
    """
    found = decode(payload, declared=charset, media_type="application/xml")
    feed = read_xml_feed(found.text, url)
    return build_feed_page(feed, encoding=found.encoding, encoding_source=found.source)


def parse_json_feed(payload: bytes, *, url: str | None = None) -> Page:
    """The page of a JSON Feed. Raises Refused("bad_json") for anything else."""
    return build_feed_page(read_json_feed(payload, url), encoding="utf-8", encoding_source="json")


def read_xml_feed(text: str, url: str | None = None) -> Feed:
    """The feed that these characters are. Raises Refused("unsupported_media_type") where they are
    none.
    """
    # a stream, since the library takes bytes and text for the name of a file where there is one of
    # that name
    sound = _NUMBERED.sub(_numbered, _DECLARATION.sub("", text, count=1))
    stream = io.BytesIO(sound.encode("utf-8", "replace"))
    headers = {
        "content-type": "application/xml; charset=utf-8",
        **({"content-location": url} if url else {}),
    }
    try:
        read = feedparser.parse(stream, response_headers=headers)
    except Exception as error:  # noqa: BLE001 the library fails in many ways on broken markup
        found = f"{type(error).__name__}: {error}"
        raise Refused("unsupported_media_type", f"XML that no feed reader takes: {found}") from None
    if not read.get("version") and not read.entries:
        raise Refused("unsupported_media_type", "XML that is neither a feed nor a sitemap")
    head = read.feed
    own = next(
        (link.get("href") for link in head.get("links", []) if link.get("rel") == "self"), None
    )
    base = absolute_url(head.get("link"), url)
    tag, entries = str(head.get("language") or ""), read.entries[:_MOST_ENTRIES]
    days = (str(e[n]) for e in entries for n in _DAYS if n in e)
    order = day_order(days, tag, base or url)
    return Feed(
        _title(head),
        absolute_url(own, url) or base,
        primary_subtag(tag),
        [_xml_entry(e, base or url, order=order) for e in entries],
    )


def _numbered(reference: re.Match[str]) -> str:
    """The reference, or a replacement character for a number that no character has."""
    digits = (reference[1] or reference[2]).lstrip("0")
    number = int(digits, 16 if reference[1] else 10) if 0 < len(digits) <= 7 else 0
    is_character = 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return reference[0] if is_character else "\ufffd"


def _xml_entry(entry: Mapping[str, Any], base: str | None, *, order: Order | None) -> Entry:
    published, created, updated = (_stamp(entry, name, order=order) for name in _DAYS)
    published = published or created
    # the longest: feeds repeat their summary as one of several contents
    contents = sorted((str(c.get("value") or "") for c in entry.get("content", [])), key=len)
    return Entry(
        _title(entry),
        _address(entry, base),
        published or updated,
        published is not None,
        _authors(entry),
        contents[-1] if contents else None,
        # where there is none the library gives the content again, without saying of what type it is
        entry.get("summary") if "summary_detail" in entry else None,
    )


def _authors(entry: Mapping[str, Any]) -> str | None:
    """All authors of an entry as one line; the library's own line has the last of them alone."""
    names = [_line(person.get("name")) for person in entry.get("authors", [])]
    several = ", ".join(dict.fromkeys(filter(None, names)))
    return several if len(names) > 1 and several else _line(entry.get("author"))


def _address(entry: Mapping[str, Any], base: str | None) -> str | None:
    """Where the entry leads; the library takes any identifier for an address where there is no
    other, and one is where it is written like one.
    """
    if entry.get("links"):
        return absolute_url(entry.get("link"), base) or absolute_url(entry.get("id"), None)
    given = str(entry.get("id") or entry.get("link") or "").strip()
    if entry.get("guidislink") and given.startswith("/") and len(given) > 1:
        return absolute_url(given, base)
    return absolute_url(given, None)


def _title(of: Mapping[str, Any]) -> str | None:
    """The title as one line: markup dropped, unless the feed calls it plain text."""
    value, kind = str(of.get("title") or ""), (of.get("title_detail") or {}).get("type")
    text = value if kind == "text/plain" else unescape(_TAG.sub(" ", value))
    return " ".join(text.split()) or None


def _stamp(entry: Mapping[str, Any], name: str, *, order: Order | None) -> Stamp | None:
    """The date as it is written, for machines or printed, else as the library reads it, which knows
    more notations and gives UTC.
    """
    written = entry.get(name) if name in entry else None
    if written and (stamp := read_day(str(written), order=order)):
        return stamp
    parts = entry.get(f"{name}_parsed") if f"{name}_parsed" in entry else None
    if not written or not parts or _NO_DAY.fullmatch(str(written).strip()):
        return None
    try:
        year, month, day, hour, minute, second = parts[:6]
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    return parse_stamp(at.isoformat())


def read_json_feed(payload: bytes, url: str | None = None) -> Feed:
    """The feed that this JSON Feed is. Raises Refused("bad_json")."""
    try:
        value = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise Refused("bad_json", str(error)) from None
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise Refused("bad_json", "a JSON Feed without items")
    home = absolute_url(_string(value.get("home_page_url")), url)
    tag = _string(value.get("language"))
    entries = [
        _json_entry(i, home or url, tag) for i in items[:_MOST_ENTRIES] if isinstance(i, dict)
    ]
    own = absolute_url(_string(value.get("feed_url")), url)
    return Feed(
        _line(_string(value.get("title"))),
        own or home,
        primary_subtag(tag),
        entries,
    )


def _json_entry(item: Mapping[str, Any], base: str | None, tag: str | None) -> Entry:
    order = day_order((), tag, base)
    published, modified = (
        read_day(str(item.get(name) or ""), order=order)
        for name in ("date_published", "date_modified")
    )
    people = item.get("authors") or [item.get("author")]
    names = (
        [_string(p.get("name")) for p in people if isinstance(p, dict)]
        if isinstance(people, list)
        else []
    )
    return Entry(
        _line(_string(item.get("title"))),
        absolute_url(_string(item.get("url")), base) or absolute_url(_string(item.get("id")), None),
        published or modified,
        published is not None,
        ", ".join(filter(None, names)) or None,
        _string(item.get("content_html")) or _string(item.get("content_text")),
        _string(item.get("summary")),
    )


def build_feed_page(feed: Feed, *, encoding: str, encoding_source: str) -> Page:
    """The page: entries as listings in the feed's order; those that carry their whole text as
    articles too.

    With an article on it the page is one of kind `article`, without one of kind `feed`.
    """
    blocks = [Block("list_heading", feed.title, "feed")] if feed.title else []
    articles: list[Article] = []
    dates: list[DateCandidate] = []
    listings: list[Listing] = []
    wholes = whole_texts([(e.content, e.summary) for e in feed.entries])
    for entry, paragraphs in zip(feed.entries, wholes, strict=True):
        number = len(articles) if paragraphs else None
        text = entry.title or cut_line(entry.summary or entry.content)
        if text or entry.url:
            listings.append(_listing(entry, text, len(blocks) if text else None))
        blocks += _entry_blocks(entry, text, paragraphs, number)
        if number is not None:
            byline = ", ".join(dict.fromkeys(split_names(entry.author))) if entry.author else None
            articles.append(
                Article(number, entry.url, entry.title, byline or None, language=feed.language)
            )
            dates += _dates(entry, number)
    return Page(
        "article" if articles else "feed",
        blocks,
        articles,
        dates,
        listings,
        headlines=[
            HeadlineCandidate("feed", a.title, a.article_no, is_chosen=True)
            for a in articles
            if a.title
        ],
        encoding=encoding,
        encoding_source=encoding_source,
        canonical_url=feed.url,
        site_name=feed.title,
        language=feed.language,
    )


def _listing(entry: Entry, text: str | None, block_no: int | None) -> Listing:
    return Listing(
        text,
        "feed",
        entry.url,
        is_cut=False if entry.title else None,
        listed_on=entry.stamp.value_on if entry.stamp else None,
        block_no=block_no,
    )


def _entry_blocks(
    entry: Entry, text: str | None, paragraphs: list[str], number: int | None
) -> list[Block]:
    """An entry's blocks, with the links of its text."""
    blocks = list(_bare_blocks(entry, text, paragraphs, number))
    return with_anchors_of(blocks, entry.content, entry.url)


def _bare_blocks(
    entry: Entry, text: str | None, paragraphs: list[str], number: int | None
) -> Iterator[Block]:
    whole = number is not None
    if text:
        yield Block("title" if whole else "teaser", text, "feed", number)
    if whole and entry.author:
        yield Block("byline", entry.author, "feed", number)
    if entry.stamp:
        yield Block(
            "date" if whole else "teaser_date", entry.stamp.value_on.isoformat(), "feed", number
        )
    for paragraph in paragraphs:
        yield Block("body", paragraph, "feed_content", number)


def _dates(entry: Entry, number: int) -> Iterator[DateCandidate]:
    if entry.stamp:
        stamp, confidence = entry.stamp, _CONFIDENCE if entry.is_published else _UPDATED_CONFIDENCE
        yield DateCandidate(
            "feed",
            stamp.precision,
            confidence,
            number,
            value_on=stamp.value_on,
            value_at=stamp.value_at,
        )
    for dated in read_url_dates(entry.url):
        yield replace(dated, article_no=number)


def _line(text: object) -> str | None:
    return one_line(str(text)) if text else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None
