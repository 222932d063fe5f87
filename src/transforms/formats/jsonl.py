"""JSON lines -> one record a line; the payload is the line itself."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from typing import BinaryIO, cast

from transforms.formats.compression import Coding, members
from transforms.formats.cursor import Cursor
from transforms.formats.record import (
    MAX_PAYLOAD,
    Damaged,
    Item,
    RawCoding,
    article_record,
    damage_of,
)
from transforms.page import Refused


def iter_jsonl(
    stream: BinaryIO,
    coding: Coding | None = None,
    *,
    field_map: Mapping[str, str] | None = None,
    max_line: int = MAX_PAYLOAD,
) -> Iterator[Item]:
    """A record for each line that is not blank; a broken line or a cut end is damage and the run
    goes on.
    """
    cursor = Cursor(members(stream, coding))
    raw_coding = cast("RawCoding", coding or "bytes")
    number = 0
    while cursor.ready():
        number += 1
        start = cursor.offset
        line = cursor.line(max_line)
        if line is None:
            length = cursor.offset - start
            yield Damaged(
                "too_large",
                f"a line of {length} bytes, more than {max_line}",
                str(number),
                start,
                length,
                raw_coding,
            )
        elif cursor.failed and not line.endswith(b"\n"):
            pass  # the beginning of a line whose rest is lost: the damaged stream is reported below
        else:
            yield from _record(line, number, start, raw_coding, field_map)
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _record(
    line: bytes, number: int, start: int, raw_coding: RawCoding, field_map: Mapping[str, str] | None
) -> Iterator[Item]:
    if start == 0 and line.startswith(codecs.BOM_UTF8):
        line, start = line[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
    payload = line.rstrip(b"\r\n")
    if not payload.strip():
        return
    place = start, len(payload), raw_coding
    try:
        yield article_record(payload, place, str(number), field_map)
    except Refused as refused:
        yield Damaged(refused.reason, refused.detail, str(number), *place)
