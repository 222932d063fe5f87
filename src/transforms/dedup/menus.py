"""Links that an outlet's pages show all the time: they name no article."""

from __future__ import annotations

import polars as pl

#: A link that so large a share of an outlet's pages show, so many addresses at least, for so many
#: days, is part of its menu. judged
MENU_SHARE = 0.5
MENU_PAGES = 10
MENU_DAYS = 60


def menu_links(
    listings: pl.LazyFrame, captures: pl.LazyFrame, pages: pl.LazyFrame | None = None
) -> pl.LazyFrame:
    """The links that an outlet's pages show all the time: `outlet` and `link`, its address as a
    key, or its text where it has none.

    `listings` have outlet, capture_id, source, url_key and text; `captures` outlet, capture_id, url
    and captured_at. Where `listings` are those alone that may be a menu's, `pages` are those of all
    (see `count_pages`).
    """
    pages = count_pages(teasing_captures(listings), captures) if pages is None else pages
    links = _teasers(listings).with_columns(link=pl.coalesce("url_key", "text"))
    shown = (
        links.join(_often(links, pages, "link"), on=["outlet", "link"], how="semi")
        .select("outlet", "capture_id", "link")
        .unique()
        .join(_dated(captures), on=["outlet", "capture_id"])
    )
    time = pl.col("captured_at")
    counted = shown.group_by("outlet", "link").agg(
        pl.col("page").n_unique().alias("pages"),
        (time.max() - time.min()).dt.total_days().alias("days"),
    )
    return (
        counted.join(pages, on="outlet")
        .filter(pl.col("pages") >= _least_pages(), pl.col("days") >= MENU_DAYS)
        .select("outlet", "link")
        .drop_nulls()
    )


def may_be_menus(listings: pl.LazyFrame, pages: pl.LazyFrame) -> pl.LazyFrame:
    """The teasers whose link may be a menu's: those whose address, or else whose `name_key`, stands
    as often as such a link must.

    `listings` have outlet, source, url_key and name_key; `pages` one count or several of an outlet
    (see `count_pages`), of which the smallest decides.
    """
    name = pl.when(pl.col("url_key").is_null()).then("name_key")
    key = ["url_key", "_name"]
    teasers = _teasers(listings).with_columns(_name=name)
    often = _often(teasers, pages, *key)
    return teasers.join(often, on=["outlet", *key], how="semi", nulls_equal=True).drop("_name")


def teasing_captures(listings: pl.LazyFrame) -> pl.LazyFrame:
    """The captures (`outlet`, `capture_id`) on which teasers stand."""
    return _teasers(listings).select("outlet", "capture_id").unique()


def count_pages(teasing: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """How many pages with teasers each outlet has (`outlet`, `all_pages`), of these captures."""
    pages = teasing.join(_dated(captures), on=["outlet", "capture_id"])
    return pages.group_by("outlet").agg(all_pages=pl.col("page").n_unique())


def _teasers(listings: pl.LazyFrame) -> pl.LazyFrame:
    return listings.filter(pl.col("source") == "teaser")


def _often(teasers: pl.LazyFrame, pages: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """The keys (`outlet` and these) that stand as often as those of a menu's link must: no link is
    on more pages than it has teasers.
    """
    counted = teasers.group_by("outlet", *key).len().join(pages, on="outlet")
    return counted.filter(pl.col("len") >= _least_pages()).select("outlet", *key)


def _least_pages() -> pl.Expr:
    """On how many pages a menu's link is, of `all_pages` of its outlet."""
    return pl.max_horizontal(pl.lit(MENU_PAGES), MENU_SHARE * pl.col("all_pages"))


def _dated(captures: pl.LazyFrame) -> pl.LazyFrame:
    """Captures whose time is known, with `page`, their address."""
    return captures.filter(pl.col("captured_at").is_not_null()).select(
        "outlet", "capture_id", pl.coalesce("url", "capture_id").alias("page"), "captured_at"
    )
