"""Snapshots and manifests as values: what one version of the archive consists of.

A manifest is the list of the data files of one table. A snapshot is the list of manifests, one a
table, that belong together; it is the object `snapshots/00000041.json`.
"""

from __future__ import annotations

import contextlib
import gzip
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from tearsheet.errors import Damage, LostRace, NoArchive, NoSnapshot, Usage
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.numbered import list_numbers, newest_number, numbered_path
from tearsheet.store.objects import Objects
from transforms.ids import sha256_hex
from transforms.schemas import SCHEMA_VERSION

FOLDER = "snapshots"
#: An unlisted object younger than this is safe from vacuum for as long as a commit takes: vacuum
#: takes those of a day.
REUSE_AGE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published version: the manifest of every table. `read` is the number it was
    derived from.
    """

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
        """The path of its object, such as `snapshots/00000041.json`."""
        return snapshot_path(self.number)

    @property
    def state(self) -> str:
        """What it consists of, as a hash: another where it was issued again under its number, as a
        withdrawal does.
        """
        return sha256_hex(encode(self.tables))[:16]


def snapshot_path(number: int) -> str:
    """Where the snapshot of this number stands."""
    return numbered_path(FOLDER, number)


def encode(value: object) -> bytes:
    """Canonical JSON: equal values give equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def head_number(objects: Objects) -> int:
    """The newest snapshot's number, 0 where there is none."""
    return newest_number(objects, FOLDER)


def numbers(objects: Objects) -> list[int]:
    """The numbers of every snapshot that is kept, ascending."""
    return list_numbers(objects, FOLDER)


def load(objects: Objects, number: int) -> Snapshot:
    """The snapshot of this number. Raises NoSnapshot, Damage where its bytes are not what was
    published.
    """
    try:
        raw = objects.get(snapshot_path(number))
    except FileNotFoundError:
        raise NoSnapshot(f"{objects.root} has no snapshot {number}") from None
    made = decode(raw)
    if made is None or made.number != number:
        raise Damage(
            f"{snapshot_path(number)} is damaged: `tearsheet verify` says how to heal it; older "
            f"snapshots can be read with --as-of"
        )
    return made


def stage(objects: Objects, run_id: str, snapshot: Snapshot) -> None:
    """Store a snapshot that only this run reads: what its dry run would publish so far."""
    objects.put_scratch(f"staging/{run_id}/{snapshot.name}", seal(snapshot))


def load_staged(objects: Objects, run_id: str, number: int) -> Snapshot:
    """The snapshot of this number that the run staged. Raises Damage where its bytes are not what
    was staged.
    """
    made = decode(objects.get(f"staging/{run_id}/{snapshot_path(number)}"))
    if made is None:
        raise Damage(f"snapshot {number}, which the run staged, is damaged: run it again")
    return made


def goes_back_to(objects: Objects, number: int) -> bool:
    """Whether the newest snapshot was made from the one of this number, over however many others:
    not where it was rolled back to an earlier one since. Raises NoSnapshot where one between them
    is not kept, Damage.
    """
    newest = head_number(objects)
    while newest > number:
        newest = load(objects, newest).read
    return newest == number


def published_since(objects: Objects, base: Snapshot, batch_id: str) -> Snapshot:
    """The snapshot of this very batch among those since `base`: put by an earlier attempt, or by
    this one where the answer was lost. Raises LostRace where it is another run's that took the
    number.
    """
    for later in numbers(objects):
        if later > base.number and (found := load(objects, later)).batch_id == batch_id:
            return found
    raise LostRace(f"snapshot {base.number + 1} was published by another run")


def seal(snapshot: Snapshot) -> bytes:
    """The snapshot as it is stored: canonical JSON with its own hash inside."""
    body = {f: getattr(snapshot, f) for f in Snapshot.__slots__}
    return encode({**body, "sha256": sha256_hex(encode(body))})


def seal_line(body: dict[str, Any]) -> bytes:
    """An object of JSON in one line, with the hash of all else in it as its last field."""
    digest = sha256_hex(orjson.dumps(body))
    return orjson.dumps({**body, "sha256": digest}, option=orjson.OPT_APPEND_NEWLINE)


def open_sealed(raw: bytes) -> tuple[dict[str, Any] | None, bool]:
    """(the object in a line without its hash, whether it has one); null where the bytes are not
    exactly those that were stored. Older versions stored lines without a hash.
    """
    try:
        body = orjson.loads(raw)
        if not isinstance(body, dict):
            return None, False
        digest = body.pop("sha256", None)
        whole = seal_line(body) if digest else orjson.dumps(body)
    except (ValueError, TypeError):
        return None, False
    is_whole = raw == whole or (digest is None and raw == whole + b"\n")
    return (body if is_whole else None), digest is not None


def decode(raw: bytes) -> Snapshot | None:
    """The snapshot in these bytes; null where they are not exactly those that were stored."""
    try:
        body: dict[str, Any] = orjson.loads(raw)
        seal = body.pop("sha256")
        made = Snapshot(**{f: body[f] for f in Snapshot.__slots__})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    intact = sha256_hex(encode(body)) == seal and encode({**body, "sha256": seal}) == raw
    return made if intact else None


def empty_snapshot() -> Snapshot:
    """The snapshot before the first: every table empty."""
    return Snapshot(0, "1970-01-01T00:00:00+00:00", "", "", 0, SCHEMA_VERSION, "", {})


def check_archive(objects: Objects) -> None:
    """Nothing, where something was published or landed. Raises NoArchive: a root is misspelt."""
    if next(objects.list("snapshots"), next(objects.list("raw"), None)) is None:
        raise no_archive(objects)


def no_archive(objects: Objects) -> NoArchive:
    """The error of a root that holds none."""
    return NoArchive(
        f"there is no archive at {objects.root}: nothing has been published there yet (see "
        f"`tearsheet ingest --help`)"
    )


def find_snapshot(objects: Objects, as_of: str | int | None) -> Snapshot:
    """The snapshot that `as_of` means: a number, a time (the newest not after it), or null for the
    newest.

    Raises NoArchive where nothing was ever published, NoSnapshot where none fits, Usage where
    `as_of` is neither.
    """
    newest = head_number(objects)
    if not newest:
        raise no_archive(objects)
    if as_of is None:
        return load(objects, newest)
    if isinstance(as_of, int) or as_of.isdecimal():
        return load(objects, int(as_of))
    try:
        when = datetime.fromisoformat(as_of)
    except ValueError:
        raise Usage(f"--as-of takes a snapshot number or an ISO 8601 time, not {as_of!r}") from None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    for number in reversed(numbers(objects)):
        with contextlib.suppress(NoSnapshot):  # vacuumed while we looked
            found = load(objects, number)
            if datetime.fromisoformat(found.created_at) <= when:
                return found
    raise NoSnapshot(f"{objects.root} has no snapshot as old as {as_of}")


def manifest_files(objects: Objects, manifest: str | None) -> list[DataFile]:
    """The data files that a manifest lists, in path order; an absent manifest lists none. Raises
    Damage.
    """
    if not manifest:
        return []
    return [DataFile.from_manifest(f) for f in _open_manifest(objects, manifest)]


def listed_paths(objects: Objects, manifests: Iterable[str]) -> set[str]:
    """The paths of these manifests, and of the data files that they list. Raises Damage."""
    every = set(manifests)
    return every | {f["path"] for name in every for f in _open_manifest(objects, name)}


def _open_manifest(objects: Objects, manifest: str) -> list[dict[str, Any]]:
    """What a manifest states of each of its files. Raises Damage."""
    try:
        raw = objects.get(manifest)
    except FileNotFoundError:
        raise Damage(f"{manifest} is missing: `tearsheet verify` says how to heal it") from None
    if not is_intact(manifest, raw):
        raise Damage(f"{manifest} is damaged: `tearsheet verify` says how to heal it")
    body: dict[str, Any] = orjson.loads(gzip.decompress(raw) if manifest.endswith(".gz") else raw)
    files: list[dict[str, Any]] = body["files"]
    return files


def is_intact(path: str, raw: bytes) -> bool:
    """Whether the bytes of a content-addressed object are those that its name promises."""
    return path.rsplit("/", 1)[-1].split(".", 1)[0].split("-", 1)[0] == sha256_hex(raw)


def put_manifest(objects: Objects, table: str, files: list[DataFile], *, listed: str | None) -> str:
    """Store the manifest of these files and give its path; an unchanged one is the same object.
    `listed` is the base's.
    """
    text = orjson.dumps(
        {
            "table": table,
            "schema_version": SCHEMA_VERSION,
            "files": [f.to_manifest() for f in sorted(files, key=lambda f: f.path)],
        },
        option=orjson.OPT_SORT_KEYS,
    )
    raw = gzip.compress(text, mtime=0)
    path = f"manifests/{sha256_hex(raw)}.json.gz"
    return path if path == listed else put_content(objects, path, raw)


def put_content(objects: Objects, path: str, raw: bytes) -> str:
    """Store bytes under the name of their content; the name under which they stand.

    An object of that name that is old may be on a vacuum's list at this moment, and a damaged one
    must not be listed anew: the bytes then get a name of their own, which no one else knows.
    """
    if objects.put_new(path, raw):
        return path
    age = objects.age(path)
    if age is not None and age < REUSE_AGE and objects.get(path) == raw:
        return path
    stem, dot, ending = path.rpartition(".")
    own = f"{stem}-{uuid.uuid4().hex[:12]}{dot}{ending}"
    objects.put_new(own, raw)
    return own
