"""The lead of a story, and what every member is to it.

The lead is chosen among the members once the story is known: the earliest day, on one day a whole
and unframed text before cuts and frames, then the earliest capture. `lead_certain` is false where
the dates cannot say who was first: questions of priority leave those out.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.stories.likenesses import JOINING, Likenesses

#: A text whose number of words differs from what is usual in its group by more than this share, and
#: by more than a dateline has, is cut or framed. judged
ODD_SHARE = 0.02
ODD_WORDS = 12
#: Of two texts the one that has less than this share of the other's words is cut. judged
CUT_SHARE = 0.8


def order_articles(members: pl.DataFrame) -> pl.DataFrame:
    """One row an article, numbered in the order of their ids; its place is that of its first
    version, its text that of its last.
    """
    return (
        members.sort("article_id", "version")
        .group_by("article_id", maintain_order=True)
        .agg(
            pl.col("outlet", "month", "published_on").first(),
            pl.col("first_captured_at").min(),
            pl.col("text_key", "tokens").last(),
        )
        .with_row_index("no")
        .with_columns(pl.col("no").cast(pl.Int64))
    )


def rank_members(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles with `story` and `group` (by copies) -> the same with `rank` and `lead`, the
    `article_id` of the first.
    """
    weight = pl.len().over("group")
    marked = articles.with_columns((weight < weight.max().over("story")).alias("is_attached"))
    ordered = marked.with_columns(_is_odd().alias("is_odd")).sort(
        "published_on", "is_attached", "is_odd", "first_captured_at", "article_id", nulls_last=True
    )
    return ordered.with_row_index("rank").with_columns(
        pl.col("article_id").first().over("story", order_by="rank").alias("lead")
    )


def _is_odd() -> pl.Expr:
    """Whether an article of a group is cut or framed, by its length beside that of the others."""
    usual = pl.col("tokens").median().over("group")
    off = (pl.col("tokens") - usual).abs()
    longest = pl.col("tokens").max().over("story", "is_attached")
    is_odd = (
        pl.when(pl.len().over("group") > 2)
        .then((off > ODD_SHARE * usual) & (off > ODD_WORDS))
        .otherwise(pl.col("tokens") < CUT_SHARE * longest)
    )
    return is_odd.fill_null(value=False)


def relate_to_lead(
    ranked: pl.DataFrame, printed: pl.DataFrame, likenesses: Likenesses
) -> pl.DataFrame:
    """Ranked articles with `relation` and `similarity` to their lead: `linked` for one that hangs
    together with the lead by other members only.
    """
    is_lead = pl.col("article_id") == pl.col("lead")
    leads = ranked.filter(is_lead).with_columns(
        pl.lit("lead").alias("relation"), pl.lit(1.0).alias("similarity")
    )
    rest = ranked.filter(~is_lead)
    numbers = ranked.select(pl.col("article_id").alias("lead"), pl.col("no").alias("lead_no"))
    keys = printed.select("no", "text_key")
    texts = (
        rest.select("no", "lead")
        .join(numbers, on="lead")
        .join(keys, on="no")
        .join(keys.rename({"no": "lead_no", "text_key": "lead_key"}), on="lead_no")
    )
    equal = texts.filter(pl.col("text_key") == pl.col("lead_key")).select(
        "no",
        pl.lit(0).alias("order"),
        pl.lit("identical").alias("relation"),
        pl.lit(1.0).alias("similarity"),
    )
    near = _find_near(texts, likenesses.known)
    found = _keep_first(pl.concat([equal, near]))
    open_ = rest.join(found, on="no", how="anti")
    found = _keep_first(pl.concat([equal, near, _compare(open_, ranked, likenesses)]))
    related = rest.join(found, on="no", how="left").with_columns(
        pl.col("relation").fill_null("linked")
    )
    return pl.concat([leads, related.select(leads.columns)]).sort("rank")


def _find_near(texts: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    turned = edges.with_columns(pl.col("b").alias("a"), pl.col("a").alias("b"))
    return texts.join(
        pl.concat([edges, turned]), left_on=["text_key", "lead_key"], right_on=["a", "b"]
    ).select("no", _order(), "relation", "similarity")


def _order() -> pl.Expr:
    return pl.when(pl.col("relation") == "reprint").then(1).otherwise(2).alias("order")


def _keep_first(found: pl.DataFrame) -> pl.DataFrame:
    """The strongest relation of each article."""
    return (
        found.sort(["no", "order", "similarity"], descending=[False, False, True])
        .unique("no", keep="first", maintain_order=True)
        .drop("order")
    )


def _compare(open_: pl.DataFrame, ranked: pl.DataFrame, likenesses: Likenesses) -> pl.DataFrame:
    """What the latest texts of these articles are to their leads'; less than a part is `linked`."""
    leads = ranked.select(pl.col("article_id").alias("lead"), pl.col("text_key").alias("lead_key"))
    asked = (
        open_.select("no", "lead", "text_key")
        .join(leads, on="lead")
        .filter(pl.col("text_key").is_not_null(), pl.col("lead_key").is_not_null())
    )
    found = likenesses.find(asked.select("text_key", "lead_key").iter_rows())
    relation = (
        pl.when(pl.col("relation").is_in(JOINING)).then("relation").otherwise(pl.lit("linked"))
    )
    return _find_near(asked, found).with_columns(
        relation.alias("relation"),
        pl.when(pl.col("relation").is_in(JOINING)).then("order").otherwise(3).alias("order"),
    )


def is_certain() -> pl.Expr:
    """Whether the first of a sorted group was certainly first: alone, or dated strictly before
    every other member.
    """
    on = pl.col("published_on").sort_by("rank")
    rest = on.slice(1)
    return (pl.len() == 1) | (
        on.first().is_not_null() & (rest.null_count() == 0) & (on.first() < rest.min())
    ).fill_null(value=False)


def count_copies_elsewhere(stories: pl.LazyFrame) -> pl.LazyFrame:
    """One row: how many articles of these stories (STORIES) are of another outlet than the one
    that leads theirs.
    """
    leads = stories.filter("is_lead").select("story_id", pl.col("outlet").alias("of_lead"))
    return stories.join(leads, on="story_id").select(
        (pl.col("outlet") != pl.col("of_lead")).sum().cast(pl.Int64)
    )
