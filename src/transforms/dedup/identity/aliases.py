"""Ids that were published and that a late, earlier capture has moved: the old one stays
resolvable.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.dedup.identity.articles import EVIDENCE_ORDER
from transforms.schemas import ALIASES

_SIGHTING = ("capture_id", "article_no")


def moved_ids(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings of two states of the archive -> NEW_ALIASES: article and revision ids that no
    sighting carries any more, and what they are now.

    Where an old article's sightings went to several new ones, its earliest sighting says which it
    was.
    """
    now = after.select(*_SIGHTING, pl.col("article_id", "revision_id").name.suffix("_now"))
    both = before.select(*_SIGHTING, "article_id", "revision_id", "captured_at").join(
        now, on=_SIGHTING
    )
    return pl.concat([_moved(both, after, kind) for kind in ("article", "revision")])


def _moved(both: pl.LazyFrame, after: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    old, new = f"{kind}_id", f"{kind}_id_now"
    gone = both.filter(pl.col(old) != pl.col(new)).join(
        after.select(old).unique(), on=old, how="anti"
    )
    first = gone.sort(EVIDENCE_ORDER, nulls_last=True).group_by(old, maintain_order=True).first()
    return first.select(
        pl.col(old).alias("old_id"), pl.col(new).alias("new_id"), pl.lit(kind).alias("kind")
    )


def follow_aliases(known: pl.LazyFrame, new: pl.LazyFrame, *, since: datetime) -> pl.LazyFrame:
    """ALIASES and NEW_ALIASES of a snapshot -> all of them, sorted, each pointing at an id that is
    still in use: a chain of moves is one step for the reader.

    An id is known by its kind: that of a story is an article's too. One that came back into use is
    no alias any more.
    """
    ends = ["old_id", "kind"]
    dated = new.with_columns(pl.lit(since).alias("since")).select(
        pl.col(c).cast(t) for c, t in ALIASES.schema.items()
    )
    step = new.select(pl.col("old_id").alias("new_id"), pl.col("new_id").alias("next"), "kind")
    followed = (
        known.join(new.select(ends), on=ends, how="anti")
        .join(step, on=["new_id", "kind"], how="left")
        .with_columns(pl.coalesce("next", "new_id").alias("new_id"))
        .select(list(ALIASES.schema))
    )
    return (
        pl.concat([followed, dated])
        .filter(pl.col("old_id") != pl.col("new_id"))
        .unique(ends, keep="last", maintain_order=True)
        .sort(ends)
    )


def returned_ids(known: pl.LazyFrame, used: pl.LazyFrame, kind: str) -> pl.LazyFrame:
    """ALIASES and ids in use (`id`) -> NEW_ALIASES that end those aliases of this kind which are in
    use again: each leads to itself.
    """
    back = known.filter(pl.col("kind") == kind).join(
        used, left_on="old_id", right_on="id", how="semi"
    )
    return back.select("old_id", pl.col("old_id").alias("new_id"), "kind")


def alias_stories(before: pl.LazyFrame, now: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """Stories before and now -> (`old_id`, `new_id`, `kind`) of story ids that are gone: each leads
    to the story of the article that led it; where that is gone, of another member.

    `articles` are the moved article ids (`old_id`, `new_id`) of the same batch.
    """
    articles = articles.filter(pl.col("kind") == "article")
    gone = before.join(now.select("story_id").unique(), on="story_id", how="anti")
    renamed = gone.join(
        articles.select(pl.col("old_id").alias("article_id"), pl.col("new_id").alias("renamed")),
        on="article_id",
        how="left",
    )
    home = renamed.with_columns(pl.coalesce("renamed", "article_id").alias("article_id")).join(
        now.select("article_id", pl.col("story_id").alias("new_id")), on="article_id"
    )
    first = home.sort(
        ["story_id", "is_lead", "article_id"], descending=[False, True, False]
    ).unique("story_id", keep="first", maintain_order=True)
    return first.select(pl.col("story_id").alias("old_id"), "new_id", pl.lit("story").alias("kind"))
