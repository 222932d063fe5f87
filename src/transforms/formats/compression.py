"""Compressed streams -> their expansion, in bounded steps, with what went wrong as a value and never as an exception."""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable
from typing import BinaryIO, Literal, Protocol, cast

import lz4.frame  # type: ignore[import-untyped]
import zstandard

from transforms.formats.gzip_members import GzipMembers, Starts
from transforms.formats.streams import BOMB_FLOOR, CHUNK, MAX_RATIO, Failure, Plain, Source

Coding = Literal["gzip", "zstd", "bz2", "xz", "lz4"]

#: zstd cannot be told to stop, and four bytes of it can stand for 128 KiB: it is fed in pieces this small.
_ZSTD_STEP = 1 << 12


class Whole:
    """Any compression as one member: frames or streams one after the other, expanded into one."""

    def __init__(self, stream: BinaryIO, coding: Coding) -> None:
        self._stream, self._coding = stream, coding
        self._make = _decompressor(coding, stream)
        self._d = self._make()
        self._in = b""
        self._begun = False  # whether the current frame has seen bytes
        self._read = self._out = 0
        self._failure: Failure | None = None
        self._opened = self._over = False
        self.start = self.end = 0

    def open_next(self) -> bool:
        first, self._opened = not self._opened, True
        return first

    def chunk(self) -> bytes:
        """The next expanded bytes; b"" at the end, whole or not."""
        while not self._over:
            if not self._in and self._d.needs_input and not self._feed():
                break
            out = self._step()
            self._out += len(out)
            if self._out > BOMB_FLOOR and self._out > MAX_RATIO * self._read:
                self._fail("bomb", f"{self._out} bytes from {self._read}")
            if out:
                return out
        return b""

    @property
    def failed(self) -> bool:
        return self._failure is not None

    @property
    def reason(self) -> str | None:
        return self._failure.reason if self._failure else None

    def take_failure(self) -> Failure | None:
        failure, self._failure = self._failure, None
        return failure

    def _feed(self) -> bool:
        self._in = self._stream.read(_ZSTD_STEP if self._coding == "zstd" else CHUNK)
        self._read += len(self._in)
        if self._in:
            return True
        self._over = True
        if self._begun:
            self._fail(f"truncated_{self._coding}", "the file ends inside a compressed frame")
        return False

    def _step(self) -> bytes:
        data, self._in = self._in, b""
        self._begun = self._begun or bool(data)
        try:
            out = self._d.decompress(data, CHUNK)
        except (OSError, EOFError, lzma.LZMAError, zstandard.ZstdError, ValueError, RuntimeError) as error:  # lz4 raises the last
            self._fail(f"bad_{self._coding}", str(error))
            return b""
        if self._d.eof:
            self._in, self._begun = self._d.unused_data or b"", False
            if self._coding == "xz":
                self._in = self._in.lstrip(b"\0")  # stream padding
            self._d = self._make()
        return out

    def _fail(self, reason: str, detail: str) -> None:
        self._failure, self._over = Failure(reason, detail, 0, self._read), True


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Zstd:
    """zstandard's object in the shape of bz2's and lzma's."""

    needs_input = True

    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        self._d = zstandard.ZstdDecompressor(dictionary).decompressobj() if dictionary else zstandard.ZstdDecompressor().decompressobj()

    @property
    def eof(self) -> bool:
        return self._d.eof

    @property
    def unused_data(self) -> bytes:
        return self._d.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._d.decompress(data)


_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"


def _decompressor(coding: Coding, stream: BinaryIO) -> Callable[[], _Decompressor]:
    if coding == "bz2":
        return bz2.BZ2Decompressor
    if coding == "xz":
        return lzma.LZMADecompressor
    if coding == "lz4":
        return cast("Callable[[], _Decompressor]", lz4.frame.LZ4FrameDecompressor)
    dictionary = _zstd_dictionary(stream) if coding == "zstd" else None
    return lambda: _Zstd(dictionary)


def _zstd_dictionary(stream: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that a .warc.zst may carry in a first skippable frame (IIPC's proposal for WARC with zstd)."""
    start = stream.tell()
    head = stream.read(8)
    if head[:4] == _ZSTD_DICTIONARY and len(head) == 8:
        size = int.from_bytes(head[4:], "little")
        data = stream.read(size) if size <= 16 << 20 else b""
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            data = b"".join(_all(Whole(io.BytesIO(data), "zstd")))
        if data:
            return zstandard.ZstdCompressionDict(data)
    stream.seek(start)
    return None


def _all(source: Source) -> list[bytes]:
    return list(iter(source.chunk, b"")) if source.open_next() else []


def members(stream: BinaryIO, coding: Coding | None, *, resume: Starts = None) -> Source:
    """The stream, expanded by its coding (None: as it is), member by member."""
    if coding is None:
        return Plain(stream)
    return GzipMembers(stream, resume=resume) if coding == "gzip" else Whole(stream, coding)


def expand(stream: BinaryIO, coding: Coding, *, limit: int) -> tuple[bytes, Failure | None]:
    """What the stream expands to, and why that is not all of it: damage, or `too_large` beyond `limit` bytes."""
    source = members(stream, coding)
    parts: list[bytes] = []
    size = 0
    while source.open_next():
        while chunk := source.chunk():
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(parts)[:limit], Failure("too_large", f"expands to more than {limit} bytes", 0, 0)
        if failure := source.take_failure():
            return b"".join(parts), failure
    return b"".join(parts), None
