"""A process shows that it lives, and others can tell when it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tearsheet.store.process import Owner, heartbeat
from tearsheet.store.runs import NEIGHBOUR_SILENCE, record_killed_runs, signs_of_life
from tearsheet.store.tables import Storage
from tests.support.places import ROOT

needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def test_this_process_is_there_and_one_that_ended_is_not() -> None:
    here = Owner.here()
    assert not here.is_gone
    assert Owner(here.host, 2**22 + 1).is_gone
    assert not Owner("another-machine", 2**22 + 1).is_gone


@needs_linux
def test_a_pid_that_was_given_again_is_not_the_process_that_had_it() -> None:
    here = Owner.here()
    assert here.started is not None
    before = replace(here, started=here.started - 1)
    assert (here.is_gone, before.is_gone) == (False, True)


@needs_linux
def test_a_container_that_was_started_again_finds_its_old_run_dead() -> None:
    """Host name, pids and often the number of the PID namespace are the same: the start tells."""
    here = Owner.here()
    assert here.boot_id is not None
    assert here.pid_namespace is not None
    assert replace(here, started=1).is_gone


@needs_linux
def test_a_process_that_ended_and_that_nobody_waited_for_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        owner = replace(Owner.here(), pid=child.pid, started=None)
        assert not owner.is_gone
        assert child.stdin is not None
        child.stdin.close()
        assert wait_until(lambda: owner.is_gone)


@needs_linux
def test_a_pid_of_another_boot_or_container_is_not_judged() -> None:
    here = Owner.here()
    for elsewhere in (
        replace(here, boot_id="another", pid=2**22 + 1),
        replace(here, pid_namespace="pid:[1]", pid=2**22 + 1),
    ):
        assert not elsewhere.is_gone


def test_an_owner_is_read_from_records_of_earlier_and_of_later_releases() -> None:
    assert Owner.read({"host": "h", "pid": 7}) == Owner("h", 7)
    later = {"host": "h", "pid": 7, "started": 5, "colour": "red"}
    assert Owner.read(later) == Owner("h", 7, started=5)


RUN = """
    import os, sys
    sys.path[:0] = [{src!r}]
    for no in range({forks}):
        if child := os.fork():
            os.waitpid(child, 0)
            if no == {forks} - 1:
                sys.exit()
        elif no < {forks} - 1:
            os._exit(0)
    from tearsheet.store.runs import record_run
    from tearsheet.store.tables import Storage
    with record_run(Storage.open({root!r}), "archive", {{}}) as run:
        print(run.run_id, flush=True)
        sys.stdin.read()
"""


@contextmanager
def container(root: Path, *, forks: int = 0) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """(the run under way in a PID namespace of its own, the process that ends it when it is
    killed). Its pid is 1 there, and one more for every fork.
    """
    lines = RUN.format(src=str(ROOT / "src"), root=str(root), forks=forks)
    code = "\n".join(line[4:] for line in lines.splitlines())
    within = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
    with subprocess.Popen(
        [*within, sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        run_id = process.stdout.readline().strip()
        try:
            yield run_id, process
        finally:
            process.kill()


@pytest.fixture
def namespaces() -> None:
    """Skips where this process may not make a PID namespace."""
    try:
        tried = subprocess.run(
            ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "true"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except FileNotFoundError:
        pytest.skip("no unshare command")
    if tried.returncode:
        pytest.skip(f"no PID namespaces here: {tried.stderr.strip()}")


@pytest.mark.usefixtures("namespaces")
def test_containers_of_one_host_name_do_not_bury_each_others_live_runs(tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path / "archive"))
    with ExitStack() as both:
        # the other one has no process of this pid, and begins its run by looking
        first, _ = both.enter_context(container(tmp_path / "archive", forks=9))
        second, process = both.enter_context(container(tmp_path / "archive"))
        signs = signs_of_life(storage)
        assert set(signs) == {first, second}
        assert {sign.owner.host for sign in signs.values()} == {Owner.here().host}
        assert len({sign.owner.pid_namespace for sign in signs.values()}) == 2
        assert record_killed_runs(storage) == []
        process.kill()
        process.wait()
        silent = time.time() - (NEIGHBOUR_SILENCE + timedelta(seconds=5)).total_seconds()
        os.utime(tmp_path / "archive" / "staging" / second / "run.json", (silent, silent))
        assert record_killed_runs(storage) == [second]
        assert set(signs_of_life(storage)) == {first}


def wait_until(is_so: Callable[[], bool]) -> bool:
    """Whether it came to be so within a minute."""
    for _ in range(1200):
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_a_heart_beats_while_the_block_lasts_and_over_errors_of_the_disk() -> None:
    beats = threading.Semaphore(0)

    def beat() -> bool:
        beats.release()
        raise OSError("disk full")

    with heartbeat(beat, every=0.001):
        assert all(beats.acquire(timeout=10) for _ in range(3))


def test_a_heart_that_says_stop_beats_no_more() -> None:
    beats: list[int] = []
    first = threading.Event()

    def beat() -> bool:
        beats.append(1)
        first.set()
        return False

    with heartbeat(beat, every=0.001):
        assert first.wait(10)
        threading.Event().wait(0.02)
    assert beats == [1]
