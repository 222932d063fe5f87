"""Captured bytes -> labelled blocks, article fields, date candidates and listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from transforms.page import Page, Refused
from transforms.parse.article_record import parse_article_record
from transforms.parse.html import parse_html
from transforms.parse.html_dates import url_dates
from transforms.parse.text import parse_text

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
TEXT_TYPES = frozenset({"text/plain", "text/markdown"})
JSON_TYPES = frozenset({"application/json", "application/x-ndjson", "application/jsonl"})


def parse_capture(payload: bytes, *, media_type: str, record_kind: str = "capture", url: str | None = None, charset: str | None = None,
                  field_map: Mapping[str, str] | None = None) -> Page:
    """The page a capture is. `charset` is what HTTP declared, `url` the capture's address, `field_map` names a record's fields.

    Raises Refused for what no parser takes: `unsupported_media_type`, `binary`, `too_large`, `bad_json` and more.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if record_kind == "article" and kind in JSON_TYPES:
        return parse_article_record(payload, field_map=field_map, url=url)
    if kind in HTML_TYPES:
        return parse_html(payload, url=url, charset=charset)
    if kind in TEXT_TYPES:
        return _at_address(parse_text(payload, charset=charset), url)
    raise Refused("unsupported_media_type", kind or "none given")


def _at_address(page: Page, url: str | None) -> Page:
    """A text's page with what its address says of its article: the address itself and a date in its path."""
    if not url or not page.articles:
        return page
    first = page.articles[0]
    return replace(page, articles=[replace(first, url=first.url or url), *page.articles[1:]], dates=[*page.dates, *url_dates(url)])
