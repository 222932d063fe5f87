"""The relations of versions, from equal and judged texts.

A text that several versions print is represented by the smallest revision id among them, so that a
text printed n times costs n - 1 `identical` rows, and its likeness to another text one row, however
often either is printed.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.dedup.match.compare import Texts
from transforms.dedup.match.judge import SIBLING_CONTAINMENT, judge
from transforms.schemas import RELATIONS, conform

#: What a version has to say of itself here. `text_key` is null where the text has no words.
VERSIONS = {
    "revision_id": pl.String(),
    "article_id": pl.String(),
    "version": pl.Int32(),
    "outlet": pl.String(),
    "month": pl.String(),
    "text_key": pl.UInt64(),
}
_NAMES = {"copy": "reprint", "excerpt": "excerpt", "sibling": "sibling"}


def choose_representatives(versions: pl.DataFrame) -> pl.DataFrame:
    """For every text the version that stands for it: `text_key`, `revision_id`, `article_id`,
    `outlet`, `month`.
    """
    return (
        versions.filter(pl.col("text_key").is_not_null())
        .sort("revision_id")
        .group_by("text_key", maintain_order=True)
        .agg(pl.col("revision_id", "article_id", "outlet", "month").first())
    )


def relate_identical(versions: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Articles that print a text of the same words, each against the version that stands for it."""
    copies = (
        versions.filter(pl.col("text_key").is_not_null(), pl.len().over("text_key") > 1)
        .join(
            standing.select(
                "text_key",
                pl.col("revision_id").alias("left_id"),
                pl.col("article_id").alias("home"),
            ),
            on="text_key",
        )
        .filter(pl.col("article_id") != pl.col("home"))
        .sort("revision_id")
        .unique(["text_key", "article_id"], keep="first", maintain_order=True)
    )
    return _conform(
        copies.select(
            "left_id",
            pl.col("revision_id").alias("right_id"),
            pl.lit("identical").alias("relation"),
            pl.lit(1.0).alias("jaccard"),
            pl.lit(1.0).alias("containment"),
            pl.lit("equal words").alias("evidence"),
            "outlet",
            "month",
        )
    )


def relate_pairs(judged: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Judged texts as relations of the versions that stand for them; of an excerpt the whole is on
    the left.
    """
    named = judged.with_columns(
        pl.when(pl.col("left") == pl.col("part")).then("right").otherwise("left").alias("whole"),
    ).join(_name_side(standing, "whole"), on="whole")
    named = named.join(_name_side(standing, "part"), on="part").filter(
        pl.col("whole_article") != pl.col("part_article")
    )
    turned = (pl.col("verdict") != "excerpt") & (pl.col("part_id") < pl.col("whole_id"))
    ends = [
        pl.when(turned).then(f"{b}_{c}").otherwise(f"{a}_{c}").alias(name)
        for a, b, c, name in (
            ("whole", "part", "id", "left_id"),
            ("part", "whole", "id", "right_id"),
            ("part", "whole", "outlet", "outlet"),
            ("part", "whole", "month", "month"),
        )
    ]
    return _conform(
        named.with_columns(
            *ends,
            pl.col("verdict").replace_strict(_NAMES, return_dtype=pl.String).alias("relation"),
        )
    )


def _name_side(standing: pl.DataFrame, side: str) -> pl.DataFrame:
    return standing.select(
        pl.col("text_key").alias(side),
        pl.col("revision_id").alias(f"{side}_id"),
        pl.col("article_id").alias(f"{side}_article"),
        pl.col("outlet").alias(f"{side}_outlet"),
        pl.col("month").alias(f"{side}_month"),
    )


def pair_revisions(versions: pl.DataFrame) -> pl.DataFrame:
    """Each version with the one before it: `left_id`, `right_id`, their text keys, and the later
    one's place.
    """
    before = [pl.col(c).shift(1).over("article_id") for c in ("revision_id", "text_key")]
    return (
        versions.sort("article_id", "version")
        .with_columns(before[0].alias("left_id"), before[1].alias("left_key"))
        .filter(pl.col("left_id").is_not_null())
        .select(
            "left_id",
            pl.col("revision_id").alias("right_id"),
            "left_key",
            pl.col("text_key").alias("right_key"),
            "outlet",
            "month",
        )
    )


def relate_revisions(pairs: pl.DataFrame, numbers: Mapping[int, int], texts: Texts) -> pl.DataFrame:
    """Neighbouring versions as relations; `numbers` gives the number in `texts` of a text key."""
    equal, silent = (
        pairs["left_key"].eq_missing(pairs["right_key"]),
        pairs["left_key"].is_null() | pairs["right_key"].is_null(),
    )
    asked = pairs.filter(~equal & ~silent)
    ends = [
        asked[c].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
        for c in ("left_key", "right_key")
    ]
    found = texts.measure(ends[0], ends[1], least=SIBLING_CONTAINMENT)
    measured = pl.concat([asked, judge(found).drop("verdict")], how="horizontal")
    rows = [
        measured,
        _rate(pairs.filter(equal), 1.0, "equal words"),
        _rate(pairs.filter(~equal & silent), 0.0, "no words"),
    ]
    return _conform(pl.concat(rows).with_columns(pl.lit("revision").alias("relation")))


def _rate(pairs: pl.DataFrame, likeness: float, evidence: str) -> pl.DataFrame:
    return pairs.with_columns(
        pl.lit(likeness).alias("jaccard"),
        pl.lit(likeness).alias("containment"),
        pl.lit(evidence).alias("evidence"),
    )


def _conform(frame: pl.DataFrame) -> pl.DataFrame:
    return conform(frame, RELATIONS.schema)
