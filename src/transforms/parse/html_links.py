"""Page -> the other articles it names: headline links to the same site, outside the body, with the date of their card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode
from tldextract import TLDExtract

from transforms.parse.html_dates import read_stamp
from transforms.parse.json_ld import one_line
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
_OUTSIDE = frozenset({"nav", "footer", "form", "head", "noscript"})
_ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Teaser:
    """A headline that links to another article; `date_text` is its card's printed date as the page shows it."""

    url: str | None
    text: str
    is_cut: bool
    listed_on: date | None = None
    date_text: str | None = None


def find_teasers(tree: LexborHTMLParser, *, url: str | None, canonical: str | None) -> list[Teaser]:
    """The distinct (url, text) pairs of links that may name other articles, in page order, at most 500.

    A link counts with four words or more (eight CJK characters), to the same registered domain, outside the page's chrome.
    """
    base = url or canonical
    own = {key: _longest_segment(key) for a in (url, canonical) if (key := url_key(a))}
    found: dict[tuple[str | None, str], LexborNode] = {}
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        text = _headline(node)
        if text is None or not _is_article_link(node, base, own):
            continue
        found.setdefault((absolute(node.attributes.get("href"), base), text), node)
        if len(found) == MOST_TEASERS:
            break
    dates = dict(_card_dates(tree, {n.mem_id for n in found.values()}))
    return [Teaser(address, text, bool(_ELLIPSIS.search(text)), *dates.get(n.mem_id, (None, None))) for (address, text), n in found.items()]


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


def _headline(node: LexborNode) -> str | None:
    """The link's text, or that of the heading inside it where it wraps a whole card; None where that is no headline."""
    text = one_line(node.text(separator=" "))
    if not text or word_count(text) < _LEAST_WORDS:
        return None
    heading = node.css_first("h1, h2, h3, h4, h5, h6")
    text = one_line(heading.text(separator=" ")) if heading else text
    if not text or len(text) > _LONGEST_TEXT or word_count(text) < _LEAST_WORDS:
        return None
    return text


def _longest_segment(key: str) -> str:
    return max(key.partition("?")[0].split("/"), key=len)


def _is_own(address: str, own: dict[str, str]) -> bool:
    """Whether an address is the page's own in another spelling; the key is made only where its longest segment agrees."""
    return any(segment in address and url_key(address) == key for key, segment in own.items())


def _is_article_link(node: LexborNode, base: str | None, own: dict[str, str]) -> bool:
    href = (node.attributes.get("href") or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "whatsapp:")):
        return False
    address = absolute(href, base)
    if address is None:
        return base is None and not re.match(r"[a-zA-Z][\w+.-]*:|//", href) and not _in_chrome(node)
    parts = urlsplit(address)
    segments = [s for s in parts.path.lower().split("/") if s]
    if not (segments or parts.query) or (segments and segments[0] in _NOT_ARTICLES):
        return False
    return not _is_own(address, own) and base is not None and same_site(address, base) and not _in_chrome(node)


def _in_chrome(node: LexborNode) -> bool:
    """Whether the link stands in the page's navigation, footer or a form."""
    step = node.parent
    for _ in range(60):
        if step is None:
            return False
        if step.tag in _OUTSIDE:
            return True
        step = step.parent
    return False


def _card_dates(tree: LexborHTMLParser, links: set[int]) -> Iterator[tuple[int, tuple[date, str | None]]]:
    """(link, its date) for dates that stand in one card with exactly one address among these links."""
    for node in tree.css("time, [class*=date], [class*=Date]")[:1_000]:
        shown = " ".join(node.text(separator=" ").split())
        stamp = read_stamp(node.attributes.get("datetime") or shown) if len(shown) <= 80 else None
        if stamp is None:
            continue
        step = node.parent
        for _ in range(6):
            if step is None or step.tag in ("body", "html"):
                break
            inside = [a for a in (step.css("a[href]") if step.tag != "a" else [step]) if a.mem_id in links]
            if inside:
                if len({a.attributes.get("href") for a in inside}) == 1:
                    yield inside[0].mem_id, (stamp.value_on, shown if _DIGIT.search(shown) else None)
                break
            step = step.parent
