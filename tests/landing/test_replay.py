"""Landings again, from the raw store alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from tearsheet.landing.plan import HeldCaptures, Holdings, ShardPlan
from tearsheet.landing.replay import replay
from tests.support.inputs import NOW, Archive, put, response


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def landings(archive: Archive) -> list[dict[str, Any]]:
    return [orjson.loads(archive.objects.get(e.path)) for e in archive.objects.list("raw/landings")]


def test_what_two_landings_took_is_taken_once_and_nothing_is_stored(
    archive: Archive, tmp_path: Path
) -> None:
    put(tmp_path / "one" / "a.txt", b"Rain fell.")
    put(tmp_path / "two" / "b.warc", response(b"<p>Hail"))
    put(tmp_path / "two" / "c.txt", b"")
    archive.land(tmp_path / "one", keep=False)
    archive.land(tmp_path / "one", tmp_path / "two", keep=False)
    before = archive.raw()
    again = replay(archive.objects, landings(archive), ShardPlan("again", NOW), Holdings())
    assert (again.read, again.new, again.held, again.quarantined) == (4, 2, 1, 1)
    assert (again.landings, archive.raw()) == ((), before)
    assert sorted(archive.rows(again)["raw_bytes"]) == [7, 10]


def test_what_is_held_already_goes_no_further(archive: Archive, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", b"Rain fell.")
    put(tmp_path / "in" / "c.txt", b"")
    archive.land(tmp_path / "in")
    held = Holdings(HeldCaptures(archive.held), archive.refused)
    again = replay(archive.objects, landings(archive), ShardPlan("again", NOW), held)
    assert (again.held, again.quarantined, again.shards, again.refused) == (1, 1, (), ())
