"""Named places at which a test ends this process as a power cut would: no order of events may lose
or double a row.

`TEARSHEET_CRASH_AT=snapshot.linked` ends the process there; `blocks.staged:3` at the third time.
`TEARSHEET_PAUSE_AT` takes the same, and the process waits there for whatever ends it, once it has
made the file that `TEARSHEET_PAUSE_FILE` names.
Unset, a point costs one look into the environment. `disk.write`, `disk.sync`, `disk.link` and
`disk.replace` are reached before every such call.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path

VARIABLE = "TEARSHEET_CRASH_AT"
PAUSE, PAUSE_FILE = "TEARSHEET_PAUSE_AT", "TEARSHEET_PAUSE_FILE"
_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Do nothing, unless the environment asks that the process ends, or waits, at this point."""
    crash, pause = os.environ.get(VARIABLE), os.environ.get(PAUSE)
    if not crash and not pause:
        return
    _reached[name] += 1
    if _is_here(crash, name):
        os.kill(os.getpid(), signal.SIGKILL)
    if _is_here(pause, name):
        Path(os.environ[PAUSE_FILE]).touch()
        while True:
            time.sleep(1)


def _is_here(wanted: str | None, name: str) -> bool:
    point, _, nth = (wanted or "").partition(":")
    return point == name and _reached[name] == int(nth or 1)


def counts() -> dict[str, int]:
    """How often this process came to each point while the variable was set (to `none`, say)."""
    return dict(_reached)
