"""Page -> the other articles it names: headline links to the same site, outside the body, with the date of their card."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlsplit

import numpy as np
from tldextract import TLDExtract

from transforms.parse.html_dates import read_stamp
from transforms.parse.html_document import Document
from transforms.parse.html_tags import LINK, TAGS
from transforms.parse.metadata import absolute, word_count
from transforms.urls import url_key

MOST_TEASERS = 500
_MOST_LINKS = 5_000
_LEAST_WORDS, _LONGEST_TEXT = 4, 300
#: First path segments of what a site links to and is no article.
_NOT_ARTICLES = frozenset(
    {
        "about",
        "about-us",
        "account",
        "advertise",
        "author",
        "authors",
        "autor",
        "autoren",
        "contact",
        "contact-us",
        "cookies",
        "datenschutz",
        "donate",
        "faq",
        "feedback",
        "help",
        "impressum",
        "jobs",
        "careers",
        "kontakt",
        "legal",
        "login",
        "logout",
        "newsletter",
        "newsletters",
        "people",
        "policies",
        "privacy",
        "privacy-policy",
        "profile",
        "register",
        "rss",
        "search",
        "shop",
        "signin",
        "sign-in",
        "signup",
        "sitemap",
        "subscribe",
        "subscription",
        "subscriptions",
        "support",
        "tag",
        "tags",
        "terms",
        "terms-of-service",
        "terms-of-use",
        "topic",
        "topics",
        "user",
        "users",
        "abo",
        "abonnement",
        "suche",
        "thema",
        "themen",
        "mentions-legales",
        "cgu",
        "hilfe",
        "profil",
    }
)
_OUTSIDE = frozenset(TAGS.index(name) for name in ("nav", "footer", "form"))
_HEADINGS = frozenset(TAGS.index(f"h{n}") + 1 for n in range(1, 7))
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_DIGIT = re.compile(r"\d")
_DATE_CLASS = re.compile("date|Date")
#: A card holds its date within so many elements.
_CLIMB = 6
#: What holds a date alone holds fewer tags.
_DATE_TAGS = 40


@dataclass(frozen=True, slots=True)
class Teaser:
    """A headline that links to another article; `date_text` is its card's printed date as the page shows it."""

    url: str | None
    text: str
    is_cut: bool
    listed_on: date | None = None
    date_text: str | None = None


def find_teasers(page: Document, *, url: str | None, canonical: str | None) -> list[Teaser]:
    """The distinct (url, text) pairs of links that may name other articles, in page order, at most 500.

    A link counts with four words or more (eight CJK characters), to the same registered domain, outside the page's chrome.
    """
    base = url or canonical
    own = {key: _longest_segment(key) for a in (url, canonical) if (key := url_key(a))}
    is_chrome = _chrome(page)
    found: dict[tuple[str | None, str], int] = {}
    turns = np.flatnonzero(np.abs(page.code) == LINK).tolist()
    for tag, stop in zip(turns, [*turns, len(page.names)][1:], strict=True):
        if page.kinds[tag] != LINK or is_chrome[page.innermost(tag)] or (text := _headline(page, tag, stop)) is None:
            continue
        href = page.values(tag).get("href", "").strip()
        if not _is_article_link(href, base, own):
            continue
        found.setdefault((absolute(href, base), text), tag)
        if len(found) == MOST_TEASERS:
            break
    dates = dict(_card_dates(page, {tag: address for (address, _), tag in found.items()}))
    return [Teaser(address, text, bool(_ELLIPSIS.search(text)), *dates.get(tag, (None, None))) for (address, text), tag in found.items()]


def same_site(left: str | None, right: str | None) -> bool:
    """Whether two addresses share a registered domain: `news.example.co.uk` and `www.example.co.uk` do."""
    hosts = [urlsplit(u or "").hostname or "" for u in (left, right)]
    return hosts[0] == hosts[1] or (site := registered_domain(hosts[0])) != "" and site == registered_domain(hosts[1])


@cache
def _suffixes() -> TLDExtract:
    return TLDExtract(suffix_list_urls=(), cache_dir=None)  # the list that ships with the library: no network, no cache file


def registered_domain(host: str) -> str:
    """`news.example.co.uk` -> `example.co.uk`; empty for an address or a bare name."""
    return _suffixes()(host).top_domain_under_public_suffix


def _headline(page: Document, tag: int, stop: int) -> str | None:
    """The link's text, or that of the heading inside it where it wraps a whole card; None where that is no headline."""
    text = page.text(tag, stop)
    if not text or text.count(" ") < _LEAST_WORDS - 1 and text.isascii() or word_count(text) < _LEAST_WORDS:
        return None
    heading = next((i for i in range(tag, stop) if page.kinds[i] in _HEADINGS), None)
    text = page.of(heading) if heading is not None else text
    if not text or len(text) > _LONGEST_TEXT or word_count(text) < _LEAST_WORDS:
        return None
    return text


def _longest_segment(key: str) -> str:
    return max(key.partition("?")[0].split("/"), key=len)


def _is_own(address: str, own: dict[str, str]) -> bool:
    """Whether an address is the page's own in another spelling; the key is made only where its longest segment agrees."""
    return any(segment in address and url_key(address) == key for key, segment in own.items())


def _is_article_link(href: str, base: str | None, own: dict[str, str]) -> bool:
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "whatsapp:")):
        return False
    address = absolute(href, base)
    if address is None:
        return base is None and not re.match(r"[a-zA-Z][\w+.-]*:|//", href)
    parts = urlsplit(address)
    segments = [s for s in parts.path.lower().split("/") if s]
    if not (segments or parts.query) or (segments and segments[0] in _NOT_ARTICLES):
        return False
    return not _is_own(address, own) and base is not None and same_site(address, base)


def _chrome(page: Document) -> list[bool]:
    """For each element whether it is, or stands in, the page's navigation, its footer or a form."""
    out: list[bool] = []
    for parent, tag in zip(page.nesting.parent, page.nesting.tag, strict=True):
        out.append(tag in _OUTSIDE or (parent >= 0 and out[parent]))
    return out


def _card_dates(page: Document, links: dict[int, str | None]) -> Iterator[tuple[int, tuple[date, str | None]]]:
    """(link, its date) for dates that stand in one card with exactly one address among these links."""
    tags = sorted(links)
    dated = [i for i in page.saying("date", "Date") if _DATE_CLASS.search(page.values(i).get("class", ""))] if tags else []
    for tag in sorted({*dated, *page.named("time")})[:1_000] if tags else ():
        shown = page.of(tag) if len(page.inner(tag)) < _DATE_TAGS else " " * _LONGEST_TEXT
        stamp = read_stamp(page.values(tag).get("datetime") or shown) if len(shown) <= 80 else None
        if stamp is None:
            continue
        for element in list(page.around(tag))[:_CLIMB]:
            if page.name_of(element) == "body":
                break
            inside = tags[bisect_left(tags, page.nesting.at[element]) : bisect_left(tags, page.nesting.end[element])]
            if inside:
                if len({links[i] for i in inside}) == 1:
                    yield inside[0], (stamp.value_on, shown if _DIGIT.search(shown) else None)
                break
