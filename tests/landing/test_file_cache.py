"""Files that were read before cost a stat, and are read again whenever anything about them is in
doubt.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.plain import archive
from tearsheet.landing import land as landing
from tearsheet.landing.file_cache import PATH
from tearsheet.landing.identify import OpenFile
from tearsheet.landing.result import LandingResult
from tearsheet.stages.ingest import begin_landing
from tearsheet.store.snapshots import snapshot_path
from tearsheet.store.tables import Storage
from tests.support.inputs import NOW, put, response
from transforms.captures.declaration import Declaration

LONG_AGO = time.time() - 100


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened, in order."""
    names: list[str] = []
    real = OpenFile

    def opening(path: Path) -> Any:
        names.append(path.name)
        return real(path)

    monkeypatch.setattr(landing, "OpenFile", opening)
    monkeypatch.setattr("tearsheet.landing.file_cache._RACY_NS", 0)
    return names


def made(folder: Path) -> Path:
    put(
        folder / "a.txt",
        b"Rain fell on the hills all day, and the river rose by a foot before the evening came.\n",
    )
    put(
        folder / "pages.warc",
        response(
            b"<p>Hail fell on the roofs of the town, the first of the year, said the old clerk."
        ),
    )
    put(folder / "broken.jsonl", b'{"text": "Snow"}\nbroken\n')
    return folder


def test_a_second_run_over_an_unchanged_folder_opens_no_file_and_counts_the_same(
    tmp_path: Path, opened: list[str]
) -> None:
    source, root = made(tmp_path / "in"), str(tmp_path / "archive")
    first = archive(root, [str(source)])
    assert (len(opened), first.landed.read, first.landed.held) == (3, 4, 0)
    opened.clear()
    again = archive(root, [str(source)])
    assert opened == []
    assert (again.landed.read, again.landed.held, again.messages) == (4, 3, first.messages)
    assert again.snapshot.number == first.snapshot.number


@pytest.mark.parametrize(
    "change", ["bytes", "times", "another file in its place", "the flag", "another name"]
)
def test_a_file_about_which_anything_changed_is_read_again(
    tmp_path: Path, opened: list[str], change: str
) -> None:
    path, root = (
        put(tmp_path / "in" / "a.txt", b"Rain fell on the hills."),
        str(tmp_path / "archive"),
    )
    archive(root, [str(path)])
    opened.clear()
    given, outlet = str(path), None
    before = path.stat()
    if change == "bytes":  # of the same length, with the time put back
        path.write_bytes(b"Hail fell on the hills.")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "times":
        os.utime(path, (LONG_AGO, LONG_AGO))
    elif change == "another file in its place":
        put(tmp_path / "new", b"Hail fell on the hills.").replace(path)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif change == "the flag":
        outlet = "zenith"
    else:
        given = str(path.rename(tmp_path / "in" / "b.txt"))
    archive(root, [given], outlet=outlet)
    assert len(opened) == 1


def test_what_a_failed_run_read_is_read_again(tmp_path: Path, opened: list[str]) -> None:
    source, root = made(tmp_path / "in"), Storage.open(str(tmp_path / "archive"))
    for _ in range(2):
        begin_landing(root, [str(source)], declared=Declaration(), run_id="run", now=NOW)
    assert len(opened) == 6
    assert not (tmp_path / "archive" / PATH).exists()


def test_an_archive_put_back_to_an_older_state_forgets_what_came_after(
    tmp_path: Path, opened: list[str]
) -> None:
    root = tmp_path / "archive"
    archive(str(root), [str(put(tmp_path / "a.txt", b"Rain fell on the hills."))])
    archive(str(root), [str(put(tmp_path / "b.txt", b"Hail fell on the roofs."))])
    (root / snapshot_path(2)).unlink()
    opened.clear()
    again = archive(str(root), [str(tmp_path / "b.txt")])
    assert (opened, again.landed.new) == (["b.txt"], 1)


@pytest.mark.parametrize("torn", [b'{"code": "0.1', b"", b"SQLite format 3\0" + 4096 * b"x"])
def test_a_torn_note_is_as_good_as_none_and_is_written_anew(
    tmp_path: Path, opened: list[str], torn: bytes
) -> None:
    path, root = put(tmp_path / "a.txt", b"Rain fell on the hills."), tmp_path / "archive"
    archive(str(root), [str(path)])
    (root / PATH).write_bytes(torn)
    again = archive(str(root), [str(path)])
    assert (opened, again.landed.held) == (["a.txt", "a.txt"], 1)
    archive(str(root), [str(path)])
    assert opened == ["a.txt", "a.txt"]


def test_what_came_of_a_file_counts_by_its_entry_alone(tmp_path: Path, opened: list[str]) -> None:
    source, root = made(tmp_path / "in"), tmp_path / "archive"
    archive(str(root), [str(source)])
    with contextlib.closing(sqlite3.connect(root / PATH)) as known, known:
        known.execute("UPDATE files SET entry = entry || ' ' WHERE instr(key, 'pages.warc') > 0")
    opened.clear()
    archive(str(root), [str(source)])
    assert opened == ["pages.warc"]


def test_the_files_that_were_noted_first_are_dropped_beyond_a_number(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.landing.file_cache._MOST_ENTRIES", 2)
    root, names = str(tmp_path / "archive"), ["a.txt", "b.txt", "c.txt"]
    for name in names:
        archive(root, [str(put(tmp_path / name, f"Rain fell on {name}.".encode()))])
    opened.clear()
    archive(root, [str(tmp_path / name) for name in names])
    assert opened == ["a.txt"]


def test_many_files_are_noted_a_few_at_a_time(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.landing.file_cache._NOTES_AT_ONCE", 2)
    root, source = str(tmp_path / "archive"), tmp_path / "in"
    for no in range(5):
        put(source / f"{no}.txt", f"Rain fell on the hills {no}.".encode())
    archive(root, [str(source)])
    opened.clear()
    assert (archive(root, [str(source)]).landed.held, opened) == (5, [])


def test_a_file_written_while_it_might_have_been_read_is_not_remembered(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.landing.file_cache._RACY_NS", 3_600_000_000_000)
    path, root = put(tmp_path / "a.txt", b"Rain fell on the hills."), str(tmp_path / "archive")
    archive(root, [str(path)])
    archive(root, [str(path)])
    assert opened == ["a.txt", "a.txt"]


def test_a_young_file_waits_where_a_settling_time_is_asked_for(tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path / "archive"))
    put(tmp_path / "in" / "young.txt", b"Rain fell.")
    old, future = (
        put(tmp_path / "in" / "old.txt", b"Hail fell."),
        put(tmp_path / "in" / "future.txt", b"Snow fell."),
    )
    now = datetime.now(UTC)
    os.utime(old, (now.timestamp() - 61, now.timestamp() - 61))
    os.utime(future, (now.timestamp() + 9e6, now.timestamp() + 9e6))
    landed = begin_landing(
        storage,
        [str(tmp_path / "in")],
        declared=Declaration(),
        run_id="run",
        now=now,
        settle_seconds=60,
    )
    assert isinstance(landed, LandingResult)
    assert (landed.read, landed.new, landed.waiting) == (2, 2, 1)
    landed = begin_landing(
        storage, [str(tmp_path / "in")], declared=Declaration(), run_id="run", now=now
    )
    assert isinstance(landed, LandingResult)
    assert (landed.read, landed.waiting) == (3, 0)
