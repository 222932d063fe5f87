"""Runs commands one by one from a process of a few megabytes, and says what each took.

What a process is said to have held at most counts from its start, when it still is a copy of the
one that started it: started from a test, it would be the test's own size.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_CODE = """
import json, os, sys
for line in sys.stdin:
    folder, command = json.loads(line)
    pid = os.fork()
    if not pid:
        for number, name in ((0, os.devnull), (1, folder + "/out"), (2, folder + "/err")):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
        os.execv(command[0], command)
    _, status, used = os.wait4(pid, 0)
    told = [open(folder + name, errors="replace").read() for name in ("/out", "/err")]
    print(json.dumps([os.waitstatus_to_exitcode(status), *told, used.ru_maxrss]), flush=True)
"""


class Done(NamedTuple):
    """What came of a command: its status, what it printed, and the most that it or a process under
    it held.
    """

    status: int
    out: str
    err: str
    peak_bytes: int


def run_all(
    commands: Sequence[Sequence[str]], folder: Path, environment: Mapping[str, str]
) -> list[Done]:
    """What came of each command, which are run one after the other."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _CODE],
        input="".join(json.dumps([str(folder), command]) + "\n" for command in commands),
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    rows = map(json.loads, done.stdout.splitlines())
    return [Done(status, out, err, peak * 1024) for status, out, err, peak in rows]
