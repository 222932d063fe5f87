"""ARC, the web archives before WARC (versions 1 and 2) -> records, with what is cut or misdeclared
named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from transforms.formats.compression import Coding
from transforms.formats.cursor import Cursor, Mark, Place
from transforms.formats.http_body import media_type_of, parse_response
from transforms.formats.record import Damaged, Item, RawCoding, Record, Skipped, raw_coding
from transforms.formats.sniff import media_type
from transforms.formats.streams import Failure
from transforms.page import Refused
from transforms.text.timestamps import parse_stamp

MAX_PAYLOAD = 64 << 20
_MAX_HEAD = 16 << 10
#: URL, address, time, type, length; in version 2 five more fields stand between type and length.
#: URLs may have spaces in them.
_HEADER = re.compile(
    rb"(?P<url>[a-zA-Z][a-zA-Z0-9+.-]*:[^\r\n]*?) (?P<ip>[0-9a-fA-F.:]{3,45}|-) (?P<time>\d{8,17}) (?P<type>[^ \r\n]{1,200})"
    rb"(?: (?:\d{3}|-) [^ \r\n]+ [^ \r\n]+ \d+ [^ \r\n]+)? (?P<length>\d{1,18})\r?\n"
)
_MARK = Mark(
    re.compile(
        rb"\n(?=[a-zA-Z][a-zA-Z0-9+.-]{1,15}:)[^\r\n]{3,4000}? (?:[0-9a-fA-F.:]{3,45}|-) \d{8,17} "
        rb"[^ \r\n]{1,200}(?: [^ \r\n]+){0,5} \d{1,18}\r?\n"
    ),
    4096,
)
#: After the blank line that ends a record, even a misshapen header, or one that the end of the file
#: cuts, says that the length was right.
_SCHEME = re.compile(rb"[a-zA-Z][a-zA-Z0-9+.-]{0,15}(?::|\Z)")
ARC_STARTS = (b"http:", b"https:", b"filedesc:", b"dns:", b"ftp:")


def iter_arc(
    stream: BinaryIO,
    *,
    coding: Coding | None = None,
    max_payload: int = MAX_PAYLOAD,
    place: Place | None = None,
) -> Iterator[Item]:
    """Records, skipped records by reason, and damage, in the order of the file; `place` is as with
    `iter_warc`.
    """
    place = place or Place()
    cursor = Cursor.at(place, stream, coding, resume=ARC_STARTS, mark=_MARK)
    while cursor.ready():
        yield from place.counted(_losses(cursor))
        cursor.note(place)
        if not cursor.newlines():
            yield from place.counted(_one(cursor, coding, max_payload))
    yield from _losses(cursor)


def unwrap_arc(record: bytes, *, limit: int = MAX_PAYLOAD) -> bytes:
    """The payload of one ARC record given as bytes. Raises Refused where they are no such
    record.
    """
    head = _HEADER.match(record)
    if not head:
        raise Refused("not_arc", "no ARC record begins here")
    block = record[head.end() :]
    if len(block) < int(head["length"]):
        raise Refused("truncated", "the ARC record is shorter than it says")
    return parse_response(block[: int(head["length"])], limit=limit).body


def _losses(cursor: Cursor) -> Iterator[Damaged]:
    losses: list[Failure] = cursor.losses[:]
    cursor.losses.clear()
    for failure in losses:
        yield Damaged(
            failure.reason, failure.detail, str(failure.start), failure.start, failure.length
        )


def _one(cursor: Cursor, coding: Coding | None, max_payload: int) -> Iterator[Item]:
    """The record at the cursor."""
    start, member = cursor.offset, cursor.member_start
    line = cursor.line(_MAX_HEAD)
    head = _HEADER.fullmatch(line) if line else None
    if head is None:
        cut = cursor.at_member_end() and not (line or b"").endswith(b"\n")
        if line:
            cursor.unread(line)
        cursor.skip_to_record()
        yield from _damaged(
            cursor, coding, "truncated" if cut else "not_arc", "no ARC record begins here", start
        )
        return
    length = int(head["length"])
    if length > max_payload:
        there, inside = cursor.skip(length)
        if there < length and inside is not None:
            cursor.restart(inside)
        if not (there < length and cursor.failed):
            yield from _damaged(
                cursor,
                coding,
                "too_large" if there == length else "truncated",
                f"{length} bytes declared",
                start,
            )
        return
    block = cursor.read(length)
    end = cursor.offset
    newlines = cursor.newlines() if len(block) == length else b""
    if len(block) < length or not (
        cursor.at_member_end() or cursor.at_record() or newlines and _SCHEME.match(cursor.peek(20))
    ):
        if cursor.failed and len(block) < length:
            return  # the damaged member is reported as a whole
        short = len(block) < length
        cursor.unread(block + newlines)
        cursor.skip_to_record()
        yield from _damaged(
            cursor,
            coding,
            "truncated" if short else "bad_length",
            f"{length} bytes declared",
            start,
        )
    elif (
        cursor.failed
        and cursor.at_member_end()
        and not (cursor.failure_reason or "").startswith("truncated_")
    ):
        return
    else:
        member_end = (
            cursor.member_end
            if member is not None and coding == "gzip" and cursor.at_member_end()
            else None
        )
        yield _item(head, block, _place(coding, start, end, member, member_end), max_payload)


def _damaged(
    cursor: Cursor, coding: Coding | None, reason: str, detail: str, start: int
) -> Iterator[Damaged]:
    if not (cursor.failed and cursor.at_member_end()):
        yield Damaged(
            reason, detail, str(start), start, cursor.offset - start, raw_coding("bytes", coding)
        )


def _place(
    coding: Coding | None, start: int, end: int, member: int | None, member_end: int | None
) -> tuple[int, int, RawCoding]:
    if member is not None and member_end is not None:
        return member, member_end - member, "arc+gzip"
    return start, end - start, raw_coding("arc", coding)


def _item(
    head: re.Match[bytes], block: bytes, place: tuple[int, int, RawCoding], max_payload: int
) -> Item:
    position = str(place[0])
    url = head["url"].decode("utf-8", "replace")
    scheme = url.partition(":")[0].lower()
    if scheme in ("filedesc", "dns", "whois", "warcinfo"):
        return Skipped(scheme, position)
    try:
        response = parse_response(block, limit=max_payload)
    except Refused as refused:
        return Damaged(refused.reason, refused.detail, position, place[0], place[1])
    declared, charset = media_type_of(head["type"].decode("latin-1"))
    return Record(
        response.body,
        media_type(response.media_type or declared, response.body),
        *place,
        position=position,
        http_status=response.status,
        charset=response.charset or charset,
        url=url,
        captured_at=_time(head["time"].decode()),
    )


def _time(digits: str) -> datetime | None:
    stamp = parse_stamp(digits[:14] if len(digits) > 8 else digits)
    return stamp.as_utc() if stamp else None
