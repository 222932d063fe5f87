"""Landing: sources -> immutable raw objects, a declaration of what came from outside their bytes, and shards of records to parse.

Web archives and dumps are stored as given; loose files of a run are packed into WARC parts. Nothing is written where nothing is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

import orjson
import polars as pl

from tearsheet.discover import Found, Missing, discover
from tearsheet.intake import Intake, Landed, Refusal, Row
from tearsheet.objects import Objects
from tearsheet.opening import Identified, Loose, Opened, copy_of, hash_of, identify, read_loose
from tearsheet.packing import Packer, Scratch, container_path
from tearsheet.progress import observer
from tearsheet.raw import RawReader
from tearsheet.settings import settings
from tearsheet.storage import Storage
from transforms import ids
from transforms.formats.containers import ending, iter_container
from transforms.formats.record import Damaged, Record, Skipped
from transforms.outlets import UNKNOWN, slugify
from transforms.page import Refused
from transforms.parse.fields import record_fields

VERSION = 1
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a user says of a whole landing: the outlet's name, when it was captured, and names of fields in its records."""

    outlet: str | None = None
    captured_at: datetime | None = None
    field_map: dict[str, str] = field(default_factory=dict)

    def outlet_of(self, folder: str | None) -> str | None:
        """`flag:<slug>`, else `folder:<slug>`, else null."""
        source, name = ("flag", self.outlet) if self.outlet else ("folder", folder)
        slug = slugify(name) if name else UNKNOWN
        return f"{source}:{slug}" if slug != UNKNOWN else None


@dataclass(frozen=True, slots=True)
class Stored:
    """One landed file, in the store: a container, or (with an offset) one payload in a packed part."""

    path: str
    sha256: str
    object: str
    kind: str
    folder: str | None = None
    coding: str | None = None
    offset: int | None = None
    length: int | None = None
    media_type: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        return {k: v for k in self.__slots__ if (v := getattr(self, k)) is not None}


def land(objects: Objects, sources: Sequence[str], *, declared: Declared, held: pl.DataFrame, refused_held: set[str], run_id: str,
         now: datetime, shard_captures: int = 400, shard_bytes: int = 8 << 20, on_progress: Progress | None = None) -> Landed:
    """Land what the sources hold; `held` are the captures that the archive has (capture_id, declared_outlet).

    Bad input is refused by name and the run goes on; an error of the store is raised (OSError). `on_progress` is told
    files done and files found.
    """
    intake = Intake(objects, held=held, refused_held=refused_held, run_id=run_id, now=now,
                    shard_captures=shard_captures, shard_bytes=shard_bytes)
    landing = _Landing(objects, intake, declared, run_id, now)
    entries = list(discover(sources))
    try:
        for done, entry in enumerate(entries, 1):
            landing.take(entry)
            if on_progress:
                on_progress(done, len(entries))
        landing.packer.finish()
        return intake.close(landing.declare)
    finally:
        landing.packer.close()
        landing.scratch.clear()


def land_sources(storage: Storage, sources: Sequence[str], *, declared: Declared, run_id: str, now: datetime) -> Landed:
    """Land what the sources hold against the archive's newest snapshot, with the process's settings."""
    head = storage.head()
    held = storage.scan(head, "captures").select("capture_id", "declared_outlet").collect()
    refused_held = set(storage.scan(head, "quarantine").select("quarantine_id").collect()["quarantine_id"])
    return land(storage.objects, sources, declared=declared, held=held, refused_held=refused_held, run_id=run_id, now=now,
                shard_captures=settings().shard_captures, shard_bytes=settings().shard_bytes,
                on_progress=lambda done, total: observer().update("ingest", done, total))


def records_of_landing(objects: Objects, landing: Mapping[str, Any]) -> Iterator[Row | Refusal | Skipped]:
    """What a landing object says was landed, derived again from it and the raw store alone, before any deduplication."""
    declared = Declared(landing["outlet"], _time(landing["captured_at"]), dict(landing["field_map"]))
    with RawReader(objects) as reader:
        for stored in (Stored(**file) for file in landing["files"]):
            if stored.offset is not None:
                yield _loose_again(reader, stored, declared)
                continue
            with objects.reader(stored.object) as stream:
                yield from container_rows(stream, stored, declared)
    for row in landing["refused"]:
        yield Refusal(**row)


def reland(objects: Objects, landings: Iterable[Mapping[str, Any]], *, run_id: str, now: datetime, held: pl.DataFrame,
           refused_held: set[str], shard_captures: int = 400, shard_bytes: int = 8 << 20) -> Landed:
    """The shards of these landings again, as `land` staged them, from the raw store alone. Nothing is stored anew."""
    intake = Intake(objects, held=held, refused_held=refused_held, run_id=run_id, now=now,
                    shard_captures=shard_captures, shard_bytes=shard_bytes)
    for landing in landings:
        for item in records_of_landing(objects, landing):
            if isinstance(item, Refusal):
                intake.refuse(item)
            elif isinstance(item, Skipped):
                intake.skip(item.reason)
            elif intake.decide(item["capture_id"], item["declared_outlet"]):
                intake.add(item)
    return intake.close(lambda: None)


def container_rows(stream: BinaryIO, stored: Stored, declared: Declared) -> Iterator[Row | Refusal | Skipped]:
    """Every record of a container as a row to parse, and what was skipped or refused in it."""
    found = False
    coding: Any = stored.coding
    for item in iter_container(stream, kind=stored.kind, coding=coding, field_map=declared.field_map):
        found = True
        if isinstance(item, Record):
            yield _row(item, stored, declared)
        elif isinstance(item, Damaged):
            yield Refusal(stored.path, item.reason, item.detail, stored.sha256, item.raw_length, item.position,
                          stored.object, item.raw_offset, item.raw_length, item.raw_coding)
        else:
            yield item
    if not found:
        yield Refusal(stored.path, "no_records", f"a {stored.kind} file without records", stored.sha256, raw_object=stored.object)


class _Landing:
    """The state of one landing: what was stored, and where rows wait for the part that holds their bytes."""

    def __init__(self, objects: Objects, intake: Intake, declared: Declared, run_id: str, now: datetime) -> None:
        self._objects, self._intake, self._declared, self._now = objects, intake, declared, now
        self.scratch = Scratch(objects, run_id)
        self.packer = Packer(objects, self.scratch, now, self._part_stored)
        self._files: list[dict[str, Any]] = []
        self._refused: list[dict[str, Any]] = []
        self._waiting: list[tuple[Row, Found]] = []

    def take(self, entry: Found | Missing) -> None:
        """Land one file, or refuse it by name."""
        if isinstance(entry, Missing):
            self._refuse(Refusal(entry.given, entry.reason, entry.detail))
            return
        try:
            opened = Opened(entry.path)
        except OSError as error:
            reason = "missing_path" if isinstance(error, FileNotFoundError) else "unreadable"
            self._refuse(Refusal(entry.given, reason, error.strerror or type(error).__name__))
            return
        except Refused as refused:
            self._refuse(Refusal(entry.given, refused.reason, refused.detail))
            return
        with opened:
            self._take_open(entry, opened)

    def declare(self) -> str:
        """Store the declaration; its name."""
        when = self._declared.captured_at
        content = orjson.dumps({
            "version": VERSION, "landed_at": self._now.astimezone(UTC).isoformat(), "outlet": self._declared.outlet,
            "captured_at": when.astimezone(UTC).isoformat() if when else None, "field_map": self._declared.field_map,
            "files": self._files, "refused": self._refused}, option=orjson.OPT_SORT_KEYS)
        name = f"raw/landings/{hashlib.sha256(content).hexdigest()}.json"
        self._objects.put_new(name, content)
        return name

    def _take_open(self, entry: Found, opened: Opened) -> None:
        try:
            found = identify(opened)
            if found.shape == "container":
                self._take_container(entry, opened, found)
            else:
                self._take_loose(entry, read_loose(opened, found))
        except Refused as refused:
            # what is still being written has no bytes to be known by
            known = (None, None) if refused.reason in ("changed_while_read", "unreadable") else (hash_of(opened), opened.size)
            self._refuse(Refusal(entry.given, refused.reason, refused.detail, *known))

    def _take_loose(self, entry: Found, loose: Loose) -> None:
        row = _loose_row(loose, entry.given, entry.folder, self._declared)
        if self._intake.decide(row["capture_id"], row["declared_outlet"]):
            offset, length = self.packer.add(loose.payload, loose.media_type, loose.sha256)
            self._waiting.append((row | {"raw_offset": offset, "raw_length": length}, entry))

    def _take_container(self, entry: Found, opened: Opened, found: Identified) -> None:
        copy = self.scratch.file()
        try:
            sha256 = copy_of(opened, copy)
            name = container_path(sha256, ending(found.kind, found.coding))
            stored = Stored(entry.given, sha256, name, found.kind, entry.folder, found.coding)
            wanted = False
            with copy.open("rb") as stream:
                for item in container_rows(stream, stored, self._declared):
                    if not self._wants(item):
                        continue
                    if not wanted:  # before the first row that names it
                        self._objects.put_file(name, copy)
                        self._files.append(stored.as_json())
                        wanted = True
                    if not isinstance(item, Refusal | Skipped):
                        self._intake.add(item)
        finally:
            copy.unlink(missing_ok=True)

    def _wants(self, item: Row | Refusal | Skipped) -> bool:
        if isinstance(item, Skipped):
            self._intake.skip(item.reason)
            return False
        if isinstance(item, Refusal):
            return self._intake.refuse(item)
        return self._intake.decide(item["capture_id"], item["declared_outlet"])

    def _part_stored(self, name: str) -> None:
        """The rows that waited for this part go on."""
        for row, entry in self._waiting:
            self._files.append(Stored(entry.given, row["raw_sha256"], name, row["record_kind"], entry.folder, None, row["raw_offset"],
                                      row["raw_length"], row["media_type"]).as_json())
            self._intake.add(row | {"raw_object": name})
        self._waiting.clear()

    def _refuse(self, refusal: Refusal) -> None:
        if self._intake.refuse(refusal):
            self._refused.append({k: v for k in refusal.__slots__ if (v := getattr(refusal, k)) is not None})


def _row(record: Record, stored: Stored, declared: Declared) -> Row:
    """A record of a container as a row to parse."""
    sha256 = ids.sha256_hex(record.payload)
    captured_at, source = _captured(record.captured_at, "record" if record.record_kind == "article" else "warc", declared)
    return {
        "capture_id": ids.capture_id(sha256, record.url, captured_at), "raw_sha256": sha256, "raw_bytes": len(record.payload),
        "media_type": record.media_type, "http_status": record.http_status, "declared_charset": record.charset,
        "record_kind": record.record_kind, "declared_url": record.url, "declared_outlet": declared.outlet_of(stored.folder),
        "captured_at": captured_at, "captured_at_source": source, "field_map": _map(record.record_kind, declared),
        "raw_object": stored.object, "raw_offset": record.raw_offset, "raw_length": record.raw_length, "raw_coding": record.raw_coding,
        "landed_from": f"{stored.path}#{record.position}"}


def _loose_row(loose: Loose, given: str, folder: str | None, declared: Declared) -> Row:
    """A loose file as a row to parse; where its bytes stand is known once they are packed. Raises Refused for broken JSON."""
    fields = record_fields(loose.payload, declared.field_map) if loose.record_kind == "article" else None
    url, when = (fields.url, fields.captured_at) if fields else (None, None)
    captured_at, source = _captured(when, "record", declared)
    return {
        "capture_id": ids.capture_id(loose.sha256, url, captured_at), "raw_sha256": loose.sha256, "raw_bytes": len(loose.payload),
        "media_type": loose.media_type, "http_status": None, "declared_charset": None, "record_kind": loose.record_kind,
        "declared_url": url, "declared_outlet": declared.outlet_of(folder), "captured_at": captured_at, "captured_at_source": source,
        "field_map": _map(loose.record_kind, declared), "raw_object": None, "raw_offset": None, "raw_length": None, "raw_coding": "bytes",
        "landed_from": given}


def _loose_again(reader: RawReader, stored: Stored, declared: Declared) -> Row:
    """The row of a packed payload."""
    kind: Any = stored.kind
    offset, length = stored.offset or 0, stored.length or 0
    payload = reader.payload(raw_object=stored.object, raw_offset=offset, raw_length=length, raw_coding="bytes")
    loose = Loose(payload, stored.sha256, stored.media_type or "text/plain", kind)
    place = {"raw_object": stored.object, "raw_offset": offset, "raw_length": length}
    return _loose_row(loose, stored.path, stored.folder, declared) | place


def _captured(embedded: datetime | None, embedded_source: str, declared: Declared) -> tuple[datetime | None, str | None]:
    """(capture time, source): what the container says, else what the user declared, else unknown."""
    if embedded is not None:
        return embedded, embedded_source
    return (declared.captured_at, "flag") if declared.captured_at else (None, None)


def _map(record_kind: str, declared: Declared) -> str | None:
    mapped = record_kind == "article" and declared.field_map
    return orjson.dumps(declared.field_map, option=orjson.OPT_SORT_KEYS).decode() if mapped else None


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
