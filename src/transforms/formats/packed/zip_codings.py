"""The codings in which a zip file holds its files, by their numbers (APPNOTE 4.4.5)."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from transforms.page import Refused

#: What a decoder may raise where the bytes are damaged.
DAMAGED = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)
#: No dictionary of the LZMA coding is larger. judged
_MOST_DICTIONARY = 256 << 20


class Decoder(Protocol):
    """An expansion in bounded steps, in the manner of bz2's and lzma's objects."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


class _Stored:
    """No coding at all."""

    eof, needs_input = False, True

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return data


class _Deflated:
    """zlib's object in the shape of bz2's and lzma's."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-zlib.MAX_WBITS)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Lzma:
    """LZMA as zip files have it (APPNOTE 5.8.8): behind four bytes the properties of the coding."""

    def __init__(self) -> None:
        self._head: bytes = b""
        self._inner: lzma.LZMADecompressor | None = None

    @property
    def eof(self) -> bool:
        return self._inner is not None and self._inner.eof

    @property
    def needs_input(self) -> bool:
        return self._inner is None or self._inner.needs_input

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        if self._inner is None:
            self._head += data
            size = int.from_bytes(self._head[2:4], "little")
            if len(self._head) < 4 + max(size, 5):
                return b""
            data = self._head[4 + size :]
            self._inner = _lzma(self._head[4 : 4 + size])
        return self._inner.decompress(data, max_length)


def _lzma(properties: bytes) -> lzma.LZMADecompressor:
    if len(properties) != 5:
        raise ValueError("its LZMA properties are not five bytes")
    dictionary = int.from_bytes(properties[1:], "little")
    if dictionary > _MOST_DICTIONARY:
        raise ValueError(f"it asks for {dictionary} bytes of memory")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    coding = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[coding])


_DECODERS: dict[int, Callable[[], Decoder]] = {
    0: _Stored,
    8: _Deflated,
    12: bz2.BZ2Decompressor,
    14: _Lzma,
}


def make_decoder(method: int) -> Decoder:
    """What expands the coding of this number. Raises Refused for one that is not read."""
    if method not in _DECODERS:
        raise Refused("unsupported_format", f"compression method {method}")
    return _DECODERS[method]()
