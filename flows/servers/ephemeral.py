"""The server that Prefect starts for a command where no other is named: it passes over Ctrl-C, and
it ends with its command, however that ends.

A terminal sends Ctrl-C to every process of its group. A server that dies of it takes with it the
runs that still have to say that they end, and Prefect tries for most of a minute to reach it.

`python -m flows.servers.ephemeral PORT LIFELINE` is that server, for as long as whoever started it
holds the pipe open of which LIFELINE is the other end.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys

import uvicorn
from prefect.server.api.server import SubprocessASGIServer
from prefect.settings import get_current_settings

from tearsheet import stopping
from tearsheet.child import die_with_parent

#: Pipes that are open for as long as this process lives.
_held: list[int] = []


def shield_servers() -> None:
    """Have servers of this process pass over Ctrl-C and end with it, by their pid or, where it is
    killed, by its end. What Prefect logs of its own end is not shown: one sentence says it.
    """
    stopping.at_stop("logs", lambda: logging.disable(logging.CRITICAL))
    SubprocessASGIServer._run_uvicorn_command = _start  # type: ignore[method-assign, assignment]


def _start(server: SubprocessASGIServer) -> subprocess.Popen[bytes]:
    """What Prefect starts, on a lifeline."""
    prefect_settings = get_current_settings()
    environment = {
        **os.environ,
        "PREFECT_UI_ENABLED": "0",
        "PREFECT__SERVER_EPHEMERAL": "1",
        "PREFECT__SERVER_FINAL": "1",
        **prefect_settings.to_environment_variables(exclude_unset=True),
    }
    lifeline, held = os.pipe()
    _held.append(held)
    # a child is born with the signals blocked that its parent blocks
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                __name__,
                str(server.port),
                str(lifeline),
            ],
            env=environment,
            pass_fds=(lifeline,),
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(lifeline)


if __name__ == "__main__":
    die_with_parent(int(sys.argv[2]))
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="error",
        lifespan="on",
    )
