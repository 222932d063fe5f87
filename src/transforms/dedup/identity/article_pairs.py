"""Which texts of an outlet are versions of one article: those at one address, and similar ones
under one headline.

One address is one article, however its text was rewritten, unless the address has served others: a
front page, a live address, a daily column. That is told over all texts that it has shown: two are
unlike and on days of their own that are far apart, or under other headlines and shown side by side
or captured at addresses of their own, which a template names as one; or three are unlike one
another. Two alone may be a report and what took its place.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.dedup.identity.thin import NEAR_DAYS
from transforms.dedup.match.components import label_components
from transforms.dedup.match.similarity import measure_versions
from transforms.distinct import map_distinct
from transforms.urls import is_list_address

#: Of an address or a headline with more texts than this only the smallest hashes are compared, so
#: that one never costs a square of its captures. judged
MAX_TEXTS_A_KEY = 200
#: Texts of one address that share less of their runs of three words are of two articles: where
#: their own days are far apart,
OTHER_DAY_JACCARD = 0.2
#: and where they only stand under other headlines or on other days, judged, both;
OTHER_HEADLINE_JACCARD = 0.05
#: of which it takes so many, unlike one another: one rewrite leaves two. judged
OTHER_TEXTS = 3
_ENDS = ["outlet", "left", "right"]
_TEXTS = ["outlet", "left_text", "right_text"]
#: The address that a page states and that of its capture, and whether two texts differ in it.
_ADDRESSES = {"url_key": "is_elsewhere", "place_key": "is_placed"}


def candidate_pairs(facts: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with their keys and nodes -> pairs of nodes (`left` < `right`) with their texts
    that one address (`url_key`) suggests, or one headline on near days (`url_key` null).

    `apart` are the days between their own days, the fewest; `is_one_headline` says whether a
    headline is common to both, `is_elsewhere` whether both have addresses and none in common,
    `is_beside` whether one moment has shown both at one address.
    """
    by_address = _pair(facts.filter(pl.col("url_key").is_not_null()), "url_key")
    titled = facts.filter(
        pl.col("title_key") != "", pl.col("published_on").is_not_null(), ~pl.col("is_thin")
    )
    by_headline = _pair(titled, "title_key").filter(
        pl.col("apart") <= NEAR_DAYS, pl.col("left_text") != pl.col("right_text")
    )
    beside = _pair_side_by_side(facts, by_address).with_columns(
        pl.lit(value=True).alias("is_beside")
    )
    at_address = by_address.join(beside, on=_ENDS, how="left").with_columns(
        pl.col("is_beside").fill_null(value=False) | pl.col("is_placed")
    )
    rest = by_headline.join(by_address, on=_ENDS, how="anti").join(
        _pair_side_by_side(facts, by_headline), on=_ENDS, how="anti"
    )
    columns = ["url_key", *_ENDS, *_TEXTS[1:], "apart", "is_one_headline", "is_elsewhere"]
    rest = rest.select(pl.lit(None, pl.String).alias("url_key"), *columns[1:], is_beside=False)
    return pl.concat([at_address.select(*columns, "is_beside"), rest])


def _pair(keyed: pl.LazyFrame, key: str) -> pl.LazyFrame:
    seen = (
        keyed.select(
            "outlet",
            pl.col(key).alias("key"),
            "node",
            "text_sha256",
            "title_key",
            "url_key",
            "place_key",
            "published_on",
        )
        .unique()
        .filter(pl.col("node").rank("dense").over("outlet", "key") <= MAX_TEXTS_A_KEY)
        .filter(pl.col("node").n_unique().over("outlet", "key") > 1)
    )
    both = seen.join(seen, on=["outlet", "key"], suffix="_right").filter(
        pl.col("node") < pl.col("node_right")
    )
    apart = (pl.col("published_on") - pl.col("published_on_right")).dt.total_days().abs()
    is_one = (pl.col("title_key") == pl.col("title_key_right")) & (pl.col("title_key") != "")
    paired = both.group_by("outlet", "key", left="node", right="node_right").agg(
        pl.col("text_sha256").first().alias("left_text"),
        pl.col("text_sha256_right").first().alias("right_text"),
        apart.min().alias("apart"),
        is_one.fill_null(value=False).any().alias("is_one_headline"),
        *((pl.col(c) != pl.col(f"{c}_right")).fill_null(value=False).all() for c in _ADDRESSES),
    )
    return paired.rename({**_ADDRESSES, "key": key})


def _pair_side_by_side(facts: pl.LazyFrame, pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Those of these pairs that one moment has shown both of: what a feed lists side by side is no
    edit of one another.
    """
    seen = facts.filter(pl.col("captured_at").is_not_null()).select("outlet", "node", "captured_at")
    left, right = (
        pairs.select(_ENDS)
        .unique()
        .join(seen.unique(), left_on=["outlet", side], right_on=["outlet", "node"])
        for side in ("left", "right")
    )
    return left.join(right, on=[*_ENDS, "captured_at"], how="semi").select(_ENDS).unique()


def needs_texts(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Of candidate pairs those of which texts have to be compared to know what they are."""
    return pairs.filter(pl.col("url_key").is_null() | ~_is_same_headline() | _is_list())


def _is_same_headline() -> pl.Expr:
    """Whether one headline is common to two texts, and no day tells them apart: a daily column
    stands under one on every day.
    """
    return pl.col("is_one_headline") & (pl.col("apart").fill_null(0) == 0)


def _is_list() -> pl.Expr:
    return map_distinct(_names_no_article, "url_key").fill_null(value="") != ""


def _names_no_article(key: str) -> str:
    return "list" if is_list_address(key) else ""


def texts_of(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `text_sha256` of the texts of candidate pairs, each once."""
    return pl.concat(
        [pairs.select("outlet", text_sha256=f"{side}_text") for side in ("left", "right")]
    ).unique()


def measure_pairs(pairs: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs of texts (`outlet`, `left_text`, `right_text`), each once, with what they share.

    Both frames are collected, since words are compared over arrays; who asks bounds how many.
    """
    bodies = texts.unique("text_sha256", keep="any").sort("text_sha256").collect()
    rows = pairs.select(_TEXTS).unique().sort(_TEXTS).collect()
    left, right = (
        bodies["text_sha256"].search_sorted(rows[f"{side}_text"]).to_numpy().astype("int64")
        for side in ("left", "right")
    )
    measured = measure_versions(bodies["text"], left, right)
    return pl.concat([rows, measured], how="horizontal").lazy()


def changing_addresses(pairs: pl.LazyFrame, measured: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `url_key` of the addresses that are a list's by their shape or have shown texts
    of two articles.
    """
    addressed = pairs.filter(pl.col("url_key").is_not_null())
    is_far = pl.col("apart").fill_null(0) > NEAR_DAYS
    least = pl.when(is_far).then(OTHER_DAY_JACCARD).otherwise(OTHER_HEADLINE_JACCARD)
    is_other = ~pl.col("is_version") & (pl.col("jaccard") < least)
    unlike = addressed.join(measured, on=_TEXTS).filter(is_other & ~_is_same_headline())
    certain = unlike.filter(is_far | pl.col("is_beside"))
    lists = addressed.filter(_is_list())
    several = _find_several(addressed, unlike)
    found = [frame.select("outlet", "url_key") for frame in (certain, lists, several)]
    return pl.concat(found).unique()


def _find_several(addressed: pl.LazyFrame, unlike: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet` and `url_key` of the addresses of which so many texts are unlike one another: a text
    is of one kind with all that are like it.
    """
    place = ["outlet", "url_key"]
    pairs = addressed.join(unlike.select(place).unique(), on=place, how="semi")
    is_unlike = unlike.select(*place, "left", "right", pl.lit(value=True).alias("is_unlike"))
    return pairs.join(is_unlike, on=[*place, "left", "right"], how="left").map_batches(
        _keep_several, schema={"outlet": pl.String(), "url_key": pl.String()}
    )


def _keep_several(pairs: pl.DataFrame) -> pl.DataFrame:
    place = ["outlet", "url_key"]
    nodes = (
        pl.concat([pairs.select(*place, node=side) for side in ("left", "right")])
        .unique()
        .sort(*place, "node")
        .with_row_index("no")
    )
    alike = pairs.filter(pl.col("is_unlike").is_null())
    ends = [
        alike.select(*place, node=side)
        .join(nodes, on=[*place, "node"], how="left", maintain_order="left")["no"]
        .to_numpy()
        .astype(np.int64)
        for side in ("left", "right")
    ]
    kinds = pl.Series("kind", label_components(nodes.height, *ends))
    counted = nodes.with_columns(kinds).group_by(place).agg(pl.col("kind").n_unique())
    return counted.filter(pl.col("kind") >= OTHER_TEXTS).select(place)


def link_addresses(facts: pl.LazyFrame, changing: pl.LazyFrame) -> pl.LazyFrame:
    """Nodes of one address that has not changed hands, as links (`outlet`, `left`, `right`)."""
    nodes = (
        facts.filter(pl.col("url_key").is_not_null())
        .select("outlet", "url_key", pl.col("node").alias("right"))
        .unique()
        .join(changing, on=["outlet", "url_key"], how="anti")
    )
    before = pl.col("right").shift(1).over("outlet", "url_key", order_by="right").alias("left")
    return nodes.with_columns(before).filter(pl.col("left").is_not_null()).select(_ENDS)


def link_similar(
    pairs: pl.LazyFrame, measured: pl.LazyFrame, changing: pl.LazyFrame
) -> pl.LazyFrame:
    """Pairs that are versions by their texts, as links: at an address that changes hands; and under
    one headline, where no figures or names differ on another day or at another address, nor, on
    another day and at another address, such words as a template may be filled with.
    """
    compared = pairs.join(measured, on=_TEXTS).filter("is_version")
    at_address = compared.join(changing, on=["outlet", "url_key"], how="semi")
    differs = (
        pl.when(pl.col("apart") > 0)
        .then(pl.col("has_other_facts") | (pl.col("is_open") & pl.col("is_elsewhere")))
        .otherwise(pl.col("is_sibling") & pl.col("is_elsewhere"))
    )
    by_headline = compared.filter(pl.col("url_key").is_null(), ~differs)
    return pl.concat([frame.select(_ENDS) for frame in (at_address, by_headline)]).unique()
