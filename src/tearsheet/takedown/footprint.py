"""Which rows of the kept snapshots are of a withdrawn article: of its captures, its versions, and
whatever was derived of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import Tombstone

_IDS = ("capture_id", "article_id", "revision_id")
#: By which columns a row of a table is told; of a row that names several one is enough.
COLUMNS = {
    "captures": {"capture_id": "captures"},
    "blocks": {"capture_id": "captures"},
    "sightings": {"capture_id": "captures"},
    "headlines": {"capture_id": "captures"},
    "dates": {"capture_id": "captures"},
    "listings": {"capture_id": "captures"},
    "revisions": {"article_id": "articles", "revision_id": "revisions"},
    "articles": {"article_id": "articles", "revision_id": "revisions"},
    "stories": {"article_id": "articles"},
    "signatures": {"revision_id": "revisions"},
    "relations": {"left_id": "revisions", "right_id": "revisions"},
}


@dataclass(slots=True)
class Footprint:
    """The ids of what is withdrawn, in any kept snapshot."""

    captures: set[str]
    articles: set[str] = field(default_factory=set)
    revisions: set[str] = field(default_factory=set)

    def is_gone(self, table: str) -> pl.Expr:
        """Whether a row of this table is of what is withdrawn."""
        return pl.any_horizontal(
            pl.col(column).is_in(sorted(getattr(self, of))).fill_null(value=False)
            for column, of in COLUMNS[table].items()
        )


def find_footprint(storage: Storage, stone: Tombstone, every: Iterable[Snapshot]) -> Footprint:
    """What a tombstone names, in the files of all of these snapshots, deleted rows included: an
    article or a version that its captures show and another shows as well is not among it, save the
    withdrawn article itself.
    """
    found = Footprint(set(stone.capture_ids), set(stone.article_ids))
    files = {f.path for s in every for f in storage.files(s, "sightings")}
    frames = [_read(storage, path) for path in sorted(files)]
    shown = pl.concat([empty_ids(), *frames]).unique()
    is_own = pl.col("capture_id").is_in(sorted(found.captures))
    own, other = shown.filter(is_own), shown.filter(~is_own)
    found.articles |= set(own.join(other, on="article_id", how="anti")["article_id"])
    named = shown.filter(pl.col("article_id").is_in(sorted(found.articles)))
    found.revisions |= set(named["revision_id"])
    found.revisions |= set(own.join(other, on="revision_id", how="anti")["revision_id"])
    return found


def _read(storage: Storage, path: str) -> pl.DataFrame:
    raw = storage.objects.get(path)
    return pl.read_parquet(io.BytesIO(raw), columns=list(_IDS)).cast(pl.String)


def empty_ids() -> pl.DataFrame:
    """No rows of what is read of sightings."""
    return pl.DataFrame(schema=dict.fromkeys(_IDS, pl.String))
