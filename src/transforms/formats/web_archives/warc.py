"""WARC 1.0 and 1.1 -> records, streaming, with lengths and digests checked.

The well-known readers take a cut file for a normal end; here what is cut or misdeclared is a
`Damaged` with its byte range, and reading goes on at the next place where a record begins. A record
that is whole and differs from its digest is a record, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from transforms.formats.compression import Coding
from transforms.formats.cursor import BLANK_LINE, Cursor, Place
from transforms.formats.record import MAX_PAYLOAD, Item, Skipped, damage_of
from transforms.formats.web_archives.digests import check_digest
from transforms.formats.web_archives.http_body import HTTP, begins_as_response, parse_headers
from transforms.formats.web_archives.record_starts import RecordStart
from transforms.formats.web_archives.warc_records import (
    CAPTURES,
    Block,
    declared_length,
    read_item,
    read_response,
    skip_reason,
)
from transforms.page import Refused

#: Bytes of the longest header of a record. judged
MAX_HEAD = 64 << 10
#: A wrong length costs reading what it spans twice; a file that is made of such lies would be read
#: for ever. judged
MAX_REREAD = 2 << 30
_ALL = 1 << 62
_MAGIC = b"WARC/"


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
        yield from place.counted(map(damage_of, cursor.take_losses()))
        cursor.note(place)
        if cursor.newlines():
            continue
        start = RecordStart.at(cursor, "warc", coding)
        if cursor.unread_bytes > MAX_REREAD:
            cursor.skip(_ALL)
            yield from start.damage("too_damaged", "too many records misstate their length")
            continue
        yield from place.counted(_read_record(start, max_payload))
    yield from map(damage_of, cursor.take_losses())


def unwrap(record: bytes) -> bytes:
    """The payload of one WARC record given as bytes. Raises Refused where they are no such
    record.
    """
    headers, block = _open_record(record)
    return read_response(headers, Block(b"", block), MAX_PAYLOAD).body


def http_message(record: bytes) -> bytes | None:
    """The HTTP response in one WARC record given as bytes, its headers and its body as they were
    stored; null where it holds none. Raises Refused where the bytes are no such record.
    """
    headers, block = _open_record(record)
    is_response = headers.get("warc-type", "").lower() == "response"
    return block if is_response and begins_as_response(block) else None


def _open_record(record: bytes) -> tuple[dict[str, str], bytes]:
    """(headers, block) of one WARC record given as bytes. Raises Refused."""
    end = BLANK_LINE.search(record)
    if not end or not record.startswith(_MAGIC):
        raise Refused("not_warc", "no WARC record begins here")
    headers = parse_headers(record[: end.start()])
    length = declared_length(headers)
    block = record[end.end() :]
    if length is None or len(block) < length:
        raise Refused("truncated", "the WARC record is shorter than it says")
    return headers, block[:length]


def _read_record(start: RecordStart, max_payload: int) -> Iterator[Item]:
    """The record at the cursor."""
    cursor = start.cursor
    if not cursor.starts_with(_MAGIC):
        cut = cursor.could_start(_MAGIC)
        cursor.skip_to_record()
        yield from start.damage("truncated" if cut else "not_warc", "no WARC record begins here")
        return
    head = cursor.head(MAX_HEAD)
    headers = parse_headers(head) if head else {}
    length = declared_length(headers)
    if head is None or length is None or "warc-type" not in headers:
        cursor.skip_to_record()
        reason = "truncated" if head is None and cursor.at_member_end() else "bad_header"
        yield from start.damage(reason, "a record header without an end, a type or a length")
    elif length > max_payload:
        yield from _pass_over(start, headers, length, max_payload)
    else:
        is_http = begins_as_response(cursor.peek(len(HTTP)))
        block = Block(*cursor.read_split(length)) if is_http else Block(b"", cursor.read(length))
        yield from _check_block(start, headers, block, max_payload)


def _check_block(
    start: RecordStart, headers: dict[str, str], block: Block, max_payload: int
) -> Iterator[Item]:
    """A record whose block was read: its length checked, its digest read, then unwrapped."""
    cursor = start.cursor
    length, there = declared_length(headers) or 0, len(block.head) + len(block.rest)
    end = cursor.offset
    newlines = cursor.newlines() if there == length else b""
    # after a record comes a record or the end; anything else says that the length is wrong
    follows = there == length and cursor.could_start(_MAGIC)
    verdict = (
        check_digest(headers.get("warc-block-digest"), *block) if there == length else "unknown"
    )
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
        yield from start.damage(reason, f"{length} bytes declared, {words}")
    elif verdict == "good" or not start.ends_in_damage():
        yield read_item(headers, block, start.place(end), max_payload, verdict)


def _pass_over(
    start: RecordStart, headers: dict[str, str], length: int, max_payload: int
) -> Iterator[Item]:
    """A record beyond the cap: passed over, or, where its length is a lie, read again from the
    first record inside it.
    """
    cursor = start.cursor
    there, inside = cursor.skip(length)
    if there < length and cursor.failed:
        return
    if there < length:
        if inside is not None:
            cursor.restart(inside)
        yield from start.damage("truncated", f"{length} bytes declared, {there} there")
    elif headers["warc-type"].lower() not in CAPTURES:
        yield Skipped(skip_reason(headers), str(start.offset))
    else:
        yield from start.damage("too_large", f"{length} bytes, more than {max_payload}")
