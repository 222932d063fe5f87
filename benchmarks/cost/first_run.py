"""Where the seconds of a first `tearsheet ingest` go: each part alone, then the command whole.

    python benchmarks/cost/first_run.py [--rounds 3]

The whole is run on a fresh PREFECT_HOME, on one whose database is there, again on the same archive,
and with the server of `tearsheet serve` running. Wall and processor seconds (of the command with
its children), the median of the rounds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("tearsheet"))
SAMPLE = str(Path(__file__).parents[2] / "data" / "sample")
PARTS = {
    "interpreter": "pass",
    "the command line": "import tearsheet.cli.main, tearsheet.cli.ingest",
    "Prefect's client, the flow": "import flows.archive",
    "Prefect's server": "from prefect.server.api.server import create_app; create_app(final=True)",
    "a child's stages": "import tearsheet.stages.pages.rows, tearsheet.stages.clean, "
    "tearsheet.stages.articles",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    print(f"{'':<28}{'wall s':>8}{'CPU s':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for name, code in PARTS.items():
            show(name, [timed([sys.executable, "-c", code], Path(folder)) for _ in range(rounds)])
        whole(Path(folder), rounds)


def whole(folder: Path, rounds: int) -> None:
    """The command, in each of the ways in which one may meet it."""
    took: dict[str, list[tuple[float, float]]] = {}
    for no in range(rounds):
        home, root = folder / f"home{no}", folder / f"archive{no}"
        ingest = [COMMAND, "ingest", SAMPLE, "--root", str(root)]
        took.setdefault("ingest, fresh home", []).append(timed(ingest, home))
        shutil.rmtree(root)
        took.setdefault("ingest, used home", []).append(timed(ingest, home))
        took.setdefault("again", []).append(timed(ingest, home))
        shutil.rmtree(root)
        with Serving(home, folder / f"served{no}"):
            took.setdefault("ingest, running server", []).append(timed(ingest, home))
    for name, times in took.items():
        show(name, times)


class Serving:
    """The server of `tearsheet serve`, for as long as the block lasts."""

    def __init__(self, home: Path, root: Path) -> None:
        self.home, self.root = home, root

    def __enter__(self) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "serve", "--port", "4277", "--root", str(self.root)],
            env=environment(self.home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=self.home,
        )
        while not (self.home / "tearsheet" / "server.json").exists():
            time.sleep(0.2)
        time.sleep(15)  # its deployments are registered

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def environment(home: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return clean | {"PREFECT_HOME": str(home), "DO_NOT_TRACK": "1"}


def timed(command: list[str], home: Path) -> tuple[float, float]:
    """Wall and processor seconds of a command."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


def show(name: str, times: list[tuple[float, float]]) -> None:
    wall, used = (statistics.median(column) for column in zip(*times, strict=True))
    print(f"{name:<28}{wall:>8.2f}{used:>8.2f}", flush=True)


if __name__ == "__main__":
    main()
