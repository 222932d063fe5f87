"""What a page's relative addresses are relative to."""

from __future__ import annotations

from transforms.parse.html.markup.document import Document
from transforms.urls import absolute_url


def find_root(page: Document, base: str | None) -> str | None:
    """What the page's relative addresses are relative to: its `base` element, or its own
    address.
    """
    tag = page.names.index("base") if "base" in page.names else None
    href = page.values(tag).get("href", "").strip() if tag is not None else ""
    return (absolute_url(href, base) or base) if href else base
