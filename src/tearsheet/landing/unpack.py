"""Files that hold files (zip, tar, WACZ, a file compressed twice) -> their members, each unpacked
beside the archive in turn.

The members are landed as if they lay in a folder of the file's name; the wrapping itself is not
kept.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import RawIOBase
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO, cast

from tearsheet.landing.identify import OpenFile
from transforms.captures.kinds import FileType
from transforms.captures.members import is_hidden, is_program, is_wacz, is_wacz_archive
from transforms.formats.compression import members
from transforms.formats.record import Skipped
from transforms.formats.streams import BOMB_FLOOR, CHUNK, MAX_RATIO, Source
from transforms.page import NoPage, Refused

#: Files inside files inside files: deeper ones are made to hurt.
MOST_NESTED = 3
_MOST_MEMBERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside, unpacked at `path`."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class UnreadableMember:
    """One file inside that could not be unpacked."""

    name: str
    reason: str
    detail: str


def unpack(
    file: OpenFile, file_type: FileType, new_file: Callable[[], Path]
) -> Iterator[Member | UnreadableMember | Skipped]:
    """Each member as a file of its own, which is removed when the next is asked for. Raises NoPage
    where the whole is a document or a program, Refused where no member can be had.
    """
    file.stream.seek(0)
    budget, expanded = _Budget(file.size), cast("BinaryIO", _ExpandedStream(file.stream, file_type))
    if file_type.kind == "zip" and file_type.coding is None:
        yield from _zip(file.stream, new_file, budget)
    elif file_type.kind == "tar":
        yield from _tar(expanded, new_file, budget)
    else:
        try:
            with _unpacked(new_file, expanded, budget) as path:
                yield Member("", path)
        except _DamagedWrapping as error:
            reason, _, detail = str(error).partition(": ")
            raise Refused(reason, detail) from None


def _zip(
    stream: BinaryIO, new_file: Callable[[], Path], budget: _Budget
) -> Iterator[Member | UnreadableMember | Skipped]:
    try:
        file = zipfile.ZipFile(stream)
        infos = file.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("bad_zip", str(error)) from None
    names = [info.filename for info in infos]
    if is_program(names):
        raise NoPage("document")
    in_wacz = is_wacz(names)
    for info in infos[:_MOST_MEMBERS]:
        if info.is_dir() or is_hidden(info.filename):
            continue
        if in_wacz and not is_wacz_archive(info.filename):
            yield Skipped("wacz_index", info.filename)
        elif info.flag_bits & 1:
            yield UnreadableMember(info.filename, "encrypted", "the member needs a password")
        else:
            yield from _zip_member(file, info, new_file, budget)


def _zip_member(
    file: zipfile.ZipFile, info: zipfile.ZipInfo, new_file: Callable[[], Path], budget: _Budget
) -> Iterator[Member | UnreadableMember]:
    try:
        with _reporting_damage():
            source = file.open(info)
        with source, _unpacked(new_file, cast("BinaryIO", source), budget) as path:
            yield Member(info.filename, path)
    except NotImplementedError as error:
        yield UnreadableMember(info.filename, "unsupported_format", str(error))
    except _DamagedWrapping as error:
        yield UnreadableMember(info.filename, "bad_zip", str(error))


def _tar(
    stream: BinaryIO, new_file: Callable[[], Path], budget: _Budget
) -> Iterator[Member | UnreadableMember]:
    try:
        for no, (info, source) in enumerate(_headers(stream)):
            if is_hidden(info.name) or no >= _MOST_MEMBERS:
                continue
            with _unpacked(new_file, source, budget) as path:
                if path.stat().st_size < info.size:
                    raise _DamagedWrapping("the file ends inside a member")
                yield Member(info.name, path)
    except _DamagedWrapping as error:
        yield UnreadableMember("", "bad_tar", str(error))


def _headers(stream: BinaryIO) -> Iterator[tuple[tarfile.TarInfo, BinaryIO]]:
    """The files of a tar stream, each to be read before the next is asked for."""
    with _reporting_damage():
        file = tarfile.TarFile.open(
            fileobj=stream, mode="r|", errorlevel=2, encoding="utf-8", errors="surrogateescape"
        )
    while True:
        with _reporting_damage():
            info = file.next()
            source = file.extractfile(info) if info and info.isfile() else None
        if info is None:
            return
        if source is not None:
            yield info, cast("BinaryIO", source)
        file.members = []  # type: ignore[attr-defined]  # tarfile keeps every header it has read


@dataclass
class _Budget:
    """How much a file may expand to, in all."""

    packed: int
    unpacked: int = 0

    def spend(self, count: int) -> None:
        """Raises Refused("bomb") beyond it."""
        self.unpacked += count
        if self.unpacked > BOMB_FLOOR and self.unpacked > MAX_RATIO * self.packed:
            raise Refused("bomb", f"{self.unpacked} bytes from {self.packed}")


@contextmanager
def _unpacked(new_file: Callable[[], Path], source: BinaryIO, budget: _Budget) -> Iterator[Path]:
    path = new_file()
    try:
        with path.open("xb") as out:
            while chunk := _read(source):
                budget.spend(len(chunk))
                out.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


class _DamagedWrapping(Exception):
    """The wrapping is damaged: not the disk that its content is written to."""


@contextmanager
def _reporting_damage() -> Iterator[None]:
    try:
        yield
    except NotImplementedError:
        raise
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        LZMAError,
        EOFError,
        ValueError,
        RuntimeError,
        OverflowError,
        OSError,
    ) as error:
        raise _DamagedWrapping(str(error)) from None


def _read(source: BinaryIO) -> bytes:
    with _reporting_damage():
        return source.read(CHUNK)


class _ExpandedStream(RawIOBase):
    """The expansion of a compressed file as a file object that is read once, from front to back."""

    def __init__(self, stream: BinaryIO, file_type: FileType) -> None:
        self._source: Source = members(stream, file_type.coding)
        self._rest = b""
        self._open = self._source.open_next()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        while not self._rest and self._open:
            self._rest = self._source.chunk()
            if not self._rest:
                if failure := self._source.take_failure():
                    raise OSError(f"{failure.reason}: {failure.detail}")
                self._open = self._source.open_next()
        count = min(len(view), len(self._rest))
        view[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
