"""The server that a command starts where no other is named: it passes over Ctrl-C, and it ends with
its command, however that ends. Nothing here imports Prefect, so that the server comes up while the
command still does.

A terminal sends Ctrl-C to every process of its group. A server that dies of it takes with it the
runs that still have to say that they end, and Prefect tries for most of a minute to reach it.

`python -m flows.servers.ephemeral PORT LIFELINE SOCKET` is that server, listening on the socket of
the handle SOCKET, for as long as whoever started it holds the pipe open of which LIFELINE is the
other end.
"""

from __future__ import annotations

import atexit
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from functools import partial
from pathlib import Path

from flows.servers.access import HOST, database_alone, find_server, make_home
from tearsheet.child import die_with_parent
from tearsheet.errors import TearsheetError

#: What names a server in a file of Prefect's settings.
_NAMES_SERVER = re.compile(r"prefect_api_url|^\s*\[(tool\.prefect\.)?api\]|\bapi\.url", re.I | re.M)
#: Such files of the folder that one stands in.
_HERE = (".env", "prefect.toml", "pyproject.toml")
#: A server that was told to end has so long to write what it has heard last.
_END_SECONDS = 5.0
#: On a busy machine, and where its database is made, a server takes long to start; one request
#: to it may take so long before it is made again.
_START_SECONDS, _ASK_SECONDS = 120.0, 10.0
#: Pipes that are open for as long as this process lives.
_held: list[int] = []
_started: list[subprocess.Popen[bytes]] = []


def start_early() -> None:
    """Start a server for this process where nothing may name another; Prefect finds it, once it is
    imported, by the variables of the environment.
    """
    if not (os.environ.get("PREFECT_API_URL") or find_server() or _may_be_named()):
        start_server()


def start_server() -> None:
    """Start a server that lives as long as this process and that no other can use, and say so in
    this process's environment. It answers in some seconds; who asks before waits. Raises
    TearsheetError where there can be no folder for its database.
    """
    make_home()
    auth = f"tearsheet:{secrets.token_urlsafe(32)}"
    closed = {
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": "none",
    }
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        os.environ |= {**closed, "PREFECT_API_URL": f"http://{HOST}:{port}/api"}
        process = _start(listening, port)
    _started.append(process)
    atexit.register(partial(_end, process))


def await_server() -> None:
    """Return once the server that was started for this process answers; at once where none was.
    Raises TearsheetError where it ends, or does not answer in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while _started:
        if (code := _started[-1].poll()) is not None:
            raise TearsheetError(f"the Prefect server of this command ended with {code}")
        with suppress(OSError):
            health = f"{os.environ['PREFECT_API_URL']}/health"
            with urllib.request.urlopen(health, timeout=_ASK_SECONDS):
                return
        if time.monotonic() > deadline:
            raise TearsheetError(
                f"the Prefect server of this command did not answer within {_START_SECONDS:.0f} s"
            )
        time.sleep(0.05)


def _start(listening: socket.socket, port: int) -> subprocess.Popen[bytes]:
    environment = {
        # what it warns of is its own: it may give up alarms of a run that ended with its command
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        **os.environ,
        "PREFECT_UI_ENABLED": "0",
        "PREFECT__SERVER_EPHEMERAL": "1",
        "PREFECT__SERVER_FINAL": "1",
    }
    lifeline, held = os.pipe()
    _held.append(held)
    handles = lifeline, listening.fileno()
    # a child is born with the signals blocked that its parent blocks
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(port), *map(str, handles)],
            env=environment,
            pass_fds=handles,
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(lifeline)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _may_be_named() -> bool:
    """Whether a file of Prefect's settings may name a server: then Prefect is to be asked."""
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    profiles = os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml"
    for path in (Path(profiles), *map(Path, _HERE)):
        with suppress(OSError, UnicodeDecodeError):
            if _NAMES_SERVER.search(path.read_text(encoding="utf-8")):
                return True
    return False


def _serve(lifeline: int, handle: int) -> None:
    die_with_parent(lifeline)
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            with database_alone():
                await super().startup(sockets)

    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on"
    )
    with socket.socket(fileno=handle) as listening:
        Server(config).run(sockets=[listening])


if __name__ == "__main__":
    _serve(int(sys.argv[2]), int(sys.argv[3]))
