"""Lines that repeat around bodies: how they are counted, and which are taken off."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.learn.lines import furniture_places, places_taken_off, repeated_lines
from transforms.schemas import LINES
from transforms.text.folds import fold_line
from transforms.text.line_keys import line_key


def lines(*pages: str) -> pl.DataFrame:
    """Pages of one outlet, a word a line: `a+` in the body, `a` beside it, `a!` taken off it, `a#`
    a heading in it.
    """
    kinds = {"+": ("body", ""), "!": ("other", "repeated_line"), "#": ("heading", "")}
    rows = []
    for page_no, page in enumerate(pages):
        for no, word in enumerate(page.split()):
            kind, rule = kinds.get(word[-1], ("other", ""))
            rows.append(("gazette", f"{page_no}", no, kind, rule, line_key(word.rstrip("+!#"))))
    return pl.DataFrame(rows, schema=dict(LINES), orient="row")


def counts(frame: pl.DataFrame, word: str) -> tuple[int, ...] | None:
    found = (
        repeated_lines(frame.lazy())
        .filter(pl.col("line_key") == line_key(word))
        .select("captures", "pages", "outside", "inside")
        .collect()
    )
    return found.row(0) if found.height else None


def off(frame: pl.DataFrame, *words: str) -> list[tuple[str, int]]:
    known = pl.LazyFrame(
        {"outlet": "gazette", "line_key": [line_key(w) for w in words]},
        schema={"outlet": pl.String, "line_key": pl.UInt64},
    )
    return sorted(furniture_places(frame.lazy(), known).collect().rows())


def taken_off(frame: pl.DataFrame) -> list[tuple[str, int]]:
    return sorted(places_taken_off(frame.lazy()).collect().rows())


def test_a_line_is_counted_by_pages_outside_and_inside_their_bodies() -> None:
    assert counts(lines("a+ foot", "b+ foot"), "foot") is None
    assert counts(lines("a+ foot", "b+ foot", "c+ foot+"), "foot") == (3, 3, 2, 1)
    assert counts(lines("a+ foot", "b+ foot", "c+ foot!"), "foot") == (3, 3, 2, 1)
    assert counts(lines("a+ x+", "b+ x+", "c+ x+"), "x") is None


def test_captures_of_one_body_are_one_page_and_those_without_a_body_none() -> None:
    assert counts(lines("a+ foot", "a+ foot", "a+ foot", "b+ foot", "foot"), "foot") is None
    assert counts(lines("a+ foot", "a+ foot", "b+ foot", "c+ foot"), "foot") == (4, 3, 3, 0)


def test_only_the_ends_of_a_body_lose_their_furniture() -> None:
    page = lines("menu+ share+ a+ share+ b+ share+ foot+ menu")
    assert off(page, "share", "foot", "menu") == [("0", 0), ("0", 1), ("0", 5), ("0", 6)]
    assert off(page, "share") == []


def test_a_body_without_other_words_keeps_its_lines() -> None:
    assert off(lines("share+ foot+"), "share", "foot") == []
    assert off(lines("share+ *+ foot+"), "share", "foot") == []
    assert off(lines("share+ head# foot+"), "share", "foot") == []


def test_what_was_taken_off_is_taken_off_again_and_known() -> None:
    page = lines("menu! a+ share+ b+ foot!")
    assert off(page, "menu", "foot") == taken_off(page) == [("0", 0), ("0", 4)]


def test_keys_fold_case_width_and_space_and_nothing_else() -> None:
    assert line_key("SHARE  this") == line_key("Share this") == line_key("Ｓｈａｒｅ this")
    assert len({line_key("Page 2"), line_key("Page 3"), line_key("Page")}) == 3
    assert line_key("* * *") is None


@given(
    st.lists(
        st.lists(
            st.sampled_from(["a+", "b+", "c+", "x", "x+", "y", "y+", "h#"]), min_size=1, max_size=6
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_facts_are_a_function_of_the_set_of_pages_and_of_the_parser_alone(
    pages: list[list[str]],
) -> None:
    frame = lines(*(" ".join(p) for p in pages))
    facts = repeated_lines(frame.lazy()).collect()
    gone = furniture_places(frame.lazy(), facts.lazy()).collect()
    marked = frame.join(
        gone.with_columns(pl.lit(True).alias("gone")), on=["capture_id", "block_no"], how="left"
    ).with_columns(
        pl.when("gone").then(pl.lit("other")).otherwise("kind").alias("kind"),
        pl.when("gone").then(pl.lit("repeated_line")).otherwise("rule").alias("rule"),
    )
    shuffled = marked.drop("gone").sample(fraction=1.0, shuffle=True, seed=1).lazy()
    assert_frame_equal(repeated_lines(shuffled).collect(), facts, check_row_order=False)
    for places in (furniture_places(shuffled, facts.lazy()), places_taken_off(shuffled)):
        assert_frame_equal(places.collect(), gone, check_row_order=False)


@given(st.text())
def test_a_folded_line_has_no_space_around_it(text: str) -> None:
    assert fold_line(text) == fold_line(text).strip()
