"""Objects under a root: put-if-absent, durable, content-addressed; those of a folder on local disk.

On local disk an object is written to a temporary file, fsynced, and linked to its name, so that a
name never holds a torn object and two writers never overwrite one another. Paths are relative, with
forward slashes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from tearsheet.store import disk


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored object."""

    path: str
    size: int
    modified_at: datetime


class Objects(Protocol):
    """The objects under one root; nothing is created before the first put."""

    @property
    def root(self) -> str:
        """The root as it was given: a folder or a bucket URL."""

    @property
    def folder(self) -> Path | None:
        """The root as a local folder, or null for a bucket."""

    @property
    def options(self) -> dict[str, str] | None:
        """What Polars needs to open this root's URLs."""

    def local(self, path: str) -> Path | None:
        """The object as a local file, or null for a bucket."""

    def url(self, path: str) -> str:
        """What a Parquet reader opens: a local path, or a bucket URL."""

    def put_new(self, path: str, data: bytes) -> bool:
        """Store the bytes under a name that is free; False where it is taken. Durable when it
        returns True.
        """

    def put_file(self, path: str, source: Path, *, is_finished: bool = False) -> bool:
        """Store a local file under a content-addressed name; False where the object exists already.

        One that is finished, never to be written to again, is not copied where both are on one
        disk: it gets a second name.
        """

    def put_scratch(self, path: str, data: bytes) -> None:
        """Store bytes that only this run reads: not fsynced, replaced where they exist."""

    def replace(self, path: str, data: bytes) -> None:
        """Put the bytes in place of an object, whole or not at all, durably: of snapshots that are
        issued again, and of nothing else.
        """

    def get(self, path: str) -> bytes:
        """The object's bytes. Raises FileNotFoundError."""

    def get_range(self, path: str, start: int, length: int) -> bytes:
        """`length` bytes of the object from `start`. Raises FileNotFoundError."""

    def reader(self, path: str) -> BinaryIO:
        """A seekable reader of the object."""

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""

    def age(self, path: str) -> timedelta | None:
        """How long ago the object was written, or null where there is none."""

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects under a prefix (a folder), sorted by path; unfinished writes are left out."""

    def delete(self, paths: Iterable[str]) -> None:
        """Remove objects; one that is gone already is no error."""

    def prune_folder(self, prefix: str, *, before: datetime | None = None) -> None:
        """Remove the folders that deleted objects leave behind, where a time is given only those
        that nothing was put into or taken from since; buckets have none.
        """


class LocalObjects:
    """The objects in a folder; see `Objects`."""

    options: dict[str, str] | None = None

    def __init__(self, root: str) -> None:
        self.root = root
        self.folder = Path(root.removeprefix("file://")).absolute()
        self._below = f"{self.folder}/"

    def local(self, path: str) -> Path:
        """The object as a local file."""
        return self.folder / path

    def url(self, path: str) -> str:
        """The object as a local file."""
        return self._below + path

    def put_new(self, path: str, data: bytes) -> bool:
        """Store the bytes under a free name."""
        return self._link(path, (data,))

    def put_file(self, path: str, source: Path, *, is_finished: bool = False) -> bool:
        """Store a local file under a content-addressed name."""
        target = self.folder / path
        if (
            is_finished
            and not target.exists()
            and (linked := disk.adopt(source, target)) is not None
        ):
            return linked
        with source.open("rb") as stream:
            return self._link(path, disk.pieces(stream))

    def put_scratch(self, path: str, data: bytes) -> None:
        """Store bytes that only this run reads."""
        disk.replace(self.folder / path, data)

    def replace(self, path: str, data: bytes) -> None:
        """Put the bytes in place of an object."""
        target = self.folder / path
        disk.supersede(disk.write_temporary(self.folder, (data,), target), target)

    def get(self, path: str) -> bytes:
        """The object's bytes."""
        return (self.folder / path).read_bytes()

    def get_range(self, path: str, start: int, length: int) -> bytes:
        """`length` bytes of the object from `start`."""
        with (self.folder / path).open("rb") as stream:
            stream.seek(start)
            return stream.read(length)

    def reader(self, path: str) -> BinaryIO:
        """A seekable reader of the object."""
        return (self.folder / path).open("rb")

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        return (self.folder / path).is_file()

    def age(self, path: str) -> timedelta | None:
        """How long ago the object was written, or null where there is none."""
        try:
            written = datetime.fromtimestamp((self.folder / path).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        return datetime.now(UTC) - written

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects in a folder and its folders, sorted by path."""
        yield from _walk(self.folder, prefix)

    def delete(self, paths: Iterable[str]) -> None:
        """Remove objects."""
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)

    def prune_folder(self, prefix: str, *, before: datetime | None = None) -> None:
        """Remove the empty folders below a folder, and itself where it is empty."""
        if not (self.folder / prefix).is_dir():
            return
        for name, _, _ in os.walk(self.folder / prefix, topdown=False):
            folder = Path(name)
            with contextlib.suppress(OSError):  # not empty: another process is still writing there
                if before is None or folder.stat().st_mtime < before.timestamp():
                    folder.rmdir()

    def _link(self, path: str, chunks: Iterable[bytes]) -> bool:
        target = self.folder / path
        if target.exists():
            disk.sync_file(target)
            return False
        return disk.link_new(disk.write_temporary(self.folder, chunks, target), target)


def _walk(folder: Path, prefix: str) -> Iterator[Entry]:
    start = folder / prefix
    if not start.is_dir():
        return
    found = []
    for parent, folders, names in os.walk(start):
        folders[:] = [f for f in folders if f != disk.INCOMING]
        # once a folder: paths are slow objects
        place = Path(parent).relative_to(folder).as_posix()
        beginning = "" if place == "." else f"{place}/"
        for name in names:
            try:
                status = os.stat(f"{parent}/{name}")  # noqa: PTH116 - the same
            except FileNotFoundError:
                continue  # vacuumed while we walked
            found.append(
                Entry(
                    f"{beginning}{name}",
                    status.st_size,
                    datetime.fromtimestamp(status.st_mtime, UTC),
                )
            )
    yield from sorted(found, key=lambda e: e.path)
