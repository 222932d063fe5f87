"""A tar file -> the files in it, in the order in which they stand.

Headers are read by the library, which trusts what they declare: it gets a bounded number of bytes
for each. Behind a damaged header, or a member that ends beyond the file, reading goes on at the
next block that is a header.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from transforms.formats.compression import Coding
from transforms.formats.packed.expansion import Expansion
from transforms.formats.packed.packed_file import DamagedPlace, PackedFile
from transforms.formats.streams import CHUNK
from transforms.page import Refused

#: The header of one file, with its long names, pax records and map of holes, is no longer. judged
MOST_HEADER = 1 << 20
#: So many pax records may hold for all files that follow. judged
_MOST_GLOBAL = 1_000
#: After so many damaged places the rest is left. judged
MOST_DAMAGED = 1_000
_BLOCK = tarfile.BLOCKSIZE
#: The library looks from each digit on to the last that follows it.
_LONG_NUMBER = re.compile(rb"\d{256}")
#: What a header holds, and where. source: POSIX, ustar
_MAGIC, _MAGIC_AT = b"ustar", 257
_ENDED = "the file ends inside a member"


def iter_tar(
    stream: BinaryIO, coding: Coding | None, on_bytes: Callable[[int], None]
) -> Iterator[PackedFile | DamagedPlace]:
    """Every file, and every place where one cannot be had. What is no file (a folder, a link, a
    device) is passed over.
    """
    reader = _TarReader(Expansion(stream, coding, on_bytes))
    try:
        yield from reader.read_files()
    except Refused as refused:
        yield DamagedPlace("", *_reason(refused))


def _reason(refused: Refused) -> tuple[str, str]:
    """What is damaged is the tar file, whatever compresses it."""
    if refused.reason in ("bad_tar", "bomb"):
        return refused.reason, refused.detail
    return "bad_tar", f"{refused.reason}: {refused.detail}"


class _TarReader:
    """Goes from header to header, and after damage to the next that there is."""

    def __init__(self, data: Expansion) -> None:
        self._data, self._input = data, _HeaderInput(data)
        self._library = _Library(
            fileobj=cast("IO[bytes]", self._input), encoding="utf-8", errors="surrogateescape"
        )
        #: Where the header stands that is read next, or was read last.
        self._header = 0
        #: From where on another header is looked for after damage, and the first that was seen in
        #: the data of a file that ended in damage.
        self._behind = 0
        self._inner_header: int | None = None
        #: Why the file that was read last cannot be had whole.
        self._failure: Refused | None = None

    def read_files(self) -> Iterator[PackedFile | DamagedPlace]:
        """Raises Refused where nothing more can be had."""
        for _ in range(MOST_DAMAGED):
            try:
                yield from self._read_whole_files()
                return
            except _Damaged as damaged:
                if damaged.detail:
                    yield DamagedPlace("", "bad_tar", damaged.detail)
            if not self._find_header():
                return
        raise Refused("bad_tar", f"more than {MOST_DAMAGED} damaged places: the rest is left")

    def _read_whole_files(self) -> Iterator[PackedFile]:
        """Raises _Damaged where a header is, or the file before it."""
        while info := self._read_header():
            if info.isfile():
                yield PackedFile(info.name.partition("\0")[0], self._read_file(info))
            if self._failure:
                raise _Damaged("")
            self._pass_over(self._library.offset)
            self._header = self._library.offset

    def _read_header(self) -> tarfile.TarInfo | None:
        """The next file's header; None at the end."""
        self._inner_header = self._failure = None
        self._behind = self._header + _BLOCK
        self._data.seek(self._header)
        self._data.hold()
        self._input.left = MOST_HEADER
        try:
            info = tarfile.TarInfo.fromtarfile(self._library)
        except (tarfile.EOFHeaderError, tarfile.EmptyHeaderError):  # type: ignore[attr-defined]
            return None
        except (Refused, MemoryError):
            raise
        except RecursionError:
            self._behind = self._data.tell()
            raise _Damaged("headers of headers of headers") from None
        except Exception as error:  # noqa: BLE001 (what the library makes of a header that lies)
            raise _Damaged(f"a header cannot be read: {error or type(error).__name__}") from None
        finally:
            self._data.release()
            self._input.left = None
        if info.size < 0 or self._library.offset < info.offset_data:
            raise _Damaged(f"a header declares {info.size} bytes")
        if len(self._library.pax_headers) > _MOST_GLOBAL:
            self._library.pax_headers = {}
            raise _Damaged(f"more than {_MOST_GLOBAL} records for all files")
        self._behind = info.offset_data
        return info

    def _read_file(self, info: tarfile.TarInfo) -> Iterator[bytes]:
        try:
            yield from self._read_holes(info) if info.issparse() else self._read_plain(info)
        except Refused as refused:
            self._failure = Refused(*_reason(refused))
            raise self._failure from None
        # what stands in a file that is whole is that file's
        self._behind, self._inner_header = self._data.tell(), None

    def _read_plain(self, info: tarfile.TarInfo) -> Iterator[bytes]:
        end = info.offset_data + info.size
        if self._data.size is not None and end > self._data.size:
            raise Refused("bad_tar", _ENDED)
        self._data.seek(info.offset_data)
        while (left := end - self._data.tell()) > 0:
            piece = self._read_some(left)
            if not piece:
                raise Refused("bad_tar", _ENDED)
            yield piece

    def _read_holes(self, info: tarfile.TarInfo) -> Iterator[bytes]:
        """The bytes of a sparse file, its holes filled."""
        source = self._library.extractfile(info)
        assert source is not None
        try:
            while piece := source.read(CHUNK):
                yield piece
        except (Refused, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 (its map of holes lies)
            raise Refused("bad_tar", str(error) or type(error).__name__) from None

    def _read_some(self, left: int) -> bytes:
        """The next bytes of a file of which so many are left; a header among them is noted."""
        offset = self._data.tell()
        piece = self._data.read(min(left, CHUNK))
        if self._inner_header is None:
            self._inner_header = _find_header(piece, offset)
        return piece

    def _pass_over(self, offset: int) -> None:
        """Go to the offset that the next header has. Raises _Damaged where that is beyond the
        end.
        """
        if self._data.size is not None:
            is_there = offset <= self._data.size
        else:
            while (left := offset - self._data.tell()) > 0 and self._read_some(left):
                pass
            is_there = left <= 0
        if not is_there:
            self._failure = Refused("bad_tar", _ENDED)
            raise _Damaged("unexpected end of data")

    def _find_header(self) -> bool:
        """Stand before the next header behind a damaged place; whether there is one."""
        # an expansion that failed, or ended, was looked through up to there
        if self._inner_header is None and (self._data.size is not None or not self._failure):
            self._inner_header = self._search(self._behind)
        self._header = self._inner_header or 0
        is_bomb = self._failure is not None and self._failure.reason == "bomb"
        return self._inner_header is not None and not is_bomb

    def _search(self, offset: int) -> int | None:
        self._data.seek(offset)
        while piece := self._data.read(CHUNK):
            if (found := _find_header(piece, offset)) is not None:
                return found
            offset += len(piece)
        return None


def _find_header(piece: bytes, offset: int) -> int | None:
    """The offset of the first header in a piece that begins at one of a block."""
    at = piece.find(_MAGIC)
    while at >= 0:
        begin = at - _MAGIC_AT
        if begin >= 0 and begin % _BLOCK == 0 and _is_header(piece[begin : begin + _BLOCK]):
            return offset + begin
        at = piece.find(_MAGIC, at + 1)
    return None


def _is_header(block: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return False
    return True


class _HeaderInput:
    """An expansion as the library reads it; while a header is read, at most `left` bytes."""

    def __init__(self, data: Expansion) -> None:
        self._data = data
        self.left: int | None = None

    def read(self, count: int) -> bytes:
        """The next bytes. Raises ValueError where a header is too long."""
        if self.left is not None:
            if not 0 <= count <= self.left:
                raise ValueError(f"it declares {count} bytes")
            self.left -= count
        data = self._data.read(count)
        if self.left is not None and count > _BLOCK and _LONG_NUMBER.search(data):
            raise ValueError("a number without end")
        return data

    def seek(self, offset: int) -> None:
        """Go to an offset."""
        self._data.seek(offset)

    def tell(self) -> int:
        """The offset of the next byte."""
        return self._data.tell()

    def seekable(self) -> bool:
        """It is."""
        return True


class _Library(tarfile.TarFile):
    """What the library's readers of headers and of sparse files need to know; it reads nothing by
    itself.
    """

    def next(self) -> tarfile.TarInfo | None:
        """Nothing: the headers are asked for one by one."""
        return None


class _Damaged(Exception):
    """Here is damage, behind which reading may go on; without words where it was told before."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
