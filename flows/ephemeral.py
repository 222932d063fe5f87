"""The server that Prefect starts for a command where no other is named, and Ctrl-C.

A terminal sends Ctrl-C to every process of its group. A server that dies of it takes with it the
runs that still have to say that they end, and Prefect tries for most of a minute to reach it.
"""

from __future__ import annotations

import logging
import signal
import subprocess
from functools import wraps
from typing import Any

from prefect.server.api.server import SubprocessASGIServer

from tearsheet import stopping


def shield_servers() -> None:
    """Have servers of this process pass over Ctrl-C: they are ended with it, by their pid. What
    Prefect logs of its own end is not shown: one sentence says it.
    """
    stopping.at_stop("logs", lambda: logging.disable(logging.CRITICAL))
    start = SubprocessASGIServer._run_uvicorn_command
    if hasattr(start, "__wrapped__"):
        return

    @wraps(start)
    def start_shielded(self: SubprocessASGIServer) -> subprocess.Popen[Any]:
        # a child is born with the signals blocked that its parent blocks
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return start(self)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    SubprocessASGIServer._run_uvicorn_command = start_shielded  # type: ignore[method-assign]
