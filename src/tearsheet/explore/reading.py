"""What runs in a child process: questions of pages, a guarded SELECT, a search, raw bytes.

A child keeps the archives that it has opened, so that a question waits for no file to be listed
again. Rows go back as an Arrow stream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from tearsheet.explore.question import literal
from tearsheet.query.limits import Limits
from tearsheet.query.session import Session
from tearsheet.search.answer import Answer
from tearsheet.search.archive import SearchableArchive
from tearsheet.store import payloads
from transforms.formats.record import raw_place

#: Snapshots that one child holds open. judged
_MOST_OPEN = 4


@lru_cache(_MOST_OPEN)
def open_archive(root: str, number: int) -> SearchableArchive:
    """The archive in this snapshot."""
    return SearchableArchive(root, number)


@lru_cache(_MOST_OPEN)
def open_session(root: str, number: int, limits: Limits) -> Session:
    """The same, to be asked by questions of pages."""
    return Session(open_archive(root, number), limits)


def answer_questions(
    root: str, number: int, asked: Sequence[tuple[str, Mapping[str, Any]]], limits: Limits
) -> list[bytes]:
    """The rows of each of these questions, with its values."""
    session = open_session(root, number, limits)
    return [to_bytes(session.table(sql, params)) for sql, params in asked]


def answer_select(root: str, number: int, query: str, limits: Limits) -> bytes:
    """The rows of a SELECT that anybody wrote, guarded. Raises Unsafe, BadQuery, OutOfTime,
    OutOfMemory.
    """
    frame = open_archive(root, number).frame(query, limits, alone=True)
    return to_bytes(frame.to_arrow())


def answer_search(root: str, number: int, words: str, options: Mapping[str, Any]) -> Answer:
    """What a search finds. Raises BadSearch and Usage."""
    return open_archive(root, number).search(words, facets=True, **options)


def read_payload(root: str, number: int, capture_id: str) -> bytes:
    """The raw bytes of a capture. Raises KeyError, Damage."""
    return open_archive(root, number).payload(capture_id)


def read_refused(root: str, number: int, quarantine_id: str) -> bytes:
    """The bytes of a row of quarantine. Raises KeyError for one that has none, Damage."""
    archive = open_archive(root, number)
    asked = f"SELECT * FROM quarantine WHERE quarantine_id = {literal(quarantine_id)}"
    found = archive.rows(asked).dicts()
    if not found or found[0]["raw_object"] is None:
        raise KeyError(quarantine_id)
    return payloads.read_payload(archive.objects, **raw_place(found[0]))


def to_bytes(table: pa.Table) -> bytes:
    """A table as an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def of_bytes(stream: bytes) -> pa.Table:
    """The table of an Arrow stream."""
    return pa.ipc.open_stream(stream).read_all()


def wake() -> None:
    """Nothing: a child that has been called has imported what it needs."""
