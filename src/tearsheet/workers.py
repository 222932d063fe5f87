"""Child processes that may hang, crash or eat memory without harm: each call runs in one, and only
that call is lost.

Children are new processes, never forks (a fork after Polars has run hangs); what they do stands in
`tearsheet.child`.
"""

from __future__ import annotations

import atexit
import contextlib
import pickle
import queue
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from multiprocessing import Pipe
from typing import Any, Literal, Protocol, TypeVar, cast

from tearsheet import stopping
from tearsheet.child import Place
from tearsheet.settings import settings

T = TypeVar("T")
#: Raised where no child became free for a call in the time that it may wait.
Busy = queue.Empty
Reason = Literal["timeout", "memory", "crashed", "ended"]

MEMORY_BYTES = 4 << 30
#: A child takes this long to start and to import where the machine is busy; only then is a call
#: that has not begun given up.
START_SECONDS = 60.0
#: The longest that one call of a stage may take, wall clock: far beyond what the largest batch
#: takes.
STAGE_SECONDS = 3600.0
#: A child whose connection has ended is gone within this time, or is killed.
_END_SECONDS = 5.0
#: A call whose child somebody ended is made so often.
_ATTEMPTS = 3
#: The signals that come from outside: no code that a child runs ends it by one of them.
_OUTSIDE = {-signal.SIGTERM, -signal.SIGKILL, -signal.SIGINT, -signal.SIGHUP}
_CODE = "import sys; sys.path[:] = {path!r}; from tearsheet.child import serve; serve{arguments}"
#: What nearly every call of a stage imports, and what it makes once (`module:function`).
_STAGES = (
    "tearsheet.stages.pages.rows",
    "tearsheet.stages.clean",
    "tearsheet.stages.articles",
    "tearsheet.stages.stories.stage",
    "tearsheet.stages.publish",
    "transforms.parse.capture:load_tables",
)


class Killed(Exception):
    """The child of a call ended before the call did: by its time limit, by lack of memory, by
    itself, or (`ended`) by a signal of somebody else, which is never the call's fault. `at` is the
    row of the call that the child has told last (`child.tell_row`).
    """

    def __init__(self, reason: Reason, exit_code: int = 0, at: int | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.exit_code = exit_code
        self.at = at

    @property
    def is_of_input(self) -> bool:
        """Whether what the call was given may have ended it."""
        return self.reason != "ended"


class Caller(Protocol):
    """Calls functions of a stage: in child processes, which may die of them, or in this process."""

    def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
        """Call the function -> its result. Raises its errors, and Killed where its process ends."""


class InLine:
    """Calls functions in this process, without a time limit: for input that is small and kind."""

    def run(self, function: Callable[..., T], *args: Any, timeout: float) -> T:
        """Call the function -> its result. Raises its errors; `timeout` has no effect."""
        return function(*args)


class Workers:
    """A number of children, each with pipes of its own, so that nothing is shared with one that
    dies.
    """

    def __init__(self, size: int, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self.size = size
        self._is_closed = False
        self.slots = [_Slot(memory_bytes) for _ in range(size)]
        # the child that was busy last is called next: it has what it needs, and a small batch needs
        # no other
        self._free: queue.LifoQueue[_Slot] = queue.LifoQueue()
        for slot in reversed(self.slots):
            self._free.put(slot)
        _all.add(self)
        stopping.at_stop("children", end_all)

    def run(
        self, function: Callable[..., T], *args: Any, timeout: float, wait: float | None = None
    ) -> T:
        """Call the function in a child -> what it returns. Raises what it raises. It has to be
        importable by name, and its arguments and its result picklable.

        Threads beyond `size` queue for a free child, `wait` seconds at most (then Busy); `timeout`
        is seconds from the call's start. A call whose child somebody ended is made again, so that
        it must bear that. Raises Killed, after which the next call finds a fresh child, and Stopped
        where this process has been told to end.
        """
        message = pickle.dumps((function, args))
        slot = self._free.get(timeout=wait)
        try:
            for _ in range(_ATTEMPTS):
                stopping.check()
                try:
                    return cast("T", slot.call(message, timeout))
                except Killed as error:
                    stopping.check()
                    killed = error
                    if killed.is_of_input or self._is_closed:
                        break
            if killed.exit_code == -signal.SIGKILL:
                raise Killed("memory")  # again and again: it is the system, which has none left
            raise killed
        finally:
            self._free.put(slot)

    def iterate(
        self,
        function: Callable[..., Generator[T]],
        *args: Any,
        timeout: float,
        ahead: Callable[[T], bool],
        wait: float | None = None,
    ) -> Generator[T]:
        """The items that a generator yields in a child, none of them None; each may take `timeout`
        seconds. Where `ahead` is true of an item the child makes the next one while that is used;
        else it waits until the next is asked for. It is ended where not all items are asked for.
        Raises what `run` does, but no call is made again: where somebody ended the child, Killed is
        raised.
        """
        message = pickle.dumps((function, args))
        slot = self._free.get(timeout=wait)
        try:
            stopping.check()
            yield from slot.iterate(message, timeout, ahead)
        except Killed:
            stopping.check()
            raise
        finally:
            self._free.put(slot)

    def warm(self, most: int) -> None:
        """Start the children that will be called first, `most` of them, and have each import what
        stages need, while this process does other things; a child that cannot says so at its first
        call.
        """
        for slot in self.slots[:most]:
            slot.warm(_STAGES)

    def close(self) -> None:
        """End every child now, busy or not."""
        self._is_closed = True
        for slot in self.slots:
            slot.kill()


class _Slot:
    """A place for one child, which is started at the first call and again after its end. One thread
    at a time calls.
    """

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._child: _Child | None = None

    def call(self, message: bytes, timeout: float) -> Any:
        """What came of the pickled call."""
        with self._ending_the_child():
            is_returned, value = self._begin(message).answer(timeout)
        if not is_returned:
            raise value
        return value

    def iterate(
        self, message: bytes, timeout: float, ahead: Callable[[Any], bool]
    ) -> Iterator[Any]:
        """What the generator of the pickled call yields."""
        with self._ending_the_child():
            child = self._begin(message)
            child.ask()
            while True:
                is_returned, value = child.answer(timeout)
                if not is_returned or value is None:
                    break
                is_ahead = ahead(value)
                if is_ahead:
                    child.ask()
                yield value
                if not is_ahead:
                    child.ask()
        if not is_returned:
            raise value

    @contextlib.contextmanager
    def _ending_the_child(self) -> Iterator[None]:
        """End the child where the block does not come to its end: it was killed, it has no memory
        left, a Ctrl-C came while we waited, or nobody wants the rest.
        """
        try:
            yield
        except BaseException as error:
            if isinstance(error, Killed) and self._child:
                error.at = self._child.place.row()
            self.kill()
            self._child = None
            raise

    def warm(self, modules: tuple[str, ...]) -> None:
        """Start the child, where there is none, with these modules."""
        if self._child is None:
            self._child = _Child(self._memory_bytes, modules)

    def kill(self) -> None:
        """End the child; a thread that waits for it is told so."""
        if child := self._child:
            child.kill()

    def _begin(self, message: bytes) -> _Child:
        """A child that has begun this call. One that had ended while idle is replaced."""
        if self._child:
            try:
                return self._child.begin(message)
            except Killed as killed:
                if killed.reason not in ("crashed", "ended"):
                    raise
            self.kill()
        self._child = _Child(self._memory_bytes)
        return self._child.begin(message)


class _Child:
    """One process and the two pipes to it: one for calls, one that it dies with."""

    def __init__(self, memory_bytes: int, modules: tuple[str, ...] = ()) -> None:
        self._calls, calls = Pipe()
        lifeline, self._lifeline = Pipe(duplex=False)
        self.place = Place()
        handles = [h for h in (calls.fileno(), lifeline.fileno(), self.place.handle) if h >= 0]
        arguments = (calls.fileno(), lifeline.fileno(), self.place.handle, memory_bytes, modules)
        code = _CODE.format(path=list(map(str, sys.path)), arguments=arguments)
        with calls, lifeline:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code],
                pass_fds=handles,
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what libraries say of their end; a person is told
            )
        self.place.close_handle()

    def begin(self, message: bytes) -> _Child:
        """This child, once it has begun the call. Raises Killed."""
        try:
            self._calls.send_bytes(message)
            self._receive(START_SECONDS)
        except ConnectionError:
            raise self._killed() from None
        return self

    def answer(self, timeout: float) -> tuple[bool, Any]:
        """(whether the call returned or yielded, what it did or raised). Raises Killed."""
        is_returned, value = pickle.loads(self._receive(timeout))
        if isinstance(value, MemoryError) and not is_returned:
            raise Killed("memory")
        return is_returned, value

    def ask(self) -> None:
        """Ask for what the call's generator yields next. Raises Killed."""
        try:
            self._calls.send_bytes(b"")
        except ConnectionError:
            raise self._killed() from None

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()
        self._process.wait()

    def _receive(self, timeout: float) -> bytes:
        try:
            if not self._calls.poll(timeout):
                raise Killed("timeout")
            return self._calls.recv_bytes()
        except (EOFError, ConnectionError):
            raise self._killed() from None

    def _killed(self) -> Killed:
        """How the process ended whose connection has."""
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return Killed("crashed")
        if code == -signal.SIGPROF:
            return Killed("timeout", code)
        return Killed("ended" if code in _OUTSIDE else "crashed", code)


#: Every set of children of this process that is in use.
_all: weakref.WeakSet[Workers] = weakref.WeakSet()
_pool: Workers | None = None
_pool_lock = threading.Lock()


def end_all() -> None:
    """End every child of this process now; calls that wait for one are told so."""
    for workers in list(_all):
        for slot in workers.slots:
            slot.kill()


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
