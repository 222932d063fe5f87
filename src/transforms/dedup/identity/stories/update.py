"""Stories after a batch: which versions can have another story, and what is known of their texts.

The relations of versions link all versions that can be of one story: those of an article, those
that print one text, copies and parts. So what hangs together with a version that moved is found by
following them, and no other story is derived again.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.relations import ENDS
from transforms.dedup.identity.stories.likenesses import JOINING, name_ends
from transforms.dedup.match.components import find_reachable

#: Relations of versions that can be of one story.
LINKING = ("identical", "revision", *JOINING)


def find_connected(links: pl.LazyFrame, ids: pl.LazyFrame) -> pl.LazyFrame:
    """These versions (`revision_id`) and all that can be reached from one of them over links
    (`left_id`, `right_id`, in either direction), each once.

    Where the links are the relations of LINKING, no other version's story can differ. Links are
    followed over arrays, so that the hashes of all ids are collected.
    """
    hashed = links.select(pl.col(ENDS).hash()).collect()
    begin = ids.select(pl.col("revision_id").hash()).collect()
    found = find_reachable(*(s.to_numpy() for s in (*hashed, *begin)))
    inside = pl.Series(found, dtype=pl.UInt64).implode()
    ends = [
        links.filter(pl.col(side).hash().is_in(inside)).select(pl.col(side).alias("revision_id"))
        for side in ENDS
    ]
    return pl.concat([ids, *ends]).unique()


def find_beginnings(
    moved: pl.LazyFrame, removed: pl.LazyFrame, added: pl.LazyFrame
) -> pl.LazyFrame:
    """The versions (`revision_id`) from which links are followed: those that `moved`, and both ends
    of the relations that the batch `removed` or `added`, each once.
    """
    ends = [
        frame.select(pl.col(side).alias("revision_id"))
        for frame in (removed, added)
        for side in ENDS
    ]
    return pl.concat([moved.select("revision_id"), *ends]).unique()


def gather_members(
    after: pl.LazyFrame, elsewhere: pl.LazyFrame, connected: pl.LazyFrame, printed: pl.LazyFrame
) -> pl.LazyFrame:
    """All versions after the batch of the articles of which a version is `connected`, as MEMBERS.

    `after` are the versions of the batch's outlets, `elsewhere` the connected ones of others;
    `printed` has the text keys of both (`revision_id`, `text_key`, `tokens`), of some more than
    once.
    """
    articles = after.join(connected, on="revision_id", how="semi").select("article_id")
    own = after.join(articles, on="article_id", how="semi")
    return pl.concat([elsewhere, own]).join(printed.unique(), on="revision_id", how="left")


def name_edges(related: pl.LazyFrame, standing: pl.LazyFrame) -> pl.LazyFrame:
    """Relations of JOINING as likenesses of the texts that their versions stand for (`standing`,
    with `revision_id` and `text_key`), as EDGES.
    """
    is_part = pl.col("relation") == "excerpt"
    similarity = pl.when(is_part).then("containment").otherwise("jaccard")
    return name_ends(related, standing).select(
        "a", "b", "relation", similarity.alias("similarity"), "jaccard"
    )
