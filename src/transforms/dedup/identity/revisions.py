"""The versions of each article, from its sightings."""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.articles import EVIDENCE_ORDER
from transforms.dedup.match.signatures import SCHEME
from transforms.partitions import PARTITIONED_BY, month_of
from transforms.schemas import REVISIONS, TEXT_COLUMNS, VERSIONS, fill_columns

#: Facts that the earliest sighting states; where it is silent a later one of the same text may
#: speak.
STATED = (
    "url",
    "title",
    "byline",
    "section",
    "agency",
    "photo_credit",
    "licence",
    "page_kind_confidence",
    "language",
    "language_score",
    "modified_at",
)
#: Facts that belong to the article as a whole: every version carries the chosen date.
CHOSEN = (
    "published_on",
    "published_at",
    "published_source",
    "published_precision",
    "published_confidence",
)


def revisions(sightings: pl.LazyFrame, chosen: pl.LazyFrame, thin: pl.LazyFrame) -> pl.LazyFrame:
    """Identified sightings -> one row a version, without its text (VERSIONS), sorted: stated facts,
    the article's chosen date, and the display order.

    `chosen` has `article_id` and the CHOSEN columns, at most one row an article; `thin` says of
    texts (`outlet`, `text_sha256`) why no article can be recognised by them (`thin_because`). What
    changed since the version before is not known yet.
    """
    captured_at = pl.col("captured_at")
    version = ("outlet", "article_id", "revision_id", "text_sha256")
    rows = (
        sightings.sort(EVIDENCE_ORDER, nulls_last=True)
        .group_by(version, maintain_order=True)
        .agg(
            pl.col(STATED).drop_nulls().first(),
            captured_at.min().alias("first_captured_at"),
            captured_at.max().alias("last_captured_at"),
            pl.len().alias("sightings"),
            pl.max_horizontal("modified_at", "published_at").max().alias("told_at"),
            pl.col("published_on").max().alias("told_on"),
        )
    )
    numbered = rows.sort(
        "article_id", "first_captured_at", "told_at", "told_on", "text_sha256", nulls_last=True
    ).with_columns(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("article_id").alias("version"),
        month_of(pl.col("first_captured_at")).alias("month"),
    )
    numbered = numbered.with_columns(_is_order_known().alias("order_known"))
    dated = numbered.join(chosen.select("article_id", *CHOSEN), on="article_id", how="left")
    marked = dated.join(thin, on=["outlet", "text_sha256"], how="left")
    return fill_columns(marked, VERSIONS).sort(REVISIONS.key)


def _is_order_known() -> pl.Expr:
    """Whether a version is known to be later than the one before it: captures tell it and what the
    versions state of their own times does not contradict, or those tell it where captures do not.
    """
    captured, at, on = (
        (pl.col(c) - pl.col(c).shift(1).over("article_id", order_by="version")).cast(pl.Int64)
        for c in ("first_captured_at", "told_at", "told_on")
    )
    told = pl.coalesce(at, on).fill_null(0)
    is_known = ((captured.fill_null(0) > 0) & (told >= 0)) | (
        (captured.fill_null(0) == 0) & (told > 0)
    )
    return pl.when(pl.col("version") > 1).then(is_known)


def measured_otherwise(
    fresh: pl.LazyFrame, held: pl.LazyFrame, versions: pl.LazyFrame
) -> pl.LazyFrame:
    """The versions whose text was derived again, came out the same and measures differently: only
    newer code does that.

    `fresh` and `held` have `outlet`, `text_sha256` and TEXT_COLUMNS.
    """
    columns = ["outlet", "text_sha256", *TEXT_COLUMNS]
    differing = fresh.select(columns).join(held, on=columns, how="anti", nulls_equal=True)
    return versions.join(differing, on=["outlet", "text_sha256"], how="semi")


def signature_places(versions: pl.LazyFrame) -> pl.LazyFrame:
    """Versions -> the keys and partitions of their signatures by today's scheme, with the hash of
    the text.
    """
    return versions.select(
        "revision_id", "text_sha256", *PARTITIONED_BY, pl.lit(SCHEME).alias("scheme")
    )
