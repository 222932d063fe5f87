"""Files that were read before: what came of each, so that an unchanged one costs a stat and no
reading.

An entry counts only where the archive's history still holds the snapshot after which it was
written, and where nothing about the file, what was declared of it, or the code has changed. In
doubt the file is read again, which is always right.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store import snapshots
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.version import code_version

PATH = "cache/landed.json"
#: A file changed within a clock tick of its reading looks unchanged by its times: such a young one
#: is read once more.
_RACY_NS = 2_000_000_000
#: A file with more refusals and containers than this is read again rather than remembered with all
#: of them.
_MOST_LINES = 1_000
#: Beyond so many, entries that no run of late has asked for are dropped.
_MOST_ENTRIES = 500_000


class Status(Protocol):
    """What tells a file that has changed: that of a file on disk, or of an object in a bucket."""

    @property
    def st_size(self) -> int:
        """Bytes."""

    @property
    def st_mtime(self) -> float:
        """When it was written, in seconds."""

    @property
    def st_mtime_ns(self) -> int:
        """When it was written, in nanoseconds."""

    @property
    def st_ctime_ns(self) -> int:
        """When it was changed in any way, in nanoseconds."""

    @property
    def st_ino(self) -> int:
        """Which file of its disk it is."""

    @property
    def st_dev(self) -> int:
        """Which disk it is on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a file counted for when it was read: its accounts (see `accounts`), its own and those of
    containers inside it, and what was told of it.
    """

    inputs: tuple[Sequence[Any], ...] = ()
    messages: tuple[str, ...] = ()


class FileCache:
    """What earlier, published runs made of files; and what this run makes of others, until it is
    published too.
    """

    def __init__(self, objects: Objects, entries: dict[str, list[Any]]) -> None:
        self._objects, self._known = objects, entries
        self._new: dict[str, list[Any]] = {}
        self._used: set[str] = set()

    @classmethod
    def load(cls, objects: Objects) -> FileCache:
        """What is remembered for this root; nothing for a bucket, or where its history does not
        hold the snapshot noted.
        """
        path = objects.local(PATH)
        try:
            stored = _open(path.read_bytes()) if path else None
        except OSError:
            stored = None
        return cls(objects, stored["files"] if stored and _stands(objects, stored) else {})

    def find(self, key: str, status: Status) -> Tally | None:
        """What a file under this key came to, if it is still the same."""
        entry = self._known.get(key)
        if entry is None or entry[0] != _identity(status):
            return None
        self._used.add(key)
        return Tally(tuple(entry[1]), tuple(entry[2]))

    def note(self, key: str, status: Status, tally: Tally) -> None:
        """Remember a file that this run has read, should the run be published."""
        young = max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - _RACY_NS
        if not young and len(tally.inputs) + len(tally.messages) <= _MOST_LINES:
            self._new[key] = [_identity(status), tally.inputs, tally.messages]

    def stage(self, run_id: str) -> str | None:
        """Store what this run noted, for `remember`; null where there is nothing new, or no folder
        to keep it in.
        """
        if not self._new or self._objects.folder is None:
            return None
        known = self._known
        if len(known) + len(self._new) > _MOST_ENTRIES:
            known = {k: v for k, v in known.items() if k in self._used}
        path = f"staging/{run_id}/file_cache.json"
        self._objects.put_scratch(path, orjson.dumps({**known, **self._new}))
        return path


def remember(objects: Objects, staged: str | None, snapshot: Snapshot) -> None:
    """Keep what a run noted, now that `snapshot` holds all that it read."""
    if staged is None or not snapshot.number:
        return
    stored = {
        "code": code_version(),
        "snapshot": snapshot.name,
        "sha256": _digest(objects, snapshot.name),
        "files": None,
    }
    stored["files"] = orjson.loads(objects.get(staged))
    body = orjson.dumps(stored)
    objects.put_scratch(PATH, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


def is_whole(raw: bytes) -> bool:
    """Whether the cache's bytes are those that were written; the first release wrote JSON without
    a hash, which nothing reads any more.
    """
    return raw.startswith(b"{") or _open(raw) is not None


def _open(raw: bytes) -> dict[str, Any] | None:
    """What the cache's bytes say, their hash being their first line; null where that differs."""
    digest, _, body = raw.partition(b"\n")
    if digest != hashlib.sha256(body).hexdigest().encode():
        return None
    stored: dict[str, Any] = orjson.loads(body)
    return stored


def key_of(path: Path | str, given: str, declared: Iterable[object]) -> str:
    """What a file is remembered by: where it is (an address, of an object in a bucket), how it was
    named, and what was declared of it.
    """
    place = path if isinstance(path, str) else path.absolute()
    return "\n".join([os.fsencode(place).hex(), given, *map(repr, declared)])


def _identity(status: Status) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _stands(objects: Objects, stored: dict[str, Any]) -> bool:
    """Whether the snapshot noted is one of this archive's, by this code, and the newest goes back
    to it: then that holds what it held.
    """
    if stored.get("code") != code_version():
        return False
    try:
        noted = snapshots.load(objects, int(Path(stored["snapshot"]).stem))
        is_before = snapshots.goes_back_to(objects, noted.number)
    except (NoSnapshot, Damage, ValueError):
        return False
    return is_before and bool(stored["sha256"] == _digest(objects, noted.name))


def _digest(objects: Objects, name: str) -> str:
    return hashlib.sha256(objects.get(name)).hexdigest()
