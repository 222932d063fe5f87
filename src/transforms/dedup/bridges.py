"""Texts that stand between strangers: two articles on one page, or a passage that two articles share."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

#: The neighbours of a text, each with what makes it near: the greatest similarity first, then the smallest key.
_Near = dict[int, dict[int, tuple[float, int]]]


def without_bridges(printed: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """The edges without those excerpts that lead from a text to a stranger of the text nearest to it.

    `printed` has article_id and text_key; `edges` are verified likenesses of text keys: `a`, `b`, `relation`, `jaccard`.
    Two neighbours of a text are strangers where no chain of likenesses among its neighbours joins them.
    """
    excerpts = edges.filter(pl.col("relation") == "excerpt").sort("a", "b")
    if excerpts.is_empty():
        return edges
    near = _near(printed, edges)
    cut = {text: _strangers(near, near[text]) for text in {*excerpts["a"], *excerpts["b"]} if len(near[text]) > 1}
    none: set[int] = set()
    gone = [b in cut.get(a, none) or a in cut.get(b, none) for a, b in excerpts.select("a", "b").iter_rows()]
    return pl.concat([edges.filter(pl.col("relation") != "excerpt"), excerpts.filter(~pl.Series(gone, dtype=pl.Boolean))])


def _near(printed: pl.DataFrame, edges: pl.DataFrame) -> _Near:
    versions = printed.select(pl.col("text_key").alias("a"), pl.col("text_key").min().over("article_id").alias("b")).filter(
        pl.col("a") != pl.col("b")
    )
    near: _Near = defaultdict(dict)
    for a, b, jaccard in pl.concat([edges.select("a", "b", "jaccard"), versions.with_columns(pl.lit(1.0).alias("jaccard"))]).iter_rows():
        near[a][b] = min(near[a].get(b, (0.0, b)), (-jaccard, b))
        near[b][a] = min(near[b].get(a, (0.0, a)), (-jaccard, a))
    return near


def _strangers(near: _Near, others: dict[int, tuple[float, int]]) -> set[int]:
    """Of a text's neighbours those that do not hang together with the nearest of them."""
    nearest = min(others, key=lambda other: others[other])
    seen, todo = {nearest}, [nearest]
    while todo:
        around = near[todo.pop()]
        for other in others if len(others) < len(around) else around:
            if other in others and other in around and other not in seen:
                seen.add(other)
                todo.append(other)
    return set(others) - seen
