"""Objects under a root, on local disk or in a bucket: put-if-absent, durable, content-addressed.

On local disk an object is written to a temporary file, fsynced, and linked to its name, so that a
name never holds a torn object and two writers never overwrite one another. A bucket gives the same
by its conditional put. Paths are relative, with forward slashes.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from tearsheet.store import disk

if TYPE_CHECKING:
    from obstore.store import ObjectStore


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored object."""

    path: str
    size: int
    modified_at: datetime


class Objects:
    """The objects under one root."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._folder: Path | None = None
        self._store: ObjectStore | None = None
        if "://" in root and not root.startswith("file://"):
            from obstore.store import from_url

            self._store = from_url(root.rstrip("/"))
        else:
            self._folder = Path(root.removeprefix("file://")).absolute()

    @classmethod
    def open(cls, root: str) -> Objects:
        """The objects under this folder or bucket URL; nothing is created before the first put."""
        return cls(root)

    @property
    def folder(self) -> Path | None:
        """The root as a local folder, or null for a bucket."""
        return self._folder

    @property
    def options(self) -> dict[str, str] | None:
        """What Polars needs to open this root's URLs: the same environment variables that obstore
        reads.
        """
        if self._folder:
            return None
        wanted = {
            k.lower(): v
            for k, v in os.environ.items()
            if k.startswith(("AWS_", "GOOGLE_", "AZURE_"))
        }
        return wanted or None

    def local(self, path: str) -> Path | None:
        """The object as a local file, or null for a bucket."""
        return self._folder / path if self._folder else None

    def url(self, path: str) -> str:
        """What a Parquet reader opens: a local path, or a bucket URL."""
        return str(self._folder / path) if self._folder else f"{self.root.rstrip('/')}/{path}"

    def put_new(self, path: str, data: bytes) -> bool:
        """Store the bytes under a name that is free; False where it is taken. Durable when it
        returns True.
        """
        if self._folder:
            return self._link(path, (data,))
        return self._put_absent(path, data)

    def put_file(self, path: str, source: Path, *, is_finished: bool = False) -> bool:
        """Store a local file under a content-addressed name; False where the object exists already.

        One that is finished, never to be written to again, is not copied where both are on one
        disk: it gets a second name.
        """
        if self._folder:
            target = self._folder / path
            if (
                is_finished
                and not target.exists()
                and (linked := disk.adopt(source, target)) is not None
            ):
                return linked
            with source.open("rb") as stream:
                return self._link(path, disk.pieces(stream))
        if self.exists(path):
            return False
        import obstore

        # a multipart upload cannot be conditional; the name is the hash of the content, so that
        # writing it twice is the same
        obstore.put(self._need_store(), path, source)
        return True

    def put_scratch(self, path: str, data: bytes) -> None:
        """Store bytes that only this run reads: not fsynced, replaced where they exist."""
        if self._folder:
            disk.replace(self._folder / path, data)
            return
        import obstore

        obstore.put(self._need_store(), path, data)

    def get(self, path: str) -> bytes:
        """The object's bytes. Raises FileNotFoundError."""
        if self._folder:
            return (self._folder / path).read_bytes()
        import obstore

        return bytes(obstore.get(self._need_store(), path).bytes())

    def get_range(self, path: str, start: int, length: int) -> bytes:
        """`length` bytes of the object from `start`. Raises FileNotFoundError."""
        if self._folder:
            with (self._folder / path).open("rb") as stream:
                stream.seek(start)
                return stream.read(length)
        import obstore

        return (
            bytes(obstore.get_range(self._need_store(), path, start=start, length=length))
            if length
            else b""
        )

    def reader(self, path: str) -> BinaryIO:
        """A seekable reader of the object."""
        if self._folder:
            return (self._folder / path).open("rb")
        import obstore

        # obstore's reader gives its own Bytes; a buffered reader over a small adapter gives
        # Python's
        return io.BufferedReader(
            _RangeReader(obstore.open_reader(self._need_store(), path)), 1 << 20
        )

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        if self._folder:
            return (self._folder / path).is_file()
        import obstore

        try:
            obstore.head(self._need_store(), path)
        except FileNotFoundError:
            return False
        return True

    def age(self, path: str) -> timedelta | None:
        """How long ago the object was written, or null where there is none."""
        try:
            if self._folder:
                written = datetime.fromtimestamp((self._folder / path).stat().st_mtime, UTC)
            else:
                import obstore

                written = obstore.head(self._need_store(), path)["last_modified"]
        except FileNotFoundError:
            return None
        return datetime.now(UTC) - written

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects under a prefix (a folder), sorted by path; unfinished writes are left out."""
        if self._folder:
            yield from _walk(self._folder, prefix)
            return
        import obstore

        entries = [
            Entry(m["path"], m["size"], m["last_modified"].astimezone(UTC))
            for batch in obstore.list(self._need_store(), prefix)
            for m in batch
        ]
        yield from sorted(entries, key=lambda e: e.path)

    def delete(self, paths: Iterable[str]) -> None:
        """Remove objects; one that is gone already is no error."""
        for path in paths:
            if self._folder:
                (self._folder / path).unlink(missing_ok=True)
            else:
                import obstore

                obstore.delete(self._need_store(), path)

    def prune_folder(self, prefix: str) -> None:
        """Remove the folders that deleted objects leave behind; buckets have none."""
        if self._folder and (self._folder / prefix).is_dir():
            for parent, _, _ in os.walk(self._folder / prefix, topdown=False):
                with contextlib.suppress(
                    OSError
                ):  # not empty: another process is still writing there
                    Path(parent).rmdir()

    def _link(self, path: str, chunks: Iterable[bytes]) -> bool:
        assert self._folder is not None
        target = self._folder / path
        if target.exists():
            disk.settle(target)
            return False
        return disk.link_new(disk.write_temporary(self._folder, chunks, target), target)

    def _need_store(self) -> ObjectStore:
        assert self._store is not None
        return self._store

    def _put_absent(self, path: str, data: bytes) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        try:
            obstore.put(self._need_store(), path, data, mode="create")
        except AlreadyExistsError:
            return False
        return True


class _RangeReader(io.RawIOBase):
    """obstore's reader as Python's raw reader."""

    def __init__(self, inner: object) -> None:
        self._inner = cast("BinaryIO", inner)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        data = bytes(self._inner.read(len(view)))
        view[: len(data)] = data
        return len(data)


def _walk(folder: Path, prefix: str) -> Iterator[Entry]:
    start = folder / prefix
    if not start.is_dir():
        return
    found = []
    for parent, folders, names in os.walk(start):
        folders[:] = [f for f in folders if f != disk.INCOMING]
        for name in names:
            path = Path(parent) / name
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # vacuumed while we walked
            found.append(
                Entry(
                    path.relative_to(folder).as_posix(),
                    status.st_size,
                    datetime.fromtimestamp(status.st_mtime, UTC),
                )
            )
    yield from sorted(found, key=lambda e: e.path)
