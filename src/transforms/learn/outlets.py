"""Names and hosts of outlets, as their captures show them: the rows of the table `outlets`."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from transforms.distinct import map_distinct
from transforms.outlets import BEFORE_PATH, host_of
from transforms.schemas import OUTLETS


def with_hosts(captures: pl.LazyFrame) -> pl.LazyFrame:
    """What captures (outlet, outlet_heading, site_name, url) show of their outlets, each once, with
    the `host` of the address.
    """
    # most addresses of an outlet differ, and few of their hosts
    host = pl.col("url").str.extract(BEFORE_PATH).alias("host")
    shown = captures.select("outlet", "outlet_heading", "site_name", host).unique()
    return shown.with_columns(map_distinct(host_of, "host"))


def outlet_rows(captures: pl.LazyFrame, affixes: pl.LazyFrame) -> pl.LazyFrame:
    """Captures (outlet, outlet_heading, site_name, url), and the names learned of headlines
    (outlet, affix) -> the rows of OUTLETS of the outlets that either names, sorted.
    """
    named = pl.concat([with_hosts(captures), affixes], how="diagonal")
    names = pl.concat([pl.col(c) for c in ("outlet_heading", "site_name", "affix")])
    rows = named.group_by(pl.col("outlet").alias("slug")).agg(
        names.drop_nulls().unique().sort().alias("names"),
        pl.col("host").drop_nulls().unique().sort().alias("hosts"),
    )
    return rows.select(list(OUTLETS.schema)).sort(OUTLETS.key)


def replace_outlets(
    before: pl.LazyFrame, rows: pl.LazyFrame, outlets: Collection[str]
) -> pl.LazyFrame:
    """The table with these outlets as derived: one that has no row left leaves it."""
    return pl.concat([before.filter(~pl.col("slug").is_in(list(outlets))), rows]).sort(OUTLETS.key)
