"""Stop means stop: Ctrl-C and SIGTERM end what is under way within seconds, whatever it is doing.

The signal is raised in the main thread as Stopped, which unwinds what it does there. A thread of
its own hears of it as well, since the main thread may be in C code: it ends the child processes at
once, and the whole process where the main thread has not left the block after a few seconds. What
is cut off so is no other than after kill -9: the next run sweeps it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from types import FrameType

#: The main thread has so long to unwind.
GRACE_SECONDS = 2.5
#: What is written at the very end has so long.
LAST_SECONDS = 1.5
#: A child process has so long to end by itself before it is killed.
CHILD_SECONDS = 1.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_OVER = b"\0"


class Stopped(KeyboardInterrupt):
    """Somebody ends this process by this signal; `is_of_run` where a run was under way."""

    def __init__(self, number: int, *, is_of_run: bool = True) -> None:
        super().__init__(f"by {signal.Signals(number).name}")
        self.number, self.is_of_run = number, is_of_run


_number = 0
_is_watched = False
_at_stop: dict[str, Callable[[], object]] = {}
_at_end: list[Callable[[], object]] = []


def is_stopping() -> bool:
    """Whether this process has been told to end."""
    return _number != 0


def check() -> None:
    """Check whether to go on. Raises Stopped where this process has been told to end."""
    if _number:
        raise Stopped(_number)


def find_stop(error: BaseException | None) -> KeyboardInterrupt | None:
    """The signal that an error comes of, if any: the building of a class, until Python 3.12, and
    some libraries answer whatever is raised within them with an error of their own.
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error


def at_stop(name: str, call: Callable[[], object]) -> None:
    """Call this as soon as the process is told to end; in place of what had the name before."""
    _at_stop[name] = call


@contextmanager
def at_end(call: Callable[[], object]) -> Iterator[None]:
    """Call this where the process is ended within the block, which then is not left."""
    _at_end.append(call)
    try:
        yield
    finally:
        _at_end.remove(call)


@contextmanager
def stoppable() -> Iterator[None]:
    """Within the block SIGINT and SIGTERM stop this process; a block within another adds nothing,
    nor does one outside the main thread, where no signal can be taken.
    """
    global _is_watched, _number
    if _is_watched or threading.current_thread() is not threading.main_thread():
        yield
        return
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    waker = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    for number in _SIGNALS:
        # Prefect's own is left to it: it is how it hears of a cancellation
        if before[number] in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _raise)
    watcher = threading.Thread(target=_watch, args=(reading,), daemon=True)
    watcher.start()
    _is_watched = True
    try:
        yield
    finally:
        signal.set_wakeup_fd(waker)
        for number in _SIGNALS:
            if signal.getsignal(number) is _raise:
                signal.signal(number, before[number])
        writing.send(_OVER)
        watcher.join()
        reading.close()
        writing.close()
        _is_watched = False
        _number = 0


def hear_termination() -> None:
    """Have SIGTERM raise Stopped in this process from now on, where nobody else has asked for it;
    nothing outside the main thread, where no signal can be taken.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _raise)


def end(number: int, *, is_of_run: bool = True) -> None:
    """End this process as the signal says, now, with one sentence."""
    # what is written at the end may go to a bucket that does not answer
    last = threading.Timer(LAST_SECONDS, os._exit, (128 + number,))
    last.daemon = True
    calls: list[Callable[[], object]] = [*_at_stop.values(), _end_children]
    calls += [partial(_say, sentence(number, is_of_run=is_of_run)), last.start]
    calls += _at_end
    for call in calls:
        with contextlib.suppress(OSError, ValueError):
            call()
    os._exit(128 + number)


def _say(told: str) -> None:
    show_cursor = "\x1b[?25h" if sys.stderr.isatty() else ""
    sys.stdout.flush()
    sys.stderr.write(f"{show_cursor}{told}\n")
    sys.stderr.flush()


def sentence(number: int, *, is_of_run: bool = True) -> str:
    """What a person is told of the end."""
    by = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
    again = "; what was under way is taken up when it is run again" if is_of_run else ""
    return f"stopped: by {by}{again}"


def _end_children() -> None:
    """End the processes that this one started and has not ended, where the system lists them: those
    that were being started when the signal came are known to nobody else.
    """
    pids = [
        int(pid)
        for listed in Path("/proc/self/task").glob("*/children")
        for pid in listed.read_text().split()
    ]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + CHILD_SECONDS
        while (pids := [pid for pid in pids if not _has_ended(pid)]) and (
            time.monotonic() < deadline
        ):
            time.sleep(0.02)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _raise(number: int, frame: FrameType | None) -> None:
    """The handler: it raises Stopped, while a native module is loaded as soon as that is done: one
    that is interrupted takes the process down with words of its own.
    """
    stopped = Stopped(number, is_of_run=_is_watched)
    loading = _find_native_load(frame)
    if loading is None:
        raise stopped

    def raise_behind(at: FrameType, event: str, _value: object) -> None:
        if at is loading and event == "return":
            sys.setprofile(None)
            raise stopped

    sys.setprofile(raise_behind)


def _find_native_load(frame: FrameType | None) -> FrameType | None:
    """The outermost call, of those under way, that loads a native module."""
    found = None
    while frame is not None:
        if isinstance(frame.f_locals.get("self"), ExtensionFileLoader):
            found = frame
        frame = frame.f_back
    return found


def _watch(reading: socket.socket) -> None:
    """Wait for a signal's number, then for the end of the block."""
    global _number
    while (byte := reading.recv(1)) != _OVER and byte[0] not in _SIGNALS:
        pass
    if byte == _OVER:
        return
    _number = byte[0]
    for call in _at_stop.values():
        with contextlib.suppress(OSError):
            call()
    if not _is_over_in_time(reading):
        end(_number)


def _is_over_in_time(reading: socket.socket) -> bool:
    """Whether the block ends within the grace, and nobody presses Ctrl-C a second time."""
    reading.settimeout(GRACE_SECONDS)
    with contextlib.suppress(TimeoutError):
        # Prefect sends itself a SIGTERM once more when it has unwound
        while (byte := reading.recv(1)) != _OVER:
            if byte[0] == signal.SIGINT == _number:
                return False
        return True
    return False
