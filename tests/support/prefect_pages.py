"""Pictures of Prefect's pages as an operator of an archive meets them: to be looked at.

`python -m tests.support.prefect_pages FOLDER` serves the deployments in a home of its own, has the
sample archived by hand, a backfill tried and one refused for a misspelt outlet, and takes the runs,
a run, its artifacts, the deployments and the forms.
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.browser import open_browser, why_not
from tests.support.places import SAMPLE
from tests.support.servers import free_port

_SECONDS = 300.0
#: Prefect's pages go on loading after they have come.
_SETTLED_SECONDS = 6.0
_ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class Api:
    """The API of the server, for who has its auth string."""

    def __init__(self, port: int, home: Path) -> None:
        self.pages = f"http://127.0.0.1:{port}"
        self._auth = home / "prefect" / "tearsheet" / "auth-string"

    @property
    def auth(self) -> str:
        """The auth string."""
        return self._auth.read_text().strip()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON."""
        user, _, password = self.auth.partition(":")
        url = f"{self.pages}/api{path}"
        answer = httpx.request(method, url, json=body, auth=(user, password), timeout=60)
        return answer.raise_for_status().json()

    def run(self, deployment: str, **parameters: Any) -> str:
        """The id of a run of this deployment, once it has ended."""
        found = self.ask("GET", f"/deployments/name/{deployment}")
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}}
        made = self.ask("POST", f"/deployments/{found['id']}/create_flow_run", body)
        path = f"/flow_runs/{made['id']}"
        until(lambda: self.ask("GET", path)["state_type"] in _ENDED)
        return str(made["id"])


def until(ask: Any) -> None:
    """Return once it is so."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            if ask():
                return
        except (httpx.HTTPError, OSError):
            pass
        time.sleep(1)
    raise SystemExit("the server did not come up, or a run did not end")


@contextmanager
def serving(home: Path) -> Iterator[Api]:
    """`tearsheet serve`, for as long as the block lasts."""
    port = free_port()
    (home / "landing").mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = str(Path(sys.executable).with_name("tearsheet"))
    process = subprocess.Popen(
        [command, "serve", "--port", str(port), "--root", str(home / "archive")],
        cwd=home,
        env=kept
        | {
            "PREFECT_HOME": str(home / "prefect"),
            "TEARSHEET_LANDING": str(home / "landing"),
            "DO_NOT_TRACK": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    api = Api(port, home)
    try:
        until(lambda: len(api.ask("POST", "/deployments/filter", {})) == 5)
        yield api
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def pages_of(api: Api, run: str, tried: str, refused: str) -> Iterator[tuple[str, str]]:
    """(name, path) of every page that is taken."""
    yield "runs", "/runs"
    yield "run", f"/runs/flow-run/{run}"
    yield "backfill-run", f"/runs/flow-run/{tried}"
    yield "refused-run", f"/runs/flow-run/{refused}"
    yield "artifacts", "/artifacts"
    for key in ("archive", "backfill"):
        body = {"artifacts": {"key": {"any_": [key]}}}
        for artifact in api.ask("POST", "/artifacts/filter", body)[:1]:
            yield f"artifact-{key}", f"/artifacts/artifact/{artifact['id']}"
    yield "deployments", "/deployments"
    for name in ("archive/on-demand", "backfill/on-demand"):
        found = api.ask("GET", f"/deployments/name/{name}")
        page = f"/deployments/deployment/{found['id']}"
        yield f"deployment-{name.partition('/')[0]}", page
        yield f"form-{name.partition('/')[0]}", f"{page}/run"


def take(folder: Path) -> None:
    """All of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as api:
        root = str(Path(home) / "archive")
        run = api.run("archive/on-demand", sources=[str(SAMPLE)], root=root)
        tried = api.run("backfill/on-demand", undated=True, dry_run=True, root=root)
        refused = api.run("backfill/on-demand", outlets=["halvern-gazete"], root=root)
        password = base64.b64encode(api.auth.encode()).decode()
        with open_browser() as browser:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.add_init_script(f"localStorage.setItem('prefect-password', '{password}')")
            page = context.new_page()
            for name, path in pages_of(api, run, tried, refused):
                page.goto(api.pages + path)
                page.wait_for_timeout(_SETTLED_SECONDS * 1000)
                page.screenshot(path=folder / f"{name}.png", full_page=True)
                if name == "run":
                    page.get_by_text("Artifacts", exact=True).last.click()
                    page.wait_for_timeout(_SETTLED_SECONDS * 1000)
                    page.screenshot(path=folder / "run-artifacts.png", full_page=True)


if __name__ == "__main__":
    if reason := why_not():
        raise SystemExit(reason)
    take(Path(sys.argv[1]))
