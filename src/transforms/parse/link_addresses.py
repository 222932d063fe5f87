"""Which addresses a page links to may be articles': by their words, their host and their path,
beside the page's own address; and addresses that a text prints.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult

from transforms.outlets import registered_domain
from transforms.page import Anchor, Block
from transforms.urls import absolute_url, split_url, url_key
from transforms.values import frozen
from transforms.words.links import LIST_FILES, LISTS, NOT_ARTICLES, OTHER_HOSTS

#: What an article's path has: a figure, or a slug.
ARTICLE_SHAPE = re.compile(r"\d|[^/]-[^/]+-[^/]")
#: What stands behind a page's own address where a link leads to a part or another view of it.
_OF_PAGE = re.compile(
    r"[/?&](?:comments?|kommentare?|commentaires?|comentarios|respond|reply\w*|print\w*|share|email"
    r"|amp|pdf)(?:[=/&][\w-]*)*+$|[/?&](?:page|seite|p)[=/-]?\d{1,2}$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip)$", re.IGNORECASE)
#: A slug that ends in a long number.
_SLUG = re.compile(r"[^/]*?-(\d{7,})")
_LONG_NUMBER = re.compile("#{7}$")
#: An address as it is printed in a text, with what may close the sentence behind it.
_PRINTED = re.compile(r"(?:https?://|(?<![\w.@/-])www\.)[^\s<>\"'«»“”„]{4,1900}", re.IGNORECASE)
#: What stands behind an address and is not of it; a bracket only where it closes none of its own.
_BEHIND = ".,;:!?…·|*_"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
#: A site's name is told from a word of a path from so many letters on. judged
_SITE_LETTERS = 6


def find_longest_segment(key: str) -> str:
    """The longest part between slashes of a key (see `url_key`), its query left out."""
    return max(key.partition("?")[0].split("/"), key=len)


def _is_own(address: str, own: dict[str, str]) -> bool:
    """Whether an address is the page's own in another spelling; the key is made only where its
    longest segment agrees.
    """
    for key, segment in own.items():
        other = url_key(address) if segment in address else None
        if other and (other == key or _is_part(other, key)):
            return True
    return False


def _is_part(other: str, key: str) -> bool:
    """Whether an address is a part or a view of the page that another names."""
    return "/" in key and other.startswith(key) and _OF_PAGE.match(other, len(key)) is not None


@frozen
class _Page:
    """What is compared of the address of the page that links stand on: its host, the domain of
    that and the segments of its path, in lower case.
    """

    host: str
    site: str
    segments: list[str]


@lru_cache(maxsize=256)
def _read_page(address: str) -> _Page:
    parts = split_url(address)
    host = parts.hostname or ""
    segments = [s for s in parts.path.lower().split("/") if s]
    return _Page(host, registered_domain(host), segments)


def is_article_link(href: str, root: str | None, base: str | None, own: dict[str, str]) -> bool:
    """Whether a link may lead to another article: of the page's own site but no list, service or
    the page itself, or of a sister site.

    `root` is what relative addresses are relative to, `base` the page's address, `own` its keys,
    each with its longest segment.
    """
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "whatsapp:")):
        return False
    address = absolute_url(href, root)
    if address is None:
        return root is None and not re.match(r"[a-zA-Z][\w+.-]*:|//", href)
    parts = split_url(address)
    if not (parts.path.strip("/") or parts.query) or base is None or _FILE.search(parts.path):
        return False
    page, host = _read_page(base), parts.hostname or ""
    if host != page.host and not (page.site and page.site == registered_domain(host)):
        return _is_sister(parts, split_url(base))
    return not _is_listing(parts, host, page) and not _is_own(address, own)


def _is_sister(parts: SplitResult, own: SplitResult) -> bool:
    """Whether an address elsewhere is an article's of the same network: the page's own path names
    that site, or both are built alike.

    Alike are paths of one shape that has a day (`/2019/11/18/slug`) or ends in a number of seven
    digits or more.
    """
    name = registered_domain(parts.hostname or "").partition(".")[0]
    if len(name) >= _SITE_LETTERS and name in own.path.lower().split("/"):
        return ARTICLE_SHAPE.search(parts.path) is not None
    shape = _shape(parts.path)
    is_telling = shape.startswith("/####/##/##/") or _LONG_NUMBER.search(shape) is not None
    return is_telling and not parts.query and shape == _shape(own.path)


def _shape(path: str) -> str:
    """A path with its digits as `#` and its words as `w`: `/2019/11/18/a-slug-1839925135` is
    `/####/##/##/w-##########`.
    """
    parts = [(s, _SLUG.fullmatch(s)) for s in path.rstrip("/").split("/")]
    return "/".join(
        (_DIGIT.sub("#", s) if s.isdigit() else "w" + "#" * len(m[1]) if m else "w" if s else "")
        for s, m in parts
    )


def _is_listing(parts: SplitResult, host: str, page: _Page) -> bool:
    """Whether an address on the site is one of a section, a service or a list, by its words or
    because the page's own lies below it.

    Where the page's own address begins with the same word, as under `/authors/jane-doe/headline`,
    the word says nothing.
    """
    segments = [s for s in parts.path.lower().split("/") if s]
    mine, name = page.segments, host.partition(".")[0]
    if (name in NOT_ARTICLES or name in OTHER_HOSTS) and host != page.host:
        return True
    if not segments:
        return False
    is_alike = len(segments) >= len(mine) > 1 and segments[0] == mine[0]
    is_above = not parts.query and len(segments) < len(mine) and mine[: len(segments)] == segments
    name, dot, _ = segments[-1].partition(".")
    is_list = any(s in LISTS for s in segments[:-1]) or (
        dot != "" and name in LIST_FILES and segments[-1:] != mine[-1:]
    )
    return is_above or is_list or (segments[0] in NOT_ARTICLES and not is_alike)


def find_printed_links(block: Block) -> list[Anchor]:
    """The addresses that a block's text prints, each once, but those to which one of its links
    leads: `see www.example.org/a.` has `http://www.example.org/a`.
    """
    if "://" not in block.text and "www." not in block.text:
        return []
    linked = {url_key(anchor.url) for anchor in block.anchors}
    found: dict[str | None, Anchor] = {}
    for match in _PRINTED.finditer(block.text):
        printed = _without_end(match[0])
        scheme = "" if "://" in printed[:8] else "http://"
        address = absolute_url(scheme + printed, None)
        key = url_key(address)
        if address and key and "." in key.partition("/")[0] and key not in linked:
            found.setdefault(key, Anchor(address, printed))
    return list(found.values())


def _without_end(address: str) -> str:
    """A printed address without what closes the sentence that it stands in."""
    while address:
        last = address[-1]
        opened = _BRACKETS.get(last)
        is_closed = opened is None or address.count(opened) >= address.count(last)
        if last not in _BEHIND and is_closed:
            break
        address = address[:-1]
    return address
