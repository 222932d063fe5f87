"""Addresses at which somebody else shows a page, as web archives, caches, translators and redirects
do: the page's own address, and when it was captured where the address says so.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

#: Hosts, with all below them, that only ever show pages of others.
_HOSTS = re.compile(
    r"""
    (?:.+\.)?(?:
        # web archives
        (?:web|wayback|liveweb|classic-web|web-beta)\.archive\.org | waybackmachine\.org
        | archive\.(?:today|ph|is|li|vn|fo|md) | wayback\.archive-it\.org | arquivo\.pt
        | webarchive\.(?:nationalarchives|parliament|org|proni)[\w.]*\.uk | webarchive\.loc\.gov
        | webarchive\.nla\.gov\.au | webarchive\.library\.unt\.edu | web\.archive\.bibalex\.org
        | (?:wayback\.)?vefsafn\.is | swap\.stanford\.edu | (?:www\.|wayback\.)?webarchiv\.cz
        | haw\.nsk\.hr | perma\.cc | perma-archives\.org | ghostarchive\.org | megalodon\.jp
        | timetravel\.mementoweb\.org | webcitation\.org | freezepage\.com | archive\.wikiwix\.com
        | conifer\.rhizome\.org | webrecorder\.(?:io|net) | replayweb\.page | cachedview\.\w+
        # caches and readers
        | cdn\.ampproject\.(?:org|net) | bing-amp\.com | amp\.cloudflare\.com
        | webcache\.googleusercontent\.com | cc\.bingj\.com | yandexwebcache\.net | turbopages\.org
        | r\.jina\.ai | 1[23]ft\.io | 1ft\.io | freedium\.cfd | outline\.com | smry\.ai | txtify\.it
        # translators
        | translate\.google(?:usercontent)?\.[a-z.]+ | translate\.goog | translate\.yandex\.[a-z.]+
        | microsofttranslator\.com | translatetheweb\.com | translatoruser-int\.com
        | translatoruser\.net | z5h64q92x9\.net | fanyi\.baidu\.com | papago\.naver\.net
        # redirects
        | lm?\.facebook\.com | out\.reddit\.com | t\.umblr\.com | slack-redir\.net | href\.li
        | [\w-]+\.safelinks\.protection\.outlook\.com | disq\.us | feedproxy\.google\.com
        | feeds\.feedburner\.com
    )
    """,
    re.VERBOSE,
)
#: Paths of other hosts that are one of these.
_PATHS = re.compile(
    r"(?:www\.)?google\.[a-z.]+/(?:amp|url$)|(?:www\.)?bing\.com/amp|vk\.com/away\.php$"
    r"|getpocket\.com/redirect$|(?:www\.)?youtube\.com/redirect$|linkedin\.com/redir/"
)
#: One of these is in any address below such a path.
PATH_SIGNS = ("google.", "bing.com/", "vk.com/", "getpocket.com/", "youtube.com/", "linkedin.com/")
#: A time of capture and behind it an address, as Wayback, pywb and their kin write them on any
#: host; `id_` and the like say how the page is to be shown.
_STAMPED = re.compile(
    r"/(\d{4}\.?\d{2}\.?\d{2}-?\d{6})(?:[a-z]{2}_)?/(?=https?(?:://?|%3a%2f%2f)|www\.)", re.I
)
#: Where the host is an archive's: a shorter or missing time, or an address without its scheme.
_LOOSELY_STAMPED = re.compile(
    r"/(?:(\d{14})|\d{4,13}|\*)(?:[a-z]{2}_|\*)?/(?=[\w-]+(?:\.[\w-]+)+(?:[:/?]|$)|https?:)", re.I
)
_INNER = re.compile(r"[/?](?=https?(?:://?|%3a%2f%2f))", re.I)
#: How AMP caches write what kind of file it is, `s` for https, and the address.
_AMP = re.compile(r"/(?:amp|[a-z]{1,3})/(?:(s)/)?(?=[\w-]+(?:\.[\w-]+)+(?:/|$))")
_TURBO = re.compile(r"/(?:turbo/)?([\w-]+(?:\.[\w-]+)+)/[a-z]/(.*)")
_YANDEX = re.compile(r"/proxy_u/[^/]*/(https?)/(.+)")
_PARAMETER = re.compile(
    r"[?&](?:u|url|q|z|to|d|a|href|target|query)=(?:cache:(?:[\w-]+:)?)?"
    r"((?:https?(?:://|%3a%2f%2f)|[\w-]+(?:\.[\w-]+)+/)[^&#+]*)",
    re.I,
)
_TRANSLATED = ".translate.goog"
_ASIDE = re.compile(r"(?:^|&)_x_tr_[^&]*")
#: One of these is in any address that has another inside it; they are looked for first, since
#: nearly all addresses have none.
SIGNS = (
    "http", "www.", "/amp", "ampproject", "-amp.", "amp.cloud", "archive", "cache", "translat",
    "turbopages", "proxy_u", "arquivo", "vefsafn",
)  # fmt: skip
#: An archive may hold a cache that holds a translation: addresses are taken out so often. judged
_MOST_LAYERS = 3
#: `https://www.` is no sign of an address inside another.
_OWN = re.compile(r"https?://(?:www\.)?+")
#: A longer address is nobody's. judged
_LONGEST = 4_000


def original_address(url: str) -> tuple[str, datetime | None]:
    """(the page's own address, when it was captured): what an address of a web archive, a cache, a
    translator or a redirect stands for.

    `https://web.archive.org/web/20190512083144/https://a.example/b` is `https://a.example/b` at
    08:31:44 on 12 May 2019. An address that is no such one is itself.
    """
    captured: datetime | None = None
    for _ in range(_MOST_LAYERS):
        if len(url) > _LONGEST or not _has_sign(url):
            break
        inner, when = _open(url)
        if not inner:
            break
        url, captured = inner, captured or when
    return url, captured


def _has_sign(url: str) -> bool:
    own = _OWN.match(url)
    behind = url[own.end() if own else 0 :].lower()
    for sign in SIGNS:  # noqa: SIM110 - twice as fast, and asked for every link
        if sign in behind:
            return True
    return False


def is_carrier(url: str) -> bool:
    """Whether an address is at a host, or below a path, that only shows pages of others."""
    host, path = _host_and_path(url)
    return bool(_HOSTS.fullmatch(host) or _PATHS.match(host + path))


def _host_and_path(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url.strip())
        return (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:
        return "", ""


def _open(url: str) -> tuple[str | None, datetime | None]:
    """(the address inside an address, its time), null where there is none."""
    if stamped := _STAMPED.search(url):
        return _whole(url[stamped.end() :]), _time(stamped[1])
    host, path = _host_and_path(url)
    if not is_carrier(url):
        return None, None
    if host.endswith(_TRANSLATED):
        return _untranslated(url, host), None
    behind = path if "?" not in url else path + "?" + url.partition("?")[2]
    if turbo := _TURBO.match(behind) if host.endswith("turbopages.org") else None:
        return f"https://{turbo[1]}/{turbo[2]}", None
    if yandex := _YANDEX.match(behind):
        return f"{yandex[1]}://{yandex[2]}", None
    if loose := _LOOSELY_STAMPED.search(behind):
        return _whole(behind[loose.end() :]), _time(loose[1]) if loose[1] else None
    if inner := _INNER.search(behind):
        return _whole(behind[inner.end() :]), None
    if said := _PARAMETER.search(behind):
        return _whole(unquote(said[1])), None
    if amp := _AMP.match(behind):
        return f"http{'s' if amp[1] else ''}://{behind[amp.end() :]}", None
    return None, None


def _untranslated(url: str, host: str) -> str:
    """Google's translator writes a host's dots as `-` and its `-` as `--`."""
    name = host.removesuffix(_TRANSLATED).replace("--", "\0").replace("-", ".").replace("\0", "-")
    parts = urlsplit(url.strip())
    query = _ASIDE.sub("", parts.query).strip("&")
    scheme = "http" if "_x_tr_sch=http" in parts.query else "https"
    return f"{scheme}://{name}{parts.path}" + (f"?{query}" if query else "")


def _whole(rest: str) -> str | None:
    """The address that the rest of another is: decoded, with its scheme and both of its slashes."""
    if re.match(r"https?%3a", rest, re.I):
        rest = unquote(rest)
    scheme = re.match(r"(https?):/{1,2}", rest, re.I)
    address = f"{scheme[1].lower()}://{rest[scheme.end() :]}" if scheme else f"http://{rest}"
    return address if _host_and_path(address)[0] else None


def _time(digits: str) -> datetime | None:
    """The time of capture in UTC, as archives write it; null for digits that are no time."""
    try:
        return datetime.strptime(re.sub(r"\D", "", digits), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
