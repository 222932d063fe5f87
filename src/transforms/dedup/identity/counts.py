"""What a batch came to, counted in sightings; and that none was lost."""

from __future__ import annotations

import polars as pl


def count_sightings(sightings: pl.LazyFrame, fresh: pl.LazyFrame) -> pl.LazyFrame:
    """One row: how many of the sightings of fresh captures (`capture_id`) are the first of an
    article (`new`), else the first of a version (`revision`), else neither (`duplicate`).
    """
    marked = sightings.select("capture_id", "article_id", "revision_id").join(
        fresh.with_columns(pl.lit(value=True).alias("is_fresh")), on="capture_id", how="left"
    )
    is_fresh = pl.col("is_fresh").fill_null(value=False)
    articles, versions = (_count_new(c, is_fresh) for c in ("article_id", "revision_id"))
    return marked.select(
        articles.alias("new"),
        (versions - articles).alias("revision"),
        (is_fresh.sum().cast(pl.Int64) - versions).alias("duplicate"),
    )


def _count_new(column: str, is_fresh: pl.Expr) -> pl.Expr:
    """How many values stand on fresh rows only."""
    every, old = pl.col(column).n_unique(), pl.col(column).filter(~is_fresh).n_unique()
    return every.cast(pl.Int64) - old.cast(pl.Int64)


def lost_and_surplus(captures: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """What breaks conservation: `capture_id`, and `fault`: `lost` for a capture of kind article
    without a sighting, `surplus` for a sighting of any other.
    """
    shown = captures.filter(pl.col("page_kind") == "article").select("capture_id")
    sighted = sightings.select("capture_id").unique()
    faults = (("lost", shown, sighted), ("surplus", sighted, shown))
    return pl.concat(
        [
            one.join(other, on="capture_id", how="anti").with_columns(pl.lit(name).alias("fault"))
            for name, one, other in faults
        ]
    )
