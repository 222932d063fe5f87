"""A backfill that is killed midway goes on with the rest."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from flows import plain
from flows.backfills import Options
from tearsheet.store.runs import newest_records
from tearsheet.store.tables import Storage
from tearsheet.upkeep.scope import Scope
from tests.support.nursery import Nursery, archive, body, digest, page
from tests.support.rewritten import say_of_captures

#: Every outlet is a portion of its own.
ENVIRONMENT = {"TEARSHEET_PORTION_BYTES": "1"}
OUTLETS = ("coast-mail", "evening-post", "morning-herald", "valley-times")


def make_older(root: str) -> None:
    """A snapshot that says that other code derived all captures."""
    say_of_captures(root, pl.lit("0.0.1").alias("derived_by"))


@pytest.fixture
def root(tmp_path: Path) -> str:
    for outlet in OUTLETS:
        page(tmp_path / "in", f"{outlet}/ferry", body(f"ferry of the {outlet}"))
        page(tmp_path / "in", f"{outlet}/bridge", body("bridge"))
    root = str(tmp_path / "archive")
    archive(root, str(tmp_path / "in"))
    return root


def test_a_killed_backfill_goes_on_with_the_rest(root: str, nursery: Nursery) -> None:
    whole = digest(root)
    make_older(root)
    # killed between the second portion's snapshot and the note that it is done
    killed = nursery.run(
        "tests.support.nursery:backfilled",
        root,
        env={**ENVIRONMENT, "TEARSHEET_CRASH_AT": "snapshot.linked:2"},
    )
    assert killed.was_killed, killed.said
    assert Storage.open(root).head().number == 4
    shown = plain.backfill(root, options=Options(dry_run=True))
    assert shown.counts["rederived"] == 8, "a dry run shows the whole scope"

    rest = plain.backfill(root)
    assert rest.counts["rederived"] == 4
    assert rest.lines[0] == "2 months of outlets were done before: the rest was done"
    assert digest(root) == whole
    left = Storage.open(root).scan(rest.snapshot, "captures").filter(derived_by="0.0.1")
    assert left.collect().height == 0
    assert [r["status"] for r in newest_records(Storage.open(root))][:3] == [
        "completed",
        "completed",
        "killed",
    ]
    # it came to its end, so that the next begins anew; and so does one of another scope
    assert plain.backfill(root).counts["rederived"] == 8
    assert plain.backfill(root, Scope(stale=True)).counts["rederived"] == 0
