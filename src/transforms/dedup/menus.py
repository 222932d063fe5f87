"""Links that an outlet's pages show all the time: they name no article."""

from __future__ import annotations

import polars as pl

from transforms.partitions import NO_MONTH

#: A link that so large a share of an outlet's pages show, so many addresses at least, for so many
#: days, is part of its menu. judged
MENU_SHARE = 0.5
MENU_PAGES = 10
MENU_DAYS = 60
#: A link is counted by itself where a file has at least so many teasers of it, and more for one in
#: so many of the outlet's pages there. judged
_LEAST_COUNTED, _PAGES_A_LINK = 2, 32
#: What listings are counted by.
COUNTED_COLUMNS = ("outlet", "month", "capture_id", "source", "url_key", "name_key")


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


def count_teasing(listings: pl.DataFrame) -> pl.DataFrame:
    """Listings (COUNTED_COLUMNS) -> of each outlet and month on how many `captures` teasers stand,
    and how many listings have an address (`addresses`).
    """
    is_teaser = pl.col("source") == "teaser"
    return listings.group_by("outlet", "month").agg(
        pl.col("capture_id").filter(is_teaser).n_unique().cast(pl.Int64).alias("captures"),
        pl.col("url_key").count().cast(pl.Int64).alias("addresses"),
    )


def count_links(listings: pl.DataFrame, *, is_whole: bool = False) -> pl.DataFrame:
    """Listings (COUNTED_COLUMNS) -> of each outlet the links (`url_key`, or else `name_key`) that
    have more teasers than `rest`, with by how many (`over`). `rest` stands in a row of its own; it
    is 0 where all links are counted (`is_whole`).
    """
    teasers = listings.filter(pl.col("source") == "teaser")
    rest = pl.max_horizontal(_LEAST_COUNTED - 1, pl.col("capture_id").n_unique() // _PAGES_A_LINK)
    rest = pl.lit(0) if is_whole else rest
    outlets = teasers.group_by("outlet").agg(rest=rest.cast(pl.Int64))
    name = pl.when(pl.col("url_key").is_null()).then("name_key").alias("name_key")
    links = (
        teasers.group_by("outlet", "url_key", name)
        .agg(over=pl.len().cast(pl.Int64))
        .join(outlets, on="outlet")
        .with_columns(over=pl.col("over") - pl.col("rest"))
        .filter(pl.col("over") > 0)
        .with_columns(rest=pl.lit(0, pl.Int64))
    )
    return pl.concat([links, outlets], how="diagonal")


def fewest_pages(parts: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """At least how many pages with teasers outlets have (`outlet` and `all_pages`). `parts` of
    their listings say of each month on how many `captures` teasers stand; two may mean the same
    captures. `said` says how many `captures` have an address or none and a time or none, of all.
    """
    dated = said.filter("is_dated").group_by("outlet", "has_address").agg(pl.sum("captures"))
    # captures without an address are a page each; of those with one, one may be all
    pages = pl.when("has_address").then(1).otherwise("captures")
    every = dated.group_by("outlet").agg(pl.sum("captures"), pages=pages.sum())
    teasing = (
        parts.filter(pl.col("month") != NO_MONTH)
        .group_by("outlet", "month")
        .agg(pl.max("captures"))
        .group_by("outlet")
        .agg(teasing=pl.sum("captures"))
    )
    both = every.join(teasing, on="outlet")
    return both.select("outlet", all_pages=pl.col("pages") - pl.col("captures") + pl.col("teasing"))


def may_have_menus(links: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """The outlets (`outlet`) of which a link may be a menu's, by the links of parts of their
    listings (see `count_links`) and at least how many pages with teasers they have (`outlet` and
    `all_pages`).
    """
    rest = links.group_by("outlet").agg(pl.sum("rest"))
    most = (
        links.group_by("outlet", "url_key", "name_key")
        .agg(pl.sum("over").fill_null(0))
        .group_by("outlet")
        .agg(pl.max("over"))
    )
    both = most.join(rest, on="outlet").join(pages, on="outlet", how="left")
    least = both.with_columns(pl.col("all_pages").fill_null(0))
    return least.filter(pl.col("over") + pl.col("rest") >= _least_pages()).select("outlet")


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
