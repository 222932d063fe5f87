"""Checking: every stored byte against its hash, every object against who names it, and what heals
each finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson
import polars as pl

from tearsheet.store import snapshots
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.objects import Entry
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown import reissue
from tearsheet.takedown.raw import noted_hashes
from tearsheet.upkeep import surroundings, vacuum
from tearsheet.upkeep.finding import Finding, read_object, sha256_of

_DATA_NAME = re.compile(
    r"tables/[a-z]+/(months=[^/]+/|shared/|outlet=[^/]+/month=[^/]+/)?"
    r"[0-9a-f]{32}(-[0-9a-f]{12})?\.parquet"
)
_RAW_NAME = re.compile(
    r"raw/(containers/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z0-9.]+|(landings|outlets|withdrawn|blanked)/[0-9a-f]{64}\.json)"
)
_BACKUP = "put it back from a copy; what was archived from it is still in the tables"
_NEWEST = (
    "put it back from a copy, or tearsheet rebuild --to ROOT derives every table again from raw"
)
_DERIVE = "tearsheet rebuild --to ROOT derives every table again from raw"


@dataclass(frozen=True)
class Verification:
    """What was found, and of how much: objects read and held to their hashes, those without one,
    which were read alone.
    """

    findings: tuple[Finding, ...]
    hashed: int
    unhashed: int

    def last_line(self) -> str:
        """What can be said of an archive in which nothing is harmed, and no more."""
        parts = [f"{self.hashed:,} objects checked"]
        if self.unhashed:
            parts.append(f"{self.unhashed:,} records of older versions have none and can be read")
        if beside := len(self.findings):
            parts.append(f"{beside:,} that are extra or stale stand above")
        return f"every stored byte matches its hash ({'; '.join(parts)}; leases and staging not)"


def verify(storage: Storage, *, now: datetime) -> list[Finding]:
    """Every object that is missing or damaged, and those that nothing names; by path."""
    return list(verify_all(storage, now=now).findings)


def verify_all(storage: Storage, *, now: datetime) -> Verification:
    """Every object of a kept snapshot and of the raw store, run records, pins, the file cache,
    `views.sql` and `current/` held to its hash, and what no archive has. Whatever is broken, all
    else is looked at.
    """
    check = _Check(storage, now)
    found = [
        *check.records.findings,
        *check.snapshots(),
        *check.manifests(),
        *check.data_files(),
        *check.raw(),
        *check.withdrawals(),
        *check.local(),
        *surroundings.damaged_cache(storage.objects),
        *surroundings.damaged_index(storage.objects),
        *surroundings.foreign_objects(storage, check.oldest),
    ]
    records = check.records
    return Verification(
        tuple(sorted(set(found), key=lambda f: (f.path, f.problem))),
        check.hashed + records.checked - records.unsealed,
        records.unsealed,
    )


class _Check:
    """One verification: what the kept snapshots, the landings and the run records name."""

    def __init__(self, storage: Storage, now: datetime) -> None:
        self.storage, self.objects, self.now = storage, storage.objects, now
        self.oldest = vacuum.sweep_cutoff(storage, now)
        self.listed: dict[str, DataFile] = {}
        self.named: set[str] = set()
        self.files_of: dict[str, tuple[DataFile, ...]] = {}
        self.kept: list[Snapshot] = []
        self.records = surroundings.Records(self.objects)
        self.hashed = 0

    def snapshots(self) -> Iterator[Finding]:
        """Damaged snapshots, those that must be there and are not, and those that were let go or
        stand under a name that is none.
        """
        names = {e.path for e in self.objects.list(snapshots.FOLDER)}
        listed = snapshots.numbers(self.objects)
        numbers = [n for n in listed if snapshots.snapshot_path(n) in names]
        for path in sorted(names - {snapshots.snapshot_path(n) for n in numbers}):
            yield Finding(path, "extra", "no part of the archive: move it elsewhere")
        first, pinned = vacuum.lowest_kept(self.objects), set(vacuum.pins(self.objects))
        let_go = vacuum.thinned(self.objects)
        for number in numbers:
            path = snapshots.snapshot_path(number)
            self.hashed += 1
            made = snapshots.decode(read_object(self.objects, path) or b"")
            if made is None or made.number != number:
                yield Finding(path, "damaged", _BACKUP if number != numbers[-1] else _NEWEST)
                continue
            self.kept.append(made)
            if (number < first or number in let_go) and number not in pinned:
                yield Finding(path, "extra", surroundings.SWEEP)
        published = (r["snapshot_published"] or 0 for r in self.records.runs)
        newest = max([0, *numbers, *published])
        expected = {*range(first, newest + 1)} - let_go | pinned
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
            elif not snapshots.is_intact(path, read_object(self.objects, path) or b""):
                yield Finding(path, "damaged", _DERIVE)
            else:
                self.hashed += 1
                files = snapshots.manifest_files(self.objects, path)
                self.listed |= {f.path: f for f in files}
                self.files_of[path] = tuple(files)
        for path, entry in present.items():
            if path not in self.named and entry.modified_at < self.oldest:
                yield Finding(path, "extra", surroundings.SWEEP)

    def data_files(self) -> Iterator[Finding]:
        """Damaged and missing data files of kept snapshots, and old ones that none lists."""
        present = {e.path: e for e in self.objects.list("tables")}
        self.hashed += len(self.listed)
        for path, file in sorted(self.listed.items()):
            if path not in present:
                yield Finding(path, "missing", _DERIVE)
            elif present[path].size != file.bytes or sha256_of(self.objects, path) != file.sha256:
                yield Finding(path, "damaged", _DERIVE)
        for path, entry in present.items():
            if path not in self.listed and (
                entry.modified_at < self.oldest or not _DATA_NAME.fullmatch(path)
            ):
                yield Finding(path, "extra", surroundings.SWEEP)

    def raw(self) -> Iterator[Finding]:
        """Damaged and missing containers and landings. What no landing names is bytes of a run that
        was killed.
        """
        present = {e.path: e for e in self.objects.list("raw")}
        landings, blanked = list[str](), noted_hashes(self.objects)
        self.hashed += len(present)
        for path in present:
            name = path.rsplit("/", 1)[-1].split(".", 1)[0]
            if not _RAW_NAME.fullmatch(path):
                yield Finding(path, "extra", "no part of the archive: move it elsewhere")
            elif (digest := sha256_of(self.objects, path)) != name and digest not in blanked.get(
                path, ()
            ):
                yield Finding(path, "damaged", _BACKUP)
            elif path.startswith("raw/landings/"):
                landings.append(path)
        declared, archived = self._declared(landings), self._containers()
        for path in sorted((declared | archived | self.records.landings()) - set(present)):
            yield Finding(path, "missing", _BACKUP)
        yield from self._undeclared(present, declared, archived)

    def _declared(self, landings: Iterable[str]) -> set[str]:
        """The objects that these landings name."""
        raw = (read_object(self.objects, path) or b'{"files": []}' for path in landings)
        return {file["object"] for landing in map(orjson.loads, raw) for file in landing["files"]}

    def _undeclared(
        self, present: Mapping[str, Entry], declared: set[str], archived: set[str]
    ) -> Iterator[Finding]:
        """Containers that are there and that no landing declares."""
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

    def withdrawals(self) -> Iterator[Finding]:
        """Tombstones of articles that a kept snapshot still holds."""
        held = [f for path, f in self.listed.items() if path.startswith("tables/captures/")]
        try:
            for path, stone in reissue.unfinished(self.storage, held):
                yield Finding(path, "stale", f"tearsheet withdraw {stone.article_ids[0]} ends it")
        except (OSError, ValueError, pl.exceptions.PolarsError):
            return  # what cannot be read is told already

    def local(self) -> Iterator[Finding]:
        """What tools read beside the snapshots of a local archive."""
        if self.kept:
            newest = self.kept[-1]
            files = [f for m in newest.tables.values() for f in self.files_of.get(m, ())]
            self.hashed += 1 + len(files)
            yield from surroundings.stale_views(self.storage, newest, files)

    def _containers(self) -> set[str]:
        """The containers that captures of the newest snapshot stand in, as far as its files can be
        read.
        """
        found: set[str] = set()
        newest = self.kept[-1].tables.get("captures", "") if self.kept else ""
        for file in self.files_of.get(newest, ()):
            try:
                found |= set(
                    self.storage.read_files("captures", [file])
                    .select(pl.col("raw_object").unique())
                    .collect()["raw_object"]
                )
            except (pl.exceptions.PolarsError, OSError):
                continue  # told already
        return {path for path in found if path}
