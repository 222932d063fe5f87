"""Links that an outlet's pages show all the time: they name no article."""

from __future__ import annotations

import polars as pl

#: A link that so large a share of an outlet's pages show, so many addresses at least, for so many
#: days, is part of its menu. judged
MENU_SHARE = 0.5
MENU_PAGES = 10
MENU_DAYS = 60


def menu_links(listings: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """The links that an outlet's pages show all the time: `outlet` and `link`, its address as a
    key, or its text where it has none. Frames as for `often_named`, listings with `text`.
    """
    teasers = listings.filter(pl.col("source") == "teaser").select(
        "outlet", "capture_id", pl.coalesce("url_key", "text").alias("link")
    )
    dated, place = _dated(captures), ["outlet", "capture_id"]
    # no link is on more pages than it has teasers
    often = teasers.filter(pl.len().over("outlet", "link") >= MENU_PAGES)
    shown = often.unique().join(dated, on=place)
    time = pl.col("captured_at")
    links = shown.group_by("outlet", "link").agg(
        pl.col("page").n_unique().alias("pages"),
        (time.max() - time.min()).dt.total_days().alias("days"),
    )
    return (
        links.join(_count_pages(teasers, dated), on="outlet")
        .filter(pl.col("pages") >= _least_pages(), pl.col("days") >= MENU_DAYS)
        .select("outlet", "link")
        .drop_nulls()
    )


def often_named(listings: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """Teasers without an address that may be links of menus (`outlet`, `name_key`): those whose key
    stands at least as often as a link must to be a menu's.

    `listings` have outlet, capture_id, source, url_key and name_key; `captures` as for
    `find_no_articles`.
    """
    teasers = listings.filter(pl.col("source") == "teaser")
    return (
        teasers.filter(pl.col("url_key").is_null())
        .group_by("outlet", "name_key")
        .len()
        .join(_count_pages(teasers, _dated(captures)), on="outlet")
        .filter(pl.col("len") >= _least_pages())
        .select("outlet", "name_key")
    )


def _least_pages() -> pl.Expr:
    """On how many pages a menu's link is, of `all_pages` of its outlet."""
    return pl.max_horizontal(pl.lit(MENU_PAGES), MENU_SHARE * pl.col("all_pages"))


def _dated(captures: pl.LazyFrame) -> pl.LazyFrame:
    """Captures whose time is known, with `page`, their address."""
    return captures.filter(pl.col("captured_at").is_not_null()).select(
        "outlet", "capture_id", pl.coalesce("url", "capture_id").alias("page"), "captured_at"
    )


def _count_pages(teasers: pl.LazyFrame, dated: pl.LazyFrame) -> pl.LazyFrame:
    """How many pages with teasers each outlet has (`all_pages`)."""
    place = ["outlet", "capture_id"]
    pages = teasers.select(place).unique().join(dated, on=place)
    return pages.group_by("outlet").agg(all_pages=pl.col("page").n_unique())
