"""Which captures of a batch count on top of what the archive holds."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
import pytest

from transforms.dedup.identity.batch import (
    COLUMNS,
    choose_captures,
    count_by_content,
    count_by_outlet,
    count_moves,
    count_states,
    new_refusals,
    replace_captures,
    without_replaced,
)
from transforms.schemas import REVISIT

SCHEMA = dict.fromkeys(COLUMNS, pl.String)
Row = tuple[str, str, str | None, str, str, str | None]
HELD: Row = ("c1", "herald", "folder:herald", "article", "text/html", None)


def chosen(
    parsed: list[Row],
    held: list[Row],
    *,
    refused: Collection[str] = (),
    again: Collection[str] = (),
    rederive: bool = False,
) -> pl.LazyFrame:
    unsaid = (None,) * (len(SCHEMA) - len(HELD))
    frames = [
        pl.LazyFrame([row + unsaid for row in rows], schema=SCHEMA, orient="row")
        for rows in (parsed, held)
    ]
    ids = pl.LazyFrame({"capture_id": list(refused)}, schema={"capture_id": pl.String})
    return choose_captures(frames[0], ids, frames[1], again=again, rederive=rederive)


def states(rows: pl.LazyFrame) -> list[tuple[str, str, str]]:
    return rows.select("capture_id", "outlet", "state").collect().sort(pl.all()).rows()


def test_a_capture_that_the_archive_lacks_is_new_and_one_that_it_holds_does_not_count() -> None:
    new: Row = ("c2", "gazette", None, "list", "text/html", None)
    assert states(chosen([HELD, new], [HELD])) == [("c2", "gazette", "new")]


@pytest.mark.parametrize(
    ("now", "counts"),
    [("flag:post", True), ("folder:alder", True), ("folder:herald", False), (None, False)],
)
def test_a_stronger_declaration_replaces_what_is_held(now: str | None, *, counts: bool) -> None:
    rows = states(chosen([("c1", "post", now, "article", "text/html", None)], [HELD]))
    assert rows == ([("c1", "herald", "replaced"), ("c1", "post", "replacing")] if counts else [])


def test_a_map_of_its_fields_replaces_a_held_record() -> None:
    now = pl.LazyFrame([dict(zip(SCHEMA, HELD, strict=False)) | {"field_map": "{}"}], schema=SCHEMA)
    before = pl.LazyFrame([dict(zip(SCHEMA, HELD, strict=False))], schema=SCHEMA)
    none = pl.LazyFrame(schema={"capture_id": pl.String})
    both = [("c1", "herald", "replaced"), ("c1", "herald", "replacing")]
    assert states(choose_captures(now, none, before, again=(), rederive=False)) == both
    assert states(choose_captures(before, none, now, again=(), rederive=False)) == []


def test_a_revisit_is_replaced_by_the_page_that_it_repeats() -> None:
    held: Row = ("c1", "herald", "folder:herald", "empty", REVISIT, None)
    both = [("c1", "herald", "replaced"), ("c1", "herald", "replacing")]
    assert states(chosen([HELD], [held])) == both
    assert states(chosen([held], [held])) == []


def test_what_is_named_or_derived_anew_on_purpose_is_replaced() -> None:
    both = [("c1", "herald", "replaced"), ("c1", "herald", "replacing")]
    assert states(chosen([HELD], [HELD], again={"c1"})) == both
    assert states(chosen([HELD], [HELD], rederive=True)) == both


def test_a_held_capture_that_is_refused_leaves_only_where_it_is_derived_anew() -> None:
    assert states(chosen([], [HELD], refused=["c1"])) == []
    left = [("c1", "herald", "replaced")]
    assert states(chosen([], [HELD], refused=["c1"], again=["c1"])) == left
    assert states(chosen([], [HELD], refused=["c1"], rederive=True)) == left


def test_captures_are_counted_by_state_and_by_outlet() -> None:
    moved: Row = ("c1", "post", "flag:post", "article", "text/html", None)
    new: Row = ("c2", "post", None, "list", "text/html", "differs")
    rows = chosen([moved, new], [HELD])
    assert count_states(rows).collect().row(0) == (1, 1, 1, 1)
    assert count_moves(rows).collect().rows() == [("post", 1)]
    standing = pl.LazyFrame({"outlet": ["herald", "herald"], "captures": [1, 1]})
    assert count_by_outlet(standing, rows).collect().rows() == [("herald", 2, 0), ("post", 2, 2)]
    assert without_replaced(rows).collect()["capture_id"].sort().to_list() == ["c1", "c2"]


def test_a_refusal_enters_quarantine_once() -> None:
    staged = pl.LazyFrame({"quarantine_id": ["q2", "q1", "q2"], "ref": ["a", "b", "c"]})
    held = pl.LazyFrame({"quarantine_id": ["q1"]})
    assert new_refusals(staged, held).collect().rows() == [("q2", "a")]


def test_the_rows_of_a_capture_that_is_derived_anew_are_replaced() -> None:
    before = pl.LazyFrame({"capture_id": ["c1", "c1", "c2"], "n": [1, 2, 3]})
    fresh = pl.LazyFrame({"capture_id": ["c1"], "n": [4]})
    after = replace_captures(before, fresh, pl.LazyFrame({"capture_id": ["c1"]}))
    assert sorted(after.collect().rows()) == [("c1", 4), ("c2", 3)]


def test_records_whose_fields_were_told_by_their_content_are_counted_by_which() -> None:
    told = pl.LazyFrame(
        {
            "state": ["new", "new", "new", "replaced"],
            "fields_by_content": ["text=a", "text=a", None, "text=b"],
        }
    )
    assert count_by_content(told).collect().rows() == [("text=a", 2)]
