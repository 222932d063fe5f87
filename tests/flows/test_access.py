"""The credentials of the server of `tearsheet serve`, and how a command finds it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from flows.servers import access
from flows.servers.gate import listening_socket
from tearsheet.errors import TearsheetError
from tests.support.places import ROOT


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of Prefect's for this process and its children."""
    home = tmp_path / "prefect"
    monkeypatch.setenv("PREFECT_HOME", str(home))
    return home


def test_the_credentials_are_made_once_and_again_where_others_could_read_them(
    own_home: Path,
) -> None:
    first = access.keep_auth()
    assert access.keep_auth() == first == access.read_auth()
    path = own_home / "tearsheet" / "auth-string"
    path.chmod(0o640)
    second = access.keep_auth()
    assert second != first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    elsewhere = own_home / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert access.keep_auth() != second
    assert not path.is_symlink()
    path.write_text("")
    assert access.keep_auth() == path.read_text().strip() != ""


@pytest.mark.usefixtures("own_home")
def test_servers_that_start_at_once_make_one_auth_string() -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        made = {future.result() for future in [pool.submit(access.keep_auth) for _ in range(8)]}
    assert made == {access.read_auth()}


ANNOUNCE = """
import sys, time
from flows.servers import access
from flows.servers.gate import listening_socket
access.keep_auth()
with access.announced("http://127.0.0.1:4200/api"):
    print("announced", flush=True)
    sys.stdin.read()
"""


@pytest.mark.slow
def test_servers_that_start_at_once_in_a_new_home_make_one_database(own_home: Path) -> None:
    begin = (
        "from flows.servers.ephemeral import await_server, start_server\n"
        "start_server()\nawait_server()\nprint('answers')"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_API")}
    environment |= {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", begin],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=300)[0] for process in started]
    assert said == ["answers\n"] * 3
    assert (own_home / "prefect.db").exists()


def test_only_a_server_that_lives_here_is_found(own_home: Path) -> None:
    assert access.find_server() is None
    process = subprocess.Popen(
        [sys.executable, "-c", ANNOUNCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "announced\n"
    assert access.find_server() == "http://127.0.0.1:4200/api"
    path = own_home / "tearsheet" / "server.json"
    written = json.loads(path.read_text())
    path.write_text(json.dumps(written | {"loopback": "another machine's"}))
    assert access.find_server() is None
    path.write_text(json.dumps(written))
    assert access.find_server() == "http://127.0.0.1:4200/api"
    process.kill()
    process.communicate()
    assert path.exists()
    assert access.find_server() is None


def test_a_server_that_ends_is_not_announced_any_more(own_home: Path) -> None:
    access.keep_auth()
    with access.announced("http://127.0.0.1:4200/api"):
        with access.announced("http://127.0.0.1:4300/api"):
            assert access.find_server() == "http://127.0.0.1:4300/api"
        assert access.find_server() is None
    assert [path.name for path in (own_home / "tearsheet").iterdir()] == ["auth-string"]


def test_a_home_that_cannot_be_written_is_named(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_home.write_text("a file")
    monkeypatch.setenv("PREFECT_HOME", str(own_home / "below"))
    with pytest.raises(TearsheetError, match="set PREFECT_HOME to a folder of your own"):
        access.keep_auth()


def test_no_answer_of_the_server_waits_for_an_acknowledgement() -> None:
    async def sends_at_once() -> bool:
        accepted: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
        with listening_socket() as listening:
            listening.bind((access.HOST, 0))
            server = await asyncio.start_server(
                lambda _, writer: accepted.set_result(writer), sock=listening
            )
            async with server:
                _, asking = await asyncio.open_connection(*listening.getsockname())
                answering = await accepted
                own: socket.socket = answering.get_extra_info("socket")
                is_at_once = own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                asking.close()
                answering.close()
        return bool(is_at_once)

    assert asyncio.run(sends_at_once())
