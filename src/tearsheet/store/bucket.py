"""The objects of a bucket, through obstore; put-if-absent is the bucket's own conditional put. An
error of the bucket is one sentence that says what to set.

Import it only for a root that is a bucket: obstore takes its time to load.
"""

from __future__ import annotations

import io
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import BinaryIO, Concatenate, ParamSpec, TypeVar, cast

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import from_url

from tearsheet.errors import BadRoot
from tearsheet.store.objects import Entry

P = ParamSpec("P")
T = TypeVar("T")

#: Bytes that are read at a time. judged
_READ_BYTES = 1 << 20
#: What the environment says of a bucket, by the scheme of its URL: credentials, place.
_VARIABLES = {
    "s3": (
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN)",
        "AWS_REGION and AWS_ENDPOINT_URL",
    ),
    "gs": ("GOOGLE_SERVICE_ACCOUNT", "the bucket's name"),
    "az": ("AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_ENDPOINT"),
}
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
#: How long the first look at a bucket may take before it is called out of reach: judged.
_LOOK = timedelta(seconds=15)


def _tell(
    method: Callable[Concatenate[BucketObjects, P], T],
) -> Callable[Concatenate[BucketObjects, P], T]:
    """The method with the bucket's errors as one sentence each (BadRoot); what is not there stays
    FileNotFoundError.
    """

    @wraps(method)
    def wrapper(self: BucketObjects, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except FileNotFoundError as error:
            if "NoSuchBucket" in str(error):
                raise BadRoot(sentence_of(self.root, error)) from None
            raise FileNotFoundError(str(error).split("\n", 1)[0]) from None
        except BaseError as error:
            raise BadRoot(sentence_of(self.root, error)) from None

    return wrapper


def sentence_of(root: str, error: BaseException) -> str:
    """What a bucket's error means and what to set, without the library's own account of itself."""
    credentials, place = _VARIABLES.get(root.partition("://")[0], _VARIABLES["s3"])
    said = str(error).split("\n", 1)[0]
    if isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return f"{root} refuses these credentials: set {credentials} (docs/buckets.md)"
    if "NoSuchBucket" in str(error) or isinstance(error, FileNotFoundError):
        return f"{root}: there is no such bucket: make it, or set {place} (docs/buckets.md)"
    if "Unable to recognise URL" in said:
        return f"{root} is no bucket URL: they look like s3://bucket/folder, gs://… or az://…"
    reason = said.rsplit(" - ", 1)[-1][:200]
    return (
        f"{root} cannot be used ({reason}): see that the bucket is there and set {place}, and "
        f"{credentials} (docs/buckets.md)"
    )


def check_bucket(root: str) -> None:
    """Check that the bucket can be listed and written to. Raises BadRoot, within seconds, where
    not.
    """
    allow_http = os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true", "yes")
    objects = BucketObjects(root)
    quick = from_url(
        root.rstrip("/"),
        retry_config={"max_retries": 1, "retry_timeout": _LOOK},
        client_options={"connect_timeout": _LOOK / 3, "timeout": _LOOK, "allow_http": allow_http},
    )
    path = f"staging/probe-{uuid.uuid4().hex}/probe"
    try:
        obstore.put(quick, path, b"may this be written to?")
        for _ in obstore.list(quick, "snapshots"):
            break
        obstore.delete(quick, path)
    except (BaseError, OSError) as error:
        raise BadRoot(sentence_of(objects.root, error)) from None


def _check_names(root: str) -> None:
    """Raises BadRoot for a URL or an endpoint that a client cannot use; obstore would break off for
    some, and what reads Parquet from a bucket has no way to spell out a pattern's characters.
    """
    if re.search(r"[*?\[\]#%\s]", root):
        raise BadRoot(f"a bucket URL may not hold *, ?, [, ], #, % or blanks: {root!a}")
    for name in _ENDPOINTS if root.startswith("s3") else ():
        said = os.environ.get(name)
        if said and not re.fullmatch(r"https?://[^\s/:]+(:\d+)?(/\S*)?", said):
            raise BadRoot(f"{name} is no address such as https://host:9000: {said!a}")
        insecure = os.environ.get("AWS_ALLOW_HTTP", "").lower() not in ("1", "true", "yes")
        if said and said.startswith("http://") and insecure:
            raise BadRoot(
                f"{name} is {said}, without encryption: set https://, or AWS_ALLOW_HTTP=true to "
                f"allow it"
            )


class BucketObjects:
    """The objects under a bucket URL; see `Objects`."""

    folder: Path | None = None

    def __init__(self, root: str) -> None:
        self.root = root
        self._url = root.rstrip("/")
        _check_names(root)
        try:
            self._store = from_url(self._url)
        except (BaseError, ValueError) as error:
            raise BadRoot(sentence_of(root, error)) from None

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

    @_tell
    def put_new(self, path: str, data: bytes) -> bool:
        """Store the bytes under a free name."""
        try:
            obstore.put(self._store, path, data, mode="create")
        except AlreadyExistsError:
            return False
        return True

    @_tell
    def put_file(self, path: str, source: Path, *, is_finished: bool = False) -> bool:
        """Upload a local file under a content-addressed name, finished or not.

        A multipart upload cannot be conditional; the name is the hash of the content, so that
        writing it twice is the same.
        """
        if self.exists(path):
            return False
        obstore.put(self._store, path, source)
        return True

    @_tell
    def put_scratch(self, path: str, data: bytes) -> None:
        """Store bytes that only this run reads."""
        obstore.put(self._store, path, data)

    @_tell
    def replace(self, path: str, data: bytes) -> None:
        """Put the bytes in place of an object."""
        obstore.put(self._store, path, data)

    @_tell
    def get(self, path: str) -> bytes:
        """The object's bytes."""
        return bytes(obstore.get(self._store, path).bytes())

    @_tell
    def get_range(self, path: str, start: int, length: int) -> bytes:
        """`length` bytes of the object from `start`."""
        if not length:
            return b""
        return bytes(obstore.get_range(self._store, path, start=start, length=length))

    @_tell
    def reader(self, path: str) -> BinaryIO:
        """A seekable reader of the object. obstore's own gives its own kind of bytes."""
        return io.BufferedReader(_RangeReader(obstore.open_reader(self._store, path)), _READ_BYTES)

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        return self.written_at(path) is not None

    def age(self, path: str) -> timedelta | None:
        """How long ago the object was written, or null where there is none."""
        written = self.written_at(path)
        return datetime.now(UTC) - written if written else None

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects under a prefix, sorted by path."""
        yield from sorted(self._entries(prefix), key=lambda e: e.path)

    @_tell
    def _entries(self, prefix: str) -> Iterable[Entry]:
        return [
            Entry(m["path"], m["size"], m["last_modified"].astimezone(UTC))
            for batch in obstore.list(self._store, prefix)
            for m in batch
        ]

    @_tell
    def delete(self, paths: Iterable[str]) -> None:
        """Remove objects, one by one."""
        for path in paths:
            obstore.delete(self._store, path)

    def prune_folder(self, prefix: str, *, before: datetime | None = None) -> None:
        """Nothing: a bucket has no folders."""

    @_tell
    def written_at(self, path: str) -> datetime | None:
        """When the object was written, or null where there is none."""
        try:
            return obstore.head(self._store, path)["last_modified"].astimezone(UTC)
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
