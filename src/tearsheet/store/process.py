"""This process as others see it: who it is, whether it is still there, and its signs of life."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


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


@contextmanager
def heartbeat(beat: Callable[[], bool], *, every: float) -> Iterator[None]:
    """Call `beat` every so many seconds of the block, in a thread, until it returns False.

    An OSError of it is passed over: the block itself will meet what ails the disk.
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
