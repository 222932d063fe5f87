"""Verified likenesses of texts, and of pairs that no relation covers by comparing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from transforms.dedup.match.judge import MAY_FILL
from transforms.schemas import EDGES

#: Takes pairs of text keys (`a` < `b`) and gives, as EDGES, those alike in any way.
Compare = Callable[[pl.DataFrame], pl.DataFrame]
#: The likenesses that make a story.
JOINING = ("reprint", "excerpt")
#: Copies that share this much of all their word pairs chain.
#: measured: python benchmarks/quality/dedup_flow.py, python benchmarks/quality/real_pairs.py
STRONG_JACCARD = 0.6
#: Copies of one text, and how alike they are.
ALIKE = {"a": pl.UInt64(), "b": pl.UInt64(), "jaccard": pl.Float64()}
_PAIR = {"a": pl.UInt64(), "b": pl.UInt64()}


def make_edges(judged: pl.LazyFrame) -> pl.LazyFrame:
    """Judged pairs of texts (JUDGED_PAIRS) -> EDGES, in which `a` of an excerpt is the whole, and
    `is_open`: whether copies may be two fillings of a template.
    """
    is_turned = pl.col("part") == pl.col("left")
    return judged.select(
        pl.when(is_turned).then("right").otherwise("left").alias("a"),
        pl.when(is_turned).then("left").otherwise("right").alias("b"),
        pl.col("verdict").replace({"copy": "reprint"}).alias("relation"),
        pl.when(pl.col("verdict") == "excerpt")
        .then("containment")
        .otherwise("jaccard")
        .alias("similarity"),
        "jaccard",
        pl.col("evidence").str.ends_with(MAY_FILL).alias("is_open"),
    )


def name_ends(relations: pl.LazyFrame, standing: pl.LazyFrame) -> pl.LazyFrame:
    """Relations with the text keys of their ends as `a` (of `left_id`) and `b` (of `right_id`).
    `standing` has the text key that each version stands for (`revision_id`, `text_key`); relations
    of other versions are left out.
    """
    for end, name in (("left_id", "a"), ("right_id", "b")):
        keys = standing.select(pl.col("revision_id").alias(end), pl.col("text_key").alias(name))
        relations = relations.join(keys, on=end)
    return relations


def is_strong() -> pl.Expr:
    """Whether a likeness (EDGES) is of copies that chain: such are one group, over any number of
    copies between them.
    """
    return (pl.col("relation") == "reprint") & (pl.col("jaccard") >= STRONG_JACCARD)


def select_strong(edges: pl.DataFrame) -> pl.DataFrame:
    """The copies that chain, as ALIKE."""
    return edges.filter(is_strong()).select(list(ALIKE))


class Likenesses:
    """Likenesses of texts: the known ones (EDGES), and what `compare` says of others."""

    def __init__(self, known: pl.DataFrame, compare: Compare) -> None:
        self.known, self._compare = known.select(list(EDGES)), compare
        self._unlike = set[tuple[int, int]]()

    def learn(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Compare these pairs of texts, in any order, and know what they are."""
        ordered = {(min(pair), max(pair)) for pair in pairs} - self._unlike
        # a weak copy counts where the relations say so, which know the outlets and days
        is_sure = (pl.col("relation") != "reprint") | is_strong()
        known = self.find(ordered).filter(is_sure)
        self._unlike |= ordered - set(_order_ends(known).iter_rows())
        self.known = pl.concat([self.known, known]).unique(["a", "b"], maintain_order=True)

    def find(self, pairs: Iterable[tuple[int, int]]) -> pl.DataFrame:
        """The likenesses of these pairs of texts, in any order, as EDGES; no row for pairs that
        have nothing in common.
        """
        ordered = sorted({(min(pair), max(pair)) for pair in pairs})
        asked = pl.DataFrame(ordered, schema=_PAIR, orient="row")
        known = self._find_known(asked)
        if asked.is_empty():
            return known
        rest = asked.join(_order_ends(known), on=["a", "b"], how="anti", maintain_order="left")
        if rest.is_empty():
            return known
        return pl.concat([known, self._compare(rest).select(list(EDGES))])

    def find_joining(self, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of these pairs that are copies or parts, in both orders."""
        found = self.find(pairs).filter(pl.col("relation").is_in(JOINING))
        rows = list(found.select("a", "b").iter_rows())
        return {*rows, *((b, a) for a, b in rows)}

    def _find_known(self, asked: pl.DataFrame) -> pl.DataFrame:
        straight = self.known.join(asked, on=["a", "b"], how="semi")
        turned = self.known.join(asked, left_on=["a", "b"], right_on=["b", "a"], how="semi").filter(
            pl.col("a") != pl.col("b")
        )
        return pl.concat([straight, turned]).select(list(EDGES))


def _order_ends(edges: pl.DataFrame) -> pl.DataFrame:
    return edges.select(
        pl.min_horizontal("a", "b").alias("a"), pl.max_horizontal("a", "b").alias("b")
    )
