"""Which sightings are one article, and which version of it each of them shows.

Within one outlet: an equal body joins; an equal canonical address joins similar texts; an equal
headline with own-page dates at most a few days apart joins similar texts. A function of the set of
sightings alone.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.match.components import label_components
from transforms.dedup.match.similarity import mark_versions
from transforms.distinct import map_distinct
from transforms.ids import article_id, revision_id
from transforms.text.folds import fold_title
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


def with_keys(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with `url_key` and `title_key`, by which they may be one article: the canonical
    address, and the headline in lower case without punctuation.
    """
    title = fold_title(pl.col("title"))
    return sightings.with_columns(
        map_distinct(url_key, "url").alias("url_key"), title.alias("title_key")
    )


def candidate_pairs(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with their keys -> pairs of text hashes (`outlet`, `left` < `right`) that one
    address, or one headline on near days, suggests.
    """
    by_url = _pairs(sightings.filter(pl.col("url_key").is_not_null()), "url_key")
    titled = sightings.filter(
        pl.col("title_key").str.len_chars() > 0, pl.col("published_on").is_not_null()
    )
    apart = (pl.col("published_on") - pl.col("published_on_right")).dt.total_days().abs()
    by_title = _pairs(titled, "title_key").filter(apart <= NEAR_DAYS)
    pairs = [frame.select("outlet", "left", "right") for frame in (by_url, by_title)]
    return pl.concat(pairs).unique()


def _pairs(keyed: pl.LazyFrame, key: str) -> pl.LazyFrame:
    texts = (
        keyed.select("outlet", key, pl.col("text_sha256").alias("left"), "published_on")
        .unique()
        .filter(pl.col("left").rank("dense").over("outlet", key) <= MAX_TEXTS_A_KEY)
        .filter(pl.col("left").n_unique().over("outlet", key) > 1)
    )
    return texts.join(texts.rename({"left": "right"}), on=["outlet", key], suffix="_right").filter(
        pl.col("left") < pl.col("right")
    )


def pairs_of_one_article(pairs: pl.LazyFrame, held: pl.LazyFrame) -> pl.LazyFrame:
    """Of candidate pairs those whose texts the archive holds as one article: they were compared
    before. `held` are its sightings.
    """
    home = held.select("outlet", pl.col("text_sha256").alias("left"), "article_id").unique()
    return (
        pairs.join(home, on=["outlet", "left"])
        .join(home.rename({"left": "right"}), on=["outlet", "right", "article_id"])
        .select("outlet", "left", "right")
        .unique()
    )


def texts_of(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `text_sha256` of the texts of candidate pairs, each once."""
    return pl.concat(
        [pairs.select("outlet", text_sha256=side) for side in ("left", "right")]
    ).unique()


def keep_similar(pairs: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """Of candidate pairs those whose texts (`text_sha256`, `text`) are versions of one another.

    Both are collected, since words are compared over arrays; who asks bounds how many.
    """
    bodies = texts.unique("text_sha256", keep="any").collect()
    numbers, rows = bodies.select("text_sha256").with_row_index("no"), pairs.collect()
    left, right = (
        rows.join(numbers, left_on=side, right_on="text_sha256", how="left", maintain_order="left")[
            "no"
        ]
        .to_numpy()
        .astype(np.int64)
        for side in ("left", "right")
    )
    return rows.filter(pl.Series(mark_versions(bodies["text"], left, right))).lazy()


def identify(sightings: pl.LazyFrame, similar: pl.LazyFrame) -> pl.LazyFrame:
    """The sightings with `article_id` and `revision_id`, from equal bodies and the verified similar
    pairs.

    `sightings` has outlet, capture_id, article_no, text_sha256, captured_at; `similar` has outlet,
    left, right.
    """
    texts = sightings.select("outlet", "text_sha256").unique()
    for side in ("left", "right"):
        named = texts.rename({"text_sha256": side})
        similar = similar.join(named, on=["outlet", side], how="semi")
    groups = similar.map_batches(_groups, schema=_GROUPS)
    first = [pl.col(c).first().over("outlet", "group").alias(f"first_{c}") for c in _FIRST]
    return (
        sightings.drop("article_id", "revision_id", strict=False)
        .join(groups, on=["outlet", "text_sha256"], how="left")
        .with_columns(pl.coalesce("group", "text_sha256").alias("group"))
        .sort(EVIDENCE_ORDER, nulls_last=True)
        .with_columns(first)
        .with_columns(map_distinct(article_id, *(f"first_{c}" for c in _FIRST)).alias("article_id"))
        .with_columns(map_distinct(revision_id, "article_id", "text_sha256").alias("revision_id"))
        .drop("group", *(f"first_{c}" for c in _FIRST))
    )


#: What an article's id is made of, at its earliest sighting.
_FIRST = ("capture_id", "article_no")
_GROUPS = {"outlet": pl.String(), "text_sha256": pl.String(), "group": pl.String()}


def _groups(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of similar texts -> every text of them with the smallest hash that it hangs together
    with.
    """
    nodes = (
        pl.concat([pairs.select("outlet", text_sha256=side) for side in ("left", "right")])
        .unique()
        .sort("outlet", "text_sha256")
        .with_row_index("node")
    )
    ends = [
        pairs.join(
            nodes,
            left_on=["outlet", side],
            right_on=["outlet", "text_sha256"],
            how="left",
            maintain_order="left",
        )["node"]
        .to_numpy()
        .astype(np.int64)
        for side in ("left", "right")
    ]
    labels = label_components(nodes.height, *ends)
    return nodes.with_columns(nodes["text_sha256"].gather(labels).alias("group")).drop("node")


def name_articles(rows: pl.LazyFrame, sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `capture_id` and `article_no` -> the same with the `article_id` of what they speak
    of; null where that is no article.
    """
    named = sightings.select("capture_id", "article_no", "article_id")
    return rows.drop("article_id").join(named, on=["capture_id", "article_no"], how="left")
