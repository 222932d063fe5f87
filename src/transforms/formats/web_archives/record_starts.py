"""Where a record of a web archive begins: its place in the file, and what is damage there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from transforms.formats.compression import Coding
from transforms.formats.cursor import Cursor
from transforms.formats.record import Damaged, RawCoding, raw_coding


class RecordStart(NamedTuple):
    """The beginning of a record: `offset` in the expanded file, and where the gzip member that it
    opens begins in the file itself, if it opens one.
    """

    cursor: Cursor
    frame: Literal["warc", "arc"]
    coding: Coding | None
    offset: int
    member: int | None

    @classmethod
    def at(
        cls, cursor: Cursor, frame: Literal["warc", "arc"], coding: Coding | None
    ) -> RecordStart:
        """The record that begins at the cursor."""
        return cls(cursor, frame, coding, cursor.offset, cursor.member_start)

    def place(self, end: int) -> tuple[int, int, RawCoding]:
        """Offset, length and coding of the record that ends at `end`, just before the cursor: of
        its gzip member where it fills one, else of its bytes in the expansion.
        """
        cursor, member = self.cursor, self.member
        if member is not None and self.coding == "gzip" and cursor.at_member_end():
            member_end = cursor.member_end
            if member_end is not None:
                return member, member_end - member, cast("RawCoding", f"{self.frame}+gzip")
        return self.offset, end - self.offset, raw_coding(self.frame, self.coding)

    def damage(self, reason: str, detail: str) -> Iterator[Damaged]:
        """The bytes up to the cursor as damage, unless a damaged member says it already."""
        if not (self.cursor.failed and self.cursor.at_member_end()):
            length = self.cursor.offset - self.offset
            coding = raw_coding("bytes", self.coding)
            yield Damaged(reason, detail, str(self.offset), self.offset, length, coding)

    def ends_in_damage(self) -> bool:
        """Whether the member that ended here was damaged in more than its last bytes, the checksum:
        where only these are missing, all that came before them was sound.
        """
        cursor = self.cursor
        is_cut_only = (cursor.failure_reason or "").startswith("truncated_")
        return cursor.failed and cursor.at_member_end() and not is_cut_only
