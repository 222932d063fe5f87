"""A mailbox (`mbox`) -> one record a message, without the line that parts it from the one before.

source: RFC 4155; a line of a message that looks like such a line is quoted by `>` in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from transforms.formats.compression import Coding, members
from transforms.formats.cursor import Cursor
from transforms.formats.record import MAX_PAYLOAD, Damaged, Item, Record, damage_of, raw_coding
from transforms.formats.saved.mail import is_mail

MEDIA_TYPE = "message/rfc822"
#: `From ann@halvern.example Thu Mar  5 10:00:00 2026`: the sender, then the time in the form of C.
_ENVELOPE = re.compile(
    rb"From [^\s]{1,200} [^\n]{0,60}\d\d:\d\d(?::\d\d)? [^\n]{0,20}\d{4}[^\n]{0,40}\r?\n"
)


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins so is a mailbox: the line of an envelope before a message."""
    return _ENVELOPE.match(head) is not None and is_mail(head)


def iter_mbox(
    stream: BinaryIO, coding: Coding | None = None, *, max_message: int = MAX_PAYLOAD
) -> Iterator[Item]:
    """A record for each message; one that is too long is damage."""
    cursor = Cursor(members(stream, coding))
    how = raw_coding("bytes", coding)
    number = 0
    while cursor.ready():
        line = cursor.line(max_message)
        if line is not None and not _ENVELOPE.fullmatch(line):
            cursor.unread(line)
        start, number = cursor.offset, number + 1
        payload, is_whole = _one(cursor, max_message)
        size = cursor.offset - start
        if is_whole and payload.strip():
            yield Record(payload, MEDIA_TYPE, start, len(payload), how, str(number))
        elif not is_whole:
            yield Damaged(
                "too_large", f"a message of {size:,} bytes", str(number), start, size, how
            )
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _one(cursor: Cursor, limit: int) -> tuple[bytes, bool]:
    """The message at the cursor up to the next envelope, and whether it is whole: empty and not
    where it is longer.
    """
    parts, size, is_whole, after_blank = list[bytes](), 0, True, False
    while cursor.ready():
        line = cursor.line(limit)
        if line is None:
            is_whole = False
            continue
        if after_blank and _ENVELOPE.fullmatch(line):
            cursor.unread(line)
            break
        size += len(line)
        is_whole = is_whole and size <= limit
        if is_whole:
            parts.append(line)
        else:
            parts.clear()
        after_blank = not line.strip()
    return b"".join(parts), is_whole
