"""Pages that share one article and hold another each: where what they share is most of both they
look like copies, and are none.

Whether they are is told once all likenesses of their texts are known. Their relation says so
(`near`), and is a reprint again where the archive loses the texts that told.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.stories.groups import SHORT_WORDS
from transforms.dedup.identity.stories.likenesses import name_ends

#: A text is what another has beside what that shares with a third where it has so many times the
#: words, from and to. judged
REST = (0.5, 1.25)
#: How the evidence of such a pair ends.
SHARING = "; each holds another article, too"


def find_sharing(edges: pl.DataFrame, printed: pl.DataFrame) -> pl.DataFrame:
    """Pairs of texts (`a`, `b`) that look like reprints and are two pages which share one article
    and hold another each (articles A and B; articles B and C): most of what either text has beside
    the shared part, the other lacks.

    `edges` are likenesses (EDGES), `printed` has the number of words (`tokens`) of each text.
    """
    words = printed.group_by("text_key").agg(pl.col("tokens").max())
    pairs = edges.filter(pl.col("relation") == "reprint").select("a", "b", "jaccard")
    for side in ("a", "b"):
        pairs = pairs.join(words.rename({"text_key": side, "tokens": f"words_{side}"}), on=side)
    # of so many words in all, what both texts have is counted once
    shared = pl.col("jaccard") / (1 + pl.col("jaccard")) * (pl.col("words_a") + pl.col("words_b"))
    pairs = pairs.with_columns(
        (pl.col(f"words_{side}") - shared).alias(f"rest_{side}") for side in ("a", "b")
    ).filter(pl.min_horizontal("rest_a", "rest_b") >= SHORT_WORDS)
    parts = edges.filter(pl.col("relation") == "excerpt").select(whole="a", text_key=pl.col("b"))
    parts = parts.join(words, on="text_key").filter(pl.col("tokens") >= SHORT_WORDS)
    for side, other in (("a", "b"), ("b", "a")):
        own = pairs.join(parts, left_on=side, right_on="whole").join(
            parts.select("text_key", pl.col("whole").alias(other)),
            on=[other, "text_key"],
            how="anti",
        )
        is_rest = (pl.col("tokens") / pl.col(f"rest_{side}")).is_between(*REST)
        pairs = pairs.join(own.filter(is_rest), on=["a", "b"], how="semi")
    return pairs.select("a", "b")


def is_sharing() -> pl.Expr:
    """Whether a relation is no reprint because either text holds another article."""
    return (pl.col("relation") == "near") & pl.col("evidence").str.ends_with(SHARING)


def restore(relations: pl.DataFrame) -> pl.DataFrame:
    """Relations as they were before it was told which texts hold another article each."""
    return relations.with_columns(
        pl.when(is_sharing()).then(pl.lit("reprint")).otherwise("relation").alias("relation"),
        pl.when(is_sharing())
        .then(pl.col("evidence").str.strip_suffix(SHARING))
        .otherwise("evidence")
        .alias("evidence"),
    )


def mark_sharing(
    relations: pl.DataFrame, pairs: pl.DataFrame, standing: pl.DataFrame
) -> pl.DataFrame:
    """The same relations, in which reprints between these pairs of texts (`a`, `b`) are near
    instead. `standing` has the text key of each version (`revision_id`, `text_key`).
    """
    ends = name_ends(relations.lazy(), standing.lazy()).collect()
    both = pl.concat([pairs, pairs.select(a="b", b="a")]).unique()
    known = ends.join(both, on=["a", "b"], how="semi").select(
        "left_id", "right_id", pl.lit(value=True).alias("is_shared")
    )
    is_shared = pl.col("is_shared").fill_null(value=False) & (pl.col("relation") == "reprint")
    told = relations.join(known, on=["left_id", "right_id"], how="left").with_columns(
        pl.when(is_shared).then(pl.lit("near")).otherwise("relation").alias("relation"),
        pl.when(is_shared)
        .then(pl.col("evidence") + SHARING)
        .otherwise("evidence")
        .alias("evidence"),
    )
    return told.select(relations.columns)
