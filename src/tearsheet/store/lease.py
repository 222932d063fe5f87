"""One lease a root, so that two runs seldom derive against a head that the other is about to move.
Never needed for correctness.

A lease is the object of the highest number under `leases/`, put under a free name; it ends by its
time, or when its owner gives it back by putting an ended one after it. The lease of a process of
this machine that is gone has ended too.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import orjson

from tearsheet.settings import settings
from tearsheet.store.objects import Objects

_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0


@dataclass(frozen=True, slots=True)
class Owner:
    """A process, as others can tell whether it is still there."""

    host: str
    pid: int

    @classmethod
    def here(cls) -> Owner:
        """This process."""
        return cls(socket.gethostname(), os.getpid())

    @property
    def is_gone(self) -> bool:
        """Whether it certainly is no more: only for processes of this machine can that be known."""
        if self.host != socket.gethostname():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


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
    over = threading.Event()
    renewer = threading.Thread(target=_renew, args=(objects, holder, seconds, over), daemon=True)
    renewer.start()
    try:
        yield True
    finally:
        over.set()
        renewer.join()
        with contextlib.suppress(OSError):  # it ends by its time
            _put(objects, holder, _newest_number(objects) + 1, 0.0)


def _acquire(objects: Objects, holder: str, seconds: float) -> int | None:
    """The number of a lease of ours; null where others held it for ten times its length."""
    deadline, pause = time.monotonic() + 10 * seconds, _FIRST_PAUSE
    while time.monotonic() < deadline:
        newest = _newest(objects)
        if newest is None or newest.is_over:
            number = (newest.number if newest else _newest_number(objects)) + 1
            if _put(objects, holder, number, seconds):
                objects.delete(_path(n) for n in _numbers(objects) if n < number)
                return number
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
    return None


def _renew(objects: Objects, holder: str, seconds: float, over: threading.Event) -> None:
    while not over.wait(max(seconds / 3, _FIRST_PAUSE)):
        newest = _newest(objects)
        if newest is not None and newest.holder != holder:
            return  # it was taken from us: the commit will tell
        with contextlib.suppress(OSError):
            _put(objects, holder, _newest_number(objects) + 1, seconds)


def _put(objects: Objects, holder: str, number: int, seconds: float) -> bool:
    lease = _Lease(number, holder, Owner.here(), datetime.now(UTC) + timedelta(seconds=seconds))
    return objects.put_new(_path(number), orjson.dumps(asdict(lease)))


def _newest(objects: Objects) -> _Lease | None:
    """The lease that counts; null where there is none, or none that can be read."""
    number = _newest_number(objects)
    if not number:
        return None
    try:
        body = orjson.loads(objects.get(_path(number)))
        return _Lease(
            number, body["holder"], Owner(**body["owner"]), datetime.fromisoformat(body["ends_at"])
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def _newest_number(objects: Objects) -> int:
    return max(_numbers(objects), default=0)


def _numbers(objects: Objects) -> list[int]:
    names = (e.path.rsplit("/", 1)[-1].removesuffix(".json") for e in objects.list("leases"))
    return [int(n) for n in names if n.isdecimal()]


def _path(number: int) -> str:
    return f"leases/{number:08d}.json"
