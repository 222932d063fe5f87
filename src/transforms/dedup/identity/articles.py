"""Which sightings are one article, and which version of it each of them shows.

Within one outlet: an equal body that names something joins; an equal canonical address joins,
unless it is known to serve other articles; an equal headline on near days joins similar texts. A
function of the set of sightings alone.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.match.components import label_components
from transforms.distinct import map_distinct
from transforms.ids import article_id, revision_id
from transforms.text.folds import fold_title
from transforms.urls import url_key

#: The order of evidence: earliest capture first (unknown times go last), then the capture's id.
EVIDENCE_ORDER = ("captured_at", "capture_id", "article_no")


def with_keys(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with `url_key` and `title_key`, by which they may be one article: the canonical
    address, and the headline in lower case without punctuation.
    """
    title = fold_title(pl.col("title"))
    return sightings.with_columns(
        map_distinct(url_key, "url").alias("url_key"), title.alias("title_key")
    )


def with_places(sightings: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with `place_key`: the address of their capture (`capture_id`, `url`), as addresses
    are compared, which need not be the one that the page states.
    """
    places = captures.select("capture_id", map_distinct(url_key, "url").alias("place_key"))
    return sightings.join(places, on="capture_id", how="left")


def identify(facts: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """The sightings with `article_id` and `revision_id`.

    `facts` has outlet, capture_id, article_no, text_sha256, captured_at and `node`: sightings of
    one node are one article, as are those of nodes that `links` (`outlet`, `left`, `right`) joins.
    """
    nodes = facts.select("outlet", "node").unique()
    for side in ("left", "right"):
        links = links.join(nodes.rename({"node": side}), on=["outlet", side], how="semi")
    groups = links.map_batches(_groups, schema=_GROUPS)
    first = [pl.col(c).first().over("outlet", "group").alias(f"first_{c}") for c in _FIRST]
    return (
        facts.drop("article_id", "revision_id", strict=False)
        .join(groups, on=["outlet", "node"], how="left")
        .with_columns(pl.coalesce("group", "node").alias("group"))
        .sort(EVIDENCE_ORDER, nulls_last=True)
        .with_columns(first)
        .with_columns(map_distinct(article_id, *(f"first_{c}" for c in _FIRST)).alias("article_id"))
        .with_columns(map_distinct(revision_id, "article_id", "text_sha256").alias("revision_id"))
        .drop("group", *(f"first_{c}" for c in _FIRST))
    )


#: What an article's id is made of, at its earliest sighting.
_FIRST = ("capture_id", "article_no")
_GROUPS = {"outlet": pl.String(), "node": pl.String(), "group": pl.String()}


def _groups(links: pl.DataFrame) -> pl.DataFrame:
    """Links -> every node of them with the smallest that it hangs together with."""
    nodes = (
        pl.concat([links.select("outlet", node=side) for side in ("left", "right")])
        .unique()
        .sort("outlet", "node")
        .with_row_index("no")
    )
    ends = [
        links.join(
            nodes,
            left_on=["outlet", side],
            right_on=["outlet", "node"],
            how="left",
            maintain_order="left",
        )["no"]
        .to_numpy()
        .astype(np.int64)
        for side in ("left", "right")
    ]
    labels = label_components(nodes.height, *ends)
    return nodes.with_columns(nodes["node"].gather(labels).alias("group")).drop("no")


def name_articles(rows: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `capture_id` and `article_no` -> the same with the `article_id` of what they speak
    of; null where that is no article.
    """
    named = sightings.select("capture_id", "article_no", "article_id")
    return rows.drop("article_id").join(named, on=["capture_id", "article_no"], how="left")


def name_versions(rows: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `capture_id` and `article_no` -> those of articles, with the `article_id` and
    `revision_id` that they stand in.
    """
    named = sightings.select("capture_id", "article_no", "article_id", "revision_id")
    bare = rows.drop("article_id", "revision_id")
    return bare.join(named, on=["capture_id", "article_no"])
