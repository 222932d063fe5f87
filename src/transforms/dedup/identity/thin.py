"""Texts by which no article can be recognised: short ones, and those that an outlet prints under
one headline after the other (`Subscribe to read on`).

Such an equal body is no evidence that two captures show one article. It is counted over all of an
outlet's captures, so that the order of arrival does not matter.
"""

from __future__ import annotations

import polars as pl

#: A text of fewer words is short. judged
SHORT_WORDS = 12
#: A text under so many headlines, at as many addresses where it has any, is common. judged
COMMON_HEADLINES = 3
#: Captures of one headline so many days apart show one article. judged
NEAR_DAYS = 3


def find_common(facts: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `text_sha256` of the texts that are common in their outlet. `facts` are
    sightings with `url_key` and `title_key`.
    """
    headlines = pl.col("title_key").filter(pl.col("title_key") != "").n_unique()
    addresses = pl.col("url_key").drop_nulls().n_unique()
    counted = facts.group_by("outlet", "text_sha256").agg(
        headlines.alias("headlines"), addresses.alias("addresses")
    )
    is_common = (pl.col("headlines") >= COMMON_HEADLINES) & (
        (pl.col("addresses") == 0) | (pl.col("addresses") >= COMMON_HEADLINES)
    )
    return counted.filter(is_common).select("outlet", "text_sha256")


def explain_thin(words: pl.LazyFrame, common: pl.LazyFrame) -> pl.LazyFrame:
    """Texts with their number of `words` and those that are common -> `outlet`, `text_sha256` and
    `thin_because`, only of texts by which no article can be recognised.
    """
    ends = ["outlet", "text_sha256"]
    short = words.filter(pl.col("words") < SHORT_WORDS).select(
        *ends, pl.lit("short").alias("thin_because")
    )
    rest = common.join(short, on=ends, how="anti")
    return pl.concat([short, rest.select(*ends, pl.lit("common").alias("thin_because"))])


def with_nodes(facts: pl.LazyFrame, thin: pl.LazyFrame) -> pl.LazyFrame:
    """The sightings with `node` and `is_thin`: sightings of one node are one article. A text is
    one, but a thin one for each address, else each headline and day, else each sighting.
    """
    marked = facts.join(thin, on=["outlet", "text_sha256"], how="left").with_columns(
        pl.col("thin_because").is_not_null().alias("is_thin")
    )
    where = pl.coalesce(
        pl.format("u{}", "url_key"),
        pl.when(pl.col("title_key") != "").then(
            pl.format("t{} {}", "title_key", _day().cast(pl.String).fill_null("?"))
        ),
        pl.format("s{}#{}", "capture_id", "article_no"),
    )
    own = pl.format("{}:{}", "text_sha256", where)
    node = pl.when("is_thin").then(own).otherwise("text_sha256")
    return marked.with_columns(node.alias("node")).drop("thin_because")


def _day() -> pl.Expr:
    return pl.coalesce(pl.col("published_on"), pl.col("captured_at").dt.date())


def link_headlines(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Nodes of a thin text under one headline on near days, as links (`outlet`, `left`, `right`);
    unknown days are near one another.
    """
    key = ["outlet", "text_sha256", "title_key"]
    rows = (
        facts.filter("is_thin", pl.col("title_key") != "")
        .select(*key, "node", _day().alias("day"))
        .unique()
    )
    before = [
        pl.col(c).shift(1).over(key, order_by=["day", "node"], nulls_last=True).alias(f"{c}_before")
        for c in ("node", "day")
    ]
    apart = (pl.col("day") - pl.col("day_before")).dt.total_days()
    is_near = (apart <= NEAR_DAYS) | (pl.col("day").is_null() & pl.col("day_before").is_null())
    linked = rows.with_columns(before).filter(pl.col("node_before").is_not_null(), is_near)
    return linked.select("outlet", left="node_before", right="node").filter(
        pl.col("left") != pl.col("right")
    )
