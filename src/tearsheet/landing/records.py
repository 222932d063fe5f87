"""Landing objects: JSON in the raw store that says, for the files of one landing, where their bytes
lie and what was known of them from outside. Their records follow from that and the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson

from tearsheet.landing.refusal import Refusal
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from tearsheet.store.payloads import RawReader
from transforms.captures import unmapped
from transforms.captures.declaration import Declaration, StoredFile
from transforms.captures.kinds import LooseFile
from transforms.captures.media import skip_media
from transforms.captures.revisits import PendingRevisit, pending_revisit
from transforms.captures.rows import Row, loose_row, record_row
from transforms.captures.unmapped import TextWatch
from transforms.formats.containers import iter_container
from transforms.formats.cursor import Place
from transforms.formats.record import Damaged, Record, Revisit, Skipped
from transforms.ids import sha256_hex

VERSION = 1
#: A row to parse, or what came of a record instead.
LandingItem = Row | PendingRevisit | Refusal | Skipped


def store_landing(
    objects: Objects,
    declaration: Declaration,
    *,
    now: datetime,
    files: Sequence[StoredFile],
    refused: Sequence[Refusal],
) -> str:
    """Store the landing object of these files and refusals; its name."""
    content = orjson.dumps(
        {
            "version": VERSION,
            "landed_at": now.astimezone(UTC).isoformat(),
            **declaration.as_json(),
            "files": [file.as_json() for file in files],
            "refused": [refusal.as_json() for refusal in refused],
        },
        option=orjson.OPT_SORT_KEYS,
    )
    name = f"raw/landings/{sha256_hex(content)}.json"
    reach("landing.before")
    objects.put_new(name, content)
    reach("landing.declared")
    return name


def records_of_landing(
    objects: Objects, landing: Mapping[str, Any]
) -> Iterator[tuple[str, Iterator[LandingItem]]]:
    """What a landing object says was landed, by the name of each file, derived again from it and
    the raw store alone, before any deduplication. The items are to be taken one file after the
    other.
    """
    declaration = Declaration.from_json(landing)
    with RawReader(objects) as reader:
        for stored in (StoredFile(**file) for file in landing["files"]):
            if stored.offset is not None:
                yield stored.path, iter([_packed_row(reader, stored, declaration)])
                continue
            with objects.reader(stored.object) as stream:
                yield stored.path, container_rows(stream, stored, declaration)
    for row in landing["refused"]:
        refusal = Refusal(**{**row, "records": tuple(row.get("records", ()))})
        yield refusal.ref, iter([refusal])


def container_rows(
    stream: BinaryIO,
    stored: StoredFile,
    declaration: Declaration,
    place: Place | None = None,
    texts: TextWatch | None = None,
) -> Iterator[LandingItem]:
    """Every record of a container, or from a place in it on, as a row to parse, and what was
    skipped or refused in it. `texts` has seen what came before, some of it behind the place.
    """
    before = place.items if place else 0
    is_empty = not before
    texts = texts or TextWatch()
    coding: Any = stored.coding
    items = iter_container(
        stream, kind=stored.kind, coding=coding, field_map=declaration.field_map, place=place
    )
    for number, item in enumerate(map(skip_media, items), before + 1):
        is_empty = False
        texts.see(item, number)
        if isinstance(item, Record):
            yield record_row(item, stored, declaration)
        elif isinstance(item, Revisit):
            yield pending_revisit(item, stored, declaration)
        elif isinstance(item, Damaged):
            yield _refusal_of(item, stored)
        else:
            yield item
    if is_empty:
        yield Refusal(
            stored.path,
            "no_records",
            f"a {stored.kind} file without records",
            stored.sha256,
            raw_object=stored.object,
        )
    elif words := texts.words():
        yield Refusal(stored.path, unmapped.REASON, words, stored.sha256, raw_object=stored.object)


def _refusal_of(item: Damaged, stored: StoredFile) -> Refusal:
    return Refusal(
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


def _packed_row(reader: RawReader, stored: StoredFile, declaration: Declaration) -> Row:
    """The row of a loose file's payload in a packed part."""
    kind: Any = stored.kind
    offset, length = stored.offset or 0, stored.length or 0
    place: dict[str, Any] = {
        "raw_object": stored.object,
        "raw_offset": offset,
        "raw_length": length,
    }
    payload = reader.payload(**place, raw_coding="bytes")
    loose = LooseFile(payload, stored.sha256, stored.media_type or "text/plain", kind)
    return loose_row(loose, stored.path, stored.folder, declaration, stored.dated) | place
