"""JSON documents that hold many records -> one record an element; the payload is the element's own
bytes.

An array at the top is read piece by piece, however long. Where the records stand inside an object
(`{"articles": [...]}`, or an object of objects by id), the document is held whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import orjson

from transforms.formats.compression import Coding, members
from transforms.formats.cursor import Cursor
from transforms.formats.record import (
    MAX_PAYLOAD,
    Damaged,
    Item,
    Record,
    article_record,
    damage_of,
    raw_coding,
)
from transforms.page import Refused
from transforms.text.records.fields import record_fields

#: Names under which search engines, news services and scrapers put the list of records.
LISTS = (
    "articles",
    "items",
    "results",
    "data",
    "docs",
    "documents",
    "entries",
    "news",
    "stories",
    "records",
    "rows",
    "posts",
    "hits",
    "value",
)
#: Names of an object that the list may stand in.
_OUTER = ("response", "hits", "data", "result", "feed")
#: Strings whole, and what gives JSON its shape. A string that does not end in the buffer is matched
#: to the buffer's end.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_NAME = re.compile(rb'"(?:[^"\\]++|\\.){0,2000}+"\s*:\s*(?=\{)')
_SPACE = re.compile(rb"[\s,]*")
#: A name that is the address of the record under it.
_ADDRESS = re.compile(rb'"(https?://[^\s"\\/]+/[^\s"\\]*+)"', re.IGNORECASE)
#: Where after damage an element may begin.
_AGAIN = re.compile(rb'(?:\}\s*+,|[,\[}][^\S\n]*+\n)\s*+(?=\{\s*+")')
#: So many places, or fields of a level, are tried. judged
_MOST_TRIES = 200
#: A list of records stands in so many objects, and so many of its elements are asked. judged
_DEEPEST, _MOST_ASKED = 6, 3


def holds_records(document: bytes) -> bool:
    """Whether a JSON document is a list of records rather than one: an array, or an object with
    such a list in it.
    """
    start = document.lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    return start.startswith(b"[") or (start.startswith(b"{") and _place(start) is not None)


def is_json_feed(document: bytes) -> bool:
    """Whether the document is a JSON Feed, by the version that it must state."""
    try:
        value = orjson.loads(document) if b"jsonfeed.org" in document else None
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, dict) and _is_feed(value)


def _is_feed(value: Mapping[str, Any]) -> bool:
    return "jsonfeed.org" in str(value.get("version")) and isinstance(value.get("items"), list)


def iter_json(
    stream: BinaryIO, coding: Coding | None = None, *, field_map: Mapping[str, str] | None = None
) -> Iterator[Item]:
    """A record for each element that is an object; what is none, is broken or cut is damage and the
    run goes on.
    """
    cursor = Cursor(members(stream, coding))
    tape = _Tape(cursor)
    number, cut = 0, False
    while close := _open(tape):
        while (first := tape.skip_space()) not in (b"", close):
            number += 1
            item = _element(tape, number, coding, field_map)
            cut = isinstance(item, Damaged) and item.reason == "truncated"
            yield item
        if first == b"" and not cursor.failed and not cut:
            yield Damaged(
                "truncated",
                "the list has no end",
                str(number + 1),
                tape.offset,
                0,
                raw_coding("bytes", coding),
            )
        tape.take(1)
    while cursor.ready():  # so that a damaged stream is noticed
        cursor.skip(MAX_PAYLOAD)
    for failure in cursor.losses:
        yield damage_of(failure, str(number + 1))


def _open(tape: _Tape) -> bytes | None:
    """Pass over what stands before the first element of the next list; the bracket that will close
    it, None where there is no list.
    """
    head = tape.skip_space(codecs.BOM_UTF8)
    if head == b"[":
        tape.take(1)
        return b"]"
    while len(tape.buffer) <= MAX_PAYLOAD and tape.more():
        pass
    place = _place(bytes(tape.buffer)) if len(tape.buffer) <= MAX_PAYLOAD else None
    if place is None:
        tape.take(len(tape.buffer))
        return None
    return b"}" if tape.take(place).endswith(b"{") else b"]"


@dataclass
class _Tape:
    """The bytes of the list from the next element on, as many as were needed so far."""

    cursor: Cursor
    offset: int = 0
    #: The name under which the next element stands, where that is an address.
    address: str | None = None

    def __post_init__(self) -> None:
        self.buffer = bytearray()

    def more(self) -> bool:
        """Append the next bytes of the stream; False at its end."""
        if self.cursor.at_member_end() and not self.cursor.ready():
            return False
        piece = self.cursor.read(
            max(1 << 18, len(self.buffer))
        )  # doubling, since a string that goes on is searched again
        self.buffer += piece
        return bool(piece)

    def take(self, count: int) -> bytes:
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        self.offset += count
        return data

    def skip_space(self, mark: bytes = b"") -> bytes:
        """Pass over white space, commas and, in an object of objects, names; the first byte after
        it, b"" at the end.
        """
        self.address = None
        while self.buffer or self.more():
            if mark and self.buffer.startswith(mark):
                self.take(len(mark))
            found = _SPACE.match(self.buffer)
            self.take(found.end() if found else 0)
            if self.buffer[:1] == b'"' and (end := self.end_of_name()):
                named = _ADDRESS.match(self.take(end))
                self.address = named[1].decode("utf-8", "replace") if named else None
                continue
            if self.buffer:
                return bytes(self.buffer[:1])
        return b""

    def end_of_name(self) -> int | None:
        """The length of a name and its colon, where the next string is one and an object
        follows.
        """
        while len(self.buffer) < 4096 and self.more():
            pass
        found = _NAME.match(self.buffer)
        return found.end() if found else None

    def end_of_element(self) -> int | None:
        """The length of the element that begins here; None where its end never comes, or not within
        `MAX_PAYLOAD` bytes.
        """
        depth, at = 0, 0
        while True:
            for token in _TOKEN.finditer(self.buffer, at):
                char = token[0][:1]
                if char == b'"' and token.end() == len(self.buffer):
                    break  # it may go on
                at = token.end()
                if char in b"[{":
                    depth += 1
                elif char in b"]}":
                    depth -= 1
                if depth < 0 or (depth == 0 and char == b","):
                    return token.start()
                if depth == 0 and char in b"]}":
                    return at
            if len(self.buffer) > MAX_PAYLOAD or not self.more():
                return None


def _element(
    tape: _Tape, number: int, coding: Coding | None, field_map: Mapping[str, str] | None
) -> Record | Damaged:
    start = tape.offset
    end = tape.end_of_element()
    how = raw_coding("bytes", coding)
    if end is None:
        large = len(tape.buffer) > MAX_PAYLOAD
        length = len(tape.take(_again(tape.buffer) or len(tape.buffer)))
        return Damaged(
            "too_large" if large else "truncated",
            "an element without an end",
            str(number),
            start,
            length,
            how,
        )
    payload = bytes(tape.buffer[: max(1, end)])
    try:
        record = article_record(payload, (start, len(payload), how), str(number), field_map)
    except Refused as refused:
        length = len(tape.take(_again(payload) or len(payload)))
        return Damaged(refused.reason, refused.detail, str(number), start, length, how)
    tape.take(len(payload))
    return replace(record, url=record.url or tape.address)


def _again(broken: bytes | bytearray) -> int | None:
    """Where in a broken element, which a stray quote may have made too long, the next whole record
    seems to begin.
    """
    for tries, found in enumerate(_AGAIN.finditer(broken, 1)):
        if tries == _MOST_TRIES:
            break
        end = broken.find(b"}", found.end())
        for _ in range(8):  # as many braces as a record has inside it, at most
            if end < 0:
                break
            try:
                if record_fields(bytes(broken[found.end() : end + 1])).names_article:
                    return found.end()
            except Refused:
                end = broken.find(b"}", end + 1)
    return None


def _place(document: bytes) -> int | None:
    """Where, in a document that is one object, the elements of its list begin; None where it has
    none.
    """
    try:
        value = orjson.loads(document)
    except orjson.JSONDecodeError:
        return None
    if (
        not isinstance(value, dict)
        or _is_feed(value)
        or any(isinstance(value.get(n), str) for n in ("url", "text", "html", "body", "link"))
    ):
        return None
    path = _path(value)
    if path is None:
        return None
    return _after(document, path)


def _path(value: Mapping[str, Any]) -> list[str] | None:
    """The names that lead to the list, [] where the object's own values are the records."""
    for outer in ((), *((o,) for o in _OUTER)):
        inner: Any = value.get(outer[0]) if outer else value
        for name in LISTS if isinstance(inner, dict) else ():
            found = inner.get(name)
            if isinstance(found, list) and any(isinstance(v, dict) for v in found):
                return [*outer, name]
    rows = list(value.values())
    if (
        len(rows) > 1
        and all(isinstance(v, dict) for v in rows)
        and all(_names_article(v) for v in rows[:20])
    ):
        return []
    return None if _names_article(value) else _deep_path(value)


def _deep_path(value: Mapping[str, Any]) -> list[str] | None:
    """The names that lead to a list of records wherever it stands: the nearest to the top, of
    several there the longest. A list of one object is passed through, under an empty name.
    """
    level: list[tuple[list[str], dict[str, Any]]] = [([], dict(value))]
    for _ in range(_DEEPEST):
        inside = [
            ([*path, n], v) for path, obj in level for n, v in list(obj.items())[:_MOST_TRIES]
        ]
        lists = [(path, v) for path, v in inside if isinstance(v, list) and _has_records(v)]
        if lists:
            return max(lists, key=lambda item: len(item[1]))[0]
        alone = [
            ([*path, ""], v[0])
            for path, v in inside
            if isinstance(v, list) and len(v) == 1 and isinstance(v[0], dict)
        ]
        level = [*((path, v) for path, v in inside if isinstance(v, dict)), *alone][:_MOST_TRIES]
    return None


def _has_records(found: list[Any]) -> bool:
    return any(isinstance(v, dict) and _names_article(v) for v in found[:_MOST_ASKED])


def _names_article(value: Mapping[str, Any]) -> bool:
    return record_fields(orjson.dumps(value, default=str)).names_article


def _after(document: bytes, path: list[str]) -> int | None:
    """The offset after the bracket that opens the list at this path."""
    depth, keys = 0, [b""] * 64
    want = [orjson.dumps(name) if name else b"" for name in path]
    last = b""
    for token in _TOKEN.finditer(document):
        text = token[0]
        if text[:1] == b'"':
            last = text
        elif text in b"[{":
            if depth < len(keys):
                keys[depth] = last
            depth += 1
            if (
                depth == len(path) + 1
                and keys[1:depth] == want
                and text == (b"[" if path else b"{")
            ):
                return token.end()
            last = b""
        elif text in b"]}":
            depth -= 1
    return None
