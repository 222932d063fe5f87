"""What tests share: the sample, the corpora where they are, and one archive of the sample made by
the real command.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from tests.support.places import CORPORA, ROOT

# a busy machine is no failure; a change is judged by the same examples everywhere, and `make
# explore` looks for new ones
hypothesis.settings.register_profile(
    "tearsheet", deadline=None, derandomize="TEARSHEET_EXAMPLES" not in os.environ
)
hypothesis.settings.load_profile("tearsheet")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--together-seconds",
        type=float,
        default=300.0,
        help="how long the slow test of everything at once goes on",
    )


#: Files that take longest, begun first where several processes share the suite (`make test`), so
#: that none of them waits for the last. measured: pytest -m "not slow" --durations=60
LONGEST = (
    "tests/crash/test_kills.py",
    "tests/flows/",
    "tests/query/test_guard.py",
    "tests/crash/",
    "tests/invariants/",
    "tests/landing/test_harmful.py",
    "tests/stages/",
    "tests/query/",
    "tests/test_",
    "tests/upkeep/",
    "tests/landing/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, each as it is."""

    def rank(item: pytest.Item) -> int:
        places = [n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)]
        return min(places, default=len(LONGEST))

    items.sort(key=rank)


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


def free_port() -> int:
    """A port of loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a Prefect server on loopback, started once a session and ended by pid: a run on it
    starts sooner than on its own.
    """
    port = free_port()
    home = tmp_path_factory.mktemp("prefect")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    api = f"http://127.0.0.1:{port}/api"
    try:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if httpx.get(f"{api}/health", timeout=2).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.3)
        else:
            pytest.fail("the Prefect server did not start: " + (home / "log").read_text())
        yield api
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory, tearsheet_command: str
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """(root, what the command printed) of `tearsheet ingest data/sample`, run once a session as a
    user would.
    """
    root = tmp_path_factory.mktemp("sample") / "archive"
    command = [tearsheet_command, "ingest", "data/sample", "--root", str(root)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return root, done


@pytest.fixture(scope="session")
def sample_root(sample_run: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The root of an archive of data/sample. Read only: tests that write make their own."""
    return sample_run[0]
