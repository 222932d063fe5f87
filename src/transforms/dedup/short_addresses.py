"""Addresses that say too little for one of an outlet's articles: `example.org/weather` at an outlet
whose articles stand at `example.org/quay-wall-holds-after-storm` or at `example.org/a-7121`.
"""

from __future__ import annotations

import re

import polars as pl

from transforms.distinct import map_distinct
from transforms.text.scripts import DENSE

#: So many words of an address name a section at most. judged
MOST_WORDS = 2
#: So large a share of an outlet's own articles may have a short address, as an odd page that was
#: taken for one. judged
ODD_SHARE = 0.01
#: From so many addresses of articles on, an outlet is known. Before, a listing's text must be
#: short, too. judged
KNOWN_ADDRESSES = 20
#: A longer text, in words, is a headline. judged
_NAME_WORDS = 5
_WORD = re.compile(rf"[{DENSE}]|[^\W\d_{DENSE}]+")


def count_name_words(key: str | None) -> int | None:
    """How many words the last part of an address, as a key, says of its page, without the ending;
    None where a figure or a query may name the page, or a script that is written without spaces.

    `example.org/sport/ferry-cup.html` says two, `example.org` none.
    """
    place, _, query = (key or "").partition("?")
    path = place.partition("/")[2]
    name = re.sub(r"\.\w{2,5}$", "", path.rpartition("/")[2])
    if query or re.search(rf"[\d{DENSE}]", path):
        return None
    return len(_WORD.findall(name))


def short_addresses(addresses: pl.LazyFrame) -> pl.LazyFrame:
    """How many words an address has that is too short for an article's (`words`), of each outlet
    whose articles have longer ones, and whether so many are held that this alone decides
    (`is_known`).

    `addresses` has `outlet` and `url_key` of articles.
    """
    own = addresses.select("outlet", "url_key").drop_nulls().unique()
    words = map_distinct(count_name_words, "url_key", dtype=pl.Int64).fill_null(MOST_WORDS + 1)
    counted = (
        own.with_columns(words.alias("words"))
        .group_by("outlet")
        .agg(
            pl.len().alias("held"),
            *((pl.col("words") <= n).sum().alias(f"to_{n}") for n in range(1, MOST_WORDS + 1)),
        )
    )
    is_odd = [pl.col(f"to_{n}") <= ODD_SHARE * pl.col("held") for n in range(1, MOST_WORDS + 1)]
    is_known = pl.col("held") >= KNOWN_ADDRESSES
    most = pl.when(is_odd[1]).then(2).when(is_odd[0]).then(1)
    return counted.select("outlet", words=most, is_known=is_known).drop_nulls()


def is_short(key: str, text: str | None, words: int, *, is_known: bool) -> bool:
    """Whether a listing's address says too little for an article's at an outlet (see
    `short_addresses`).
    """
    said = count_name_words(key)
    if said is None or said > words:
        return False
    return is_known or (text is not None and len(_WORD.findall(text)) <= _NAME_WORDS)
