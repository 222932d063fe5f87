"""Checking and sweeping: every stored byte against its hash, and objects that no snapshot lists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tearsheet import snapshots
from tearsheet.snapshots import Snapshot
from tearsheet.storage import Storage
from transforms.schemas import TABLES

#: An object younger than this may belong to a run that is about to publish.
UNLISTED_AGE = timedelta(days=1)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Finding:
    """One object that is not as it should be, and how to heal it."""

    path: str
    problem: str
    heal: str


def verify(storage: Storage) -> list[Finding]:
    """Every object of the newest snapshot and of the raw store that is missing or whose bytes differ from their hash."""
    return [*_data_files(storage, storage.head()), *_raw(storage)]


def _data_files(storage: Storage, snapshot: Snapshot) -> Iterator[Finding]:
    for table in TABLES:
        for file in storage.files(snapshot, table):
            heal = "derive its partition again from raw: tearsheet backfill"
            if not storage.objects.exists(file.path):
                yield Finding(file.path, "missing", heal)
            elif sha256_of(storage, file.path) != file.sha256:
                yield Finding(file.path, "its bytes differ from the hash in the manifest", heal)


def _raw(storage: Storage) -> Iterator[Finding]:
    for prefix in ("raw/containers", "raw/landings"):
        for entry in storage.objects.list(prefix):
            name = entry.path.rsplit("/", 1)[-1].split(".", 1)[0]
            if sha256_of(storage, entry.path) != name:
                yield Finding(entry.path, "its bytes differ from the hash that names it", "delete it and ingest its source again")


def sha256_of(storage: Storage, path: str) -> str:
    """The hash of an object's bytes, read in bounded pieces."""
    digest = hashlib.sha256()
    with storage.objects.reader(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def vacuum(storage: Storage, *, now: datetime) -> list[str]:
    """Remove data files and manifests that no snapshot lists and staging of runs that are gone, all older than a day; their paths."""
    listed: set[str] = set()
    for entry in storage.objects.list("snapshots"):
        snapshot = snapshots.load(storage.objects, int(entry.path.rsplit("/", 1)[-1].removesuffix(".json")))
        listed.update(snapshot.tables.values())
        listed.update(f.path for table in snapshot.tables for f in storage.files(snapshot, table))
    old = [e.path for prefix in ("tables", "manifests", "staging") for e in storage.objects.list(prefix)
           if e.path not in listed and now - e.modified_at > UNLISTED_AGE]
    storage.objects.delete(old)
    storage.objects.prune_folder("staging")
    return old
