"""The latest version of every article, with what all of its versions come to and with its story."""

from __future__ import annotations

import polars as pl

from transforms.schemas import ARTICLES, fill_columns


def latest_articles(revisions: pl.LazyFrame, stories: pl.LazyFrame) -> pl.LazyFrame:
    """All versions of some articles, and all members of their stories -> rows of `articles`."""
    totals = revisions.group_by("article_id").agg(
        pl.col("version").max(),
        pl.len().alias("versions"),
        pl.col("sightings").sum(),
        pl.col("first_captured_at").min(),
        pl.col("last_captured_at").max(),
    )
    told = stories.select(
        "article_id",
        "story_id",
        "is_lead",
        "lead_certain",
        "relation",
        "similarity",
        "alone_because",
        story_size=pl.len().over("story_id"),
    )
    of_one_version = ("sightings", "first_captured_at", "last_captured_at")
    rows = revisions.drop(of_one_version).join(totals, on=["article_id", "version"])
    return fill_columns(rows.join(told, on="article_id", how="left"), ARTICLES.schema)
