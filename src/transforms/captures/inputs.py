"""Rows of `inputs`: what became of the records of each input."""

from __future__ import annotations

import polars as pl


def count_parse_refusals(inputs: pl.LazyFrame, quarantine: pl.LazyFrame) -> pl.LazyFrame:
    """Rows of one run as landing counted them, with the captures of theirs that a later stage has
    refused (the run's rows of QUARANTINE) among the refused and no more among the new.
    """
    later = (
        quarantine.filter(pl.col("stage") != "ingest")
        .group_by(path="ref")
        .agg(later=pl.len().cast(pl.Int64))
    )
    moved = pl.min_horizontal("new_count", pl.col("later").fill_null(0))
    return (
        inputs.join(later, on="path", how="left", maintain_order="left")
        .with_columns(
            new_count=pl.col("new_count") - moved, refused_count=pl.col("refused_count") + moved
        )
        .drop("later")
    )
