"""The folder for what is kept while pages are served."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import tearsheet
from tearsheet.explore.readers import Readers
from tearsheet.explore.scratch import Scratch
from tearsheet.query.limits import Limits

HOLD = """
from tearsheet.explore.scratch import Scratch
held = Scratch()
print(held.path, flush=True)
input()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_a_killed_process_left_goes_with_the_next_and_what_is_held_stays(place: Path) -> None:
    mine = Scratch()
    pipe, command = subprocess.PIPE, [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe) as other:
        assert other.stdout
        left = Path(other.stdout.readline().strip())
        (left / "7").mkdir()
        Scratch().close()
        assert left.is_dir()
        other.kill()
    Scratch().close()
    assert list(place.iterdir()) == [mine.path]
    mine.close()
    assert list(place.iterdir()) == []


def test_another_programs_folder_and_a_link_are_left_alone(place: Path, tmp_path: Path) -> None:
    other = tmp_path / "tearsheet-explore-other"
    other.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "held").touch()
    (place / "tearsheet-explore-link").symlink_to(elsewhere)
    Scratch().close()
    assert other.is_dir()
    assert (elsewhere / "held").exists()


def test_without_a_place_nothing_is_kept_and_questions_are_answered(
    sample_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc/no-such-place")
    readers = Readers(str(sample_root), Limits.with_defaults())
    snapshot = tearsheet.open(str(sample_root)).snapshot
    try:
        readers.keep_views(snapshot)
        assert readers.kept(snapshot) is None
        [found] = readers.rows(snapshot, [("SELECT count(*) AS n FROM missing", {})])
        assert found["n"][0].as_py() > 0
    finally:
        readers.close()
