"""Checking: every stored byte against its hash, every object against who names it, and what heals
each finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import orjson
import polars as pl

from tearsheet.store import current, snapshots
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import DataFile, Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import vacuum
from transforms import ids
from transforms.schemas import TABLES

Problem = Literal["missing", "damaged", "extra", "stale"]
_DATA_NAME = re.compile(
    r"tables/[a-z]+/(shared/|outlet=[^/]+/month=[^/]+/)?[0-9a-f]{32}(-[0-9a-f]{12})?\.parquet"
)
_RAW_NAME = re.compile(
    r"raw/(containers/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9.]+|(landings|outlets)/[0-9a-f]{64}\.json)"
)
_BACKUP = "put it back from a copy; what was archived from it is still in the tables"
_NEWEST = (
    "put it back from a copy, or tearsheet rebuild --to ROOT derives every table again from raw"
)
_DERIVE = "tearsheet rebuild --to ROOT derives every table again from raw"
_SWEEP = "tearsheet vacuum removes it"


@dataclass(frozen=True)
class Finding:
    """One object that is not as it should be, and how to heal it. What is `extra` or `stale` harms
    nothing.
    """

    path: str
    problem: Problem
    heal: str

    @property
    def is_harm(self) -> bool:
        """Whether stored bytes are lost or wrong."""
        return self.problem in ("missing", "damaged")


def verify(storage: Storage, *, now: datetime) -> list[Finding]:
    """Every object of a kept snapshot and of the raw store that is missing or damaged, and those
    that nothing names; by path.
    """
    check = _Check(storage, now)
    found = [
        *check.snapshots(),
        *check.manifests(),
        *check.data_files(),
        *check.raw(),
        *check.local(),
    ]
    return sorted(found, key=lambda f: f.path)


class _Check:
    """One verification: what the kept snapshots, the landings and the run records name."""

    def __init__(self, storage: Storage, now: datetime) -> None:
        self.storage, self.objects, self.now = storage, storage.objects, now
        self.oldest = vacuum.sweep_cutoff(storage, now)
        self.listed: dict[str, DataFile] = {}
        self.named: set[str] = set()
        self.files_of: dict[str, tuple[str, ...]] = {}
        self.kept: list[Snapshot] = []

    def snapshots(self) -> Iterator[Finding]:
        """Damaged snapshots, and those that must be there and are not."""
        numbers = snapshots.numbers(self.objects)
        for number in numbers:
            path = snapshots.snapshot_path(number)
            made = snapshots.decode(self.objects.get(path))
            if made is None or made.number != number:
                yield Finding(path, "damaged", _BACKUP if number != numbers[-1] else _NEWEST)
            else:
                self.kept.append(made)
        newest = max([0, *numbers, *(r["snapshot_published"] or 0 for r in self._records())])
        expected = set(range(vacuum.lowest_kept(self.objects), newest + 1)) | set(
            vacuum.pins(self.objects)
        )
        for number in sorted(expected - set(numbers) - {0}):
            yield Finding(
                snapshots.snapshot_path(number), "missing", _BACKUP if number < newest else _NEWEST
            )

    def manifests(self) -> Iterator[Finding]:
        """Damaged and missing manifests of kept snapshots, and old ones that none names."""
        self.named = {path for s in self.kept for path in s.tables.values()}
        present = {e.path: e for e in self.objects.list("manifests")}
        for path in sorted(self.named):
            if path not in present:
                yield Finding(path, "missing", _DERIVE)
            elif not snapshots.is_intact(path, self.objects.get(path)):
                yield Finding(path, "damaged", _DERIVE)
            else:
                files = snapshots.manifest_files(self.objects, path)
                self.listed |= {f.path: f for f in files}
                self.files_of[path] = tuple(f.path for f in files)
        for path, entry in present.items():
            if path not in self.named and entry.modified_at < self.oldest:
                yield Finding(path, "extra", _SWEEP)

    def data_files(self) -> Iterator[Finding]:
        """Damaged and missing data files of kept snapshots, and old ones that none lists."""
        present = {e.path: e for e in self.objects.list("tables")}
        for path, file in sorted(self.listed.items()):
            if path not in present:
                yield Finding(path, "missing", _DERIVE)
            elif present[path].size != file.bytes or sha256_of(self.objects, path) != file.sha256:
                yield Finding(path, "damaged", _DERIVE)
        for path, entry in present.items():
            if path not in self.listed and (
                entry.modified_at < self.oldest or not _DATA_NAME.fullmatch(path)
            ):
                yield Finding(path, "extra", _SWEEP)

    def raw(self) -> Iterator[Finding]:
        """Damaged and missing containers and landings. What no landing names is bytes of a run that
        was killed.
        """
        present = {e.path: e for e in self.objects.list("raw")}
        landings = {}
        for path in present:
            name = path.rsplit("/", 1)[-1].split(".", 1)[0]
            if not _RAW_NAME.fullmatch(path):
                yield Finding(path, "extra", "no part of the archive: move it elsewhere")
            elif sha256_of(self.objects, path) != name:
                yield Finding(path, "damaged", _BACKUP)
            elif path.startswith("raw/landings/"):
                landings[path] = orjson.loads(self.objects.get(path))
        declared = {file["object"] for landing in landings.values() for file in landing["files"]}
        archived = self._containers()
        for path in sorted((declared | archived | self._landings()) - set(present)):
            yield Finding(path, "missing", _BACKUP)
        for path in sorted(
            p
            for p in present
            if p.startswith("raw/containers/") and p not in declared and _RAW_NAME.fullmatch(p)
        ):
            if path in archived:
                yield Finding(path, "damaged", f"the landing that declares it is gone: {_BACKUP}")
            elif present[path].modified_at < self.oldest:
                yield Finding(
                    path,
                    "extra",
                    "bytes that a killed run stored before it declared them: harmless, ingest "
                    "their source again",
                )

    def local(self) -> Iterator[Finding]:
        """What tools read beside the snapshots of a local archive, where it does not show the
        newest one.
        """
        root = self.objects.folder
        if root is None or not self.kept:
            return
        newest, heal = (
            self.kept[-1],
            "delete views.sql, current and .current: the next run writes them again",
        )
        in_script, in_folder = current.numbers_on_disk(root)
        if in_script != newest.number:
            yield Finding("views.sql", "stale", heal)
        if in_folder != newest.number or not self._current_is_whole(newest, root):
            yield Finding("current", "stale", heal)

    def _current_is_whole(self, newest: Snapshot, root: Path) -> bool:
        """Whether `current/` holds exactly the bytes of this snapshot's data files: links to them,
        or copies in a copied archive.
        """
        shown = {
            p.relative_to(root / "current").as_posix()
            for p in (root / "current").rglob("*.parquet")
        }
        paths = {
            path for manifest in newest.tables.values() for path in self.files_of.get(manifest, ())
        }
        if shown - {f"{table}/empty.parquet" for table in TABLES} != {
            p.removeprefix("tables/") for p in paths
        }:
            return False
        links = {path: root / "current" / path.removeprefix("tables/") for path in paths}
        copies = [
            p for p, link in links.items() if not (root / p).exists() or not link.samefile(root / p)
        ]
        return all(
            sha256_of(self.objects, f"current/{p.removeprefix('tables/')}") == self.listed[p].sha256
            for p in copies
        )

    def _records(self) -> Iterator[Mapping[str, Any]]:
        for entry in self.objects.list("runs"):
            yield orjson.loads(self.objects.get(entry.path))

    def _landings(self) -> set[str]:
        """The landings of completed runs; the first release recorded the last one of a run."""
        runs = [
            orjson.loads(r["parameters"]) for r in self._records() if r["status"] == "completed"
        ]
        named = (name for run in runs for name in (run.get("landing"), *run.get("landings", ())))
        return {name for name in named if name}

    def _containers(self) -> set[str]:
        """The containers that captures of the newest snapshot stand in, as far as its files can be
        read.
        """
        found: set[str] = set()
        newest = self.kept[-1].tables.get("captures", "") if self.kept else ""
        for file in (self.listed[path] for path in self.files_of.get(newest, ())):
            try:
                found |= set(
                    self.storage.read_files("captures", [file])
                    .select(pl.col("raw_object").unique())
                    .collect()["raw_object"]
                )
            except (pl.exceptions.PolarsError, OSError):
                continue  # told already
        return {path for path in found if path}


def sha256_of(objects: Objects, path: str) -> str:
    """The hash of an object's bytes, read in bounded pieces."""
    with objects.reader(path) as stream:
        return ids.sha256_of_stream(stream)
