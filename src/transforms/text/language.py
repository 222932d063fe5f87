"""Language tags, as pages, feeds and records write them -> the code of the language."""

from __future__ import annotations

import re

_TAG = re.compile(r"\s*([a-zA-Z]{2,3})(?=[-_\s]|$)")
_LIST = re.compile(r"\s*([a-zA-Z]{2,3})(?=[-_,;\s]|$)")


def primary_subtag(tag: str | None) -> str | None:
    """The language of a language tag: `'en-GB'` gives `'en'`, `'ko_KR'` gives `'ko'`, `'English'`
    None.

    For feeds, sitemaps and records, and for a language that was read already.
    """
    found = _TAG.match(tag) if tag else None
    return found[1].lower() if found else None


def first_language(tags: str | None) -> str | None:
    """The language of a tag, or of the first of a list: `'pt-BR, en'` gives `'pt'`.

    For web pages, whose headers and `<meta>` may list several (`Content-Language`).
    """
    found = _LIST.match(tags) if tags else None
    return found[1].lower() if found else None
