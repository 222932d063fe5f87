"""Page -> the names its site goes by, as it states and prints them: they are no headline and no
author.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from transforms.parse.html.fields.json_ld import first_text, node_types, one_line
from transforms.parse.html.fields.people import HOST
from transforms.parse.html.markup.document import Document
from transforms.text.folds import fold_name
from transforms.urls import split_url

_SITE_META = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "publisher",
    "dc.publisher",
    "article:publisher",
    "twitter:site",
    "twitter:app:name:iphone",
    "copyright",
)
_SITE_TYPES = ("Organization", "WebSite", "Corporation", "LocalBusiness")
#: So many links to the front page, and so many nodes, are asked for a name. judged
_MOST_LINKS, _MOST_NODES = 6, 200
_LONGEST_NAME = 60
#: What stands before a name in a notice of rights: `© 2019-2026 The Example`.
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*+(?:(?:©|\(c\)|copyright)\s*+)?(?:\d{4}(?:\s?[-–—/]\s?\d{4})?+)?[\s,|:–-]{0,5}"
    r"(?P<name>[^\d\s.,|©(][^.,|©(]{2,58})",
    re.IGNORECASE,
)
#: Links to the front page that name no site.
_HOME = frozenset(["home", "homepage", "startseite", "start", "accueil", "inicio", "news", "blog"])
#: A notice of rights stands among the last texts of a page, in so many characters. judged
_END_TEXTS, _NOTICE_CHARS = 400, 300
_HREF = re.compile(
    r"\bhref\s*=\s*(?:\"([^\"]{1,200})\"|'([^']{1,200})'|([^\s\"'>]{1,200}))", re.IGNORECASE
)
_FRONT = re.compile(r"/(?:index\.\w{3,5})?")
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]{1,60})\"|'([^']{1,60})')", re.IGNORECASE)


def site_names(site: str | None, host: str | None) -> set[str]:
    """Squashed names a site goes by in titles: its own, its host, and the host's parts long enough
    to be a name; each with its article and without: `theexample` and `example`.
    """
    labels = (host or "").lower().removeprefix("www.").split(".")
    names = {
        fold_name(site),
        fold_name(".".join(labels)),
        *(fold_name(".".join(labels[i:])) for i in range(1, len(labels) - 1)),
    }
    names |= {fold_name(label) for label in labels[:-1] if len(label) > 3}
    return _with_article(names)


def find_site_names(
    page: Document,
    meta: dict[str, str],
    nodes: list[dict[str, Any]],
    site: str | None,
    address: str | None,
) -> set[str]:
    """The same with every name that metadata state, that a link to the front page says, or that a
    notice of rights prints.
    """
    names = {
        fold_name(meta[name])
        for name in _SITE_META
        if len(meta.get(name, "")) <= _LONGEST_NAME and name in meta
    }
    names |= {fold_name(name) for name in _of_nodes(nodes)}
    names |= {fold_name(name) for name in _of_links(page, address)} - _HOME
    names |= {fold_name(name) for name in _of_rights(page)}
    return site_names(site, split_url(address).hostname) | _with_article(
        {n for n in names if 1 < len(n) <= _LONGEST_NAME}
    )


def own_names(nodes: list[dict[str, Any]], site: str | None, address: str | None) -> set[str]:
    """The names that are the site's and nobody's: those that it states, and behind HOST those that
    only its host says.
    """
    host = split_url(address).hostname
    stated = {fold_name(site), *map(fold_name, _of_nodes(nodes)), fold_name(host)}
    short = {label for label in (host or "").split(".")[:-1] if label != "www"}
    return _with_article(stated) | {HOST + name for name in site_names(None, host) | short}


def _with_article(names: set[str]) -> set[str]:
    bare = {n.removeprefix("the") for n in names}
    return (names | bare | {"the" + n for n in bare}) - {"", "the"}


def _of_nodes(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes[:_MOST_NODES]:
        types = node_types(node)
        if any(t.endswith(_SITE_TYPES) for t in types) and "Person" not in types:
            for key in ("name", "alternateName"):
                if name := first_text(node.get(key)):
                    yield name
        for key in ("publisher", "isPartOf", "sourceOrganization"):
            if isinstance(node.get(key), dict) and (name := first_text(node[key])):
                yield name


def _of_links(page: Document, address: str | None) -> Iterator[str]:
    """What the first links to the front page say: a name, or the text that stands for a logo."""
    host = (split_url(address).hostname or "").removeprefix("www.")
    found = (t for t in page.tags_named("a") if _leads_home(page.attributes[t], host))
    for tag in islice(found, _MOST_LINKS):
        if text := page.text_of(tag):
            yield text
        for inside in page.tags_inside(tag):
            if page.names[inside] == "img" and (alt := _ALT.search(page.attributes[inside])):
                yield one_line(alt[1] or alt[2]) or ""


def _leads_home(attributes: str, host: str) -> bool:
    """Whether a link's address is the site's front page: `/`, or the host alone."""
    is_near = '"/"' in attributes or "/index." in attributes or _may_end_in(attributes, host)
    found = _HREF.search(attributes) if is_near or '"' not in attributes else None
    if not found:
        return False
    there = (found[1] or found[2] or found[3] or "").strip().lower()
    bare = there.removeprefix("https:").removeprefix("http:")
    if bare.startswith("//"):
        bare = bare[2:].removeprefix("www.")
        return bool(host) and bare.rstrip("/") == host
    return _FRONT.fullmatch(bare) is not None


def _may_end_in(attributes: str, host: str) -> bool:
    """Whether an address among some attributes may be a host alone: a path behind it is another."""
    _, _, behind = attributes.partition(host) if host else ("", "", "")
    is_path = behind[:1] == "/" and behind[1:2].isalnum() and host not in behind
    return behind != "" and not is_path


def _of_rights(page: Document) -> Iterator[str]:
    """The names in notices of rights at the page's end."""
    for text in page.texts[-_END_TEXTS:]:
        is_notice = "©" in text or "opyright" in text or "(c)" in text
        if is_notice and (found := _COPYRIGHT.search(text[:_NOTICE_CHARS])):
            yield found["name"].strip()
