"""What runs in a child process: questions of pages, a guarded SELECT, a search, raw bytes.

A child keeps the archives that it has opened, so that a question waits for no file to be listed
again. Rows go back as an Arrow stream.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from tearsheet.errors import Damage, NotHere
from tearsheet.explore.compare import compare
from tearsheet.explore.question import literal
from tearsheet.explore.source import MOST_CHARS
from tearsheet.query.limits import Limits
from tearsheet.query.output import flat_rows, neutral_rows, readable_rows
from tearsheet.query.source import source_of
from tearsheet.query.standing import Standing
from tearsheet.search.answer import Answer
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.citations.citation import cite_article
from tearsheet.search.citations.references import FORMS as CITED_AS
from tearsheet.store import payloads
from transforms.formats.record import raw_place
from transforms.schemas import BESIDE, TABLES

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


class Edition(NamedTuple):
    """A snapshot as it was issued: the archive's root, its number, and its state. A withdrawal
    issues it again, and nothing that was answered before is an answer any more.
    """

    root: str
    number: int
    state: str


@lru_cache(_MOST_OPEN)
def open_archive(of: Edition) -> SearchableArchive:
    """The archive in this snapshot."""
    return SearchableArchive(of.root, of.number)


@lru_cache(_MOST_OPEN)
def open_session(of: Edition, limits: Limits, kept: Path | None) -> Standing:
    """A session over the archive in this snapshot, for questions of pages. `kept` is the folder in
    which rows of its views may lie (see `keep_view`).
    """
    return Standing(open_archive(of), limits, kept)


def answer_questions(
    of: Edition,
    asked: Sequence[tuple[str, Mapping[str, Any]]],
    limits: Limits,
    kept: Path | None,
) -> list[bytes]:
    """Questions, each (SQL, values of its `$name`) -> the rows of each as an Arrow stream."""
    session = open_session(of, limits, kept)
    return [to_bytes(session.table(sql, params)) for sql, params in asked]


def compare_articles(
    editions: tuple[Edition, Edition],
    limits: Limits,
    file: Path | None,
    fate: str | None,
    place: tuple[int, int],
) -> tuple[dict[str, int], bytes]:
    """What became of articles between two snapshots: how many of each fate, and rows of
    one fate as an Arrow stream. `place` is (how many rows, how many to skip).
    """
    before, after = map(open_archive, editions)
    size, skip = place
    counts, rows = compare((before, after), limits, file, fate=fate, size=size, skip=skip)
    return counts, to_bytes(rows)


def keep_view(of: Edition, view: str, limits: Limits, kept: Path) -> None:
    """Write the rows of a view to where they are kept. Raises OutOfTime, OutOfMemory."""
    kept.mkdir(exist_ok=True)
    open_session(of, limits, kept).keep(view, kept)


def open_tables(of: Edition, limits: Limits, kept: Path | None) -> None:
    """Read what is read of files once, before anybody asks."""
    open_session(of, limits, kept).open_tables([name for name in TABLES if name not in BESIDE])


def answer_select(of: Edition, query: str, limits: Limits) -> bytes:
    """The rows of a SELECT that anybody wrote, guarded. Raises Unsafe, BadQuery, OutOfTime,
    OutOfMemory.
    """
    frame = open_archive(of).frame(query, limits, alone=True)
    return to_bytes(frame.to_arrow())


def stream_select(of: Edition, query: str, form: str, limits: Limits) -> Generator[bytes]:
    """The rows of a SELECT that anybody wrote, guarded, as the bytes of a file of this form
    (FORMS), piece by piece. No cell of a csv file begins like a formula. Raises as `answer_select`.
    """
    archive = open_archive(of)
    frame = archive.frame(query, limits, alone=True)
    if form == "parquet":
        sink = io.BytesIO()
        frame.write_parquet(sink, metadata=source_of(archive).metadata())
        for place in range(0, sink.tell(), _PIECE_BYTES):
            yield sink.getbuffer()[place : place + _PIECE_BYTES].tobytes()
        return
    frame = readable_rows(frame)
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


def make_index(of: Edition) -> None:
    """The index of words of this snapshot, where there is none."""
    _ = open_archive(of).finder


def answer_search(of: Edition, words: str, options: Mapping[str, Any]) -> Answer:
    """What a search finds. Raises BadSearch and Usage."""
    return open_archive(of).search(words, facets=True, **options)


def read_payload(of: Edition, capture_id: str) -> bytes:
    """The raw bytes of a capture. Raises NotHere, Damage."""
    try:
        return open_archive(of).payload(capture_id)
    except KeyError:
        raise NotHere(f"No capture {capture_id} in snapshot {of.number}.") from None


def read_refused(of: Edition, quarantine_id: str) -> bytes:
    """The bytes of a row of quarantine; of one that is of a whole container, a little more than the
    first `MOST_CHARS`. Raises NotHere where it has none, Damage.
    """
    archive = open_archive(of)
    asked = f"SELECT * FROM quarantine WHERE quarantine_id = {literal(quarantine_id)}"
    found = archive.rows(asked).dicts()
    if not found or found[0]["raw_object"] is None:
        raise NotHere(f"No bytes are kept of {quarantine_id}.")
    if found[0]["raw_coding"] is None:
        return _beginning(archive, found[0]["raw_object"])
    return payloads.read_payload(archive.objects, **raw_place(found[0]))


def _beginning(archive: SearchableArchive, path: str) -> bytes:
    try:
        return archive.objects.get_range(path, 0, MOST_CHARS + 1)
    except FileNotFoundError:
        raise Damage(f"there is no {path}: `tearsheet verify` says how to heal it") from None


def cite(of: Edition, article_id: str, limits: Limits, kept: Path | None) -> dict[str, str]:
    """An article's citation in every form. Raises Usage."""
    session = open_session(of, limits, kept)
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
