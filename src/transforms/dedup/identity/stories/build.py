"""Every article's story: what hangs together by verified copies, with what is cut from it or
printed around it.

A story does not depend on which member leads it. Two verified copies are never in two stories; a
text that holds or fits two that have nothing to do with one another bridges nothing.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.stories.copies import group_copies
from transforms.dedup.identity.stories.groups import Groups
from transforms.dedup.identity.stories.leads import (
    is_certain,
    order_articles,
    rank_members,
    relate_to_lead,
)
from transforms.dedup.identity.stories.likenesses import ALIKE, Compare, Likenesses
from transforms.dedup.identity.stories.parts import join_parts
from transforms.schemas import STORIES, conform


def build_stories(
    members: pl.LazyFrame, edges: pl.LazyFrame, compare: Compare, *, most_texts: int
) -> pl.LazyFrame:
    """Versions (MEMBERS) and likenesses of their texts (EDGES) -> every article's story (STORIES).
    A text without a key, or one by which no article can be recognised (`thin_because`), joins no
    articles.

    `compare` takes pairs of text keys (`a` < `b`) and gives, as EDGES, those that are alike in any
    way. `most_texts` is how many texts of a hash were paired with one another: what is more common
    is compared here.

    All frames are collected here: what hangs together is found over arrays, and texts that no
    relation covers are asked for to be compared.
    """
    versions = members.collect()
    likenesses = Likenesses(edges.collect(), compare)
    articles = order_articles(versions)
    printed = (
        versions.filter(pl.col("text_key").is_not_null(), pl.col("thin_because").is_null())
        .join(articles.select("article_id", "no"), on="article_id")
        .group_by("no", "text_key")
        .agg(pl.col("tokens").max())
        .sort("no", "text_key")
    )
    groups = group_copies(articles.height, printed, likenesses, most_texts=most_texts)
    alike = likenesses.known.filter(pl.col("relation") == "reprint").select(list(ALIKE))
    joined, alone = join_parts(groups, likenesses, alike)
    placed = articles.with_columns(
        pl.Series("group", groups.label),
        pl.Series("story", joined.label),
        pl.Series("alone_because", _explain(groups, alone), dtype=pl.String),
    )
    ranked = rank_members(placed)
    related = relate_to_lead(ranked, printed, likenesses)
    certain = related.group_by("lead").agg(is_certain().alias("lead_certain"))
    rows = related.join(certain, on="lead").with_columns(
        pl.col("lead").alias("story_id"),
        (pl.col("article_id") == pl.col("lead")).alias("is_lead"),
    )
    return conform(rows, STORIES.schema, key=STORIES.key).lazy()


def _explain(groups: Groups, alone: dict[int, str]) -> list[str | None]:
    return [alone.get(group) for group in groups.label.tolist()]
