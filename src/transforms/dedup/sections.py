"""Addresses below which others stand: `example.org/world` is a section, and no article."""

from __future__ import annotations

import polars as pl

#: An address with so many others below it is a section of its site. judged
SECTION_CHILDREN = 3


def count_below(keys: pl.DataFrame) -> pl.DataFrame:
    """How many of the addresses of outlets (`outlet` and `url_key`, each once) stand `below` each
    `place`, whether that is an address of its own or none.
    """
    place = pl.col("url_key").str.splitn("?", 2).struct.field("field_0")
    level = keys.select("outlet", place=place, below=pl.lit(1, pl.Int64))
    above = [level.clear()]
    while level.height:  # one part of an address after the other is cut off
        level = (
            level.filter(pl.col("place").str.contains("/", literal=True))
            .with_columns(pl.col("place").str.replace(r"/[^/]*$", ""))
            .filter(pl.col("place") != "")
            .group_by("outlet", "place")
            .agg(pl.sum("below"))
        )
        above.append(level)
    return pl.concat(above).group_by("outlet", "place").agg(pl.sum("below"))


def choose_sections(keys: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """The addresses below which at least SECTION_CHILDREN others stand, as `count_below` counted
    them.
    """
    many = counted.group_by("outlet", "place").agg(pl.sum("below"))
    many = many.filter(pl.col("below") >= SECTION_CHILDREN)
    return keys.join(many, left_on=["outlet", "url_key"], right_on=["outlet", "place"], how="semi")
