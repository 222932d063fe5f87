"""What a page's relative addresses are relative to."""

from __future__ import annotations

from transforms.parse.html.markup.document import Document
from transforms.urls import absolute_url


def find_root(page: Document, base: str | None) -> str | None:
    """What the page's relative addresses are relative to: its `base` element, or its own
    address.
    """
    tags = page.tags_named("base")
    href = page.values(tags[0]).get("href", "").strip() if tags else ""
    return (absolute_url(href, base) or base) if href else base
