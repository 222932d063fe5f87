"""What rows of tables say of their outlets, counted: a few rows in the place of many. Counts of
parts add up, and those of rows that go are taken off.
"""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.listings import LIST_KINDS
from transforms.learn.days import is_own, tells_day
from transforms.outlets import BEFORE_PATH, site_address

#: What captures say of their outlet.
SAID_COLUMNS = (
    "outlet",
    "url",
    "captured_at",
    "page_kind",
    "outlet_heading",
    "site_name",
    "derived_by",
    "alternates",
)
#: What is one row of counts: of an address no more than whose it is, but for those of lists.
_SAID = (
    "outlet",
    "page_kind",
    "outlet_heading",
    "site_name",
    "derived_by",
    "host",
    "site",
    "list_url",
    "has_address",
    "has_alternates",
    "is_dated",
)
NAMED_COLUMNS = ("outlet", "title", "parsed_title", "url_key")
TELLING_COLUMNS = ("outlet", "listing_no", "article_no", "reason", "source", "evidence", "value_at")


def count_said(captures: pl.DataFrame) -> pl.DataFrame:
    """Captures (SAID_COLUMNS) -> how many `captures` say the same: outlet, page_kind,
    outlet_heading, site_name, derived_by, whether one has an address, names others of its article
    (`has_alternates`), and is of a known time (`is_dated`). One of their addresses, `url`, stands
    for all of them: it says as much of whose they are, and lists have each their own.
    """
    url = pl.col("url")
    keyed = captures.select(
        *_SAID[:5],
        url,
        host=url.str.extract(BEFORE_PATH),
        site=site_address(url),
        list_url=pl.when(pl.col("page_kind").is_in(LIST_KINDS)).then(url),
        has_address=url.is_not_null(),
        has_alternates=(pl.col("alternates").list.len() > 0).fill_null(value=False),
        is_dated=pl.col("captured_at").is_not_null(),
    )
    counted = keyed.group_by(_SAID).agg(pl.col("url").min(), pl.len().cast(pl.Int64))
    return counted.rename({"len": "captures"})


def add_said(counts: pl.DataFrame) -> pl.DataFrame:
    """Such counts of several parts as one; what goes is counted below 0."""
    added = counts.group_by(_SAID).agg(pl.col("url").min(), pl.sum("captures"))
    return added.filter(pl.col("captures") > 0)


def count_named(sightings: pl.DataFrame) -> pl.DataFrame:
    """Sightings (NAMED_COLUMNS) -> how many of each outlet have a headline (`titles`), and how many
    an address (`addresses`).
    """
    title = pl.coalesce("parsed_title", "title")
    counts = [title.count().alias("titles"), pl.col("url_key").count().alias("addresses")]
    return sightings.group_by("outlet").agg(count.cast(pl.Int64) for count in counts)


def count_telling(dates: pl.DataFrame) -> pl.DataFrame:
    """Dates (TELLING_COLUMNS) -> how many of each outlet tell how it writes its days (`telling`):
    without any of these all others teach nothing.
    """
    own = dates.filter(is_own()).filter(tells_day())
    return own.group_by("outlet").agg(telling=pl.len().cast(pl.Int64))
