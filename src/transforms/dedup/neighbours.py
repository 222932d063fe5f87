"""Keys by which the sightings and listings of an outlet are found that a batch can change, directly
or through others, so that the rest of the outlet is not read.

Two rows with a common key may be connected; whether they are is decided from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

import polars as pl

from transforms.dedup.identity.listings import MIN_CHARS, MIN_CHARS_CJK, is_cjk
from transforms.distinct import map_distinct
from transforms.text.folds import fold_beginning

#: Most listings are longer, and by so many characters few name more than one article: by the first
#: twenty of "The ferries between Aldane and …" every report of one form hangs together. Of those
#: that are longer still hardly any does, in an archive of any size. judged
LONGER_CHARS, LONGEST_CHARS = 48, 96

#: What two sightings of one article, or of two that are compared, have in common.
LINKS = ("text_sha256", "url_key", "headline_key")


def with_headline_keys(sightings: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with `headline_key`, 64 bits of their `title_key`; null where that is empty."""
    key = map_distinct(_headline_key, "title_key", dtype=pl.UInt64)
    return sightings.with_columns(key.alias("headline_key"))


def _headline_key(title: str) -> int | None:
    return _hash(title) if title else None


def with_name_keys(sightings: pl.LazyFrame, heads: pl.LazyFrame) -> pl.LazyFrame:
    """Sightings with `name_keys`, ascending: those of the beginnings of their headline, as it is
    told and as it was parsed, and of their text. A listing that names one of them by its own text
    has one of these keys.

    `heads` has outlet, text_sha256 and `head`.
    """
    keys = [
        map_distinct(_name_keys, column, dtype=pl.List(pl.UInt64)).fill_null([])
        for column in ("title", "_other_title", "head")
    ]
    is_other = pl.col("parsed_title").ne_missing(pl.col("title"))
    return (
        sightings.join(heads, on=["outlet", "text_sha256"], how="left")
        .with_columns(pl.when(is_other).then("parsed_title").alias("_other_title"))
        .with_columns(pl.concat_list(keys).list.unique().list.sort().alias("name_keys"))
        .drop("head", "_other_title")
    )


def with_listing_keys(listings: pl.LazyFrame) -> pl.LazyFrame:
    """Listings with `name_key`, that of the beginning of their text; null where that is empty."""
    key = map_distinct(_listing_key, "text", dtype=pl.UInt64)
    return listings.with_columns(key.alias("name_key"))


def _listing_key(text: str) -> int | None:
    name = fold_beginning(text)
    counts = [n for n in _counts(name) if n <= len(name)]
    return _hash(name[: max(counts, default=None)]) if name else None


def _name_keys(text: str) -> list[int]:
    """A listing is cut anywhere, so that its key is one of several: that of the longest beginning
    that it has.
    """
    name = fold_beginning(text)
    counts = {MIN_CHARS, *_counts(name)}
    return sorted({_hash(name[:count]) for count in counts}) if name else []


def _counts(name: str) -> tuple[int, ...]:
    """The lengths of beginnings that a name of this script is known by: a listing with a sign of a
    script that says much in few names only what has this sign, too.
    """
    return (MIN_CHARS_CJK if is_cjk(name) else MIN_CHARS, LONGER_CHARS, LONGEST_CHARS)


def _hash(text: str) -> int:
    raw = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(raw, digest_size=8).digest(), "big")


def connected_texts(
    find: Callable[[pl.DataFrame], pl.DataFrame], fresh: pl.DataFrame
) -> pl.DataFrame:
    """(`outlet`, `text_sha256`) of all texts that hang together with the fresh sightings, over any
    number of held ones, by text, address or headline (LINKS); the fresh ones' own among them.

    `find` gives the held sightings (`outlet`, LINKS) that have one of some values: `outlet` and a
    column of LINKS. It is asked for every value of every text that is found.

    No sighting with another text can come to another article, version or date of its own by the
    fresh ones: texts are one article by such a key only, whether a text is common, and whether an
    address has served several articles, is counted over all sightings of that text or address.
    """
    place = ["outlet", *LINKS]
    known = new = fresh.select(place).unique()
    while new.height:
        asked = (new.select("outlet", key).drop_nulls().unique() for key in LINKS)
        near = pl.concat([find(values).select(place) for values in asked]).unique()
        new = near.join(known, on=place, how="anti", nulls_equal=True)
        known = pl.concat([known, new])
    return known.select("outlet", "text_sha256").unique()


def changed_names(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    """`outlet`, `url_key` and `name_keys` of what articles go by in one of two states and not in
    the other: only listings with such a key can come to name another article.

    Both are identified sightings with the `day` of their article.
    """
    columns = ["outlet", "article_id", "text_sha256", "url_key", "title", "parsed_title", "day"]
    one, two = (frame.select(*columns, "name_keys").unique(columns) for frame in (before, after))
    parts = [
        a.join(b, on=columns, how="anti", nulls_equal=True) for a, b in ((one, two), (two, one))
    ]
    return pl.concat(parts).select("outlet", "url_key", "name_keys")
