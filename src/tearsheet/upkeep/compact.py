"""Compaction: many small files of a table become few sorted ones of bounded size, and so do
those of `inputs`, which no snapshot lists. No row changes, only where it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from tearsheet.errors import LostRace
from tearsheet.store import current, inputs, lease
from tearsheet.store.crash_points import reach
from tearsheet.store.snapshots import Change, DataFile, Partition, Snapshot, encode
from tearsheet.store.tables import MOST_RACES, Storage
from tearsheet.version import code_version
from transforms.schemas import TABLES

#: A file smaller than this is merged with others of its partitions.
SMALL_BYTES = 8 << 20
#: Files are read and written together up to this many bytes: a bound on memory.
MERGE_BYTES = 64 << 20


def compact(storage: Storage, *, run_id: str, now: datetime) -> tuple[Snapshot, int, int]:
    """(the snapshot after it, files merged, files they became); the newest snapshot as it is where
    nothing is to be merged.
    """
    for _ in range(MOST_RACES):
        with lease.hold_lease(storage.objects, run_id):
            base = storage.head()
            changes = {
                table: list(_merged(storage, base, table))
                for table in TABLES
                if table in base.tables
            }
            batch_id = hashlib.sha256(encode(["compact", base.number, code_version()])).hexdigest()[
                :32
            ]
            try:
                made = storage.commit(
                    base,
                    changes,
                    batch_id=batch_id,
                    run_id=run_id,
                    code_version=code_version(),
                    now=now,
                )
            except LostRace:
                continue
            current.show_newest(storage)
            inputs.merge_files(storage.objects, run_id)
        parts = [part for table in changes.values() for part in table]
        return made, sum(len(p.removed) for p in parts), sum(len(p.added) for p in parts)
    raise LostRace(f"gave up after {MOST_RACES} lost races: other runs keep publishing")


def _merged(storage: Storage, base: Snapshot, table: str) -> Iterator[Change]:
    for files in _batches([f for f in storage.files(base, table) if f.bytes < SMALL_BYTES]):
        rows = storage.read_files(table, files).collect()
        added = storage.write(table, rows, base=base)
        reach("compact.written")
        if {f.path for f in added} != {f.path for f in files}:
            yield Change(added=added, removed=tuple(files))


def _batches(files: list[DataFile]) -> Iterator[list[DataFile]]:
    """Files that share a partition with another, together with all that hang on them, in pieces of
    bounded size.
    """
    for group in _connected(files):
        batch: list[DataFile] = []
        for file in group:
            if batch and sum(f.bytes for f in batch) + file.bytes > MERGE_BYTES:
                if len(batch) > 1:
                    yield batch
                batch = []
            batch.append(file)
        if len(batch) > 1:
            yield batch


def _connected(files: list[DataFile]) -> list[list[DataFile]]:
    """Files in groups, so that no two groups hold rows of one partition."""
    home: dict[Partition, list[DataFile]] = {}
    for file in files:
        joined = {id(home[p]): home[p] for p in file.partitions if p in home}
        group = [f for part in joined.values() for f in part] + [file]
        for member in group:
            home |= dict.fromkeys(member.partitions, group)
    unique = {id(group): sorted(group, key=lambda f: f.path) for group in home.values()}
    return sorted(unique.values(), key=lambda g: g[0].path)
