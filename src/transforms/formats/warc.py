"""WARC 1.0 and 1.1 -> records, streaming, with lengths and digests checked.

The well-known readers take a cut file for a normal end; here what is cut, misdeclared or corrupt is
a `Damaged` with its byte range, and reading goes on at the next place where a record begins.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Literal, NamedTuple, cast

from transforms.formats.compression import Coding
from transforms.formats.cursor import Cursor, Place
from transforms.formats.http_body import (
    Response,
    media_type_of,
    parse_headers,
    parse_parts,
    parse_response,
)
from transforms.formats.record import Damaged, Item, RawCoding, Record, Revisit, Skipped
from transforms.formats.sniff import media_type
from transforms.formats.streams import Failure
from transforms.page import Refused
from transforms.text.timestamps import parse_stamp

#: A payload larger than this is no news page, and would be held whole.
MAX_PAYLOAD = 64 << 20
MAX_HEAD = 64 << 10
#: A wrong length costs reading what it spans twice; a file that is made of such lies would be read
#: for ever.
MAX_REREAD = 2 << 30
_ALL = 1 << 62
_MAGIC = b"WARC/"
_HTTP = b"HTTP/"
_CAPTURES = frozenset({"response", "resource", "conversion"})
_HASHES = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "md5": hashlib.md5,
}
_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}
#: RFC 4648's base 32 alphabet in the digits of `int`.
_BASE32 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189_+", "0123456789abcdefghijklmnopqrstuv------"
)
#: What nearly all records write; the general parser, of any date, costs a tenth of a small record.
_USUAL_DATE = re.compile(r"(?:199\d|20\d\d)-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "md5": "md5",
}
Verdict = Literal["good", "bad", "unknown"]


class Block(NamedTuple):
    """A record's block as it was read: the headers of an HTTP message and its body, or all in
    `rest`.
    """

    head: bytes
    rest: bytes


def iter_warc(
    stream: BinaryIO,
    *,
    coding: Coding | None = None,
    max_payload: int = MAX_PAYLOAD,
    place: Place | None = None,
) -> Iterator[Item]:
    """Records, skipped records by reason, and damage, in the order of the file.

    `coding` is how the whole file is compressed; a gzip file with a member a record and one that is
    a single member are told apart by themselves. `place` says where to begin and is kept at the
    last border from which reading can go on.
    """
    place = place or Place()
    cursor = Cursor.at(place, stream, coding, resume=_MAGIC)
    while cursor.ready():
        yield from place.counted(map(_loss, _taken(cursor.losses)))
        cursor.note(place)
        if cursor.newlines():
            continue
        if cursor.unread_bytes > MAX_REREAD:
            start = cursor.offset
            cursor.skip(_ALL)
            yield from _damaged(
                cursor, coding, "too_damaged", "too many records misstate their length", start
            )
            continue
        yield from place.counted(_one(cursor, coding, max_payload))
    yield from map(_loss, _taken(cursor.losses))


def unwrap(record: bytes, *, limit: int = MAX_PAYLOAD) -> bytes:
    """The payload of one WARC record given as bytes. Raises Refused where they are no such
    record.
    """
    end = re.search(rb"\r?\n\r?\n", record)
    if not end or not record.startswith(_MAGIC):
        raise Refused("not_warc", "no WARC record begins here")
    headers = parse_headers(record[: end.start()])
    length = _length(headers)
    block = record[end.end() :]
    if length is None or len(block) < length:
        raise Refused("truncated", "the WARC record is shorter than it says")
    return _response(headers, Block(b"", block[:length]), limit).body


def _taken(losses: list[Failure]) -> list[Failure]:
    taken = losses[:]
    losses.clear()
    return taken


def _loss(failure: Failure) -> Damaged:
    return Damaged(
        failure.reason, failure.detail, str(failure.start), failure.start, failure.length
    )


def _one(cursor: Cursor, coding: Coding | None, max_payload: int) -> Iterator[Item]:
    """The record at the cursor."""
    start, member = cursor.offset, cursor.member_start
    if not cursor.starts_with(_MAGIC):
        cut = cursor.could_start(_MAGIC)
        cursor.skip_to_record()
        yield from _damaged(
            cursor, coding, "truncated" if cut else "not_warc", "no WARC record begins here", start
        )
        return
    head = cursor.head(MAX_HEAD)
    headers = parse_headers(head) if head else {}
    length = _length(headers)
    if head is None or length is None or "warc-type" not in headers:
        cursor.skip_to_record()
        reason = "truncated" if head is None and cursor.at_member_end() else "bad_header"
        yield from _damaged(
            cursor, coding, reason, "a record header without an end, a type or a length", start
        )
    elif length > max_payload:
        yield from _over(cursor, coding, headers, start, length, max_payload)
    else:
        is_http = cursor.peek(len(_HTTP)).upper() == _HTTP
        block = Block(*cursor.read_split(length)) if is_http else Block(b"", cursor.read(length))
        yield from _held(cursor, coding, headers, start, member, block, max_payload)


def _held(
    cursor: Cursor,
    coding: Coding | None,
    headers: dict[str, str],
    start: int,
    member: int | None,
    block: Block,
    max_payload: int,
) -> Iterator[Item]:
    """A record whose block was read: checked for length and digest, then unwrapped."""
    length, there = _length(headers) or 0, len(block.head) + len(block.rest)
    end = cursor.offset
    newlines = cursor.newlines() if there == length else b""
    # after a record comes a record or the end; anything else says that the length is wrong
    follows = there == length and cursor.could_start(_MAGIC)
    verdict = _matches(headers.get("warc-block-digest"), *block) if there == length else "unknown"
    if verdict != "good" and not follows:
        if cursor.failed and there < length:
            return  # the damaged member is reported as a whole
        cursor.unread(b"".join([*block, newlines]))
        cursor.skip_to_record()
        reason, words = (
            ("truncated", f"{there} there")
            if there < length
            else ("bad_length", "no record begins after them")
        )
        yield from _damaged(cursor, coding, reason, f"{length} bytes declared, {words}", start)
    elif verdict == "bad":
        yield from _damaged(
            cursor, coding, "bad_digest", "the block differs from its digest", start, end
        )
    elif cursor.failed and cursor.at_member_end() and verdict != "good" and not _cut_only(cursor):
        return
    else:
        member_end = (
            cursor.member_end
            if member is not None and coding == "gzip" and cursor.at_member_end()
            else None
        )
        yield _item(headers, block, _place(coding, start, end, member, member_end), max_payload)


def _cut_only(cursor: Cursor) -> bool:
    """Whether the member merely lacks its last bytes, the checksum: then all that came before it
    was sound.
    """
    return (cursor.failure_reason or "").startswith("truncated_")


def _over(
    cursor: Cursor,
    coding: Coding | None,
    headers: dict[str, str],
    start: int,
    length: int,
    max_payload: int,
) -> Iterator[Item]:
    """A record beyond the cap: passed over, or, where its length is a lie, read again from the
    first record inside it.
    """
    there, inside = cursor.skip(length)
    if there < length and cursor.failed:
        return
    if there < length:
        if inside is not None:
            cursor.restart(inside)
        yield from _damaged(
            cursor, coding, "truncated", f"{length} bytes declared, {there} there", start
        )
    elif headers["warc-type"].lower() not in _CAPTURES:
        yield Skipped(_reason(headers), str(start))
    else:
        yield from _damaged(
            cursor, coding, "too_large", f"{length} bytes, more than {max_payload}", start
        )


def _damaged(
    cursor: Cursor,
    coding: Coding | None,
    reason: str,
    detail: str,
    start: int,
    end: int | None = None,
) -> Iterator[Damaged]:
    """The bytes from `start` to `end` (by default to the cursor) as damage, unless a damaged member
    says it already.
    """
    if not (cursor.failed and cursor.at_member_end()):
        stop = cursor.offset if end is None else end
        yield Damaged(
            reason, detail, str(start), start, stop - start, cast("RawCoding", coding or "bytes")
        )


def _place(
    coding: Coding | None, start: int, end: int, member: int | None, member_end: int | None
) -> tuple[int, int, RawCoding]:
    if coding is None:
        return start, end - start, "warc"
    if member is not None and member_end is not None:
        return member, member_end - member, "warc+gzip"
    return start, end - start, cast("RawCoding", f"warc:{coding}")


def _item(
    headers: dict[str, str], block: Block, place: tuple[int, int, RawCoding], max_payload: int
) -> Item:
    position = str(place[0])
    if headers["warc-type"].lower() == "revisit" and (
        key := digest_key(headers.get("warc-payload-digest"))
    ):
        return _revisit(headers, block, place, key)
    if headers["warc-type"].lower() not in _CAPTURES:
        return Skipped(_reason(headers), position)
    url = _address(headers.get("warc-target-uri"))
    if url and url.lower().startswith(("dns:", "whois:")):
        return Skipped(url.partition(":")[0].lower(), position)
    try:
        response = _response(headers, block, max_payload)
    except Refused as refused:
        return Damaged(
            refused.reason, refused.detail, position, place[0], place[1], _range_coding(place[2])
        )
    if not _payload_agrees(headers, response):
        return Damaged(
            "bad_digest",
            "the payload differs from its digest",
            position,
            place[0],
            place[1],
            _range_coding(place[2]),
        )
    return Record(
        response.body,
        media_type(response.media_type, response.body),
        *place,
        position=position,
        http_status=response.status,
        charset=response.charset,
        url=url,
        captured_at=_stamp(headers.get("warc-date")),
        payload_digest=headers.get("warc-payload-digest"),
    )


def _revisit(
    headers: dict[str, str], block: Block, place: tuple[int, int, RawCoding], key: str
) -> Revisit:
    return Revisit(
        key,
        _response(headers, block, MAX_PAYLOAD).body,
        *place,
        str(place[0]),
        url=_address(headers.get("warc-target-uri")),
        captured_at=_stamp(headers.get("warc-date")),
        refers_to_url=_address(headers.get("warc-refers-to-target-uri")),
        refers_to_at=_stamp(headers.get("warc-refers-to-date")),
    )


def _address(value: str | None) -> str | None:
    return (value or "").strip("<> \t") or None


def digest_key(digest: str | None) -> str | None:
    """A digest in one spelling, whatever its alphabet: `sha1:` and hex; None for an unknown
    algorithm or a value of a wrong length.
    """
    name, raw = _digest(digest)
    return f"{name}:{raw.hex()}" if name and raw else None


def _digest(digest: str | None) -> tuple[str | None, bytes | None]:
    """(algorithm, value) of a digest as a header states it; null where it is unknown, or no such
    value.
    """
    algorithm, _, value = (digest or "").partition(":")
    name, value = _ALGORITHMS.get(algorithm.strip().lower()), value.strip().rstrip("=")
    if name is None or not value:
        return None, None
    size = _SIZES[name]
    try:
        # base32 is the custom; hex and both base64 alphabets occur
        if len(value) == -(-size * 8 // 5):
            return name, (int(value.upper().translate(_BASE32), 32) >> (-size * 8 % 5)).to_bytes(
                size, "big"
            )
        if len(value) == 2 * size:
            return name, bytes.fromhex(value)
        raw = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if set(value) & set("-_") else None
        )
    except (ValueError, OverflowError):
        return name, None
    return name, raw if len(raw) == size else None


def _range_coding(coding: RawCoding) -> RawCoding:
    """How the bytes of a record that was refused are got back as they stand: without unwrapping."""
    return (
        cast("RawCoding", coding.removeprefix("warc:")) if coding.startswith("warc:") else "bytes"
    )


def _response(headers: dict[str, str], block: Block, limit: int) -> Response:
    """The body inside a block: an HTTP response, or (resource, conversion) the block itself with
    the record's own type.
    """
    head, rest = block
    if (
        headers["warc-type"].lower() in ("response", "revisit")
        and (head or rest)[: len(_HTTP)].upper() == _HTTP
    ):
        return parse_parts(head, rest, limit=limit) if head else parse_response(rest, limit=limit)
    declared, charset = media_type_of(headers.get("content-type"))
    whole = head + rest
    return Response(
        None, None if declared == "application/http" else declared, charset, whole, whole, whole
    )


def _reason(headers: dict[str, str]) -> str:
    """The record's type as a reason for skipping it."""
    return re.sub(r"[^a-z0-9_]+", "_", headers["warc-type"].lower())[:40] or "no_type"


def _length(headers: dict[str, str]) -> int | None:
    value = headers.get("content-length", "")
    return int(value) if len(value) <= 18 and value.isascii() and value.isdecimal() else None


def _stamp(value: str | None) -> datetime | None:
    if value and _USUAL_DATE.fullmatch(value):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(value)
    stamp = parse_stamp(value) if value else None
    return stamp.as_utc() if stamp else None


def _payload_agrees(headers: dict[str, str], response: Response) -> bool:
    """False where a payload digest alone vouches for the record and fits no reading of the payload.

    Crawlers disagree on whether the digest is of the body with or without its transfer and content
    encodings, and of a body that was cut (`WARC-Truncated`) some give that of the whole one.
    """
    digest = headers.get("warc-payload-digest")
    if not digest or "warc-block-digest" in headers or "warc-truncated" in headers:
        return True
    forms = {id(b): b for b in (response.stored, response.plain, response.body)}
    verdicts = [_matches(digest, form) for form in forms.values()]
    return "good" in verdicts or "bad" not in verdicts


def _matches(digest: str | None, *parts: bytes) -> Verdict:
    """What a digest says of these bytes."""
    name, raw = _digest(digest)
    if name is None:
        return "unknown"
    found = _HASHES[name](usedforsecurity=False)
    for part in parts:
        found.update(part)
    return "good" if raw == found.digest() else "bad"
