"""Landing: sources -> immutable raw objects, a declaration of what came from outside their bytes,
and shards of records to parse.

Web archives and dumps are stored as given; loose files of a run are packed into WARC parts. Nothing
is written where nothing is new.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
import polars as pl

from tearsheet.landing.file_cache import FileCache, key_of
from tearsheet.landing.identify import (
    FileType,
    LooseFile,
    OpenFile,
    copy_file,
    hash_file,
    identify,
    read_loose,
    try_parquet,
)
from tearsheet.landing.pack import Packer, Scratch, container_path
from tearsheet.landing.records import (
    Declaration,
    StoredFile,
    container_rows,
    loose_row,
)
from tearsheet.landing.revisits import MEDIA_TYPE as REVISIT
from tearsheet.landing.revisits import (
    Lookup,
    PendingRevisit,
    WebArchive,
    no_captures,
    read_revisits,
    resolve_revisits,
)
from tearsheet.landing.shards import LandingResult, Refusal, Row, ShardWriter
from tearsheet.landing.sources import (
    MissingSource,
    PartialContainer,
    Rest,
    SourceFile,
    discover,
    display_name,
    folder_evidence,
    named_time,
)
from tearsheet.landing.unpack import MOST_NESTED, Member, UnreadableMember, unpack
from tearsheet.store.crash_points import reach
from tearsheet.store.objects import Objects
from transforms.formats.containers import WEB_ARCHIVES, ending
from transforms.formats.cursor import Place
from transforms.formats.record import Skipped
from transforms.page import Refused

VERSION = 1
Progress = Callable[[int, int], None]
#: So many records of a container pass between two reports of how far it has been read.
_REPORT_EVERY = 500


def land(
    objects: Objects,
    sources: Sequence[str],
    *,
    declared: Declaration,
    held: pl.DataFrame,
    refused_held: set[str],
    run_id: str,
    now: datetime,
    shard_captures: int = 400,
    shard_bytes: int = 8 << 20,
    on_progress: Progress | None = None,
    on_read: Progress | None = None,
    seen: FileCache | None = None,
    settle_seconds: float = 0.0,
    rest: Rest | None = None,
    most_bytes: int | None = None,
    open_revisits: pl.DataFrame | None = None,
    lookup: Lookup = no_captures,
) -> LandingResult:
    """Land what the sources hold; `held` are the captures that the archive has (capture_id,
    declared_outlet).

    Bad input is refused by name and the run goes on; an error of the store is raised (OSError).
    `on_progress` is told files done and files found, `on_read` records and bytes read. A file that
    `seen` knows is counted without being read; one that was written less than `settle_seconds` ago
    waits for a later run. `lookup` finds the held captures of addresses, `open_revisits` are the
    held revisits whose payload is still to be found: those whose payload comes now go on again.

    After `most_bytes` of new payloads it stops, in the middle of a container if need be;
    `LandingResult.rest` then says with what the next landing of the run has to go on.
    """
    intake = ShardWriter(
        objects,
        held=held,
        refused_held=refused_held,
        run_id=run_id,
        now=now,
        shard_captures=shard_captures,
        shard_bytes=shard_bytes,
    )
    landing = _Landing(
        objects,
        intake,
        declared,
        run_id,
        now,
        seen or FileCache(objects, {}),
        settle_seconds,
        on_read or _untold,
    )
    entries = list(rest.entries) if rest else list(discover(sources))
    total = rest.total if rest else len(entries)
    landing.most_bytes = most_bytes
    try:
        done = 0
        if on_progress:
            on_progress(total - len(entries), total)
        while done < len(entries) and landing.stopped is None and not landing.is_full():
            landing.take(entries[done], rest.started if rest and done == 0 else None)
            done += landing.stopped is None
            if on_progress:
                on_progress(total - len(entries) + done, total)
        landing.tell()
        landing.packer.finish()
        landing.find_revisited(open_revisits, lookup)
        left = Rest(tuple(entries[done:]), total, landing.stopped) if done < len(entries) else None
        return replace(
            intake.close(landing.declare), file_cache=landing.seen.stage(run_id), rest=left
        )
    finally:
        landing.packer.close()
        landing.scratch.clear()


class _Landing:
    """The state of one landing: what was stored, and where rows wait for the part that holds their
    bytes.
    """

    def __init__(
        self,
        objects: Objects,
        intake: ShardWriter,
        declared: Declaration,
        run_id: str,
        now: datetime,
        seen: FileCache,
        settle_seconds: float,
        told: Progress,
    ) -> None:
        self._objects, self._intake, self._declared, self._now = objects, intake, declared, now
        self.seen, self._settle, self._told = seen, settle_seconds, told
        self._records = self._bytes = self._new_bytes = 0
        self.most_bytes: int | None = None
        self.stopped: PartialContainer | None = None
        self.scratch = Scratch(objects, run_id)
        self.packer = Packer(objects, self.scratch, now, self._part_stored)
        self._files: list[dict[str, Any]] = []
        self._refused: list[dict[str, Any]] = []
        self._waiting: list[tuple[Row, SourceFile]] = []
        self._archives: dict[WebArchive, None] = {}
        self._revisited: list[PendingRevisit] = []

    def tell(self) -> None:
        """Report how much was read, where that was records of containers."""
        if self._records:
            self._told(self._records, self._bytes)

    def is_full(self) -> bool:
        """Whether this landing has taken as much as it may."""
        return self.most_bytes is not None and self._new_bytes >= self.most_bytes

    def take(
        self, entry: SourceFile | MissingSource, started: PartialContainer | None = None
    ) -> None:
        """Land one file, or refuse it by name; one that an earlier run has read and that has not
        changed is only counted.

        `started` says how much of it the landing before has taken: then it goes on from the stored
        copy.
        """
        if started and isinstance(entry, SourceFile):
            with self._objects.reader(started.name) as stream:
                self._take_records(
                    stream, StoredFile(**started.stored), None, started.items, started.place.fixed()
                )
                self._bytes += stream.seek(0, os.SEEK_END)
            return
        if isinstance(entry, MissingSource):
            self._refuse(Refusal(entry.given, entry.reason, entry.detail))
            return
        try:
            status = entry.path.stat()
            if self._waits(status):
                self._intake.wait()
                return
            key = key_of(entry.path, entry.given, (entry.folder, self._declared))
            if tally := self.seen.find(key, status):
                self._intake.recount(tally)
                return
            opened = OpenFile(entry.path)
        except OSError as error:
            reason = "missing_path" if isinstance(error, FileNotFoundError) else "unreadable"
            self._refuse(Refusal(entry.given, reason, error.strerror or type(error).__name__))
            return
        except Refused as refused:
            self._refuse(Refusal(entry.given, refused.reason, refused.detail))
            return
        mark = self._intake.mark()
        with opened:
            if self._take_open(entry, opened) and self.stopped is None:
                self.seen.note(key, opened.status, self._intake.since(mark))
        self._bytes += opened.size

    def _waits(self, status: os.stat_result) -> bool:
        """Whether the file may still be being written. One from the future would wait for ever."""
        return 0 <= self._now.timestamp() - status.st_mtime < self._settle

    def declare(self) -> str:
        """Store the declaration; its name."""
        when = self._declared.captured_at
        content = orjson.dumps(
            {
                "version": VERSION,
                "landed_at": self._now.astimezone(UTC).isoformat(),
                "outlet": self._declared.outlet,
                "captured_at": when.astimezone(UTC).isoformat() if when else None,
                "field_map": self._declared.field_map,
                "files": self._files,
                "refused": self._refused,
            },
            option=orjson.OPT_SORT_KEYS,
        )
        name = f"raw/landings/{hashlib.sha256(content).hexdigest()}.json"
        reach("landing.before")
        self._objects.put_new(name, content)
        reach("landing.declared")
        return name

    def _take_open(self, entry: SourceFile, opened: OpenFile, depth: int = 0) -> bool:
        """Whether what came of the file is a function of its bytes, so that it may be
        remembered.
        """
        try:
            found = identify(opened, self._declared.field_map)
            if found.shape == "packed":
                self._take_members(entry, opened, found, depth)
            elif found.shape == "container":
                self._take_container(entry, opened, found, depth)
            else:
                self._take_loose(entry, read_loose(opened, found))
        except Refused as refused:
            # what is still being written has no bytes to be known by
            known = (
                (None, None)
                if refused.reason in ("changed_while_read", "unreadable")
                else (hash_file(opened), opened.size)
            )
            self._refuse(Refusal(entry.given, refused.reason, refused.detail, *known))
            return known[0] is not None
        return True

    def _take_members(
        self, entry: SourceFile, opened: OpenFile, found: FileType, depth: int
    ) -> None:
        """Land what a file of files holds."""
        if depth == MOST_NESTED:
            raise Refused("too_nested", f"a {found.kind} file inside {depth} others")
        empty = True
        for member in unpack(opened, found, self.scratch.file):
            empty = False
            if isinstance(member, Skipped):
                self._intake.skip(member.reason)
                continue
            inner = _member(entry, member)
            if isinstance(member, UnreadableMember):
                known = (hash_file(opened), opened.size, member.name or None)
                self._refuse(Refusal(entry.given, member.reason, member.detail, *known))
                continue
            with OpenFile(inner.path) as file:
                self._take_open(inner, file, depth + 1)
        opened.check_unchanged(opened.size)
        if empty:
            raise Refused("no_records", f"a {found.kind} file without files in it")

    def _take_loose(self, entry: SourceFile, loose: LooseFile) -> None:
        row = loose_row(
            loose,
            entry.given,
            entry.folder,
            self._declared,
            _dated(entry, loose.record_kind == "article"),
        )
        if self._intake.decide(row["capture_id"], row["declared_outlet"]):
            offset, length = self.packer.add(loose.payload, loose.media_type, loose.sha256)
            self._new_bytes += row["raw_bytes"]
            self._waiting.append((row | {"raw_offset": offset, "raw_length": length}, entry))

    def _take_container(
        self, entry: SourceFile, opened: OpenFile, found: FileType, depth: int
    ) -> None:
        copy = self.scratch.file()
        try:
            sha256 = copy_file(opened, copy)
            name = container_path(sha256, ending(found.kind, found.coding))
            if found.kind == "parquet":
                try_parquet(copy)
            dated = _dated(entry, found.kind not in WEB_ARCHIVES)
            stored = StoredFile(
                entry.given, sha256, name, found.kind, entry.folder, found.coding, dated=dated
            )
            with copy.open("rb") as stream:
                self._take_records(stream, stored, copy, 0, Place(), nested=depth > 0)
        finally:
            copy.unlink(missing_ok=True)

    def _take_records(
        self,
        stream: BinaryIO,
        stored: StoredFile,
        copy: Path | None,
        before: int,
        place: Place,
        *,
        nested: bool = False,
    ) -> None:
        """Take the records of a container from the one after `before` on; the container is stored
        where one of them is wanted.
        """
        wanted, begun = False, self._bytes
        for number, item in enumerate(
            container_rows(stream, stored, self._declared, place), place.items + 1
        ):
            if number <= before:
                continue
            self._records += 1
            if self._records % _REPORT_EVERY == 0:
                self._told(self._records, begun + stream.tell())
            if self._wants(item):
                if not wanted:  # before the first row that names it
                    if copy:
                        self._objects.put_file(stored.object, copy, is_finished=True)
                        reach("container.stored")
                    self._files.append(stored.as_json())
                    wanted = True
                if isinstance(item, PendingRevisit):
                    self._revisited.append(item)
                elif not isinstance(item, Refusal | Skipped):
                    self._new_bytes += item["raw_bytes"]
                    self._intake.add(item)
            if self.is_full() and wanted and not nested:
                self.stopped = PartialContainer(
                    stored.object, stored.as_json(), number, place.fixed()
                )
                break
        if stored.kind == "warc" and (wanted or self._objects.exists(stored.object)):
            self._archives[WebArchive(stored.object, stored.coding)] = None

    def find_revisited(self, held_open: pl.DataFrame | None, lookup: Lookup) -> None:
        """Rows of revisits go on, with the payload they refer to where it is found; held ones only
        where it is found now.
        """
        for row in resolve_revisits(self._objects, self._revisited, self._archives, lookup):
            self._intake.add(row)
        if held_open is not None and held_open.height and self._archives:
            waiting = read_revisits(self._objects, held_open)
            for row in resolve_revisits(self._objects, waiting, self._archives, no_captures):
                if row["media_type"] != REVISIT:
                    self._intake.again(row)

    def _wants(self, item: Row | PendingRevisit | Refusal | Skipped) -> bool:
        if isinstance(item, Skipped):
            self._intake.skip(item.reason)
            return False
        if isinstance(item, Refusal):
            return self._intake.refuse(item)
        row = item.row if isinstance(item, PendingRevisit) else item
        return self._intake.decide(row["capture_id"], row["declared_outlet"])

    def _part_stored(self, name: str) -> None:
        """The rows that waited for this part go on."""
        for row, entry in self._waiting:
            self._files.append(
                StoredFile(
                    entry.given,
                    row["raw_sha256"],
                    name,
                    row["record_kind"],
                    entry.folder,
                    None,
                    row["raw_offset"],
                    row["raw_length"],
                    row["media_type"],
                    _dated(entry, row["record_kind"] == "article"),
                ).as_json()
            )
            self._intake.add(row | {"raw_object": name})
        self._waiting.clear()

    def _refuse(self, refusal: Refusal) -> None:
        if self._intake.refuse(refusal):
            self._refused.append(
                {k: v for k in refusal.__slots__ if (v := getattr(refusal, k)) is not None}
            )


def _untold(records: int, size: int) -> None:
    """Nobody is told."""


def _member(entry: SourceFile, member: Member | UnreadableMember) -> SourceFile:
    """A file inside another as a file below a folder of that one's name."""
    path = member.path if isinstance(member, Member) else entry.path
    if not member.name:
        return replace(entry, path=path)
    name = display_name(member.name)
    return SourceFile(
        path,
        f"{entry.given}!{name}",
        f"{entry.relative}/{name}",
        folder_evidence(name) or entry.folder,
    )


def _dated(entry: SourceFile, is_dump: bool) -> str | None:
    """The time in the name of a dump, which is when it was made."""
    when = named_time(entry.relative) if is_dump else None
    return when.isoformat() if when else None
