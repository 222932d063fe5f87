"""Files that were read before: what came of each, so that an unchanged one costs a stat and no
reading.

An entry counts only where the archive's history still holds the snapshot after which it was
written, and where nothing about the file, what was declared of it, or the code has changed. In
doubt the file is read again, which is always right.

Entries stand in a database of SQLite, by the files' paths: a run reads and writes those of its own
files, however many others are known.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store import snapshots
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.version import code_version
from transforms.ids import sha256_hex

PATH = "cache/landed.sqlite"
#: Where earlier versions kept one object of JSON with every file.
FORMER_PATH = "cache/landed.json"
#: A file changed within a clock tick of its reading looks unchanged by its times: such a young one
#: is read once more. judged
_RACY_NS = 2_000_000_000
#: A file with more refusals and containers than this is read again rather than remembered with all
#: of them. judged
_MOST_LINES = 1_000
#: Beyond so many, the entries that were written first are dropped. judged
_MOST_ENTRIES = 2_000_000
#: A process that writes is waited for so many seconds. judged
_BUSY_SECONDS = 30.0
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    key BLOB PRIMARY KEY, entry BLOB NOT NULL, mark INTEGER NOT NULL, noted INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (
    code TEXT NOT NULL, snapshot TEXT NOT NULL, sha256 TEXT NOT NULL, files INTEGER NOT NULL
);
"""


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
    """What a file came to when it was read: `inputs`, its own account and those of containers
    inside it (`Account.as_json`), and `messages`, the sentences that a person was told of it.
    """

    inputs: tuple[Sequence[Any], ...] = ()
    messages: tuple[str, ...] = ()


class FileCache:
    """What files came to when earlier runs read them, and what this run notes of others. What is
    noted is remembered (`stage`, then `remember`) once the run is published.
    """

    def __init__(self, objects: Objects, known: sqlite3.Connection | None = None) -> None:
        self._objects, self._known = objects, known
        self._notes: list[bytes] = []
        self._staged: Path | None = None

    @classmethod
    def load(cls, objects: Objects) -> FileCache:
        """The cache of an archive. It is empty for one in a bucket, and where the archive's history
        does not have the snapshot after which the entries were written.
        """
        path = objects.local(PATH)
        if path is None or not path.is_file():
            return cls(objects)
        with contextlib.suppress(sqlite3.Error):
            known = _connect(path)
            if _stands(objects, known):
                return cls(objects, known)
            known.close()
        return cls(objects)

    def find(self, key: bytes, status: Status) -> Tally | None:
        """What the file under this key (`key_of`) came to; None where that is not known, or where
        its size, times or place on the disk are others now.
        """
        if self._known is None:
            return None
        try:
            row = self._known.execute(
                "SELECT CAST(entry AS BLOB), mark FROM files WHERE key = ?", (key,)
            ).fetchone()
        except sqlite3.Error:  # a database that is damaged says nothing
            self._known = None
            return None
        if row is None or not row[0] or row[1] != _mark(key, row[0]):
            return None
        identity, inputs, messages = orjson.loads(row[0])
        return Tally(tuple(inputs), tuple(messages)) if identity == _identity(status) else None

    def note(self, key: bytes, status: Status, tally: Tally, staged: str) -> None:
        """Note what a file came to that this run has read, at the path `staged` where the notes are
        many. A file that was written within the last two seconds, or came to very many lines, is
        not noted: it is read again.
        """
        young = max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - _RACY_NS
        if young or len(tally.inputs) + len(tally.messages) > _MOST_LINES:
            return
        entry = orjson.dumps([_identity(status), tally.inputs, tally.messages])
        self._notes.append(orjson.dumps([key.hex(), entry.decode()]))
        if len(self._notes) >= _NOTES_AT_ONCE:
            self._flush(staged)

    def stage(self, staged: str) -> str | None:
        """Write what this run noted to this path in its staging folder -> the path, for `remember`;
        None where nothing was noted, or the archive is in a bucket.
        """
        if self._notes:
            self._flush(staged)
        if self._known is not None:
            self._known.close()
            self._known = None
        return staged if self._staged else None

    def _flush(self, staged: str) -> None:
        """Put what was noted aside: a run's files may be hundreds of thousands."""
        notes, self._notes = self._notes, []
        path = self._objects.local(staged)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab" if self._staged else "wb") as file:
            file.writelines(note + b"\n" for note in notes)
        self._staged = path


#: So many files are noted in memory. judged
_NOTES_AT_ONCE = 1_000


def remember(objects: Objects, staged: Sequence[str], snapshot: Snapshot) -> None:
    """Put what a run noted (`staged`, of `FileCache.stage`) into the database, once `snapshot`
    holds all that the run read. Where the database cannot be written it stays as it was.
    """
    path = objects.local(PATH)
    if not staged or path is None or not snapshot.number:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(sqlite3.Error):  # it stays as it was, and files are read again
        if path.is_file() and not is_whole(path, quick=True):
            path.unlink(missing_ok=True)
        with contextlib.closing(_connect(path)) as known:
            _add(objects, known, _lines(objects, staged), snapshot)
    objects.delete([FORMER_PATH])


def _add(
    objects: Objects,
    known: sqlite3.Connection,
    notes: Iterator[tuple[bytes, bytes]],
    snapshot: Snapshot,
) -> None:
    known.executescript(_TABLES)
    with known:
        known.execute("BEGIN IMMEDIATE")
        count, noted = 0, snapshot.name
        if _stands(objects, known):
            count, before = known.execute("SELECT files, snapshot FROM state").fetchone()
            noted = max(noted, before)
        else:
            known.execute("DELETE FROM files")
        rows = ((key, entry, _mark(key, entry), snapshot.number) for key, entry in notes)
        count += known.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows
        ).rowcount
        if count > _MOST_ENTRIES:
            count = _drop_oldest(known)
        known.execute("DELETE FROM state")
        state = code_version(), noted, _digest(objects, noted), count
        known.execute("INSERT INTO state VALUES (?, ?, ?, ?)", state)


def _drop_oldest(known: sqlite3.Connection) -> int:
    """Drop the entries of the earliest snapshots, beyond _MOST_ENTRIES -> how many are left."""
    newest = "SELECT noted FROM files ORDER BY noted DESC LIMIT 1 OFFSET ?"
    if oldest := known.execute(newest, (_MOST_ENTRIES,)).fetchone():
        newest = "SELECT max(noted) FROM files"
        known.execute(f"DELETE FROM files WHERE noted <= ? AND noted < ({newest})", oldest)
    return int(known.execute("SELECT count(*) FROM files").fetchone()[0])


def _lines(objects: Objects, staged: Sequence[str]) -> Iterator[tuple[bytes, bytes]]:
    """The (key, entry) pairs that a run noted."""
    for name in staged:
        path = objects.local(name)
        assert path is not None, name
        with path.open("rb") as lines:
            for line in lines:
                key, entry = orjson.loads(line)
                yield bytes.fromhex(key), entry.encode()


def is_whole(path: Path, *, quick: bool = False) -> bool:
    """Whether the database can be read and says what was written; `quick` looks at no entry."""
    try:
        with contextlib.closing(_connect(path)) as known:
            if not known.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return True  # a run was killed before it wrote a table
            known.execute("SELECT code, snapshot, sha256, files FROM state").fetchall()
            if quick:
                return True
            rows = known.execute("SELECT CAST(key AS BLOB), CAST(entry AS BLOB), mark FROM files")
            is_said = all(mark == _mark(key, entry) for key, entry, mark in rows)
            return is_said and known.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except (sqlite3.Error, TypeError):
        return False


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_SECONDS)


def _mark(key: bytes, entry: bytes) -> int:
    """The CRC-32 of an entry and its key: one that is damaged has another."""
    return zlib.crc32(key + b"\n" + entry)


def key_of(path: Path | str, given: str, declared: Iterable[object]) -> bytes:
    """The key of a file in the cache: its path (or the address of an object in a bucket), and a
    hash of the name by which it was given and of what was declared of it. Keys sort by path, so
    that the files of a folder lie together in the database.
    """
    place = path if isinstance(path, str) else path.absolute()
    named = "\n".join([given, *map(repr, declared)]).encode("utf-8", "surrogatepass")
    return os.fsencode(place) + b"\0" + hashlib.blake2b(named, digest_size=12).digest()


def _identity(status: Status) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev]


def _stands(objects: Objects, known: sqlite3.Connection) -> bool:
    """Whether the entries count: they were written by this version of the code, after a snapshot of
    this archive from which the newest one has come, so that it holds what that one held.
    """
    row = known.execute("SELECT code, snapshot, sha256 FROM state").fetchone()
    if row is None or row[0] != code_version():
        return False
    try:
        noted = snapshots.load(objects, int(Path(row[1]).stem))
        is_before = snapshots.goes_back_to(objects, noted.number)
    except (NoSnapshot, Damage, ValueError):
        return False
    return is_before and bool(row[2] == _digest(objects, noted.name))


def _digest(objects: Objects, name: str) -> str:
    return sha256_hex(objects.get(name))
