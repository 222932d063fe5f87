"""The one-command local form of the schedule: a Prefect server on loopback and a process that
serves the deployments.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tearsheet.errors import TearsheetError

_START_SECONDS = 120.0


def serve_deployments(
    *, root: str, port: int, notify: str | None, say: Callable[[str], object]
) -> None:
    """Serve until Ctrl-C or a termination signal; then the server that this started ends too.

    Raises TearsheetError where the server does not answer in time, or one is at work already.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _server(port, say):
            from flows.serve import serve_all
            from flows.servers.reach import reach_server

            reach_server()
            _say_where(say)
            place = str(Path(root).absolute()) if "://" not in root else root
            serve_all(root=place, notify=notify)
    except (KeyboardInterrupt, SystemExit):  # Prefect's answer to SIGTERM is to exit
        pass
    say("stopped")


def _say_where(say: Callable[[str], object]) -> None:
    from flows.servers.access import auth_path, find_server

    api = os.environ["PREFECT_API_URL"]
    say(f"Prefect's pages: {api.removesuffix('/api')}")
    if api == find_server():
        say(f"to sign in there, paste what is in {auth_path()}")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _server(port: int, say: Callable[[str], object]) -> Iterator[None]:
    """A server is there: the one at PREFECT_API_URL, or one started here and ended on exit.

    Raises TearsheetError where this account has one that serves already: the deployments would be
    those of whoever came last, and paused when that one ends.
    """
    from flows.servers.access import HOST, find_server

    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    if running := find_server():
        raise TearsheetError(
            f"`tearsheet serve` is at work already, at {running}: end that one first, or set "
            f"PREFECT_HOME to another folder for a server of its own"
        )
    say("starting a Prefect server…")
    lifeline, held = os.pipe()
    try:
        process = _start(port, lifeline)
    finally:
        os.close(lifeline)
    try:
        _await(f"http://{HOST}:{port}/api", process)
        yield
    finally:
        _end(process)
        os.close(held)


def _start(port: int, lifeline: int) -> subprocess.Popen[bytes]:
    from flows.servers.access import HOST, keep_auth, origins

    environment = {
        **os.environ,
        "PREFECT_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_API_AUTH_STRING": keep_auth(),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(origins(port)),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    # a session of its own: a Ctrl-C at the terminal reaches the server only when the deployments
    # have stopped
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "flows.servers.gate", str(port), str(lifeline)],
        env=environment,
        pass_fds=(lifeline,),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )


def _await(api: str, process: subprocess.Popen[bytes]) -> None:
    """Return once the server is announced. Whatever else answers at that address is never asked:
    it would be told the credentials.
    """
    from flows.servers.access import find_server

    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise TearsheetError(
                f"the Prefect server ended with {process.returncode} before it answered at {api}; "
                "where that port is taken, give another with --port, or set PREFECT_API_URL to "
                "use the server that has it"
            )
        if find_server() == api:
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
