"""However a command comes to its end, a person is told in a sentence, and no process is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tearsheet.store import outlets
from tearsheet.store.tables import Storage
from tests.support.places import ROOT
from tests.support.servers import free_port

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def wait_until(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 240
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def status_of(pid: int, field: str) -> str:
    """A line of what Linux tells of a process; empty where there is none any more."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return next(line.split(":\t")[1] for line in lines if line.startswith(f"{field}:"))


def test_a_verb_that_is_terminated_says_so(tearsheet_command: str) -> None:
    waiting = subprocess.Popen(
        [tearsheet_command, "sql", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    is_heard = 1 << (signal.SIGTERM - 1)
    wait_until(lambda: int(status_of(waiting.pid, "SigCgt"), 16) & is_heard)
    waiting.terminate()
    assert waiting.communicate() == ("", "stopped: by SIGTERM\n")
    assert waiting.returncode == 128 + signal.SIGTERM


def test_a_signal_that_a_library_answers_with_an_error_of_its_own_ends_a_verb_too() -> None:
    code = """
import os, signal
from tearsheet.cli.app import tell_errors

def ask():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except BaseException as stopped:
        raise RuntimeError("a class could not be built") from stopped

tell_errors(ask)()
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (128 + signal.SIGTERM, "stopped: by SIGTERM\n")


def test_a_native_module_that_is_being_loaded_is_loaded_before_a_signal_ends_the_process() -> None:
    code = """
import time
from importlib.machinery import ExtensionFileLoader
from tearsheet import stopping

class Slow(ExtensionFileLoader):
    def exec_module(self, module):
        print('loading', flush=True)
        time.sleep(.4)
        print('loaded')

stopping.hear_termination()
try:
    Slow('slow', '/slow.so').exec_module(None)
    time.sleep(60)
except stopping.Stopped as stopped:
    print(stopped)
"""
    begun = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert begun.stdout is not None
    assert begun.stdout.readline() == "loading\n"
    begun.terminate()
    assert begun.communicate()[0] == "loaded\nby SIGTERM\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("KeyError('url')", "the run failed: KeyError: 'url' (tearsheet/cli/app.py:"),
        ("workers.Killed('memory')", "a step of the run got no more memory: TEARSHEET_WORKER_"),
        ("OSError(28, 'No space left', '/a')", "[Errno 28] No space left: '/a'"),
    ],
)
def test_a_run_that_fails_tells_of_what(tmp_path: Path, error: str, told: str) -> None:
    code = f"""
from tearsheet import workers
from tearsheet.cli import app
def fail(*_):
    raise {error}
app._run = fail
app.tell_errors(lambda: app.run_flow('flows.archive', 'archive', root={str(tmp_path)!r}))()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if line.startswith("tearsheet: ")]
    assert len(said) == 1
    assert said[0].startswith(f"tearsheet: {told}")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--root", ""), "it is empty: name a folder or the URL of a bucket"),
        (("--seconds", "inf"), "--seconds takes a number above 0 and below a billion, not inf"),
        (("--seconds", "nan"), "--seconds takes a number above 0 and below a billion, not nan"),
    ],
)
def test_an_option_that_makes_no_sense_is_told(
    tearsheet_command: str, sample_root: Path, options: tuple[str, str], told: str
) -> None:
    done = subprocess.run(
        [tearsheet_command, "sql", "SELECT 1", "--root", str(sample_root), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_names_of_outlets_steer_no_terminal(tearsheet_command: str, tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path))
    named = {"herald": {"names": ["The \x1b[2JHerald\u202e\n"], "hosts": ["herald.example"]}}
    outlets.declare(storage.objects, named, now=datetime.now(UTC))
    done = subprocess.run(
        [tearsheet_command, "outlets", "--root", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "herald: The \\x1b[2JHerald\\u202e\\n, herald.example\n"


def test_the_server_of_a_serving_command_that_is_killed_ends_too(
    tearsheet_command: str, tmp_path: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    serving = subprocess.Popen(
        [tearsheet_command, "serve", "--port", str(free_port()), "--root", str(tmp_path / "a")],
        env=environment | {"PREFECT_HOME": str(tmp_path), "DO_NOT_TRACK": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until((tmp_path / "tearsheet" / "server.json").exists)
        children = Path(f"/proc/{serving.pid}/task/{serving.pid}/children").read_text().split()
        (server,) = [
            int(pid)
            for pid in children
            if "flows.servers.gate" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        serving.kill()
        serving.wait()
        wait_until(lambda: status_of(server, "State")[:1] in ("", "Z"))
    finally:
        if serving.poll() is None:
            os.killpg(serving.pid, signal.SIGKILL)
            serving.wait()
