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
from transforms.formats.record import (
    MAX_PAYLOAD,
    Damaged,
    Item,
    RawCoding,
    Record,
    Skipped,
    damage_of,
)
from transforms.formats.sniff import media_type
from transforms.formats.web_archives.http_body import (
    begins_as_response,
    media_type_of,
    parse_response,
)
from transforms.formats.web_archives.record_starts import RecordStart
from transforms.page import Refused
from transforms.text.timestamps import parse_stamp

#: Bytes of the longest header line. judged
_MAX_HEAD = 16 << 10
#: URL, address, time, type, length; in version 2 five more fields stand between type and length.
#: URLs may have spaces in them.
_HEADER = re.compile(
    rb"(?P<url>[a-zA-Z][a-zA-Z0-9+.-]*:[^\r\n]*?) (?P<ip>[0-9a-fA-F.:]{3,45}|-) "
    rb"(?P<time>\d{8,17}) (?P<type>[^ \r\n]{1,200})"
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
        yield from place.counted(map(damage_of, cursor.take_losses()))
        cursor.note(place)
        if not cursor.newlines():
            start = RecordStart.at(cursor, "arc", coding)
            yield from place.counted(_read_record(start, max_payload))
    yield from map(damage_of, cursor.take_losses())


def unwrap_arc(record: bytes) -> bytes:
    """The payload of one ARC record given as bytes. Raises Refused where they are no such
    record.
    """
    return parse_response(_block(record), limit=MAX_PAYLOAD).body


def http_message_of_arc(record: bytes) -> bytes | None:
    """The HTTP response in one ARC record given as bytes, its headers and its body as they were
    stored; null where it holds none. Raises Refused where the bytes are no such record.
    """
    block = _block(record)
    return block if begins_as_response(block) else None


def _block(record: bytes) -> bytes:
    """What one ARC record holds. Raises Refused."""
    head = _HEADER.match(record)
    if not head:
        raise Refused("not_arc", "no ARC record begins here")
    block = record[head.end() :]
    if len(block) < int(head["length"]):
        raise Refused("truncated", "the ARC record is shorter than it says")
    return block[: int(head["length"])]


def _read_record(start: RecordStart, max_payload: int) -> Iterator[Item]:
    """The record at the cursor."""
    cursor = start.cursor
    line = cursor.line(_MAX_HEAD)
    head = _HEADER.fullmatch(line) if line else None
    if head is None:
        cut = cursor.at_member_end() and not (line or b"").endswith(b"\n")
        if line:
            cursor.unread(line)
        cursor.skip_to_record()
        yield from start.damage("truncated" if cut else "not_arc", "no ARC record begins here")
    elif int(head["length"]) > max_payload:
        yield from _pass_over(start, int(head["length"]))
    else:
        yield from _check_block(start, head, max_payload)


def _pass_over(start: RecordStart, length: int) -> Iterator[Item]:
    """A record beyond the cap: passed over, or, where its length is a lie, read again from the
    first record inside it.
    """
    there, inside = start.cursor.skip(length)
    if there < length and inside is not None:
        start.cursor.restart(inside)
    if not (there < length and start.cursor.failed):
        reason = "too_large" if there == length else "truncated"
        yield from start.damage(reason, f"{length} bytes declared")


def _check_block(start: RecordStart, head: re.Match[bytes], max_payload: int) -> Iterator[Item]:
    """A record within the cap: read, checked for its length, then unwrapped."""
    cursor, length = start.cursor, int(head["length"])
    block = cursor.read(length)
    end = cursor.offset
    is_short = len(block) < length
    newlines = b"" if is_short else cursor.newlines()
    if is_short or not _ends_well(cursor, newlines):
        if cursor.failed and is_short:
            return  # the damaged member is reported as a whole
        cursor.unread(block + newlines)
        cursor.skip_to_record()
        reason = "truncated" if is_short else "bad_length"
        yield from start.damage(reason, f"{length} bytes declared")
    elif not start.ends_in_damage():
        yield _read_item(head, block, start.place(end), max_payload)


def _ends_well(cursor: Cursor, newlines: bytes) -> bool:
    """Whether what stands at the cursor can follow a record: the end, or another record."""
    return bool(
        cursor.at_member_end()
        or cursor.at_record()
        or (newlines and _SCHEME.match(cursor.peek(20)))
    )


def _read_item(
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
