"""Named places at which a test ends this process as a power cut would: no order of events may lose
or double a row.

`TEARSHEET_CRASH_AT=snapshot.linked` ends the process there; `blocks.staged:3` at the third time.
Unset, a point costs one look into the environment. `disk.write`, `disk.sync`, `disk.link` and
`disk.replace` are reached before every such call.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "TEARSHEET_CRASH_AT"
_reached: Counter[str] = Counter()


def reach(name: str) -> None:
    """Nothing, unless the environment asks for an end right here."""
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    _reached[name] += 1
    point, _, nth = wanted.partition(":")
    if point == name and _reached[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)


def counts() -> dict[str, int]:
    """How often this process came to each point while the variable was set (to `none`, say)."""
    return dict(_reached)
