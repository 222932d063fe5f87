"""Sweeping: what no kept snapshot lists goes, and nothing that a run under way or a reader of a
kept snapshot needs.

Kept are the newest snapshots by number, every one that was the newest within the last two days, the
last of each day of the last week, of each week before that, as far back as is asked for, the last
one, and those that are pinned. Raw containers and landings are never removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from tearsheet.errors import NoSnapshot
from tearsheet.settings import settings
from tearsheet.store import disk, inputs, lease, snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.files import key_index
from tearsheet.store.numbered import list_numbers, newest_number, numbered_path
from tearsheet.store.objects import Objects
from tearsheet.store.runs import record_killed_runs, signs_of_life
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.preview import FOLDER

#: Where pins stand, and the marks of snapshots that were let go, each by a snapshot's number.
PINS, RETIRED = "pins", "retired"
#: Where it stands which snapshots between kept ones were let go.
THINNED = "thinned"
THINNED_FIELDS = frozenset(("numbers",))
#: For so long every snapshot stays, and for so long the last of each day; of a week before that its
#: last. Nights merge files, so that a kept day costs several times what the day brought.
#: measured: benchmarks/cost/disk.py --days 40 --runs 4
EVERY_ONE, EVERY_DAY = timedelta(days=2), timedelta(days=7)
PIN_FIELDS = frozenset(("number", "note", "pinned_at"))
#: An object younger than this may belong to a commit that is under way.
UNLISTED_AGE = timedelta(days=1)
#: So long the rows of a backfill's dry run are kept. judged
PREVIEW_AGE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Retention:
    """Which snapshots are kept: the newest `count`, and within `days` all of the last two days, the
    last of each day of the last week and of each week before.
    """

    count: int
    days: float

    @classmethod
    def default(cls) -> Retention:
        """As the process's settings say."""
        return cls(settings().keep_snapshots, settings().keep_days)


@dataclass(frozen=True, slots=True)
class Removal:
    """What a vacuum removed: snapshots by number, other objects by path."""

    retired: tuple[int, ...]
    removed: tuple[str, ...]


def pin(storage: Storage, number: int, *, note: str, now: datetime) -> bool:
    """Keep a snapshot from vacuum; False where it is pinned already. Raises NoSnapshot."""
    with lease.hold_lease(storage.objects, f"pin {number}"):
        body = snapshots.seal_line(
            {"number": number, "note": note, "pinned_at": now.astimezone(UTC).isoformat()}
        )
        snapshots.load(storage.objects, number)
        return storage.objects.put_new(numbered_path(PINS, number), body)


def unpin(storage: Storage, number: int) -> None:
    """Let vacuum have the snapshot again. Raises NoSnapshot where it is not pinned."""
    if not storage.objects.exists(numbered_path(PINS, number)):
        raise NoSnapshot(f"snapshot {number} is not pinned")
    storage.objects.delete([numbered_path(PINS, number)])


def pins(objects: Objects) -> dict[int, str]:
    """The pinned snapshots by number, with the note of each; a pin keeps its snapshot though its
    note be damaged.
    """
    return {n: _note(objects, numbered_path(PINS, n)) for n in list_numbers(objects, PINS)}


def _note(objects: Objects, path: str) -> str:
    try:
        body, _ = snapshots.open_sealed(objects.get(path))
    except OSError:
        body = None
    return str((body or {}).get("note", "(its note is damaged: see tearsheet verify)"))


def lowest_kept(objects: Objects) -> int:
    """Snapshots below this number were let go on purpose, but for pinned ones."""
    return newest_number(objects, RETIRED) or 1


def sweep_cutoff(storage: Storage, now: datetime) -> datetime:
    """Unlisted objects older than this belong to no run that is under way."""
    begun = [s.run.started_at for s in signs_of_life(storage).values() if not s.is_dead]
    return min([now - UNLISTED_AGE, *begun])


def vacuum(
    storage: Storage, *, now: datetime, retention: Retention | None = None, dry_run: bool = False
) -> Removal:
    """Retire snapshots that are not kept, then remove what no other lists; raises Damage where what
    is listed cannot be known.

    A kill at any point leaves unlisted objects, which the next vacuum takes.
    """
    objects = storage.objects
    with lease.hold_lease(objects, "vacuum"):
        if not dry_run:
            record_killed_runs(storage)
        before = sweep_cutoff(storage, now)
        # listed before the snapshots are read: what is published meanwhile is seen to be listed
        stored = [*objects.list("tables"), *objects.list("manifests")]
        candidates = [e.path for e in stored if e.modified_at < before]
        every = [snapshots.load(objects, n) for n in snapshots.numbers(objects)]
        kept = _kept_numbers(every, retention or Retention.default(), now)
        first = min(kept, default=1)
        kept |= set(pins(objects))
        retired = tuple(s.number for s in every if s.number not in kept)
        if not dry_run:
            retired = _mark_thinned(objects, retired, first, every)
        stays = (s.tables.values() for s in every if s.number not in retired)
        listed = snapshots.listed_paths(objects, chain.from_iterable(stays))
        swept = Removal(
            retired,
            (
                *(p for p in candidates if p not in listed),
                *inputs.superseded(objects, before),
                *_caches_of_past(storage, every[-1:], before),
                *_scraps(storage, before),
            ),
        )
        if not dry_run:
            _sweep(objects, swept, first)
            _prune(objects, swept, before)
        return swept


def _kept_numbers(every: list[Snapshot], retention: Retention, now: datetime) -> set[int]:
    """The snapshots that stay, but for pinned ones."""
    since = now - timedelta(days=retention.days)
    kept = {s.number for s in every[-retention.count :]}
    made = [datetime.fromisoformat(s.created_at).astimezone(UTC) for s in every]
    for snapshot, at, superseded in zip(every, made, made[1:], strict=False):
        is_last_of_day = at.date() != superseded.date()
        is_last_of_week = at.isocalendar()[:2] != superseded.isocalendar()[:2]
        is_kept = (
            is_last_of_week
            or superseded > now - EVERY_ONE
            or (is_last_of_day and superseded > now - EVERY_DAY)
        )
        if superseded > since and is_kept:
            kept.add(snapshot.number)
    return kept


def _mark_thinned(
    objects: Objects, retired: tuple[int, ...], first: int, every: list[Snapshot]
) -> tuple[int, ...]:
    """Note which of these lie between kept ones, before they go; those that can go now. There is
    one note for each newest snapshot: what more is to go waits for the next.
    """
    between = [n for n in retired if n > first]
    if between:
        path = numbered_path(THINNED, every[-1].number)
        objects.put_new(path, snapshots.seal_line({"numbers": between}))
    noted = thinned(objects)
    return tuple(n for n in retired if n < first or n in noted)


def thinned(objects: Objects) -> set[int]:
    """The snapshots between kept ones that were let go; a damaged note names none."""
    found: set[int] = set()
    for number in list_numbers(objects, THINNED):
        body, _ = snapshots.open_sealed(objects.get(numbered_path(THINNED, number)))
        found |= set((body or {}).get("numbers", ()))
    return found


def _caches_of_past(storage: Storage, newest: Sequence[Snapshot], before: datetime) -> list[str]:
    """What was made of data files that the newest snapshot lists no more, for runs to find rows
    in: they look in its files alone, and questions of an earlier snapshot read none of it.
    """
    here = {f.cache_name for s in newest for name in s.tables for f in storage.files(s, name)}
    entries = storage.objects.list(key_index.FOLDER)
    old = (e.path for e in entries if e.modified_at < before)
    return [path for path in old if path.split("/")[2] not in here]


def _scraps(storage: Storage, before: datetime) -> list[str]:
    """Staging of runs that are no more, leases that are over, rows of dry runs of long
    ago, and files that were never finished.
    """
    alive = {run_id for run_id, sign in signs_of_life(storage).items() if not sign.is_dead}
    staged = [e for e in storage.objects.list("staging") if e.path.split("/")[1] not in alive]
    leases = list(storage.objects.list("leases"))[:-1]
    built = [e for e in storage.objects.list("search") if e.path.startswith("search/building-")]
    old = [e.path for e in [*staged, *leases, *built] if e.modified_at < before]
    old += [e.path for e in storage.objects.list(FOLDER) if e.modified_at < before - PREVIEW_AGE]
    folder = storage.objects.folder
    return old + (unfinished(folder, before) if folder else [])


def unfinished(folder: Path, before: datetime) -> list[str]:
    """Files of a local archive that were begun before this time and never got a name."""
    incoming = sorted((folder / disk.INCOMING).glob("*"))
    return [p.relative_to(folder).as_posix() for p in incoming if _written(p) < before]


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)


def _sweep(objects: Objects, swept: Removal, first: int) -> None:
    if swept.retired:
        objects.put_new(numbered_path(RETIRED, first), b"{}")
        reach("vacuum.retiring")
    for number in swept.retired:
        if number not in pins(objects):
            objects.delete([snapshots.snapshot_path(number)])
            reach("vacuum.retired")
    objects.delete([numbered_path(THINNED, n) for n in list_numbers(objects, THINNED) if n < first])
    for path in sorted(swept.removed, key=lambda p: not p.startswith("manifests/")):
        if path.startswith("tables/"):
            key_index.drop_indexes(objects, path)
        objects.delete([path])
        reach("vacuum.removed")


def _prune(objects: Objects, swept: Removal, before: datetime) -> None:
    """Remove the folders that are left behind, and no empty one of a run that is under way."""
    staged = {p.split("/")[1] for p in swept.removed if p.startswith("staging/")}
    for run_id in staged:
        objects.prune_folder(f"staging/{run_id}")
    objects.prune_folder("staging", before=before)
    objects.prune_folder("tables")
    objects.prune_folder(key_index.FOLDER, before=before)
    objects.prune_folder("search", before=before)
