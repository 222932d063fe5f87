"""What tests share: the sample, the corpora where they are, and one archive of the sample made by
the real command; and how several processes share the suite (`make test`).
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.support.places import CORPORA, ROOT
from tests.support.servers import prefect_server

if TYPE_CHECKING:
    from tests.support.nursery import Nursery

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


#: Files whose tests ask one server: in one process, since it takes ten seconds of a processor to
#: start another.
SERVERS = {
    "tests/flows/test_backfill.py": "prefect_api",
    "tests/flows/test_command.py": "prefect_api",
    "tests/flows/test_in_process.py": "prefect_api",
    "tests/flows/test_stopping.py": "prefect_api",
    "tests/flows/test_upkeep.py": "prefect_api",
    "tests/flows/test_serve_access.py": "server",
    "tests/flows/test_server.py": "server",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file is one process's, and files that ask one server are the same process's."""
    from xdist.scheduler import LoadFileScheduling

    made = LoadFileScheduling(config, log)
    file_of = made._split_scope
    made._split_scope = lambda test: SERVERS.get(file_of(test), file_of(test))
    return made


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
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API of a Prefect server, started once a session: a run on it starts sooner than on its
    own.
    """
    with prefect_server(tmp_path_factory.mktemp("prefect")) as api:
        yield api


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """What runs the archive in processes that may be killed."""
    from tests.support.nursery import Nursery  # which imports all that archives

    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample_run(
    tmp_path_factory: pytest.TempPathFactory, tearsheet_command: str
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """(root, what the command printed) of `tearsheet ingest data/sample`, run as a user would: once
    a session, by the first of the processes that share it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    root, printed = folder / "sample" / "archive", folder / "sample" / "printed.json"
    printed.parent.mkdir(exist_ok=True)
    with (folder / "sample" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not printed.exists():
            printed.write_text(json.dumps(_archive_sample(tearsheet_command, root)))
    command, status, stdout, stderr = json.loads(printed.read_text())
    return root, subprocess.CompletedProcess(command, status, stdout, stderr)


def _archive_sample(tearsheet_command: str, root: Path) -> tuple[list[str], int, str, str]:
    command = [tearsheet_command, "ingest", "data/sample", "--root", str(root)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return command, done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="session")
def sample_root(sample_run: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """The root of an archive of data/sample. Read only, and read by several processes at once:
    tests that write make their own.
    """
    return sample_run[0]
