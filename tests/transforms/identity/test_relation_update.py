"""Which relations a batch can have changed: those that the snapshot has, and those that hold."""

from __future__ import annotations

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.relation_update import (
    find_elsewhere,
    find_printing,
    find_revisions,
    find_unmeasured,
    gather_versions,
    keep_revisions,
    update_identical,
    update_pairs,
)
from transforms.dedup.identity.relations import relate_revisions
from transforms.schemas import (
    HOLDERS,
    JUDGED_PAIRS,
    MEMBERS,
    REJUDGED_VERSIONS,
    RELATIONS,
    empty,
)


def versions(*rows: tuple[str, str, int, str]) -> pl.DataFrame:
    """(revision, article, version, outlet), without text keys."""
    frame = pl.DataFrame(
        list(rows),
        schema={c: MEMBERS[c] for c in ("revision_id", "article_id", "version", "outlet")},
        orient="row",
    )
    return frame.with_columns(
        pl.lit("2026-03").alias("month"),
        pl.lit(None, dtype=pl.Date).alias("published_on"),
        pl.lit(None, dtype=MEMBERS["first_captured_at"]).alias("first_captured_at"),
        pl.lit(None, dtype=pl.String).alias("thin_because"),
    )


def holders(*rows: tuple[str, int, bool, bool]) -> pl.DataFrame:
    """(revision, text key, before the batch, after it)."""
    full = [(revision, key, 100, was, now) for revision, key, was, now in rows]
    return pl.DataFrame(full, schema=dict(HOLDERS), orient="row")


def related(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """(left, right, relation, outlet)."""
    return pl.DataFrame(
        [
            {
                "left_id": left,
                "right_id": right,
                "relation": relation,
                "jaccard": 1.0,
                "containment": 1.0,
                "evidence": "equal words",
                "outlet": outlet,
                "month": "2026-03",
            }
            for left, right, relation, outlet in rows
        ],
        schema=dict(RELATIONS.schema),
    )


def rejudged(*rows: tuple[str, bool]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(REJUDGED_VERSIONS), orient="row")


#: Of the herald, article A got a version, B stays, and C of the gazette is of no outlet of the
#: batch. The texts 1, 2 and 3 are A's, A's new one and B's.
BEFORE = versions(("a1", "A", 1, "herald"), ("b1", "B", 1, "herald"))
AFTER = versions(("a1", "A", 1, "herald"), ("a2", "A", 2, "herald"), ("b1", "B", 1, "herald"))
ELSEWHERE = versions(("c1", "C", 1, "gazette"))
HELD = holders(
    ("a1", 1, True, False),
    ("a1", 1, False, True),
    ("a2", 2, False, True),
    ("b1", 3, True, False),
    ("b1", 3, False, True),
    ("c1", 2, True, True),
)


FRAMES = (HELD, BEFORE, AFTER, ELSEWHERE)


def test_versions_elsewhere_are_those_that_hold_a_text_and_are_of_no_outlet_of_the_batch() -> None:
    assert collect_alike(find_elsewhere, HELD, BEFORE, AFTER).rows() == [("c1",)]


def test_only_articles_of_which_a_version_came_or_went_have_moved() -> None:
    moved = collect_alike(lambda *f: gather_versions(*f).moved, *FRAMES)
    assert moved.select("revision_id", "text_key").unique().sort("revision_id").rows() == [
        ("a1", 1),
        ("a2", 2),
    ]
    standing = collect_alike(lambda *f: gather_versions(*f).standing, *FRAMES)
    assert standing.sort("text_key").select("text_key", "revision_id").rows() == [
        (1, "a1"),
        (2, "a2"),
        (3, "b1"),
    ]


def test_versions_elsewhere_that_print_a_moved_text_are_asked_after() -> None:
    found = collect_alike(lambda h, *f: find_printing(gather_versions(h, *f), h), *FRAMES)
    assert sorted(found["revision_id"]) == ["a1", "a2", "c1"]


def test_an_equal_text_elsewhere_becomes_a_copy_of_the_version_that_represents_it() -> None:
    printing = pl.DataFrame({"revision_id": ["a1", "a2", "c1"]})
    old = related(("b1", "c1", "identical", "gazette"), ("x", "y", "identical", "post"))

    def before(known: pl.LazyFrame, ids: pl.LazyFrame, *f: pl.LazyFrame) -> pl.LazyFrame:
        return update_identical(known, gather_versions(*f), ids).before

    def after(known: pl.LazyFrame, ids: pl.LazyFrame, *f: pl.LazyFrame) -> pl.LazyFrame:
        return update_identical(known, gather_versions(*f), ids).after

    ends = ("left_id", "right_id", "outlet")
    assert collect_alike(before, old, printing, *FRAMES).select(ends).rows() == [
        ("b1", "c1", "gazette")
    ]
    assert collect_alike(after, old, printing, *FRAMES).select(ends).rows() == [
        ("a2", "c1", "gazette")
    ]


def test_a_pair_is_judged_anew_where_all_of_one_text_or_some_of_both_are() -> None:
    old = related(
        ("p", "q", "reprint", "post"),
        ("p", "r", "reprint", "post"),
        ("s", "t", "excerpt", "post"),
        ("u", "t", "sibling", "post"),
        ("p", "q", "identical", "post"),
    )
    marks = rejudged(("p", False), ("q", False), ("s", True))

    def before(known: pl.LazyFrame, anew: pl.LazyFrame, *f: pl.LazyFrame) -> pl.LazyFrame:
        judged = empty(JUDGED_PAIRS).lazy()
        return update_pairs(known, gather_versions(*f), anew, judged)[1].before

    found = collect_alike(before, old, marks, *FRAMES)
    assert sorted(found.select("left_id", "right_id").rows()) == [("p", "q"), ("s", "t")]


def test_a_pair_that_is_kept_is_where_its_right_version_is_now() -> None:
    old = related(("c1", "a1", "reprint", "courier"), ("c1", "b1", "reprint", "courier"))

    def places(known: pl.LazyFrame, anew: pl.LazyFrame, *f: pl.LazyFrame) -> pl.LazyFrame:
        rows = update_pairs(known, gather_versions(*f), anew, empty(JUDGED_PAIRS).lazy())[0]
        return pl.concat([rows.before, rows.after])

    found = collect_alike(places, old, rejudged(), *FRAMES)
    assert found.select("right_id", "outlet").rows() == [("a1", "courier"), ("a1", "herald")]


def test_neighbouring_versions_are_compared_once() -> None:
    measured = related(("a0", "a1", "revision", "herald"), ("b0", "b1", "revision", "herald"))
    found = collect_alike(lambda r, *f: find_revisions(r, gather_versions(*f)), measured, *FRAMES)
    assert found.select("left_id", "right_id").rows() == [("a0", "a1")]
    unmeasured = collect_alike(
        lambda r, *f: find_unmeasured(r, gather_versions(*f)), measured, *FRAMES
    )
    assert unmeasured.select("left_id", "right_id", "left_key", "right_key").rows() == [
        ("a1", "a2", 1, 2)
    ]
    known = related(("a1", "a2", "revision", "herald"))
    assert collect_alike(
        lambda r, *f: find_unmeasured(r, gather_versions(*f)), known, *FRAMES
    ).is_empty()
    kept = collect_alike(lambda r, *f: keep_revisions(r, gather_versions(*f)), known, *FRAMES)
    assert kept.rows() == known.select(list(RELATIONS.schema)).rows()


def test_neighbouring_versions_say_how_much_they_share() -> None:
    pairs = pl.DataFrame(
        [("a1", "a2", 1, 2), ("a2", "a3", 2, 2), ("a3", "a4", 2, None)],
        schema={
            "left_id": pl.String,
            "right_id": pl.String,
            "left_key": pl.UInt64,
            "right_key": pl.UInt64,
        },
        orient="row",
    ).with_columns(pl.lit("herald").alias("outlet"), pl.lit("2026-03").alias("month"))
    printed = pl.DataFrame(
        {"text_key": [2, 1], "text": ["the ferry left at dawn", "the ferry left at noon"]},
        schema={"text_key": pl.UInt64, "text": pl.String},
    )
    rows = collect_alike(relate_revisions, pairs, printed)
    assert rows.select("left_id", "jaccard", "evidence").rows() == [
        ("a1", 0.6, "3 of 4 word pairs shared"),
        ("a2", 1.0, "equal words"),
        ("a3", 0.0, "no words"),
    ]
