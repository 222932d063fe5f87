"""A text that is nothing but addresses, one a line: a sitemap in its plainest form."""

from __future__ import annotations

import re

from transforms.outlets import slug_of_url
from transforms.page import Listing, Page
from transforms.text.encoding import decode
from transforms.urls import absolute_url

_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}", re.IGNORECASE)
#: The protocol's own limit for one file. source: sitemaps.org
_MOST_ENTRIES = 50_000


def parse_address_list(payload: bytes, *, charset: str | None = None) -> Page | None:
    """The page of a plain-text sitemap; None for any other text."""
    if b"://" not in payload[:4096].replace(b"\0", b""):
        return None
    found = decode(payload, declared=charset, media_type="text/plain")
    lines = [line for raw in found.text.splitlines() if (line := raw.strip("\ufeff \t"))]
    lines = [line for line in lines if not line.startswith("#")]
    if not lines or not all(map(_ADDRESS.fullmatch, lines)):
        return None
    addresses = dict.fromkeys(filter(None, (absolute_url(x, None) for x in lines[:_MOST_ENTRIES])))
    hosts = {slug_of_url(address) for address in addresses}
    return Page(
        "sitemap",
        listings=[Listing(None, "sitemap", address, is_cut=None) for address in addresses],
        encoding=found.encoding,
        encoding_source=found.source,
        outlet_heading=hosts.pop() if len(hosts) == 1 else None,
    )
