"""A file on disk -> what it is and its bytes, bounded, or a reason why not. The file is whoever's: nothing it holds is trusted."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast, get_args

from tearsheet import disk
from transforms.formats.compression import Coding, expand
from transforms.formats.containers import is_addressable, is_container
from transforms.formats.record import Damaged, RecordKind
from transforms.formats.sniff import HEAD_BYTES, MEDIA_TYPES, Kind, nul_bytes, sniff
from transforms.formats.warc import iter_warc
from transforms.page import Refused

#: A loose file is read whole; what is larger is no page.
MAX_LOOSE = 64 << 20
#: A file of one JSON line is a loose file, however many of them a folder holds; a longer one is a dump.
_MAX_SINGLE_LINE = 4 << 20
_STEP = 1 << 20
Shape = Literal["container", "loose"]


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file is: its kind, inside which compression, and whether it is one capture or many."""

    kind: Kind
    coding: Coding | None
    shape: Shape


@dataclass(frozen=True, slots=True)
class Loose:
    """One file that is one capture."""

    payload: bytes
    sha256: str
    media_type: str
    record_kind: RecordKind


class Opened:
    """A regular file held open; `unchanged` says whether it is still as it was."""

    def __init__(self, path: Path) -> None:
        # O_NONBLOCK: a FIFO put in a file's place since it was found must not hold the run
        self._handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        self.stream: BinaryIO = os.fdopen(self._handle, "rb")
        self._before = os.fstat(self._handle)
        if not stat.S_ISREG(self._before.st_mode):
            self.stream.close()
            raise Refused("special_file", "not a regular file")

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    @property
    def size(self) -> int:
        """Bytes, as the file was when it was opened."""
        return self._before.st_size

    def check_unchanged(self, read: int) -> None:
        """Raises Refused where the file grew, shrank or was written since it was opened."""
        now = os.fstat(self._handle)
        if read != self._before.st_size or (now.st_size, now.st_mtime_ns) != (self._before.st_size, self._before.st_mtime_ns):
            raise Refused("changed_while_read", "the file was written to while it was read; try again")


def identify(opened: Opened) -> Identified:
    """What the file is, by its content. Raises Refused for what cannot be landed."""
    with _reading():
        return _identify(opened)


def _identify(opened: Opened) -> Identified:
    head = opened.stream.read(HEAD_BYTES)
    kind, coding = sniff(head), None
    if kind in get_args(Coding):
        coding = cast("Coding", kind)
        kind = _inside(opened.stream, coding)
    if kind in ("gzip", "zstd", "bz2", "xz", "lz4", "zip", "arc"):
        raise Refused("unsupported_format", f"{kind} inside {coding}" if coding else kind)
    if not is_container(kind) or (kind == "jsonl" and _is_single_line(opened, coding)):
        return Identified("json" if kind == "jsonl" else kind, coding, "loose")
    if not is_addressable(coding):
        raise Refused("unsupported_format", f"{kind} inside {coding}")
    return Identified(kind, coding, "container")


def read_loose(opened: Opened, found: Identified) -> Loose:
    """The capture in a loose file. Raises Refused where it is none."""
    with _reading():
        return _read_loose(opened, found)


def _read_loose(opened: Opened, found: Identified) -> Loose:
    opened.stream.seek(0)
    data = opened.stream.read(MAX_LOOSE + 1)
    if len(data) > MAX_LOOSE:
        raise Refused("too_large", f"more than {MAX_LOOSE} bytes in one capture")
    opened.check_unchanged(len(data))
    if found.coding:
        opened.stream.seek(0)
        data, failure = expand(opened.stream, found.coding, limit=MAX_LOOSE)
        if failure:
            raise Refused(failure.reason, failure.detail)
    kind = found.kind
    if kind == "empty" and data.strip():
        kind = "text"
    _check(data, kind)
    if kind == "json":  # one line and the same line in a dump are the same payload
        data = data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    return Loose(data, hashlib.sha256(data).hexdigest(), MEDIA_TYPES[kind], "article" if kind == "json" else "capture")


def hash_of(opened: Opened) -> str | None:
    """The file's sha256, in bounded memory; null where it cannot be read to its end."""
    try:
        opened.stream.seek(0)
        digest = hashlib.sha256()
        while chunk := opened.stream.read(_STEP):
            digest.update(chunk)
        return digest.hexdigest()
    except OSError:
        return None


def copy_of(opened: Opened, target: Path) -> str:
    """Copy the file and return its sha256. Raises Refused where it changed meanwhile."""
    digest = hashlib.sha256()
    size = 0
    with target.open("xb", buffering=0) as out:
        while chunk := _read_at(opened.stream, size):
            digest.update(chunk)
            disk.write_whole(out.fileno(), chunk, target)
            size += len(chunk)
    opened.check_unchanged(size)
    return digest.hexdigest()


def _read_at(stream: BinaryIO, offset: int) -> bytes:
    with _reading():
        stream.seek(offset)
        return stream.read(_STEP)


@contextmanager
def _reading() -> Iterator[None]:
    """An I/O error of the user's file refuses that file; one of the archive's own store ends the run."""
    try:
        yield
    except OSError as error:
        raise Refused("unreadable", error.strerror or type(error).__name__) from None


def _inside(stream: BinaryIO, coding: Coding) -> Kind:
    """The kind of what is compressed, as far as its first bytes can be had."""
    stream.seek(0)
    head, failure = expand(stream, coding, limit=HEAD_BYTES)
    if failure is None or failure.reason == "too_large":
        return sniff(head)
    kind = sniff(head)
    if coding == "gzip" and not is_container(kind):
        stream.seek(0)  # a web archive whose first record is damaged
        if not all(isinstance(item, Damaged) for item in iter_warc(stream, coding=coding)):
            return "warc"
    if kind == "empty":
        raise Refused(failure.reason, failure.detail)
    return kind


def _is_single_line(opened: Opened, coding: Coding | None) -> bool:
    if opened.size > _MAX_SINGLE_LINE:
        return False
    opened.stream.seek(0)
    data, failure = expand(opened.stream, coding, limit=_MAX_SINGLE_LINE) if coding else (opened.stream.read(), None)
    return failure is None and b"\n" not in data.strip()


def _check(data: bytes, kind: Kind) -> None:
    if kind == "empty":
        raise Refused("empty", "no bytes" if not data else "nothing but white space")
    if kind == "binary" or kind in ("text", "json") and nul_bytes(data):
        text_with_nuls = nul_bytes(data) and sniff(data[:HEAD_BYTES].replace(b"\0", b"")) != "binary"
        raise Refused(*(("nul_bytes", "text with NUL bytes in it") if text_with_nuls else ("binary", "neither text nor a known container")))
    if kind == "json" and not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise Refused("unsupported_format", "a JSON array")
