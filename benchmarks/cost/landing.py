"""Memory of the landing of very many tiny files, alone: it should be set by a group of files, and
not by how many there are.

    python benchmarks/cost/landing.py [--files 500000] [--a-folder 1000] [--most 1024]

A flow that does nothing but land runs as `tearsheet ingest` runs it, with Prefect's server and its
children, into an empty archive. Printed are seconds, and at its peak the memory of the processes of
the run together and of the largest: what lies in memory (pages that two processes share are counted
twice) and what is theirs alone; besides those of Prefect's server. Exit status 1 where the run
takes more than `--most` MiB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost.flow import environment

_LANDING = """
import sys
from prefect import flow
from flows.tasks import PrefectStages
from tearsheet.store.runs import record_run
from tearsheet.store.tables import Storage
from transforms.captures.declaration import Declaration
@flow
def landing(source, root):
    with record_run(Storage.open(root), "archive", {}) as run:
        landed = PrefectStages(root).ingest(run.run_id, [source], Declaration(), None)
    return landed.new, landed.remaining is None
new, is_all = landing(sys.argv[1], sys.argv[2])
assert is_all and new == int(sys.argv[3]), (new, is_all)
"""
_SERVER = b"uvicorn"
_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Process:
    """MiB of one process: in memory, and its own alone."""

    resident: float
    private: float
    is_server: bool


def main() -> None:
    """Make the files, land them, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500_000)
    parser.add_argument("--a-folder", type=int, default=1_000, help="files in one folder")
    parser.add_argument("--most", type=float, default=1024, help="MiB that the run may take")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_files(place / "files", asked.files, asked.a_folder)
        seconds, peak = land(place, asked.files)
    resident, private, largest, server = peak
    print(
        f"{asked.files:,} files: {seconds:.0f} s; {resident:,.0f} MiB in all processes of the run "
        f"together, {private:,.0f} of them private, {largest:,.0f} in the largest; Prefect's "
        f"server {server:,.0f} besides"
    )
    sys.exit(int(resident > asked.most))


def write_files(folder: Path, count: int, a_folder: int) -> None:
    """So many files of a line."""
    for number in range(count):
        place = folder / f"{number // a_folder:05d}"
        if number % a_folder == 0:
            place.mkdir(parents=True)
        (place / f"{number}.txt").write_text(f"Rain fell on hill number {number}.\n")


def land(place: Path, files: int) -> tuple[float, tuple[float, float, float, float]]:
    """Seconds, and the peaks in MiB: resident and private of all processes of the run, resident of
    the largest of them, of Prefect's server.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _LANDING, str(place / "files"), str(place / "archive"), str(files)],
        env=environment(place / "prefect"),
    )
    peak = (0.0, 0.0, 0.0, 0.0)
    while process.poll() is None:
        time.sleep(_EVERY_SECONDS)
        there = list(processes(process.pid))
        own = [p for p in there if not p.is_server]
        now = (
            sum(p.resident for p in own),
            sum(p.private for p in own),
            max((p.resident for p in own), default=0.0),
            sum(p.resident for p in there if p.is_server),
        )
        peak = tuple(map(max, peak, now))  # type: ignore[assignment]
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    return time.perf_counter() - began, peak


def processes(root: int) -> Iterator[Process]:
    """The process and all below it, as they are."""
    todo = [(root, False)]
    while todo:
        pid, is_server = todo.pop()
        folder = Path(f"/proc/{pid}")
        try:
            is_server = is_server or _SERVER in (folder / "cmdline").read_bytes()
            lines = (folder / "smaps_rollup").read_text().splitlines()
            kib = {name: int(rest.split()[0]) for name, _, rest in _fields(lines)}
            for task in (folder / "task").iterdir():
                below = (task / "children").read_text().split()
                todo += [(int(child), is_server) for child in below]
        except (OSError, ValueError):
            continue  # it ended meanwhile
        private = kib["Private_Clean"] + kib["Private_Dirty"]
        yield Process(kib["Rss"] / 1024, private / 1024, is_server)


def _fields(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    return (line.partition(":") for line in lines if line.endswith(" kB"))


if __name__ == "__main__":
    main()
