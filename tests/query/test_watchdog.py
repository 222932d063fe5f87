"""The process of a query and the one that watches it: whatever ends either, none is left over, nor
is the folder of the query, and the user is told in a sentence.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import tearsheet
from tearsheet.errors import Usage
from tearsheet.query.limits import size_bytes

ENDLESS = "SELECT levenshtein(repeat('a', 1_000_000), repeat('b', 1_000_000))"
TOO_MUCH = "tearsheet: the query needs more than the 2GB of memory that it may take: --memory raises the limit, --temp lets it spill to disk\n"  # noqa: E501


def children_of(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def is_limited(pid: int) -> bool:
    """Whether its query is about to begin."""
    limits = Path(f"/proc/{pid}/limits").read_text()
    return re.search(r"^Max address space +\d", limits, re.MULTILINE) is not None


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(6000):
        if is_so():
            return
        time.sleep(0.01)
    pytest.fail("it did not come to pass")


@contextmanager
def endless_query(
    archive: tearsheet.Archive, scratch: Path, command: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """(a command whose query is under way, the process of the query)."""
    process = subprocess.Popen(
        [command, "sql", "--root", archive.root, "--", ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
        start_new_session=True,
    )
    try:
        wait_until(lambda: bool(children_of(process.pid)))
        child = children_of(process.pid)[0]
        wait_until(lambda: is_limited(child))
        yield process, child
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("number", "status", "told"),
    [
        (signal.SIGSEGV, 1, "tearsheet: the query crashed its process (SIGSEGV)\n"),
        (signal.SIGABRT, 1, "tearsheet: the query crashed its process (SIGABRT)\n"),
        (signal.SIGKILL, 1, TOO_MUCH),
    ],
)
def test_what_ends_the_querys_process_is_told_in_a_sentence(
    archive: tearsheet.Archive,
    tmp_path: Path,
    tearsheet_command: str,
    number: signal.Signals,
    status: int,
    told: str,
) -> None:
    with endless_query(archive, tmp_path, tearsheet_command) as (process, child):
        os.kill(child, number)
        assert process.communicate() == ("", told)
        assert process.returncode == status
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_command_ends_its_query_and_clears_its_folder_away(
    archive: tearsheet.Archive, tmp_path: Path, tearsheet_command: str, number: signal.Signals
) -> None:
    with endless_query(archive, tmp_path, tearsheet_command) as (process, child):
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
        out, told = process.communicate()
        assert (out, "Traceback" in told, is_alive(child)) == ("", False, False)
        by = "Ctrl-C" if number == signal.SIGINT else number.name
        assert (process.returncode, told) == (128 + number, f"stopped: by {by}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_query_dies_with_a_command_that_is_killed(
    archive: tearsheet.Archive, tmp_path: Path, tearsheet_command: str
) -> None:
    with endless_query(archive, tmp_path, tearsheet_command) as (process, child):
        process.kill()
        wait_until(lambda: not is_alive(child))


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_memory_is_limited_to_so_much_more_than_the_process_has() -> None:
    done = python(
        """
from tearsheet.query.memory import MARGIN_BYTES, limit_memory
held = bytearray(300 << 20)
limit_memory(100 << 20, "too much")
more = bytearray(100 << 20)
try:
    bytearray(2 * MARGIN_BYTES)
except MemoryError:
    print("refused")
limit_memory(400 << 20, "too much")
print(len(bytearray(400 << 20)) >> 20)
"""
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "refused\n400\n", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="macOS has no such limit")
def test_addresses_that_were_reserved_before_are_no_way_around_the_limit() -> None:
    done = python(
        """
import ctypes
from tearsheet.query.memory import MARGIN_BYTES, limit_memory
libc, reserved, private_anonymous = ctypes.CDLL(None), 4 * MARGIN_BYTES, 0x22
libc.mmap.restype = ctypes.c_void_p
address = libc.mmap(None, ctypes.c_size_t(reserved), 0, private_anonymous, -1, 0)
assert address != ctypes.c_void_p(-1).value
limit_memory(100 << 20, "too much")
for megabytes in (100, 400):
    print(libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(megabytes << 20), 3))
"""
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n-1\n", "")


def test_where_the_system_refuses_nothing_the_process_ends_itself_in_a_sentence() -> None:
    done = python(
        """
from tearsheet.query.memory import watch_resident
watch_resident(100 << 20, "too much")
held = []
while len(held) < 4000:
    held.append(bytearray(b"x") * (1 << 20))
"""
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "tearsheet: too much\n")


@pytest.mark.parametrize(
    ("text", "count"),
    [("2GB", 2_000_000_000), ("1.5 GiB", 3 << 29), ("500mb", 500_000_000), ("1kib", 1024)],
)
def test_a_size_is_read_as_people_write_it(text: str, count: int) -> None:
    assert size_bytes(text, "--memory") == count


@pytest.mark.parametrize("text", ["", "0GB", "80%", "-1", "none", "1024", "GB", "1e9GB", "2GB x"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(Usage, match="--memory takes a size such as 4GB"):
        size_bytes(text, "--memory")
