"""The versions of each article, from its sightings."""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.articles import EVIDENCE_ORDER
from transforms.partitions import month_of
from transforms.schemas import VERSIONS

#: Facts that the earliest sighting states; where it is silent a later one of the same text may
#: speak.
STATED = ("url", "title", "byline", "section", "language", "language_score", "modified_at")
#: Facts that belong to the article as a whole: every version carries the chosen date.
CHOSEN = (
    "published_on",
    "published_at",
    "published_source",
    "published_precision",
    "published_confidence",
)


def revisions(sightings: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """One row a version, without its text: stated facts, the article's chosen date, and the display
    order.

    `sightings` is identified; `chosen` has `article_id` and the CHOSEN columns, at most one row an
    article.
    """
    ordered = sightings.sort(EVIDENCE_ORDER, nulls_last=True)
    rows = ordered.group_by(
        "outlet", "article_id", "revision_id", "text_sha256", maintain_order=True
    ).agg(
        *[pl.col(c).drop_nulls().first().alias(c) for c in STATED],
        pl.col("captured_at").min().alias("first_captured_at"),
        pl.col("captured_at").max().alias("last_captured_at"),
        pl.len().cast(pl.Int32).alias("sightings"),
    )
    numbered = rows.sort(
        "article_id", "first_captured_at", "text_sha256", nulls_last=True
    ).with_columns(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("article_id").alias("version"),
        month_of(pl.col("first_captured_at")).alias("month"),
    )
    dated = numbered.join(chosen.select("article_id", *CHOSEN), on="article_id", how="left")
    filled = dated.with_columns(
        [pl.lit(None, dtype=VERSIONS[c]).alias(c) for c in VERSIONS if c not in dated.columns]
    )
    return filled.select(pl.col(c).cast(VERSIONS[c]) for c in VERSIONS).sort(
        "article_id", "revision_id"
    )
