"""Outlet slugs: one spelling for a newspaper's heading, host and folder, safe in a path.

The rule that settles conflicting evidence (never arrival): flag > record > host > list heading >
folder; ties by value. A capture's outlet follows from its own evidence and the archive's registry,
from nothing that is learned: it is part of where rows are stored.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from urllib.parse import urlsplit

import polars as pl
import tldextract

from transforms.carriers import PATH_SIGNS, SIGNS, is_carrier, original_address
from transforms.values import frozen
from transforms.words.folders import FOLDER_WORDS
from transforms.words.platforms import BLOGGER, OWNER_IN_PATH, OWNER_SIGNS, PLATFORM, SCREEN

UNKNOWN = "unknown"
#: What stands in the place of a refused capture's declaration: none is stronger, so that it stays
#: refused.
REFUSED = "!"
#: Weaker than any declaration.
_UNDECLARED = "~"
#: Evidence for an outlet, strongest first.
RANK = ("flag", "record", "host", "heading", "folder")
#: A path component of a file system holds 255 bytes; `outlet=` and percent-encoding must fit beside
#: the slug. judged
MAX_SLUG_BYTES = 80
#: What an address with a host says before its path, for expressions.
BEFORE_PATH = r"^(\s*[^/?#]*//[^/?#]*)"
_HOST_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")


def slugify(name: str) -> str:
    """A lower-case slug: `'The Pyongyang Times'` becomes `'the-pyongyang-times'`, `'로동신문'`
    stays as it is.
    """
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"['’`]", "", text)
    slug = re.sub(r"[\W_]+", "-", text).strip("-")
    raw = slug.encode()
    if len(raw) > MAX_SLUG_BYTES:
        tail = hashlib.sha256(raw).hexdigest()[:10]
        slug = raw[: MAX_SLUG_BYTES - 11].decode("utf-8", "ignore").strip("-") + "-" + tail
    return slug or UNKNOWN


@cache
def _suffixes() -> tldextract.TLDExtract:
    # the list of public suffixes that ships with the package: nothing is fetched and no cache is
    # written; its private part names hosts below which everybody has a site of their own
    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=65_536)
def registered_domain(host: str) -> str:
    """`news.example.co.uk` -> `example.co.uk`, `www.rooks.substack.com` -> `rooks.substack.com`;
    empty for an address or a bare name.
    """
    if own := PLATFORM.search(host):
        return own[0]
    if BLOGGER.search(host):
        return BLOGGER.sub(".blogspot.com", host).removeprefix("www.")
    return _suffixes()(host).top_domain_under_public_suffix


@cache
@lru_cache(maxsize=4_096)
def _slug_of_host(host: str) -> str | None:
    name = registered_domain(host) or SCREEN.sub("", host)
    return slugify(name) if re.search(r"[^\W\d_]", name) else None


def folder_evidence(relative: str) -> str | None:
    """The first folder of a path that can be an outlet's name:
    `'html/2026-03/pyongyang-times/a.html'` gives `'pyongyang-times'`.
    """
    return next((part for part in relative.split("/")[:-1] if _can_be_a_name(part)), None)


@lru_cache(maxsize=4_096)
def _can_be_a_name(folder: str) -> bool:
    words = re.findall(r"[^\W\d_]+", folder.casefold())
    return any(word not in FOLDER_WORDS for word in words)


def declare_outlet(name: str | None, folder: str | None) -> str | None:
    """The declared outlet of a capture from a name that a user gave, else from its folder's:
    `flag:<slug>`, else `folder:<slug>`, else null.
    """
    source, slug = ("flag", slugify(name)) if name else ("folder", _slug_of_folder(folder or ""))
    return f"{source}:{slug}" if slug != UNKNOWN else None


@lru_cache(maxsize=4_096)
def _slug_of_folder(folder: str) -> str:
    """The slug of a folder's name; mirrors call their folders after the host."""
    is_host = _HOST_NAME.fullmatch(folder) and (
        folder.startswith("www.") or registered_domain(folder)
    )
    return (is_host and _slug_of_host(folder.removeprefix("www."))) or slugify(folder)


def declaration_order(declared_outlet: str | None) -> str:
    """A text by which declared outlets sort, the strongest first: `REFUSED`, `flag:<slug>`,
    `folder:<slug>`, none.
    """
    return _UNDECLARED if declared_outlet is None else declared_outlet


def by_declaration(declared_outlet: pl.Expr) -> pl.Expr:
    """`declaration_order` of a column."""
    return declared_outlet.fill_null(_UNDECLARED)


def host_of(url: str | None) -> str | None:
    """The host of an address, lower-case and without `www.`, or null where it has none."""
    if not url:
        return None
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def slug_of_url(url: str | None) -> str | None:
    """The outlet of an address by its registered domain: `https://www.abc.net.au/x` gives
    `abc-net-au`. Null where the address is that of who only shows pages of others, as web archives
    do.
    """
    if not url or is_carrier(address := original_address(url.strip())[0]):
        return None
    host = host_of(address)
    if host and (owned := OWNER_IN_PATH.match(host + urlsplit(address).path)):
        return slugify(owned[0])
    return _slug_of_host(host) if host else None


def site_address(url: pl.Expr) -> pl.Expr:
    """As much of addresses as says whose they are: `https://www.moor.example/a` becomes
    `https://www.moor.example`, while `https://medium.com/@rooks/a` stays. There are few of a site,
    so that little is asked of `slug_of_url`.
    """
    inside = url.str.replace(r"^(?i)\s*https?://(?:www\.)?", "")
    signs = [*SIGNS, *PATH_SIGNS, *OWNER_SIGNS]
    is_said_inside = inside.str.contains_any(signs, ascii_case_insensitive=True)
    host = url.str.extract(BEFORE_PATH).fill_null(url)
    return pl.when(is_said_inside).then(url).otherwise(host)


@frozen
class Registry:
    """Outlets as a user declares them: the slug of each host, and of each name by the slug that it
    would have of its own.
    """

    hosts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_outlets(cls, outlets: Mapping[str, Mapping[str, Sequence[str]]]) -> Registry:
        """`Registry.from_outlets({"halvern-gazette": {"names": ["The Halvern Gazette"], "hosts":
        ["halvern-gazette.example"]}})`.

        Raises ValueError where two outlets claim one name or host, and for a slug that is none.
        """
        hosts: dict[str, str] = {}
        names: dict[str, str] = {}
        for slug, said in sorted(outlets.items()):
            if slug != slugify(slug) or slug == UNKNOWN:
                raise ValueError(f"{slug!r} is no slug: lower case, words joined by -")
            for claimed, keys in (
                (hosts, map(_bare_host, said.get("hosts", ()))),
                (names, map(slugify, [slug, *said.get("names", ())])),
            ):
                for key in keys:
                    if claimed.setdefault(key, slug) != slug:
                        raise ValueError(f"{claimed[key]} and {slug} both claim {key}")
        return cls(hosts, names)

    def canonical(self, slug: str | None) -> str | None:
        """The outlet that goes by this slug too."""
        return self.names.get(slug, slug) if slug else None

    def outlet_at(self, url: str | None) -> str | None:
        """The outlet of an address: by its host or the nearest domain above it that is declared,
        else by its registered domain.
        """
        labels = (host_of(original_address(url.strip())[0] if url else None) or "").split(".")
        declared = (self.hosts.get(".".join(labels[i:])) for i in range(len(labels)))
        return next((slug for slug in declared if slug), None) or self.canonical(slug_of_url(url))


def _bare_host(host: str) -> str:
    return host.strip().lower().removeprefix("www.")


NO_REGISTRY = Registry()


#: An outlet that a record names by its host, `www.abc.net.au`, or by an address.
_HOST = re.compile(r"https?://\S+|(?:[a-z0-9-]+\.){1,5}[a-z]{2,}")


def _named_outlet(name: str, registry: Registry) -> str | None:
    """The outlet that a record names: of a host or an address that which pages there have."""
    said = name.strip()
    declared = registry.names.get(slugify(said))
    if declared is None and _HOST.fullmatch(said):
        return registry.outlet_at(said if "://" in said else f"https://{said}")
    return declared or slugify(said)


def resolve_outlet(
    *,
    declared: str | None,
    record: str | None,
    url: str | None,
    heading: str | None,
    registry: Registry = NO_REGISTRY,
) -> tuple[str, str]:
    """(outlet slug, source) by the written rule. `declared` is `flag:<slug>` or `folder:<slug>`."""
    source, _, value = (declared or "").partition(":")
    evidence = {
        "flag": registry.canonical(value) if source == "flag" else None,
        "record": _named_outlet(record, registry) if record else None,
        "host": registry.outlet_at(url),
        "heading": registry.canonical(slugify(heading)) if heading else None,
        "folder": registry.canonical(value) if source == "folder" else None,
    }
    for rank in RANK:
        slug = evidence[rank]
        if slug and slug != UNKNOWN:
            return slug, rank
    return UNKNOWN, "none"
