"""The whole flow: seconds and share of each stage, processor time, peak memory, and what a second
run costs; on generated captures or on labelled pages, beside another checkout where one is given.

    python benchmarks/cost/flow.py [--captures 10000] [--pages N] [--seed 1] [--keep FOLDER]
        [--against FOLDER] [--once]

The flow runs in a process of its own, twice over the same captures: texts of about 3 KB in files of
their own, or, `--pages`, so many labelled pages of the corpora folder as HTML. Prefect's own start
(its import and its server's) is measured apart, by a flow that does nothing, since it does not grow
with the input. Processor time is that of the run's process and its children, and apart from them
that of Prefect's server, as it was seen last before each ended; peak memory is that of the largest
process, and of all processes of the run together, without the server.

`--against` is the folder of another checkout, such as that of release 0.1.0 (`git archive 34be269`;
what it needs beside, pebble, is looked for on PYTHONPATH), which does the same in turn; the last
lines say how much processor time a capture takes in each. `--once` leaves the second run out.
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

from benchmarks.cost.parse import pages
from benchmarks.inputs.generate import generate
from transforms.urls import split_url

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
seconds = {}
def timed(name, call):
    def wrapped(*args, **kwargs):
        began = time.perf_counter()
        try:
            return call(*args, **kwargs)
        finally:
            seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - began
    return wrapped
try:
    from flows.derive import Stages
    from flows.tasks import PrefectStages
except ImportError:  # 0.1.0, which counts them itself
    PrefectStages = None
if PrefectStages:
    for name in [n for n, call in vars(Stages).items() if callable(call) and n[0] != "_"]:
        setattr(PrefectStages, name, timed(name, getattr(PrefectStages, name)))
report = archive(sources=[sys.argv[1]], root=sys.argv[2])
if PrefectStages:
    counts, is_published = dict(report.counts), report.is_published
else:
    seconds, counts, is_published = report["seconds"], report["counts"], report["published"]
print("RESULT " + json.dumps({"seconds": seconds, "counts": counts, "is_published": is_published}))
"""
_LOOK_SECONDS = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")
_OWN = Path(__file__).resolve().parents[2]


@dataclass
class Run:
    """One process: wall seconds, its result line, memory in MiB, and seconds of processor time: of
    the process, of its children, and of Prefect's server.
    """

    seconds: float
    result: dict[str, object]
    largest: float
    together: float
    own: float
    children: float
    server: float


class Watch:
    """What the processes below one have used, looked at until it is told to stop."""

    def __init__(self, root: int) -> None:
        self.largest = self.together = 0.0
        self.cpu: dict[int, float] = {}
        self.servers: set[int] = set()
        self._root, self._stop = root, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            tree = _tree(self._root)
            self.servers |= {pid for pid in tree if pid not in self.servers and _is_server(pid)}
            sizes = [_rss(pid) for pid in tree if pid not in self.servers]
            self.largest = max([self.largest, *sizes])
            self.together = max(self.together, sum(sizes))
            self.cpu |= {pid: max(_cpu(pid), self.cpu.get(pid, 0.0)) for pid in tree}


def run(code: str, *arguments: str, home: Path, checkout: Path = _OWN) -> Run:
    """Run the code in a fresh interpreter with the modules of a checkout, and watch its
    processes.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment(home, checkout),
        cwd=checkout,
        stdout=subprocess.PIPE,
        text=True,
    )
    watch = Watch(process.pid)
    out, _ = process.communicate()
    watch.stop()
    if process.returncode:
        sys.exit(f"the run ended with {process.returncode}")
    line = next((x for x in out.splitlines() if x.startswith("RESULT ")), "RESULT {}")
    server = sum(watch.cpu[pid] for pid in watch.servers)
    own = watch.cpu.get(process.pid, 0.0)
    return Run(
        time.perf_counter() - began,
        json.loads(line.removeprefix("RESULT ")),
        watch.largest,
        watch.together,
        own,
        sum(watch.cpu.values()) - own - server,
        server,
    )


def environment(home: Path, checkout: Path = _OWN) -> dict[str, str]:
    """That of a process whose flows run on a server of its own, with this PREFECT_HOME and the
    modules of a checkout, which are compiled once, as those of an installed package are.
    """
    path = [str(checkout / "src"), str(checkout), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path),
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PYTHONDONTWRITEBYTECODE": "",
    }


def compile_modules(checkout: Path) -> None:
    """Compile the modules of a checkout, so that no process that is measured does."""
    compiled = [sys.executable, "-m", "compileall", "-q", "src", "flows"]
    subprocess.run(compiled, cwd=checkout, check=True)


def _tree(root: int) -> list[int]:
    """The process and all below it."""
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        try:
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # ended meanwhile
    return found


def _is_server(pid: int) -> bool:
    try:
        said = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"uvicorn" in said or b"flows.servers" in said


def _rss(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _cpu(pid: int) -> float:
    """Seconds that a process has used, of the user and of the system."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def write_pages(count: int, folder: Path) -> tuple[int, int]:
    """Write labelled pages as files in a folder for each site -> how many, and their bytes."""
    size, written = 0, 0
    for no, page in enumerate(pages()[:count]):
        place = folder / (split_url(page.url).hostname or f"{page.of.split(',')[0]}.example")
        place.mkdir(parents=True, exist_ok=True)
        size += (place / f"{no:05d}.html").write_bytes(page.raw)
        written += 1
    return written, size


def main() -> None:
    """Write the captures, run the flow of each checkout, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--pages", type=int, help="so many labelled pages, and no generated text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep captures and archive in this folder")
    parser.add_argument("--against", type=Path, help="the folder of another checkout")
    parser.add_argument("--once", action="store_true", help="do not run twice")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = (asked.keep or Path(temporary)).resolve()
        if asked.pages:
            count, size = write_pages(asked.pages, place / "captures")
        else:
            made = generate(asked.captures, place / "captures", seed=asked.seed)
            count, size = made.captures, made.bytes
        print(f"{count:,} captures, {size / 1e6:.1f} MB, {os.cpu_count()} cores")
        checkouts = {"now": _OWN}
        if asked.against:
            checkouts["before"] = asked.against.resolve()
        spent = {
            name: _measure(name, folder, place, count, is_once=asked.once)
            for name, folder in checkouts.items()
        }
    for name, seconds in spent.items():
        times = f", {spent['before'] / seconds:.2f} times as fast" if "before" in spent else ""
        print(f"{name}: {1000 * seconds / count:.2f} ms of processor time a capture{times}")


def _measure(name: str, checkout: Path, place: Path, count: int, *, is_once: bool) -> float:
    """Run the flow of a checkout; seconds of processor time of its first run beyond Prefect's."""
    compile_modules(checkout)
    home = place / f"prefect-{name}"
    run(_NOTHING, home=home, checkout=checkout)  # makes the server's database
    start = run(_NOTHING, home=home, checkout=checkout)
    print(
        f"{name}: Prefect's own start {start.seconds:.1f} s; processor time {start.own:.1f} s, "
        f"and {start.server:.1f} s of its server"
    )
    arguments = (str(place / "captures"), str(place / f"archive-{name}"))
    done = run(_ARCHIVE, *arguments, home=home, checkout=checkout)
    first = report(f"{name}: first run", done, start)
    if not is_once:
        again = run(_ARCHIVE, *arguments, home=home, checkout=checkout)
        share = report(f"{name}: the same again", again, start) / first
        print(f"again / first, beyond Prefect's start: {share:.1%}")
    return done.own + done.children - start.own


def report(name: str, done: Run, start: Run) -> float:
    """Print one run; its seconds beyond Prefect's start."""
    seconds = done.result["seconds"]
    assert isinstance(seconds, dict)
    beyond = max(done.seconds - start.seconds, 0.01)
    cpu = done.own + done.children
    print(f"{name}: {done.seconds:.1f} s, {beyond:.1f} s beyond Prefect's start")
    print(
        f"  processor time: {done.own:.1f} s of the run's process, {done.children:.1f} s of its "
        f"children; of Prefect {start.own:.1f} s in the process ({start.own / cpu:.1%}) and "
        f"{done.server:.1f} s in its server"
    )
    print(
        f"  peak memory: {done.largest:,.0f} MiB in the largest process, {done.together:,.0f} MiB "
        f"in all together"
    )
    total = sum(seconds.values()) or 1.0
    for stage, spent in seconds.items():
        print(f"  {stage:<15}{spent:>8.1f} s {spent / total:>7.1%}")
    print(
        f"  published a snapshot: {done.result['is_published']}; "
        f"{json.dumps(done.result['counts'])}"
    )
    return beyond


if __name__ == "__main__":
    main()
