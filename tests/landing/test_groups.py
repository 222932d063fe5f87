"""Many files are landed in groups that know nothing of each other; what comes of them is what
comes of one landing.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

import tearsheet
from flows import plain, runs
from tearsheet.landing.groups import gather, listing
from tearsheet.landing.groups.listing import list_files, read_group
from tearsheet.landing.plan import HELD, HeldCaptures
from tearsheet.landing.remote.bucket_files import BucketFile
from tearsheet.landing.rest import FileGroup, Remaining, Rest
from tearsheet.landing.result import LandingResult
from tearsheet.landing.sources import MissingSource, SourceFile
from tearsheet.settings import settings
from tearsheet.stages.ingest import LandingRound, begin_landing, gather_groups, land_group
from tearsheet.store.roots import open_objects
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.verify import verify
from tearsheet.workers import Killed
from tests.landing.test_revisits import AGAIN, OLDER, ORIGINAL
from tests.support.inputs import NOW, put, response, zipped
from transforms.captures.declaration import Declaration

TEXT = (
    b"<html><body><h1>Hail %d</h1>"
    + b"<p>Hail fell on the roofs of the town, and roof number %d was broken before noon.</p>" * 4
)


def page(number: int) -> bytes:
    return TEXT % ((number,) * 5)


@pytest.fixture
def of_files(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many files a group may have."""
    return lambda count: monkeypatch.setattr(listing, "GROUP_FILES", count)


def source(folder: Path) -> Path:
    """Captures that come again in other files, with more declared; revisits before what they
    refer to; refusals that are alike, and files that hold no page.
    """
    put(folder / "a.html", page(1))
    put(folder / "b.warc", AGAIN + response(page(2), "http://a.example/2"))
    put(folder / "c.warc", OLDER + response(page(2), "http://a.example/2"))
    put(folder / "d.jsonl", b'{"text": "Snow fell on the roofs of the town."}\nbroken\n')
    put(folder / "e.jsonl", b'{"text": "Snow fell on the roofs of the town."}\nbroken\n')
    put(folder / "f.txt", b"")
    put(folder / "g.txt", b"")
    put(folder / "h.zip", zipped({"i.warc": response(page(3)), "j.html": page(1)}))
    put(folder / "k.warc", ORIGINAL)
    put(folder / "outlet-hail" / "l.html", page(1))
    put(folder / "outlet-hail" / "m.html", page(4))
    put(folder / "n.png", b"\x89PNG\r\n\x1a\n" + bytes(30))
    return folder


def ingest(root: Path, *sources: Path) -> runs.ArchiveReport:
    return plain.archive(str(root), list(map(str, sources)), workers=2)


def inputs(root: Path, report: runs.ArchiveReport) -> list[dict[str, Any]]:
    rows = tearsheet.open(str(root)).sql("SELECT * FROM inputs ORDER BY input_no")
    return rows.filter(run_id=report.run_id).drop("run_id").to_dicts()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_in_groups_or_in_one_the_archive_and_the_account_are_the_same(
    tmp_path: Path, of_files: Callable[[int], None], count: int
) -> None:
    place = source(tmp_path / "in")
    whole = ingest(tmp_path / "whole", place)
    of_files(count)
    parts = ingest(tmp_path / "parts", place)
    assert whole.snapshot.number == parts.snapshot.number == 1
    assert parts.counts == whole.counts
    assert parts.messages == whole.messages
    assert inputs(tmp_path / "parts", parts) == inputs(tmp_path / "whole", whole)
    made = Storage.open(str(tmp_path / "parts"))
    assert digest(made, parts.snapshot) == digest(
        Storage.open(str(tmp_path / "whole")), whole.snapshot
    )
    assert not [f for f in verify(made, now=datetime.now(UTC)) if f.is_harm]
    assert len(parts.landed.landings) > 1
    assert plain.rebuild(str(tmp_path / "parts"), str(tmp_path / "again")).is_equal


def test_what_is_held_is_not_landed_again_and_files_that_did_not_change_are_not_read(
    tmp_path: Path, of_files: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.landing.file_cache._RACY_NS", 0)
    place, root = source(tmp_path / "in"), tmp_path / "archive"
    of_files(2)
    first = ingest(root, place)
    raw = sorted((root / "raw").rglob("*"))
    again = ingest(root, place)
    assert again.snapshot.number == 1
    assert (again.landed.read, again.landed.new) == (first.landed.read, 0)
    assert again.landed.held == first.landed.new + first.landed.held
    assert sorted((root / "raw").rglob("*")) == raw
    assert {r["status"] for r in inputs(root, again)} == {"unchanged"}
    monkeypatch.setattr(gather, "MOST_UNCHANGED", 3)
    (row,) = inputs(root, ingest(root, place))
    assert (row["path"], row["status"], row["file_count"]) == (str(place), "unchanged", 13)
    assert orjson.loads(row["skipped_by_kind"]) == {"image": 1}
    assert row["record_count"] == first.landed.read


def test_gathering_again_after_a_failure_comes_to_the_same(
    tmp_path: Path, of_files: Callable[[int], None]
) -> None:
    of_files(2)
    storage = Storage.open(str(tmp_path / "archive"))
    place = str(source(tmp_path / "in"))
    made = begin_landing(storage, [place], declared=Declaration(), run_id="run", now=NOW)
    assert isinstance(made, LandingRound)
    parts = [land_group(str(tmp_path / "archive"), job) for job in made.jobs]

    def rows(landed: LandingResult) -> list[pl.DataFrame]:
        paths = (*landed.inputs, *landed.shards)
        return [pl.read_parquet(io.BytesIO(storage.objects.get(path))) for path in paths]

    first = gather_groups(storage, made, parts)
    staged = rows(first)
    again = gather_groups(storage, made, parts)
    assert again == first
    assert all(a.equals(b) for a, b in zip(staged, rows(again), strict=True))


def test_a_stronger_declaration_of_held_captures_is_counted_once(
    tmp_path: Path, of_files: Callable[[int], None]
) -> None:
    put(tmp_path / "first" / "a.html", page(1))
    for name in ("b", "c", "d"):
        put(tmp_path / "then" / "outlet-hail" / f"{name}.html", page(1))
    counts = []
    for files in (100, 1):
        root = tmp_path / str(files)
        of_files(files)
        ingest(root, tmp_path / "first")
        landed = ingest(root, tmp_path / "then").landed
        counts.append((landed.read, landed.new, landed.held, landed.redeclared))
        (outlet,) = tearsheet.open(str(root)).sql("SELECT outlet FROM captures")["outlet"]
        assert outlet == "outlet-hail"
    assert counts == [(3, 0, 3, 1)] * 2


def test_a_held_revisit_takes_the_payload_that_some_group_brings(
    tmp_path: Path, of_files: Callable[[int], None]
) -> None:
    put(tmp_path / "first" / "a.warc", AGAIN)
    put(tmp_path / "then" / "b.html", page(1))
    put(tmp_path / "then" / "c.warc", ORIGINAL)
    of_files(1)
    ingest(tmp_path / "archive", tmp_path / "first")
    ingest(tmp_path / "archive", tmp_path / "then")
    media = tearsheet.open(str(tmp_path / "archive")).sql("SELECT media_type FROM captures")
    assert media["media_type"].to_list() == ["text/html"] * 3


def test_a_run_of_groups_publishes_in_portions(
    tmp_path: Path, of_files: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = source(tmp_path / "in")
    whole = ingest(tmp_path / "whole", place)
    of_files(2)
    with monkeypatch.context() as environment:
        environment.setenv("TEARSHEET_PORTION_BYTES", "1000")
        settings.cache_clear()
        parts = ingest(tmp_path / "parts", place)
    settings.cache_clear()
    assert parts.snapshot.number > 2
    assert parts.landed.files == whole.landed.files == 12
    assert (parts.landed.read, parts.landed.new) == (whole.landed.read, whole.landed.new)
    assert [r["path"] for r in inputs(tmp_path / "parts", parts)] == [
        r["path"] for r in inputs(tmp_path / "whole", whole)
    ]
    assert digest(Storage.open(str(tmp_path / "parts")), parts.snapshot) == digest(
        Storage.open(str(tmp_path / "whole")), whole.snapshot
    )


def test_a_group_that_a_child_has_no_memory_for_is_landed_here(
    tmp_path: Path, of_files: Callable[[int], None]
) -> None:
    class Starved:
        """Has no memory for landing, and calls all else here."""

        def run(self, function: Callable[..., Any], *args: Any, timeout: float) -> Any:
            if function is land_group:
                raise Killed("memory")
            return function(*args)

    of_files(1)
    put(tmp_path / "in" / "a.html", page(1))
    put(tmp_path / "in" / "b.html", page(2))
    root = str(tmp_path / "archive")
    assert plain.archive(root, [str(tmp_path / "in")], caller=Starved()).landed.new == 2


def test_lists_of_files_are_as_the_sources_name_them(
    tmp_path: Path, of_files: Callable[[int], None]
) -> None:
    odd = os.fsdecode(b"od\xffd.txt")
    put(tmp_path / "in" / odd, b"Rain")
    put(tmp_path / "in" / "outlet-x" / "b.txt", b"Hail fell")
    (tmp_path / "in" / "gone").symlink_to("/nowhere")
    objects = open_objects(str(tmp_path / "archive"))
    of_files(100)
    (whole,) = list_files(objects, "run", [str(tmp_path / "in")]).groups
    assert (whole.path, whole.files, whole.bytes) == (None, 3, 13)
    of_files(1)
    listed = list_files(objects, "run", [str(tmp_path / "in")])
    assert [(g.name, g.files, g.bytes) for g in listed.groups] == [
        ("00000-", 1, 0),
        ("00001-", 1, 4),
        ("00002-", 1, 9),
    ]
    assert listed.total == 3
    assert whole.rest
    assert tuple(read_group(objects, g).entries[0] for g in listed.groups) == whole.rest.entries


def test_a_list_holds_objects_of_buckets(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    remote = BucketFile("s3://news", "a/b.txt", 5, datetime(2026, 3, 1, 2, 3, 4, 5, tzinfo=UTC))
    lists = listing._Lists(objects, "run")
    there = SourceFile(Path("a/b.txt"), remote.url, "b.txt", "a", "s3://news", remote)
    none = MissingSource("s3://news/c", "missing_path", "there is none")
    lists.add(there)
    lists.add(none)
    lists._stage()
    group = lists._groups[0]
    assert group.is_remote
    assert read_group(objects, group).entries == (there, none)


def test_a_round_takes_groups_up_to_a_portion_and_at_least_one() -> None:
    groups = tuple(FileGroup(str(n), 1, size) for n, size in enumerate([5, 5, 0, 20, 1]))
    first, after = Remaining(groups, 5).next_round(10)
    assert [group.name for group, _ in first] == ["0", "1", "2"]
    assert [share for _, share in first] == [5, 5, 1]
    second, rest = after.next_round(10)
    assert [(group.name, share) for group, share in second] == [("3", 10)]
    assert [group.name for group in rest.groups] == ["4"]


def test_what_a_landing_left_of_a_group_is_its_files() -> None:
    group = FileGroup("00001-", 3, 30, path="staging/run/00001-files.json")
    rest = Rest((MissingSource("a", "missing_path", ""),), 3)
    left = group.after(rest)
    assert (left.name, left.files, left.bytes, left.path, left.rest) == (
        "00001-",
        1,
        30,
        None,
        rest,
    )


def test_captures_that_are_held_are_found_by_their_ids() -> None:
    rows = [(f"{n:024x}", None if n % 3 else "flag:x", "{}" if n % 2 else None) for n in range(99)]
    held = HeldCaptures(
        pl.DataFrame(rows[::-1], schema=dict.fromkeys(HELD, pl.String()), orient="row")
    )
    assert [held.get(capture) for capture, *_ in rows] == [tuple(row[1:]) for row in rows]
    assert held.get(f"{99:024x}") is None
    assert held.get("") is None
    assert HeldCaptures().get("a") is None
