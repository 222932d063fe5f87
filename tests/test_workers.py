"""Children are real processes here: they hang in C, exit, eat memory and are orphaned."""

import contextlib
import os
import pickle
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tearsheet.child import PageLimit, tell_row
from tearsheet.workers import Busy, Killed, Workers, pool
from tests.support.places import ROOT
from transforms.page import Refused
from transforms.words.dates import month_names

LONG = 60.0


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(1, memory_bytes=1 << 30)
    yield made
    made.close()


def hang_in_c() -> bool:
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))


def hang_with_page_limit(seconds: float) -> bool:
    with PageLimit(seconds):
        return hang_in_c()


def add(left: int, right: int) -> int:
    with PageLimit(5):
        return left + right


def exit_at_once(code: int) -> None:
    os._exit(code)


def take_memory() -> int:
    return len([bytearray(100_000_000) for _ in range(100)])


def refuse(reason: str, detail: str) -> None:
    raise Refused(reason, detail)


def run_into_own_timeout() -> None:
    raise TimeoutError("the function's own")


def read_past_the_end() -> None:
    raise EOFError("the function's own")


def give_what_cannot_be_pickled() -> object:
    return lambda: None


def process_id() -> int:
    return os.getpid()


def main_module() -> str | None:
    return getattr(sys.modules["__main__"], "__file__", None)


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_a_hang_in_c_code_ends_at_the_wall_clock_limit_and_the_pool_goes_on(
    workers: Workers,
) -> None:
    with pytest.raises(Killed, match="timeout"):
        workers.run(hang_in_c, timeout=0.5)
    assert workers.run(add, 1, 2, timeout=LONG) == 3


def test_a_hang_in_c_code_ends_at_the_cpu_limit_long_before_the_wall_clock_limit(
    workers: Workers,
) -> None:
    with pytest.raises(Killed, match="timeout"):
        workers.run(hang_with_page_limit, 0.3, timeout=600)
    assert workers.run(add, 1, 2, timeout=LONG) == 3


def test_who_waits_for_a_free_child_longer_than_he_may_is_told() -> None:
    pool = Workers(1)
    with contextlib.closing(pool), ThreadPoolExecutor(1) as threads:
        pool.run(add, 1, 2, timeout=LONG)
        busy = threads.submit(pool.run, sleep, 1.0, timeout=LONG)
        while pool._free.qsize():
            time.sleep(0.01)
        with pytest.raises(Busy):
            pool.run(add, 1, 2, timeout=LONG, wait=0.1)
        assert pool.run(add, 1, 2, timeout=LONG, wait=LONG) == 3
        assert busy.result() == 1.0


def exit_at_row(row: int) -> None:
    tell_row(row)
    os._exit(3)


@pytest.mark.skipif(sys.platform != "linux", reason="memory without a file is shared on Linux")
def test_a_child_that_dies_has_told_at_which_row_it_was(workers: Workers) -> None:
    with pytest.raises(Killed, match="crashed") as killed:
        workers.run(exit_at_row, 7, timeout=LONG)
    assert killed.value.at == 7
    with pytest.raises(Killed) as killed:
        workers.run(exit_at_once, 3, timeout=LONG)
    assert killed.value.at is None


def test_a_child_that_exits_is_a_crash(workers: Workers) -> None:
    with pytest.raises(Killed, match="crashed"):
        workers.run(exit_at_once, 3, timeout=LONG)
    assert workers.run(add, 1, 2, timeout=LONG) == 3


def test_a_child_that_a_signal_ends_while_idle_is_replaced(workers: Workers) -> None:
    os.kill(workers.run(process_id, timeout=LONG), signal.SIGKILL)
    assert workers.run(add, 1, 2, timeout=LONG) == 3


def wait_or_return(notes: str) -> str:
    """Waits to be ended the first time, having noted its pid."""
    if Path(notes).exists():
        return "done"
    Path(notes).write_text(str(os.getpid()))
    return str(sleep(600))


def end_itself(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(600)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_a_call_whose_child_somebody_ended_is_made_again(
    workers: Workers, tmp_path: Path, number: signal.Signals
) -> None:
    notes = tmp_path / "pid"

    def somebody() -> None:
        while not (notes.exists() and notes.read_text()):
            time.sleep(0.01)
        os.kill(int(notes.read_text()), number)

    thread = threading.Thread(target=somebody)
    thread.start()
    assert workers.run(wait_or_return, str(notes), timeout=LONG) == "done"
    thread.join()


@pytest.mark.parametrize(
    ("number", "reason", "is_of_input"),
    [(signal.SIGTERM, "ended", False), (signal.SIGKILL, "memory", True)],
    ids=["somebody", "a system without memory"],
)
def test_a_call_whose_child_is_ended_every_time_is_given_up(
    workers: Workers, number: signal.Signals, reason: str, is_of_input: bool
) -> None:
    with pytest.raises(Killed, match=reason) as killed:
        workers.run(end_itself, number, timeout=LONG)
    assert killed.value.is_of_input == is_of_input


def test_a_child_that_asks_for_too_much_memory_is_killed_for_it(workers: Workers) -> None:
    with pytest.raises(Killed, match="memory"):
        workers.run(take_memory, timeout=LONG)
    assert workers.run(add, 1, 2, timeout=LONG) == 3


def test_what_the_function_raises_arrives_whole_and_the_child_lives(workers: Workers) -> None:
    before = workers.run(process_id, timeout=LONG)
    with pytest.raises(Refused) as refusal:
        workers.run(refuse, "too_deep", "900 nested elements", timeout=LONG)
    assert (refusal.value.reason, refusal.value.detail) == ("too_deep", "900 nested elements")
    with pytest.raises(TimeoutError, match="own"):
        workers.run(run_into_own_timeout, timeout=LONG)
    assert workers.run(process_id, timeout=LONG) == before


def test_an_end_of_file_is_the_functions_own_and_says_where_it_was_met(workers: Workers) -> None:
    before = workers.run(process_id, timeout=LONG)
    with pytest.raises(EOFError, match="own") as end:
        workers.run(read_past_the_end, timeout=LONG)
    assert "in read_past_the_end" in end.value.__notes__[0]
    assert workers.run(process_id, timeout=LONG) == before


def test_a_result_that_cannot_be_pickled_is_an_error_and_the_child_lives(workers: Workers) -> None:
    before = workers.run(process_id, timeout=LONG)
    with pytest.raises((AttributeError, pickle.PicklingError), match="lambda"):
        workers.run(give_what_cannot_be_pickled, timeout=LONG)
    assert workers.run(process_id, timeout=LONG) == before


def test_a_limit_that_was_not_reached_is_off_afterwards(workers: Workers) -> None:
    assert [workers.run(add, n, n, timeout=LONG) for n in range(3)] == [0, 2, 4]
    assert workers.run(sleep, 0.1, timeout=LONG) == 0.1


def test_more_threads_than_children_take_turns_and_waiting_is_no_timeout() -> None:
    made = Workers(2)
    results: list[float] = []
    try:
        made.run(add, 0, 0, timeout=LONG)
        threads = [
            threading.Thread(target=lambda: results.append(made.run(sleep, 0.2, timeout=LONG)))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        made.close()
    assert results == [0.2] * 6


def test_the_parents_main_module_is_not_run_again_in_the_child(workers: Workers) -> None:
    assert workers.run(main_module, timeout=LONG) is None


def test_the_pool_of_a_process_is_made_once_and_grows() -> None:
    one = pool(1)
    assert pool(1) is one
    more = pool(one.size + 1)
    assert (more is one, more.size, pool(1)) == (False, one.size + 1, more)


SCRIPT = """
    import os, sys
    sys.path[:0] = [{root!r}]
    from tearsheet.workers import pool
    from tests import test_workers
    print(pool(1).run(test_workers.process_id, timeout=60), flush=True)
    {then}
"""


def start_script(tmp_path: Path, then: str) -> tuple[subprocess.Popen[str], int]:
    """A parent that has a child and then goes on with `then`; unguarded, so that running it again
    in the child would not end.
    """
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT.format(root=str(ROOT), then=then)))
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def ends(pid: int) -> bool:
    for _ in range(400):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize(
    "then",
    ["import time; time.sleep(600)", "pool(1).run(test_workers.hang_in_c, timeout=600)"],
    ids=["idle child", "child that hangs in C code"],
)
def test_a_child_does_not_outlive_a_parent_that_is_killed(tmp_path: Path, then: str) -> None:
    parent, child = start_script(tmp_path, then)
    time.sleep(0.5)
    parent.kill()
    parent.communicate()
    assert ends(child)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("then", ["pass", "raise SystemExit(3)"])
def test_a_child_does_not_outlive_a_parent_that_ends(tmp_path: Path, then: str) -> None:
    parent, child = start_script(tmp_path, then)
    parent.communicate(timeout=60)
    assert ends(child)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_ctrl_c_ends_parent_and_child(tmp_path: Path) -> None:
    parent, child = start_script(tmp_path, "pool(1).run(test_workers.hang_in_c, timeout=600)")
    time.sleep(0.5)
    parent.send_signal(signal.SIGINT)
    _, errors = parent.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors
    assert ends(child)


def pid_of_child() -> int:
    return os.getpid()


def test_the_child_that_was_called_last_is_called_next() -> None:
    workers = Workers(3)
    try:
        assert len({workers.run(pid_of_child, timeout=LONG) for _ in range(4)}) == 1
    finally:
        workers.close()


def test_so_many_children_are_started_beforehand_as_are_asked_for_and_have_what_stages_need() -> (
    None
):
    workers = Workers(3)
    try:
        workers.warm(1)
        running = [slot._child is not None for slot in workers.slots]
        assert running == [True, False, False]
        assert workers.run(has_tables, timeout=LONG), "it is the one that is called first"
    finally:
        workers.close()


def has_tables() -> bool:
    return "transforms.parse" in sys.modules and month_names.cache_info().currsize == 1
