"""What it costs to start a child process that is ready for a stage: a new one, as runs start them,
and a fork of a template that has imported the same and called nothing of Polars.

    python benchmarks/cost/children.py [--rounds 20]

Of each the seconds until it has answered a question to Polars that its threads share, by the clock
and of processor time, at the median; how many threads the template has before its first fork; and
how many forks have not answered within ten seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import select
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from tearsheet.workers import _STAGES

_ANSWER_SECONDS = 10.0
_CHILD = """
import sys
sys.path[:] = {path!r}
from benchmarks.cost.children import ask, make_ready
make_ready()
ask()
"""


def make_ready(*, is_whole: bool = True) -> None:
    """Import what a child of a run does before its first call, and make its tables where it is to
    be ready as a whole.
    """
    for name in _STAGES:
        module, _, function = name.partition(":")
        imported = import_module(module)
        if function and is_whole:
            getattr(imported, function)()


def ask() -> None:
    """A question that all threads of Polars work on."""
    import polars as pl

    rows = pl.DataFrame({"key": range(50_000)}).lazy()
    found = rows.group_by(rest=pl.col("key") % 97).agg(pl.col("key").sum()).sort("rest").collect()
    assert found.height


def start_new() -> bool:
    """A new process."""
    code = _CHILD.format(path=list(sys.path))
    subprocess.run([sys.executable, "-c", code], check=True)
    return True


def start_fork() -> bool:
    """A fork of this process, which has imported everything; false where it does not answer."""
    pid = os.fork()
    if not pid:
        ask()
        os._exit(0)
    handle = os.pidfd_open(pid)
    is_over = bool(select.select([handle], [], [], _ANSWER_SECONDS)[0])
    os.close(handle)
    if not is_over:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return is_over


def measure(start: Callable[[], bool], rounds: int) -> tuple[float, float, int]:
    """(seconds by the clock, of processor time, how many did not answer) of one start."""
    spent = list(_spans(start, rounds))
    clock, cpu, answered = zip(*spent, strict=True)
    return statistics.median(clock), statistics.median(cpu), rounds - sum(answered)


def _spans(start: Callable[[], bool], rounds: int) -> Iterator[tuple[float, float, bool]]:
    for _ in range(rounds):
        began, before = time.perf_counter(), _children_seconds()
        is_over = start()
        yield time.perf_counter() - began, _children_seconds() - before, is_over


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure both, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    tell("new", measure(start_new, rounds))
    for is_whole, name in ((False, "forked after the imports"), (True, "and after the tables")):
        make_ready(is_whole=is_whole)
        threads = len(list(Path("/proc/self/task").iterdir()))
        tell(f"{name}, with {threads} threads", measure(start_fork, rounds))


def tell(name: str, measured: tuple[float, float, int]) -> None:
    """Print one way."""
    clock, cpu, lost = measured
    print(f"{name}: {clock:.2f} s, {cpu:.2f} of processor time, {lost} did not answer", flush=True)


if __name__ == "__main__":
    main()
