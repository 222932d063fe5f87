"""Landing: sources -> immutable raw objects, a declaration of what came from outside their bytes, and shards of records to parse.

Web archives and dumps are stored as given; loose files of a run are packed into WARC parts. Nothing is written where nothing is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
import polars as pl

from tearsheet.crash_points import reach
from tearsheet.declarations import Declared, Stored, container_rows, loose_row, records_of_landing
from tearsheet.discover import Found, Missing, discover
from tearsheet.intake import Intake, Landed, Refusal, Row
from tearsheet.objects import Objects
from tearsheet.opening import Identified, Loose, Opened, copy_of, hash_of, identify, read_loose
from tearsheet.packing import Packer, Scratch, container_path
from transforms.formats.containers import ending
from transforms.formats.record import Skipped
from transforms.page import Refused

__all__ = ["Declared", "land", "records_of_landing", "reland"]

VERSION = 1
Progress = Callable[[int, int], None]


def land(
    objects: Objects,
    sources: Sequence[str],
    *,
    declared: Declared,
    held: pl.DataFrame,
    refused_held: set[str],
    run_id: str,
    now: datetime,
    shard_captures: int = 400,
    shard_bytes: int = 8 << 20,
    on_progress: Progress | None = None,
) -> Landed:
    """Land what the sources hold; `held` are the captures that the archive has (capture_id, declared_outlet).

    Bad input is refused by name and the run goes on; an error of the store is raised (OSError). `on_progress` is told
    files done and files found.
    """
    intake = Intake(
        objects, held=held, refused_held=refused_held, run_id=run_id, now=now, shard_captures=shard_captures, shard_bytes=shard_bytes
    )
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


def reland(
    objects: Objects,
    landings: Iterable[Mapping[str, Any]],
    *,
    run_id: str,
    now: datetime,
    held: pl.DataFrame,
    refused_held: set[str],
    shard_captures: int = 400,
    shard_bytes: int = 8 << 20,
) -> Landed:
    """The shards of these landings again, as `land` staged them, from the raw store alone. Nothing is stored anew."""
    intake = Intake(
        objects, held=held, refused_held=refused_held, run_id=run_id, now=now, shard_captures=shard_captures, shard_bytes=shard_bytes
    )
    for landing in landings:
        for item in records_of_landing(objects, landing):
            if isinstance(item, Refusal):
                intake.refuse(item)
            elif isinstance(item, Skipped):
                intake.skip(item.reason)
            elif intake.decide(item["capture_id"], item["declared_outlet"]):
                intake.add(item)
    return intake.close(lambda: None)


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
        row = loose_row(loose, entry.given, entry.folder, self._declared)
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
                        reach("container.stored")
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
            self._files.append(
                Stored(
                    entry.given,
                    row["raw_sha256"],
                    name,
                    row["record_kind"],
                    entry.folder,
                    None,
                    row["raw_offset"],
                    row["raw_length"],
                    row["media_type"],
                ).as_json()
            )
            self._intake.add(row | {"raw_object": name})
        self._waiting.clear()

    def _refuse(self, refusal: Refusal) -> None:
        if self._intake.refuse(refusal):
            self._refused.append({k: v for k in refusal.__slots__ if (v := getattr(refusal, k)) is not None})
