"""The one-command local form of the schedule: a Prefect server on loopback and a process that
serves the deployments.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tearsheet.errors import TearsheetError

HOST = "127.0.0.1"
_START_SECONDS = 120.0


def serve_deployments(*, root: str, port: int, say: Callable[[str], object]) -> None:
    """Serve until Ctrl-C or a termination signal; then the server that this started ends too.

    Raises TearsheetError where the server does not answer in time.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _server(port, say) as api:
            os.environ["PREFECT_API_URL"] = api
            say(f"Prefect's pages: {api.removesuffix('/api')}")
            from flows.serve import serve_all

            serve_all(root=str(Path(root).absolute()) if "://" not in root else root)
    except KeyboardInterrupt:
        pass
    say("stopped")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _server(port: int, say: Callable[[str], object]) -> Iterator[str]:
    """The API address of the server at PREFECT_API_URL, or of one started here and ended on
    exit.
    """
    if given := os.environ.get("PREFECT_API_URL"):
        yield given
        return
    api = f"http://{HOST}:{port}/api"
    if _answers(api):
        say(f"using the Prefect server that runs at {api} already")
        yield api
        return
    say("starting a Prefect server…")
    environment = {
        **os.environ,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_API_URL": api,
    }
    command = [sys.executable, "-m", "prefect", "server", "start"]
    command += ["--host", HOST, "--port", str(port), "--log-level", "WARNING"]
    # a session of its own: a Ctrl-C at the terminal reaches the server only when the deployments
    # have stopped
    process = subprocess.Popen(
        command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        _await(api, process)
        yield api
    finally:
        _end(process)


def _answers(api: str) -> bool:
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _await(api: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise TearsheetError(
                f"the Prefect server ended with {process.returncode} before it answered at {api}: "
                f"is its port taken?"
            )
        if _answers(api):
            return
        time.sleep(0.25)
    raise TearsheetError(
        f"the Prefect server did not answer at {api} within {_START_SECONDS:.0f} s"
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
