"""Groups of verified copies: articles that print equal texts, versions of one article, reprints.

What is alike enough chains: two copies are never in two groups. A weaker reprint joins the group
around the heaviest of its neighbours, each verified against that one, so that a row of texts falls
apart of which each keeps half of the one before. Two pages that share one article and hold another
each are no copies, however much they share.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from transforms.dedup.identity.stories.groups import (
    SUPPORT,
    Groups,
    choose_central,
    group_articles,
    measure_cover,
    measure_support,
    name_groups,
)
from transforms.dedup.identity.stories.hubs import compare_around_hubs
from transforms.dedup.identity.stories.likenesses import Likenesses, is_strong, select_strong
from transforms.dedup.identity.stories.sharing import find_sharing

#: Two texts are alike by a third that both hold where that is so much of what they share. judged
EXPLAINED = 0.8


def group_copies(
    count: int, printed: pl.DataFrame, likenesses: Likenesses, *, most_texts: int
) -> Groups:
    """So many articles in groups of verified copies; `printed` is as for `make_groups`."""
    compare_around_hubs(count, printed, likenesses, most_texts=most_texts)
    edges = likenesses.known.join(
        find_sharing(likenesses.known, printed), on=["a", "b"], how="anti", maintain_order="left"
    )
    groups = group_articles(count, printed, select_strong(edges))
    return groups.merge(_gather(groups, *_find_weak(groups, edges)))


def _find_weak(groups: Groups, edges: pl.DataFrame) -> tuple[dict[int, set[int]], dict[int, int]]:
    """The neighbours of every group by weak reprints that most of both groups have, or the texts
    that stand for them; and those texts.

    Two that print a third text whole, each with something of its own, are no copies by that: they
    are told as what is printed around it.
    """
    weak, texts = edges.filter(pl.col("relation") == "reprint", ~is_strong()), groups.count_texts()
    pairs = measure_support(name_groups(weak, texts), texts)
    likest = name_groups(weak, texts).group_by("group_a", "group_b").agg(pl.col("jaccard").max())
    pairs = pairs.join(likest, on=["group_a", "group_b"])
    around = name_groups(edges.filter(pl.col("relation") == "excerpt"), texts)
    pairs = pairs.join(_find_explained(pairs, around), on=["group_a", "group_b"], how="anti")
    which = pl.concat([pairs["group_a"], pairs["group_b"]]).unique().sort()
    central = choose_central(groups, select_strong(edges), which)
    known = set(weak.select("a", "b").iter_rows())
    near: dict[int, set[int]] = defaultdict(set)
    ends_of = ["group_a", "group_b", "support"]
    for one, other, support in pairs.select(ends_of).sort(ends_of).iter_rows():
        ends = central[one], central[other]
        if support >= SUPPORT or ends in known or ends[::-1] in known:
            near[one].add(other)
            near[other].add(one)
    return near, central


def _find_explained(pairs: pl.DataFrame, excerpts: pl.DataFrame) -> pl.DataFrame:
    """Those of these pairs of groups of which most of what they share is a third text that both
    hold; `excerpts` are known with their groups.
    """
    held = excerpts.group_by("group_a", pl.col("group_b").alias("held")).agg(
        measure_cover().max().alias("cover")
    )
    both = (
        pairs.select("group_a", "group_b", "jaccard")
        .join(held, on="group_a")
        .join(held.rename({"group_a": "group_b"}), on=["group_b", "held"], suffix="_b")
    )
    # of two texts of one length that share j of all, so much of either
    shared = 2 * pl.col("jaccard") / (1 + pl.col("jaccard"))
    is_explained = pl.min_horizontal("cover", "cover_b") >= EXPLAINED * shared
    return both.filter(is_explained).select("group_a", "group_b").unique()


def _gather(
    groups: Groups, near: dict[int, set[int]], central: dict[int, int]
) -> list[tuple[int, int]]:
    """Pairs of groups that are one: the heaviest with its neighbours, then the heaviest of the
    rest.
    """
    weight, taken = groups.weigh(), set[int]()
    pairs = []
    for group in sorted(near, key=lambda g: (-weight[g], -len(near[g]), central[g])):
        if group not in taken:
            around = near[group] - taken
            taken |= {group, *around}
            pairs += [(group, other) for other in around]
    return pairs
