"""Page -> the addresses at which it says that it stands in other languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transforms.parse.html.document import Document
from transforms.urls import absolute_url

#: A page names each language once; what names more is a list of something else.
MOST_ALTERNATES = 200
#: schema.org's properties for a work's other languages.
_WORKS = ("workTranslation", "translationOfWork")


def find_alternates(page: Document, article: dict[str, Any], base: str | None) -> list[str]:
    """The distinct addresses, sorted, of `<link rel="alternate" hreflang="…">` and of the JSON-LD
    article's translations.

    The page's own address is mostly among them. `og:locale:alternate` names languages without
    addresses and is not read.
    """
    stated = [
        page.values(tag) for tag in page.named("link") if "hreflang" in page.attributes[tag].lower()
    ][:MOST_ALTERNATES]
    links = [
        values.get("href")
        for values in stated
        if "alternate" in values.get("rel", "").lower().split() and "hreflang" in values
    ]
    found = {
        address for href in (*links, *_works(article)) if (address := absolute_url(href, base))
    }
    return sorted(found)[:MOST_ALTERNATES]


def _works(article: dict[str, Any]) -> Iterator[str]:
    """The addresses of a JSON-LD node's translations, given as text, as a node, or as a list of
    either.
    """
    for name in _WORKS:
        value = article.get(name)
        for work in value[:MOST_ALTERNATES] if isinstance(value, list) else [value]:
            address = (work.get("url") or work.get("@id")) if isinstance(work, dict) else work
            if isinstance(address, str):
                yield address
