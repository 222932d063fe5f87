"""The whole flow on generated captures: seconds and share of each stage, peak memory, and what a
second run costs.

    python benchmarks/cost/flow.py [--captures 10000] [--seed 1] [--keep FOLDER]

The flow runs in a process of its own as `tearsheet ingest` runs it, twice over the same captures.
Prefect's own start (its import and its server's) is measured apart, by a flow that does nothing,
since it does not grow with the input. Peak memory is that of the largest process, and of all
processes of the run together.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.inputs.generate import generate

_NOTHING = """
import os
os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "true")
from prefect import flow, task
@task
def step(): return 1
@flow
def nothing(): return step()
import flows.archive
nothing()
"""
_ARCHIVE = """
import json, sys, time
from flows.archive import archive
from flows.derive import Stages
from flows.tasks import PrefectStages
seconds = {}
def timed(name, call):
    def wrapped(*args, **kwargs):
        began = time.perf_counter()
        try:
            return call(*args, **kwargs)
        finally:
            seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - began
    return wrapped
for name in [n for n, call in vars(Stages).items() if callable(call) and not n.startswith("_")]:
    setattr(PrefectStages, name, timed(name, getattr(PrefectStages, name)))
report = archive(sources=[sys.argv[1]], root=sys.argv[2])
print("RESULT " + json.dumps({
    "seconds": seconds, "counts": dict(report.counts), "is_published": report.is_published
}))
"""


@dataclass
class Run:
    """One process: wall seconds, its result line, and memory in MiB."""

    seconds: float
    result: dict[str, object]
    largest: float
    together: float


def environment(home: Path) -> dict[str, str]:
    """That of a process whose flows run on a server of its own, with this PREFECT_HOME."""
    return {
        **os.environ,
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }


def run(code: str, *arguments: str, home: Path) -> Run:
    """Run the code in a fresh interpreter and watch the memory of its process tree (without
    Prefect's server).
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    peaks = {"largest": 0.0, "together": 0.0}
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.2):
            sizes = [_rss(pid) for pid in _tree(process.pid)]
            peaks["largest"] = max([peaks["largest"], *sizes])
            peaks["together"] = max(peaks["together"], sum(sizes))

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = process.communicate()
    stop.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    line = next((x for x in out.splitlines() if x.startswith("RESULT ")), "RESULT {}")
    return Run(
        time.perf_counter() - began,
        json.loads(line.removeprefix("RESULT ")),
        peaks["largest"],
        peaks["together"],
    )


def _tree(root: int) -> list[int]:
    """The process and all below it but Prefect's server."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        try:
            if b"uvicorn" in Path(f"/proc/{pid}/cmdline").read_bytes():
                continue
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # ended meanwhile
    return found


def _rss(pid: int) -> float:
    try:
        return (
            int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            * os.sysconf("SC_PAGE_SIZE")
            / 2**20
        )
    except (OSError, IndexError):
        return 0.0


def main() -> None:
    """Generate, run twice, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep captures and archive in this folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = asked.keep or Path(temporary)
        made = generate(asked.captures, place / "captures", seed=asked.seed)
        print(
            f"{made.captures:,} captures, {made.bytes / 1e6:.1f} MB, {made.articles:,} articles, "
            f"{os.cpu_count()} cores"
        )
        run(_NOTHING, home=place / "prefect")  # makes the server's database
        start = run(_NOTHING, home=place / "prefect")
        print(f"Prefect's own start{start.seconds:>19.1f} s")
        first = report(
            "first run",
            run(_ARCHIVE, str(place / "captures"), str(place / "archive"), home=place / "prefect"),
            start,
        )
        again = report(
            "the same again",
            run(_ARCHIVE, str(place / "captures"), str(place / "archive"), home=place / "prefect"),
            start,
        )
        print(f"again / first, beyond Prefect's start: {again / first:.1%}")


def report(name: str, done: Run, start: Run) -> float:
    """Print one run; its seconds beyond Prefect's start."""
    seconds = done.result["seconds"]
    assert isinstance(seconds, dict)
    beyond = max(done.seconds - start.seconds, 0.01)
    print(f"{name}: {done.seconds:.1f} s, {beyond:.1f} s beyond Prefect's start")
    print(
        f"  peak memory: {done.largest:,.0f} MiB in the largest process, {done.together:,.0f} MiB "
        f"in all together"
    )
    total = sum(seconds.values())
    for stage, spent in seconds.items():
        print(f"  {stage:<15}{spent:>8.1f} s {spent / total:>7.1%}")
    print(
        f"  published a snapshot: {done.result['is_published']}; "
        f"{json.dumps(done.result['counts'])}"
    )
    return beyond


if __name__ == "__main__":
    main()
