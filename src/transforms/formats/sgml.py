"""Newswire in SGML (`<REUTERS …>` or `<DOC …>` records) -> one record each; the payload is the
record from tag to tag.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from transforms.formats.compression import Coding, members
from transforms.formats.cursor import Cursor
from transforms.formats.record import Damaged, Item, Record, damage_of, raw_coding

#: A longer record is passed over. judged
MAX_RECORD = 16 << 20
MEDIA_TYPE = "text/sgml"
_BEGIN = re.compile(rb"<(REUTERS|DOC)(?=[\s>])", re.IGNORECASE)
_FILE = re.compile(
    rb"\s*+(?><\?xml[^>]*+>\s*|<!doctype\s++(?!html)[^>]*+>\s*|<!--.{0,2000}?-->\s*)*+<(?:REUTERS|DOC)[\s>]",
    re.IGNORECASE | re.DOTALL,
)


def is_sgml(head: bytes) -> bool:
    """Whether a file that begins so is one of newswire records."""
    return bool(_FILE.match(head.removeprefix(codecs.BOM_UTF8)))


def iter_sgml(stream: BinaryIO, coding: Coding | None = None) -> Iterator[Item]:
    """A record for each that is whole; one without its closing tag is damage, up to where the next
    begins.
    """
    cursor = Cursor(members(stream, coding))
    how = raw_coding("bytes", coding)
    number = 0
    while cursor.ready():
        line = cursor.line(MAX_RECORD)
        begin = _BEGIN.search(line) if line else None
        if line is None or begin is None:
            continue  # declarations and white space between records
        cursor.unread(line[begin.start() :])
        start, number = cursor.offset, number + 1
        payload, reason = _one(cursor, begin[1])
        if reason is None:
            yield Record(payload, MEDIA_TYPE, start, len(payload), how, str(number))
        elif not cursor.failed:
            yield Damaged(
                reason,
                "a record without its closing tag",
                str(number),
                start,
                cursor.offset - start,
                how,
            )
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _one(cursor: Cursor, tag: bytes) -> tuple[bytes, str | None]:
    """The record at the cursor and null, or what was there instead and why it is none."""
    close, size = re.compile(rb"</" + tag + rb"\s*>", re.IGNORECASE), 0
    parts: list[bytes] = []
    while cursor.ready() and size <= MAX_RECORD:
        line = cursor.line(MAX_RECORD)
        if line is None:
            return b"", "too_large"
        end, again = close.search(line), _BEGIN.search(line, 1 if not parts else 0)
        if again and (not end or again.start() < end.start()):
            cursor.unread(line[again.start() :])
            return b"".join(parts), "truncated"
        if end:
            cursor.unread(line[end.end() :])
            return b"".join([*parts, line[: end.end()]]), None
        parts.append(line)
        size += len(line)
    return b"".join(parts), "truncated" if size <= MAX_RECORD else "too_large"
