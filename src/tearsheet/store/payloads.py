"""The payload of a capture (its bytes without HTTP, chunk or WARC framing) read back from the raw
store, by the object, range and coding that the capture's row states.

Polars and pyarrow are imported only for a payload that is a row of a table, since they take long to
load.
"""

from __future__ import annotations

import io
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, cast

from tearsheet.errors import Damage
from tearsheet.store.objects import Objects
from transforms.formats.compression import Coding, expand, members
from transforms.formats.cursor import Cursor
from transforms.formats.gzip_members import Starts
from transforms.formats.record import MAX_PAYLOAD, split_coding
from transforms.formats.web_archives.arc import ARC_STARTS, http_message_of_arc, unwrap_arc
from transforms.formats.web_archives.warc import MAX_HEAD, http_message, unwrap
from transforms.page import Refused

if TYPE_CHECKING:
    from transforms.formats.csv_rows import Dialect
    from transforms.formats.parquet import RowReader

#: What the members of a file that is compressed record by record begin with.
_RESUME: dict[str, Starts] = {"warc": b"WARC/", "arc": ARC_STARTS}
_RECORD_LIMIT = MAX_PAYLOAD + MAX_HEAD + 4


class RawReader:
    """Reads payloads; those of one container in ascending order cost one pass over it, also where
    it is one gzip stream.
    """

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._name: tuple[str, str | None] | None = None
        self._stream: BinaryIO | None = None
        self._cursor: Cursor | None = None
        self._rows: RowReader | None = None
        self._csv: tuple[str, Dialect] | None = None

    def __enter__(self) -> RawReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the object that was read last."""
        if self._stream is not None:
            self._stream.close()
        self._name = self._stream = self._cursor = self._rows = None

    def payload(
        self, *, raw_object: str, raw_offset: int, raw_length: int, raw_coding: str
    ) -> bytes:
        """The payload at this place, by the rules of `RawCoding`.

        Raises Damage where the object is missing or shorter than its records, Refused where a
        record can no longer be unwrapped.
        """
        frame, whole = split_coding(raw_coding)
        if frame == "parquet":
            return self._row(raw_object, raw_offset)
        coding = cast("Coding | None", whole)
        frame, data = self._record(raw_object, raw_offset, raw_length, frame, coding)
        if frame in ("csv", "rows"):
            from transforms.formats.csv_rows import row_payload

            dialect = self._dialect(raw_object, coding)
            return row_payload(data, dialect if frame == "csv" else dialect.numbered())
        return unwrap(data) if frame == "warc" else unwrap_arc(data) if frame == "arc" else data

    def message(
        self, *, raw_object: str, raw_offset: int, raw_length: int, raw_coding: str
    ) -> bytes | None:
        """The HTTP response in the record at this place, headers and body as they were stored; null
        where none is held. Raises as `payload` does.
        """
        frame, whole = split_coding(raw_coding)
        if not frame.startswith(("warc", "arc")):
            return None
        coding = cast("Coding | None", whole)
        frame, data = self._record(raw_object, raw_offset, raw_length, frame, coding)
        return http_message(data) if frame == "warc" else http_message_of_arc(data)

    def _record(
        self, raw_object: str, offset: int, length: int, frame: str, coding: Coding | None
    ) -> tuple[str, bytes]:
        """(the frame without the compression of its own, the bytes of the record)."""
        frame, _, member = frame.partition("+")
        data = (
            self._expanded(raw_object, offset, length, coding, frame)
            if coding
            else self._slice(raw_object, offset, length)
        )
        if len(data) != length:
            raise Damage(f"{raw_object} ends before byte {offset + length}: restore it from a copy")
        if member:
            data, failure = expand(io.BytesIO(data), "gzip", limit=_RECORD_LIMIT)
            if failure:
                raise Refused(failure.reason, failure.detail)
        return frame, data

    def _row(self, raw_object: str, number: int) -> bytes:
        kept = self._rows if self._name == (raw_object, "parquet") else None
        if kept is None:
            from transforms.formats.parquet import RowReader

            kept = RowReader(self._open(raw_object, "parquet"))
            self._rows = kept
        return kept.payload(number)

    def _dialect(self, raw_object: str, coding: Coding | None) -> Dialect:
        """How a CSV file is written, which its beginning says."""
        name, dialect = self._csv or ("", None)
        if name != raw_object or dialect is None:
            from transforms.formats.csv_rows import SAMPLE_BYTES, read_dialect

            with self._objects.reader(raw_object) as stream:
                cursor = Cursor(members(stream, coding))
                dialect = read_dialect(cursor.peek(SAMPLE_BYTES) if cursor.ready() else b"")
            self._csv = (raw_object, dialect)
        return dialect

    def _slice(self, raw_object: str, offset: int, length: int) -> bytes:
        stream = self._open(raw_object, None)
        stream.seek(offset)
        return stream.read(length)

    def _expanded(
        self, raw_object: str, offset: int, length: int, coding: Coding, frame: str
    ) -> bytes:
        kept = self._cursor if self._name == (raw_object, f"{coding} {frame}") else None
        if kept is None or kept.offset > offset:
            stream = self._open(raw_object, f"{coding} {frame}")
            stream.seek(0)
            kept = self._cursor = Cursor(members(stream, coding, resume=_RESUME.get(frame)))
        while kept.offset < offset and kept.ready():
            kept.skip(offset - kept.offset)
        return b"".join(_pieces(kept, length))

    def _open(self, raw_object: str, how: str | None) -> BinaryIO:
        if self._stream is None or self._name != (raw_object, how):
            self.close()
            try:
                self._stream = self._objects.reader(raw_object)
            except FileNotFoundError:
                raise Damage(
                    f"{raw_object} is missing from the raw store: restore it from a copy"
                ) from None
            self._name = (raw_object, how)
        return self._stream


def read_payload(
    objects: Objects, *, raw_object: str, raw_offset: int, raw_length: int, raw_coding: str
) -> bytes:
    """One payload; for many, a `RawReader` is cheaper."""
    with RawReader(objects) as reader:
        return reader.payload(
            raw_object=raw_object,
            raw_offset=raw_offset,
            raw_length=raw_length,
            raw_coding=raw_coding,
        )


def _pieces(cursor: Cursor, length: int) -> list[bytes]:
    """`length` bytes from the cursor on, over the borders of members."""
    pieces = []
    while length > 0 and cursor.ready() and (piece := cursor.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return pieces
