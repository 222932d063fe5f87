"""Stories: articles that are copies of one another, with the lead that was published first.

`lead_certain` is false where the dates cannot say who was first: questions of priority leave those out.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.components import components
from transforms.ids import story_id
from transforms.schemas import RELATIONS, STORIES, conform


def stories(revisions: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(stories, relations) of every article, from the equality of version texts.

    `revisions` has outlet, month, article_id, revision_id, version, text_sha256, published_on, first_captured_at. Each copy is
    related to its story's lead copy of the same text, so that a text printed n times costs n - 1 relations.
    """
    articles = _articles(revisions)
    grouped = _group(revisions, articles)
    ranked = grouped.sort("published_on", "first_captured_at", "article_id", nulls_last=True)
    leads = ranked.group_by("group", maintain_order=True).agg(
        pl.col("article_id").first().alias("lead"), pl.len().alias("members"), _certain().alias("lead_certain")
    )
    ids = [story_id(lead) for lead in leads["lead"]]
    rows = (
        grouped.join(leads.with_columns(pl.Series("story_id", ids, dtype=pl.String)), on="group")
        .with_columns((pl.col("article_id") == pl.col("lead")).alias("is_lead"))
        .with_columns(
            pl.when("is_lead").then(pl.lit("lead")).otherwise(pl.lit("identical")).alias("relation"), pl.lit(1.0).alias("similarity")
        )
    )
    return conform(rows, STORIES.schema, key=STORIES.key), _relations(revisions, rows)


def _articles(revisions: pl.DataFrame) -> pl.DataFrame:
    """One row an article: its place is that of its first version."""
    return (
        revisions.sort("article_id", "version")
        .group_by("article_id", maintain_order=True)
        .agg(pl.col("outlet", "month", "published_on").first(), pl.col("first_captured_at").min())
    )


def _group(revisions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    nodes = articles.select("article_id").sort("article_id").with_row_index("node")
    texts = (
        revisions.select("article_id", "text_sha256")
        .unique()
        .join(nodes, on="article_id")
        .with_columns(pl.col("node").min().over("text_sha256").alias("first"))
        .filter(pl.col("node") != pl.col("first"))
    )
    label = components(nodes.height, texts["node"].to_numpy().astype(np.int64), texts["first"].to_numpy().astype(np.int64))
    return articles.join(nodes.with_columns(pl.Series("group", label)), on="article_id").drop("node")


def _certain() -> pl.Expr:
    """Whether the first of a sorted group was certainly first: alone, or dated strictly before every other member."""
    rest = pl.col("published_on").slice(1)
    return (pl.len() == 1) | (
        pl.col("published_on").first().is_not_null() & (rest.null_count() == 0) & (pl.col("published_on").first() < rest.min())
    ).fill_null(False)


def _relations(revisions: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Copies of one text in different articles, each against the copy of the earliest member of its story."""
    rank = members.select(
        "article_id", "is_lead", pl.col("published_on").alias("member_on"), pl.col("first_captured_at").alias("member_at")
    )
    copies = (
        revisions.filter(pl.len().over("text_sha256") > 1)
        .join(rank, on="article_id")
        .sort(
            ["text_sha256", "is_lead", "member_on", "member_at", "article_id"],
            descending=[False, True, False, False, False],
            nulls_last=True,
        )
        .with_columns(pl.col("revision_id").first().over("text_sha256").alias("left_id"))
    )
    rows = copies.filter(pl.col("revision_id") != pl.col("left_id")).select(
        "left_id",
        pl.col("revision_id").alias("right_id"),
        pl.lit("identical").alias("relation"),
        pl.lit(1.0).alias("jaccard"),
        pl.lit(1.0).alias("containment"),
        pl.concat_str(pl.lit("text_sha256="), "text_sha256").alias("evidence"),
        "outlet",
        "month",
    )
    return conform(rows, RELATIONS.schema, key=RELATIONS.key)


def moved(before: pl.DataFrame, now: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """(`old_id`, `new_id`, `kind`) of story ids that are gone: each leads to the story of the article that led it.

    `articles` are the moved article ids (`old_id`, `new_id`) of the same batch.
    """
    gone = before.join(now.select("story_id").unique(), on="story_id", how="anti")
    renamed = gone.join(
        articles.select(pl.col("old_id").alias("article_id"), pl.col("new_id").alias("renamed")), on="article_id", how="left"
    )
    home = renamed.with_columns(pl.coalesce("renamed", "article_id").alias("article_id")).join(
        now.select("article_id", pl.col("story_id").alias("new_id")), on="article_id"
    )
    first = (
        home.sort(["story_id", "is_lead", "article_id"], descending=[False, True, False]).group_by("story_id", maintain_order=True).first()
    )
    return first.select(pl.col("story_id").alias("old_id"), "new_id", pl.lit("story").alias("kind"))
