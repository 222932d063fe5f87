"""A file on disk -> what it is and its bytes, bounded, or a reason why not. The file is whoever's:
nothing it holds is trusted.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol, cast, get_args

from tearsheet.landing.remote.bucket_files import BucketFile, open_bucket
from tearsheet.settings import settings
from tearsheet.store import disk
from tearsheet.workers import Killed, pool
from transforms import ids
from transforms.captures.kinds import (
    FileType,
    LooseFile,
    classify_file,
    classify_json,
    make_loose_file,
)
from transforms.captures.media import medium_of_head
from transforms.formats.compression import Coding, expand, members
from transforms.formats.containers import ENDINGS
from transforms.formats.csv_rows import SAMPLE_BYTES, dialect_of
from transforms.formats.parquet import iter_parquet
from transforms.formats.record import MAX_PAYLOAD, Damaged
from transforms.formats.sniff import HEAD_BYTES, Kind, sniff
from transforms.formats.streams import BOMB_FLOOR, MAX_RATIO
from transforms.formats.web_archives.warc import iter_warc
from transforms.page import NoPage, Refused

_TOO_LARGE = "too_large", f"more than {MAX_PAYLOAD} bytes in one capture"
#: Bytes that are read at a time. judged
_STEP = 1 << 20
#: The unit of `st_blocks`, whatever that of the file system is. source: stat(2)
_DISK_BLOCK = 512
#: Bytes a second at which any machine reads a Parquet file. judged
_SLOWEST_PARQUET = 1 << 20


class ReadableFile(Protocol):
    """A file that is landed: held open on disk, or in memory."""

    stream: BinaryIO

    @property
    def size(self) -> int:
        """Bytes, as the file was when it was opened."""

    @property
    def is_sparse(self) -> bool:
        """Whether it is holes for the most part, so that it would expand like a bomb."""

    def check_unchanged(self, read: int) -> None:
        """Raises Refused where the file grew, shrank or was written since it was opened."""


class HeldFile:
    """A file in memory: one that was inside another."""

    is_sparse = False

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.stream: BinaryIO = BytesIO(data)

    def __enter__(self) -> HeldFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def check_unchanged(self, read: int) -> None:
        """Nobody else has it."""


class OpenFile:
    """A regular file held open; `check_unchanged` says whether it is still as it was."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # O_NONBLOCK: a FIFO put in a file's place since it was found must not hold the run
        self._handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.stream: BinaryIO = os.fdopen(self._handle, "rb")
        self._before = os.fstat(self._handle)
        if not stat.S_ISREG(self._before.st_mode):
            self.stream.close()
            raise Refused("special_file", "not a regular file")

    def __enter__(self) -> OpenFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    @property
    def size(self) -> int:
        """Bytes, as the file was when it was opened."""
        return self._before.st_size

    @property
    def status(self) -> os.stat_result:
        """The file's size and times, as they were when it was opened."""
        return self._before

    @property
    def is_sparse(self) -> bool:
        """Whether it is holes for the most part. A file system that counts no blocks says so of
        nothing.
        """
        on_disk = self._before.st_blocks * _DISK_BLOCK
        return self.size > BOMB_FLOOR and 0 < MAX_RATIO * on_disk < self.size

    def check_unchanged(self, read: int) -> None:
        """Raises Refused where the file grew, shrank or was written since it was opened."""
        now = os.fstat(self._handle)
        if read != self._before.st_size or (now.st_size, now.st_mtime_ns) != (
            self._before.st_size,
            self._before.st_mtime_ns,
        ):
            raise Refused(
                "changed_while_read", "the file was written to while it was read; try again"
            )


class FetchedFile(OpenFile):
    """A local copy of an object, which is removed when it is closed. Raises Refused where the
    object is no longer what was listed, OSError where it cannot be had.
    """

    def __init__(self, source: BucketFile, copy: Path) -> None:
        objects = open_bucket(source.bucket)
        try:
            with objects.reader(source.key) as stream, copy.open("xb") as out:
                while chunk := stream.read(_STEP):
                    out.write(chunk)
            written = objects.written_at(source.key)
            if copy.stat().st_size != source.st_size or written != source.modified_at:
                said = "the object was written to since it was listed; try again"
                raise Refused("changed_while_read", said)
            super().__init__(copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise

    def __exit__(self, *told: object) -> None:
        super().__exit__(*told)
        self.path.unlink(missing_ok=True)


def identify(file: ReadableFile, field_map: Mapping[str, str] | None = None) -> FileType:
    """What the file is, by its content and the names of columns that are to be expected. Raises
    NoPage for media that hold none, Refused for what cannot be landed.
    """
    with _refusing_unreadable():
        return _identify(file, field_map)


def _identify(file: ReadableFile, field_map: Mapping[str, str] | None) -> FileType:
    head = file.stream.read(SAMPLE_BYTES)
    kind, coding = sniff(head[:HEAD_BYTES]), None
    if file.is_sparse and not medium_of_head(head, kind):
        is_dump = kind in ("text", "xml") and dialect_of(head, field_map)
        if is_dump or classify_file(kind, None).shape != "loose":
            raise Refused("bomb", f"{file.size} bytes, of which hardly any lie on the disk")
        raise Refused(*_TOO_LARGE)
    if kind in get_args(Coding):
        coding = cast("Coding", kind)
        kind, head = _inside(file.stream, coding)
    if medium := medium_of_head(head, kind):
        raise NoPage(medium)
    if kind in ("json", "jsonl"):
        return classify_json(kind, coding, _document(file, coding, lines=kind == "json"))
    if kind in ("text", "xml") and dialect_of(head, field_map):
        kind = "csv"
    return classify_file(kind, coding)


def _document(file: ReadableFile, coding: Coding | None, *, lines: bool) -> bytes | None:
    """The whole file where it can be held; null where it cannot, or has several lines that may not
    be.
    """
    file.stream.seek(0)
    source = members(file.stream, coding)
    data = bytearray()
    while source.open_next():
        while chunk := source.chunk():
            data += chunk
            first = data.find(b"\n") if not lines else -1
            if len(data) > MAX_PAYLOAD or (first >= 0 and data[first:].strip()):
                return None
        if source.take_failure():
            break
    return bytes(data)


def read_loose(file: ReadableFile, file_type: FileType) -> LooseFile:
    """The capture in a loose file. Raises Refused where it is none."""
    with _refusing_unreadable():
        return _read_loose(file, file_type)


def _read_loose(file: ReadableFile, file_type: FileType) -> LooseFile:
    if file.size > MAX_PAYLOAD:
        raise Refused(*_TOO_LARGE)
    file.stream.seek(0)
    data = file.stream.read(file.size + 1)  # one more tells that it has grown
    file.check_unchanged(len(data))
    if file_type.coding:
        file.stream.seek(0)
        data, failure = expand(file.stream, file_type.coding, limit=MAX_PAYLOAD)
        if failure:
            raise Refused(failure.reason, failure.detail)
    return make_loose_file(data, file_type.kind)


def is_unread(file: ReadableFile, reason: str) -> bool:
    """Whether a file that was refused for this reason was so for its size alone."""
    return file.is_sparse or (reason == "too_large" and file.size > MAX_PAYLOAD)


def hash_refused(file: ReadableFile, reason: str) -> str | None:
    """The sha256 of a file that was refused, in bounded memory; null where it cannot be read to its
    end, and of a file that was refused for its size and not read that far.
    """
    if is_unread(file, reason):
        return None
    try:
        file.stream.seek(0)
        return ids.sha256_of_stream(file.stream)
    except OSError:
        return None


def copy_file(file: ReadableFile, target: Path) -> str:
    """Copy the file and return its sha256. Raises Refused where it changed meanwhile."""
    digest = hashlib.sha256()
    size = 0
    with target.open("xb", buffering=0) as out:
        while chunk := _read_at(file.stream, size):
            digest.update(chunk)
            disk.write_whole(out.fileno(), chunk, target)
            size += len(chunk)
    file.check_unchanged(size)
    return digest.hexdigest()


def try_parquet(path: Path) -> None:
    """Read the file once in a child process. Raises Refused where that ends the child: Parquet is
    decoded by compiled code.
    """
    try:
        pool(settings().workers).run(
            _read_parquet, str(path), timeout=60 + path.stat().st_size / _SLOWEST_PARQUET
        )
    except Killed as killed:
        if not killed.is_of_input:
            raise
        raise Refused("bad_parquet", f"reading it ended its process: {killed.reason}") from None


def _read_parquet(path: str) -> None:
    with Path(path).open("rb") as stream:
        for _ in iter_parquet(stream):
            pass


def _read_at(stream: BinaryIO, offset: int) -> bytes:
    with _refusing_unreadable():
        stream.seek(offset)
        return stream.read(_STEP)


@contextmanager
def _refusing_unreadable() -> Iterator[None]:
    """An I/O error of the user's file refuses that file; one of the archive's own store ends the
    run.
    """
    try:
        yield
    except OSError as error:
        raise Refused("unreadable", error.strerror or type(error).__name__) from None


def _inside(stream: BinaryIO, coding: Coding) -> tuple[Kind, bytes]:
    """The kind of what is compressed, as far as its first bytes can be had, and these."""
    stream.seek(0)
    head, failure = expand(stream, coding, limit=SAMPLE_BYTES)
    kind = sniff(head[:HEAD_BYTES])
    if failure is None or failure.reason == "too_large":
        return kind, head
    if coding == "gzip" and kind not in ENDINGS:
        stream.seek(0)  # a web archive whose first record is damaged
        if not all(isinstance(item, Damaged) for item in iter_warc(stream, coding=coding)):
            return "warc", head
    if kind == "empty":
        raise Refused(failure.reason, failure.detail)
    return kind, head
