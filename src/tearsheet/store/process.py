"""This process as others see it: who it is, whether it is still there, and its signs of life."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Where Linux tells of processes; elsewhere nothing is read of it: host and pid are all we have.
_PROC = Path("/proc")
#: The fields of `/proc/PID/stat` after the name: they count from 3. source: proc(5)
_STATE, _START = 3 - 3, 22 - 3


@dataclass(frozen=True, slots=True)
class Owner:
    """A process, as others can tell whether it is still there.

    A pid says nothing by itself: two containers may have one host name, and a pid is given again.
    So the system's boot, the PID namespace and the process's start (clock ticks after the boot)
    stand beside it. They are null where the system does not tell them, and in records of releases
    that did not write them.
    """

    host: str
    pid: int
    boot_id: str | None = None
    pid_namespace: str | None = None
    started: int | None = None

    @classmethod
    def here(cls) -> Owner:
        """This process."""
        pid = os.getpid()
        stat = _stat(pid)
        return cls(
            socket.gethostname(),
            pid,
            _read_line(_PROC / "sys/kernel/random/boot_id"),
            _pid_namespace(),
            int(stat[_START]) if stat else None,
        )

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Owner:
        """The owner that a record names. Fields that this release does not know are passed over.

        Raises KeyError where it names no host or no pid.
        """
        known = {name: fields.get(name) for name in ("boot_id", "pid_namespace", "started")}
        return cls(fields["host"], fields["pid"], **known)

    @property
    def is_neighbour(self) -> bool:
        """Whether it runs or ran on this system since it was started, in whichever container."""
        return self.boot_id is not None and self.boot_id == Owner.here().boot_id

    @property
    def is_gone(self) -> bool:
        """Whether it certainly is no more. False also where that cannot be known from here: of
        another machine, another boot and another PID namespace; its signs of life tell then.
        """
        here = Owner.here()
        if self.host != here.host:
            return False
        if any(
            None not in pair and pair[0] != pair[1]
            for pair in (
                (self.boot_id, here.boot_id),
                (self.pid_namespace, here.pid_namespace),
            )
        ):
            return False
        return not _is_running(self.pid, self.started)


def _is_running(pid: int, started: int | None) -> bool:
    """Whether there is a process of this pid that began at `started`, where that is known."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # of another user
    stat = _stat(pid)
    if stat is None:
        return True
    is_same = started is None or int(stat[_START]) == started
    return is_same and stat[_STATE] not in "ZX"  # nobody has asked yet how it ended


def _stat(pid: int) -> list[str] | None:
    """The fields of `/proc/PID/stat` after the name; null where the system does not tell them, or
    tells them of another PID namespace than ours.
    """
    try:
        if str((_PROC / "self").readlink()) != str(os.getpid()):
            return None
        return (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None


def _pid_namespace() -> str | None:
    try:
        return str((_PROC / "self/ns/pid").readlink())
    except OSError:
        return None


def _read_line(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except OSError:
        return None


@contextmanager
def heartbeat(beat: Callable[[], bool], *, every: float) -> Iterator[None]:
    """Call `beat` every so many seconds of the block, in a thread, until it returns False.

    An OSError that it raises is ignored: where the disk fails, the block fails too and says so.
    """
    over = threading.Event()

    def keep_beating() -> None:
        while not over.wait(every):
            with contextlib.suppress(OSError):
                if not beat():
                    return

    thread = threading.Thread(target=keep_beating, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
