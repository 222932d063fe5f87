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


def count_teasers(listings: pl.DataFrame) -> int:
    """The distinct teasers among listings: rows of the view `teasers`."""
    teasers = listings.filter(source="teaser")
    return teasers.select("outlet", "text", "listed_on", "is_cut").n_unique()


def count_missing(listings: pl.DataFrame) -> int:
    """The articles that listings name and of which each says that it is missing: rows of the view
    `missing`, which says what is one article.
    """
    is_missing = (pl.col("status") == "missing") & pl.col("match_rule").ne_missing("too_short")
    is_bare, said = pl.col("url_key").is_null(), pl.col("text")
    bare = pl.when(is_bare).then(pl.coalesce("text", "url", pl.lit(""))).otherwise(pl.lit(""))
    place = ["outlet", "address", "bare"]
    named = (
        listings.with_columns(pl.col("url_key").fill_null("").alias("address"), bare.alias("bare"))
        .group_by(place)
        .agg(
            is_missing.all().alias("is_missing"),
            said.sort_by(-said.str.len_chars().cast(pl.Int64), said, nulls_last=True).first(),
        )
        .with_columns(
            said.fill_null("").str.replace(r"[\s.…\[\]()]+$", "").str.to_lowercase().alias("said")
        )
        .sort("outlet", "said", "address", "bare")
    )
    later = pl.col("said").shift(-1).over("outlet")
    is_begun = (
        (pl.col("address") == "") & (pl.col("said") != "") & later.str.starts_with(pl.col("said"))
    )
    return named.filter("is_missing", ~is_begun.fill_null(value=False)).height
