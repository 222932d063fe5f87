"""Judged texts as relations of the versions that represent them."""

from __future__ import annotations

from datetime import date

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.relations import relate_identical, relate_pairs
from transforms.dedup.identity.stories.update import (
    find_beginnings,
    find_connected,
    gather_members,
    name_edges,
)
from transforms.schemas import JUDGED_PAIRS

STANDING = pl.DataFrame(
    [(1, "r1", "A", "herald"), (2, "r2", "B", "post"), (3, "r3", "A", "herald")],
    schema={
        "text_key": pl.UInt64,
        "revision_id": pl.String,
        "article_id": pl.String,
        "outlet": pl.String,
    },
    orient="row",
).with_columns(pl.lit("2026-03").alias("month"), pl.lit(date(2026, 3, 5)).alias("published_on"))


def judged(*rows: tuple[int, int, int, str]) -> pl.DataFrame:
    """(text key, text key, the smaller one, verdict)."""
    return pl.DataFrame(
        [
            {"left": a, "right": b, "part": part, "verdict": verdict, "jaccard": 0.5}
            for a, b, part, verdict in rows
        ],
        schema=dict(JUDGED_PAIRS),
    )


def test_the_whole_is_left_of_an_excerpt_and_the_smaller_id_of_a_copy() -> None:
    pairs = judged((1, 2, 1, "excerpt"), (2, 3, 3, "copy"), (1, 3, 1, "copy"))
    rows = collect_alike(relate_pairs, pairs, STANDING)
    assert rows.select("left_id", "right_id", "relation", "outlet").rows() == [
        ("r2", "r1", "excerpt", "herald"),
        ("r2", "r3", "reprint", "herald"),
    ], "versions of one article are no copies of one another"


def weak(jaccard: float, agreeing: float | None) -> pl.DataFrame:
    """A copy of which the two texts are of one outlet."""
    return judged((1, 4, 4, "copy")).with_columns(
        pl.lit(jaccard).alias("jaccard"),
        pl.lit(0.7).alias("containment"),
        pl.lit(agreeing, dtype=pl.Float64).alias("agreeing"),
        pl.lit("60 of 90 word pairs shared").alias("evidence"),
    )


def test_weak_copies_of_one_outlet_need_a_near_day_and_facts_that_agree() -> None:
    def relation(pair: pl.DataFrame, day: date) -> str:
        other = STANDING.filter(text_key=1).with_columns(
            pl.lit(4, dtype=pl.UInt64).alias("text_key"),
            pl.lit("r9").alias("revision_id"),
            pl.lit("D").alias("article_id"),
            pl.lit(day).alias("published_on"),
        )
        rows = collect_alike(relate_pairs, pair, pl.concat([STANDING, other]))
        return str(rows["relation"].item())

    assert relation(weak(0.55, 0.9), date(2026, 3, 6)) == "reprint"
    assert relation(weak(0.55, 0.9), date(2026, 3, 9)) == "sibling"
    assert relation(weak(0.55, 0.5), date(2026, 3, 5)) == "sibling"
    assert relation(weak(0.55, None), date(2026, 3, 5)) == "sibling"
    assert relation(weak(0.65, 0.5), date(2026, 3, 9)) == "reprint"


def test_an_article_that_prints_a_text_again_is_related_once() -> None:
    versions = pl.DataFrame(
        [("r1", "A", 1), ("r4", "C", 1), ("r5", "C", 1), ("r6", "A", 1), ("r2", "B", 2)],
        schema={"revision_id": pl.String, "article_id": pl.String, "text_key": pl.UInt64},
        orient="row",
    ).with_columns(
        pl.lit("post").alias("outlet"),
        pl.lit("2026-03").alias("month"),
        pl.lit(None, dtype=pl.String).alias("thin_because"),
    )
    rows = collect_alike(relate_identical, versions)
    assert rows.select("left_id", "right_id").rows() == [("r1", "r4")]


def test_what_hangs_together_is_followed_from_moved_versions_and_changed_relations() -> None:
    links = pl.DataFrame({"left_id": ["b", "d", "f"], "right_id": ["c", "e", "b"]})
    moved = pl.DataFrame({"revision_id": ["c"]})
    gone = pl.DataFrame({"left_id": ["x"], "right_id": ["e"]})
    begin = collect_alike(find_beginnings, moved, gone, gone.clear())
    assert begin["revision_id"].to_list() == ["c", "e", "x"]
    connected = collect_alike(find_connected, links, begin)
    assert connected["revision_id"].to_list() == ["b", "c", "d", "e", "f", "x"]


def test_the_members_of_a_story_are_all_versions_of_a_connected_article() -> None:
    after = pl.DataFrame({"revision_id": ["a1", "a2", "b1"], "article_id": ["A", "A", "B"]})
    elsewhere = pl.DataFrame({"revision_id": ["c1"], "article_id": ["C"]})
    connected = pl.DataFrame({"revision_id": ["a2", "c1"]})
    printed = pl.DataFrame({"revision_id": ["a2", "c1", "c1"], "text_key": [2, 3, 3]})
    members = collect_alike(gather_members, after, elsewhere, connected, printed)
    assert members.rows() == [("a1", "A", None), ("a2", "A", 2), ("c1", "C", 3)]


def test_relations_of_versions_are_likenesses_of_their_texts() -> None:
    rows = pl.DataFrame(
        {
            "left_id": ["r2", "r2"],
            "right_id": ["r1", "r3"],
            "relation": ["excerpt", "reprint"],
            "jaccard": [0.2, 0.7],
            "containment": [0.9, 0.8],
        }
    )
    edges = collect_alike(name_edges, rows, STANDING)
    assert edges.rows() == [(2, 1, "excerpt", 0.9, 0.2), (2, 3, "reprint", 0.7, 0.7)]
