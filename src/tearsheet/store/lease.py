"""One lease a root, so that two runs seldom derive against a head that the other is about to move.
Never needed for correctness.

A lease is the object of the highest number under `leases/`, put under a free name; it ends by its
time, or when its owner gives it back by putting an ended one after it. The lease of a process that
is seen to be gone has ended too.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import orjson

from tearsheet.settings import settings
from tearsheet.store.numbered import list_numbers, newest_number, numbered_path
from tearsheet.store.objects import Objects
from tearsheet.store.process import Owner, heartbeat

FOLDER = "leases"
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class _Lease:
    number: int
    holder: str
    owner: Owner
    ends_at: datetime

    @property
    def is_over(self) -> bool:
        return self.ends_at <= datetime.now(UTC) or self.owner.is_gone


@contextmanager
def hold_lease(objects: Objects, holder: str) -> Iterator[bool]:
    """Hold the root's lease for the block, renewed while it lasts; False where it could not be had
    in time: go on all the same.
    """
    seconds = settings().lease_seconds
    number = _acquire(objects, holder, seconds)
    if number is None:
        yield False
        return
    try:
        with heartbeat(
            lambda: _renew(objects, holder, seconds), every=max(seconds / 3, _FIRST_PAUSE)
        ):
            yield True
    finally:
        with contextlib.suppress(OSError):  # it ends by its time
            _put(objects, holder, newest_number(objects, FOLDER) + 1, 0.0)


def _acquire(objects: Objects, holder: str, seconds: float) -> int | None:
    """The number of a lease of ours; null where others held it for ten times its length."""
    deadline, pause = time.monotonic() + 10 * seconds, _FIRST_PAUSE
    while time.monotonic() < deadline:
        newest = _newest(objects)
        if newest is None or newest.is_over:
            number = (newest.number if newest else newest_number(objects, FOLDER)) + 1
            if _put(objects, holder, number, seconds):
                objects.delete(
                    numbered_path(FOLDER, n) for n in list_numbers(objects, FOLDER) if n < number
                )
                return number
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return None


def _renew(objects: Objects, holder: str, seconds: float) -> bool:
    """Prolong the lease; False where it was taken from us, which the commit will tell."""
    newest = _newest(objects)
    if newest is not None and newest.holder != holder:
        return False
    _put(objects, holder, newest_number(objects, FOLDER) + 1, seconds)
    return True


def _put(objects: Objects, holder: str, number: int, seconds: float) -> bool:
    lease = _Lease(number, holder, Owner.here(), datetime.now(UTC) + timedelta(seconds=seconds))
    return objects.put_new(numbered_path(FOLDER, number), orjson.dumps(asdict(lease)))


def _newest(objects: Objects) -> _Lease | None:
    """The lease that counts; null where there is none, or none that can be read."""
    number = newest_number(objects, FOLDER)
    if not number:
        return None
    try:
        body = orjson.loads(objects.get(numbered_path(FOLDER, number)))
        return _Lease(
            number,
            body["holder"],
            Owner.read(body["owner"]),
            datetime.fromisoformat(body["ends_at"]),
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
