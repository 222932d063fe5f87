"""Which versions hold a text before and after a batch, and which one represents it."""

from __future__ import annotations

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.holders import (
    choose_representatives,
    compare_holders,
    find_holders,
    merge_signed,
    name_rejudged,
)
from transforms.schemas import HOLDERS


def signed(*rows: tuple[str, int | None, str]) -> pl.DataFrame:
    """Signed versions: (id, text key, outlet)."""
    frame = pl.DataFrame(
        list(rows),
        schema={"revision_id": pl.String, "text_key": pl.UInt64, "outlet": pl.String},
        orient="row",
    )
    return frame.with_columns(pl.lit("2026-03").alias("month"))


def texts(*keys: int) -> pl.DataFrame:
    return pl.DataFrame({"text_key": keys}, schema={"text_key": pl.UInt64})


def holders(*rows: tuple[str, int, bool, bool]) -> pl.DataFrame:
    """(id, text key, before the batch, after it)."""
    full = [(revision, key, 100, was, now) for revision, key, was, now in rows]
    return pl.DataFrame(full, schema=dict(HOLDERS), orient="row")


def test_the_version_of_the_smallest_id_represents_a_text() -> None:
    versions = signed(("r9", 1, "post"), ("r2", 1, "herald"), ("r5", 2, "post"), ("r1", None, "x"))
    chosen = collect_alike(choose_representatives, versions)
    assert sorted(chosen.select("text_key", "revision_id").rows()) == [(1, "r2"), (2, "r5")]


def test_a_version_that_moved_to_another_outlet_is_where_the_batch_has_it() -> None:
    fresh, stored = signed(("r1", 1, "post")), signed(("r1", 1, "herald"), ("r2", 1, "herald"))
    merged = collect_alike(merge_signed, fresh, stored)
    assert sorted(merged.select("revision_id", "outlet").rows()) == [
        ("r1", "post"),
        ("r2", "herald"),
    ]


def test_a_text_is_held_by_versions_of_other_outlets_and_those_of_the_batch_before_and_after() -> (
    None
):
    stored = signed(("other", 1, "gazette"), ("goes", 1, "herald"), ("stays", 2, "herald"))
    before = signed(("goes", 1, "herald"), ("stays", 2, "herald"))
    after = signed(("stays", 2, "herald"), ("comes", 2, "herald"), ("unasked", 3, "herald"))
    found = collect_alike(find_holders, texts(1, 2), stored, before, after)
    assert sorted(found.select("revision_id", "text_key", "was", "now").rows()) == [
        ("comes", 2, False, True),
        ("goes", 1, True, False),
        ("other", 1, True, True),
        ("stays", 2, False, True),
        ("stays", 2, True, False),
    ]


def test_a_text_is_new_or_gone_or_another_version_represents_it() -> None:
    found = holders(
        ("r1", 1, False, True),
        ("r2", 2, True, False),
        ("r4", 3, True, True),
        ("r3", 3, False, True),
        ("r5", 4, True, True),
        ("r6", 4, False, True),
    )
    compared = collect_alike(compare_holders, texts(1, 2, 3, 4), found)
    assert sorted(compared.rows()) == [
        (1, True, False, True),
        (2, False, True, True),
        (3, False, False, True),
        (4, False, False, False),
    ]


def test_pairs_judged_anew_are_known_by_the_version_that_represented_the_text() -> None:
    found = holders(("r2", 1, True, True), ("r1", 1, False, True), ("r3", 2, True, False))
    marked = texts(1, 2).with_columns(pl.Series("of_all", [False, True]))
    named = collect_alike(name_rejudged, marked, found)
    assert sorted(named.rows()) == [("r2", False), ("r3", True)]
