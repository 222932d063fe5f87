"""Canonical addresses: two spellings of one page's address meet in one key; and which addresses are
no article's by their shape.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

from transforms.carriers import original_address
from transforms.words.links import LISTING_SEGMENT, MEDIA_SEGMENT, SERVICE_HOST, SERVICE_SEGMENT
from transforms.words.offers import OFFER_SEGMENT
from transforms.words.platforms import BLOGGER, SCREEN

#: Parameters that say how a reader came to the page, or how it is shown to them, and never which
#: page it is.
_TRACKING = re.compile(
    r"""
    (?:utm|pk|piwik|mtm|matomo|oly|vero|hsa|ns|at|wt|itm|sc|ito|trk|mkt|stm|__hs|_hs)_\w*
    | (?:fbc|gc|dc|twc|ttc|yc|ysc)lid | li_fat_id | gbraid | wbraid | msclkid | igshid | igsh
    | gclsrc | mc_[ce]id | mkt_tok | _g[al] | xtor | cmpid | icid | ncid | smid | smtyp | spm
    | ref | ref_?src | ref_?url | referr?er | source | from | _?(?:medium|campaign)
    | share[dr]? | social | partner | feature | rss | amp | amp_\w+ | output_?type
    | print(?:able)? | phpsessid | jsessionid | aspsessionid\w*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SESSION = re.compile(r";(?:jsessionid|sid)=[^/]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php\d?|aspx?|jsp|shtml)", re.IGNORECASE)
_AMP = re.compile(
    r"(?<!/amp)(?:/amp)++$|^(?:/amp)+(?=/)|(?<![.-]amp)(?:[.-]amp)++(?=(?:\.html?)?$)",
    re.IGNORECASE,
)
_SAFE = "/:@!$&'()*+,;=~-._"

#: Addresses in which there is nothing to resolve, whole or from the root on, and the part before
#: the path of such a base.
_PLAIN_ADDRESS = re.compile(
    r"(https?://[a-zA-Z0-9.-]+)?/(?:[a-zA-Z0-9_~%,+=-][a-zA-Z0-9_~%,+=.-]*+/?)*+(?:\?[a-zA-Z0-9_~%,+=.&/-]+)?"
)
_ORIGIN = re.compile(r"(https?://[a-zA-Z0-9.-]+)(?=[/?#]|\Z)")
#: A longer address, in characters, is resolved by the standard library. judged
_LONGEST_PLAIN = 900
#: Such segments with nothing but a name behind them. judged
_NAMED_SEGMENTS = 2
#: An article's number, which a year or a page's is too short for.
_ARTICLE_NUMBER = re.compile(r"\d{5,}")
#: An offer's or a form's segment stands among the first so many; a path with a day is an article's.
#: judged
_OFFER_SEGMENTS = 3
_DAY_IN_PATH = re.compile(r"/(?:19|20)\d\d/(?:\d{1,2}|[a-z]{3})/|(?:19|20)\d{6}")
_PAGE_NUMBER = re.compile(r"/page/\d+$")
_LANGUAGE_ROOT = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\.(?:rss|atom|xml|json|css|js|ico|png|jpe?g|gif|webp|svg|mp[34]|m4a|avi|mov|zip|gz|apk|ics)$",
    re.IGNORECASE,
)


def split_url(url: str | None) -> SplitResult:
    """The parts of an address; all are empty for what is none, as `http://[::1`."""
    try:
        return urlsplit(url or "")
    except ValueError:
        return urlsplit("")


@lru_cache(maxsize=8_192)
def absolute_url(href: str | None, base: str | None) -> str | None:
    """The http address a link means, without its fragment, and without the web archive, cache,
    translator or redirect through which it leads; None for any other kind of link.
    """
    if not (href := (href or "").strip()):
        return None
    if len(href) <= _LONGEST_PLAIN and (plain := _PLAIN_ADDRESS.fullmatch(href)):
        if plain[1]:
            return original_address(href)[0]
        if base and len(base) <= _LONGEST_PLAIN and (origin := _ORIGIN.match(base)):
            return origin[1] + href
    try:
        joined = original_address(urljoin(base or "", href))[0]
    except ValueError:
        return None
    parts = split_url(joined)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(joined) > 2_000:
        return None
    return parts._replace(fragment="").geturl()


@lru_cache(maxsize=65_536)
def url_key(url: str | None) -> str | None:
    """The address without scheme, default port, fragment, tracking parameters and the site's name
    for a screen, or null without a host.

    `https://www.example.org/a/?utm_source=x#top` and `http://m.example.org/a/amp` give
    `example.org/a`. Other parameters stay, sorted, with or without a value: `/story?813` and
    `/story?814` are two pages.
    """
    if not url:
        return None
    try:
        parts = split_url(original_address(url.strip())[0])
        host, port = _host(parts.hostname), parts.port
        path = quote(unquote_to_bytes(parts.path), safe=_SAFE)
        query = "&".join(sorted(filter(_is_naming, parts.query.split("&"))))
    except ValueError:
        return None
    if not host:
        return None
    path = _SESSION.sub("", re.sub(r"/{2,}", "/", path)).rstrip("/")
    path = _AMP.sub("", _without_index(path)).rstrip("/")
    place = f"{host}:{port}" if port not in (None, 80, 443) else host
    route = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"{place}{path}" + (f"?{query}" if query else "") + route


def _without_index(path: str) -> str:
    """The path without the index files at its end."""
    end = len(path)
    while (cut := path.rfind("/", 0, end)) >= 0 and _INDEX.fullmatch(path, cut, end):
        end = cut
    return path[:end]


def _host(name: str | None) -> str:
    """The host in lower case, in Unicode, without what names the screen: `m.xn--bcher-kva.example`
    gives `bücher.example`.
    """
    host = (name or "").rstrip(".")
    if "xn--" in host:
        host = host.encode("ascii").decode("idna")
    return BLOGGER.sub(".blogspot.com", SCREEN.sub("", host))


def _is_naming(parameter: str) -> bool:
    """Whether a parameter can say which page is meant."""
    name = parameter.partition("=")[0]
    return bool(parameter) and not _TRACKING.fullmatch(name)


def is_list_address(key: str) -> bool:
    """Whether a key (see `url_key`) is by its shape no article's: a front page, a tag's, a
    writer's, a feed, a picture, a shop, an offer, a form, a page about the site.

    `example.org`, `example.org/en`, `example.org/news/tag/harbour` and `example.org/feed.xml` are;
    `example.org/harbour` is not.
    """
    place, _, query = key.partition("?")
    host, slash, rest = place.partition("/")
    path = _PAGE_NUMBER.sub("", slash + rest)
    if not path.strip("/"):
        return not query
    if SERVICE_HOST.match(host):
        return True
    if _NO_PAGE.search(path) or (not query and _LANGUAGE_ROOT.fullmatch(path)):
        return True
    segments = path.lower().strip("/").split("/")
    if len(segments) <= _NAMED_SEGMENTS and SERVICE_SEGMENT.fullmatch(
        segments[0].partition(".")[0]
    ):
        return True
    if any(OFFER_SEGMENT.fullmatch(s.partition(".")[0]) for s in segments[:_OFFER_SEGMENTS]):
        return not _DAY_IN_PATH.search(path)
    if _ARTICLE_NUMBER.fullmatch(segments[-1]):
        return False
    return any(
        LISTING_SEGMENT.fullmatch(s) and len(segments) - no <= _NAMED_SEGMENTS
        for no, s in enumerate(segments[:2])
    )


def is_media_address(key: str) -> bool:
    """Whether a key (see `url_key`) leads by its shape to a film, a piece of sound or a series of
    pictures: `example.org/video/harbour-vote`, `example.org/en/galleries/2026/fair`.
    """
    segments = key.partition("?")[0].lower().split("/")[1:]
    return any(map(MEDIA_SEGMENT.fullmatch, segments[:_NAMED_SEGMENTS]))
