"""A lease tells other runs that one is about to publish, so that they wait rather than derive
against a snapshot that will not be the newest for long. Correctness never hangs on it.

A lease is the object of the highest number under `leases/`. It ends by its time, or when its owner
gives it back by putting an ended one after it; that of a process that is seen to be gone has ended,
too. Taking, renewing and giving back all put the number after the one they read, and count only
where the name was free and nothing newer stands there afterwards: whoever read the same number and
was quicker has it.
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
#: Older leases that stay beside the newest: a folder listed while others put and delete may show
#: neither a name that was deleted meanwhile nor the one that was put after it. judged
_KEPT = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class _Lease:
    """What one object says; without an owner where it cannot be read."""

    number: int
    owner: Owner | None
    ends_at: datetime

    @property
    def is_over(self) -> bool:
        return self.owner is None or self.ends_at <= datetime.now(UTC) or self.owner.is_gone


@dataclass(slots=True)
class _Hold:
    """A lease of ours, under the number that it has reached."""

    objects: Objects
    holder: str
    number: int

    def put_next(self, seconds: float) -> bool:
        """Put the lease after the number that it has; False where somebody else was quicker."""
        if not _put(self.objects, self.holder, self.number + 1, seconds):
            return False
        self.number += 1
        return True


@contextmanager
def hold_lease(objects: Objects, holder: str) -> Iterator[bool]:
    """Hold the root's lease for the block, renewed while it lasts; False where it could not be had
    in time: go on all the same.
    """
    seconds = settings().lease_seconds
    hold = _acquire(objects, holder, seconds)
    if hold is None:
        yield False
        return
    try:
        with heartbeat(lambda: hold.put_next(seconds), every=max(seconds / 3, _FIRST_PAUSE)):
            yield True
    finally:
        with contextlib.suppress(OSError):  # it ends by its time
            hold.put_next(0.0)


def _acquire(objects: Objects, holder: str, seconds: float) -> _Hold | None:
    """A lease of ours; null where others held it for ten times its length."""
    deadline, pause = time.monotonic() + 10 * seconds, _FIRST_PAUSE
    while time.monotonic() < deadline:
        newest = _newest(objects)
        if newest.is_over:
            hold = _Hold(objects, holder, newest.number)
            if hold.put_next(seconds):
                return hold
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return None


def _put(objects: Objects, holder: str, number: int, seconds: float) -> bool:
    """Whether the lease of this number is the holder's now.

    A name may be free because it was taken and deleted since its predecessor was read: then
    something newer stands there.
    """
    ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
    body = {"holder": holder, "owner": asdict(Owner.here()), "ends_at": ends_at}
    if not objects.put_new(numbered_path(FOLDER, number), orjson.dumps(body)):
        return False
    numbers = list_numbers(objects, FOLDER)
    objects.delete(numbered_path(FOLDER, n) for n in numbers if n < number - _KEPT)
    return max(numbers, default=number) <= number


def _newest(objects: Objects) -> _Lease:
    """The lease that counts: number 0, which is over, where there is none."""
    number = newest_number(objects, FOLDER)
    try:
        body = orjson.loads(objects.get(numbered_path(FOLDER, number))) if number else {}
        return _Lease(number, Owner.read(body["owner"]), datetime.fromisoformat(body["ends_at"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return _Lease(number, None, datetime.now(UTC))
