"""A zip file -> the files in it, in the order of its directory.

The directory is read piece by piece and never held; what it says of a file (where it is, how long,
in what coding, its checksum) is believed when the file has turned out so.
"""

from __future__ import annotations

import io
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import BinaryIO

from transforms.formats.packed.packed_file import DamagedPlace, PackedFile
from transforms.formats.packed.zip_codings import DAMAGED, make_decoder
from transforms.formats.streams import CHUNK
from transforms.page import Refused
from transforms.values import frozen

#: PKWARE's APPNOTE 6.3.10: 4.3.7 (a file's own header), 4.3.12 (an entry of the directory), 4.3.14
#: to 4.3.16 (the end of the directory).
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LONG = struct.Struct("<Q")
#: Length of the longest comment; bits of an entry's flags; and the last version of the format.
#: source: APPNOTE.TXT 4.3.16, 4.4.3, 4.4.4
_MOST_COMMENT = 1 << 16
_ENCRYPTED, _PATCHED, _STRONG, _UTF8 = 1 << 0, 1 << 5, 1 << 6, 1 << 11
_MOST_VERSION = 63
#: A number that does not fit stands in the extra field with this tag. source: APPNOTE.TXT 4.5.3
_TOO_LONG, _LONG_TAG = 0xFFFFFFFF, 1
#: So much of the directory is read at a time: more than its longest entry. judged
_STEP = 1 << 20


@frozen
class _Entry:
    """What the directory says of a file; `problem` where that makes no sense."""

    raw_name: bytes
    version: int
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    problem: str = ""

    @property
    def name(self) -> str:
        """In UTF-8 where it says so, else in the first of all code pages."""
        is_utf8 = self.flags & _UTF8
        name = self.raw_name.decode(*(("utf-8", "surrogateescape") if is_utf8 else ("cp437",)))
        return name.partition("\0")[0]


class ZipDirectory:
    """The files that a zip file names. Raises Refused where it has no directory.

    `on_bytes` is called with how many bytes were expanded.
    """

    def __init__(self, stream: BinaryIO, on_bytes: Callable[[int], None]) -> None:
        self._stream, self._on_bytes = stream, on_bytes
        #: Where the directory begins and ends, and what its offsets are counted from.
        self._begin, self._end, self._base = _find_directory(stream)
        self._read_ranges = _Ranges()

    def names(self) -> Iterator[str]:
        """The names of all entries, folders too."""
        return (entry.name for entry in self._entries() if isinstance(entry, _Entry))

    def read_files(self) -> Iterator[PackedFile | DamagedPlace]:
        """Every file, and every entry of which none can be had."""
        for entry in self._entries():
            if isinstance(entry, DamagedPlace):
                yield entry
            elif not entry.name.endswith("/"):
                yield PackedFile(entry.name, self._read_file(entry))

    def _entries(self) -> Iterator[_Entry | DamagedPlace]:
        at = self._begin
        while at < self._end:
            piece = _read_at(self._stream, at, min(_STEP, self._end - at))
            used = 0
            while entry := _read_entry(piece, used):
                used = entry[1]
                yield entry[0]
            if not used:
                yield DamagedPlace("", "bad_zip", "the directory is damaged; the rest is left")
                return
            at += used

    def _read_file(self, entry: _Entry) -> Iterator[bytes]:
        """The bytes of a file. Raises Refused where it is not what the directory says."""
        _check(entry)
        begin = self._find_data(entry)
        if self._read_ranges.overlap(entry.offset, begin + entry.packed):
            raise Refused("bad_zip", "its bytes are another file's too")
        crc = size = 0
        for piece in self._expand(entry, begin):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            self._on_bytes(len(piece))
            if size > entry.size:
                raise Refused("bad_zip", f"longer than the {entry.size} bytes it declares")
            yield piece
        if size < entry.size:
            raise Refused("bad_zip", f"{size} bytes of the {entry.size} it declares")
        if crc != entry.crc:
            raise Refused("bad_zip", "its bytes differ from their checksum")
        self._read_ranges.add(entry.offset, begin + entry.packed)

    def _find_data(self, entry: _Entry) -> int:
        """Where the file's data begin, counted as the directory does."""
        head = _read_at(self._stream, self._base + entry.offset, _LOCAL.size + len(entry.raw_name))
        if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
            raise Refused("bad_zip", "no file begins where the directory says")
        *_, name_size, extra_size = _LOCAL.unpack_from(head)
        if name_size != len(entry.raw_name) or not head.endswith(entry.raw_name):
            raise Refused("bad_zip", "the file has another name than in the directory")
        return entry.offset + len(head) + int(extra_size)

    def _expand(self, entry: _Entry, begin: int) -> Iterator[bytes]:
        left = entry.packed
        _read_at(self._stream, self._base + begin, 0)
        decoder = make_decoder(entry.method)
        try:
            while not decoder.eof:
                needs_input = decoder.needs_input
                piece = self._stream.read(min(left, CHUNK)) if needs_input else b""
                left -= len(piece)
                if out := decoder.decompress(piece, CHUNK):
                    yield out
                elif needs_input and not piece:
                    return
        except DAMAGED as error:
            raise Refused("bad_zip", str(error)) from None


class _Ranges:
    """Where whole files were read, in ascending order; what lies so near together that no file fits
    between is one range.
    """

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []

    def overlap(self, begin: int, end: int) -> bool:
        """Whether there is anything in this range."""
        after = bisect_right(self._begins, begin)
        return (after > 0 and self._ends[after - 1] > begin) or (
            after < len(self._begins) and self._begins[after] < end
        )

    def add(self, begin: int, end: int) -> None:
        """Add a range that overlaps none."""
        after = bisect_right(self._begins, begin)
        if after and begin - self._ends[after - 1] < _LOCAL.size:
            self._ends[after - 1] = end
        else:
            self._begins.insert(after, begin)
            self._ends.insert(after, end)


def _read_at(stream: BinaryIO, offset: int, count: int) -> bytes:
    """The bytes from an offset on. Raises Refused where there can be none."""
    try:
        stream.seek(offset)
        return stream.read(count)
    except (OSError, OverflowError, ValueError) as error:
        raise Refused("bad_zip", str(error)) from None


def _read_entry(piece: bytes, at: int) -> tuple[_Entry, int] | None:
    """An entry that stands here whole, and where it ends."""
    if len(piece) < at + _ENTRY.size or not piece.startswith(b"PK\1\2", at):
        return None
    fields = _ENTRY.unpack_from(piece, at)
    _, _, version, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size = (
        fields[:13]
    )
    name_at = at + _ENTRY.size
    extra_at = name_at + name_size
    end = extra_at + extra_size + comment_size
    if end > len(piece):
        return None
    name, extra = piece[name_at:extra_at], piece[extra_at : extra_at + extra_size]
    numbers = [size, packed, fields[16]]
    problem = _read_long(numbers, extra) if _TOO_LONG in numbers else ""
    size, packed, offset = numbers
    return _Entry(name, version & 0xFF, flags, method, crc, packed, size, offset, problem), end


def _read_long(numbers: list[int], extra: bytes) -> str:
    """Put what the extra field says in the place of numbers that did not fit; why that fails."""
    while len(extra) >= 4:
        tag, length = struct.unpack_from("<2H", extra)
        data, extra = extra[4 : 4 + length], extra[4 + length :]
        if tag != _LONG_TAG:
            continue
        for no, number in enumerate(numbers):
            if number == _TOO_LONG:
                if len(data) < _LONG.size:
                    return "its zip64 field is too short"
                numbers[no], data = _LONG.unpack_from(data)[0], data[_LONG.size :]
        return ""
    return ""


def _check(entry: _Entry) -> None:
    """Raises Refused where the file cannot be read, by what its entry says."""
    if entry.problem:
        raise Refused("bad_zip", entry.problem)
    if entry.flags & _ENCRYPTED:
        raise Refused("encrypted", "the member needs a password")
    if entry.flags & (_PATCHED | _STRONG) or entry.version > _MOST_VERSION:
        raise Refused("unsupported_format", "patched, strongly encrypted, or of a later version")


def _find_directory(stream: BinaryIO) -> tuple[int, int, int]:
    """(begin and end of the directory, what its offsets are counted from); what stands before a zip
    file shifts it.
    """
    low = max(0, stream.seek(0, io.SEEK_END) - _MOST_COMMENT - _END.size)
    tail = _read_at(stream, low, _MOST_COMMENT + _END.size)
    at = len(tail) - _END.size
    if not (tail.startswith(b"PK\5\6", max(at, 0)) and tail.endswith(b"\0\0")):
        at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + _END.size:
        raise Refused("bad_zip", "no directory at its end")
    size, offset = _END.unpack_from(tail, at)[5:7]
    end = low + at
    if long := _read_long_end(stream, end):
        size, offset, end = long
    base = end - size - offset
    if base < 0 or base + offset < 0:
        raise Refused("bad_zip", "its directory is not where it should be")
    return base + offset, end, base


def _read_long_end(stream: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """(size and offset of the directory, its end) in a zip64 file."""
    begin = end - _LOCATOR.size - _END_64.size
    if begin < 0:
        return None
    both = _read_at(stream, begin, _END_64.size + _LOCATOR.size)
    head, locator = both[: _END_64.size], both[_END_64.size :]
    if not locator.startswith(b"PK\6\7") or not head.startswith(b"PK\6\6"):
        return None
    _, disk, _, disks = _LOCATOR.unpack(locator)
    if disk or disks > 1:
        raise Refused("unsupported_format", "it is one of several disks")
    size, offset = _END_64.unpack(head)[8:10]
    return size, offset, begin
