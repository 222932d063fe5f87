"""Stories: articles that are copies of one another or parts of one, each verified against the one
published first.

No story chains: a member shares a text with the lead, or a verified pair of texts. A text that
holds two articles which have nothing to do with one another (or a passage that stands in two) is
followed to the nearest of them only. `lead_certain` is false where the dates cannot say who was
first: questions of priority leave those out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from transforms.dedup.identity.bridges import remove_bridges
from transforms.dedup.match.components import label_components
from transforms.ids import story_id
from transforms.schemas import STORIES, conform

#: The likenesses that make a story.
JOINING = ("reprint", "excerpt")
#: After so many leads of one group of texts that hang together, the rest of it stays alone.
MOST_LEADS = 64
#: Pairs that no relation covers (very common texts are compared with few others) are compared for
#: so many leads.
COMPARED_LEADS = 4
Compare = Callable[[pl.DataFrame], pl.DataFrame]


def build_stories(
    members: pl.LazyFrame,
    edges: pl.LazyFrame,
    compare: Compare,
    *,
    known: Mapping[str, str] | None = None,
) -> pl.LazyFrame:
    """Every article's story. `members` are versions as MEMBERS, `edges` likenesses of their texts;
    `compare` takes pairs of text keys (`a` < `b`) and gives, as EDGES, those alike in any way.

    `known` are ids of stories by their lead, which are not computed again. All frames are collected
    here: leads are found in turns, each of which reads what the turn before has left, and asks for
    texts to be compared.
    """
    versions, likenesses = members.collect(), edges.collect()
    articles = _order_articles(versions)
    printed = (
        versions.filter(pl.col("text_key").is_not_null()).select("article_id", "text_key").unique()
    )
    kept = remove_bridges(printed, likenesses, compare)
    placed = _assign_leads(articles, printed, kept, compare)
    certain = placed.group_by("lead").agg(_is_certain().alias("lead_certain"))
    known = known or {}
    ids = [known.get(lead) or story_id(lead) for lead in certain["lead"]]
    named = certain.with_columns(pl.Series("story_id", ids, dtype=pl.String))
    is_lead = (pl.col("article_id") == pl.col("lead")).alias("is_lead")
    rows = placed.join(named, on="lead", how="left").with_columns(is_lead)
    return conform(rows, STORIES.schema, key=STORIES.key).lazy()


def make_edges(judged: pl.LazyFrame) -> pl.LazyFrame:
    """Judged pairs of texts (JUDGED_PAIRS) as EDGES."""
    return judged.select(
        pl.col("left").alias("a"),
        pl.col("right").alias("b"),
        pl.col("verdict").replace({"copy": "reprint"}).alias("relation"),
        pl.when(pl.col("verdict") == "excerpt")
        .then("containment")
        .otherwise("jaccard")
        .alias("similarity"),
        "jaccard",
    )


def _order_articles(members: pl.DataFrame) -> pl.DataFrame:
    """One row an article in the order of the evidence of who was first; its place is that of its
    first version.
    """
    return (
        members.sort("article_id", "version")
        .group_by("article_id", maintain_order=True)
        .agg(
            pl.col("outlet", "month", "published_on").first(),
            pl.col("first_captured_at").min(),
            pl.col("text_key").last(),
        )
        .sort("published_on", "first_captured_at", "article_id", nulls_last=True)
        .with_row_index("rank")
    )


def _assign_leads(
    articles: pl.DataFrame, printed: pl.DataFrame, edges: pl.DataFrame, compare: Compare
) -> pl.DataFrame:
    """The articles with `lead`, `relation` and `similarity`: in each group the first leads all that
    are verified against it.
    """
    rest = articles.join(_group_articles(printed, edges), on="article_id", how="left").with_columns(
        pl.col("group").fill_null(-1)
    )
    alone = (pl.len().over("group") == 1) | (pl.col("group") < 0)
    done = [_lead_themselves(rest.filter(alone))]
    rest = rest.filter(~alone)
    for turn in range(MOST_LEADS):
        if rest.is_empty():
            break
        lead = pl.col("article_id").sort_by("rank").first().over("group")
        pairs = rest.with_columns(lead.alias("lead"))
        done.append(
            _lead_themselves(pairs.filter(pl.col("article_id") == pl.col("lead")).drop("lead"))
        )
        pairs = pairs.filter(pl.col("article_id") != pl.col("lead"))
        verified = _find_verified(pairs, printed, edges)
        if turn < COMPARED_LEADS:
            open_ = pairs.join(verified, on="article_id", how="anti")
            verified = pl.concat([verified, _compare_rest(open_, articles, compare)])
        done.append(pairs.join(verified, on="article_id"))
        rest = pairs.join(verified, on="article_id", how="anti").drop("lead")
    done.append(_lead_themselves(rest))
    columns = [
        "article_id",
        "outlet",
        "month",
        "published_on",
        "rank",
        "lead",
        "relation",
        "similarity",
    ]
    return pl.concat([d.select(columns) for d in done]).sort("rank")


def _lead_themselves(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col("article_id").alias("lead"),
        pl.lit("lead").alias("relation"),
        pl.lit(1.0).alias("similarity"),
    )


def _group_articles(printed: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """`article_id` and `group` of the articles that hang together through equal or verified
    texts.
    """
    nodes = printed.select("article_id").unique().sort("article_id").with_row_index("node")
    shown = printed.join(nodes, on="article_id").with_columns(
        pl.col("node").min().over("text_key").alias("first")
    )
    first = shown.group_by("text_key").agg(pl.col("node").min().alias("node"))
    ends = edges.join(first, left_on="a", right_on="text_key").join(
        first, left_on="b", right_on="text_key", suffix="_b"
    )
    left = np.concatenate([shown["node"].to_numpy(), ends["node"].to_numpy()]).astype(np.int64)
    right = np.concatenate([shown["first"].to_numpy(), ends["node_b"].to_numpy()]).astype(np.int64)
    return nodes.select(
        "article_id",
        pl.Series("group", label_components(nodes.height, left, right), dtype=pl.Int64),
    )


def _find_verified(pairs: pl.DataFrame, printed: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """`article_id`, `relation`, `similarity` of the articles that print a text of their lead's, or
    one verified against one.
    """
    texts = (
        pairs.select("article_id", "lead")
        .join(printed, on="article_id")
        .join(printed.rename({"article_id": "lead", "text_key": "lead_key"}), on="lead")
    )
    equal = texts.filter(pl.col("text_key") == pl.col("lead_key")).select(
        "article_id",
        pl.lit(0).alias("order"),
        pl.lit("identical").alias("relation"),
        pl.lit(1.0).alias("similarity"),
    )
    turned = edges.select(
        pl.col("b").alias("a"), pl.col("a").alias("b"), "relation", "similarity", "jaccard"
    )
    both = pl.concat([edges, turned])
    near = texts.join(both, left_on=["text_key", "lead_key"], right_on=["a", "b"]).select(
        "article_id",
        pl.when(pl.col("relation") == "reprint").then(1).otherwise(2).alias("order"),
        "relation",
        "similarity",
    )
    return (
        pl.concat([equal, near])
        .sort(["article_id", "order", "similarity"], descending=[False, False, True])
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", "relation", "similarity")
    )


def _compare_rest(open_: pl.DataFrame, articles: pl.DataFrame, compare: Compare) -> pl.DataFrame:
    """The same for articles that nothing covers yet, by comparing their latest text with the
    lead's.
    """
    asked = open_.join(
        articles.select(pl.col("article_id").alias("lead"), pl.col("text_key").alias("lead_key")),
        on="lead",
    )
    asked = asked.filter(pl.col("text_key").is_not_null(), pl.col("lead_key").is_not_null())
    pairs = asked.select(
        pl.min_horizontal("text_key", "lead_key").alias("a"),
        pl.max_horizontal("text_key", "lead_key").alias("b"),
        "article_id",
    )
    found = compare(pairs.select("a", "b").unique().sort("a", "b")).filter(
        pl.col("relation").is_in(JOINING)
    )
    return pairs.join(found, on=["a", "b"]).select("article_id", "relation", "similarity")


def _is_certain() -> pl.Expr:
    """Whether the first of a sorted group was certainly first: alone, or dated strictly before
    every other member.
    """
    on = pl.col("published_on").sort_by("rank")
    rest = on.slice(1)
    return (pl.len() == 1) | (
        on.first().is_not_null() & (rest.null_count() == 0) & (on.first() < rest.min())
    ).fill_null(False)


def alias_stories(before: pl.LazyFrame, now: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """Stories before and now -> (`old_id`, `new_id`, `kind`) of story ids that are gone: each leads
    to the story of the article that led it.

    `articles` are the moved article ids (`old_id`, `new_id`) of the same batch.
    """
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
