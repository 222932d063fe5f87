"""Durable files on a local disk: every call by which an archive in a folder changes goes through
here.

A file is written under a temporary name, fsynced and linked to its own, so that a name never holds
a torn file and two writers never overwrite one another; then its folder is fsynced. Errors name the
file they befell.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from tearsheet.store.crash_points import reach

#: Where files grow before they have a name.
INCOMING = ".incoming"
#: A folder that others remove while it is empty is made so often. judged
_MOST_REMOVALS = 100
T = TypeVar("T")
#: Bytes that are hashed at a time. judged
_STEP = 1 << 20
#: Told of every change before it is made: `(what, path)`. It may raise what a failing disk would.
Watcher = Callable[[str, Path], None]
_watcher: Watcher | None = None


def watch(watcher: Watcher | None) -> None:
    """Tell this one of every change from now on: how a test makes the Nth of them fail."""
    global _watcher
    _watcher = watcher


@contextmanager
def change(what: str, path: Path) -> Iterator[None]:
    """A context for a call that changes the disk: an error in it that names no file gets this
    path's name.
    """
    try:
        _begin(what, path)
        yield
    except OSError as error:
        _raise_named(error, path)
        raise


def _begin(what: str, path: Path) -> None:
    reach(f"disk.{what}")
    if _watcher is not None:
        _watcher(what, path)


def _raise_named(error: OSError, path: Path) -> None:
    """Raise the error with this file's name where it has none."""
    if error.errno is not None and error.filename is None:
        raise type(error)(error.errno, error.strerror or "I/O error", str(path)) from error


def write(out: BinaryIO, path: Path, *pieces: bytes) -> None:
    """Append bytes to a file that is open."""
    try:  # a context manager takes longer than such a write
        _begin("write", path)
        for piece in pieces:
            out.write(piece)
    except OSError as error:
        _raise_named(error, path)
        raise


def write_temporary(folder: Path, chunks: Iterable[bytes], target: Path) -> Path:
    """A finished, fsynced file without a name of its own yet; `target` is what errors call it."""
    incoming = folder / INCOMING
    temporary = incoming / uuid.uuid4().hex
    try:
        with change("open", target):
            incoming.mkdir(parents=True, exist_ok=True)
            out = temporary.open("xb", buffering=0)
        with out:
            for chunk in chunks:
                write_whole(out.fileno(), chunk, target)
            with change("sync", target):
                os.fsync(out.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_whole(handle: int, data: bytes, path: Path) -> None:
    """All of the bytes, however many calls that takes."""
    view = memoryview(data)
    while view:
        with change("write", path):
            view = view[os.write(handle, view) :]


def link_new(temporary: Path, target: Path) -> bool:
    """Give the finished file its name if the name is free; a rename would overwrite a racing
    writer's.
    """
    try:
        return _link(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def supersede(temporary: Path, target: Path) -> None:
    """Put the finished file durably in place of another."""
    with change("replace", target):
        temporary.replace(target)
    _sync_folder(target.parent)


def adopt(source: Path, target: Path) -> bool | None:
    """Give a file that is not written to again a second name, durably, if that is free; None where
    it lies on another disk.
    """
    with change("sync", target), source.open("rb") as stream:
        os.fsync(stream.fileno())
    try:
        return _link(source, target)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return None
        raise


def _link(source: Path, target: Path) -> bool:
    made = set[Path]()

    def link() -> bool:
        made.update(_missing_parents(target.parent))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except FileExistsError:
            return False
        return True

    with change("link", target):
        is_new = _call_again(link)
    for folder in {target.parent, *(m.parent for m in made)} if is_new else ():
        _sync_folder(folder)
    return is_new


def replace(path: Path, data: bytes) -> None:
    """Write a file anew, whole or not at all. It is not fsynced: for what can be made again."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")

    def write_beside() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)

    try:
        with change("write", path):
            _call_again(write_beside)
        with change("replace", path):
            temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _call_again(call: Callable[[], T]) -> T:
    """What the call gives, which makes a folder and puts something into it: in between vacuum may
    have taken the folder for one that is left behind.
    """
    for _ in range(_MOST_REMOVALS):
        try:
            return call()
        except FileNotFoundError:
            continue
    return call()


def sync_file(path: Path) -> None:
    """See to it that a file which another process may have just linked is on the disk."""
    fsync_path(path)
    _sync_folder(path.parent)


def fsync_path(path: Path) -> None:
    """See to it that what a file holds, or which files a folder has, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """A stream in bounded pieces."""
    while chunk := stream.read(_STEP):
        yield chunk


def _missing_parents(folder: Path) -> list[Path]:
    made = []
    while not folder.exists():
        made.append(folder)
        folder = folder.parent
    return made


def _sync_folder(folder: Path) -> None:
    with change("sync", folder):
        fsync_path(folder)
