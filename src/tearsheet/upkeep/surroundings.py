"""What stands around the archived bytes: run records, rows of inputs, pins, the file cache,
`views.sql` and `current/`, and what is no part of an archive at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from tearsheet.export import ledger
from tearsheet.landing import file_cache
from tearsheet.search import generation, place
from tearsheet.store import current, inputs, runs, snapshots
from tearsheet.store.current import Shown
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.numbered import list_numbers, numbered_path
from tearsheet.store.objects import Entry, Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import vacuum
from tearsheet.upkeep.finding import Finding, read_object, sha256_of
from transforms.schemas import TABLES

_RECORD = "put it back from a copy, or delete it: the history of runs alone is lost"
_INPUTS = "put it back from a copy, or delete it: what became of the run's inputs alone is lost"
_PIN = "tearsheet pin N --remove, then tearsheet pin N, writes it again"
_THINNED = "put it back from a copy: the snapshots that it names were let go, and are not missing"
_EXPORT = "put it back from a copy, or delete it: a withdrawal then does not tell of this export"
_CACHE = "delete it: the next run reads its files again"
_SHOWN = "delete views.sql, current and .current: the next run writes them again"
_INDEX = "delete the folder search: the next search makes it anew"
_FOREIGN = "no part of the archive: move it elsewhere"
SWEEP = "tearsheet vacuum removes it"
#: Folders whose every object is looked at by name and bytes elsewhere.
_CHECKED = ("raw/", "tables/", "manifests/")
_NAMES = re.compile(
    r"(snapshots|pins|retired|thinned|leases)/\d{8,}\.json|runs/[^/]+\.json|previews/[^/]+\.parquet|inputs/[^/]+\.[0-9a-f]{64}\.parquet"
    r"|cache/landed\.(json|sqlite(-journal)?)|cache/keys/[0-9a-f]{32}/[a-z0-9_-]+|views\.sql"
    r"|search/(\d{8,}(/.+|\.json)|files/[0-9a-f]{64}|\.lock)"
    r"|reissues/[0-9a-f]{64}(-\d{4})?\.json"
    r"|exports/\d{8}T\d{6}-[0-9a-f]{8}\.(json|parquet)"
    r"|\.lock|\.views\.sql\.[0-9a-f]{32}|(\.current/(\d{8,}|building-[0-9a-f]{32})|current)/.+"
)


class Records:
    """The run records, rows of inputs and pins of an archive that can be trusted, and findings on
    the rest.
    `unsealed` counts those of versions that gave them no hash.
    """

    def __init__(self, objects: Objects) -> None:
        self.runs: list[Mapping[str, Any]] = []
        self.findings: list[Finding] = []
        self.checked = self.unsealed = 0
        for entry in objects.list("runs"):
            if (record := self._take(objects, entry.path, runs.FIELDS, _RECORD)) is not None:
                self.runs.append(record)
        for number in list_numbers(objects, vacuum.PINS):
            self._take(objects, numbered_path(vacuum.PINS, number), vacuum.PIN_FIELDS, _PIN)
        for number in list_numbers(objects, vacuum.THINNED):
            path = numbered_path(vacuum.THINNED, number)
            self._take(objects, path, vacuum.THINNED_FIELDS, _THINNED)
        for path in inputs.list_inputs(objects):
            self.checked += 1
            if sha256_of(objects, path) != inputs.hash_in_name(path):
                self.findings.append(Finding(path, "damaged", _INPUTS))
        for entry in objects.list(ledger.FOLDER):
            self._take_export(objects, entry.path)

    def _take(
        self, objects: Objects, path: str, fields: Set[str], heal: str
    ) -> Mapping[str, Any] | None:
        if not _NAMES.fullmatch(path):
            return None  # told as foreign
        self.checked += 1
        body, is_sealed = snapshots.open_sealed(read_object(objects, path) or b"")
        if body is None or body.keys() != fields:
            self.findings.append(Finding(path, "damaged", heal))
            return None
        self.unsealed += not is_sealed
        return body

    def _take_export(self, objects: Objects, path: str) -> None:
        """Hold the note of an export to its hash, and its ids to those that the note states."""
        if not _NAMES.fullmatch(path):
            return  # told as foreign
        self.checked += 1
        if not ledger.is_whole(objects, path):
            self.findings.append(Finding(path, "damaged", _EXPORT))

    def landings(self) -> set[str]:
        """The landings of completed runs; the first release recorded the last one of a run."""
        done = [orjson.loads(r["parameters"]) for r in self.runs if r["status"] == "completed"]
        named = (name for run in done for name in (run.get("landing"), *run.get("landings", ())))
        return {name for name in named if name}


def foreign_objects(storage: Storage, oldest: datetime) -> Iterator[Finding]:
    """Objects in no place that an archive has, and what runs left behind that are long gone."""
    alive = {i for i, sign in runs.signs_of_life(storage).items() if not sign.is_dead}
    for entry in storage.objects.list(""):
        if entry.path.startswith(_CHECKED) or _NAMES.fullmatch(entry.path):
            continue
        if entry.path.startswith(f"{place.FOLDER}/building-"):
            if entry.modified_at < oldest:
                yield Finding(entry.path, "extra", SWEEP)
        elif entry.path.startswith("staging/") and entry.path.count("/") > 1:
            if entry.path.split("/")[1] not in alive and entry.modified_at < oldest:
                yield Finding(entry.path, "extra", SWEEP)
        elif not _is_young_scrap(entry, oldest):
            yield Finding(entry.path, "extra", _FOREIGN)
    if (folder := storage.objects.folder) is not None:
        for path in vacuum.unfinished(folder, oldest):
            yield Finding(path, "extra", SWEEP)


def _is_young_scrap(entry: Entry, oldest: datetime) -> bool:
    """Whether this is a file that a run may be putting in place of another at this moment."""
    name = entry.path.rsplit("/", 1)[-1]
    return re.fullmatch(r"\..+\.[0-9a-f]{32}", name) is not None and entry.modified_at >= oldest


def damaged_cache(objects: Objects) -> Iterator[Finding]:
    """The file cache, where it cannot be read, or an entry is not the one that was written."""
    path = objects.local(file_cache.PATH)
    if path is not None and os.path.lexists(path) and not file_cache.is_whole(path):
        yield Finding(file_cache.PATH, "damaged", _CACHE)


def damaged_index(objects: Objects) -> Iterator[Finding]:
    """The newest search index of the archive's folder, where it differs from its hashes. One of
    another release is none.
    """
    if objects.folder is None:
        return
    home = objects.folder / place.FOLDER
    newest = max(generation.numbers(home), default=0)
    name = f"{place.FOLDER}/{newest:08d}"
    if newest and generation.is_damaged(home / f"{newest:08d}"):
        yield Finding(name, "damaged", _INDEX)


def stale_views(storage: Storage, newest: Snapshot, files: Sequence[DataFile]) -> Iterator[Finding]:
    """`views.sql` and `current/` of a local archive, where they do not show the newest snapshot, or
    not its bytes. `files` are its data files.
    """
    root = storage.objects.folder
    if root is None:
        return
    in_script, in_folder = current.numbers_on_disk(root)
    if in_script != newest.number:
        yield Finding("views.sql", "stale", _SHOWN)
    if not current.is_script_whole(root):
        yield Finding("views.sql", "damaged", _SHOWN)
    if in_folder != newest.number:
        yield Finding("current", "stale", _SHOWN)
    else:
        every = [shown for file in files for shown in current.shown_files(file, newest)]
        yield from _current(storage, root, {f"current/{shown.path}": shown for shown in every})


def _current(storage: Storage, root: Path, expected: Mapping[str, Shown]) -> Iterator[Finding]:
    """Files under `current/` that are missing, extra or of other bytes: they are links to the
    snapshot's data files, copies in a copied archive, or copies without deleted rows. `expected`
    is what is to stand there by its path.
    """
    present = set(_below(root / "current", root))
    blank = {f"current/{table}/empty.parquet" for table in TABLES}
    for path in sorted(present - expected.keys()):
        name = path.rsplit("/", 1)[-1]
        if path in blank and not any(p.startswith(path[: -len(name)]) for p in expected):
            continue
        yield Finding(path, "extra", _SHOWN)
    if expected.keys() - present:
        yield Finding("current", "stale", _SHOWN)
    for path in sorted(expected.keys() & present):
        if not _is_shown_whole(storage, root / path, root, expected[path]):
            yield Finding(path, "damaged", _SHOWN)


def _is_shown_whole(storage: Storage, shown: Path, root: Path, expected: Shown) -> bool:
    """Whether a file under `current/` holds what the snapshot says of its data file."""
    file = expected.file
    try:
        if file.deleted:
            rows = expected.read(storage)
            return pl.read_parquet(shown, hive_partitioning=False).equals(rows)
        if shown.samefile(root / file.path):
            return True
    except (OSError, pl.exceptions.PolarsError):
        return False
    return sha256_of(storage.objects, shown.relative_to(root).as_posix()) == file.sha256


def _below(folder: Path, root: Path) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from ((Path(parent) / name).relative_to(root).as_posix() for name in names)
