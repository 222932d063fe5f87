"""The server of `tearsheet serve`, started once for all tests that talk to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.places import SAMPLE
from tests.support.servers import free_port


def until(what: str, ask: Any, seconds: float = 120.0) -> Any:
    """What `ask` gives once it gives something; fails with the name of what was awaited."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := ask():
            return found
        time.sleep(0.5)
    pytest.fail(f"waited {seconds:.0f} s in vain for {what}")


class Server:
    """The API of the server of these tests, for who may use it."""

    def __init__(self, port: int, environment: dict[str, str], home: Path) -> None:
        self.port, self.home = port, home
        self.api = f"http://127.0.0.1:{port}/api"
        #: Of a process that knows the place of the server and nothing of its credentials.
        self.environment = environment

    @property
    def auth_path(self) -> Path:
        return self.home / "prefect" / "tearsheet" / "auth-string"

    @property
    def auth(self) -> str:
        return self.auth_path.read_text().strip()

    def basic(self) -> httpx.BasicAuth:
        return httpx.BasicAuth(*self.auth.split(":"))

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """The answer; a busy server says 503 while its database is locked, and is asked again as
        its own clients do.
        """
        deadline = time.monotonic() + 90
        while (
            answer := httpx.request(
                method, f"{self.api}{path}", json=body, timeout=30, auth=self.basic()
            )
        ).status_code == 503:
            if time.monotonic() > deadline:
                break
            time.sleep(1)
        return answer.raise_for_status()

    def post(self, path: str, **body: Any) -> Any:
        return self.send("POST", path, body).json()

    def runs(self, **where: Any) -> list[dict[str, Any]]:
        return list(self.post("/flow_runs/filter", **where))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`tearsheet serve` in a home of its own, with an archive and a landing folder of its own;
    ended by Ctrl-C.
    """
    home = tmp_path_factory.mktemp("served")
    port = free_port()
    shutil.copytree(SAMPLE / "halvern-gazette", home / "landing" / "halvern-gazette")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")} | {
        "PREFECT_HOME": str(home / "prefect"),
        "TEARSHEET_LANDING": str(home / "landing"),
        "TEARSHEET_SETTLE_SECONDS": "0",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    command = [
        str(Path(sys.executable).with_name("tearsheet")),
        "serve",
        "--port",
        str(port),
        "--root",
        str(home / "archive"),
    ]
    log = (home / "log").open("w")
    process = subprocess.Popen(
        command,
        cwd=home,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    found = Server(port, environment, home)

    def deployed() -> bool:
        assert process.poll() is None, (home / "log").read_text()
        try:
            return len(found.post("/deployments/filter")) == 5
        except (httpx.HTTPError, FileNotFoundError):
            return False

    try:
        until("five deployments", deployed)
        yield found
    finally:
        os.kill(process.pid, signal.SIGINT)
        try:
            assert process.wait(60) == 0, (home / "log").read_text()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert "stopped" in (home / "log").read_text()
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{found.api}/health", timeout=2)
