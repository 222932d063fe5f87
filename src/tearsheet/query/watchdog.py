"""A process for one query, watched by the one that the user started.

A query may meet a function that never returns, a library that aborts where it gets no memory, or a
crash. None of that can be caught within a process. So the command divides in two before it opens
anything: the child goes on as the command, and the parent waits for it, ends it after its time,
says in a sentence what ended it otherwise, and clears its folder away.
"""

from __future__ import annotations

import os
import re
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tearsheet.child import die_with_parent
from tearsheet.stopping import Stopped

#: Beyond its limit, a query gets so long to stop by itself.
GRACE_SECONDS = 0.5
_BEGUN, _DONE = b"<", b">"
#: What Rust and C++ write before they abort for want of memory.
_OUT_OF_MEMORY = re.compile(rb"memory allocation|bad_alloc|out of memory", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Apart:
    """The child, as it sees itself: a folder of its own for what it spills, and its parent."""

    spill: Path
    _parent: int

    @contextmanager
    def timed(self) -> Iterator[None]:
        """What is done within takes from the time that was given to `divide`."""
        os.write(self._parent, _BEGUN)
        try:
            yield
        finally:
            os.write(self._parent, _DONE)


def divide(seconds: float, *, too_long: str, too_much: str) -> Apart:
    """Return in a child of this process; the parent ends as the child does, with its status.

    Where the child takes more time, or dies for want of memory, the parent says that sentence. To
    be called while this process has one thread. What Python writes to standard error is seen in
    both; what libraries write there as they die is not.
    """
    folder = Path(tempfile.mkdtemp(prefix="tearsheet-"))
    spill, noise = folder / "spill", folder / "noise"
    spill.mkdir()
    noise.touch()  # the child may be ended before it writes any
    clock, parent = os.pipe()
    lifeline, held = os.pipe()
    pid = os.fork()
    if pid:
        os.close(parent)
        os.close(lifeline)
        _end_with(_Child(pid, clock, folder), seconds, too_long, too_much)
    os.close(clock)
    os.close(held)
    _settle(lifeline, noise)
    return Apart(spill, parent)


def _settle(lifeline: int, noise: Path) -> None:
    """Make this process one that its parent ends, and that says nothing when it aborts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a handler would wait for the query's C code
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(lifeline)
    seen = sys.stderr
    seen.flush()
    sys.stderr = os.fdopen(os.dup(2), "w", encoding=seen.encoding, errors=seen.errors, buffering=1)
    with noise.open("wb") as file:
        os.dup2(file.fileno(), 2)


@dataclass(frozen=True, slots=True)
class _Child:
    """The child, as its parent sees it."""

    pid: int
    clock: int
    folder: Path

    def wait(self, seconds: float) -> bool:
        """Whether it came to its end before its time was over."""
        deadline: float | None = None
        while True:
            rest = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self.clock], [], [], rest)[0]:
                return False
            said = os.read(self.clock, 1)
            if not said:  # its end of the pipe went with it
                return True
            deadline = time.monotonic() + seconds if said == _BEGUN else None

    def end(self) -> tuple[int, bool]:
        """End it and clear its folder away. (Its status, a signal's number being negative; whether
        it died for want of memory.)
        """
        os.kill(self.pid, signal.SIGKILL)  # what has ended stays as it is
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        noise = (self.folder / "noise").read_bytes()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code, code == -signal.SIGKILL or (code < 0 and bool(_OUT_OF_MEMORY.search(noise)))


def _end_with(child: _Child, seconds: float, too_long: str, too_much: str) -> NoReturn:
    """Wait for the child, say what it can't say itself, and end with its status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    is_in_time = False
    try:
        is_in_time = child.wait(seconds + GRACE_SECONDS)
    finally:
        code, is_out_of_memory = child.end()
    if is_in_time and code >= 0:
        raise SystemExit(code)
    if not is_in_time:
        sentence = too_long
    elif is_out_of_memory:
        sentence = too_much
    else:
        sentence = f"the query crashed its process ({signal.Signals(-code).name})"
    sys.stderr.write(f"tearsheet: {sentence}\n")
    raise SystemExit(1)


def _leave(number: int, _: object) -> NoReturn:
    raise Stopped(number, is_of_run=False)
