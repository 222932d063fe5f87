"""The rows of `inputs` are kept by the run that publishes what they tell of, whenever that run is
ended; compaction merges their files, and nobody is told a row twice.
"""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import tearsheet
from flows import plain
from tearsheet.store import inputs
from tearsheet.store.runs import record_run
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.vacuum import Retention, vacuum
from tearsheet.upkeep.verify import verify
from tests.support.inputs import NOW, put
from tests.support.nursery import Nursery, body

TOLD = """SELECT status, i.run_id = s.run_id AS is_of_publisher, new_count, held_count FROM inputs i
    CROSS JOIN (SELECT DISTINCT run_id FROM captures) s
    ORDER BY is_of_publisher DESC, i.run_id, input_no"""


def source(folder: Path) -> Path:
    put(folder / "a.txt", body("ferry").encode())
    put(folder / "b.txt", body("bridge").encode())
    return folder


def test_a_run_killed_before_it_published_tells_nothing_and_the_next_one_tells_all(
    tmp_path: Path, nursery: Nursery
) -> None:
    root, given = str(tmp_path / "archive"), str(source(tmp_path / "in"))
    ended = nursery.run("archive", root, given, env={"TEARSHEET_CRASH_AT": "publish.written"})
    assert ended.was_killed
    assert nursery.run("archive", root, given).code == 0
    assert tearsheet.open(root).sql(TOLD).rows() == [("read", True, 1, 0)] * 2


@pytest.mark.parametrize("point", ["snapshot.linked", "current.swapped", "run.ending"])
def test_what_a_killed_run_had_published_is_told_as_its_own(
    tmp_path: Path, nursery: Nursery, point: str
) -> None:
    root, given = str(tmp_path / "archive"), str(source(tmp_path / "in"))
    assert nursery.run("archive", root, given, env={"TEARSHEET_CRASH_AT": point}).was_killed
    assert nursery.run("archive", root, given).code == 0
    told = tearsheet.open(root).sql(TOLD).rows()
    assert told[:2] == [("read", True, 1, 0)] * 2
    assert [(mine, new, held) for _, mine, new, held in told[2:]] == [(False, 0, 1)] * 2


def test_a_run_that_fails_after_it_published_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("after the snapshot")

    monkeypatch.setattr("flows.runs.keep_inputs", fail)
    root, given = str(tmp_path / "archive"), str(source(tmp_path / "in"))
    with pytest.raises(RuntimeError):
        plain.archive(root, [given])
    assert tearsheet.open(root).sql(TOLD).rows() == [("read", True, 1, 0)] * 2


def test_compaction_merges_the_files_and_a_later_vacuum_removes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_MANY_FILES", 4)
    root, given = str(tmp_path / "archive"), str(source(tmp_path / "in"))
    for _ in range(5):
        plain.archive(root, [given])
    storage, query = Storage.open(root), "SELECT * FROM inputs ORDER BY run_id, input_no"
    before = tearsheet.open(root).sql(query).rows()
    assert (len(before), len(list(inputs.list_inputs(storage.objects)))) == (10, 6)
    for _ in range(2):
        with record_run(storage, "compact", {}) as run:
            compact(storage, run_id=run.run_id, now=NOW)
        assert len(list(inputs.list_inputs(storage.objects))) == 7  # merged once
        assert tearsheet.open(root).sql(query).rows() == before
    for days, left in ((0, 7), (3, 1)):
        now = datetime.now(UTC) + timedelta(days=days)
        vacuum(storage, now=now, retention=Retention(1, 1.0))
        assert len(list(inputs.list_inputs(storage.objects))) == left
        assert tearsheet.open(root).sql(query).rows() == before
    assert verify(storage, now=NOW) == []


def test_status_prints_what_became_of_each_input(tmp_path: Path, tearsheet_command: str) -> None:
    root, given = str(tmp_path / "archive"), source(tmp_path / "in")
    put(given / "c.txt", b"")
    put(given / "d\x1b[31m.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    put(given / "e.txt", (given / "a.txt").read_bytes())
    plain.archive(root, [str(given)])

    def said(*more: str) -> str:
        command = [tearsheet_command, "status", "--inputs", "--root", root, *more]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        return done.stdout

    lines = [line for line in said().splitlines() if str(given) in line or "a.txt" in line]
    assert len(lines) >= 5
    assert "\x1b" not in said()
    rows = json.loads(said("--format", "json"))
    counts = [f"{end}_count" for end in ("new", "held", "skipped", "refused")]
    assert [[row[c] for c in counts] for row in rows] == [
        [1, 0, 0, 0],
        [1, 0, 0, 0],
        [0, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 1, 0, 0],
    ]
