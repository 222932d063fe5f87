"""What the articles that were found on a capture say of the capture itself."""

from __future__ import annotations

import polars as pl

from transforms.distinct import map_distinct
from transforms.text.repair import clean_line


def with_findings(
    captures: pl.LazyFrame, kept: pl.LazyFrame, rejected: pl.LazyFrame
) -> pl.LazyFrame:
    """Captures with the language of their first article; one whose every article was rejected shows
    none and is `empty`.

    `kept` (FOUND) and `rejected` (capture_id) are the captures' articles after cleaning.
    """
    language = (
        kept.sort("capture_id", "article_no")
        .group_by("capture_id", maintain_order=True)
        .agg(pl.col("language").first().alias("found"))
    )
    emptied = (
        rejected.select("capture_id")
        .unique()
        .join(kept.select("capture_id"), on="capture_id", how="anti")
        .with_columns(pl.lit(True).alias("emptied"))
    )
    return (
        captures.join(language, on="capture_id", how="left", maintain_order="left")
        .join(emptied, on="capture_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("found", "language").alias("language"),
            pl.when("emptied").then(pl.lit("empty")).otherwise("page_kind").alias("page_kind"),
            pl.when("emptied")
            .then(1.0)
            .otherwise("page_kind_confidence")
            .alias("page_kind_confidence"),
            pl.when("emptied")
            .then(pl.lit("no_text"))
            .otherwise("page_kind_rule")
            .alias("page_kind_rule"),
            *(map_distinct(clean_line, c).alias(c) for c in ("outlet_heading", "site_name")),
        )
        .drop("found", "emptied")
    )
