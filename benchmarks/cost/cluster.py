"""One archive by threads, by Dask and by Ray: seconds, what of the tasks' time is serial, and
whether all three come to the same.

    python benchmarks/cost/cluster.py [--captures 5000] [--runners threads dask ray] [--disk]

The root is in a bucket, moto's S3 on loopback, or in a folder with `--disk`; Prefect's server is a
real one, the clusters are local ones of two workers. Serial is what a run has one task of (marked
so in the list); the rest is mapped over shards, outlets, portions and tables. What is left of the
run's wall time when no task is running is the start of the cluster and Prefect's own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import TaskRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.inputs.generate import generate
from tests.support.bucket import empty_bucket
from tests.support.nursery import digest
from tests.support.servers import prefect_server

COMMAND = str(Path(sys.executable).with_name("tearsheet"))
RUNNERS = ("threads", "dask", "ray")
#: Task runs that the server gives at a time.
_PAGE = 200


def run(runner: str, captures: Path, root: str, api: str) -> float:
    """Wall seconds of the command on this runner."""
    began = time.perf_counter()
    done = subprocess.run(
        [COMMAND, "ingest", str(captures), "--root", root],
        env={
            **os.environ,
            "PREFECT_API_URL": api,
            "TEARSHEET_RUNNER": runner,
            "TEARSHEET_WORKERS": "2",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stdout)
    return time.perf_counter() - began


def read_tasks(api: str) -> list[TaskRun]:
    """Every task run that the server knows."""
    found: list[TaskRun] = []
    with temporary_settings({PREFECT_API_URL: api}), get_client(sync_client=True) as client:
        while page := client.read_task_runs(limit=_PAGE, offset=len(found)):
            found += page
    return found


def report(tasks: Sequence[TaskRun], wall: float) -> None:
    """Print the seconds of each task, of all and of those that a run has one of."""
    spent: dict[str, list[float]] = defaultdict(list)
    for one in tasks:
        spent[one.task_key.rpartition("-")[0] or one.task_key].append(
            one.total_run_time.total_seconds()
        )
    for name, seconds in sorted(spent.items(), key=lambda item: -sum(item[1])):
        mark = "  serial" if len(seconds) == 1 else ""
        print(f"    {name:<24}{len(seconds):>5} tasks {sum(seconds):>8.1f} s{mark}")
    total = sum(map(sum, spent.values()))
    serial = sum(sum(seconds) for seconds in spent.values() if len(seconds) == 1)
    print(f"    all tasks {total:.1f} s, serial {serial:.1f} s, {serial / total:.1%}", end="; ")
    print(f"no task under way {wall - busy(tasks):.1f} s of {wall:.1f}")


def busy(tasks: Sequence[TaskRun]) -> float:
    """Seconds in which some task was running."""
    spans = sorted((t.start_time, t.end_time) for t in tasks if t.start_time and t.end_time)
    total, until = 0.0, None
    for begin, end in spans:
        since = begin if until is None else max(begin, until)
        total += max((end - since).total_seconds(), 0.0)
        until = end if until is None else max(until, end)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--captures", type=int, default=5_000)
    parser.add_argument("--runners", nargs="*", choices=RUNNERS, default=list(RUNNERS))
    parser.add_argument("--disk", action="store_true", help="the root is a folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        place, told = Path(name), {}
        root = str(place) if asked.disk else stack.enter_context(empty_bucket())
        made = generate(asked.captures, place / "captures")
        print(f"{made.captures:,} captures, {made.bytes / 1e6:.1f} MB, {os.cpu_count()} cores")
        with prefect_server(place / "prefect") as api:
            known: set[str] = set()
            for runner in asked.runners:
                wall = run(runner, place / "captures", f"{root}/{runner}", api)
                tasks = [t for t in read_tasks(api) if str(t.id) not in known]
                known |= {str(t.id) for t in tasks}
                print(f"{runner}: {wall:.1f} s")
                report(tasks, wall)
                told[runner] = digest(f"{root}/{runner}")
        print("the same archive:", "yes" if len(set(map(str, told.values()))) == 1 else "NO")


if __name__ == "__main__":
    main()
