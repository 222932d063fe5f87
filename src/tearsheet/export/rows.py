"""The rows of what is chosen, read from the archive a bounded amount at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

import polars as pl

from tearsheet.query.archive import Archive
from tearsheet.query.limits import Limits
from tearsheet.query.result import fetch_frame

if TYPE_CHECKING:
    from pathlib import Path

#: Rows that are in memory at once, texts and all: some 8 MB. judged
BATCH_ROWS = 2048
#: What our own questions read.
_NAMES = ("articles", "revisions", "captures", "sightings", "resolve_id")


class Asked:
    """An archive under our own questions, with frames of ids beside its tables."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._connection = archive.open_connection()
        self._connection.execute("SET memory_limit = ?", [f"{limits.memory_bytes} bytes"])
        archive.make_views(self._connection, _NAMES, {})

    def __enter__(self) -> Asked:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def register(self, name: str, frame: pl.DataFrame) -> None:
        """Let questions read a frame under this name."""
        self._connection.register(name, frame.to_arrow())

    def frame(self, query: str) -> pl.DataFrame:
        """All rows of a question: for ids and other short columns."""
        return fetch_frame(self._connection.sql(query))

    def batches(self, query: str) -> Iterator[pl.DataFrame]:
        """The rows of a question, some at a time, in their order; one frame without rows where
        there are none.
        """
        reader = self._connection.sql(query).to_arrow_reader(BATCH_ROWS)
        yield pl.DataFrame(pl.from_arrow(reader.schema.empty_table()))
        for batch in reader:
            yield pl.DataFrame(pl.from_arrow(batch))


def article_rows(asked: Asked, ids: pl.Series) -> Iterator[pl.DataFrame]:
    """The rows of `articles` of these ids, in the archive's order."""
    asked.register("kept", pl.DataFrame({"article_id": ids}))
    return asked.batches("SELECT a.* FROM articles a JOIN kept USING (article_id)")


def spooled_rows(path: Path, key: str, ids: pl.Series) -> Iterator[pl.DataFrame]:
    """The rows of a query, as they were put into a file, whose id is among these."""
    import pyarrow.parquet as pq

    wanted = ids.implode()
    with pq.ParquetFile(path) as stored:
        yield pl.DataFrame(pl.from_arrow(stored.schema_arrow.empty_table()))
        for batch in stored.iter_batches(BATCH_ROWS):
            yield pl.DataFrame(pl.from_arrow(batch)).filter(pl.col(key).is_in(wanted))


def capture_rows(asked: Asked, key: str, ids: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of the captures of these ids, of articles every capture that shows them, in the order
    in which their bytes lie.
    """
    asked.register("kept", pl.DataFrame({key: ids}))
    which = (
        "SELECT capture_id FROM kept"
        if key == "capture_id"
        else "SELECT capture_id FROM sightings JOIN kept USING (article_id)"
    )
    return asked.frame(
        f"SELECT {', '.join(columns)} FROM captures WHERE capture_id IN ({which}) "
        "ORDER BY raw_object, raw_coding, raw_offset, capture_id"
    )
