"""What tests share: the sample, the corpora where they are, and one archive of the sample made by the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "sample"
CORPORA = Path(os.environ.get("TEARSHEET_CORPORA", ROOT.parent / "shared" / "corpora"))


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real captures (TEARSHEET_CORPORA, default ../shared/corpora)."""
    if not CORPORA.is_dir():
        pytest.skip(f"no corpora at {CORPORA}: set TEARSHEET_CORPORA")
    return CORPORA


@pytest.fixture(scope="session")
def tearsheet_command() -> str:
    """The installed console script."""
    return str(Path(sys.executable).with_name("tearsheet"))


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, tearsheet_command: str) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """(root, what the command printed) of `tearsheet ingest data/sample`, run once a session as a user would."""
    root = tmp_path_factory.mktemp("sample") / "archive"
    command = [tearsheet_command, "ingest", "data/sample", "--root", str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return root, done


@pytest.fixture(scope="session")
def sample_root(sample_run: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The root of an archive of data/sample. Read only: tests that write make their own."""
    return sample_run[0]
