"""Names and hosts of outlets, as their captures show them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.learn.outlets import outlet_rows, replace_outlets
from transforms.schemas import OUTLETS

COLUMNS = {
    "outlet": pl.String,
    "outlet_heading": pl.String,
    "site_name": pl.String,
    "url": pl.String,
}
AFFIXES = {"outlet": pl.String, "affix": pl.String}


def rows(
    captures: Sequence[tuple[str | None, ...]], affixes: Sequence[tuple[str, str]]
) -> Sequence[object]:
    frames = [
        pl.LazyFrame(data, schema=schema, orient="row")
        for data, schema in ((captures, COLUMNS), (affixes, AFFIXES))
    ]
    return outlet_rows(frames[0], frames[1]).collect().rows()


def test_an_outlet_has_the_names_and_hosts_of_its_captures_and_headlines_each_once_sorted() -> None:
    captures = [
        ("post", "Orrin Valley Post", None, "https://www.post.example/1"),
        ("post", None, "The Post", "https://post.example/2"),
        ("post", None, "The Post", "http://m.post.example/"),
    ]
    assert rows(captures, [("post", "OVP")]) == [
        ("post", ["OVP", "Orrin Valley Post", "The Post"], ["m.post.example", "post.example"])
    ]


def test_an_outlet_that_shows_nothing_of_itself_has_a_row() -> None:
    assert rows([("unknown", None, None, None)], []) == [("unknown", [], [])]


def test_an_outlet_of_a_batch_without_captures_leaves_the_table() -> None:
    def table(*slugs: str) -> pl.LazyFrame:
        return pl.LazyFrame([(s, [], []) for s in slugs], schema=dict(OUTLETS.schema), orient="row")

    after = replace_outlets(table("a", "b", "c"), table("d"), {"b", "d"}).collect()
    assert after["slug"].to_list() == ["a", "c", "d"]
