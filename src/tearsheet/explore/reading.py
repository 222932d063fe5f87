"""What runs in a child process: questions of pages, a guarded SELECT, a search, raw bytes.

A child keeps the archives that it has opened, so that a question waits for no file to be listed
again. Rows go back as an Arrow stream.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tearsheet.errors import NotHere
from tearsheet.explore.compare import compare
from tearsheet.explore.question import literal
from tearsheet.query.limits import Limits
from tearsheet.query.output import flat_rows, neutral_rows
from tearsheet.query.session import Session
from tearsheet.query.source import source_of
from tearsheet.search.answer import Answer
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.citations.citation import cite_article
from tearsheet.search.citations.references import FORMS as CITED_AS
from tearsheet.store import payloads
from transforms.formats.record import raw_place

if TYPE_CHECKING:
    import polars as pl

#: Snapshots that one child holds open. judged
_MOST_OPEN = 2
#: Rows of a file that are sent at once, and bytes. judged
_PIECE_ROWS, _PIECE_BYTES = 5_000, 1 << 20
#: Files that a SELECT can be taken along as, with their media types.
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


@lru_cache(_MOST_OPEN)
def open_archive(root: str, number: int) -> SearchableArchive:
    """The archive in this snapshot."""
    return SearchableArchive(root, number)


@lru_cache(_MOST_OPEN)
def open_session(root: str, number: int, limits: Limits, kept: Path | None = None) -> Session:
    """A session over the archive in this snapshot, for questions of pages. `kept` is the folder in
    which rows of its views may lie (see `keep_view`).
    """
    return Session(open_archive(root, number), limits, kept)


def answer_questions(
    root: str,
    number: int,
    asked: Sequence[tuple[str, Mapping[str, Any]]],
    limits: Limits,
    kept: Path,
) -> list[bytes]:
    """Questions, each (SQL, values of its `$name`) -> the rows of each as an Arrow stream."""
    session = open_session(root, number, limits, kept)
    return [to_bytes(session.table(sql, params)) for sql, params in asked]


def compare_articles(
    root: str,
    numbers: tuple[int, int],
    limits: Limits,
    fate: str | None,
    place: tuple[int, int],
) -> tuple[dict[str, int], bytes]:
    """What became of articles between two snapshots (`numbers`): how many of each fate, and rows of
    one fate as an Arrow stream. `place` is (how many rows, how many to skip). Raises NoSnapshot.
    """
    before, after = (open_archive(root, number) for number in numbers)
    counts, rows = compare(before, after, limits, fate=fate, size=place[0], skip=place[1])
    return counts, to_bytes(rows)


def keep_view(root: str, number: int, view: str, limits: Limits, kept: Path) -> None:
    """Write the rows of a view to where they are kept. Raises OutOfTime, OutOfMemory."""
    kept.mkdir(exist_ok=True)
    open_session(root, number, limits, kept).keep(view, kept)


def answer_select(root: str, number: int, query: str, limits: Limits) -> bytes:
    """The rows of a SELECT that anybody wrote, guarded. Raises Unsafe, BadQuery, OutOfTime,
    OutOfMemory.
    """
    frame = open_archive(root, number).frame(query, limits, alone=True)
    return to_bytes(frame.to_arrow())


def stream_select(
    root: str, number: int, query: str, form: str, limits: Limits
) -> Generator[bytes]:
    """The rows of a SELECT that anybody wrote, guarded, as the bytes of a file of this form
    (FORMS), piece by piece. No cell of a csv file begins like a formula. Raises as `answer_select`.
    """
    archive = open_archive(root, number)
    frame = archive.frame(query, limits, alone=True)
    if form == "parquet":
        sink = io.BytesIO()
        frame.write_parquet(sink, metadata=source_of(archive).metadata())
        for place in range(0, sink.tell(), _PIECE_BYTES):
            yield sink.getbuffer()[place : place + _PIECE_BYTES].tobytes()
        return
    pieces = frame.iter_slices(_PIECE_ROWS) if frame.height else iter((frame,))
    if form == "json":
        yield from _array(pieces)
        return
    for n, piece in enumerate(pieces):
        if form == "csv":
            yield neutral_rows(flat_rows(piece)).write_csv(include_header=n == 0).encode()
        else:
            yield piece.write_ndjson().encode() or b"\n"


def _array(pieces: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    """Rows as one array of JSON."""
    begin = b"["
    for piece in pieces:
        yield begin + piece.write_json().strip()[1:-1].encode()
        begin = b",\n"
    yield b"]\n"


def make_index(root: str, number: int) -> None:
    """The index of words of this snapshot, where there is none."""
    _ = open_archive(root, number).finder


def answer_search(root: str, number: int, words: str, options: Mapping[str, Any]) -> Answer:
    """What a search finds. Raises BadSearch and Usage."""
    return open_archive(root, number).search(words, facets=True, **options)


def read_payload(root: str, number: int, capture_id: str) -> bytes:
    """The raw bytes of a capture. Raises NotHere, Damage."""
    try:
        return open_archive(root, number).payload(capture_id)
    except KeyError:
        raise NotHere(f"No capture {capture_id} in snapshot {number}.") from None


def read_refused(root: str, number: int, quarantine_id: str) -> bytes:
    """The bytes of a row of quarantine. Raises NotHere where it has none, Damage."""
    archive = open_archive(root, number)
    asked = f"SELECT * FROM quarantine WHERE quarantine_id = {literal(quarantine_id)}"
    found = archive.rows(asked).dicts()
    if not found or found[0]["raw_object"] is None:
        raise NotHere(f"No bytes are kept of {quarantine_id}.")
    return payloads.read_payload(archive.objects, **raw_place(found[0]))


def cite(root: str, number: int, article_id: str, limits: Limits) -> dict[str, str]:
    """An article's citation in every form. Raises Usage."""
    session = open_session(root, number, limits)
    cited = cite_article(session.archive, article_id, session=session)
    return {form: write([cited]) for form, write in CITED_AS.items()}


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
    """Do nothing: a child that has been called has imported what it needs."""
