"""Compressed streams -> their expansion, in bounded steps, with what went wrong as a value and
never as an exception.
"""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable
from typing import BinaryIO, Literal, Protocol, cast

import lz4.frame
import zstandard

from transforms.formats.gzip_members import GzipMembers, Starts
from transforms.formats.streams import BOMB_FLOOR, CHUNK, MAX_RATIO, Failure, Plain, Source

Coding = Literal["gzip", "zstd", "bz2", "xz", "lz4"]

#: zstd cannot be told to stop, and four bytes of it can stand for 128 KiB: it is fed in pieces this
#: small. judged
_ZSTD_STEP = 1 << 12
#: What xz may ask for: its header names a dictionary of up to 4 GiB. `xz -9` takes 65 MiB. judged
MOST_MEMORY = 256 << 20
#: With what a frame begins, of the codings in which damage to one need not be the end.
_FRAMES: dict[Coding, bytes] = {"zstd": b"\x28\xb5\x2f\xfd", "lz4": b"\x04\x22\x4d\x18"}
_DAMAGED = (
    OSError,
    EOFError,
    lzma.LZMAError,
    zstandard.ZstdError,
    ValueError,
    RuntimeError,
)  # lz4 raises the last
#: So many expanded bytes tell whether a frame begins as it should. judged
_ENOUGH = 64
#: A file of nothing but frame magic would be tried at every fourth byte. judged
_MOST_TASTES = 50_000


class FrameStream:
    """Any compression as one member: frames or streams one after the other, expanded into one.

    Where a zstd or lz4 frame begins with `resume`, or is damaged from its start, another member
    begins. After damage reading goes on at the next such frame.
    """

    def __init__(self, stream: BinaryIO, coding: Coding, *, resume: Starts = None) -> None:
        self._stream, self._coding = stream, coding
        self._starts = resume if coding in _FRAMES else None
        self._make = _decompressor(coding, stream)
        self._read = self._out = self._tastes = 0
        self._failure: Failure | None = None
        self._first, self._given = (
            b"",
            False,
        )  # of the member: what was expanded of it before it was opened; whether it gave any
        #: The member that is there to be opened: its first bytes, or why there are none.
        self._waiting: tuple[bytes, Failure | None] | None
        self._is_new = True
        self._begin(stream.tell())
        self.start = self.end = 0

    def open_next(self) -> bool:
        (self._first, self._failure), waits, self._waiting = (
            self._waiting or (b"", None),
            self._waiting is not None,
            None,
        )
        self._given = False
        return waits

    def chunk(self) -> bytes:
        """The next expanded bytes; b"" at the end, whole or not."""
        if self._waiting is not None or (self._over and not self._first):
            return b""
        out, self._first = self._first, b""
        if not out:
            out = self._expand()
            if (
                self._given
                and self._is_first
                and (self._failure or (self._starts and out.startswith(self._starts)))
            ):
                self._waiting, self._failure = (out, self._failure), None
                return b""
        self._given = self._given or bool(out)
        return out

    def _expand(self) -> bytes:
        while not self._over:
            self._is_first = self._is_new
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
        """The damage met last, from the frame that has it to the next good one, before which the
        stream then stands, or to the end.
        """
        failure, self._failure = self._failure, None
        if failure is None:
            return None
        end = (
            self._next_good(_FRAMES[self._coding], failure.start + 1)
            if self._starts and failure.reason != "bomb"
            else None
        )
        if end is None:
            end = self._stream.seek(0, 2)
        else:
            self._stream.seek(end)
            self._begin(end)
        return Failure(failure.reason, failure.detail, failure.start, end - failure.start)

    def _begin(self, offset: int) -> None:
        """Stand before the frame at this offset, with which a member begins."""
        self._d, self._in = self._make(), b""
        self._frame = self._fed = (
            offset  # where the current frame begins, and where what was read of the file ends
        )
        self._begun = self._over = (
            False  # whether the current frame has seen bytes; whether there is no more
        )
        self._is_new = self._is_first = (
            True  # whether it has given none yet, now and before the last step
        )
        self._waiting = (b"", None)

    def _feed(self) -> bool:
        self._in = self._stream.read(_ZSTD_STEP if self._coding == "zstd" else CHUNK)
        self._read += len(self._in)
        self._fed += len(self._in)
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
        except _DAMAGED as error:
            self._fail(f"bad_{self._coding}", str(error))
            return b""
        if self._d.eof:
            self._in, self._begun = self._d.unused_data or b"", False
            if self._coding == "xz":
                self._in = self._in.lstrip(b"\0")  # stream padding
            self._frame = self._fed - len(self._in)
            self._d, self._is_new = self._make(), True
        elif out:
            self._is_new = False
        return out

    def _fail(self, reason: str, detail: str) -> None:
        self._failure, self._over = (
            Failure(reason, detail, self._frame, self._fed - self._frame),
            True,
        )

    def _next_good(self, magic: bytes, offset: int) -> int | None:
        """Where from `offset` on a frame begins whose expansion begins with `resume`."""
        tail = b""
        while self._tastes < _MOST_TASTES:
            self._stream.seek(offset)
            data = tail + self._stream.read(CHUNK)
            at = -1
            while (at := data.find(magic, at + 1)) >= 0 and self._tastes < _MOST_TASTES:
                if self._begins_well(offset - len(tail) + at):
                    return offset - len(tail) + at
            if len(data) <= len(tail):
                return None
            offset, tail = offset - len(tail) + len(data), data[1 - len(magic) :]
        return None

    def _begins_well(self, offset: int) -> bool:
        self._tastes += 1
        self._stream.seek(offset)
        taste, out = self._make(), b""
        try:
            while len(out) < _ENOUGH and not taste.eof and (data := self._stream.read(_ZSTD_STEP)):
                out += taste.decompress(data, _ENOUGH)
        except _DAMAGED:
            pass
        return out.startswith(self._starts or b"")


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
        self._d = (
            zstandard.ZstdDecompressor(dictionary).decompressobj()
            if dictionary
            else zstandard.ZstdDecompressor().decompressobj()
        )

    @property
    def eof(self) -> bool:
        return self._d.eof

    @property
    def unused_data(self) -> bytes:
        return self._d.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._d.decompress(data)


_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
#: A dictionary is no longer, compressed or not. judged
_MOST_DICTIONARY = 16 << 20


def _decompressor(coding: Coding, stream: BinaryIO) -> Callable[[], _Decompressor]:
    if coding == "bz2":
        return bz2.BZ2Decompressor
    if coding == "xz":
        return lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY)
    if coding == "lz4":
        return cast("Callable[[], _Decompressor]", lz4.frame.LZ4FrameDecompressor)
    dictionary = _zstd_dictionary(stream) if coding == "zstd" else None
    return lambda: _Zstd(dictionary)


def _zstd_dictionary(stream: BinaryIO) -> zstandard.ZstdCompressionDict | None:
    """The dictionary that a .warc.zst may carry in a first skippable frame (IIPC's proposal for
    WARC with zstd).
    """
    start = stream.tell()
    head = stream.read(8)
    if head[:4] == _ZSTD_DICTIONARY and len(head) == 8:
        size = int.from_bytes(head[4:], "little")
        data = stream.read(size) if size <= _MOST_DICTIONARY else b""
        if data.startswith(b"\x28\xb5\x2f\xfd"):
            data, failure = expand(io.BytesIO(data), "zstd", limit=_MOST_DICTIONARY)
            data = b"" if failure else data
        if data:
            return zstandard.ZstdCompressionDict(data)
    stream.seek(start)
    return None


def members(stream: BinaryIO, coding: Coding | None, *, resume: Starts = None) -> Source:
    """The stream, expanded by its coding (None: as it is), member by member."""
    if coding is None:
        return Plain(stream)
    return (
        GzipMembers(stream, resume=resume)
        if coding == "gzip"
        else FrameStream(stream, coding, resume=resume)
    )


def expand(stream: BinaryIO, coding: Coding, *, limit: int) -> tuple[bytes, Failure | None]:
    """What the stream expands to, and why that is not all of it: damage, or `too_large` beyond
    `limit` bytes.
    """
    source = members(stream, coding)
    parts: list[bytes] = []
    size = 0
    while source.open_next():
        while chunk := source.chunk():
            parts.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(parts)[:limit], Failure(
                    "too_large", f"expands to more than {limit} bytes", 0, 0
                )
        if failure := source.take_failure():
            return b"".join(parts), failure
    return b"".join(parts), None
