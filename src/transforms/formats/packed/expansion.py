"""A file, or what a compressed one expands to, read by offset and from front to back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO

from transforms.formats.compression import Coding, members
from transforms.formats.streams import Source
from transforms.page import Refused

#: So often a compressed file is expanded again from its start. judged
MOST_RETURNS = 8


class Expansion:
    """The bytes of an expansion. To go back is to expand again from the start, so many times; what
    is held is there still.

    `on_bytes` is called with how many bytes were read or expanded.
    """

    def __init__(
        self, stream: BinaryIO, coding: Coding | None, on_bytes: Callable[[int], None]
    ) -> None:
        self._stream, self._coding, self._on_bytes = stream, coding, on_bytes
        #: How long the expansion is, where that is known.
        self.size = stream.seek(0, io.SEEK_END) if coding is None else None
        self._returns = 0
        self._hold: int | None = None
        self._begin(0)

    def _begin(self, offset: int) -> None:
        """Stand at this offset of a plain file, or at the start of an expansion."""
        self._stream.seek(offset)
        self._source: Source = members(self._stream, self._coding)
        self._is_open = self._source.open_next()
        self._failure: Refused | None = None
        #: What was expanded last, the offset of its first byte, and the place of the next in it.
        self._buffer, self._base, self._at = b"", offset, 0

    def tell(self) -> int:
        """The offset of the next byte."""
        return self._base + self._at

    def hold(self) -> None:
        """From here on hold what is read, so that going back to it costs nothing."""
        self._hold = self.tell()

    def release(self) -> None:
        """Hold nothing more."""
        self._hold = None

    def read(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end. Raises Refused where they are damaged."""
        parts = []
        while count > 0 and (self._at < len(self._buffer) or self._fill()):
            part = self._buffer[self._at : self._at + count]
            self._at += len(part)
            count -= len(part)
            parts.append(part)
        return b"".join(parts)

    def seek(self, offset: int) -> None:
        """Go to an offset, or to the end where that is before it. Raises Refused where what lies
        between is damaged, or the file was expanded anew too often.
        """
        if offset < self._base or (self.size is not None and not self._is_near(offset)):
            if self.size is None:
                self._returns += 1
                if self._returns > MOST_RETURNS:
                    raise Refused("bad_tar", "too much of it is damaged to go on")
            self._begin(0 if self.size is None else min(offset, self.size))
        while not self._is_near(offset):
            self._at = len(self._buffer)
            if not self._fill():
                return
        self._at = offset - self._base

    def _is_near(self, offset: int) -> bool:
        return self._base <= offset <= self._base + len(self._buffer)

    def _fill(self) -> bool:
        """Expand some more behind what is held; whether there was any."""
        if self._failure:
            raise self._failure
        if not (chunk := self._expand()):
            return False
        cut = self._at if self._hold is None else max(self._hold - self._base, 0)
        self._buffer, self._base, self._at = (
            self._buffer[cut:] + chunk,
            self._base + cut,
            self._at - cut,
        )
        self._on_bytes(len(chunk))
        return True

    def _expand(self) -> bytes:
        """The next bytes; none at the end."""
        try:
            while self._is_open:
                if chunk := self._source.chunk():
                    return chunk
                if failure := self._source.take_failure():
                    self._failure = Refused(failure.reason, failure.detail)
                    raise self._failure
                self._is_open = self._source.open_next()
        except OSError as error:
            raise Refused("unreadable", error.strerror or type(error).__name__) from None
        return b""
