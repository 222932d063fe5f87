"""What a rebuild takes over from another archive: raw containers, landings and aliases. All else is
derived from them.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

import polars as pl

from tearsheet.errors import Damage, LostRace, NoSnapshot, Usage
from tearsheet.landing.replay import list_landings, replay
from tearsheet.landing.result import LandingResult
from tearsheet.stages.ingest import holdings, shard_plan
from tearsheet.store import snapshots
from tearsheet.store.objects import Objects
from tearsheet.store.tables import Storage
from tearsheet.takedown.raw import noted_hashes
from tearsheet.upkeep.finding import sha256_of
from tearsheet.version import code_version
from transforms.schemas import ALIASES, empty

Progress = Callable[[int, int], None]
_CHUNK = 1 << 20


def take_over(
    source: Storage, target: Storage, *, run_id: str, now: datetime, on_progress: Progress
) -> None:
    """Copy what is primary, each object checked against its hash. Raises NoArchive where the source
    is none, Usage where the target holds captures, Damage.

    An interrupted rebuild goes on where it was.
    """
    if source.objects.root == target.objects.root:
        raise Usage("an archive is rebuilt into another root")
    snapshots.check_archive(source.objects)
    if target.files(target.head(), "captures"):
        raise Usage(
            f"{target.objects.root} holds an archive already: a rebuild needs an empty root"
        )
    entries = list(source.objects.list("raw"))
    blanked = noted_hashes(source.objects)
    for done, entry in enumerate(entries, 1):
        if not target.objects.exists(entry.path):
            _copy(source.objects, target.objects, entry.path, blanked.get(entry.path, set()))
        on_progress(done, len(entries))
    _carry_aliases(source, target, run_id=run_id, now=now)


def land_again(target: Storage, *, run_id: str, now: datetime) -> LandingResult:
    """Every landing of the raw store as shards to parse, oldest first."""
    held = holdings(target, target.head())
    return replay(target.objects, list_landings(target.objects), shard_plan(run_id, now), held)


def _copy(source: Objects, target: Objects, path: str, blanked: Collection[str]) -> None:
    with tempfile.NamedTemporaryFile(prefix="tearsheet-") as copy, source.reader(path) as stream:
        shutil.copyfileobj(stream, copy, _CHUNK)
        copy.flush()
        target.put_file(path, Path(copy.name))
    name = path.rsplit("/", 1)[-1].split(".", 1)[0]
    if (digest := sha256_of(target, path)) != name and digest not in blanked:
        target.delete([path])
        raise Damage(f"{source.root}: {path} is damaged: put it back from a copy, then rebuild")


def _carry_aliases(source: Storage, target: Storage, *, run_id: str, now: datetime) -> None:
    rows = _aliases(source)
    base = target.head()
    if rows.is_empty() or target.files(base, "aliases"):
        return
    made = target.commit(
        base,
        {"aliases": [target.append(base, "aliases", rows)]},
        batch_id="aliases",
        run_id=run_id,
        code_version=code_version(),
        now=now,
    )
    if made.number != base.number + 1:
        raise LostRace(f"another run writes to {target.objects.root}")


def _aliases(source: Storage) -> pl.DataFrame:
    """The aliases of the newest snapshot in which they are whole. Raises Damage where they are in
    none.
    """
    numbers = snapshots.numbers(source.objects)
    for number in reversed(numbers):
        with contextlib.suppress(Damage, NoSnapshot, FileNotFoundError):
            snapshot = snapshots.load(source.objects, number)
            files = source.files(snapshot, "aliases")
            if all(sha256_of(source.objects, f.path) == f.sha256 for f in files):
                return source.scan(snapshot, "aliases").collect()
    if numbers:
        raise Damage(
            f"{source.objects.root}: the aliases are damaged in every kept snapshot: put a copy "
            f"of them back, then rebuild"
        )
    return empty(ALIASES.schema)
