"""An earlier snapshot published again as a new one."""

from __future__ import annotations

from datetime import UTC, datetime

from tearsheet.errors import LostRace, NoSnapshot, TearsheetError, Usage
from tearsheet.store import current, lease, snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.runs import Run, signs_of_life
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import MOST_RACES, Storage


def roll_back(storage: Storage, number: int, *, run: Run, now: datetime) -> Snapshot:
    """Publish what this snapshot holds once more, on top of all others: `--as-of` it and the new
    one give the same answers. The newest, where that holds the same already.

    What was captured since stays in the raw store and counts as new when it is ingested again.
    Raises Usage where there is nothing to go back to, NoSnapshot, Damage, and TearsheetError while
    another run is under way, which would not see what it had seen.
    """
    with lease.hold_lease(storage.objects, run.run_id):
        made = _publish(storage, number, run, now)
    current.show_newest(storage)
    return made


def _publish(storage: Storage, number: int, run: Run, now: datetime) -> Snapshot:
    old = _find(storage, number)
    for table in old.tables:
        storage.files(old, table)
    for _ in range(MOST_RACES):
        _check_alone(storage, run)
        head = storage.head()
        if number > head.number:
            raise Usage(f"snapshot {number} is not before {head.number}, the newest")
        if old.tables == head.tables:
            return head
        made = Snapshot(
            head.number + 1,
            now.astimezone(UTC).isoformat(),
            run.batch_id([number, head.number]),
            run.run_id,
            number,
            old.schema_version,
            old.code_version,
            old.tables,
        )
        reach("snapshot.before")
        if storage.objects.put_new(made.name, snapshots.seal(made)):
            reach("snapshot.linked")
            return made
    raise LostRace(f"gave up after {MOST_RACES} lost races: other runs keep publishing")


def _find(storage: Storage, number: int) -> Snapshot:
    """The snapshot of this number. Raises NoArchive, NoSnapshot with the numbers nearest to it."""
    newest = snapshots.find_snapshot(storage.objects, None)
    try:
        return snapshots.load(storage.objects, number)
    except NoSnapshot:
        kept = snapshots.numbers(storage.objects)
        near = sorted(sorted(kept, key=lambda n: abs(n - number))[:2])
        told = " and ".join(map(str, near))
        raise NoSnapshot(
            f"{storage.objects.root} has no snapshot {number}: the nearest that it keeps "
            f"{'are' if len(near) > 1 else 'is'} {told}, the newest is {newest.number}"
        ) from None


def _check_alone(storage: Storage, run: Run) -> None:
    for run_id, sign in signs_of_life(storage).items():
        if run_id != run.run_id and not sign.is_dead:
            raise TearsheetError(
                f"the run {run_id} ({sign.run.kind}) is under way: wait for its end, or stop it"
            )
