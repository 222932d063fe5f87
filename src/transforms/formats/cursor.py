"""A reading position in what a compressed file expands to. It knows where compressed members begin
and end, so that a record's place can be told in the file, where it is a member of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.formats.compression import Coding, members
from transforms.formats.gzip_members import GzipMembers, Starts
from transforms.formats.record import Item
from transforms.formats.streams import Failure, Plain, Source
from transforms.values import frozen

#: What ends the headers of a record, a response or a mail.
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_NEWLINES = re.compile(rb"[\r\n]+")


@frozen
class Mark:
    """What a record of a format begins with: after a line feed, and at once. `longest` bytes are
    enough to tell.
    """

    after_newline: re.Pattern[bytes]
    longest: int

    def begins(self, data: bytes, at: int) -> bool:
        """Whether a record begins at this place."""
        return bool(self.after_newline.match(b"\n" + data[at : at + self.longest]))


WARC = Mark(re.compile(rb"\nWARC/\d"), 6)


@dataclass(slots=True)
class Place:
    """A border between records from which reading can go on: its offset in the file and in the
    expansion, and the items before it.
    """

    file: int = 0
    expanded: int = 0
    items: int = 0
    #: Items since the border.
    _since: int = 0

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each counted."""
        for item in items:
            self._since += 1
            yield item

    def move(self, file: int, expanded: int) -> None:
        """The border is here now."""
        self.file, self.expanded, self.items, self._since = (
            file,
            expanded,
            self.items + self._since,
            0,
        )

    def fixed(self) -> Place:
        """The place as it is now, to go on from later."""
        return Place(self.file, self.expanded, self.items)


class Cursor:
    """`offset` counts expanded bytes. A buffer never reaches over the end of a member, so its
    borders stay known.
    """

    def __init__(self, source: Source, mark: Mark = WARC) -> None:
        self._source, self._mark = source, mark
        self._buffer = b""
        self._at = 0
        self._in_member = False
        self._member_offset = -1
        self.offset = 0
        self.unread_bytes = 0
        self.losses: list[Failure] = []

    @classmethod
    def at(
        cls,
        place: Place,
        stream: BinaryIO,
        coding: Coding | None,
        *,
        resume: Starts,
        mark: Mark = WARC,
    ) -> Cursor:
        """A cursor that stands at this place of a file."""
        if place.file:
            stream.seek(place.file)
        cursor = cls(members(stream, coding, resume=resume), mark)
        cursor.offset = place.expanded
        return cursor

    def note(self, place: Place) -> None:
        """Move the place here, where reading can go on from here: anywhere in a plain file, where a
        member begins in a gzip file.
        """
        if isinstance(self._source, Plain):
            place.move(self.offset, self.offset)
        elif isinstance(self._source, GzipMembers) and (start := self.member_start) is not None:
            place.move(start, self.offset)

    @property
    def member_start(self) -> int | None:
        """Where in the file the member begins whose first byte is next; None in the middle
        of one.
        """
        return self._source.start if self.offset == self._member_offset else None

    @property
    def member_end(self) -> int | None:
        """Where in the file the member ended whose last byte was read; None before that."""
        return self._source.end if self.at_member_end() and not self._source.failed else None

    @property
    def failed(self) -> bool:
        """Whether the member that ended last was damaged."""
        return self._source.failed

    @property
    def failure_reason(self) -> str | None:
        """Why, where it was."""
        return self._source.reason

    def take_losses(self) -> list[Failure]:
        """What could not be expanded since this was asked last."""
        losses, self.losses = self.losses, []
        return losses

    def ready(self) -> bool:
        """Whether there is another byte; goes on to the next member where one ended."""
        while self.at_member_end():
            if not self._enter():
                return False
        return True

    def at_member_end(self) -> bool:
        """Whether the current member has no more bytes."""
        return self._at >= len(self._buffer) and not self._fill()

    def starts_with(self, prefix: bytes) -> bool:
        """Whether the next bytes of this member are these."""
        while len(self._buffer) - self._at < len(prefix) and self._fill():
            pass
        return self._buffer.startswith(prefix, self._at)

    def peek(self, count: int) -> bytes:
        """The next bytes of this member, `count` or as many as it has, which stay the next."""
        while len(self._buffer) - self._at < count and self._fill():
            pass
        return self._buffer[self._at : self._at + count]

    def at_record(self) -> bool:
        """Whether a record begins with the next byte of this member."""
        self.peek(self._mark.longest)
        return self._mark.begins(self._buffer, self._at)

    def could_start(self, prefix: bytes) -> bool:
        """Whether the next bytes are these, as far as this member goes: its end counts, and an end
        inside the prefix too.
        """
        self.starts_with(prefix)
        return prefix.startswith(self._buffer[self._at : self._at + len(prefix)])

    def newlines(self) -> bytes:
        """The run of CR and LF that comes next in this member."""
        run: list[bytes] = []
        while not self.at_member_end() and (found := _NEWLINES.match(self._buffer, self._at)):
            run.append(self._cut(found.end() - self._at))
        return b"".join(run)

    def head(self, limit: int) -> bytes | None:
        """Bytes through the next blank line; None where this member has none within `limit`
        bytes.
        """
        while True:
            found = BLANK_LINE.search(self._buffer, self._at, self._at + limit)
            if found:
                return self._cut(found.end() - self._at)
            if len(self._buffer) - self._at >= limit or not self._fill():
                return None

    def line(self, limit: int) -> bytes | None:
        """Bytes through the next LF or the end; None where they are more than `limit`: then they
        are passed over, not held.
        """
        start = self.offset
        parts: list[bytes] = []
        found = -1
        while found < 0:
            found = self._buffer.find(b"\n", self._at)
            parts.append(self._cut((found + 1 if found >= 0 else len(self._buffer)) - self._at))
            if self.offset - start > limit:
                parts.clear()
            if found < 0 and not self._fill():
                break
        return b"".join(parts) if self.offset - start <= limit else None

    def read(self, count: int) -> bytes:
        """`count` bytes, fewer at the end. Goes over into a next member only where no new record
        begins there.
        """
        parts = self._parts(count)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read_split(self, count: int) -> tuple[bytes, bytes]:
        """`read` in two: up to a first blank line near the beginning, and the rest; all in the
        second where there is none.
        """
        parts = self._parts(count)
        found = BLANK_LINE.search(parts[0]) if parts else None
        if not found:
            return b"", parts[0] if len(parts) == 1 else b"".join(parts)
        return parts[0][: found.end()], b"".join([memoryview(parts[0])[found.end() :], *parts[1:]])

    def skip(self, count: int) -> tuple[int, int | None]:
        """Pass over up to `count` bytes: how many there were, and the offset of the first that look
        like a record.
        """
        start, seen, tail = self.offset, None, b""
        while (left := count - (self.offset - start)) > 0 and not self.at_member_end():
            offset = self.offset - len(tail)
            part = tail + self._cut(min(left, len(self._buffer) - self._at))
            found = self._mark.after_newline.search(part) if seen is None else None
            seen = offset + found.start() + 1 if found else seen
            tail = part[-self._mark.longest :]
        return self.offset - start, seen

    def unread(self, data: bytes) -> None:
        """Put bytes back that were read last."""
        self._buffer, self._at = data + self._buffer[self._at :], 0
        self.offset -= len(data)
        self.unread_bytes += len(data)

    def restart(self, offset: int) -> bool:
        """Go back to this offset, where the stream is a plain one."""
        if not isinstance(self._source, Plain):
            return False
        self._source.restart(offset)
        self.unread_bytes += self.offset - offset
        self._buffer, self._at, self.offset = b"", 0, offset
        return True

    def skip_to_record(self) -> int:
        """Pass over bytes up to where a record seems to begin, at least one, or to the end of the
        member; how many.
        """
        start = self.offset
        while True:
            found = self._mark.after_newline.search(self._buffer, self._at)
            if found:
                self._advance(found.start() + 1 - self._at)
                return self.offset - start
            self._advance(max(0, len(self._buffer) - self._at - self._mark.longest))
            if not self._fill():
                self._advance(len(self._buffer) - self._at)
                return self.offset - start

    def _parts(self, count: int) -> list[bytes]:
        parts = []
        while count > 0 and (not self.at_member_end() or self._continues()):
            part = self._cut(min(count, len(self._buffer) - self._at))
            parts.append(part)
            count -= len(part)
        return parts

    def _continues(self) -> bool:
        if self._source.failed or not self._enter():
            return False
        return not self.at_member_end() and not self.at_record()

    def _enter(self) -> bool:
        if failure := self._source.take_failure():
            self.losses.append(failure)
        self._in_member = self._source.open_next()
        self._member_offset = self.offset
        return self._in_member

    def _fill(self) -> bool:
        chunk = self._source.chunk() if self._in_member else b""
        if not chunk:
            return False
        self._buffer = self._buffer[self._at :] + chunk if self._at < len(self._buffer) else chunk
        self._at = 0
        return True

    def _cut(self, count: int) -> bytes:
        data = self._buffer[self._at : self._at + count]
        self._advance(count)
        return data

    def _advance(self, count: int) -> None:
        self._at += count
        self.offset += count
