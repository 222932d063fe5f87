"""Which sightings are one article, and which version of it each of them shows.

Within one outlet: an equal body joins; an equal canonical address joins similar texts; an equal
headline with own-page dates at most a few days apart joins similar texts. A function of the set of
sightings alone.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.match.components import label_components
from transforms.ids import article_id, revision_id
from transforms.urls import url_key

#: Own-page dates this many days apart may belong to one article under one headline (an update the
#: next morning).
NEAR_DAYS = 3
#: An address or a headline with more texts than this is a page that changes wholly (a live blog, a
#: front page): only its smallest text hashes are compared, so that one address never costs a square
#: of its captures.
MAX_TEXTS_A_KEY = 200


#: The order of evidence: earliest capture first (unknown times go last), then the capture's id.
EVIDENCE_ORDER = ("captured_at", "capture_id", "article_no")


def candidate_pairs(sightings: pl.DataFrame) -> pl.DataFrame:
    """Pairs of text hashes (`outlet`, `left` < `right`) that one address, or one headline on near
    days, suggests.
    """
    keyed = sightings.with_columns(
        pl.col("url").map_elements(url_key, return_dtype=pl.String).alias("url_key"),
        pl.col("title")
        .str.to_lowercase()
        .str.replace_all(r"\W+", " ")
        .str.strip_chars()
        .alias("title_key"),
    )
    by_url = _pairs(keyed.filter(pl.col("url_key").is_not_null()), "url_key")
    titled = keyed.filter(
        pl.col("title_key").str.len_chars() > 0, pl.col("published_on").is_not_null()
    )
    by_title = _pairs(titled, "title_key").filter(
        (pl.col("published_on") - pl.col("published_on_right")).dt.total_days().abs() <= NEAR_DAYS
    )
    return (
        pl.concat(
            [by_url.select("outlet", "left", "right"), by_title.select("outlet", "left", "right")]
        )
        .unique()
        .sort("outlet", "left", "right")
    )


def _pairs(keyed: pl.DataFrame, key: str) -> pl.DataFrame:
    texts = (
        keyed.select("outlet", key, pl.col("text_sha256").alias("left"), "published_on")
        .unique()
        .filter(pl.col("left").rank("dense").over("outlet", key) <= MAX_TEXTS_A_KEY)
        .filter(pl.col("left").n_unique().over("outlet", key) > 1)
    )
    return texts.join(texts.rename({"left": "right"}), on=["outlet", key], suffix="_right").filter(
        pl.col("left") < pl.col("right")
    )


def identify(sightings: pl.DataFrame, similar: pl.DataFrame) -> pl.DataFrame:
    """The sightings with `article_id` and `revision_id`, from equal bodies and the verified similar
    pairs.

    `sightings` has outlet, capture_id, article_no, text_sha256, captured_at; `similar` has outlet,
    left, right.
    """
    nodes = (
        sightings.select("outlet", "text_sha256")
        .unique()
        .sort("outlet", "text_sha256")
        .with_row_index("node")
    )
    ends = similar
    for side in ("left", "right"):
        ends = ends.join(
            nodes.rename({"node": f"{side}_node"}),
            left_on=["outlet", side],
            right_on=["outlet", "text_sha256"],
            how="inner",
        )
    label = label_components(
        nodes.height,
        ends["left_node"].to_numpy().astype(np.int64),
        ends["right_node"].to_numpy().astype(np.int64),
    )
    marked = sightings.drop("article_id", "revision_id", strict=False).join(
        nodes.with_columns(pl.Series("group", label)), on=["outlet", "text_sha256"], how="left"
    )
    firsts = (
        marked.sort(EVIDENCE_ORDER, nulls_last=True)
        .group_by("group", maintain_order=True)
        .agg(pl.col("capture_id").first(), pl.col("article_no").first())
    )
    ids = [
        article_id(c, n) for c, n in zip(firsts["capture_id"], firsts["article_no"], strict=True)
    ]
    named = marked.join(
        firsts.select("group", pl.Series("article_id", ids, dtype=pl.String)),
        on="group",
        how="left",
    )
    versions = named.select("article_id", "text_sha256").unique().sort("article_id", "text_sha256")
    revisions = [revision_id(a, t) for a, t in versions.iter_rows()]
    return named.join(
        versions.with_columns(pl.Series("revision_id", revisions, dtype=pl.String)),
        on=["article_id", "text_sha256"],
        how="left",
    ).drop("node", "group")
