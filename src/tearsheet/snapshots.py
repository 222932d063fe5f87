"""Snapshots and manifests as values: what one version of the archive consists of."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from tearsheet.errors import NoArchive, NoSnapshot
from tearsheet.objects import Objects
from transforms.schemas import SCHEMA_VERSION

Partition = tuple[str, str]
#: The partition of a table that is not stored by outlet and month.
WHOLE: Partition = ("", "")


@dataclass(frozen=True, slots=True)
class DataFile:
    """One immutable Parquet file: its size in rows and bytes, its hash, and the (outlet, month) partitions inside."""

    path: str
    rows: int
    bytes: int
    sha256: str
    partitions: tuple[Partition, ...]
    stats: dict[str, list[str]] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit does to one table: files that come and files that go."""

    added: tuple[DataFile, ...] = ()
    removed: tuple[DataFile, ...] = ()

    def __bool__(self) -> bool:
        return {f.path for f in self.added} != {f.path for f in self.removed}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published version: the manifest of every table. `read` is the number it was derived from."""

    number: int
    created_at: str
    batch_id: str
    run_id: str
    read: int
    schema_version: int
    code_version: str
    tables: dict[str, str]

    @property
    def name(self) -> str:
        return snapshot_path(self.number)


def snapshot_path(number: int) -> str:
    """Where the snapshot of this number stands: names sort as numbers do."""
    return f"snapshots/{number:08d}.json"


def encode(value: object) -> bytes:
    """Canonical JSON: equal values give equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def head_number(objects: Objects) -> int:
    """The newest snapshot's number, 0 where there is none."""
    numbers = [int(e.path.rsplit("/", 1)[-1].removesuffix(".json")) for e in objects.list("snapshots") if e.path.endswith(".json")]
    return max(numbers, default=0)


def load(objects: Objects, number: int) -> Snapshot:
    """The snapshot of this number. Raises NoSnapshot."""
    try:
        raw = objects.get(snapshot_path(number))
    except FileNotFoundError:
        raise NoSnapshot(f"{objects.root} has no snapshot {number}") from None
    return Snapshot(**orjson.loads(raw))


def genesis() -> Snapshot:
    """The snapshot before the first: every table empty."""
    return Snapshot(0, "1970-01-01T00:00:00+00:00", "", "", 0, SCHEMA_VERSION, "", {})


def resolve(objects: Objects, as_of: str | int | None) -> Snapshot:
    """The snapshot that `as_of` means: a number, a time (the newest not after it), or null for the newest.

    Raises NoArchive where nothing was ever published, NoSnapshot where none fits.
    """
    newest = head_number(objects)
    if not newest:
        raise NoArchive(f"there is no archive at {objects.root}: nothing has been published there yet (see `tearsheet ingest --help`)")
    if as_of is None:
        return load(objects, newest)
    if isinstance(as_of, int) or as_of.isdecimal():
        return load(objects, int(as_of))
    try:
        when = datetime.fromisoformat(as_of)
    except ValueError:
        raise NoSnapshot(f"--as-of takes a snapshot number or an ISO 8601 time, not {as_of!r}") from None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    kept = sorted((e.path for e in objects.list("snapshots")), reverse=True)
    for path in kept:
        found = load(objects, int(path.rsplit("/", 1)[-1].removesuffix(".json")))
        if datetime.fromisoformat(found.created_at) <= when:
            return found
    raise NoSnapshot(f"{objects.root} has no snapshot as old as {as_of}")


def manifest_files(objects: Objects, manifest: str | None) -> list[DataFile]:
    """The data files that a manifest lists, in path order; an absent manifest lists none."""
    if not manifest:
        return []
    body: dict[str, Any] = orjson.loads(objects.get(manifest))
    return [
        DataFile(
            path=f["path"],
            rows=f["rows"],
            bytes=f["bytes"],
            sha256=f["sha256"],
            partitions=tuple((p[0], p[1]) for p in f["partitions"]),
            stats=f["stats"],
        )
        for f in body["files"]
    ]


def put_manifest(objects: Objects, table: str, files: list[DataFile]) -> str:
    """Store the manifest of these files and give its path; an unchanged one is the same object."""
    raw = encode({"table": table, "schema_version": SCHEMA_VERSION, "files": [asdict(f) for f in sorted(files, key=lambda f: f.path)]})
    path = f"manifests/{hashlib.sha256(raw).hexdigest()}.json"
    objects.put_new(path, raw)
    return path
