"""Addresses below which others stand: `example.org/world` is a section, and no article."""

from __future__ import annotations

import polars as pl

#: An address with so many others below it is a section of its site. judged
SECTION_CHILDREN = 3


def find_sections(keys: pl.DataFrame) -> pl.DataFrame:
    """Of the addresses of outlets (`outlet` and `url_key`, each once) those below which at least
    SECTION_CHILDREN others stand.
    """
    place = pl.col("url_key").str.splitn("?", 2).struct.field("field_0")
    level = keys.select("outlet", place=place, below=pl.lit(1, pl.Int64))
    above = [level.clear()]
    while level.height:  # one part of an address after the other is cut off
        level = (
            level.with_columns(pl.col("place").str.extract(r"(?s)^(.+)/[^/]*$"))
            .drop_nulls()
            .group_by("outlet", "place")
            .agg(pl.sum("below"))
        )
        above.append(level)
    counted = pl.concat(above).group_by("outlet", "place").agg(pl.sum("below"))
    many = counted.filter(pl.col("below") >= SECTION_CHILDREN)
    return keys.join(many, left_on=["outlet", "url_key"], right_on=["outlet", "place"], how="semi")
