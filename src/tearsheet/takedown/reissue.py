"""Every kept snapshot once more, under its number, without the rows of what is withdrawn.

New data files and manifests are written first; then each snapshot is replaced, whole; then the old
files go. A kill leaves every snapshot as it was or as it is to be, and the withdrawal that is asked
for again goes on.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import polars as pl

from tearsheet.store import snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.files import layout
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.key_index import drop_indexes
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown import tombstones
from tearsheet.takedown.footprint import COLUMNS, find_footprint
from tearsheet.takedown.tombstones import Tombstone
from transforms.ids import sha256_hex
from transforms.schemas import TABLES

#: Where it stands what was issued again, by the name of the tombstone; `-n` what each try was to
#: remove, noted before.
FOLDER = "reissues"


@dataclass(frozen=True, slots=True)
class Reissue:
    """What was issued again: snapshots by number, and how many objects were removed."""

    numbers: tuple[int, ...]
    removed: int


def reissue(storage: Storage, tombstone: str, stone: Tombstone, now: datetime) -> Reissue:
    """Issue every kept snapshot again that holds a row of what this tombstone names."""
    name = tombstone.rpartition("/")[2].removesuffix(".json")
    numbers, removed = set[int](), 0
    while changed := _Round(storage, stone).changed():
        removed += _replace(storage, name, changed)
        numbers |= {s.number for s in changed.after}
    removed += _sweep(storage.objects, name)
    if not is_finished(storage.objects, tombstone):
        body = {"snapshots": sorted(numbers), "reissued_at": now.astimezone(UTC).isoformat()}
        storage.objects.put_new(f"{FOLDER}/{name}.json", snapshots.seal_line(body))
    reach("withdraw.finished")
    return Reissue(tuple(sorted(numbers)), removed)


def is_finished(objects: Objects, tombstone: str) -> bool:
    """Whether every snapshot was issued again for this tombstone."""
    name = tombstone.rpartition("/")[2]
    return objects.exists(f"{FOLDER}/{name}")


def mark_of(objects: Objects) -> str:
    """A mark of all withdrawals, which changes with each step of one; empty where there is none.
    What was made under another mark may hold what is withdrawn.
    """
    steps = sorted(entry.path for entry in objects.list(FOLDER))
    return sha256_hex("\n".join(steps).encode()) if steps else ""


def unfinished(storage: Storage, files: Iterable[DataFile]) -> Iterator[tuple[str, Tombstone]]:
    """The tombstones, by path, of which a capture stands in one of these files of `captures`, rows
    that count no more included: their withdrawal was ended midway.
    """
    stones = {
        path: stone
        for path, stone in tombstones.read_tombstones(storage.objects).items()
        if not is_finished(storage.objects, path)
    }
    held: set[str] = set()
    for file in files if stones else ():
        raw = io.BytesIO(storage.objects.get(file.path))
        held |= set(pl.read_parquet(raw, columns=["capture_id"])["capture_id"])
    yield from ((p, s) for p, s in stones.items() if not held.isdisjoint(s.capture_ids))


@dataclass(frozen=True, slots=True)
class _Changed:
    """Snapshots as they are to be, and the objects that none of them lists any more."""

    after: tuple[Snapshot, ...]
    gone: tuple[str, ...]


class _Round:
    """The kept snapshots at a moment, and what has to be written anew for them."""

    def __init__(self, storage: Storage, stone: Tombstone) -> None:
        self._storage, self._objects = storage, storage.objects
        kept = snapshots.numbers(self._objects)
        self._every = [snapshots.load(self._objects, n) for n in kept]
        self._footprint = find_footprint(storage, stone, self._every)
        self._outlets = stone.outlets
        self._places: dict[str, set[int]] = {}
        self._files: dict[str, DataFile | None] = {}

    def changed(self) -> _Changed | None:
        """The snapshots to replace, their new files and manifests stored; null where none is."""
        manifests = {
            path: self._manifest(table, path)
            for snapshot in self._every
            for table, path in snapshot.tables.items()
            if table in COLUMNS
        }
        moved = {old: new for old, new in manifests.items() if old != new}
        if not moved:
            return None
        after = [_with_manifests(s, moved) for s in self._every]
        changed = [b for a, b in zip(self._every, after, strict=True) if a != b]
        gone = [*moved, *(path for path, file in self._files.items() if _is_new(path, file))]
        return _Changed(tuple(changed), tuple(gone))

    def _manifest(self, table: str, path: str) -> str | None:
        """The manifest in place of this one, which is itself where no file of it changes; null
        where no row is left.
        """
        files = snapshots.manifest_files(self._objects, path)
        kept = [made for file in files if (made := self._file(table, file)) is not None]
        if kept == files:
            return path
        return snapshots.put_manifest(self._objects, table, kept, listed=None) if kept else None

    def _file(self, table: str, file: DataFile) -> DataFile | None:
        """The file in place of this one with the same rows deleted; null where no row is left."""
        if file.path not in self._files:
            self._files[file.path] = self._write(table, file)
        made = self._files[file.path]
        if made is None or made.path == file.path:
            return made and file
        gone = self._gone(table, file.path)
        places = set(file.deleted_places())
        kept = (place for place in range(file.rows) if place not in gone)
        return made.without([new for new, old in enumerate(kept) if old in places])

    def _gone(self, table: str, path: str) -> set[int]:
        """The places of the withdrawn rows of a file."""
        if path not in self._places:
            raw = io.BytesIO(self._objects.get(path))
            frame = pl.read_parquet(raw, columns=list(COLUMNS[table])).with_row_index("place")
            self._places[path] = set(frame.filter(self._footprint.is_gone(table))["place"])
        return self._places[path]

    def _write(self, table: str, file: DataFile) -> DataFile | None:
        """The file without the withdrawn rows, itself where it has none; deletions are of those
        that list it.
        """
        is_of_captures = "capture_id" in COLUMNS[table]
        if is_of_captures and not file.may_hold("outlet", self._outlets):
            return file
        gone = self._gone(table, file.path)
        if not gone:
            return file
        if len(gone) == file.rows:
            return None
        spec = TABLES[table]
        stored = pl.read_parquet(io.BytesIO(self._objects.get(file.path)))
        missing = [c for c in spec.schema if c not in stored.columns]
        nulls = [pl.lit(None, dtype=spec.schema[c]).alias(c) for c in missing]
        kept = stored.filter(~self._footprint.is_gone(table)).with_columns(nulls)
        frame = kept.select(list(spec.schema))
        raw = layout.parquet_bytes(frame)
        digest = sha256_hex(raw)
        path = f"{file.path.rpartition('/')[0]}/{digest[:32]}.parquet"
        path = snapshots.put_content(self._objects, path, raw)
        reach("withdraw.written")
        stats = layout.statistics(spec, frame)
        return DataFile(path, frame.height, len(raw), digest, stats, spec.fingerprint)


def _is_new(path: str, file: DataFile | None) -> bool:
    return file is None or file.path != path


def _with_manifests(snapshot: Snapshot, moved: dict[str, str | None]) -> Snapshot:
    tables = {t: moved.get(path, path) for t, path in snapshot.tables.items()}
    return replace(snapshot, tables={t: path for t, path in tables.items() if path})


def _replace(storage: Storage, name: str, changed: _Changed) -> int:
    """Put the snapshots in the place of those of their numbers, then remove what none lists."""
    objects = storage.objects
    no = sum(1 for e in objects.list(FOLDER) if e.path.startswith(f"{FOLDER}/{name}-"))
    plan = snapshots.seal_line({"removes": sorted(changed.gone)})
    objects.put_new(f"{FOLDER}/{name}-{no:04d}.json", plan)
    reach("withdraw.noted")
    for snapshot in changed.after:
        objects.replace(snapshot.name, snapshots.seal(snapshot))
        reach("withdraw.replaced")
    return _sweep(objects, name)


def _sweep(objects: Objects, name: str) -> int:
    """Remove what the tries of a withdrawal were to remove, but for what a snapshot lists."""
    named: set[str] = set()
    for entry in objects.list(FOLDER):
        if entry.path.startswith(f"{FOLDER}/{name}-"):
            body, _ = snapshots.open_sealed(objects.get(entry.path))
            named |= set((body or {}).get("removes", ()))
    going = sorted(path for path in named if objects.exists(path))
    if not going:
        return 0
    listed = set[str]()
    for number in snapshots.numbers(objects):
        tables = snapshots.load(objects, number).tables.values()
        listed |= set(tables)
        listed |= {f.path for t in tables for f in snapshots.manifest_files(objects, t)}
    going = [path for path in going if path not in listed]
    for path in going:
        drop_indexes(objects, path)
        objects.delete([path])
        reach("withdraw.removed")
    return len(going)
