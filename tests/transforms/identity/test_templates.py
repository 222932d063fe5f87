"""Fillings of a template, told from copies by what most have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from random import Random

import polars as pl
import pytest

from benchmarks.inputs.stored_formulae import StoredFormula, stored_formulae
from transforms.dedup.identity.stories.fillings import split_words
from transforms.dedup.identity.stories.templates import (
    NEAR_DAYS,
    Templates,
    have_agreeing_facts,
    may_be_fillings,
)

FORMULAE = stored_formulae("train", caseless=True)
CHINESE = FORMULAE[0].fill(Random("text"))
KEYS = {"text_key": pl.UInt64}
DAY = date(2026, 3, 2)
SIGNS = "天地人水火山木日月風雨雲花鳥"


def print_on(days: Sequence[date | None]) -> pl.DataFrame:
    """Texts by number as printed on these days."""
    return pl.DataFrame(
        {"text_key": range(len(days)), "published_on": days},
        schema={"text_key": pl.UInt64, "published_on": pl.Date},
    )


def learn(near: pl.DataFrame, frame: pl.DataFrame, printed: pl.DataFrame) -> Templates:
    """The templates of these texts, all of which are asked about."""
    lengths = frame.select("text_key", tokens=pl.col("text").str.len_chars())

    def read(keys: pl.Series) -> pl.DataFrame:
        return frame.filter(pl.col("text_key").is_in(keys.implode())).select("text_key", "text")

    return Templates(near, frame["text_key"], lengths, printed, read)


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


def told(
    texts: list[str], days: Sequence[date | None] | None = None, relation: str = "sibling"
) -> set[tuple[str, str]]:
    """The pairs of these texts that are two fillings, or of another relation; all texts are of one
    day where none are given.
    """
    pairs = pl.DataFrame(
        [(a, b) for a, b in combinations(range(len(texts)), 2)],
        schema={"a": pl.UInt64, "b": pl.UInt64},
        orient="row",
    )
    frame = pl.DataFrame({"text_key": range(len(texts)), "text": texts}, schema_overrides=KEYS)
    edges = pairs.with_columns(
        pl.lit("reprint").alias("relation"),
        pl.lit(0.7).alias("similarity"),
        pl.lit(0.7).alias("jaccard"),
        pl.lit(value=True).alias("is_open"),
    )
    turned = pairs.select(pl.col("b").alias("a"), pl.col("a").alias("b"))
    near = pl.concat([pairs, turned]).sort("a", "b")
    marked = (
        learn(near, frame, print_on(days or [DAY] * len(texts)))
        .mark_edges(edges)
        .filter(pl.col("relation") == relation)
    )
    return {(texts[a], texts[b]) for a, b in marked.select("a", "b").iter_rows()}


@pytest.mark.parametrize("formula", FORMULAE)
def test_five_fillings_teach_a_template(formula: StoredFormula) -> None:
    assert told(fillings(formula, 4)) == set()
    five = fillings(formula, 5)
    assert told(five) == set(combinations(five, 2))


def test_what_is_told_does_not_depend_on_how_many_texts_are_read_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = fillings(FORMULAE[0], 6)
    together = told(texts)
    assert together
    for words in (1, 300):
        monkeypatch.setattr(f"{Templates.__module__}.WORDS_AT_ONCE", words)
        assert told(texts) == together


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


@pytest.mark.parametrize("formula", FORMULAE)
def test_below_five_fillings_distant_days_keep_notices_apart(formula: StoredFormula) -> None:
    four = fillings(formula, 4)
    days = [DAY + timedelta(no * (NEAR_DAYS + 1)) for no in range(4)]
    assert told(four, days, "near") == set(combinations(four, 2))
    assert told(four, days, "reprint") == set()


@pytest.mark.parametrize("gap", range(NEAR_DAYS + 1))
def test_an_edited_copy_of_a_near_or_unknown_day_is_a_copy(gap: int) -> None:
    texts = [CHINESE, *edits(CHINESE, 1, 20)]
    assert told(texts, [DAY, DAY + timedelta(gap)], "reprint") == {(texts[0], texts[1])}
    assert told(texts, [DAY, None], "reprint") == {(texts[0], texts[1])}


def test_all_days_of_both_texts_are_asked() -> None:
    texts = [CHINESE, *edits(CHINESE, 1, 20)]
    frame = pl.DataFrame({"text_key": [0, 1], "text": texts}, schema_overrides=KEYS)
    ends = pl.DataFrame({"a": [0, 1], "b": [1, 0]}, schema={"a": pl.UInt64, "b": pl.UInt64})
    edges = pl.DataFrame({"a": [0], "b": [1], "relation": ["reprint"], "is_open": [True]})
    late = print_on([DAY, DAY + timedelta(30)])
    printed_again = pl.concat([late, print_on([DAY + timedelta(29)])])
    for printed, relation in ((late, "near"), (printed_again, "reprint")):
        told_now = learn(ends, frame, printed).mark_edges(edges)
        assert told_now["relation"].to_list() == [relation]


@pytest.mark.parametrize(
    ("one", "other", "are_agreeing"),
    [
        ("Sold 5 of 7 boats at 40 marks", "Sold all 5 of 7 boats at 40 marks", True),
        ("Sold 5 of 7 boats at 40 marks", "Sold 5 of 8 boats at 40 marks", False),
        ("He met Ann, Bo, Cy and Di on 5 May", "They met Ann, Bo, Cy and Di on 5 May", True),
        ("He met Ann, Bo, Cy and Di on 5 May", "He met Ann, Bo, Ed and Flo on 5 May", False),
        ("He met Ann, Bo, Cy and Di in May", "They met Ann, Bo, Cy and Di in May", False),
    ],
)
def test_figures_and_names_that_agree(one: str, other: str, are_agreeing: bool) -> None:
    assert have_agreeing_facts(*split_words(pl.Series([one, other]))) is are_agreeing


def test_what_one_batch_told_is_told_again_by_the_next() -> None:
    columns = ["left_id", "right_id", "relation", "evidence"]
    said = "70 of 82 word pairs shared"
    rows = pl.DataFrame(
        [
            ("a", "b", "reprint", f"{said}; the rest may fill a template"),
            ("a", "c", "sibling", "other"),
            ("a", "d", "near", said),
        ],
        schema=columns,
        orient="row",
    )
    open_ = rows.filter(may_be_fillings())
    assert open_.select("left_id", "right_id").rows() == [("a", "b")]
    texts = fillings(FORMULAE[0], 5)
    frame = pl.DataFrame({"text_key": range(5), "text": texts}, schema_overrides=KEYS)
    standing = frame.select("text_key", revision_id=pl.Series(list("abcde")))
    every = pl.DataFrame(
        [(a, b) for a in range(5) for b in range(5) if a != b],
        schema={"a": pl.UInt64, "b": pl.UInt64},
        orient="row",
    )
    late = [DAY, DAY + timedelta(9), None, None, None]
    answers = (
        (every, [DAY] * 5, "sibling", "; the rest fills a template"),
        (every.clear(), late, "near", "; the rest may fill a template, on distant days"),
        (every.clear(), [DAY] * 5, "reprint", "; the rest may fill a template"),
    )
    for near, days, relation, ending in (*answers, *answers):
        templates = learn(near, frame, print_on(days))
        open_ = templates.tell(open_, standing)
        assert open_.rows() == [("a", "b", relation, said + ending)]
        assert open_.filter(may_be_fillings()).height == 1


def test_a_text_without_words_has_no_runs_of_its_neighbours() -> None:
    none, some = split_words(pl.Series(["", "the ferry sails again"]))
    assert (len(none.words), len(none.runs)) == (0, 0)
    assert (len(some.words), len(some.runs)) == (4, 3)
