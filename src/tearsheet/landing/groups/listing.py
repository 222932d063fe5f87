"""Sources -> their files in groups of bounded size, listed in the staging of the run: a source may
name more files than a process should hold.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from tearsheet.landing.remote.bucket_files import BucketFile
from tearsheet.landing.rest import Entry, FileGroup, Remaining, Rest
from tearsheet.landing.sources import MissingSource, SourceFile, discover
from tearsheet.settings import settings
from tearsheet.store.objects import Objects

#: A group holds so many files, and the bytes of so many shards of work unless it is one file, at
#: most: a task is then some seconds long, and its process holds some megabytes of rows. judged
GROUP_FILES, GROUP_SHARDS = 2_000, 4


def list_files(objects: Objects, run_id: str, sources: Sequence[str]) -> Remaining:
    """The files that sources hold, in groups; a single group is not staged."""
    lists = _Lists(objects, run_id)
    for entry in discover(sources):
        lists.add(entry)
    return lists.close()


def read_group(objects: Objects, group: FileGroup) -> Rest:
    """The files of a group that are to be landed."""
    if group.rest is not None:
        return group.rest
    assert group.path is not None
    entries = tuple(_decoded(row) for row in orjson.loads(objects.get(group.path)))
    return Rest(entries, len(entries))


class _Lists:
    """Lists of files while sources are walked; only the last of them is in memory."""

    def __init__(self, objects: Objects, run_id: str) -> None:
        self._objects, self._run_id = objects, run_id
        self._groups: list[FileGroup] = []
        self._entries: list[Entry] = []
        self._bytes = self._total = 0
        self._most_bytes = GROUP_SHARDS * settings().shard_bytes

    def add(self, entry: Entry) -> None:
        """Put a file into the list, or into a new one where that is full."""
        size = 0
        if isinstance(entry, SourceFile):
            with contextlib.suppress(OSError):  # it is told when it is landed
                size = entry.status().st_size
        is_full = len(self._entries) >= GROUP_FILES or self._bytes + size > self._most_bytes
        if self._entries and is_full:
            self._stage()
        self._entries.append(entry)
        self._bytes += size
        self._total += 1

    def close(self) -> Remaining:
        """The groups."""
        if self._groups:
            self._stage()
        else:
            rest = Rest(tuple(self._entries), self._total)
            group = FileGroup("", self._total, self._bytes, rest=rest, is_remote=self._is_remote())
            self._groups.append(group)
        return Remaining(tuple(self._groups), self._total)

    def _stage(self) -> None:
        name = f"{len(self._groups):05d}-"
        path = f"staging/{self._run_id}/{name}files.json"
        self._objects.put_scratch(path, orjson.dumps([_encoded(e) for e in self._entries]))
        self._groups.append(
            FileGroup(name, len(self._entries), self._bytes, path=path, is_remote=self._is_remote())
        )
        self._entries, self._bytes = [], 0

    def _is_remote(self) -> bool:
        return all(isinstance(e, MissingSource) or e.remote for e in self._entries)


def _encoded(entry: Entry) -> list[Any]:
    """An entry as JSON holds it: the bytes of a path need be no UTF-8."""
    if isinstance(entry, MissingSource):
        return [entry.given, entry.reason, entry.detail]
    path = os.fsencode(entry.path).decode("latin-1")
    row = [path, entry.given, entry.relative, entry.folder, entry.source]
    if (remote := entry.remote) is None:
        return row
    written = remote.modified_at.isoformat()
    return [*row, [remote.bucket, remote.key, remote.st_size, written]]


def _decoded(row: list[Any]) -> Entry:
    if len(row) == len(MissingSource.__slots__):
        return MissingSource(*row)
    path, given, relative, folder, source = row[:5]
    remote = None
    if row[5:]:
        bucket, key, size, written = row[5]
        remote = BucketFile(bucket, key, size, datetime.fromisoformat(written))
    place = Path(os.fsdecode(path.encode("latin-1")))
    return SourceFile(place, given, relative, folder, source, remote)
