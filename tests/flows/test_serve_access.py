"""Nobody gets into the server of `tearsheet serve` but its own account: not a page of another
site, not one whose name leads to loopback, not without credentials.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.flows.conftest import Server, until
from tests.support.places import SAMPLE
from tests.support.servers import free_port

FOREIGN = "http://news.example"
COMMAND = str(Path(sys.executable).with_name("tearsheet"))
PAGE = SAMPLE / "halvern-gazette" / "north-mole-light.txt"
SOCKETS = (
    "/events/in",
    "/events/out",
    "/logs/out",
    "/task_runs/subscriptions/scheduled",
    "/work_pools/default/workers/connect",
)
#: What is answered to anybody, what tells of the machine, and what looks like the former.
READ = (
    "/health",
    "/ready",
    "/version",
    "/admin/version",
    "/admin/settings",
    "/csrf-token?client=x",
    "/collections/views/aggregate-worker-metadata",
    "/variables/name/health",
    "/block_types/slug/ready",
    "/health/",
    "//health",
    "/%68ealth/../admin/version",
    "/admin/version?/health",
)
#: A step of a deployment is run by a worker before the flow: this one is a shell command.
INTRUSION: dict[str, Any] = {
    "name": "intruder",
    "pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "touch intruded"}}],
}
Done = subprocess.CompletedProcess[str]


def intrude(server: Server, headers: Mapping[str, str], *, signed_in: bool) -> list[int]:
    """What is answered to a request for a deployment with a step of its own and for a run of it."""
    auth = server.basic() if signed_in else None
    flow = next(d for d in server.post("/deployments/filter") if d["name"] == "on-demand")
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("/deployments/", INTRUSION | {"flow_id": flow["flow_id"]}),
        (f"/deployments/{flow['id']}/create_flow_run", {"name": "intruder"}),
    ]
    return [
        httpx.post(
            server.api + path, content=json.dumps(body), headers=headers, auth=auth, timeout=30
        ).status_code
        for path, body in wanted
    ]


def has_intruder(server: Server) -> bool:
    named = {"name": {"any_": ["intruder"]}}
    return bool(
        server.post("/deployments/filter", deployments=named) or server.runs(flow_runs=named)
    )


@pytest.mark.parametrize("origin", [FOREIGN, "null", "http://127.0.0.1", "http://localhost:1"])
def test_a_page_of_another_site_gets_nothing_done(server: Server, origin: str) -> None:
    # what a page may send without asking: a text, and bytes that have no type
    for kind in ({"Content-Type": "text/plain"}, {}, {"Content-Type": "application/json"}):
        headers = {"Origin": origin, **kind}
        assert intrude(server, headers, signed_in=False) == [403, 403]
        assert intrude(server, headers, signed_in=True) == [403, 403]
    asked = httpx.options(
        f"{server.api}/deployments/",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert asked.status_code == 403
    read = httpx.get(f"{server.api}/health", headers={"Origin": origin})
    assert read.status_code == 403
    for answer in (asked, read):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert not has_intruder(server)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_shows_and_fetches_nothing_of_this_one(
    server: Server, site: str
) -> None:
    def status(path: str, mode: str, dest: str, **more: str) -> int:
        fetched = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        address = f"http://127.0.0.1:{server.port}{path}"
        return httpx.get(address, headers=fetched | more).status_code

    assert status("/api/docs", "no-cors", "image") == 403
    assert status("/", "no-cors", "script") == 403
    # in a frame somebody who has signed in could be led to click
    assert status("/", "navigate", "iframe") == 403
    assert status("/docs", "navigate", "document") == 200
    own = f"http://localhost:{server.port}"
    assert status("/api/health", "cors", "empty", Origin=own) == 200


@pytest.mark.parametrize(
    "host",
    ["news.example", "news.example:{port}", "127.0.0.1.news.example:{port}", "127.0.0.1", "[::]"],
)
def test_a_foreign_name_that_leads_to_loopback_is_not_answered(server: Server, host: str) -> None:
    headers = {"Host": host.format(port=server.port), "Content-Type": "application/json"}
    assert intrude(server, headers, signed_in=True) == [421, 421]
    for path in ("/api/health", "/api/openapi.json", "/", "/ui-settings"):
        answer = httpx.get(f"http://127.0.0.1:{server.port}{path}", headers=headers)
        assert (answer.status_code, path) == (421, path)
    assert not has_intruder(server)


def test_two_names_in_one_request_are_no_name(server: Server) -> None:
    own = f"127.0.0.1:{server.port}"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(
            f"GET /api/health HTTP/1.1\r\nHost: {own}\r\nHost: news.example\r\n\r\n".encode()
        )
        assert re.match(rb"HTTP/1.1 4\d\d ", line.recv(100))


def test_without_credentials_nothing_but_the_health_is_answered(server: Server) -> None:
    json_type = {"Content-Type": "application/json"}
    assert intrude(server, json_type, signed_in=False) == [401, 401]
    wrong = [
        httpx.BasicAuth("tearsheet", "wrong"),
        httpx.BasicAuth("tearsheet", server.auth),
        httpx.BasicAuth(*reversed(server.auth.split(":"))),
    ]
    for auth in wrong:
        answer = httpx.post(f"{server.api}/deployments/filter", json={}, auth=auth)
        assert answer.status_code == 401
    bearer = {"Authorization": f"Bearer {server.auth}"}
    assert httpx.get(f"{server.api}/admin/version", headers=bearer).status_code == 401
    answers = {path: httpx.get(f"{server.api}{path}").status_code for path in READ}
    assert {path for path, status in answers.items() if status != 401} == {"/health", "/ready"}
    assert not has_intruder(server)


def test_who_signs_in_is_served_under_each_own_name(server: Server) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]", "LocalHost"):
        headers = {"Host": f"{name}:{server.port}", "Origin": f"http://{name}:{server.port}"}
        answer = httpx.post(
            f"{server.api}/deployments/filter", json={}, headers=headers, auth=server.basic()
        )
        assert len(answer.raise_for_status().json()) >= 3
    pages = f"http://127.0.0.1:{server.port}"
    assert "<html" in httpx.get(f"{pages}/", follow_redirects=True).text
    shown = httpx.get(f"{pages}/ui-settings").json()
    assert (shown["auth"], shown["api_url"]) == ("BASIC", server.api)


def handshake(server: Server, path: str, **headers: str) -> int:
    """The status of what is answered to a page that opens a websocket."""
    line = HTTPConnection("127.0.0.1", server.port, timeout=30)
    upgrade = {
        "Host": f"127.0.0.1:{server.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "prefect",
    }
    try:
        line.request("GET", f"/api{path}", headers=upgrade | headers)
        return line.getresponse().status
    finally:
        line.close()


@pytest.mark.parametrize("path", SOCKETS)
def test_a_websocket_is_opened_by_own_pages_only(server: Server, path: str) -> None:
    assert handshake(server, path, Origin=FOREIGN) == 403
    assert handshake(server, path, Origin="null") == 403
    assert handshake(server, path, Host=f"news.example:{server.port}") == 403
    assert handshake(server, path, Origin=f"http://127.0.0.1:{server.port}") == 101
    assert handshake(server, path) == 101


def said(server: Server, path: str, *, token: str | None, protocol: str | None = "prefect") -> Any:
    """The first word of a websocket after a token, or None where it was closed."""
    address = server.api.replace("http://", "ws://") + path
    protocols = [Subprotocol(protocol)] if protocol else None
    try:
        with connect(address, subprotocols=protocols, proxy=None) as line:
            line.send(json.dumps({"type": "auth", "token": token}))
            return json.loads(line.recv(timeout=30))["type"]
    except (ConnectionClosed, InvalidHandshake):
        return None


@pytest.mark.parametrize("path", SOCKETS)
def test_a_websocket_wants_the_credentials(server: Server, path: str) -> None:
    assert said(server, path, token=None) is None
    assert said(server, path, token="wrong") is None
    assert said(server, path, token=server.auth, protocol=None) is None
    assert said(server, path, token=server.auth) == "auth_success"


def test_the_credentials_are_for_their_owner_and_in_no_log(server: Server) -> None:
    folder = server.auth_path.parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == {"auth-string", "server.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert re.fullmatch(r"tearsheet:[\w-]{43}\n", server.auth_path.read_text())
    log = (server.home / "log").read_text()
    assert f"to sign in there, paste what is in {server.auth_path}\n" in log
    secret = server.auth.partition(":")[2]
    assert secret not in log
    assert secret not in (folder / "server.json").read_text()
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(secret.encode() in line for line in lines)


def command(server: Server, *arguments: str, home: Path, **environment: str) -> Done:
    """The command, run with `home` as Prefect's."""
    return subprocess.run(
        [COMMAND, *arguments],
        env=server.environment | {"PREFECT_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_a_command_finds_the_server_and_its_credentials_by_itself(
    server: Server, tmp_path: Path
) -> None:
    before = server.post("/flow_runs/count")
    done = command(
        server,
        *("ingest", str(PAGE), "--root", str(tmp_path / "archive")),
        home=server.auth_path.parent.parent,
        # where a server of the command's own would record the run
        PREFECT_SERVER_DATABASE_CONNECTION_URL=f"sqlite+aiosqlite:///{tmp_path}/prefect.db",
    )
    assert done.returncode == 0, done.stderr
    assert server.post("/flow_runs/count") == before + 1
    assert not (tmp_path / "prefect.db").exists()


def test_a_command_without_the_credentials_says_so_in_a_sentence(
    server: Server, tmp_path: Path
) -> None:
    def sentence(**environment: str) -> str:
        done = command(
            server, "run", "--root", str(tmp_path / "archive"), home=tmp_path, **environment
        )
        assert done.returncode == 1
        assert done.stdout == ""
        [starting, told] = done.stderr.splitlines()
        assert starting.startswith("reading ")
        return told

    url = f"http://localhost:{server.port}/api"
    wanting = sentence(PREFECT_API_URL=url)
    assert wanting.startswith(
        f"tearsheet: the Prefect server at {url} wants credentials: set PREFECT_API_AUTH_STRING"
    )
    wrong = sentence(PREFECT_API_URL=url, PREFECT_API_AUTH_STRING="tearsheet:wrong")
    assert wrong.startswith(f"tearsheet: the Prefect server at {url} refuses these credentials")
    nobody = f"http://127.0.0.1:{free_port()}/api"
    assert sentence(PREFECT_API_URL=nobody) == (
        f"tearsheet: no Prefect server answers at {nobody}: start it, or unset PREFECT_API_URL"
    )
    assert not (tmp_path / "archive").exists()


def test_who_answers_at_the_port_is_told_no_credentials(server: Server, tmp_path: Path) -> None:
    heard: list[bytes] = []

    def answer(impostor: socket.socket) -> None:
        while True:
            try:
                line, _ = impostor.accept()
            except OSError:
                return
            with line:
                heard.append(line.recv(10_000))
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue")

    with socket.create_server(("127.0.0.1", 0)) as impostor:
        threading.Thread(target=answer, args=(impostor,), daemon=True).start()
        port = str(impostor.getsockname()[1])
        done = command(
            server, "serve", "--port", port, "--root", str(tmp_path / "archive"), home=tmp_path
        )
        impostor.shutdown(socket.SHUT_RDWR)
    assert done.returncode == 1
    assert "where that port is taken, give another with --port" in done.stderr
    assert heard == []


def server_of(process: subprocess.Popen[str]) -> int | None:
    """The port of the server that a command has started for itself, once there is one."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{process.pid}\n" in status.read_text():
                line = status.with_name("cmdline").read_text().split("\0")
                if "flows.servers.ephemeral" in line:
                    return int(line[line.index("flows.servers.ephemeral") + 1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return None


def test_the_server_that_a_command_starts_for_itself_serves_nobody_else(
    server: Server, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [COMMAND, "ingest", str(PAGE), "--root", str(tmp_path / "archive")],
        env=server.environment | {"PREFECT_HOME": str(tmp_path / "prefect")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    port = until("a server of the command's own", lambda: server_of(process))
    url = f"http://127.0.0.1:{port}/api"

    def answered() -> httpx.Response | None:
        assert process.poll() is None
        try:
            return httpx.post(
                f"{url}/flow_runs/filter", json={}, headers={"Origin": FOREIGN}, timeout=60
            )
        except httpx.TransportError:
            return None

    refused = until("an answer", answered)
    os.kill(process.pid, signal.SIGSTOP)  # it is there while it is asked
    try:
        answers = [
            refused,
            httpx.post(f"{url}/flows/", content='{"name": "intruder"}', timeout=60),
            httpx.get(f"{url}/admin/version", headers={"Host": "news.example"}, timeout=60),
        ]
        assert [answer.status_code for answer in answers] == [401, 401, 401]
        assert "access-control-allow-origin" not in refused.headers
    finally:
        os.kill(process.pid, signal.SIGCONT)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
