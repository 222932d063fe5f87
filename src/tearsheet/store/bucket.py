"""The objects of a bucket, through obstore; put-if-absent is the bucket's own conditional put.

Import it only for a root that is a bucket: obstore takes its time to load.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import from_url

from tearsheet.store.objects import Entry

_READ_BYTES = 1 << 20


class BucketObjects:
    """The objects under a bucket URL; see `Objects`."""

    folder: Path | None = None

    def __init__(self, root: str) -> None:
        self.root = root
        self._url = root.rstrip("/")
        self._store = from_url(self._url)

    @property
    def options(self) -> dict[str, str] | None:
        """The environment variables that obstore reads: Polars takes them as options."""
        wanted = {
            k.lower(): v
            for k, v in os.environ.items()
            if k.startswith(("AWS_", "GOOGLE_", "AZURE_"))
        }
        return wanted or None

    def local(self, path: str) -> None:
        """Nothing: no object is a local file."""

    def url(self, path: str) -> str:
        """The object as a bucket URL."""
        return f"{self._url}/{path}"

    def put_new(self, path: str, data: bytes) -> bool:
        """Store the bytes under a free name."""
        try:
            obstore.put(self._store, path, data, mode="create")
        except AlreadyExistsError:
            return False
        return True

    def put_file(self, path: str, source: Path, *, is_finished: bool = False) -> bool:
        """Upload a local file under a content-addressed name, finished or not.

        A multipart upload cannot be conditional; the name is the hash of the content, so that
        writing it twice is the same.
        """
        if self.exists(path):
            return False
        obstore.put(self._store, path, source)
        return True

    def put_scratch(self, path: str, data: bytes) -> None:
        """Store bytes that only this run reads."""
        obstore.put(self._store, path, data)

    def get(self, path: str) -> bytes:
        """The object's bytes."""
        return bytes(obstore.get(self._store, path).bytes())

    def get_range(self, path: str, start: int, length: int) -> bytes:
        """`length` bytes of the object from `start`."""
        if not length:
            return b""
        return bytes(obstore.get_range(self._store, path, start=start, length=length))

    def reader(self, path: str) -> BinaryIO:
        """A seekable reader of the object. obstore's own gives its own kind of bytes."""
        return io.BufferedReader(_RangeReader(obstore.open_reader(self._store, path)), _READ_BYTES)

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        return self._written_at(path) is not None

    def age(self, path: str) -> timedelta | None:
        """How long ago the object was written, or null where there is none."""
        written = self._written_at(path)
        return datetime.now(UTC) - written if written else None

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects under a prefix, sorted by path."""
        entries = [
            Entry(m["path"], m["size"], m["last_modified"].astimezone(UTC))
            for batch in obstore.list(self._store, prefix)
            for m in batch
        ]
        yield from sorted(entries, key=lambda e: e.path)

    def delete(self, paths: Iterable[str]) -> None:
        """Remove objects, one by one."""
        for path in paths:
            obstore.delete(self._store, path)

    def prune_folder(self, prefix: str) -> None:
        """Nothing: a bucket has no folders."""

    def _written_at(self, path: str) -> datetime | None:
        try:
            return obstore.head(self._store, path)["last_modified"]
        except FileNotFoundError:
            return None


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
