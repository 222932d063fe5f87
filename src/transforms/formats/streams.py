"""A file as a run of compressed members, each a run of chunks of bytes: the form in which every
compression is read, and a file without any.
"""

from __future__ import annotations

from typing import BinaryIO, Protocol

from transforms.values import frozen

#: Output is made in steps of at most so many bytes, so that neither a bomb nor a long run of zeros
#: is ever held whole. judged
CHUNK = 1 << 18
#: A stream that expands more than this many times is a bomb, once it is past the first `BOMB_FLOOR`
#: bytes. judged
MAX_RATIO = 250
BOMB_FLOOR = 64 << 20


@frozen
class Failure:
    """Why an expansion ended early: `start` and `length` are the compressed bytes that were
    lost.
    """

    reason: str
    detail: str
    start: int
    length: int


class Source(Protocol):
    """A file as members (one for a plain file): chunks of one member until b"", then the next
    member.
    """

    start: int
    end: int

    @property
    def failed(self) -> bool:
        """Whether the member that is open is damaged."""

    @property
    def reason(self) -> str | None:
        """Why, as a reason of `quarantine`; None where it is whole so far."""

    def open_next(self) -> bool:
        """Open the next member; False where there is none."""

    def chunk(self) -> bytes:
        """Some bytes of the open member, in order; b"" at its end or at damage."""

    def take_failure(self) -> Failure | None:
        """The damage met last, with its extent, which is then forgotten: reading goes on behind it.
        None where there was none.
        """


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
