"""An address that is shorter than those of an outlet's articles is a section's."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.dedup.short_addresses import (
    count_name_words,
    has_short_address,
    short_addresses,
)

LONG = [f"x.org/news/quay-wall-{word}" for word in ("holds", "cracks", "falls", "stands")]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("x.org", 0),
        ("x.org/weather", 1),
        ("x.org/sport/ferry-cup.html", 2),
        ("x.org/Ferry_cup+final", 3),
        ("x.org/news/2026/ferry", None),
        ("x.org/a-7121", None),
        ("x.org?story=ferry-cup", None),
        ("x.org/港の灯台", None),
        (None, 0),
    ],
)
def test_the_last_part_of_an_address_is_counted_in_words_unless_figures_name_its_page(
    key: str | None, words: int | None
) -> None:
    told = pl.select(pl.lit(key, dtype=pl.String).alias("url_key"))
    assert told.select(count_name_words(pl.col("url_key"))).item() == words


def known(keys: list[str]) -> list[tuple[object, ...]]:
    frame = pl.LazyFrame(
        {"outlet": "herald", "url_key": keys}, schema_overrides={"url_key": pl.String}
    )
    return short_addresses(frame).collect().rows()


def test_two_words_are_short_where_all_articles_have_more() -> None:
    assert known(LONG) == [("herald", 2, False)]
    assert known([*LONG, "x.org/ferry-cup"]) == [("herald", 1, False)]


def test_nothing_is_short_where_one_of_a_few_articles_is() -> None:
    assert known([*LONG, "x.org/ferry"]) == []


def test_nothing_is_short_where_no_article_has_an_address() -> None:
    assert known([]) == []


def test_an_outlet_is_known_by_twenty_articles() -> None:
    assert known([f"x.org/a-{n}" for n in range(20)]) == [("herald", 2, True)]


def test_one_odd_page_of_a_hundred_changes_nothing() -> None:
    many = [f"x.org/a-{n}" for n in range(99)]
    assert known([*many, "x.org/ferry"]) == [("herald", 2, True)]
    assert known([*many, "x.org/ferry-cup", "x.org/lamp-post"]) == [("herald", 1, True)]
    assert known([*many, "x.org/ferry", "x.org/lamp"]) == []


def is_short(key: str, text: str | None, words: int, *, is_known: bool) -> bool:
    listing = pl.DataFrame(
        {"url_key": key, "text": text}, schema={"url_key": pl.String, "text": pl.String}
    )
    return bool(listing.select(has_short_address(words, is_known=is_known)).item())


def test_a_headline_names_an_article_until_many_addresses_are_known() -> None:
    headline = "Harbour lamp burns again after ten dark years"
    assert is_short("x.org/weather", "Weather and tides", 1, is_known=False)
    assert not is_short("x.org/lamp", headline, 1, is_known=False)
    assert not is_short("x.org/lamp", None, 1, is_known=False)
    assert is_short("x.org/lamp", headline, 1, is_known=True)
    assert not is_short("x.org/lamp-burns", headline, 1, is_known=True)
    assert not is_short("x.org/a-7121", "Lamp", 2, is_known=True)
