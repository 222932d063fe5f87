"""How long a person waits for the shortest answers, as multiples of `import duckdb`.

    python benchmarks/cost/start.py [--root ARCHIVE] [--rounds 15]

Without a root the sample is archived and asked. The commands and the import take turns, so that a
busy machine slows all of them; of each the median counts: wall and processor time of the command
with its children.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tearsheet

COMMAND = str(Path(sys.executable).with_name("tearsheet"))
SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", help="an archive to ask")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.root or f"{folder}/archive"
        if given.root is None:
            ingest = [COMMAND, "ingest", SAMPLE, "--root", root]
            subprocess.run(ingest, check=True, capture_output=True)
        measure(commands(root), given.rounds)


def commands(root: str) -> dict[str, list[str]]:
    """The commands by what they are called here; the first is the measure of the others."""
    archive = tearsheet.open(root)
    [(article,)] = archive.rows("SELECT min(article_id) FROM revisions").rows
    return {
        "import duckdb": [sys.executable, "-c", "import duckdb"],
        "--version": [COMMAND, "--version"],
        "sql 'select 1'": [COMMAND, "sql", "select 1", "--root", root],
        "sql count of articles": [COMMAND, "sql", "select count(*) from articles", "--root", root],
        "status": [COMMAND, "status", "--root", root],
        "show": [COMMAND, "show", article, "--root", root],
    }


def measure(timed: dict[str, list[str]], rounds: int) -> None:
    """Print the medians and their ratios to the first."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, command in timed.items():
            took[name].append(run(command))
    base_wall, base_cpu = (
        statistics.median(column) for column in zip(*took["import duckdb"], strict=True)
    )
    print(f"{'':24}{'wall s':>8}{'cpu s':>8}{'wall x':>8}{'cpu x':>8}")
    for name, times in took.items():
        wall, cpu = (statistics.median(column) for column in zip(*times, strict=True))
        print(f"{name:24}{wall:8.3f}{cpu:8.3f}{wall / base_wall:8.1f}{cpu / base_cpu:8.1f}")


def run(command: list[str]) -> tuple[float, float]:
    """Wall and processor seconds of a command."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after, end = os.times(), time.perf_counter()
    spent = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return end - start, spent


if __name__ == "__main__":
    main()
