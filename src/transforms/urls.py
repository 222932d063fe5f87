"""Canonical addresses: two spellings of one page's address meet in one key."""

from __future__ import annotations

from urllib.parse import urlsplit

from courlan import normalize_url


def url_key(url: str | None) -> str | None:
    """The address without scheme, `www.`, fragment and tracking parameters, or null where it has no host.

    `https://www.example.org/a/?utm_source=x#top` gives `example.org/a`.
    """
    if not url:
        return None
    try:
        clean = normalize_url(url.strip(), trailing_slash=False)
        parts = urlsplit(clean)
    except ValueError:
        return None
    if not parts.hostname:
        return None
    host = parts.hostname.removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}" + (f"?{parts.query}" if parts.query else "")
