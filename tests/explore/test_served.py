"""The command, asked over a socket."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import httpx

from tests.support.servers import free_port


def test_the_command_serves_pages_until_it_is_told_to_end(
    sample_root: Path, tearsheet_command: str
) -> None:
    port = free_port()
    command = [tearsheet_command, "explore", "--root", str(sample_root), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            said = process.stderr.readline()
            assert said.startswith(f"http://127.0.0.1:{port}/")
            transport = httpx.HTTPTransport(retries=20)
            with httpx.Client(transport=transport, timeout=120, follow_redirects=True) as client:
                page = client.get(f"http://127.0.0.1:{port}/")
            assert re.search(r"<h1>What the archive holds</h1>.*halvern-gazette", page.text, re.S)
            process.send_signal(signal.SIGINT)
            assert process.wait(60) in (0, 130)
        finally:
            process.kill()


def test_other_machines_are_let_in_with_a_token_alone(
    sample_root: Path, tearsheet_command: str
) -> None:
    command = [tearsheet_command, "explore", "--root", str(sample_root), "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "give a --token" in done.stderr) == (2, True)
