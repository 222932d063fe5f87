"""The relations of versions, from equal and judged texts.

A text that several versions print is represented by the smallest revision id among them, so that a
text printed n times costs n - 1 `identical` rows, and its likeness to another text one row, however
often either is printed.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.identity.holders import choose_representatives
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.judge import MAY_FILL, SAFE_CONTAINMENT, SIBLING_CONTAINMENT, judge
from transforms.schemas import RELATIONS

#: The columns of a relation with the versions at its ends.
ENDS = ("left_id", "right_id")
#: Two articles of one outlet that share less than this of their word pairs are two fillings of a
#: formula more often than not (38 of 56 that were read; across outlets none of 14),
WEAK_JACCARD = 0.6
#: unless they are of days so near, and agree in this share of figures and names. judged, both
NEAR_DAYS = 1
AGREEING_IN_OUTLET = 0.8
_NAMES = {"copy": "reprint", "excerpt": "excerpt", "sibling": "sibling", "near": "near"}


def relate_identical(versions: pl.LazyFrame) -> pl.LazyFrame:
    """Articles that print a text of the same words, each against the version that represents it;
    none by whose text no article can be recognised there.

    `versions` are all that print these texts, as MEMBERS.
    """
    versions = versions.filter(pl.col("thin_because").is_null())
    home = choose_representatives(versions).select(
        "text_key",
        pl.col("revision_id").alias("left_id"),
        pl.col("article_id").alias("home"),
    )
    copies = (
        versions.filter(pl.col("text_key").is_not_null())
        .filter(pl.len().over("text_key") > 1)
        .join(home, on="text_key")
        .filter(pl.col("article_id") != pl.col("home"))
        .sort("revision_id")
        .unique(["text_key", "article_id"], keep="first", maintain_order=True)
    )
    return copies.select(
        "left_id",
        pl.col("revision_id").alias("right_id"),
        pl.lit("identical").alias("relation"),
        pl.lit(1.0).alias("jaccard"),
        pl.lit(1.0).alias("containment"),
        pl.lit("equal words").alias("evidence"),
        "outlet",
        "month",
    ).select(_columns())


def relate_pairs(judged: pl.LazyFrame, standing: pl.LazyFrame) -> pl.LazyFrame:
    """Judged texts as relations of the versions that represent them; of an excerpt the whole is on
    the left.
    """
    whole = pl.when(pl.col("left") == pl.col("part")).then("right").otherwise("left")
    named = (
        judged.with_columns(whole.alias("whole"))
        .join(_name_side(standing, "whole"), on="whole")
        .join(_name_side(standing, "part"), on="part")
        .filter(pl.col("whole_article") != pl.col("part_article"))
    )
    named = named.with_columns(
        pl.when(_is_doubtful()).then(pl.lit("sibling")).otherwise("verdict").alias("verdict"),
        pl.when(_is_doubtful())
        .then(pl.format("{}; of one outlet, and neither day nor facts agree", "evidence"))
        .otherwise("evidence")
        .alias("evidence"),
    )
    is_turned = (pl.col("verdict") != "excerpt") & (pl.col("part_id") < pl.col("whole_id"))
    ends = [
        pl.when(is_turned).then(f"{b}_{c}").otherwise(f"{a}_{c}").alias(name)
        for a, b, c, name in (
            ("whole", "part", "id", "left_id"),
            ("part", "whole", "id", "right_id"),
            ("part", "whole", "outlet", "outlet"),
            ("part", "whole", "month", "month"),
        )
    ]
    relation = pl.col("verdict").replace_strict(_NAMES, return_dtype=pl.String)
    return named.with_columns(*ends, relation.alias("relation")).select(_columns())


def _is_doubtful() -> pl.Expr:
    """Whether a copy or a part is of the outlet of the other and alike by a formula only: the two
    share too little to be sure, and neither their days nor their figures and names agree.
    """
    days = (pl.col("whole_day") - pl.col("part_day")).dt.total_days().abs()
    is_likely = (days <= NEAR_DAYS) & (pl.col("agreeing") >= AGREEING_IN_OUTLET)
    is_weak = (pl.col("jaccard") < WEAK_JACCARD) & (pl.col("containment") < SAFE_CONTAINMENT)
    is_joined = pl.col("verdict").is_in(["copy", "excerpt"])
    is_one = pl.col("whole_outlet") == pl.col("part_outlet")
    return is_joined & is_one & is_weak & ~is_likely.fill_null(value=False)


def _name_side(standing: pl.LazyFrame, side: str) -> pl.LazyFrame:
    return standing.select(
        pl.col("text_key").alias(side),
        pl.col("revision_id").alias(f"{side}_id"),
        pl.col("article_id").alias(f"{side}_article"),
        pl.col("outlet").alias(f"{side}_outlet"),
        pl.col("month").alias(f"{side}_month"),
        pl.col("published_on").alias(f"{side}_day"),
    )


def pair_revisions(versions: pl.LazyFrame) -> pl.LazyFrame:
    """Each version with the one before it: `left_id`, `right_id`, their text keys, and the later
    one's place.
    """
    before = {"left_id": "revision_id", "left_key": "text_key"}
    return (
        versions.with_columns(
            pl.col(column).shift(1).over("article_id", order_by="version").alias(name)
            for name, column in before.items()
        )
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


def relate_revisions(pairs: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """Neighbouring versions as relations; `texts` has their texts (`text_key`, `text`), each once.

    What is in memory is bounded by who asks: words are compared by kernels, so that both frames are
    collected.
    """
    words = texts.sort("text_key").collect()
    rows = pairs.collect()
    is_equal = pl.col("left_key").eq_missing(pl.col("right_key"))
    is_silent = pl.col("left_key").is_null() | pl.col("right_key").is_null()
    compared = rows.filter(~is_equal & ~is_silent)
    left, right = (
        np.searchsorted(words["text_key"].to_numpy(), compared[side].to_numpy())
        for side in ("left_key", "right_key")
    )
    found = Texts(words["text"]).measure(left, right, least=SIBLING_CONTAINMENT)
    # of one article nothing fills in a template
    evidence = pl.col("evidence").str.strip_suffix(MAY_FILL)
    judged = judge(found).select("jaccard", "containment", evidence)
    parts = [
        pl.concat([compared, judged], how="horizontal"),
        _rate(rows.filter(is_equal), 1.0, "equal words"),
        _rate(rows.filter(~is_equal & is_silent), 0.0, "no words"),
    ]
    relation = pl.lit("revision").alias("relation")
    return pl.concat(parts).lazy().with_columns(relation).select(_columns())


def _rate(pairs: pl.DataFrame, likeness: float, evidence: str) -> pl.DataFrame:
    return pairs.with_columns(
        pl.lit(likeness).alias("jaccard"),
        pl.lit(likeness).alias("containment"),
        pl.lit(evidence).alias("evidence"),
    )


def _columns() -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in RELATIONS.schema.items()]
