"""The date of an article: its own pages speak first, then the listings elsewhere that name it.

The candidates that were not chosen stay in `dates`. Each step reads only what stands before it:
dates of own pages -> articles -> listings -> dates from listings.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.revisions import CHOSEN
from transforms.page import STOPGAP
from transforms.schemas import DATES, fill_columns

#: A page that dates a teaser rarely errs by more than the day between writing and posting; several
#: that agree are surer. judged
LISTING_CONFIDENCE = 0.9
#: `date_no` of a candidate from a listing: behind every candidate of the page's own. judged
LISTING_DATE_NO = 100_000


def choose_own(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """The date that an article's own pages give: of the day that most of their confidence is for
    the surest, then the earliest; at most one row an article.

    Where captures name other days the confidence is less by their share of it.
    """
    dated = sightings.filter(pl.col("published_on").is_not_null())
    # whole thousandths, so that no sum depends on its order
    weight = (pl.col("published_confidence").fill_null(0) * 1000).round().cast(pl.Int64)
    days = (
        dated.group_by("article_id", "published_on")
        .agg(weight.sum().alias("weight"))
        .with_columns(pl.col("weight").sum().over("article_id").alias("total"))
    )
    best = (
        days.sort(["article_id", "weight", "published_on"], descending=[False, True, False])
        .group_by("article_id", maintain_order=True)
        .first()
    )
    surest = (
        dated.join(best, on=["article_id", "published_on"])
        .sort(
            [
                "article_id",
                "published_confidence",
                "published_at",
                "published_source",
                "capture_id",
                "article_no",
            ],
            descending=[False, True] + [False] * 4,
            nulls_last=True,
        )
        .group_by("article_id", maintain_order=True)
        .first()
    )
    share = pl.when(pl.col("total") > 0).then(pl.col("weight") / pl.col("total")).otherwise(1.0)
    confidence = (pl.col("published_confidence") * share).alias("published_confidence")
    return surest.with_columns(confidence).select("article_id", *CHOSEN, "capture_id", "article_no")


def choose_listed(listings: pl.LazyFrame, dated: pl.LazyFrame) -> pl.LazyFrame:
    """The date that listings give to articles without one of their own, or with no more than a
    stopgap: the earliest that most of them print.
    """
    sure = dated.filter(pl.col("published_confidence") > STOPGAP)
    votes = (
        listings.filter(pl.col("status") == "matched", pl.col("listed_on").is_not_null())
        .join(sure.select("article_id"), on="article_id", how="anti")
        .group_by("article_id", "listed_on")
        .agg(
            pl.len().alias("votes"),
            pl.struct("capture_id", "listing_no")
            .sort_by("capture_id", "listing_no")
            .first()
            .alias("first"),
        )
    )
    best = (
        votes.sort(["article_id", "votes", "listed_on"], descending=[False, True, False])
        .group_by("article_id", maintain_order=True)
        .agg(
            pl.col("listed_on").first(),
            pl.col("first").first(),
            (pl.col("votes").first() / pl.col("votes").sum()).alias("share"),
        )
    )
    return best.select(
        "article_id",
        pl.col("listed_on").alias("published_on"),
        pl.lit(None, dtype=DATES.schema["value_at"]).alias("published_at"),
        pl.lit("listing").alias("published_source"),
        pl.lit("day").alias("published_precision"),
        (pl.col("share") * LISTING_CONFIDENCE).alias("published_confidence"),
        pl.col("first").struct.field("capture_id"),
        pl.col("first").struct.field("listing_no"),
    )


def date_candidates(
    own: pl.LazyFrame,
    sightings: pl.LazyFrame,
    listings: pl.LazyFrame,
    by_page: pl.LazyFrame,
    by_listing: pl.LazyFrame,
) -> pl.LazyFrame:
    """Every date candidate with the article it speaks of, and which one was chosen: at most one an
    article.

    `own` has the candidates of the pages themselves with the page's own choice in `is_chosen`.
    """
    named = _own_candidates(own, sightings, by_page)
    listed = _listed_candidates(listings, by_listing)
    candidates = [fill_columns(frame, DATES.schema) for frame in (named, listed)]
    return pl.concat(candidates).sort(DATES.key)


def _own_candidates(
    own: pl.LazyFrame, sightings: pl.LazyFrame, by_page: pl.LazyFrame
) -> pl.LazyFrame:
    """The candidates of the pages themselves with their articles, chosen where the page's choice is
    its article's.
    """
    return (
        own.drop("article_id")
        .join(
            sightings.select("capture_id", "article_no", "article_id"),
            on=["capture_id", "article_no"],
            how="left",
        )
        .join(
            by_page.select("capture_id", "article_no", pl.lit(True).alias("wins")),
            on=["capture_id", "article_no"],
            how="left",
        )
        .with_columns(pl.col("is_chosen").and_(pl.col("wins").fill_null(False)))
        .drop("wins")
    )


def _listed_candidates(listings: pl.LazyFrame, by_listing: pl.LazyFrame) -> pl.LazyFrame:
    """The dates beside listings that are matched, as candidates of the articles they name."""
    matched = listings.filter(pl.col("status") == "matched", pl.col("listed_on").is_not_null())
    return matched.join(
        by_listing.select("capture_id", "listing_no", pl.lit(True).alias("wins")),
        on=["capture_id", "listing_no"],
        how="left",
    ).select(
        "capture_id",
        (pl.col("listing_no") + LISTING_DATE_NO).alias("date_no"),
        "article_id",
        "listing_no",
        "outlet",
        "month",
        pl.col("listed_on").alias("value_on"),
        pl.lit("day").alias("precision"),
        pl.lit("listing").alias("source"),
        pl.lit(LISTING_CONFIDENCE).alias("confidence"),
        pl.col("wins").fill_null(False).alias("is_chosen"),
        pl.col("text").str.slice(0, 80).alias("evidence"),
    )
