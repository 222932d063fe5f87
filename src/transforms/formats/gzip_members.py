"""Gzip files member by member (a member is one gzip stream; crawlers write one a record). Behind
damage reading goes on at the next member.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO, cast

from isal import isal_zlib
from isal.igzip_lib import IsalError

from transforms.formats.streams import BOMB_FLOOR, CHUNK, MAX_RATIO, Failure

#: What the expansion of a member may begin with, in the sense of `bytes.startswith`.
Starts = bytes | tuple[bytes, ...] | None
_DAMAGED = cast("type[Exception]", IsalError)
_GZIP = b"\x1f\x8b\x08"
#: What one step of expansion leaves over of its input is copied: small pieces of input make little
#: of that. judged
_READ = 1 << 16
#: After damage, files are searched in small steps: many damaged members must not cost a large read
#: each. judged
_SEARCH = 1 << 14
#: Beyond so many steps the two inflaters disagree on whether there is damage at all. judged
_MOST_SEARCHED = 2 * CHUNK // _SEARCH
_TASTE = 1 << 12
#: A file of nothing but gzip magic would be tried at every third byte. judged
_MOST_TASTES = 50_000


class GzipMembers:
    """A gzip file member by member. After a damaged one it goes on at the next whose expansion
    begins with `resume`.

    A member that begins otherwise is the rest of the one before: block compressors cut their input
    anywhere. Without `resume` all is one.
    """

    def __init__(self, stream: BinaryIO, *, resume: Starts = None) -> None:
        self._stream, self._resume = stream, resume
        self._in = b""
        self._at = self._begin = (
            stream.tell()
        )  # offset of self._in[0]; of the member that is being expanded
        self._inflate = isal_zlib.decompressobj(31)
        self._failure: Failure | None = None
        self._open = False
        self._out = self._total = self._tastes = 0
        self._first = b""  # what was expanded of the member before it was opened
        self._waiting: tuple[int, bytes, Failure | None] | None = (
            None  # the next: its start, first bytes, damage
        )
        self.start = self.end = self._at

    def open_next(self) -> bool:
        """Stand at the first byte of the next member; False at the end. Other bytes there are a
        member that fails at once.
        """
        if self._waiting is not None:
            (self.start, self._first, self._failure), self._waiting = self._waiting, None
            return True
        found = self._enter()
        self.start = self._begin if found else self.start
        return found

    def chunk(self) -> bytes:
        """The next bytes of this member; b"" at its end, whole or not."""
        if self._waiting is not None:
            return b""
        out, self._first = self._first or self._expand(), b""
        while not out and self._failure is None:
            self.end = self._at
            if not self._enter():
                break
            out = self._expand()
            if self._resume and (self._failure or out.startswith(self._resume)):
                self._waiting, self._failure = (self._begin, out, self._failure), None
                return b""
        return out

    def _enter(self) -> bool:
        while self._more(len(_GZIP)) and self._in[:1] == b"\0":  # tape blocks pad with zeros
            self._take(len(self._in) - len(self._in.lstrip(b"\0")) or 1)
        if not self._in:
            return False
        self._begin, self._inflate, self._open, self._out = (
            self._at,
            isal_zlib.decompressobj(31),
            True,
            0,
        )
        if self._in[:3] != _GZIP[: len(self._in)]:
            self._fail("bad_gzip", "no gzip member begins here")
        return True

    def _expand(self) -> bytes:
        while self._open:
            if not self._in and not self._more(1):
                self._fail("truncated_gzip", "the file ends inside a gzip member")
                break
            out = self._step()
            if self._inflate.eof:
                self._open = False
            self._out += len(out)
            self._total += len(out)
            if self._total > BOMB_FLOOR and self._out > MAX_RATIO * (self._at - self._begin + 1):
                self._fail("bomb", f"{self._out} bytes from {self._at - self._begin}")
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
        """The damage met last, with its extent: to the next good member, before which the stream
        then stands, or to the end.
        """
        failure, self._failure = self._failure, None
        if failure is None:
            return None
        end = (
            self._next_good(failure.start + 1)
            if self._resume and failure.reason != "bomb"
            else None
        )
        if end is None:
            self._in, self._at = b"", self._stream.seek(0, 2)
        return Failure(failure.reason, failure.detail, failure.start, self._at - failure.start)

    def _step(self) -> bytes:
        data = self._in
        try:
            out = self._inflate.decompress(data, CHUNK)
        except _DAMAGED as error:
            self._in = b""
            out = _until_error(self._stream, self._begin, skip=self._out)
            self._fail("bad_gzip", str(error))
            return out
        left = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        self._at += len(data) - len(left)
        self._in = left
        return out

    def _fail(self, reason: str, detail: str) -> None:
        self._failure, self._open = Failure(reason, detail, self._begin, 0), False

    def _more(self, count: int, step: int = _READ) -> bool:
        while len(self._in) < count and (data := self._stream.read(step)):
            self._in += data
        return len(self._in) >= count

    def _take(self, count: int) -> None:
        self._in, self._at = self._in[count:], self._at + count

    def _next_good(self, offset: int) -> int | None:
        """Where from `offset` on a member begins whose expansion begins with `resume`; the stream
        stands there.
        """
        self._stream.seek(offset)
        self._in, self._at = b"", offset
        while self._tastes < _MOST_TASTES and self._more(len(_GZIP), _SEARCH):
            self._more(_SEARCH, _SEARCH)
            found = self._in.find(_GZIP)
            self._take(found if found >= 0 else len(self._in) - 2)
            if found >= 0:
                if self._begins_well():
                    return self._at
                self._take(1)
        return None

    def _begins_well(self) -> bool:
        self._tastes += 1
        self._more(_TASTE, _SEARCH)
        try:
            return (
                zlib.decompressobj(31)
                .decompress(self._in[:_TASTE], 64)
                .startswith(self._resume or b"")
            )
        except zlib.error:
            return False


def _until_error(stream: BinaryIO, start: int, *, skip: int) -> bytes:
    """What the member at `start` expands to before its damage, from byte `skip` on: the call that
    failed kept it to itself.
    """
    stream.seek(start)
    inflate, out, done = zlib.decompressobj(31), [], 0
    try:
        while done < skip and (data := inflate.unconsumed_tail or stream.read(_SEARCH)):
            done += len(inflate.decompress(data, skip - done))
        data = inflate.unconsumed_tail or stream.read(_SEARCH)
        for _ in range(_MOST_SEARCHED):
            for i in range(len(data)):
                out.append(inflate.decompress(data[i : i + 1]))
            if inflate.eof or not (data := stream.read(_SEARCH)):
                break
    except zlib.error:
        pass
    return b"".join(out)
