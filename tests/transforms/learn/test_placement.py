"""A registry that says more than it did shows which captures stand under the wrong outlet."""

from __future__ import annotations

import polars as pl

from transforms.learn.placement import find_misplaced
from transforms.outlets import Registry

REGISTRY = Registry.from_outlets(
    {"harbor-gazette": {"names": ["HG Online"], "hosts": ["harborgazette.example"]}}
)
SCHEMA = {
    "capture_id": pl.String,
    "outlet": pl.String,
    "declared_outlet": pl.String,
    "record_outlet": pl.String,
    "outlet_heading": pl.String,
    "site_name": pl.String,
    "url": pl.String,
}


def captures(*rows: dict[str, str]) -> pl.LazyFrame:
    return pl.LazyFrame(list(rows), schema=SCHEMA)


def test_a_capture_of_a_declared_host_belongs_to_the_outlet_of_the_host() -> None:
    page = {"outlet": "harborgazette-example", "url": "https://me@harborgazette.example:80/a?b"}
    here = {"outlet": "harbor-gazette", "url": "https://harborgazette.example/c"}
    frame = captures(
        {"capture_id": "2", **page}, {"capture_id": "1", **page}, {"capture_id": "3", **here}
    )
    assert find_misplaced(REGISTRY, frame) == ["1", "2"]


def test_a_page_without_an_address_is_placed_by_what_its_head_says() -> None:
    frame = captures(
        {"capture_id": "1", "outlet": "hg-online", "outlet_heading": "", "site_name": "HG Online"},
        {"capture_id": "2", "outlet": "harbor-gazette", "outlet_heading": "HG Online"},
        {"capture_id": "3", "outlet": "unknown", "outlet_heading": ""},
    )
    assert find_misplaced(REGISTRY, frame) == ["1"]


def test_a_declaration_outweighs_the_host() -> None:
    frame = captures(
        {
            "capture_id": "1",
            "outlet": "quay-post",
            "declared_outlet": "flag:quay-post",
            "url": "https://harborgazette.example/",
        }
    )
    assert find_misplaced(REGISTRY, frame) == []
