"""Parquet files -> one record a row; the payload is the row as a JSON object, its place the row's
number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from transforms.formats.record import Damaged, Item, article_record
from transforms.page import Refused
from transforms.text.encoding import decode
from transforms.text.records.fields import names_article, record_fields
from transforms.text.records.names import WRAPPERS

#: Rows that are held at once. judged
BATCH_ROWS = 256
_ERRORS = (pa.ArrowException, OSError, ValueError, KeyError, EOFError)

#: So many rows are asked whether they have a text where no column is known. judged
_ROWS_ASKED = 5


def iter_parquet(stream: BinaryIO, *, field_map: Mapping[str, str] | None = None) -> Iterator[Item]:
    """A record a row; a row group that cannot be read is damage (its rows are the range), and the
    next one follows.
    """
    try:
        file = _open(stream)
    except Refused as refused:
        yield Damaged(refused.reason, refused.detail, "0", 0, 0)
        return
    names = file.schema_arrow.names
    is_known = names_article(names, field_map) or not set(WRAPPERS).isdisjoint(names)
    if not is_known and not _has_prose(file):
        yield Damaged(
            "no_article_fields",
            "no column is known as an address, a headline, a text or a page: --map can name them; "
            f"columns: {', '.join(names[:12])}"[:1_000],
            "0",
            0,
            0,
        )
        return
    first = 0
    for group in range(file.metadata.num_row_groups):
        count, row = file.metadata.row_group(group).num_rows, first
        try:
            for payload in _rows(file, group):
                yield _record(payload, row, field_map)
                row += 1
        except _ERRORS as error:
            yield Damaged(
                "bad_parquet",
                str(error)[:300],
                str(row),
                row,
                max(0, first + count - row),
                "parquet",
            )
        first += max(0, count)


def _has_prose(file: pq.ParquetFile) -> bool:
    """Whether one of the first rows has a text, told by what stands in its columns."""
    try:
        rows = islice(_rows(file, 0), _ROWS_ASKED) if file.metadata.num_row_groups else ()
        return any(record_fields(payload).text for payload in rows)
    except (*_ERRORS, Refused):
        return False


class RowReader:
    """Rows by number; ascending numbers cost one pass."""

    def __init__(self, stream: BinaryIO) -> None:
        self._file = _open(stream)
        self._next = 0
        self._rows: Iterator[bytes] = iter(())
        self._group_end = 0

    def payload(self, number: int) -> bytes:
        """The payload of this row. Raises Refused("bad_parquet") where it cannot be read."""
        try:
            if not self._next <= number < self._group_end:
                self._begin(number)
            while True:
                payload = next(self._rows)
                self._next += 1
                if self._next > number:
                    return payload
        except StopIteration:
            raise Refused("bad_parquet", f"there is no row {number}") from None
        except _ERRORS as error:
            raise Refused("bad_parquet", str(error)[:300]) from None

    def _begin(self, number: int) -> None:
        """Stand before the first row of the row group that holds this one."""
        self._next = 0
        for group in range(self._file.metadata.num_row_groups):
            self._group_end = self._next + self._file.metadata.row_group(group).num_rows
            if number < self._group_end:
                self._rows = _rows(self._file, group)
                return
            self._next = self._group_end
        self._rows = iter(())


def _open(stream: BinaryIO) -> pq.ParquetFile:
    try:
        file = pq.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)
        names = list(file.schema_arrow.names)
    except _ERRORS as error:
        raise Refused("bad_parquet", str(error)[:300]) from None
    if len(set(names)) != len(names):
        raise Refused("bad_parquet", "two columns have one name")
    return file


def _rows(file: pq.ParquetFile, group: int) -> Iterator[bytes]:
    for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], use_threads=False):
        for row in _as_dicts(batch):
            yield orjson.dumps(row, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _as_dicts(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    try:
        return list(batch.to_pylist())
    except UnicodeDecodeError:  # a string column with bytes of another encoding in it
        columns = [c.cast(pa.binary()) if pa.types.is_string(c.type) else c for c in batch.columns]
        return list(pa.RecordBatch.from_arrays(columns, names=batch.schema.names).to_pylist())


def _plain(value: Any) -> Any:
    """Values that JSON lacks: bytes as the text they are, all else as it prints."""
    return decode(value).text if isinstance(value, bytes) else str(value)


def _record(payload: bytes, row: int, field_map: Mapping[str, str] | None) -> Item:
    try:
        return article_record(payload, (row, 1, "parquet"), str(row), field_map)
    except Refused as refused:
        return Damaged(refused.reason, refused.detail, str(row), row, 1, "parquet")
