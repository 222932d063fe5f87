"""JSON lines as datatrove and dolma lay them out, compressed, in shards of bounded size."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Literal, cast

import orjson
import polars as pl

Compression = Literal["gzip", "zstd", "none"]
#: How files of a compression end.
ENDINGS: dict[Compression, str] = {"gzip": ".gz", "zstd": ".zst", "none": ""}
#: What stands in `metadata` of a document; of dolma's `created` is `published_at`, else the day.
METADATA = (
    "url", "outlet", "title", "byline", "section", "agency", "language", "published_on",
    "published_at", "published_source", "published_confidence", "licence", "first_captured_at",
    "last_captured_at", "versions", "story_id", "story_size", "is_lead", "text_sha256",
)  # fmt: skip


class Shards:
    """Lines in numbered files of a folder, or in one file; a new one begins before one grows beyond
    `most_bytes` before compression. `rows` says how many lines each has.
    """

    def __init__(
        self, place: Path, ending: str, *, compression: Compression, most_bytes: int
    ) -> None:
        self._place, self._ending, self._compression = place, ending, compression
        self._most, self._size = most_bytes, 0
        self._file: AbstractContextManager[IO[bytes]] | None = None
        self._out: IO[bytes] | None = None
        self.rows: dict[Path, int] = {}

    def __enter__(self) -> Shards:
        self._begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.__exit__(kind, error, trace)

    def add(self, line: bytes) -> None:
        """Append one line, its end included."""
        if self._size and self._size + len(line) > self._most and self._place.is_dir():
            self.__exit__(None, None, None)
            self._begin()
        assert self._out is not None
        self._out.write(line)
        self._size += len(line)
        self.rows[self._path] += 1

    def _begin(self) -> None:
        is_folder = self._place.is_dir()
        name = f"part-{len(self.rows):05}{self._ending}{ENDINGS[self._compression]}"
        self._path = self._place / name if is_folder else self._place
        self.rows[self._path] = self._size = 0
        self._file = _compressed(self._path, self._compression)
        self._out = self._file.__enter__()


@contextmanager
def _compressed(path: Path, compression: Compression) -> Iterator[IO[bytes]]:
    """A new file; equal content gives equal bytes."""
    with path.open("xb") as raw:
        if compression == "gzip":
            with gzip.GzipFile("", "wb", 6, cast("BinaryIO", raw), mtime=0) as out:
                yield cast("IO[bytes]", out)
        elif compression == "zstd":
            import zstandard

            with zstandard.ZstdCompressor(level=3).stream_writer(raw, closefd=False) as out:
                yield out
        else:
            yield raw


def write_documents(
    rows: Iterator[pl.DataFrame], shards: Shards, layout: str, added: datetime
) -> int:
    """Write articles with a text as documents; how many had none."""
    document = {"datatrove": datatrove_document, "dolma": dolma_document}[layout]
    without = 0
    for batch in rows:
        for row in batch.iter_rows(named=True):
            if not row["text"]:
                without += 1
                continue
            shards.add(orjson.dumps(document(row, added), option=orjson.OPT_APPEND_NEWLINE))
    return without


def datatrove_document(row: Mapping[str, Any], _added: datetime) -> dict[str, Any]:
    """A document as datatrove's `JsonlReader` takes it: text, id, metadata."""
    return {"text": row["text"], "id": row["article_id"], "metadata": _metadata(row)}


def dolma_document(row: Mapping[str, Any], added: datetime) -> dict[str, Any]:
    """A document of dolma: id, text, source (the outlet), added (when the snapshot was published),
    created (left out where no day is known), metadata.
    """
    document = {
        "id": row["article_id"],
        "text": row["text"],
        "source": row["outlet"],
        "added": _stamp(added),
    }
    created = row["published_at"] or row["published_on"]
    if created is not None:
        document["created"] = _stamp(created)
    return {**document, "metadata": _metadata(row)}


def _metadata(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value := row[name], date) else value
        for name in METADATA
    }


def _stamp(value: date) -> str:
    """A time as dolma writes it; of a day its beginning: `2026-03-09T00:00:00.000Z`."""
    at = value.astimezone(UTC) if isinstance(value, datetime) else value
    text = at.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{getattr(at, 'microsecond', 0) // 1000:03}Z"
