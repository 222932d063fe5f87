"""Run records: what was run, with which code, on which snapshot, and what came of it.

A run that is under way has a sign of life in its staging; the next run records the end of one that
was killed, and sweeps what it left behind.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal

import orjson

from tearsheet import stopping
from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store import snapshots
from tearsheet.store.crash_points import reach
from tearsheet.store.inputs import keep_noted
from tearsheet.store.process import Owner, heartbeat
from tearsheet.store.snapshots import Snapshot, encode, seal_line
from tearsheet.store.tables import Storage
from tearsheet.version import code_version, library_versions
from transforms.ids import sha256_hex
from transforms.schemas import TABLES

Status = Literal["completed", "failed", "cancelled", "killed"]
#: A run that has shown no sign of life for this long is dead, wherever it ran.
SILENCE = timedelta(days=1)
#: One of another container of this machine, whose clock is ours, is dead after this long. judged
NEIGHBOUR_SILENCE = timedelta(minutes=30)
#: Seconds between two signs of life. judged
_SIGN_SECONDS = 60.0
#: Runs that ended in this process, which lives on: what staging they have left is nobody's.
_ENDED: set[str] = set()
#: The fields of a run record: the columns of the table `runs`.
FIELDS = frozenset(TABLES["runs"].schema)


@dataclass
class Run:
    """One run in progress; `landings`, `counts` and `published` are filled in as it goes.

    Of a run that publishes portion by portion `done` names what it need not do again, and `next`
    has the batch id of the portion under way and what that adds.
    """

    run_id: str
    kind: str
    parameters: Mapping[str, Any]
    started_at: datetime
    read: int = 0
    published: int | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    landings: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    next: tuple[str, list[str]] | None = None

    def batch_id(self, inputs: object) -> str:
        """A name for what this run does: the same kind, inputs, parameters and code give
        the same.
        """
        return sha256_hex(encode([self.kind, inputs, dict(self.parameters), code_version()]))[:32]


@contextmanager
def record_run(storage: Storage, kind: str, parameters: Mapping[str, Any]) -> Iterator[Run]:
    """A run whose record is written when it ends, completed, failed or cancelled; its staging is
    removed either way. SIGINT and SIGTERM stop it.
    """
    record_killed_runs(storage)
    started = datetime.now(UTC)
    run = Run(
        f"{started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        kind,
        parameters,
        started,
        read=storage.head().number,
    )
    reach("run.begun")
    with stopping.stoppable(), _alive(storage, run):
        try:
            yield run
        except BaseException as error:
            with contextlib.suppress(OSError):  # of a full disk the first error tells more
                _take_note(storage, run)
                _end(storage, run, "cancelled" if _is_stop(error) else "failed")
            raise
        else:
            _end(storage, run, "completed")
        finally:
            _ENDED.add(run.run_id)


def _is_stop(error: BaseException) -> bool:
    """Whether somebody stopped the run: by a signal, or as Prefect says that one came."""
    is_signal = not isinstance(error, Exception) and "Panic" not in type(error).__name__
    return is_signal or stopping.is_stopping()


def _end(storage: Storage, run: Run, status: Status) -> None:
    reach("run.ending")
    try:
        storage.objects.put_new(_path(run.run_id), _record(run, status))
        reach("run.recorded")
    finally:
        storage.drop_staging(run.run_id)


def record_killed_runs(storage: Storage) -> list[str]:
    """Record the end of runs that were killed, and sweep their staging; their ids."""
    buried = []
    for run_id, sign in signs_of_life(storage).items():
        if sign.is_dead:
            _take_note(storage, sign.run)
            status: Status = "cancelled" if sign.is_stopped else "killed"
            storage.objects.put_new(_path(run_id), _record(sign.run, status))
            reach("run.buried")
            storage.drop_staging(run_id)
            buried.append(run_id)
    return buried


@dataclass(frozen=True)
class SignOfLife:
    """A run's sign of life."""

    run: Run
    owner: Owner
    seen_at: datetime
    is_stopped: bool = False

    @property
    def is_dead(self) -> bool:
        """Whether it ended here and could not sweep its staging (of a disk that failed for good),
        its process is gone, or it has been silent for too long.
        """
        if self.run.run_id in _ENDED:
            return True
        longest = NEIGHBOUR_SILENCE if self.owner.is_neighbour else SILENCE
        return self.owner.is_gone or datetime.now(UTC) - self.seen_at > longest


def signs_of_life(storage: Storage) -> dict[str, SignOfLife]:
    """The signs of life of every run that has staging, by run id."""
    found = {}
    for entry in storage.objects.list("staging"):
        if entry.path.endswith("/run.json"):
            with contextlib.suppress(
                FileNotFoundError, ValueError, KeyError, TypeError
            ):  # it ended meanwhile, or was cut short by a power cut
                body = orjson.loads(storage.objects.get(entry.path))
                run = Run(
                    **{
                        **body["run"],
                        "started_at": datetime.fromisoformat(body["run"]["started_at"]),
                    }
                )
                found[run.run_id] = SignOfLife(
                    run,
                    Owner.read(body["owner"]),
                    entry.modified_at,
                    body.get("is_stopped", False),
                )
    return found


@contextmanager
def _alive(storage: Storage, run: Run) -> Iterator[None]:
    """Show a sign of life now and every minute of the block, and a last one where the process is
    ended before the block is: the next run records that it was stopped.
    """
    show_life(storage, run)
    end = partial(show_life, storage, run, is_stopped=True)
    with (
        stopping.at_end(end),
        heartbeat(partial(show_life, storage, run), every=_SIGN_SECONDS),
    ):
        yield


def show_life(storage: Storage, run: Run, *, is_stopped: bool = False) -> bool:
    """Store the run as it is by now, as its sign of life."""
    body = {"run": asdict(run), "owner": asdict(Owner.here()), "is_stopped": is_stopped}
    path = f"staging/{run.run_id}/run.json"
    storage.objects.put_scratch(path, orjson.dumps(body, default=str))
    return True


def _take_note(storage: Storage, run: Run) -> None:
    """Fill in what a run that was ended had published but not yet noted."""
    later = (n for n in snapshots.numbers(storage.objects) if n > run.read)
    own = [s for s in (_load(storage, n) for n in later) if s and s.run_id == run.run_id]
    run.published = run.published or max((s.number for s in own), default=None)
    if run.next and run.next[0] in {s.batch_id for s in own}:
        run.done += [name for name in run.next[1] if name not in run.done]
    keep_noted(storage, run.run_id, run.read)


def _load(storage: Storage, number: int) -> Snapshot | None:
    with contextlib.suppress(NoSnapshot, Damage):
        return snapshots.load(storage.objects, number)
    return None


def newest_records(storage: Storage) -> Iterator[Mapping[str, Any]]:
    """The records of runs that ended, the latest begun first; damaged ones are left out."""
    for path in sorted((e.path for e in storage.objects.list("runs")), reverse=True):
        body, _ = snapshots.open_sealed(storage.objects.get(path))
        if body is not None and body.keys() == FIELDS:
            yield body


def _path(run_id: str) -> str:
    return f"runs/{run_id}.json"


def _record(run: Run, status: Status) -> bytes:
    """One line of JSON with its own hash: `read_json` takes a folder of them."""
    noted = {"landings": run.landings, "done": run.done}
    parameters = {**run.parameters, **{name: names for name, names in noted.items() if names}}
    row: dict[str, Any] = {
        "run_id": run.run_id,
        "kind": run.kind,
        "status": status,
        "parameters": orjson.dumps(parameters, default=str).decode(),
        "code_version": code_version(),
        "libraries": orjson.dumps(library_versions()).decode(),
        "snapshot_read": run.read,
        "snapshot_published": run.published,
        "started_at": run.started_at.isoformat(),
        "finished_at": datetime.now(UTC).isoformat(),
        "counts": orjson.dumps(run.counts).decode(),
    }
    return seal_line(row)
