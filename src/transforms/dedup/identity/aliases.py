"""Ids that were published and that a late, earlier capture has moved: the old one stays
resolvable.
"""

from __future__ import annotations

import polars as pl


def moved(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """(`old_id`, `new_id`, `kind`) of article and revision ids that no sighting carries any more.

    Where an old article's sightings went to several new ones, its earliest sighting says which it
    was.
    """
    both = before.select(
        "capture_id", "article_no", "article_id", "revision_id", "captured_at"
    ).join(
        now.select(
            "capture_id",
            "article_no",
            pl.col("article_id").alias("article_now"),
            pl.col("revision_id").alias("revision_now"),
        ),
        on=["capture_id", "article_no"],
    )
    out = []
    for kind in ("article", "revision"):
        gone = both.filter(pl.col(f"{kind}_id") != pl.col(f"{kind}_now")).join(
            now.select(f"{kind}_id").unique(), on=f"{kind}_id", how="anti"
        )
        first = (
            gone.sort("captured_at", "capture_id", "article_no", nulls_last=True)
            .group_by(f"{kind}_id", maintain_order=True)
            .first()
        )
        out.append(
            first.select(
                pl.col(f"{kind}_id").alias("old_id"),
                pl.col(f"{kind}_now").alias("new_id"),
                pl.lit(kind).alias("kind"),
            )
        )
    return pl.concat(out)


def follow(known: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """All aliases, each pointing at an id that is still in use: a chain of moves is one step for
    the reader.

    Both have old_id, new_id, kind, since. An id that came back into use as itself is no alias any
    more.
    """
    step = new.select(pl.col("old_id").alias("new_id"), pl.col("new_id").alias("next"))
    carried = (
        known.join(new.select("old_id"), on="old_id", how="anti")
        .join(step, on="new_id", how="left")
        .with_columns(pl.coalesce("next", "new_id").alias("new_id"))
        .drop("next")
    )
    return (
        pl.concat([carried, new.select(carried.columns)])
        .filter(pl.col("old_id") != pl.col("new_id"))
        .unique("old_id", keep="last")
        .sort("old_id")
    )
