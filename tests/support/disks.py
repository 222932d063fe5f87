"""A small file system of its own, in memory, that can be full, out of names, or read-only."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# mount(2)
_READ_ONLY, _REMOUNT = 1, 32
_DETACH = 2
#: More than any run of these tests takes.
LARGE = "size=256m,nr_inodes=100000"


class Disk:
    """A tmpfs mounted at a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def limit(self, options: str) -> None:
        """Let it hold so much, as mount's options say it: `size=700k`, `nr_inodes=50`."""
        _mount(self.folder, _REMOUNT, options)

    def is_turned_read_only(self, *, unless: Callable[[], bool]) -> bool:
        """Whether nothing can be written any more. It is tried again while a file is open for
        writing, and given up where `unless` becomes true.
        """
        while not unless():
            try:
                _mount(self.folder, _REMOUNT | _READ_ONLY, "")
                return True
            except OSError as error:
                if error.errno != errno.EBUSY:
                    raise
            time.sleep(0.0005)
        return False

    def turn_writable(self) -> None:
        """Take changes again."""
        _mount(self.folder, _REMOUNT, "")

    @property
    def used(self) -> tuple[int, int]:
        """(bytes, names) that are taken."""
        about = os.statvfs(self.folder)
        return (about.f_blocks - about.f_bfree) * about.f_frsize, about.f_files - about.f_ffree


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """A disk at this folder, large at first; the test is skipped where nobody may mount one."""
    if not sys.platform.startswith("linux"):
        pytest.skip("mounts a tmpfs")
    folder.mkdir(parents=True)
    try:
        _mount(folder, 0, LARGE)
    except PermissionError:
        pytest.skip("only root may mount a tmpfs")
    try:
        yield Disk(folder)
    finally:
        ctypes.CDLL(None).umount2(os.fsencode(folder), _DETACH)


def _mount(folder: Path, flags: int, options: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options.encode()):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(folder))
