"""What is to be indexed of a snapshot: the data files of its articles, each a source of rows.

A row of the index is one article in one state. Its key is made of what is indexed of it, so that a
document found says exactly which states of which articles it is, in whatever snapshot they stand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tearsheet.store.files.data_file import DataFile
from transforms.ids import sha256_hex

if TYPE_CHECKING:
    from tearsheet.query.archive import Archive

TEXTS = ("title", "byline", "text")
#: What is known of an article without reading it: what it is filtered and counted by.
KNOWN = {
    "key": pl.Int64(),
    "article_id": pl.String(),
    "story_id": pl.String(),
    "story_size": pl.Int32(),
    "is_lead": pl.Boolean(),
    "relation": pl.String(),
    "outlet": pl.String(),
    "language": pl.String(),
    "published_on": pl.Date(),
    "first_captured_at": pl.Datetime("us", "UTC"),
    "last_captured_at": pl.Datetime("us", "UTC"),
}
_MADE_OF = ("article_id", "language", "text_sha256", "title", "byline")
#: Rows of a file that are indexed at once. judged
_PORTION = 5_000
_KEY_BITS = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of articles that never change: a data file, or without one the view `articles` of an
    archive that no file of them was written for.
    """

    name: str
    file: DataFile | None

    def live(self) -> NDArray[np.bool_] | None:
        """Which rows of it count; null for all."""
        if self.file is None or not self.file.deleted:
            return None
        counts = np.ones(self.file.rows, np.bool_)
        counts[self.file.deleted_places()] = False
        return counts


def sources_of(archive: Archive) -> list[Source]:
    """The sources of a snapshot."""
    if "articles" in archive.snapshot.tables:
        return [Source(f.sha256[:32], f) for f in archive.files("articles")]
    made_of = (archive.snapshot.tables.get(t, "") for t in ("revisions", "stories"))
    return [Source(sha256_hex("|".join(made_of).encode())[:32], None)]


def portions(archive: Archive, source: Source) -> Iterator[pl.DataFrame]:
    """The rows of a source in order, `KNOWN` with the texts."""
    columns = [*dict.fromkeys((*KNOWN, *_MADE_OF, *TEXTS))]
    columns.remove("key")
    frame = lazy_rows(archive, source).select(columns).collect()
    for part in frame.iter_slices(_PORTION):
        keys = [_key(row) for row in part.select(_MADE_OF).iter_rows()]
        yield part.with_columns(pl.Series("key", keys, pl.Int64()))


def lazy_rows(archive: Archive, source: Source) -> pl.LazyFrame:
    """All rows of a source, those that count no more too."""
    if source.file is None:
        return archive.scan("articles").sort("article_id")
    return archive.storage.read_files("articles", [replace(source.file, deleted=())])


def known_frame(portion: pl.DataFrame) -> pl.DataFrame:
    """What is kept of rows beside the index."""
    return portion.select([pl.col(c).cast(t) for c, t in KNOWN.items()])


def _key(values: Sequence[str | None]) -> int:
    """A number for a state of an article, from what is indexed of it."""
    said = "\x1f".join("" if value is None else value for value in values)
    digest = hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _KEY_BITS
