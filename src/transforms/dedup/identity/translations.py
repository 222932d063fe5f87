"""Articles of one outlet in several languages, as their pages say.

A translation is a relation and nothing more: its words are others, so that it is no copy and joins
no story.
"""

from __future__ import annotations

import polars as pl

from transforms.distinct import map_distinct
from transforms.schemas import RELATIONS, fill_columns
from transforms.urls import is_list_address, url_key


def translation_rows(
    sightings: pl.LazyFrame, captures: pl.LazyFrame, versions: pl.LazyFrame
) -> pl.LazyFrame:
    """The first versions of two articles in different languages of which one's page names the
    other's address, as RELATIONS, sorted.

    `sightings` are identified (outlet, capture_id, article_id, url), `captures` have capture_id,
    url and `alternates`, `versions` outlet, month, article_id, revision_id, version and language.
    Which of the two was captured first does not matter, nor whether both name one another. A page
    of several articles, an address that has shown several, a list's address and a language that is
    not known make no translation.
    """
    pairs = _named_pairs(sightings, captures)
    first = versions.filter(pl.col("version") == 1, pl.col("language").is_not_null()).select(
        "article_id", "revision_id", "language", "outlet", "month"
    )
    both = (
        pairs.filter(pl.col("one") != pl.col("two"))
        .unique()
        .join(first, left_on="one", right_on="article_id")
        .join(first, left_on="two", right_on="article_id", suffix="_two")
        .filter(pl.col("language") != pl.col("language_two"))
    )
    is_turned = pl.col("revision_id") > pl.col("revision_id_two")
    left, right = (
        [pl.when(is_turned).then(a).otherwise(b) for a, b in ends]
        for ends in (_ends("_two", ""), _ends("", "_two"))
    )
    rows = both.select(
        left[0].alias("left_id"),
        right[0].alias("right_id"),
        pl.lit("translation").alias("relation"),
        pl.format("its page names the other's address: {} and {}", left[1], right[1]).alias(
            "evidence"
        ),
        right[2].alias("outlet"),
        right[3].alias("month"),
    )
    return fill_columns(rows, RELATIONS.schema).sort(RELATIONS.key)


def _named_pairs(sightings: pl.LazyFrame, captures: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs of articles (`one`, `two`: the smaller id first) of which one's page names the other's
    address.
    """
    pages = captures.join(
        sightings.select("outlet", "capture_id", "article_id", pl.col("url").alias("own")),
        on="capture_id",
    ).with_columns((pl.len().over("capture_id") == 1).alias("is_alone"))
    naming = pages.filter("is_alone", pl.col("alternates").list.len() > 0)
    # few outlets print several languages: of the others no address is looked at
    pages = pages.join(naming.select("outlet").unique(), on="outlet", how="semi")
    named = _keyed(
        naming.select("outlet", "article_id", pl.col("alternates").alias("url")).explode("url")
    )
    own, asked = (
        pages.select("outlet", "article_id", pl.col(c).alias("url"), "is_alone")
        for c in ("own", "url")
    )
    held = _keyed(pl.concat([own, asked.filter("is_alone")])).filter(
        pl.len().over("outlet", "url_key") == 1
    )
    return named.join(held, on=["outlet", "url_key"], suffix="_other").select(
        pl.min_horizontal("article_id", "article_id_other").alias("one"),
        pl.max_horizontal("article_id", "article_id_other").alias("two"),
    )


def _ends(first: str, second: str) -> list[tuple[str, str]]:
    return [(f"{c}{first}", f"{c}{second}") for c in ("revision_id", "language", "outlet", "month")]


def _keyed(addresses: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet`, `article_id` and `url_key`, each once, of addresses that can be an article's."""
    keyed = addresses.with_columns(map_distinct(_article_key, "url").alias("url_key"))
    return (
        keyed.filter(pl.col("url_key").is_not_null())
        .select("outlet", "article_id", "url_key")
        .unique()
    )


def _article_key(url: str) -> str | None:
    key = url_key(url)
    return key if key and not is_list_address(key) else None
