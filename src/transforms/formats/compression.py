"""Compressed streams -> their expansion, in bounded steps, with what went wrong as a value and never as an exception.

Output is made in steps of at most `CHUNK` bytes, so that neither a bomb nor a long run of zeros is ever held whole.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal, Protocol

import zstandard

Coding = Literal["gzip", "zstd", "bz2", "xz"]

CHUNK = 1 << 18
#: zstd cannot be told to stop, and four bytes of it can stand for 128 KiB: it is fed in pieces this small.
_ZSTD_STEP = 1 << 12
#: A stream that expands more than this many times is a bomb, once it is past the first `BOMB_FLOOR` bytes.
MAX_RATIO = 250
BOMB_FLOOR = 64 << 20
_GZIP = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an expansion ended early: `start` and `length` are the compressed bytes that were lost."""

    reason: str
    detail: str
    start: int
    length: int


class Source(Protocol):
    """A file as members (one for a plain file): chunks of one member until b"", then the next member."""

    start: int
    end: int

    @property
    def failed(self) -> bool: ...
    @property
    def reason(self) -> str | None: ...
    def open_next(self) -> bool: ...
    def chunk(self) -> bytes: ...
    def take_failure(self) -> Failure | None: ...


class Plain:
    """An uncompressed stream: one member without end."""

    failed = False
    reason: str | None = None

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._opened = stream, False
        self.start = self.end = 0

    def restart(self, offset: int) -> None:
        """Go on from this offset."""
        self._stream.seek(offset)

    def open_next(self) -> bool:
        first, self._opened = not self._opened, True
        return first

    def chunk(self) -> bytes:
        return self._stream.read(CHUNK)

    def take_failure(self) -> Failure | None:
        return None


class GzipMembers:
    """A gzip file member by member. After a damaged one it goes on at the next whose expansion begins with `resume`."""

    def __init__(self, stream: BinaryIO, *, resume: bytes | None = None) -> None:
        self._stream, self._resume = stream, resume
        self._in = b""
        self._at = stream.tell()  # offset of self._in[0]
        self._inflate = zlib.decompressobj(31)
        self._failure: Failure | None = None
        self._open = False
        self._out = self._total = 0
        self.start = self.end = self._at

    def open_next(self) -> bool:
        """Stand at the first byte of the next member; False at the end. Other bytes there are a member that fails at once."""
        while self._more(len(_GZIP)) and self._in[:1] == b"\0":  # tape blocks pad with zeros
            self._take(len(self._in) - len(self._in.lstrip(b"\0")) or 1)
        if not self._in:
            return False
        self.start, self._inflate, self._open, self._out = self._at, zlib.decompressobj(31), True, 0
        if self._in[:3] != _GZIP[:len(self._in)]:
            self._fail("bad_gzip", "no gzip member begins here")
        return True

    def chunk(self) -> bytes:
        """The next bytes of this member; b"" at its end, whole or not."""
        while self._open:
            if not self._in and not self._more(1):
                self._fail("truncated_gzip", "the file ends inside a gzip member")
                break
            out = self._step()
            if self._inflate.eof:
                self._open, self.end = False, self._at
            self._out += len(out)
            self._total += len(out)
            if self._total > BOMB_FLOOR and self._out > MAX_RATIO * (self._at - self.start + 1):
                self._fail("bomb", f"{self._out} bytes from {self._at - self.start}")
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
        """The damage met last, with its extent: to the next good member, before which the stream then stands, or to the end."""
        failure, self._failure = self._failure, None
        if failure is None:
            return None
        end = self._next_good(failure.start + 1) if self._resume and failure.reason != "bomb" else None
        if end is None:
            self._in, self._at = b"", self._stream.seek(0, 2)
        return Failure(failure.reason, failure.detail, failure.start, self._at - failure.start)

    def _step(self) -> bytes:
        data, before = self._in, self._inflate.copy()
        try:
            out = self._inflate.decompress(data, CHUNK)
        except zlib.error as error:
            out = _until_error(before, data)
            self._fail("bad_gzip", str(error))
            return out
        left = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        self._at += len(data) - len(left)
        self._in = left
        return out

    def _fail(self, reason: str, detail: str) -> None:
        self._failure, self._open = Failure(reason, detail, self.start, 0), False

    def _more(self, count: int) -> bool:
        while len(self._in) < count and (data := self._stream.read(CHUNK)):
            self._in += data
        return len(self._in) >= count

    def _take(self, count: int) -> None:
        self._in, self._at = self._in[count:], self._at + count

    def _next_good(self, offset: int) -> int | None:
        """Where from `offset` on a member begins whose expansion begins with `resume`; the stream stands there."""
        self._stream.seek(offset)
        self._in, self._at = b"", offset
        while self._more(len(_GZIP)):
            found = self._in.find(_GZIP)
            self._take(found if found >= 0 else len(self._in) - 2)
            if found >= 0:
                if self._begins_well():
                    return self._at
                self._take(1)
        return None

    def _begins_well(self) -> bool:
        self._more(1 << 12)
        try:
            return zlib.decompressobj(31).decompress(self._in[:1 << 12], 64).startswith(self._resume or b"")
        except zlib.error:
            return False


def _until_error(inflate: zlib._Decompress, data: bytes) -> bytes:
    """All that comes out before the error: the call that raised kept it to itself."""
    out = []
    try:
        for i in range(len(data)):
            out.append(inflate.decompress(data[i:i + 1]))
    except zlib.error:
        pass
    return b"".join(out)


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
        except (OSError, EOFError, lzma.LZMAError, zstandard.ZstdError, ValueError) as error:
            self._fail(f"bad_{self._coding}", str(error))
            return b""
        if self._d.eof:
            self._in, self._begun = self._d.unused_data, False
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


def members(stream: BinaryIO, coding: Coding | None, *, resume: bytes | None = None) -> Source:
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
