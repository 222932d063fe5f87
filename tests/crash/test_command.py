"""The real command on a disk that fills up or goes read-only, and with a page that takes all
memory: a sentence, the archive intact, and the next run fine.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.disks import LARGE, Disk, small_disk
from tests.support.nursery import body, digest, first_batch, page, second_batch

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-c", "from tearsheet.cli.main import main; main()"]
#: Of waits, never asserted: a busy machine is no failure.
LONG = 300.0
Done = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with small_disk(tmp_path_factory.mktemp("disks") / "disk") as made:
        yield made


def command(root: Path, source: Path) -> list[str]:
    return [*COMMAND, "ingest", str(source), "--root", str(root)]


def ingest(root: Path, source: Path, api: str) -> Done:
    return subprocess.run(
        command(root, source),
        env={**os.environ, "PREFECT_API_URL": api},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG,
    )


def check(done: Done, root: Path, says: str, source: Path, api: str, after: str) -> None:
    """One sentence that names a file, nothing harmed, and the next run comes to the same as
    ever.
    """
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("tearsheet: "), done.stderr
    assert says in last, done.stderr
    assert str(root) in last, done.stderr
    found = verify(Storage.open(str(root)), now=datetime.now(UTC))
    assert [f for f in found if f.problem != "stale"] == []
    again = ingest(root, source, api)
    assert again.returncode == 0, again.stderr
    assert digest(str(root)) == after
    assert list(Storage.open(str(root)).objects.list("staging")) == []


def test_a_full_disk_and_a_read_only_one_are_told_and_harm_nothing(
    tmp_path: Path, disk: Disk, prefect_api: str
) -> None:
    first, second = first_batch(tmp_path / "first"), second_batch(tmp_path / "second")
    roots = [disk.folder / name for name in ("whole", "full", "fuller", "no-names", "read-only")]
    for root in roots:
        assert ingest(root, first, prefect_api).returncode == 0
    held, names = disk.used
    assert ingest(roots[0], second, prefect_api).returncode == 0
    (whole, all_names), after = disk.used, digest(str(roots[0]))
    for root, names_only, share in zip(roots[1:4], (False, False, True), (4, 2, 2), strict=True):
        (size, count), grows = disk.used, (whole - held, all_names - names)
        disk.limit(
            f"nr_inodes={count + grows[1] // share}"
            if names_only
            else f"size={size + grows[0] // share}"
        )
        done = ingest(root, second, prefect_api)
        disk.limit(LARGE)
        check(done, root, "No space left on device", second, prefect_api, after)
    with turned_read_only(disk, once=lambda: any(roots[4].glob("staging/*/parsed/*"))):
        done = ingest(roots[4], second, prefect_api)
    check(done, roots[4], "Read-only file system", second, prefect_api, after)


@contextlib.contextmanager
def turned_read_only(disk: Disk, *, once: Callable[[], bool]) -> Iterator[None]:
    """The disk takes no changes any more once that is so and no file is open."""
    over = threading.Event()

    def turn() -> None:
        while not over.is_set() and not once():
            time.sleep(0.005)
        disk.is_turned_read_only(unless=over.is_set)

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        disk.turn_writable()


#: A child that holds more than this is ended by SIGKILL, as a system without memory does. Pages of
#: the usual size need half of it, and the one of this test more than all.
MOST_RESIDENT = 520 << 20


def kill_the_greedy(leader: int, is_over: threading.Event, killed: list[int]) -> None:
    """End every child of the process that takes too much, until it is over."""
    while not is_over.wait(0.02):
        for listed in Path(f"/proc/{leader}/task").glob("*/children"):
            with contextlib.suppress(OSError, ValueError):
                for pid in map(int, listed.read_text().split()):
                    about = Path(f"/proc/{pid}")
                    is_worker = "tearsheet.child" in (about / "cmdline").read_text()
                    resident = int((about / "statm").read_text().split()[1]) * 4096
                    if is_worker and resident > MOST_RESIDENT:
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)


def test_a_page_that_takes_all_memory_costs_that_page(tmp_path: Path, prefect_api: str) -> None:
    source, root = tmp_path / "in", tmp_path / "archive"
    for name in ("ferry", "bridge", "mole"):
        page(source, f"morning-herald/{name}", body(name))
    long = "<html><body><h1>Rain</h1><p>" + "Rain fell on the hills &amp; all day. " * 500_000
    (source / "morning-herald" / "long.html").write_text(long)
    running = subprocess.Popen(
        command(root, source),
        env={**os.environ, "PREFECT_API_URL": prefect_api, "TEARSHEET_PAGE_CPU_SECONDS": "600"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    is_over, killed = threading.Event(), list[int]()
    watching = threading.Thread(target=kill_the_greedy, args=(running.pid, is_over, killed))
    watching.start()
    try:
        said, _ = running.communicate(timeout=LONG)
    finally:
        is_over.set()
        watching.join()
        running.kill()
        running.wait()
    assert len(killed) >= 2
    assert running.returncode == 0, said
    assert "long.html: parse_memory" in said
    assert "Traceback" not in said
    opened = tearsheet.open(str(root))
    assert opened.sql("SELECT count(*) FROM articles").item() == 3
    rows = opened.sql("SELECT reason, ref LIKE '%/long.html' FROM quarantine").rows()
    assert rows == [("parse_memory", True)]
