"""Sitemaps, news sitemaps and sitemap indexes -> a listing for each address.

Read by expression and not by an XML parser: half of the world's sitemaps have a stray ampersand or
a cut end somewhere, and none may expand entities.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from transforms.outlets import slug_of_url
from transforms.page import Listing, Page
from transforms.parse.dates.value import Order
from transforms.parse.html.fields.json_ld import one_line
from transforms.parse.xml.days import day_order, read_day
from transforms.text.encoding import decode
from transforms.text.entities import unescape
from transforms.text.language import primary_subtag
from transforms.text.sections import replace_sections
from transforms.urls import absolute_url

_ENTRY = re.compile(
    r"<(?:\w+:)?(url|sitemap)(?:\s[^<>]*)?>(.*?)(?=</(?:\w+:)?\1\s*>|<(?:\w+:)?(?:url|sitemap)[\s>]|\Z)",
    re.DOTALL | re.IGNORECASE,
)
#: The protocol's own limit for one file. source: sitemaps.org
_MOST_ENTRIES = 50_000


def parse_sitemap(payload: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """The page of a sitemap: addresses in the file's order, with the headline and day of a news
    sitemap.

    `lastmod` dates nothing: it is when the page was last written, often by a template. The files
    that an index names are listings of a source of their own, since no article stands at their
    addresses.
    """
    found = decode(payload, declared=charset, media_type="application/xml")
    text = replace_sections(found.text, "<!--", "-->", lambda _: "")
    entries = [(m[1].lower(), m[2]) for m in _entries(text)]
    publication = next((name for _, entry in entries if (name := _value(entry, "name"))), None)
    tags = (said for _, entry in entries if (said := _value(entry, "language")))
    tag = next((said for said in tags if primary_subtag(said)), None)
    days = (_value(entry, "publication_date") or "" for _, entry in entries)
    order = day_order(days, tag, url)
    listings = [x for kind, entry in entries if (x := _listing(entry, kind, url, order=order))]
    return Page(
        "sitemap",
        listings=listings,
        encoding=found.encoding,
        encoding_source=found.source,
        outlet_heading=_host(listings),
        site_name=publication,
        language=primary_subtag(tag),
    )


def _host(listings: list[Listing]) -> str | None:
    """The registered domain of all the addresses, which for a sitemap must be one."""
    hosts = {slug_of_url(listing.url) for listing in listings}
    return hosts.pop() if len(hosts) == 1 else None


def _entries(text: str) -> Iterator[re.Match[str]]:
    for number, found in enumerate(_ENTRY.finditer(text)):
        if number == _MOST_ENTRIES:
            return
        yield found


def _listing(entry: str, kind: str, base: str | None, *, order: Order | None) -> Listing | None:
    address = absolute_url(_value(entry, "loc"), base)
    if kind == "sitemap":
        return Listing(None, "sitemap_index", address, is_cut=None) if address else None
    stamp = read_day(_value(entry, "publication_date") or "", order=order)
    title = _value(entry, "title") if "publication_date" in entry or ":news" in entry else None
    return (
        Listing(title, "sitemap", address, is_cut=None, listed_on=stamp.value_on if stamp else None)
        if address
        else None
    )


def _value(entry: str, name: str) -> str | None:
    """The text of the first element of this name, whatever its prefix: that of an image or a video
    comes after the page's own.
    """
    opening = re.search(rf"<(?:(?!image|video)\w++:)?{name}(?:\s[^<>]*+)?>", entry, re.IGNORECASE)
    ending = re.compile(rf"</(?:\w++:)?{name}\s*+>", re.IGNORECASE)
    if not opening or not (closing := ending.search(entry, opening.end())):
        return None
    given = entry[opening.end() : closing.start()]
    inner = replace_sections(given, "<![CDATA[", "]]>", lambda t: html.escape(t, quote=False))
    return one_line(unescape(inner).strip()) if inner else None
