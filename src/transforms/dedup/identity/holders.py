"""The versions that hold a text: before a batch and after it, and which one represents the text."""

from __future__ import annotations

import polars as pl

from transforms.schemas import REJUDGED_VERSIONS


def choose_representatives(versions: pl.LazyFrame) -> pl.LazyFrame:
    """Versions -> of every text (`text_key`) the one that represents it: that of the smallest
    `revision_id`. Versions without a text key represent none.
    """
    return (
        versions.filter(pl.col("text_key").is_not_null())
        .sort("revision_id")
        .unique("text_key", keep="first", maintain_order=True)
    )


def merge_signed(fresh: pl.LazyFrame, stored: pl.LazyFrame) -> pl.LazyFrame:
    """Signed versions of a batch and of the snapshot -> all, each where it is after the batch.

    A version that moved from outlet to outlet may be signed in both.
    """
    return pl.concat([fresh, stored.join(fresh, on="revision_id", how="anti")])


def find_holders(
    texts: pl.LazyFrame, stored: pl.LazyFrame, before: pl.LazyFrame, after: pl.LazyFrame
) -> pl.LazyFrame:
    """The versions that hold these texts (`text_key`): `revision_id`, `text_key`, `outlet`,
    `month`, whether they do so before the batch (`was`) and after it (`now`).

    `stored` are all versions of the snapshot that hold one of the texts; `before` and `after` those
    of the batch's outlets.
    """
    own = pl.concat([frame.select("revision_id") for frame in (before, after)])
    was, now = pl.lit(value=True).alias("was"), pl.lit(value=True).alias("now")
    return pl.concat(
        [
            stored.join(own, on="revision_id", how="anti").with_columns(was, now),
            stored.join(own, on="revision_id", how="semi").with_columns(was, ~now),
            after.join(texts, on="text_key", how="semi").with_columns(~was, now),
        ]
    )


def compare_holders(texts: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Texts (`text_key`) and the versions that hold them -> what became of each: `is_new`,
    `is_gone`, and `is_other` where another version represents it than before.
    """
    before, after = (
        choose_representatives(holders.filter(side)).select(
            "text_key", pl.col("revision_id").alias(side)
        )
        for side in ("was", "now")
    )
    return (
        texts.join(before, on="text_key", how="left")
        .join(after, on="text_key", how="left")
        .select(
            "text_key",
            pl.col("was").is_null().alias("is_new"),
            pl.col("now").is_null().alias("is_gone"),
            pl.col("was").ne_missing(pl.col("now")).alias("is_other"),
        )
    )


def name_rejudged(texts: pl.LazyFrame, holders: pl.LazyFrame) -> pl.LazyFrame:
    """Texts of which pairs are judged anew (`text_key`, `of_all`) -> the versions that represented
    them, as REJUDGED_VERSIONS.
    """
    before = choose_representatives(holders.filter("was"))
    return before.join(texts, on="text_key").select(list(REJUDGED_VERSIONS))
