"""A text in which a database of the press has saved many documents -> one record each.

What parts them are lines of their own: `2 of 40 DOCUMENTS` above each, or `End of Document` or
`Document HALGAZ0020240305ek350000a` below each. The payload is all that stands between two of them,
with the line that belongs to it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from transforms.formats.compression import Coding, members
from transforms.formats.cursor import Cursor
from transforms.formats.record import Damaged, Item, Record, damage_of, raw_coding

#: A longer document is passed over. judged
MAX_DOCUMENT = 16 << 20
MEDIA_TYPE = "text/plain"
_NUMBER = (
    rb"[ \t]*+(?:(?:Document|Dokument|Documento)[ \t]\d{1,6}[ \t](?:of|von|de|di|van|sur)[ \t]"
    rb"(?P<all>\d{1,6})|\d{1,6}[ \t](?:of|von|de|di|van|sur)[ \t](?P<count>\d{1,6})[ \t]"
    rb"(?:DOCUMENTS?|Dokumenten?|documentos?|documenti|documenten))[ \t]*+"
)
_LAST = rb"[ \t]*+(?:End of Document|(?:AN[ \t]++)?Document [A-Za-z]\w{19,40})[ \t]*+"
_ABOVE = re.compile(_NUMBER + rb"\r?\n?", re.IGNORECASE)
_BELOW = re.compile(_LAST + rb"\r?\n?")
#: How a file of several begins: with the first of so many, with a list of so many, or with one that
#: another follows.
_FIRST = re.compile(rb"\s*+" + _NUMBER + rb"\r?\n", re.IGNORECASE)
_LISTED = re.compile(rb"^[ \t]*+Documents? \((?:[2-9]|\d{2,6})\)[ \t]*+\r?$", re.MULTILINE)
_FOLLOWED = re.compile(rb"^" + _LAST + rb"\r?\n\s*+\S", re.MULTILINE)


def is_documents(head: bytes) -> bool:
    """Whether a text that begins so holds several documents."""
    first = _FIRST.match(head.removeprefix(codecs.BOM_UTF8))
    if first:
        return int(first["all"] or first["count"]) > 1
    # a word that both patterns hold is found sooner than either
    return b"Document" in head and bool(_LISTED.search(head) or _FOLLOWED.search(head))


def iter_documents(
    stream: BinaryIO, coding: Coding | None = None, *, max_document: int = MAX_DOCUMENT
) -> Iterator[Item]:
    """A record for each document; one that is too long is damage."""
    cursor = Cursor(members(stream, coding))
    how = raw_coding("bytes", coding)
    number = 0
    while cursor.ready():
        start = cursor.offset
        payload, is_whole = _one(cursor, max_document)
        if not payload.strip() and is_whole:
            continue
        number += 1
        if is_whole:
            yield Record(payload, MEDIA_TYPE, start, len(payload), how, str(number))
        else:
            size = cursor.offset - start
            yield Damaged(
                "too_large", f"a document of {size:,} bytes", str(number), start, size, how
            )
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _one(cursor: Cursor, limit: int) -> tuple[bytes, bool]:
    """The document at the cursor, and whether it is whole: blank and not where it is longer."""
    parts, size, is_whole = list[bytes](), 0, True
    while cursor.ready():
        line = cursor.line(limit)
        if line is None:
            is_whole = False
            continue
        if parts and _ABOVE.fullmatch(line):
            cursor.unread(line)
            break
        size += len(line)
        is_whole &= size <= limit
        if is_whole or not parts:
            parts.append(line)
        if _BELOW.fullmatch(line):
            break
    return (b"".join(parts), True) if is_whole else (b"", False)
