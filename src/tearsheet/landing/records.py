"""What a landing says of its files: declarations from outside their bytes, and the rows to parse
that follow from both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import orjson

from tearsheet.landing.identify import LooseFile
from tearsheet.landing.revisits import MEDIA_TYPE, PendingRevisit, revisit_row
from tearsheet.landing.shards import Refusal, Row
from tearsheet.store.objects import Objects
from tearsheet.store.payloads import RawReader
from transforms import ids
from transforms.formats.containers import iter_container
from transforms.formats.cursor import Place
from transforms.formats.record import Damaged, Record, Revisit, Skipped
from transforms.outlets import UNKNOWN, slugify
from transforms.text.record_fields import record_fields


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a user says of a whole landing: the outlet's name, when it was captured, and names of
    fields in its records.
    """

    outlet: str | None = None
    captured_at: datetime | None = None
    field_map: dict[str, str] = field(default_factory=dict)

    def outlet_of(self, folder: str | None) -> str | None:
        """`flag:<slug>`, else `folder:<slug>`, else null."""
        source, name = ("flag", self.outlet) if self.outlet else ("folder", folder)
        slug = slugify(name) if name else UNKNOWN
        return f"{source}:{slug}" if slug != UNKNOWN else None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One landed file, in the store: a container, or (with an offset) one payload in a
    packed part.
    """

    path: str
    sha256: str
    object: str
    kind: str
    folder: str | None = None
    coding: str | None = None
    offset: int | None = None
    length: int | None = None
    media_type: str | None = None
    #: The time that the name of a dump gives it, ISO 8601.
    dated: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        return {k: v for k in self.__slots__ if (v := getattr(self, k)) is not None}


def records_of_landing(
    objects: Objects, landing: Mapping[str, Any]
) -> Iterator[Row | PendingRevisit | Refusal | Skipped]:
    """What a landing object says was landed, derived again from it and the raw store alone, before
    any deduplication.
    """
    declared = Declaration(
        landing["outlet"], _time(landing["captured_at"]), dict(landing["field_map"])
    )
    with RawReader(objects) as reader:
        for stored in (StoredFile(**file) for file in landing["files"]):
            if stored.offset is not None:
                yield _loose_again(reader, stored, declared)
                continue
            with objects.reader(stored.object) as stream:
                yield from container_rows(stream, stored, declared)
    for row in landing["refused"]:
        yield Refusal(**row)


def container_rows(
    stream: BinaryIO, stored: StoredFile, declared: Declaration, place: Place | None = None
) -> Iterator[Row | PendingRevisit | Refusal | Skipped]:
    """Every record of a container, or from a place in it on, as a row to parse, and what was
    skipped or refused in it.
    """
    found = bool(place and place.items)
    coding: Any = stored.coding
    outlet = declared.outlet_of(stored.folder)
    for item in iter_container(
        stream, kind=stored.kind, coding=coding, field_map=declared.field_map, place=place
    ):
        found = True
        if isinstance(item, Record):
            yield _record_row(item, stored, declared, outlet)
        elif isinstance(item, Revisit):
            yield _revisited(item, stored, declared, outlet)
        elif isinstance(item, Damaged):
            yield Refusal(
                stored.path,
                item.reason,
                item.detail,
                stored.sha256,
                item.raw_length,
                item.position,
                stored.object,
                item.raw_offset,
                item.raw_length,
                item.raw_coding,
            )
        else:
            yield item
    if not found:
        yield Refusal(
            stored.path,
            "no_records",
            f"a {stored.kind} file without records",
            stored.sha256,
            raw_object=stored.object,
        )


def _record_row(
    record: Record, stored: StoredFile, declared: Declaration, outlet: str | None
) -> Row:
    """A record of a container as a row to parse."""
    sha256 = ids.sha256_hex(record.payload)
    embedded = "record" if record.record_kind == "article" else "warc"
    captured_at, source = _captured(record.captured_at, embedded, declared, stored.dated)
    return {
        "capture_id": ids.capture_id(sha256, record.url, captured_at),
        "raw_sha256": sha256,
        "raw_bytes": len(record.payload),
        "media_type": record.media_type,
        "http_status": record.http_status,
        "declared_charset": record.charset,
        "record_kind": record.record_kind,
        "declared_url": record.url,
        "declared_outlet": outlet,
        "captured_at": captured_at,
        "captured_at_source": source,
        "field_map": _map(record.record_kind, declared),
        "raw_object": stored.object,
        "raw_offset": record.raw_offset,
        "raw_length": record.raw_length,
        "raw_coding": record.raw_coding,
        "landed_from": f"{stored.path}#{record.position}",
    }


def _revisited(
    revisit: Revisit, stored: StoredFile, declared: Declaration, outlet: str | None
) -> PendingRevisit:
    """A revisit with the row of its capture, its payload still to be found."""
    stand_in = Record(
        revisit.payload,
        MEDIA_TYPE,
        revisit.raw_offset,
        revisit.raw_length,
        revisit.raw_coding,
        revisit.position,
        url=revisit.url,
        captured_at=revisit.captured_at,
    )
    return PendingRevisit(
        revisit, revisit_row(revisit, _record_row(stand_in, stored, declared, outlet))
    )


def loose_row(
    loose: LooseFile,
    given: str,
    folder: str | None,
    declared: Declaration,
    dated: str | None = None,
) -> Row:
    """A loose file as a row to parse; where its bytes stand is known once they are packed. Raises
    Refused for broken JSON.

    `dated`, the time in its name, is that of the capture of a record; what the name of a page says
    may be the article's.
    """
    fields = (
        record_fields(loose.payload, declared.field_map) if loose.record_kind == "article" else None
    )
    url, when = (fields.url, fields.captured_at) if fields else (None, None)
    captured_at, source = _captured(when, "record", declared, dated if fields else None)
    return {
        "capture_id": ids.capture_id(loose.sha256, url, captured_at),
        "raw_sha256": loose.sha256,
        "raw_bytes": len(loose.payload),
        "media_type": loose.media_type,
        "http_status": None,
        "declared_charset": None,
        "record_kind": loose.record_kind,
        "declared_url": url,
        "declared_outlet": declared.outlet_of(folder),
        "captured_at": captured_at,
        "captured_at_source": source,
        "field_map": _map(loose.record_kind, declared),
        "raw_object": None,
        "raw_offset": None,
        "raw_length": None,
        "raw_coding": "bytes",
        "landed_from": given,
    }


def _loose_again(reader: RawReader, stored: StoredFile, declared: Declaration) -> Row:
    """The row of a packed payload."""
    kind: Any = stored.kind
    offset, length = stored.offset or 0, stored.length or 0
    payload = reader.payload(
        raw_object=stored.object, raw_offset=offset, raw_length=length, raw_coding="bytes"
    )
    loose = LooseFile(payload, stored.sha256, stored.media_type or "text/plain", kind)
    place = {"raw_object": stored.object, "raw_offset": offset, "raw_length": length}
    return loose_row(loose, stored.path, stored.folder, declared, stored.dated) | place


def _captured(
    embedded: datetime | None, embedded_source: str, declared: Declaration, dated: str | None
) -> tuple[datetime | None, str | None]:
    """(capture time, source): what the container says, else what the user declared, else what the
    dump's name says, else unknown.
    """
    if embedded is not None:
        return embedded, embedded_source
    if declared.captured_at:
        return declared.captured_at, "flag"
    return (_time(dated), "name") if dated else (None, None)


def _map(record_kind: str, declared: Declaration) -> str | None:
    mapped = record_kind == "article" and declared.field_map
    return (
        orjson.dumps(declared.field_map, option=orjson.OPT_SORT_KEYS).decode() if mapped else None
    )


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
