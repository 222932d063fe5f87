"""CSV and TSV files -> one record a row; the payload is a JSON object of the row's fields, named by
the first row or by number.

Rows are cut at the bytes, so that each has its place in the file: a quote opens a field only at the
field's beginning, and a row that never closes one is read as if it had none.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

import orjson

from transforms.formats.compression import Coding, members
from transforms.formats.csv_content import holds_articles, may_hold_articles
from transforms.formats.cursor import Cursor
from transforms.formats.narrow import NarrowSource, narrow, wide_codec, wide_length
from transforms.formats.record import (
    MAX_PAYLOAD,
    Damaged,
    Item,
    article_record,
    damage_of,
    raw_coding,
)
from transforms.formats.streams import Source
from transforms.page import Refused
from transforms.text.encoding import decode
from transforms.text.records.fields import names_article
from transforms.values import frozen

#: A row of more lines is taken for one with a stray quote. judged
_MOST_LINES = 5_000
#: How much of a file its delimiter, quoting, encoding and names are read from. judged
SAMPLE_BYTES = 64 << 10
_DELIMITERS = (",", "\t", ";", "|")
_ESCAPED = re.compile(rb'\\"')


@frozen
class Dialect:
    """How a file is written: what parts its fields, whether a backslash escapes a quote, its
    encoding, and its columns' names.

    A UTF-16 file, of the encoding `wide`, is read as UTF-8 and its rows placed as they stand.
    """

    delimiter: str
    escape: str | None
    codec: str
    names: tuple[str, ...]
    wide: str | None = None
    has_names: bool = True

    def numbered(self) -> Dialect:
        """The same of a file whose first row is one like the others: the columns are called
        1, 2, …
        """
        return replace(
            self, names=tuple(str(no + 1) for no in range(len(self.names))), has_names=False
        )


def dialect_of(head: bytes, field_map: Mapping[str, str] | None = None) -> Dialect | None:
    """The dialect of a file that begins so, or None where it is no table of articles.

    It is one where the first row holds two or more names, one of them known as an address, a
    headline, a text or a page, and the next rows have as many fields:
    `b"url,title\\nhttps://a.example/1,Rain\\n"` is one. Where none is known and `field_map` has
    numbers of columns, such as `{"url": "1", "title": "2"}`, the first row is one like the others.
    """
    sample = _sample(head)
    first = sample.split(b"\n", 1)[0]
    if b"\0" in sample or len(first) > 10_000 or not any(d.encode() in first for d in _DELIMITERS):
        return None
    # most texts that begin with a sentence need not be decoded: it says the same in any encoding
    is_ascii = first.isascii() and b"\x1b" not in first
    if is_ascii and not field_map and not may_hold_articles(_doubled(first, "ascii").names):
        return None
    dialect = read_dialect(head)
    numbers = [int(n) for n in (field_map or {}).values() if re.fullmatch(r"[1-9][0-9]{0,3}", n)]
    if numbers and not names_article(dialect.names, field_map) and not names_article(dialect.names):
        fits = max(numbers) <= len(dialect.names) > 1
        return dialect.numbered() if fits and _agrees(sample, dialect.numbered()) else None
    if not _has_names(dialect):
        return None
    text = sample.decode(dialect.codec, "replace")
    is_known = names_article(dialect.names, field_map)
    is_one = is_known or holds_articles(dialect.names, text, dialect.delimiter)
    return dialect if is_one and _agrees(sample, dialect) else None


def read_dialect(head: bytes) -> Dialect:
    """The dialect of a file that is known to be a table: the delimiter is the one that makes most
    names of the first row.
    """
    sample, wide = _sample(head), wide_codec(head)
    first = sample.split(b"\n", 1)[0].rstrip(b"\r")
    codec = "utf-8" if wide else decode(sample).encoding
    doubled = replace(_doubled(first, codec), wide=wide)
    if not _ESCAPED.search(sample):
        return doubled
    escaped = replace(doubled, escape="\\")
    return max((escaped, doubled), key=lambda d: _well_formed(sample, d))


def _doubled(first: bytes, codec: str) -> Dialect:
    """The dialect of the first row, of a file in which a quote in a field is doubled."""
    parting = [d for d in _DELIMITERS if d.encode() in first] or _DELIMITERS
    return max(
        (_named(first, Dialect(d, None, codec, ())) for d in parting), key=lambda d: len(d.names)
    )


def _sample(head: bytes) -> bytes:
    """The beginning of a file as narrow text without a mark."""
    wide = wide_codec(head)
    return (
        narrow(head[2 : SAMPLE_BYTES & ~1], wide) if wide else head[:SAMPLE_BYTES]
    ).removeprefix(codecs.BOM_UTF8)


def iter_csv(
    stream: BinaryIO, coding: Coding | None = None, *, field_map: Mapping[str, str] | None = None
) -> Iterator[Item]:
    """A record for each row but the first of names; a row with more or fewer fields than names is
    damage and the run goes on.
    """
    cursor, dialect, start = _open(members(stream, coding), field_map)
    number = 1 if dialect and dialect.has_names else 0
    while dialect and cursor.ready():
        number, before = number + 1, cursor.offset
        row = _next_row(cursor, dialect, MAX_PAYLOAD)
        length = _width(cursor, dialect, row, before)
        if row is None:
            detail, how = f"a row of more than {MAX_PAYLOAD} bytes", raw_coding("bytes", coding)
            yield Damaged("too_large", detail, str(number), start, length, how)
        elif row.strip() and not (cursor.failed and not row.endswith(b"\n")):
            row = row.rstrip(b"\r\n")
            size = wide_length(row) if dialect.wide else len(row)
            yield _record(row, dialect, number, (start, size), coding, field_map)
        start += length
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _open(
    source: Source, field_map: Mapping[str, str] | None
) -> tuple[Cursor, Dialect | None, int]:
    """The cursor before the first row of values, how the file is written, and the bytes before that
    row.
    """
    cursor = Cursor(source)
    head = cursor.peek(SAMPLE_BYTES) if cursor.ready() else b""
    dialect = dialect_of(head, field_map)
    if dialect and dialect.wide:
        cursor = Cursor(NarrowSource(source, cursor.read(len(head))[2:], dialect.wide))
        cursor.ready()
    start = 2 if dialect and dialect.wide else 0
    if dialect and dialect.has_names:
        start += _width(cursor, dialect, cursor.line(MAX_PAYLOAD), 0)
    elif head.startswith(codecs.BOM_UTF8):
        start = len(cursor.read(len(codecs.BOM_UTF8)))
    return cursor, dialect, start


def _width(cursor: Cursor, dialect: Dialect | None, row: bytes | None, before: int) -> int:
    """The bytes of a row, line end included, in the file; of a row too long to be held in UTF-16
    those of plain letters.
    """
    if dialect and dialect.wide:
        return wide_length(row) if row is not None else 2 * (cursor.offset - before)
    return cursor.offset - before


def row_payload(row: bytes, dialect: Dialect) -> bytes:
    """The payload of one row, as it stands in the file. Raises Refused("bad_row") where its fields
    are not as many as the names.
    """
    return _payload(narrow(row, dialect.wide) if dialect.wide else row, dialect)


def _payload(row: bytes, dialect: Dialect) -> bytes:
    """The same of a row of narrow text."""
    values = _fields(row, dialect)
    while len(values) > len(dialect.names) and not values[-1].strip():
        values.pop()
    if len(values) != len(dialect.names):
        raise Refused("bad_row", f"{len(values)} fields under {len(dialect.names)} names")
    return orjson.dumps(dict(zip(dialect.names, values, strict=True)))


def _record(
    row: bytes,
    dialect: Dialect,
    number: int,
    place: tuple[int, int],
    coding: Coding | None,
    field_map: Mapping[str, str] | None,
) -> Item:
    how = raw_coding("csv" if dialect.has_names else "rows", coding)
    try:
        return article_record(_payload(row, dialect), (*place, how), str(number), field_map)
    except Refused as refused:
        return Damaged(
            refused.reason, refused.detail, str(number), *place, raw_coding("bytes", coding)
        )


def _has_names(dialect: Dialect) -> bool:
    """Whether the first row can be one of names."""
    return len(dialect.names) >= 2 and all(len(n) <= 80 for n in dialect.names)


def _named(first: bytes, dialect: Dialect) -> Dialect:
    """The dialect with the names of the first row; one that is missing or repeated gets the
    column's number.
    """
    seen: dict[str, int] = {}
    for no, name in enumerate(n.strip() for n in _fields(first, dialect)):
        key = name or f"column_{no + 1}"
        seen[key if key not in seen else f"{key}_{no + 1}"] = no
    return Dialect(dialect.delimiter, dialect.escape, dialect.codec, tuple(seen))


def _agrees(sample: bytes, dialect: Dialect) -> bool:
    """Whether the first rows that the sample holds whole have as many fields as there are names."""
    cursor = Cursor(members(io.BytesIO(sample), None))
    cursor.ready()
    if dialect.has_names:
        cursor.line(MAX_PAYLOAD)
    right = wrong = 0
    while right + wrong < 5 and cursor.ready():
        row = _next_row(cursor, dialect, MAX_PAYLOAD) or b""
        if not cursor.ready() and not row.endswith(b"\n") and right:
            break  # the sample may have cut it
        if row.strip():
            cut = not row.endswith(b"\n") and len(sample) >= SAMPLE_BYTES // 8
            ok = cut or len(_fields(row.rstrip(b"\r\n"), dialect)) == len(dialect.names)
            right, wrong = right + ok, wrong + (not ok)
    return right > wrong


def _well_formed(sample: bytes, dialect: Dialect) -> int:
    """The rows of a sample that hold a backslash before a quote and, so read, are well formed and
    have a field a name.

    The csv module can't say: where quotes aren't doubled it takes text after a closing quote
    without an error.
    """
    quoted = rb'"(?:[^"\\]|\\.)*+"' if dialect.escape else rb'"(?:[^"]|"")*+"'
    delimiter = re.escape(dialect.delimiter.encode())
    field = rb"(?:" + quoted + rb'|(?!")[^\n' + delimiter + rb"]*+)"
    whole_row = re.compile(
        field + rb"(?:" + delimiter + field + rb"){%d}\r?\n?" % (len(dialect.names) - 1), re.DOTALL
    )
    cursor = Cursor(members(io.BytesIO(sample), None))
    right = 0
    while cursor.ready():
        read = _next_row(cursor, dialect, MAX_PAYLOAD) or b""
        right += _ESCAPED.search(read) is not None and whole_row.fullmatch(read) is not None
    return right


def _next_row(cursor: Cursor, dialect: Dialect, limit: int) -> bytes | None:
    """The row at the cursor with its line end; None where it is over the limit."""
    line = cursor.line(limit)
    if line is None or b'"' not in line:
        return line
    lines, is_open, size = [line], _leaves_open(line, dialect, is_open=False), len(line)
    while (
        is_open
        and len(lines) < _MOST_LINES
        and size < limit
        and cursor.ready()
        and (more := cursor.line(limit))
    ):
        lines.append(more)
        size += len(more)
        is_open = _leaves_open(more, dialect, is_open=True)
    if is_open and len(lines) > 1:  # a stray quote: the line is a row by itself
        cursor.unread(b"".join(lines[1:]))
        return line
    return b"".join(lines)


def _leaves_open(line: bytes, dialect: Dialect, *, is_open: bool) -> bool:
    """Whether a quoted field goes on after this line, which begins inside one where `is_open`."""
    delimiter, at = dialect.delimiter.encode(), 0
    while True:
        if not is_open:
            if line[at : at + 1] != b'"':
                at = line.find(delimiter, at) + 1
                if at == 0:
                    return False
                continue
            at, is_open = at + 1, True
        end = line.find(b'"', at)
        if end < 0:
            return True
        if line[end + 1 : end + 2] == b'"' and not dialect.escape:
            at = end + 2
        elif dialect.escape and (end - len(line[at:end].rstrip(b"\\")) - at) % 2:
            at = end + 1
        else:
            at = line.find(delimiter, end + 1) + 1
            is_open = False
            if at == 0:
                return False


def _fields(row: bytes, dialect: Dialect) -> list[str]:
    """The row's fields; a quote that is never closed is one like any other character."""
    text = _text(row, dialect.codec)
    closed = not _leaves_open_whole(row, dialect)
    csv.field_size_limit(MAX_PAYLOAD)
    reader = csv.reader(
        io.StringIO(text, newline="") if closed else [text],
        delimiter=dialect.delimiter,
        doublequote=dialect.escape is None,
        escapechar=dialect.escape,
        quoting=csv.QUOTE_MINIMAL if closed else csv.QUOTE_NONE,
    )
    try:
        return next(reader, [])
    except csv.Error as error:
        raise Refused("bad_row", str(error)) from None


def _text(row: bytes, codec: str) -> str:
    """The row as text: in the file's encoding, or, where dumps were put together of several, in its
    own.
    """
    try:
        return row.decode(codec)
    except UnicodeError:
        return decode(row).text


def _leaves_open_whole(row: bytes, dialect: Dialect) -> bool:
    is_open = False
    for line in row.split(b"\n") if b'"' in row else ():
        is_open = _leaves_open(line + b"\n", dialect, is_open=is_open)
    return is_open
