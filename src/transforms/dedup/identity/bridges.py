"""Texts that stand between strangers: two articles on one page, or a passage that two articles
share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import polars as pl

#: The neighbours of a text, each with what makes it near: the greatest similarity first, then the
#: smallest key.
_Near = dict[int, dict[int, tuple[float, int]]]


def remove_bridges(
    printed: pl.DataFrame, edges: pl.DataFrame, compare: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """The edges without those excerpts that lead from a text to a stranger of the text nearest to
    it.

    `printed` has article_id and text_key; `edges` are verified likenesses of text keys: `a`, `b`,
    `relation`, `jaccard`. The neighbours of a text are few, and are walked as sets of Python
    integers: so rows of edges (never of captures) are looped over here. Two neighbours of a text
    are strangers where no chain of likenesses among its neighbours joins them and they are not
    alike themselves, which `compare` says of pairs `a` <
    `b`; the copies and parts that it finds are given too.
    """
    excerpts = edges.filter(pl.col("relation") == "excerpt").sort("a", "b")
    if excerpts.is_empty():
        return edges
    near = _find_neighbours(printed, edges)
    apart = {}
    for text in {*excerpts["a"], *excerpts["b"]}:
        if len(near[text]) > 1:
            nearest, strangers = _find_strangers(near, near[text])
            apart.update(
                {(text, other): (min(nearest, other), max(nearest, other)) for other in strangers}
            )
    asked = pl.DataFrame(
        sorted(set(apart.values())), schema={"a": pl.UInt64, "b": pl.UInt64}, orient="row"
    )
    found = compare(asked)
    alike = set(found.select("a", "b").iter_rows())
    gone = {ends for ends, pair in apart.items() if pair not in alike}
    kept = [
        (a, b) not in gone and (b, a) not in gone for a, b in excerpts.select("a", "b").iter_rows()
    ]
    rest = edges.filter(pl.col("relation") != "excerpt")
    joining = found.filter(pl.col("relation").is_in(["reprint", "excerpt"]))
    return pl.concat(
        [rest, excerpts.filter(pl.Series(kept, dtype=pl.Boolean)), joining.select(edges.columns)]
    )


def _find_neighbours(printed: pl.DataFrame, edges: pl.DataFrame) -> _Near:
    versions = printed.select(
        pl.col("text_key").alias("a"), pl.col("text_key").min().over("article_id").alias("b")
    ).filter(pl.col("a") != pl.col("b"))
    near: _Near = defaultdict(dict)
    for a, b, jaccard in pl.concat(
        [edges.select("a", "b", "jaccard"), versions.with_columns(pl.lit(1.0).alias("jaccard"))]
    ).iter_rows():
        near[a][b] = min(near[a].get(b, (0.0, b)), (-jaccard, b))
        near[b][a] = min(near[b].get(a, (0.0, a)), (-jaccard, a))
    return near


def _find_strangers(near: _Near, others: dict[int, tuple[float, int]]) -> tuple[int, set[int]]:
    """(the nearest of a text's neighbours, those that do not hang together with it)."""
    nearest = min(others, key=lambda other: others[other])
    seen, todo = {nearest}, [nearest]
    while todo:
        around = near[todo.pop()]
        for other in others if len(others) < len(around) else around:
            if other in others and other in around and other not in seen:
                seen.add(other)
                todo.append(other)
    return nearest, set(others) - seen
