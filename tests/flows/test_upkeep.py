"""The verbs that look after an archive as their user runs them, and the real command killed in the
middle.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tests.support.effort import effort
from tests.support.nursery import digest, first_batch, second_batch
from tests.support.places import ROOT

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def call(tearsheet_command: str, prefect_api: str) -> Callable[..., str]:
    environment = {**os.environ, "PREFECT_API_URL": prefect_api}

    def run(*arguments: str, status: int = 0, **extra: str) -> str:
        command = [tearsheet_command, *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**environment, **extra},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_an_archive_is_looked_after_from_the_command_line(
    call: Callable[..., str], tmp_path: Path
) -> None:
    root = str(tmp_path / "archive")
    archive(root, [str(first_batch(tmp_path / "first"))])
    archive(root, [str(second_batch(tmp_path / "second"))])
    said = digest(root)
    assert "every stored byte matches its hash" in call("verify", "--root", root)
    assert "snapshot 1 is pinned" in call("pin", "1", "--note", "cited", "--root", root)
    assert "1  cited" in call("pin", "--root", root)
    assert "files became" in call("compact", "--root", root)
    assert "nothing to merge" in call("compact", "--root", root)
    assert "0 snapshots" in call("vacuum", "--keep", "1", "--dry-run", "--root", root)
    assert "0 snapshots" in call(
        "vacuum", "--keep", "1", "--root", root
    )  # all were the newest today
    assert "no longer pinned" in call("pin", "1", "--remove", "--root", root)
    assert "equal to snapshot 3" in call("rebuild", "--to", str(tmp_path / "again"), "--root", root)
    assert digest(root) == digest(str(tmp_path / "again")) == said
    kinds = (
        tearsheet.open(root)
        .sql("SELECT kind, status FROM runs ORDER BY started_at")["kind"]
        .to_list()
    )
    assert kinds == ["archive", "archive", "compact", "compact", "vacuum"]
    victim = sorted((tmp_path / "archive" / "raw" / "containers").rglob("*.warc"))[0]
    victim.write_bytes(victim.read_bytes()[:-1])
    damaged = call("verify", "--root", root, status=1)
    assert f"{victim.name}: damaged; to heal:" in damaged
    assert "1 stored object is missing or damaged" in damaged


def test_a_folder_that_cannot_be_made_ends_the_command_with_one_sentence(
    call: Callable[..., str], tmp_path: Path
) -> None:
    root = tmp_path / "archive"
    root.mkdir()
    (root / "runs").write_text("a file where a folder must be")
    said = call("ingest", str(first_batch(tmp_path / "first")), "--root", str(root), status=1)
    told = said.splitlines()[-1]
    assert told.startswith("tearsheet: ")
    assert str(root / "runs") in told
    assert "Traceback" not in said


@pytest.mark.slow
def test_the_command_killed_at_random_times_is_simply_run_again(
    call: Callable[..., str], tearsheet_command: str, prefect_api: str, tmp_path: Path
) -> None:
    first, second = str(first_batch(tmp_path / "first")), str(second_batch(tmp_path / "second"))
    call("ingest", first, "--root", str(tmp_path / "base"))
    shutil.copytree(tmp_path / "base", tmp_path / "whole", symlinks=True)
    began = time.monotonic()
    call("ingest", second, "--root", str(tmp_path / "whole"))
    lasts, chance = time.monotonic() - began, random.Random(4)
    for n in range(effort(6)):
        root = tmp_path / f"killed{n}"
        shutil.copytree(tmp_path / "base", root, symlinks=True)
        command = [tearsheet_command, "ingest", second, "--root", str(root)]
        running = subprocess.Popen(
            command, env={**os.environ, "PREFECT_API_URL": prefect_api}, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(lasts / 3, lasts))
        running.send_signal(signal.SIGKILL)
        running.wait()
        call("ingest", second, "--root", str(root))
        assert digest(str(root)) == digest(str(tmp_path / "whole"))
        assert "every stored byte matches its hash" in call("verify", "--root", str(root))
        shutil.rmtree(root)
