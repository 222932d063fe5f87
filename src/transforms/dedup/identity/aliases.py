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

    An id that came back into use as itself is no alias any more.
    """
    dated = new.with_columns(pl.lit(since).alias("since")).select(
        pl.col(c).cast(t) for c, t in ALIASES.schema.items()
    )
    step = new.select(pl.col("old_id").alias("new_id"), pl.col("new_id").alias("next"))
    followed = (
        known.join(new.select("old_id"), on="old_id", how="anti")
        .join(step, on="new_id", how="left")
        .with_columns(pl.coalesce("next", "new_id").alias("new_id"))
        .select(list(ALIASES.schema))
    )
    return (
        pl.concat([followed, dated])
        .filter(pl.col("old_id") != pl.col("new_id"))
        .unique("old_id", keep="last", maintain_order=True)
        .sort("old_id")
    )
