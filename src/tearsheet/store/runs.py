"""Run records: what was run, with which code, on which snapshot, and what came of it.

A run that is under way has a sign of life in its staging; the next run records the end of one that
was killed, and sweeps what it left behind.
"""

from __future__ import annotations

import contextlib
import hashlib
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
from tearsheet.store.snapshots import encode, seal_line
from tearsheet.store.tables import Storage
from tearsheet.version import code_version, library_versions
from transforms.schemas import TABLES

Status = Literal["completed", "failed", "cancelled", "killed"]
#: A run that has shown no sign of life for this long is dead, wherever it ran.
SILENCE = timedelta(days=1)
#: One of another container of this machine, whose clock is ours, is dead after this long. judged
NEIGHBOUR_SILENCE = timedelta(minutes=30)
_SIGN_SECONDS = 60.0
#: The fields of a run record: the columns of the table `runs`.
FIELDS = frozenset(TABLES["runs"].schema)


@dataclass
class Run:
    """One run in progress; `landings`, `counts` and `published` are filled in as it goes."""

    run_id: str
    kind: str
    parameters: Mapping[str, Any]
    started_at: datetime
    read: int = 0
    published: int | None = None
    counts: dict[str, Any] = field(default_factory=dict)
    landings: list[str] = field(default_factory=list)

    def batch_id(self, inputs: object) -> str:
        """A name for what this run does: the same kind, inputs, parameters and code give
        the same.
        """
        return hashlib.sha256(
            encode([self.kind, inputs, dict(self.parameters), code_version()])
        ).hexdigest()[:32]


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
                run.published = run.published or _published_by(storage, run)
                keep_noted(storage, run.run_id, run.read)
                _end(storage, run, "cancelled" if _is_stop(error) else "failed")
            raise
        _end(storage, run, "completed")


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
            sign.run.published = _published_by(storage, sign.run)
            keep_noted(storage, run_id, sign.run.read)
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
        """Whether its process is gone, or has been silent for too long."""
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
    sign = {"run": asdict(run), "owner": asdict(Owner.here())}
    path = f"staging/{run.run_id}/run.json"

    def show(*, is_stopped: bool = False) -> bool:
        body = orjson.dumps({**sign, "is_stopped": is_stopped}, default=str)
        storage.objects.put_scratch(path, body)
        return True

    show()
    with stopping.at_end(partial(show, is_stopped=True)), heartbeat(show, every=_SIGN_SECONDS):
        yield


def _published_by(storage: Storage, run: Run) -> int | None:
    """The newest snapshot that the run has published."""
    later = (n for n in snapshots.numbers(storage.objects) if n > run.read)
    return max((n for n in later if _ran(storage, n) == run.run_id), default=None)


def _ran(storage: Storage, number: int) -> str | None:
    with contextlib.suppress(NoSnapshot, Damage):
        return snapshots.load(storage.objects, number).run_id
    return None


def _path(run_id: str) -> str:
    return f"runs/{run_id}.json"


def _record(run: Run, status: Status) -> bytes:
    """One line of JSON with its own hash: `read_json` takes a folder of them."""
    parameters = {**run.parameters, **({"landings": run.landings} if run.landings else {})}
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
