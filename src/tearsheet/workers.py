"""Child processes that may hang, crash or eat memory without harm: each call runs in one, and only
that call is lost.

Children are spawned, never forked (a fork after Polars has run hangs), do not import the parent's
`__main__`, ignore Ctrl-C (the parent's ends them) and die with the parent, whatever ends it.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import multiprocessing
import multiprocessing.context
import os
import queue
import resource
import select
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, spawn
from typing import Any, Literal, TypeVar

from pebble import ProcessExpired, ProcessPool

from tearsheet.settings import settings

T = TypeVar("T")
Reason = Literal["timeout", "memory", "crashed"]

MEMORY_BYTES = 4 << 30
#: A child takes this long to start where the machine is busy; only then is a call that has not
#: begun given up.
START_SECONDS = 60.0
#: The longest that one call of a stage may take, wall clock: far beyond what the largest batch takes.
STAGE_SECONDS = 3600.0


class Killed(Exception):
    """The child of a call ended before the call did: by its time limit, by lack of memory, or by
    itself.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Workers:
    """A number of children, each in a pool of its own, so that no lock or pipe is shared with one
    that dies.
    """

    def __init__(self, size: int, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self.size = size
        self._memory_bytes = memory_bytes
        self._slots: list[ProcessPool] = []
        self._free: queue.SimpleQueue[ProcessPool] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._is_open = True
        for _ in range(size):
            self._free.put(self._new_slot())

    def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
        """What the function returns or raises. It must be importable by name, and its values
        picklable.

        Waits for a free child, so that threads beyond `size` queue here; `timeout` is wall-clock
        seconds from the call's start. Raises Killed; after it the next call finds a fresh child.
        """
        slot = self._free.get()
        try:
            try:
                return _call(slot, function, args, timeout)
            except BrokenProcessPool:  # the child ended while idle, before this call reached it
                slot = self._replace(slot)
                return _call(slot, function, args, timeout)
        except BrokenProcessPool:
            slot = self._replace(slot)
            raise Killed("crashed") from None
        except (Killed, KeyboardInterrupt, SystemExit):
            slot = self._replace(slot)
            raise
        finally:
            self._free.put(slot)

    def close(self) -> None:
        """End every child now, busy or not."""
        with self._lock:
            self._is_open = False
            slots, self._slots = self._slots, []
        for slot in slots:
            _end(slot)

    def _new_slot(self) -> ProcessPool:
        slot = ProcessPool(
            max_workers=1, initializer=_start, initargs=(self._memory_bytes,), context=_Spawn()
        )
        with self._lock:
            if self._is_open:
                self._slots.append(slot)
        return slot

    def _replace(self, slot: ProcessPool) -> ProcessPool:
        with self._lock:
            if slot in self._slots:
                self._slots.remove(slot)
        _end(slot)
        return self._new_slot()


def _call(
    slot: ProcessPool, function: Callable[..., T], args: tuple[Any, ...], timeout: float
) -> T:
    try:
        future = slot.schedule(function, args=args, timeout=timeout)
    except RuntimeError as error:
        raise BrokenProcessPool(str(error)) from None
    try:
        return future.result(timeout + START_SECONDS)
    except TimeoutError as error:
        if future.done() and error.args[:1] != ("Task timeout",):
            raise  # the function's own
        raise Killed("timeout") from None
    except ProcessExpired as error:
        raise Killed("timeout" if error.exitcode == -signal.SIGPROF else "crashed") from None
    except MemoryError:
        raise Killed("memory") from None


def _end(slot: ProcessPool) -> None:
    slot.stop()  # type: ignore[no-untyped-call]
    slot.join()


@contextlib.contextmanager
def page_limit(seconds: float) -> Iterator[None]:
    """In a child: kill it once the block has used this much CPU time, even inside C code that never
    returns.

    CPU time, so that a busy machine refuses nothing that an idle one takes. The signal's default
    action needs no interpreter; the parent sees Killed("timeout").
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


_pool: Workers | None = None
_pool_lock = threading.Lock()


def pool(size: int, *, memory_bytes: int = MEMORY_BYTES) -> Workers:
    """The children of this process, made at the first call; a later call for more of them gets a
    larger set.
    """
    global _pool
    with _pool_lock:
        if _pool is None or _pool.size < size:
            _pool = Workers(size, memory_bytes=memory_bytes)
            atexit.register(_pool.close)
        return _pool


def children() -> Workers:
    """The child processes of this process, as its settings say."""
    return pool(settings().workers, memory_bytes=settings().worker_memory_bytes)


def _start(memory_bytes: int) -> None:
    """In a new child: its limits, and its end when the parent's comes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(
        signal.SIGTERM, signal.SIG_DFL
    )  # a handler in Python would wait for the C code that hangs
    with contextlib.suppress(ValueError, OSError):  # platforms without the limit
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _die_with_parent()


def _die_with_parent() -> None:
    """Have the kernel kill this process when the pipe that the parent holds open closes, so even
    while C code hangs.

    Not PR_SET_PDEATHSIG: that follows the *thread* that started the child, and pools are started by
    short-lived ones.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    pipe = parent.sentinel
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(pipe, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    else:
        threading.Thread(target=_watch, args=(pipe,), daemon=True).start()
    if select.select([pipe], [], [], 0)[0]:  # it went before the watch stood
        os._exit(1)


def _watch(pipe: int) -> None:
    connection.wait([pipe])
    os._exit(1)


class _Child(multiprocessing.context.SpawnProcess):
    """A spawned process that does not run the parent's main script again: that may do anything, and
    takes seconds.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        thread = threading.get_ident()
        with _launching:
            prepare = spawn.get_preparation_data

            def without_main(name: str) -> dict[str, Any]:
                is_ours = threading.get_ident() == thread
                return {
                    k: v
                    for k, v in prepare(name).items()
                    if not (is_ours and k.startswith("init_main"))
                }

            spawn.get_preparation_data = without_main
            try:
                return multiprocessing.context.SpawnProcess._Popen(process_obj)
            finally:
                spawn.get_preparation_data = prepare


_launching = threading.Lock()


class _Spawn(multiprocessing.context.SpawnContext):
    Process = _Child
