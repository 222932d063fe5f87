"""Copies of a text that very many articles print. Candidates pair it with a few of them only; here
the texts that are like these few are compared with one another.

A hash that many texts carry pairs each with the smallest only (`match.candidates`), so that two
copies may both be alike to a third, a digest or a cut, and not be known to one another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from transforms.dedup.identity.stories.groups import Groups, choose_central, group_articles
from transforms.dedup.identity.stories.likenesses import JOINING, Likenesses, select_strong

#: Around a text so many groups in turn are compared with all others. judged
TURNS = 6


def compare_around_hubs(
    count: int, printed: pl.DataFrame, likenesses: Likenesses, *, most_texts: int
) -> None:
    """Learn what groups are to one another that are alike to a text with so many neighbours.

    `printed` is as for `make_groups`; what is learned does not depend on the order of rows.
    """
    done = set[tuple[int, int]]()
    for _ in range(TURNS):
        strong = select_strong(likenesses.known)
        groups = group_articles(count, printed, strong)
        around = _list_around(groups, likenesses.known, most_texts)
        if around.is_empty():
            return
        central = choose_central(groups, strong, around["group"].unique().sort())
        pairs = list(_pair_heaviest(groups, around, central, done))
        if not pairs:
            return
        likenesses.learn(pairs)


def _list_around(groups: Groups, edges: pl.DataFrame, most_texts: int) -> pl.DataFrame:
    """The groups (`group`) of every text that has so many neighbours (`hub`) and of those, where
    that is more than one.
    """
    edges = edges.filter(pl.col("relation").is_in(JOINING))
    turned = edges.select(pl.col("b").alias("hub"), pl.col("a").alias("text_key"))
    ends = pl.concat(
        [edges.select(pl.col("a").alias("hub"), pl.col("b").alias("text_key")), turned]
    )
    ends = ends.unique().filter(pl.len().over("hub") >= most_texts)
    own = ends.select("hub", pl.col("hub").alias("text_key")).unique()
    homes = groups.printed.select("text_key", "group").unique()
    around = pl.concat([ends, own]).join(homes, on="text_key").select("hub", "group").unique()
    return around.filter(pl.len().over("hub") > 1).sort("hub", "group")


def _pair_heaviest(
    groups: Groups, around: pl.DataFrame, central: dict[int, int], done: set[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Pairs of texts that stand for groups: of every hub the heaviest group that has not had its
    turn with each other one.
    """
    weight, by_hub = groups.weigh(), defaultdict[int, list[int]](list)
    for hub, group in around.iter_rows():
        by_hub[hub].append(group)
    for hub, members in by_hub.items():
        ordered = sorted(members, key=lambda g: (-weight[g], central[g]))
        turn = next((g for g in ordered if (hub, central[g]) not in done), None)
        if turn is not None:
            done.add((hub, central[turn]))
            yield from ((central[turn], central[g]) for g in members if g != turn)
