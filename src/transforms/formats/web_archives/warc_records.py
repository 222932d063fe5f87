"""The headers and the block of one WARC record -> a capture, a revisit, a skipped record, or
damage.
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime
from typing import NamedTuple, cast

from transforms.formats.record import (
    MAX_PAYLOAD,
    Damaged,
    DigestStatus,
    Item,
    RawCoding,
    Record,
    Revisit,
    Skipped,
)
from transforms.formats.sniff import media_type, telling_type
from transforms.formats.web_archives.digests import Verdict, check_digest, digest_key
from transforms.formats.web_archives.http_body import (
    Response,
    begins_as_response,
    media_type_of,
    parse_parts,
    parse_response,
)
from transforms.page import Refused
from transforms.text.timestamps import parse_stamp

#: Types of records that hold a capture.
CAPTURES = frozenset({"response", "resource", "conversion"})
#: What nearly all records write; the general parser, of any date, costs a tenth of a small record.
_USUAL_DATE = re.compile(r"(?:199\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)

#: Addresses under which crawlers put what they note themselves: the text, the picture, the facts of
#: a page (`urn:text:https://…`, `screenshot:https://…`) and their logs. Source: the WARC files of
#: Browsertrix, Brozzler, Scoop, wget, wpull, warcprox.
_ABOUT_A_PAGE = re.compile(
    r"(?:urn:)?(?!https?:|ftp:|file:)[a-z][\w.-]{0,60}:(?:\d{1,6}:)?https?://|metadata:|warcprox:"
    r"|file:///(?:provenance-summary|dom-snapshot|screenshot|pdf-snapshot|video-extracted)[\w.-]*$"
    r"|urn:(?:x-|crawl|log|warc|page|text|view|thumbnail|screenshot|full)",
    re.IGNORECASE,
)


class Block(NamedTuple):
    """A record's block as it was read: the headers of an HTTP message and its body, or all in
    `rest`.
    """

    head: bytes
    rest: bytes


def read_item(
    headers: dict[str, str],
    block: Block,
    place: tuple[int, int, RawCoding],
    max_payload: int,
    verdict: Verdict,
) -> Item:
    """What one record is, found whole at this place; `verdict` is what its block's digest says."""
    position = str(place[0])
    kind = headers["warc-type"].lower()
    if kind == "revisit" and (key := digest_key(headers.get("warc-payload-digest"))):
        return _read_revisit(headers, block, place, key)
    if kind not in CAPTURES:
        return Skipped(skip_reason(headers), position)
    url = _address(headers.get("warc-target-uri"))
    if url and url.lower().startswith(("dns:", "whois:")):
        return Skipped(url.partition(":")[0].lower(), position)
    if url and _ABOUT_A_PAGE.match(url):
        return Skipped("crawler_record", position)
    range_coding = _range_coding(place[2])
    try:
        response = read_response(headers, block, max_payload)
    except Refused as refused:
        return Damaged(refused.reason, refused.detail, position, *place[:2], range_coding)
    return Record(
        response.body,
        media_type(response.media_type, response.body),
        *place,
        position=position,
        http_status=response.status,
        charset=response.charset,
        url=url,
        captured_at=_time(headers.get("warc-date")),
        payload_digest=headers.get("warc-payload-digest"),
        digest_status=_digest_status(headers, response, verdict),
    )


def read_response(headers: dict[str, str], block: Block, limit: int) -> Response:
    """The body inside a block: an HTTP response, or (resource, conversion) the block itself with
    the record's own type.
    """
    head, rest = block
    if headers["warc-type"].lower() in ("response", "revisit") and begins_as_response(head or rest):
        return parse_parts(head, rest, limit=limit) if head else parse_response(rest, limit=limit)
    declared, charset = media_type_of(headers.get("content-type"))
    whole = head + rest
    return Response(
        None, None if declared == "application/http" else declared, charset, whole, whole, whole
    )


def skip_reason(headers: dict[str, str]) -> str:
    """The record's type as a reason for skipping it."""
    return re.sub(r"[^a-z0-9_]+", "_", headers["warc-type"].lower())[:40] or "no_type"


def declared_length(headers: dict[str, str]) -> int | None:
    """The length of the block as its header states it, None where that is no length."""
    value = headers.get("content-length", "")
    return int(value) if len(value) <= 18 and value.isascii() and value.isdecimal() else None


def _read_revisit(
    headers: dict[str, str], block: Block, place: tuple[int, int, RawCoding], key: str
) -> Revisit:
    response = read_response(headers, block, MAX_PAYLOAD)
    return Revisit(
        key,
        response.body,
        *place,
        str(place[0]),
        url=_address(headers.get("warc-target-uri")),
        captured_at=_time(headers.get("warc-date")),
        refers_to_url=_address(headers.get("warc-refers-to-target-uri")),
        refers_to_at=_time(headers.get("warc-refers-to-date")),
        media_type=telling_type(response.media_type),
    )


def _address(value: str | None) -> str | None:
    return (value or "").strip("<> \t") or None


def _range_coding(coding: RawCoding) -> RawCoding:
    """How the bytes of a record that was refused are got back as they stand: without unwrapping."""
    is_inside = coding.startswith("warc:")
    return cast("RawCoding", coding.removeprefix("warc:")) if is_inside else "bytes"


def _time(value: str | None) -> datetime | None:
    if value and _USUAL_DATE.fullmatch(value):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(value)
    stamp = parse_stamp(value) if value else None
    return stamp.as_utc() if stamp else None


def _digest_status(
    headers: dict[str, str], response: Response, of_block: Verdict
) -> DigestStatus | None:
    """What the record's digests say of its bytes: that of the block, else that of the payload.

    Crawlers disagree on whether a payload's digest is of the body with or without its transfer and
    content encodings, and of a body that was cut (`WARC-Truncated`) some give that of the whole
    one.
    """
    if of_block != "unknown":
        return "matches" if of_block == "good" else "differs"
    if "warc-truncated" in headers:
        return None
    forms = {id(b): b for b in (response.stored, response.plain, response.body)}
    verdicts = {check_digest(headers.get("warc-payload-digest"), form) for form in forms.values()}
    return "matches" if "good" in verdicts else "differs" if "bad" in verdicts else None
