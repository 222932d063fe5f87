"""Headings that an outlet prints over all of its articles, as a motto in the `<h1>`: the headline
is what varies.

What a capture's parser chose stays in `headlines` and `parsed_title`. A heading is counted by the
pages that print it as their headline and state another; from a count on it heads nothing, and such
a page's title is what it states instead.
"""

from __future__ import annotations

import polars as pl

from transforms.distinct import map_distinct
from transforms.ids import content_id
from transforms.partitions import NO_MONTH
from transforms.schemas import PROFILES, fill_columns
from transforms.text.folds import fold_name

HEADING = "heading"
#: From so many pages on a heading counts that state other headlines, each another. judged
LEAST_PAGES = 3
#: Where pages state their headline beside what they print.
_STATED = ("json_ld", "open_graph", "meta", "title_tag")
_PLACE = ("outlet", "capture_id", "article_no")


def heading_rows(headlines: pl.LazyFrame, addresses: pl.LazyFrame) -> pl.LazyFrame:
    """Headlines of outlets (HEADLINES) -> PROFILES rows of the headings that stand over pages which
    state other headlines.

    `addresses` has `capture_id` and `url`: one address is one page, as is one headline that is
    stated. `outside` are the captures that state another headline, `inside` those that state the
    heading or one that begins with it: where these are as many it is a series or a section.
    """
    seen = _printed(headlines).join(addresses, on="capture_id", how="left")
    other, same = pl.col("stated").is_not_null(), pl.col("is_stated")
    page = pl.coalesce("url", "stated")
    counted = (
        seen.with_columns(pl.col("stated").min().over("outlet", "key", page))
        .group_by("outlet", "key")
        .agg(
            pl.col("capture_id").n_unique().alias("captures"),
            pl.col("stated").filter(~same).n_unique().alias("pages"),
            pl.col("capture_id").filter(other & ~same).n_unique().alias("outside"),
            pl.col("capture_id").filter(same).n_unique().alias("inside"),
            pl.col("text").min(),
        )
        .filter(pl.col("pages") >= LEAST_PAGES)
    )
    is_learned = pl.col("outside") > pl.col("inside")
    rows = counted.with_columns(
        pl.lit(HEADING).alias("kind"),
        map_distinct(lambda key: content_id(HEADING, key), "key").alias("hash"),
        pl.when(is_learned).then(pl.lit("learned")).otherwise(pl.lit("in_titles")).alias("status"),
        pl.lit(NO_MONTH).alias("month"),
    )
    return fill_columns(rows, PROFILES.schema)


def without_repeated_headings(
    titles: pl.LazyFrame, headlines: pl.LazyFrame, facts: pl.LazyFrame
) -> pl.LazyFrame:
    """Titles as they were parsed (`outlet`, `capture_id`, `article_no`, `title`) -> the same with
    what a page states, or another heading of it, in the place of a heading that counts by `facts`;
    null where it says nothing else.
    """
    learned = _learned(facts)
    is_known = pl.col("is_known").fill_null(False)
    wrong = (
        _printed(headlines)
        .filter(~pl.col("is_stated"))
        .join(learned, on=["outlet", "key"], how="semi")
        .select(*_PLACE)
        .unique()
    )
    rest = (
        _keyed(headlines)
        .join(wrong, on=list(_PLACE), how="semi")
        .join(learned.with_columns(is_known=True), on=["outlet", "key"], how="left")
        .filter(~is_known)
    )
    order = [pl.col("source") == "heading", pl.col("headline_no")]
    told = rest.group_by(_PLACE).agg(pl.col("text").sort_by(order).first().alias("told"))
    marked = wrong.with_columns(is_wrong=True).join(told, on=list(_PLACE), how="left")
    return (
        titles.join(marked, on=list(_PLACE), how="left")
        .with_columns(pl.when("is_wrong").then("told").otherwise("title").alias("title"))
        .drop("is_wrong", "told")
    )


def _learned(facts: pl.LazyFrame) -> pl.LazyFrame:
    """(outlet, key): the headings that count."""
    counts = facts.filter(pl.col("status") == "learned", pl.col("kind") == HEADING)
    return counts.select("outlet", map_distinct(fold_name, "text").alias("key")).unique()


def _keyed(headlines: pl.LazyFrame) -> pl.LazyFrame:
    """The headlines of articles with `key`, their letters and figures."""
    keyed = headlines.filter(pl.col("article_no").is_not_null()).with_columns(
        map_distinct(fold_name, "text").alias("key")
    )
    return keyed.filter(pl.col("key") != "")


def _printed(headlines: pl.LazyFrame) -> pl.LazyFrame:
    """The headings that are their page's title (`_PLACE`, `key`, `text`), with the key of the first
    other headline that the page states (`stated`), and whether it states the heading (`is_stated`).
    """
    keyed = _keyed(headlines)
    said = keyed.filter(pl.col("source").is_in(_STATED)).select(
        *_PLACE, "headline_no", pl.col("key").alias("stated")
    )
    heads = keyed.filter(pl.col("is_chosen"), pl.col("source") == "heading")
    begins = pl.col("stated").str.starts_with(pl.col("key"))
    both = heads.select(*_PLACE, "key", "text").join(said, on=list(_PLACE), how="left")
    return both.group_by(*_PLACE, "key", "text").agg(
        pl.col("stated").filter(~begins).sort_by(pl.col("headline_no").filter(~begins)).first(),
        begins.any().fill_null(False).alias("is_stated"),
    )
