"""Page -> what it says of itself: title, byline, section, address, site, language. Null rather than
a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.page import HeadlineCandidate
from transforms.parse.html.fields.bylines import AUTHOR_META, find_authors
from transforms.parse.html.fields.headings import find_headings, print_heading
from transforms.parse.html.fields.json_ld import (
    choose_article_node,
    first_text,
    is_article,
    node_addresses,
    node_types,
    one_line,
    read_nodes,
)
from transforms.parse.html.fields.licences import find_licence
from transforms.parse.html.fields.sites import find_site_names, own_names
from transforms.parse.html.fields.titles import find_headlines, first_line, stated_titles
from transforms.parse.html.markup.base import find_root
from transforms.parse.html.markup.document import Document
from transforms.text.language import first_language
from transforms.urls import absolute_url, split_url
from transforms.values import frozen

#: Values of `og:type` by which a page states to be an article.
OG_ARTICLES = ("article", "news", "newsarticle")
_SECTION_META = ("article:section", "og:article:section", "parsely-section", "section", "category")
#: A page names each language once; what names more is a list of something else. judged
MOST_ALTERNATES = 200
#: Where libraries state an author as in an index: `Lee, Ann`.
_INDEX_META = ("citation_author", "dc.creator", "dcterms.creator")
_INDEX_NAME = re.compile(r"([\w'’-]+(?: [\w'’-]+)?), ([\w.'’-]+(?: [\w.'’-]+){0,2})")
#: schema.org's properties for a work's other languages.
_TRANSLATIONS = ("workTranslation", "translationOfWork")


@frozen
class Metadata:
    """What a page states of itself; `article` is its JSON-LD article node, `meta` its `<meta>` by
    lower-case name.

    `heading` is the tag of its `<h1>`, `heading_text` what that says; `is_heading_plain` tells that
    it is any element that says the title, since no heading does.
    """

    title: str | None
    byline: str | None
    section: str | None
    canonical_url: str | None
    site_name: str | None
    language: str | None
    article: dict[str, Any]
    meta: dict[str, str]
    heading: int | None
    heading_text: str | None
    is_heading_plain: bool
    headlines: list[HeadlineCandidate]
    agency: str | None
    photo_credit: str | None
    licence: str | None
    node_types: frozenset[str]


def read_metadata(page: Document, url: str | None) -> Metadata:
    """The page's statements: JSON-LD first, then `<meta>`, then the markup."""
    meta = read_meta(page)
    nodes = read_nodes(page.json_ld)
    canonical = find_canonical_url(page, meta, url)
    article = choose_article_node(
        nodes, {u.split("#", 1)[0].rstrip("/") for u in (url, canonical) if u}
    )
    site_name = (
        one_line(meta.get("og:site_name", ""))
        or first_text(article.get("publisher"))
        or one_line(meta.get("application-name", ""))
    )
    known = find_site_names(page, meta, nodes, site_name, canonical or url)
    addresses = [u for u in (url, canonical) if u]
    heading, said, is_plain, headlines = _headlines(page, article, meta, known, addresses)
    people = find_authors(
        article, nodes, meta, page, own_names(nodes, site_name, canonical or url), heading
    )
    section = first_text(article.get("articleSection")) or first_line(meta, _SECTION_META)
    own = canonical or next(node_addresses(article), None)
    return Metadata(
        next((h.text for h in headlines if h.is_chosen), None),
        ", ".join(people.names) or None,
        section,
        own,
        site_name,
        _language(page, meta, article),
        article,
        meta,
        heading,
        said,
        is_plain,
        headlines,
        ", ".join(people.agencies) or None,
        ", ".join(people.credits) or None,
        find_licence(page, article, meta, canonical or url),
        frozenset(t for n in nodes for t in (["Article"] if is_article(n) else []) + node_types(n)),
    )


def _headlines(
    page: Document,
    article: dict[str, Any],
    meta: dict[str, str],
    known: set[str],
    addresses: list[str],
) -> tuple[int | None, str | None, bool, list[HeadlineCandidate]]:
    """The tag of the likeliest heading, what it says, whether it is one by its words alone, and
    every headline of the page.
    """
    stated = stated_titles(page, article, meta)
    texts = [text for _, text in stated]
    tags, is_marked = find_headings(page, texts, known, addresses)
    printed = [print_heading(page, tag, texts) for tag in tags]
    headlines = find_headlines(printed, stated, known)
    heading, said = (tags[0], printed[0]) if tags else (None, None)
    return heading, said, bool(tags) and not is_marked, headlines


def read_meta(page: Document) -> dict[str, str]:
    """`<meta>` by name, property or itemprop, in lower case; several authors are joined, else the
    first value counts.
    """
    found: dict[str, str] = {}
    for tag in page.tags_named("meta"):
        attributes = page.values(tag)
        content = attributes.get("content", "").strip()
        for kind in ("property", "name", "itemprop") if content else ():
            name = attributes.get(kind, "").strip().lower()
            if not name:
                continue
            if name in _INDEX_META and (turned := _INDEX_NAME.fullmatch(content)):
                content = f"{turned[2]} {turned[1]}"
            if name in AUTHOR_META and name in found and content not in found[name]:
                found[name] += ", " + content
            found.setdefault(name, content)
    return found


def find_canonical_url(page: Document, meta: dict[str, str], url: str | None) -> str | None:
    """The address the page gives itself, absolute; None where it only names the site's front page
    or gives none.
    """
    links = [
        page.values(tag) for tag in page.tags_named("link") if "anonical" in page.attributes[tag]
    ]
    tags = [
        link.get("href") for link in links if "canonical" in link.get("rel", "").lower().split()
    ]
    root = find_root(page, url)
    for given in (*tags, meta.get("og:url")):
        address = absolute_url(given, root)
        if address and not (
            url and split_url(address).path in ("", "/") and split_url(url).path not in ("", "/")
        ):
            return address
    return None


def find_alternates(page: Document, article: dict[str, Any], base: str | None) -> list[str]:
    """The distinct addresses, sorted, of `<link rel="alternate" hreflang="…">` and of the JSON-LD
    article's translations.

    The page's own address is mostly among them. `og:locale:alternate` names languages without
    addresses and is not read.
    """
    stated = [
        page.values(tag)
        for tag in page.tags_named("link")
        if "hreflang" in page.attributes[tag].lower()
    ][:MOST_ALTERNATES]
    links = [
        values.get("href")
        for values in stated
        if "alternate" in values.get("rel", "").lower().split() and "hreflang" in values
    ]
    found = {
        address
        for href in (*links, *_translations(article))
        if (address := absolute_url(href, base))
    }
    return sorted(found)[:MOST_ALTERNATES]


def _translations(article: dict[str, Any]) -> Iterator[str]:
    """The addresses of a JSON-LD node's translations, given as text, as a node, or as a list of
    either.
    """
    for name in _TRANSLATIONS:
        value = article.get(name)
        for work in value[:MOST_ALTERNATES] if isinstance(value, list) else [value]:
            address = (work.get("url") or work.get("@id")) if isinstance(work, dict) else work
            if isinstance(address, str):
                yield address


def _language(page: Document, meta: dict[str, str], article: dict[str, Any]) -> str | None:
    """The primary subtag of the declared language: `lang="pt-BR"` is `pt`."""
    root = page.values(roots[1]) if len(roots := page.tags_named("html")) > 1 else {}
    declared = root.get("lang") or root.get("xml:lang")
    values = (
        declared,
        meta.get("og:locale"),
        meta.get("content-language"),
        first_text(article.get("inLanguage")),
    )
    return next((language for value in values if (language := first_language(value))), None)
