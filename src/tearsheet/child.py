"""A child process: takes calls from its parent one by one, and sends back what came of each.

It is started with the parent's import path and nothing else of it, so that the parent's main module
is not run again. It ignores Ctrl-C (the parent's ends it) and dies with the parent, whatever ends
that.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import mmap
import os
import pickle
import resource
import select
import signal
import sys
import threading
import traceback
from collections.abc import Generator, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

#: Sent before a call is run: from then on its time counts, and it must not be repeated.
BEGUN = b"begun"
#: A page is made of many objects, of which none hangs on another that hangs on it: those that do
#: are looked for after so many, where Python does after 700 and takes a seventh of a text's time.
_OBJECTS = 100_000
#: What a child tells of its row: a number of 8 bytes, one more than the row's; 0 says none.
_ROW_BYTES = 8
_NO_MEMORY = pickle.dumps((False, MemoryError()))


def serve(
    calls: int, lifeline: int, place: int, memory_bytes: int, modules: Sequence[str] = ()
) -> None:
    """Answer every call that comes over the connection of the handle `calls`, until its end. Before
    the first these modules are imported, and what is named `module:function` is called.

    `lifeline` is the handle of a pipe that the parent holds open, `place` that of the memory in
    which it reads at which row this process is, `memory_bytes` the address space that this process
    may take.
    """
    from multiprocessing.connection import Connection

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # a handler in Python would wait for the C code that hangs
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # as `PageLimit` counts on
    with contextlib.suppress(ValueError, OSError):  # platforms without the limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent(lifeline)
    share(place)
    for name in modules:
        module, _, function = name.partition(":")
        imported = import_module(module)
        if function:
            getattr(imported, function)()
    collect_seldom()
    with Connection(calls) as connection, contextlib.suppress(EOFError, ConnectionError):
        while True:
            _answer(connection)


def collect_seldom() -> None:
    """Look for cycles of objects as seldom as children do, and never among those there are now,
    until the process ends: libraries complain of objects that are left then.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)
    gc.set_threshold(_OBJECTS)


def _answer(connection: Connection) -> None:
    """Take one call, and send (whether it returned, what it returned or raised); before that, where
    the function is a generator, what it yields.
    """
    message = connection.recv_bytes()
    tell_row(None)
    try:
        function, args = pickle.loads(message)
    except Exception as error:  # noqa: BLE001 (it cannot be imported here: that is what comes of it)
        function, args = _fail, (error,)
    connection.send_bytes(BEGUN)
    try:
        value = function(*args)
        if isinstance(value, Generator):
            _send_items(connection, value)
            value = None
        answer = pickle.dumps((True, value))
    except MemoryError:
        answer = _NO_MEMORY
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the caller's)
        answer = _failure(error)
    connection.send_bytes(answer)


def _send_items(connection: Connection, items: Iterator[object]) -> None:
    """Send one item, which is not None, for every message that asks for one, until there is no
    more.
    """
    while True:
        connection.recv_bytes()
        try:
            item = next(items)
        except StopIteration:
            return
        connection.send_bytes(pickle.dumps((True, item)))


def _fail(error: Exception) -> None:
    raise error


def _failure(error: Exception) -> bytes:
    """The error as an answer, with where it was raised as a note; what cannot be pickled is
    named.
    """
    place = "".join(traceback.format_exception(error))
    error.add_note(f"In a child process:\n{place}")
    try:
        return pickle.dumps((False, error))
    except Exception:  # noqa: BLE001 (an error may refuse in any way)
        return pickle.dumps((False, RuntimeError(place)))


def die_with_parent(lifeline: int) -> None:
    """Have the kernel kill this process when the pipe that the parent holds open closes, so even
    while C code hangs.

    Not PR_SET_PDEATHSIG: that follows the *thread* that started the child, and children are started
    by short-lived ones.
    """
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    else:
        threading.Thread(target=_exit_at_end, args=(lifeline,), daemon=True).start()
    if select.select([lifeline], [], [], 0)[0]:  # it went before the watch stood
        os._exit(1)


def _exit_at_end(lifeline: int) -> None:
    select.select([lifeline], [], [])
    os._exit(1)


class Place:
    """The memory that a parent shares with one child, which tells there at which row of its call it
    is; where the system has no such memory without a file nothing is told.
    """

    def __init__(self) -> None:
        self.handle = -1
        self._memory: mmap.mmap | None = None
        if sys.platform == "linux":
            self.handle = os.memfd_create("tearsheet-row")
            os.truncate(self.handle, _ROW_BYTES)
            self._memory = mmap.mmap(self.handle, _ROW_BYTES)

    def row(self) -> int | None:
        """The number of the row that the child has told last, in its call; None where none is."""
        number = int.from_bytes(self._memory[:_ROW_BYTES], "little") if self._memory else 0
        return number - 1 if number else None

    def close_handle(self) -> None:
        """Close the handle once the child has it; what it tells is still read."""
        if self.handle >= 0:
            os.close(self.handle)


_own: mmap.mmap | None = None


def share(handle: int) -> None:
    """In a child: tell rows to the parent through the memory of this handle; -1 is none."""
    global _own
    _own = mmap.mmap(handle, _ROW_BYTES) if handle >= 0 else None


def tell_row(row: int | None) -> None:
    """Tell the parent at which row of its call this child is, by its number from 0; None for work
    on all of them. Where this process is no child nothing happens.
    """
    if _own is not None:
        _own[:] = (0 if row is None else row + 1).to_bytes(_ROW_BYTES, "little")


class PageLimit:
    """A block in a child that kills it once it has used this much CPU time, even inside C code that
    never returns. `row` is the number of the row that the block is for; None where it is for many.

    CPU time, so that a busy machine refuses nothing that an idle one takes. The signal's default
    action needs no interpreter; the parent sees Killed("timeout"). A text's parser takes seven
    steps, each such a block: of a class, which costs half of what a generator does.
    """

    __slots__ = ("_row", "_seconds")

    def __init__(self, seconds: float, row: int | None = None) -> None:
        self._seconds, self._row = seconds, row

    def __enter__(self) -> None:
        tell_row(self._row)
        signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
