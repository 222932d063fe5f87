"""A record of a container, or a loose file -> a row to parse, with the columns of RECORDS."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from transforms import ids
from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.kinds import LooseFile
from transforms.captures.times import capture_time
from transforms.formats.record import Record
from transforms.text.records.fields import record_fields

#: A row of `schemas.RECORDS`.
Row = dict[str, Any]


def record_row(record: Record, stored: StoredFile, declaration: Declaration) -> Row:
    """A record of a stored container as a row to parse."""
    sha256 = ids.sha256_hex(record.payload)
    embedded = "record" if record.record_kind == "article" else "warc"
    captured_at, source = capture_time(
        record.captured_at, embedded, declaration.captured_at, stored.dated
    )
    return {
        "capture_id": ids.capture_id(sha256, record.url, captured_at),
        "raw_sha256": sha256,
        "raw_bytes": len(record.payload),
        "media_type": record.media_type,
        "http_status": record.http_status,
        "declared_charset": record.charset,
        "record_kind": record.record_kind,
        "declared_url": record.url,
        "declared_outlet": declaration.outlet_in(stored.folder),
        "captured_at": captured_at,
        "captured_at_source": source,
        "field_map": declaration.field_map_of(record.record_kind),
        "raw_object": stored.object,
        "raw_offset": record.raw_offset,
        "raw_length": record.raw_length,
        "raw_coding": record.raw_coding,
        "digest_status": record.digest_status,
        "landed_from": f"{stored.path}#{record.position}",
    }


def loose_row(
    loose: LooseFile,
    given: str,
    folder: str | None,
    declaration: Declaration,
    dated: str | None = None,
) -> Row:
    """A loose file as a row to parse; where its bytes stand is known once they are packed. Raises
    Refused for broken JSON.

    `dated`, the time in its name, is that of the capture of a record; what the name of a page says
    may be the article's.
    """
    url, embedded = _embedded(loose, declaration)
    captured_at, source = capture_time(
        embedded,
        "record",
        declaration.captured_at,
        dated if loose.record_kind == "article" else None,
    )
    return {
        "capture_id": ids.capture_id(loose.sha256, url, captured_at),
        "raw_sha256": loose.sha256,
        "raw_bytes": len(loose.payload),
        "media_type": loose.media_type,
        "http_status": None,
        "declared_charset": None,
        "record_kind": loose.record_kind,
        "declared_url": url,
        "declared_outlet": declaration.outlet_in(folder),
        "captured_at": captured_at,
        "captured_at_source": source,
        "field_map": declaration.field_map_of(loose.record_kind),
        "raw_object": None,
        "raw_offset": None,
        "raw_length": None,
        "raw_coding": "bytes",
        "digest_status": None,
        "landed_from": given,
    }


def _embedded(loose: LooseFile, declaration: Declaration) -> tuple[str | None, datetime | None]:
    """(address, capture time) that a loose file states, which only an article's record does."""
    if loose.record_kind != "article":
        return None, None
    fields = record_fields(loose.payload, declaration.field_map)
    return fields.url, fields.captured_at
