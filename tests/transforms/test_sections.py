"""An address below which others stand is a section's."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.dedup.sections import SECTION_CHILDREN, choose_sections, count_below


def sections(*keys: str, outlet: str = "herald") -> list[str]:
    frame = pl.DataFrame(
        {"outlet": outlet, "url_key": keys}, schema_overrides={"url_key": pl.String}
    )
    every = frame.unique()
    return sorted(choose_sections(every, count_below(every))["url_key"])


def test_an_address_with_three_others_below_it_is_a_section() -> None:
    keys = [
        "x.org/world",
        "x.org/world/a-1",
        "x.org/world/b-2",
        "x.org/world/asia/c-3",
        "x.org/ferry",
        "x.org/ferry/photos",
        "x.org/world2",
    ]
    assert sections(*keys) == ["x.org/world"]
    assert sections(*keys[:3]) == []


def test_a_query_is_no_part_of_what_stands_below() -> None:
    keys = [f"x.org/world/a?page={n}" for n in range(3)]
    assert sections("x.org/world", "x.org/world/a", *keys) == ["x.org/world"]


def test_no_outlet_has_a_section_by_the_addresses_of_another() -> None:
    own = pl.DataFrame({"outlet": "herald", "url_key": ["x.org/world", "x.org/world/a"]})
    others = pl.DataFrame({"outlet": "echo", "url_key": ["x.org/world/b", "x.org/world/c"]})
    both = pl.concat([own, others])
    assert choose_sections(both, count_below(both)).is_empty()


@given(st.lists(st.text("ab/?é", max_size=8).map("x.org/{}".format)))
def test_the_addresses_below_one_begin_with_it_and_a_slash(keys: list[str]) -> None:
    places = [key.partition("?")[0] for key in set(keys)]
    below = {key: sum(place.startswith(f"{key}/") for place in places) for key in keys}
    assert sections(*keys) == sorted(k for k, count in below.items() if count >= SECTION_CHILDREN)
