"""Checks of a page: refuse in milliseconds what would hold a parser for minutes."""

from __future__ import annotations

import re
from itertools import accumulate

from transforms.page import Refused
from transforms.parse.html.markup.document import Document

#: The largest page of any news corpus seen is under 3 MB; beyond this it is a dump under a wrong
#: name. judged
MOST_BYTES = 20_000_000
#: News pages have up to 10,000 tags; trees of more than this cost seconds and hold no article.
#: judged
MOST_TAGS = 400_000
#: Every parser checks each attribute against all earlier ones of its tag: 200,000 of them take over
#: a minute. judged
MOST_ATTRIBUTES = 5_000
#: Beyond this even tolerant parsers go quadratic. judged
MOST_DEPTH = 2_500
#: libxml2 drops, without a word, what lies deeper than 255 elements; html and body and what it
#: inserts count. source: libxml2's limit of depth
LXML_DEPTH = 230

#: Fewer characters hold no more attributes than that. source: an attribute and its blank
_LONG_TAG_CHARS = 2 * MOST_ATTRIBUTES
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTE = re.compile(r"[\s\"'/][^\s=<>\"'/]+")
#: Elements that nest and whose end tag may not be left out; p, li, td and the like close
#: themselves.
_NESTING = re.compile(
    rb"<(/?)(?:div|span|section|article|main|aside|header|footer|nav|figure|table|tbody|ul|ol|dl|blockquote|center|font|form"
    rb"|fieldset|details|a|b|i|u|s|em|strong|small|big|sub|sup|tt|code|h[1-6]|object|svg|g|math|button|label|template)(?=[\s>/])",
    re.IGNORECASE,
)
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"RIFF",
    b"\x7fELF",
    b"OggS",
    b"PAR1",
    b"\x00\x00\x01\x00",
)


def check_size(payload: bytes) -> None:
    """Raises Refused with `too_large` for more bytes than one page may cost memory."""
    if len(payload) > MOST_BYTES:
        raise Refused("too_large", f"{len(payload):,} bytes; at most {MOST_BYTES:,} are parsed")


def check_html(payload: bytes) -> None:
    """Refuse bytes that are no page, or too much of one.

    Raises Refused with `too_large`, `binary` or `too_many_tags`.
    """
    check_size(payload)
    if payload.startswith(_BINARY):
        raise Refused("binary", f"starts with {payload[:8]!r}")
    if len(payload) > MOST_TAGS and (tags := payload.count(b"<")) > MOST_TAGS:
        raise Refused("too_many_tags", f"{tags:,} tags; at most {MOST_TAGS:,} are parsed")


def check_document(page: Document) -> None:
    """Refuse a page that was cut into tags, which costs little whatever it holds, and that would
    hold other parsers.

    Raises Refused with `too_many_attributes` or `too_deep`.
    """
    if max(map(len, page.attributes)) > _LONG_TAG_CHARS:
        for name, attributes in zip(page.names, page.attributes, strict=True):
            if (
                len(attributes) > _LONG_TAG_CHARS
                and len(_ATTRIBUTE.findall(_QUOTED.sub('=""', attributes))) > MOST_ATTRIBUTES
            ):
                raise Refused(
                    "too_many_attributes",
                    f"more than {MOST_ATTRIBUTES:,} in one tag: <{name[:20]}…",
                )
    if (depth := max(page.nesting.depth)) > MOST_DEPTH:
        raise Refused("too_deep", f"{depth:,} nested elements; at most {MOST_DEPTH:,} are parsed")


def measure_depth(payload: bytes) -> int:
    """How deep elements nest at most, by counting tags: `b"<div><div></div></div>"` is 2 deep."""
    return max(accumulate(-1 if end else 1 for end in _NESTING.findall(payload)), default=0)
