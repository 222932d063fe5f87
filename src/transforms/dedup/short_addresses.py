"""Addresses that say too little for one of an outlet's articles: `example.org/weather` at an outlet
whose articles stand at `example.org/quay-wall-holds-after-storm` or at `example.org/a-7121`.
"""

from __future__ import annotations

import polars as pl

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
_WORD = rf"[{DENSE}]|[\p{{L}}\p{{Nl}}\p{{No}}--{DENSE}]+"
_ENDING = r"\.[\p{L}\p{N}_]{2,5}$"


def count_name_words(key: pl.Expr) -> pl.Expr:
    """How many words the last part of an address, as a key, says of its page, without the ending;
    null where a figure or a query may name the page, or a script that is written without spaces.

    `example.org/sport/ferry-cup.html` says two, `example.org` none.
    """
    place, query = _cut(key, "?")
    path = _cut(place, "/")[1]
    name = path.str.split("/").list.last().str.replace(_ENDING, "")
    is_named = (query != "") | path.str.contains(rf"[\d{DENSE}]")
    return pl.when(~is_named).then(name.str.count_matches(_WORD))


def _cut(column: pl.Expr, sign: str) -> tuple[pl.Expr, pl.Expr]:
    """What stands before this sign, and what behind it."""
    parts = column.fill_null("").str.splitn(sign, 2).struct
    return parts.field("field_0"), parts.field("field_1").fill_null("")


def short_addresses(addresses: pl.LazyFrame) -> pl.LazyFrame:
    """How many words an address has that is too short for an article's (`words`), of each outlet
    whose articles have longer ones, and whether so many are held that this alone decides
    (`is_known`).

    `addresses` has `outlet` and `url_key` of articles, each once.
    """
    words = count_name_words(pl.col("url_key")).fill_null(MOST_WORDS + 1)
    is_odd = [(pl.col("words") <= n).sum() <= ODD_SHARE * pl.len() for n in (2, 1)]
    most = pl.when(is_odd[0]).then(2).when(is_odd[1]).then(1)
    counted = addresses.select("outlet", words=words).group_by("outlet")
    return counted.agg(words=most, is_known=pl.len() >= KNOWN_ADDRESSES).drop_nulls()


def has_short_address(words: int, *, is_known: bool) -> pl.Expr:
    """Whether a listing's address (`url_key`) says too little for an article's at an outlet (see
    `short_addresses`); before it is known, its `text` must be short, too.
    """
    is_short = (count_name_words(pl.col("url_key")) <= words).fill_null(value=False)
    if is_known:
        return is_short
    return is_short & (pl.col("text").str.count_matches(_WORD) <= _NAME_WORDS).fill_null(
        value=False
    )
