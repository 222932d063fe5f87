"""What is read of a page before its kind is known: its document, blocks and stated fields."""

from __future__ import annotations

from transforms.page import DateCandidate
from transforms.parse.html.fields.dates import find_dates
from transforms.parse.html.fields.metadata import Metadata, read_metadata
from transforms.parse.html.markup.document import Document, read_document
from transforms.parse.html.markup.guard import check_document, check_html
from transforms.parse.html.teasers import Teaser, find_teasers
from transforms.parse.html.text.body import Body, find_own_body, read_hints
from transforms.parse.model.trees import Forest
from transforms.text.encoding import Decoded, decode
from transforms.values import frozen


@frozen
class PageParts:
    """The markup of a page, what it states, its headline links, its days and its main text."""

    document: Document
    decoded: Decoded
    found: Metadata
    links: list[Teaser]
    dates: list[DateCandidate]
    main: Body


def read_parts(
    payload: bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    trees: Forest | None = None,
) -> PageParts:
    """The parts of an HTML payload, of which its kind, its article and its listings are made; the
    main text by the block model that ships, or by another, and no second opinion yet.

    Raises Refused for bytes that no parser should be given (see `guard`).
    """
    check_html(payload)
    decoded = decode(payload, declared=charset, media_type="text/html")
    document = read_document(encode_utf8(payload, decoded))
    check_document(document)
    found = read_metadata(document, url)
    return PageParts(
        document,
        decoded,
        found,
        find_teasers(document, url=url, canonical=found.canonical_url),
        find_dates(document, found, url, raw=decoded.text),
        find_own_body(document, read_hints(found), trees=trees),
    )


def encode_utf8(payload: bytes, decoded: Decoded) -> bytes:
    """The text of a payload in UTF-8: mostly the payload itself."""
    if decoded.encoding == "utf-8" and decoded.source != "replaced":
        return payload[decoded.bom_bytes :]
    return decoded.text.encode("utf-8", "replace")
