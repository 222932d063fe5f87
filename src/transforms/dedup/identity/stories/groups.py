"""Articles that print copies of one text, and the text that stands for them.

Articles are known by their number, and a group by the smallest number in it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from transforms.dedup.match.arrays import I64
from transforms.dedup.match.components import label_components
from transforms.values import frozen

#: Two groups hang together where this share of the articles of both prints what is alike, else by
#: the texts that stand for them: one odd copy ties no one. judged
SUPPORT = 0.5
#: A part of fewer words is a line in a frame and no second article. judged
SHORT_WORDS = 40


@frozen
class Groups:
    """Articles in groups. `label` has the group of each article, by its number; `printed` the texts
    that articles print, as for `make_groups`, with the `group` of the article.
    """

    label: I64
    printed: pl.DataFrame

    def weigh(self) -> I64:
        """How many articles each group has, by the group's number."""
        return np.bincount(self.label, minlength=len(self.label))

    def count_texts(self) -> pl.DataFrame:
        """`text_key`, `group`, how many `articles` print the text, and its words (`tokens`)."""
        return self.printed.group_by("text_key").agg(
            pl.col("group").first(), pl.len().alias("articles"), pl.col("tokens").max()
        )

    def merge(self, pairs: Iterable[tuple[int, int]]) -> Groups:
        """The groups after each of these pairs of groups was made one."""
        ends = np.array([*pairs], np.int64).reshape(-1, 2)
        if not len(ends):
            return self
        label = label_components(len(self.label), ends[:, 0], ends[:, 1])[self.label]
        return make_groups(label, self.printed.drop("group"))


def make_groups(label: I64, printed: pl.DataFrame) -> Groups:
    """Groups of articles. `label` has the group of each, by its number; `printed` a row for each
    article (`no`) and each text that it prints (`text_key`, and its number of words, `tokens`).
    """
    return Groups(label, printed.with_columns(pl.Series("group", label[printed["no"].to_numpy()])))


def group_articles(count: int, printed: pl.DataFrame, alike: pl.DataFrame) -> Groups:
    """`count` articles -> their groups: articles are of one group that print the same text, or
    texts that are `alike` (pairs of text keys, `a` and `b`).
    """
    shown = printed.with_columns(pl.col("no").min().over("text_key").alias("first"))
    first = shown.select("text_key", "first").unique()
    ends = alike.join(first, left_on="a", right_on="text_key").join(
        first, left_on="b", right_on="text_key", suffix="_b"
    )
    left, right = (
        np.concatenate([shown[a].to_numpy(), ends[b].to_numpy()]).astype(np.int64)
        for a, b in (("no", "first"), ("first", "first_b"))
    )
    return make_groups(label_components(count, left, right), printed)


def name_groups(edges: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Likenesses (EDGES) -> those between texts of two groups, with these as `group_a` (which
    prints `a`) and `group_b` (which prints `b`). `texts` are those of `Groups.count_texts`.
    """
    for side in ("a", "b"):
        homes = texts.select(pl.col("text_key").alias(side), pl.col("group").alias(f"group_{side}"))
        edges = edges.join(homes, on=side)
    return edges.filter(pl.col("group_a") != pl.col("group_b"))


def choose_central(groups: Groups, alike: pl.DataFrame, which: pl.Series) -> dict[int, int]:
    """Of these groups the text that stands for each: that which most articles print and which other
    texts are most `alike` (`a`, `b`, `jaccard`), then the smallest key.
    """
    texts = groups.count_texts().filter(pl.col("group").is_in(which.implode()))
    # whole thousandths, so that no sum depends on its order
    likeness = (pl.col("jaccard") * 1000).round().cast(pl.Int64)
    links = pl.concat([alike.select(likeness, text_key=side) for side in ("a", "b")])
    counted = texts.join(
        links.group_by("text_key").agg(pl.col("jaccard").sum()), on="text_key", how="left"
    )
    rank = 1000 * pl.col("articles").cast(pl.Int64) + pl.col("jaccard").fill_null(0)
    chosen = (
        counted.with_columns(rank.alias("rank"))
        .sort(["group", "rank", "text_key"], descending=[False, True, False])
        .unique("group", keep="first", maintain_order=True)
    )
    return dict(zip(chosen["group"], chosen["text_key"], strict=True))


def measure_support(named: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Likenesses with the groups of both ends -> `group_a`, `group_b` and `support`, each pair of
    groups once: of the articles of either group the share that prints one of these likenesses, the
    smaller of both.
    """
    sizes = texts.group_by("group").agg(pl.col("articles").sum().alias("printed"))
    ends = ["group_a", "group_b"]
    pairs = named.select(ends).unique()
    for side in ("a", "b"):
        printing = (
            named.select(*ends, pl.col(side).alias("text_key"))
            .unique()
            .join(texts.select("text_key", "articles"), on="text_key")
            .group_by(ends)
            .agg(pl.col("articles").sum())
            .join(sizes, left_on=f"group_{side}", right_on="group")
            .select(*ends, (pl.col("articles") / pl.col("printed")).alias(f"of_{side}"))
        )
        pairs = pairs.join(printing, on=ends)
    support = pl.min_horizontal("of_a", "of_b").alias("support")
    return pairs.select(*ends, support).sort(ends)


def measure_cover() -> pl.Expr:
    """How much of the whole of an excerpt its part is."""
    # with s shared word pairs, containment s / f and jaccard s / (f + m - s): s / m
    return 1 / (1 / pl.col("jaccard") - 1 / pl.col("similarity") + 1)
