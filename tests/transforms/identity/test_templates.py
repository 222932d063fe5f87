"""Fillings of a template, told from copies by what most have."""

from __future__ import annotations

from itertools import combinations
from random import Random

import polars as pl
import pytest

from benchmarks.inputs.stored_formulae import StoredFormula, stored_formulae
from transforms.dedup.identity.stories.fillings import split_words
from transforms.dedup.identity.stories.templates import Templates, mark_fillings, may_be_fillings

FORMULAE = stored_formulae("train", caseless=True)
CHINESE = FORMULAE[0].fill(Random("text"))
SIGNS = "天地人水火山木日月風雨雲花鳥"


def fillings(formula: StoredFormula, count: int) -> list[str]:
    return [formula.fill(Random(f"filling {no}")) for no in range(count)]


def edits(text: str, count: int, every: int) -> list[str]:
    """Copies in which one of so many signs is another, in each copy at places of its own."""
    out = []
    for no in range(count):
        rng = Random(f"edit {no}")
        out.append(
            "".join(rng.choice(SIGNS) if rng.randrange(every) == 0 else sign for sign in text)
        )
    return out


def told(texts: list[str]) -> set[tuple[str, str]]:
    """The pairs of these texts that are two fillings."""
    pairs = pl.DataFrame(
        [(a, b) for a, b in combinations(range(len(texts)), 2)],
        schema={"a": pl.UInt64, "b": pl.UInt64},
        orient="row",
    )
    frame = pl.DataFrame(
        {"text_key": range(len(texts)), "text": texts}, schema_overrides={"text_key": pl.UInt64}
    )
    edges = pairs.with_columns(
        pl.lit("reprint").alias("relation"),
        pl.lit(0.7).alias(
            "similarity",
        ),
        pl.lit(0.7).alias("jaccard"),
    )
    turned = pairs.select(pl.col("b").alias("a"), pl.col("a").alias("b"))
    near = pl.concat([pairs, turned]).sort("a", "b")
    marked = (
        Templates(near, frame["text_key"], frame)
        .mark_edges(edges)
        .filter(pl.col("relation") == "sibling")
    )
    return {(texts[a], texts[b]) for a, b in marked.select("a", "b").iter_rows()}


@pytest.mark.parametrize("formula", FORMULAE)
def test_five_fillings_teach_a_template(formula: StoredFormula) -> None:
    assert told(fillings(formula, 4)) == set()
    five = fillings(formula, 5)
    assert told(five) == set(combinations(five, 2))


@pytest.mark.parametrize("every", [50, 10, 7])
def test_edited_copies_are_no_fillings(every: int) -> None:
    assert told([CHINESE, *edits(CHINESE, 12, every)]) == set()


def test_a_copy_of_a_filling_is_a_copy_and_no_filling_of_the_others() -> None:
    five = fillings(FORMULAE[0], 5)
    (copy,) = edits(five[0], 1, 40)
    found = told([*five, copy])
    assert (five[0], copy) not in found
    assert {(one, copy) for one in five[1:]} <= found


ROADS = (
    "Roads: the {} lane of the ring road is closed for repairs until {}. Drivers should expect "
    "delays in the {} and are asked to use the {} crossing. The council is sorry for the trouble."
)
CLOSED = [
    ("inner", "monday", "morning", "northern"),
    ("inner", "tuesday", "evening", "northern"),
    ("outer", "monday", "evening", "southern"),
    ("outer", "friday", "morning", "northern"),
    ("inner", "friday", "evening", "southern"),
    ("inner", "monday", "evening", "northern"),
]


def test_notices_that_differ_in_one_small_word_which_comes_back_are_fillings() -> None:
    six = [ROADS.format(*words) for words in CLOSED]
    assert (six[0], six[5]) in told(six)
    assert told(six) == set(combinations(six, 2))


def test_a_notice_with_a_word_edited_between_its_slots_is_a_copy() -> None:
    six = [ROADS.format(*words) for words in CLOSED]
    edited = six[0].replace("closed for repairs", "shut for repairs")
    found = told([*six, edited])
    assert (six[0], edited) not in found
    assert {(one, edited) for one in six[1:]} <= found


def test_a_correction_that_half_of_all_copies_have_is_no_slot() -> None:
    report = (
        "The ferry left the harbour at dawn with forty people on board and a cargo of salt fish "
        "bound for the northern isles, where a gale had cut the mains and closed the only school "
        "for a week, and the harbour board said that it would sail again on the next calm day."
    )
    places = ("dawn", "salt", "gale", "school", "calm", "mains", "cargo", "isles")
    copies = [
        text.replace(f" {word}", f" {word[::-1]}")
        for text, some in ((report, places[:4]), (report.replace("forty", "fifty"), places[4:]))
        for word in some
    ]
    assert told(copies) == set()


def test_a_template_told_by_a_batch_is_told_again_by_the_next() -> None:
    columns = ["left_id", "right_id", "relation", "evidence"]
    said = "70 of 82 word pairs shared; the rest may fill a template"
    rows = pl.DataFrame(
        [("a", "b", "reprint", said), ("a", "c", "reprint", said), ("a", "d", "sibling", "other")],
        schema=columns,
        orient="row",
    )
    open_ = rows.filter(may_be_fillings())
    fill = pl.DataFrame({"left_id": ["a"], "right_id": ["b"]})
    first = mark_fillings(open_, fill)
    assert first.rows() == [
        ("a", "b", "sibling", "70 of 82 word pairs shared; the rest fills a template"),
        ("a", "c", "reprint", said),
    ]
    assert mark_fillings(first, fill).equals(first)
    assert mark_fillings(first, fill.clear()).equals(open_)


def test_a_text_without_words_has_no_runs_of_its_neighbours() -> None:
    none, some = split_words(pl.Series(["", "the ferry sails again"]))
    assert (len(none.words), len(none.runs)) == (0, 0)
    assert (len(some.words), len(some.runs)) == (4, 3)
