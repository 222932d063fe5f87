"""`s3://bucket/folder`, `gs://…`, `az://…` -> the objects that it names.

The place and the credentials come from the environment, as those of an archive in a bucket do. Only
keys are listed beforehand: an object is copied to the disk when it is landed, and the copy removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tearsheet.store.bucket import BucketObjects
    from tearsheet.store.objects import Entry

#: The addresses of buckets that sources may have.
_BUCKET = re.compile(r"(?P<bucket>(?:s3|gs|az)://[^/]+)/?(?P<key>.*)", re.DOTALL)
_MAGIC = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class BucketFile:
    """An object: its bucket, its key, and what it was when it was listed. It stands where the
    status of a file on disk does.
    """

    bucket: str
    key: str
    st_size: int
    modified_at: datetime
    st_ino: int = 0
    st_dev: int = 0

    @property
    def url(self) -> str:
        """Bucket and key."""
        return f"{self.bucket}/{self.key}"

    @property
    def st_mtime(self) -> float:
        """When it was written, in seconds."""
        return self.modified_at.timestamp()

    @property
    def st_mtime_ns(self) -> int:
        """When it was written, in nanoseconds."""
        return round(self.st_mtime * 1e6) * 1000

    @property
    def st_ctime_ns(self) -> int:
        """The same: an object is written once."""
        return self.st_mtime_ns


def is_of_bucket(source: str) -> bool:
    """Whether a source is the address of a bucket or of what is in one."""
    return _BUCKET.fullmatch(source) is not None


def find_objects(source: str) -> Iterator[tuple[BucketFile, str, bool]]:
    """The objects that a source names: one, those below a folder, or those that fit a pattern;
    with each its key below the folder, and whether it was found by looking there. Sorted, what is
    hidden left out. Raises BadRoot, which says what to set.
    """
    split = _BUCKET.fullmatch(source)
    assert split
    bucket, key = split["bucket"], split["key"].rstrip("/")
    if _MAGIC.search(key):
        yield from _fitting(bucket, key)
        return
    exact = _list(bucket, key.rpartition("/")[0]) if key else []
    for entry in exact:
        if entry.path == key:
            yield _file(bucket, entry), key.rpartition("/")[2], False
            return
    for entry in _list(bucket, key):
        below = entry.path.removeprefix(f"{key}/")
        if not any(part.startswith(".") for part in below.split("/")):
            yield _file(bucket, entry), below, True


def _fitting(bucket: str, pattern: str) -> Iterator[tuple[BucketFile, str, bool]]:
    """The objects whose keys fit part by part, as a shell's patterns do."""
    first = _MAGIC.search(pattern)
    assert first
    parts = pattern.split("/")
    for entry in _list(bucket, pattern[: first.start()].rpartition("/")[0]):
        names = entry.path.split("/")
        if len(names) == len(parts) and all(map(fnmatchcase, names, parts)):
            yield _file(bucket, entry), names[-1], False


def _list(bucket: str, folder: str) -> list[Entry]:
    """The objects below a folder, without those that stand for folders."""
    return [entry for entry in open_bucket(bucket).list(folder) if not entry.path.endswith("/")]


def open_bucket(bucket: str) -> BucketObjects:
    """The bucket of this address. Raises BadRoot."""
    from tearsheet.store.bucket import BucketObjects  # obstore is loaded for buckets only

    return BucketObjects(bucket)


def _file(bucket: str, entry: Entry) -> BucketFile:
    return BucketFile(bucket, entry.path, entry.size, entry.modified_at)
