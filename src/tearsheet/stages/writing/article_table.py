"""The table `articles` after a batch: written anew for those articles of which a version, or the
story, has changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol

import polars as pl

from tearsheet.chunks import cut_into_chunks
from tearsheet.store.files.data_file import Change, DataFile, apply_changes
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from transforms.dedup.identity.latest import latest_articles

#: Articles whose rows, with their texts, are held at once. judged
ARTICLES_AT_ONCE = 20_000
_PLACE = ("article_id", "outlet")


class Find(Protocol):
    """Rows of a table by their keys, all columns or these (see `Storage.find`)."""

    def __call__(self, keys: pl.DataFrame, columns: Sequence[str] = (), /) -> pl.DataFrame: ...


def article_changes(
    storage: Storage,
    base: Snapshot,
    changes: Mapping[str, Sequence[Change]],
    is_here: pl.Expr | None = None,
) -> Iterator[Change]:
    """What changes of `articles` where revisions and stories change so; of an archive that has no
    such table yet, all of it. Only of the outlets for which `is_here` is true, where it is given.
    """
    sources = ("revisions", "stories")
    if not any(change for name in sources for change in changes.get(name, ())):
        return
    files = {
        name: apply_changes(storage.files(base, name), changes.get(name, ())) for name in sources
    }
    stories = partial(storage.find_in, "stories", files["stories"])
    if "articles" in base.tables:
        concerned = _concerned(storage, base, changes, stories)
    else:
        every = storage.read_files("revisions", files["revisions"])
        concerned = every.select(_PLACE).unique().collect()
    if is_here is not None:
        concerned = concerned.filter(is_here)
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
    stories: Find,
) -> pl.DataFrame:
    """(`article_id`, `outlet`) of the articles of which a version changes, or a member of their
    story.
    """
    revised, moved = (
        storage.changed_rows(base, name, changes.get(name, ()), [*_PLACE, *more])
        for name, more in (("revisions", ()), ("stories", ("story_id",)))
    )
    members = stories(moved.select("story_id"), _PLACE)
    return pl.concat([revised, moved.select(_PLACE), members]).unique()


def _rows(
    storage: Storage, revisions: Sequence[DataFile], stories: Find, wanted: pl.DataFrame
) -> pl.DataFrame:
    """The rows of these articles, which may be no more."""
    versions = storage.find_in("revisions", revisions, wanted.select(_PLACE))
    told = stories(wanted.select("article_id"), ("story_id",))
    return latest_articles(versions.lazy(), stories(told).lazy()).collect()
