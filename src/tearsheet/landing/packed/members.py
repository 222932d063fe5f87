"""In a child: the files inside a file of files, sent to the parent, or written where large.

The parent trusts nothing of such a file, and imports nothing that reads one: whatever its headers
make of the memory and the time of a process, it is this one's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from tearsheet.store import disk
from transforms.captures.members import (
    FIRST_MEMBERS,
    is_hidden,
    is_program,
    is_wacz,
    is_wacz_archive,
)
from transforms.formats.compression import Coding
from transforms.formats.packed.expansion import Expansion
from transforms.formats.packed.packed_file import DamagedPlace, PackedFile
from transforms.formats.packed.tar_files import iter_tar
from transforms.formats.packed.zip_files import ZipDirectory
from transforms.formats.streams import CHUNK
from transforms.page import NoPage, Refused

#: A file of at most so many bytes is sent; a larger one is written. judged
MOST_SENT = 1 << 20
#: Files are sent together, about so many bytes or at most so many of them at a time. judged
_SENT_BYTES, _SENT_FILES = 1 << 20, 500
#: So much is expanded between two signs of life. judged
_SIGN_BYTES = 1 << 30
#: Processor time that is granted for every byte expanded, and for every file. judged
_SECONDS_A_BYTE, _SECONDS_A_FILE = 1 / (1 << 20), 0.001


@dataclass(frozen=True, slots=True)
class PackedSource:
    """A file of files: where it is, as which it was opened, and what it is.

    Its content may expand to `most_bytes`; reading it may take `cpu_seconds` of processor time, and
    more for each member and byte. The `first` members are passed over; the others are sent several
    at a time where `together` is true, else one by one. The bytes of a member that is too large to
    be sent are written to the file `target`.
    """

    path: str
    identity: tuple[int, ...]
    kind: str
    coding: Coding | None
    target: str
    most_bytes: int
    cpu_seconds: float
    first: int = 0
    together: bool = True

    @property
    def holds_one(self) -> bool:
        """Whether it is one file that is compressed twice."""
        return self.kind != "tar" and (self.kind != "zip" or self.coding is not None)


@dataclass(frozen=True, slots=True)
class SentMember:
    """A file inside, with its bytes, or without them where they are written."""

    name: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class UnreadableMember:
    """A file inside that could not be unpacked; without a name, a place where there should be
    one.
    """

    name: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class SkippedMember:
    """A file inside that is known to be no capture."""

    name: str
    reason: str


Sent = SentMember | UnreadableMember | SkippedMember
_Place = PackedFile | DamagedPlace | SkippedMember


def identity_of(status: os.stat_result) -> tuple[int, ...]:
    """A value that is another once the file is written to or another file stands in its place."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def send_members(source: PackedSource) -> Generator[list[Sent]]:
    """The files inside, in order, some at a time; none as a sign of life. A written one is the last
    of its list, and is to be read before the next list is asked for.

    Raises NoPage where the whole is a document or a program, Refused where none can be had, or
    where there is too much.
    """
    with _Allowance(source.cpu_seconds) as allowance, _open(source) as stream:
        sender = _Sender(source, allowance)
        try:
            for place in _list_places(stream, source, allowance):
                yield from sender.send(place)
        except _TooMuch as much:
            yield sender.take_waiting()
            raise Refused("bomb", str(much)) from None
        yield sender.take_waiting()


@contextlib.contextmanager
def _open(source: PackedSource) -> Iterator[BinaryIO]:
    try:
        handle = os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Refused("unreadable", error.strerror or type(error).__name__) from None
    with os.fdopen(handle, "rb") as stream:
        if identity_of(os.fstat(stream.fileno())) != source.identity:
            raise Refused("changed_while_read", "the file was replaced or written to; try again")
        yield stream


def _list_places(stream: BinaryIO, source: PackedSource, allowance: _Allowance) -> Iterator[_Place]:
    """The files inside that are not hidden, and the places of damage."""
    places: Iterator[_Place]
    if source.holds_one:
        expansion = Expansion(stream, source.coding, allowance.grant)
        return iter([PackedFile("", iter(lambda: expansion.read(CHUNK), b""))])
    if source.kind == "zip":
        places = _list_zip(ZipDirectory(stream, allowance.grant))
    else:
        places = iter_tar(stream, source.coding, allowance.grant)
    return (place for place in places if not is_hidden(place.name))


def _list_zip(directory: ZipDirectory) -> Iterator[_Place]:
    if is_program(list(islice(directory.names(), FIRST_MEMBERS))):
        raise NoPage("document")
    in_wacz = is_wacz(directory.names())
    for place in directory.read_files():
        if in_wacz and isinstance(place, PackedFile) and not is_wacz_archive(place.name):
            yield SkippedMember(place.name, "wacz_index")
        else:
            yield place


class _Sender:
    """Reads files and holds them until there are enough to be sent together."""

    def __init__(self, source: PackedSource, allowance: _Allowance) -> None:
        self._source, self._allowance = source, allowance
        self._spent = self._items = 0
        self._waiting: list[Sent] = []
        self._bytes = 0

    def take_waiting(self) -> list[Sent]:
        """What is held, to be sent."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        return waiting

    def send(self, place: _Place) -> Iterator[list[Sent]]:
        """Hold what comes of the place; lists to be sent now."""
        self._allowance.grant_file()
        item: Sent
        if isinstance(place, PackedFile):
            item = yield from self._read(place)
        elif isinstance(place, DamagedPlace):
            item = UnreadableMember(place.name, place.reason, place.detail)
        else:
            item = place
        self._items += 1
        if self._items <= self._source.first:
            return
        self._waiting.append(item)
        is_written = isinstance(item, SentMember) and item.data is None
        is_enough = self._bytes >= _SENT_BYTES or len(self._waiting) >= _SENT_FILES
        if is_written or is_enough or not self._source.together:
            yield self.take_waiting()

    def _read(self, file: PackedFile) -> Generator[list[Sent], None, Sent]:
        data = bytearray()
        try:
            for piece in file.chunks:
                self._spend(piece)
                data += piece
                if len(data) > MOST_SENT:
                    yield from self._write(bytes(data), file.chunks)
                    return SentMember(file.name, None)
        except Refused as refused:
            if self._source.holds_one:
                raise
            return UnreadableMember(file.name, refused.reason, refused.detail)
        self._bytes += len(data)
        return SentMember(file.name, bytes(data))

    def _write(self, head: bytes, rest: Iterator[bytes]) -> Iterator[list[Sent]]:
        """Write a file that is to be sent, or read it; a sign of life now and then."""
        target, unsigned = Path(self._source.target), 0
        is_wanted = self._items >= self._source.first
        with _new_file(target) if is_wanted else contextlib.nullcontext() as out:
            for piece in chain([head], rest):
                if piece is not head:
                    self._spend(piece)
                if out:
                    disk.write(out, target, piece)
                unsigned += len(piece)
                if unsigned > _SIGN_BYTES:
                    unsigned = 0
                    yield []

    def _spend(self, piece: bytes) -> None:
        self._spent += len(piece)
        if self._spent > self._source.most_bytes:
            raise _TooMuch(f"more than the {self._source.most_bytes} bytes that are left to it")


@contextlib.contextmanager
def _new_file(target: Path) -> Iterator[BinaryIO]:
    """A file that is removed again where writing it does not come to its end."""
    with disk.change("open", target):
        out = target.open("xb")
    try:
        with out:
            yield out
    except BaseException:
        target.unlink()
        raise


class _TooMuch(Exception):
    """The content comes to more than it may."""


class _Allowance:
    """Processor time, granted for what is done; this process ends when it is used up, even inside C
    code that never returns.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.process_time() + seconds

    def __enter__(self) -> _Allowance:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        self.grant(0)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    def grant(self, count: int) -> None:
        """Grant the time that so many expanded bytes may take."""
        self._until += count * _SECONDS_A_BYTE
        signal.setitimer(signal.ITIMER_PROF, max(self._until - time.process_time(), 0.001))

    def grant_file(self) -> None:
        """Grant the time that a file may take beside its bytes."""
        self._until += _SECONDS_A_FILE
