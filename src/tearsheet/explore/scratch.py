"""A folder of this machine for what a process keeps as long as it runs. What a process left that
was killed is removed by the next that makes one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "tearsheet-explore-"
#: A file that whoever has the folder holds a lock on: the system lets go of it with the process.
_HELD = "held"


class Scratch:
    """A new folder; `path` is null where this machine has no place for one."""

    def __init__(self) -> None:
        _remove_left()
        self.path: Path | None = None
        self._lock: int | None = None
        with suppress(OSError):  # no folder for temporary files can be written to
            while self._lock is None:  # it was taken for left, just now
                folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
                self._lock = _hold(folder, os.O_CREAT)
                self.path = folder

    def file(self, name: str, *, of: str, most: int) -> Path | None:
        """The path of the file `<of>-<name>` in the folder, which may not be there yet. For a new
        file the oldest of its kind is removed where `most` are there. Null where there is no
        folder.
        """
        if self.path is None:
            return None
        path = self.path / f"{of}-{name}"
        if not path.exists():
            kept = sorted(self.path.glob(f"{of}-*"), key=_age)
            for old in kept[: max(0, len(kept) - most + 1)]:
                old.unlink(missing_ok=True)
        return path

    def close(self) -> None:
        """Remove the folder."""
        if self.path is not None:
            shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _age(path: Path) -> float:
    """When a file was written; that of one that has just gone is the oldest."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _remove_left() -> None:
    """Remove folders of this user that nobody holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # somebody else's, or removed at the same time
            if folder.lstat().st_uid != os.getuid():
                continue
            lock = _hold(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _hold(folder: Path, create: int = 0) -> int | None:
    """A handle that holds the folder; null where another process does. Raises OSError."""
    lock = os.open(folder / _HELD, os.O_RDWR | os.O_NOFOLLOW | create, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
