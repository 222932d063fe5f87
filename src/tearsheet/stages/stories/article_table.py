"""The table `articles` after a batch: written anew for those articles of which a version, or the
story, has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.store.files.data_file import Change, DataFile, apply_changes
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.latest import latest_articles

#: Articles whose rows, with their texts, are held at once.
ARTICLES_AT_ONCE = 20_000
_PLACE = ("article_id", "outlet")


def article_changes(
    storage: Storage, base: Snapshot, changes: Mapping[str, Sequence[Change]]
) -> Iterator[Change]:
    """What changes of `articles` where revisions and stories change so; of an archive that has no
    such table yet, all of it.
    """
    sources = ("revisions", "stories")
    if not any(change for name in sources for change in changes.get(name, ())):
        return
    files = {
        name: apply_changes(storage.files(base, name), changes.get(name, ())) for name in sources
    }
    stories = storage.read_files("stories", files["stories"])
    if "articles" in base.tables:
        concerned = _concerned(storage, base, changes, stories)
    else:
        every = storage.read_files("revisions", files["revisions"])
        concerned = every.select(_PLACE).unique().collect()
    sizes = concerned.group_by("outlet").len().sort("outlet").rows()
    for some in cut_into_chunks(sizes, lambda pair: int(pair[1]), ARTICLES_AT_ONCE):
        outlets = [outlet for outlet, _ in some]
        wanted = concerned.filter(pl.col("outlet").is_in(outlets))
        rows = _rows(storage, files["revisions"], stories, wanted)
        yield storage.replace(base, "articles", rows, wanted)


def _concerned(
    storage: Storage,
    base: Snapshot,
    changes: Mapping[str, Sequence[Change]],
    stories: pl.LazyFrame,
) -> pl.DataFrame:
    """(`article_id`, `outlet`) of the articles of which a version changes, or a member of their
    story.
    """
    revised, moved = (
        storage.changed_rows(base, name, changes.get(name, ()), [*_PLACE, *more])
        for name, more in (("revisions", ()), ("stories", ("story_id",)))
    )
    ids = moved["story_id"].unique().implode()
    members = stories.filter(pl.col("story_id").is_in(ids)).select(_PLACE).collect()
    return pl.concat([revised, moved.select(_PLACE), members]).unique()


def _rows(
    storage: Storage, revisions: Sequence[DataFile], stories: pl.LazyFrame, wanted: pl.DataFrame
) -> pl.DataFrame:
    """The rows of these articles, which may be no more."""
    outlets = wanted["outlet"].unique().to_list()
    inside = [f for f in revisions if f.may_hold("outlet", outlets)]
    is_wanted = pl.col("article_id").is_in(wanted["article_id"].implode())
    is_near = pl.col("outlet").is_in(outlets) & is_wanted
    versions = storage.read_files("revisions", inside).filter(is_near)
    told = stories.filter(is_wanted)
    ids = told.select(pl.col("story_id").unique()).collect()["story_id"].implode()
    return latest_articles(versions, stories.filter(pl.col("story_id").is_in(ids))).collect()
