"""What one batch costs onto a small archive and onto a large one, by stage and by table.

    python benchmarks/cost/growth.py [--held 5000 65000] [--captures 500] [--by-table] [--keep DIR]

Each archive holds so many captures: all but the last `--month` (5,000) of earlier months, archived
in batches of a month of 15,000, and the last ones of the month of the batch, so that archives
differ in nothing but their past. Two batches of that month are archived onto a copy of each, the
second of which counts, in a process of its own. Prints processor seconds, megabytes read and
written and files of the newest snapshot, by stage, and each against the first archive's.
`--by-table` (needs strace) says by stage and table what is read and written; `--keep` has the
archives made once.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.cost.daily import FIRST_DAY, SEED, Cost, archive_day, timed
from benchmarks.inputs.generate import Capture, captures, page
from flows.plain import PlainStages
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.vacuum import vacuum

A_MONTH, A_DAY = 15_000, 500
#: A call that strace shows and nothing else makes: the name of a file that is not there says which
#: stage begins.
_MARK = "/no-such-folder/stage-"
_CALL = re.compile(r"\b(p?read(?:64|v)?|p?write(?:64|v)?)\(\d+<([^>]*)>.*= (\d+)$")
_STAGE = re.compile(rf'"{_MARK}([a-z_]*)"')


def main() -> None:
    """Make the archives, archive a batch onto each, print what that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--held", type=int, nargs="+", default=[5_000, 65_000])
    parser.add_argument("--captures", type=int, default=500, help="captures of the batch")
    parser.add_argument("--month", type=int, default=5_000, help="held of the batch's month")
    parser.add_argument("--by-table", action="store_true", help="needs strace")
    parser.add_argument("--keep", type=Path, help="folder of archives, made where it lacks one")
    parser.add_argument("--batch-of", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.month > min(asked.held):
        parser.error(f"--month {asked.month} is more than an archive of {min(asked.held)} holds")
    if asked.batch_of:
        root, given, now = json.loads(asked.batch_of)
        _archive_batch(root, given, datetime.fromisoformat(now))
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = asked.keep or Path(folder)
        costs = [_measure(kept, Path(folder), held, asked) for held in asked.held]
    _print(asked.held, costs)


def _measure(
    kept: Path, folder: Path, held: int, asked: argparse.Namespace
) -> dict[str, dict[str, float]]:
    """What each stage of a batch costs onto an archive of so many captures."""
    month = asked.month
    root, now = kept / f"held-{held}-{month}", FIRST_DAY
    made = captures(held + 2 * asked.captures, SEED)
    sizes = [*_months(held - month), month]
    is_made = (root / "finished").exists()
    if not is_made:
        shutil.rmtree(root, ignore_errors=True)
    for no, size in enumerate(sizes):
        now = FIRST_DAY + timedelta(days=31 * no)
        part = [next(made) for _ in range(size)]
        if not is_made:
            given = _write(folder / "given", part)
            archive_day(PlainStages(str(root)), given, now)
            storage = Storage.open(str(root))
            compact(storage, run_id=f"night-{no}", now=datetime.now(UTC))
            vacuum(storage, now=datetime.now(UTC))
    (root / "finished").touch()
    copy = folder / f"copy-{held}"
    shutil.copytree(root, copy, symlinks=True, copy_function=os.link)
    shutil.rmtree(copy / "cache", ignore_errors=True)  # the one thing that is written in place
    shutil.copytree(root / "cache", copy / "cache")
    # the first batch makes indexes of what large batches have left, once
    first = _write(folder / f"first-{held}", [next(made) for _ in range(asked.captures)])
    _run_batch(str(copy), str(first), now + timedelta(days=1), by_table=False)
    given = _write(folder / f"given-{held}", list(made))
    return _run_batch(str(copy), str(given), now + timedelta(days=2), by_table=asked.by_table)


def _months(captures: int) -> Iterator[int]:
    while captures > 0:
        yield min(captures, A_MONTH)
        captures -= A_MONTH


def _write(given: Path, part: list[Capture]) -> Path:
    shutil.rmtree(given, ignore_errors=True)
    for number, capture in enumerate(part):
        path = given / f"outlet-{capture.outlet}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(capture, seed=SEED, a_day=A_DAY))
    return given


def _run_batch(
    root: str, given: str, now: datetime, *, by_table: bool
) -> dict[str, dict[str, float]]:
    asked = json.dumps([root, given, now.isoformat()])
    command = [sys.executable, __file__, "--batch-of", asked]
    if not by_table:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return dict(json.loads(done.stdout))
    with tempfile.NamedTemporaryFile("r") as log:
        calls = "read,pread64,readv,preadv,write,pwrite64,writev,access,faccessat,faccessat2"
        traced = ["strace", "-f", "-y", "-s", "64", "-o", log.name, "-e", f"trace={calls}"]
        done = subprocess.run([*traced, *command], check=True, stdout=subprocess.PIPE, text=True)
        costs: dict[str, dict[str, float]] = dict(json.loads(done.stdout))
        for name, cost in _by_table(Path(log.name), root).items():
            costs[name] = {**asdict(Cost()), **cost}
    return costs


def _by_table(log: Path, root: str) -> dict[str, dict[str, float]]:
    """Bytes read and written under the root, by `stage table`."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: {"read": 0, "written": 0})
    stage, open_ = "", {}
    with log.open(errors="replace") as lines:
        for line in lines:
            thread = line.split(maxsplit=1)[0]
            if line.rstrip().endswith("<unfinished ...>"):
                open_[thread] = line.rstrip().removesuffix("<unfinished ...>")
                continue
            if "resumed>" in line:
                line = open_.pop(thread, "") + line.split("resumed>", 1)[1]
            if begun := _STAGE.search(line):
                stage = begun[1]
            elif (call := _CALL.search(line.rstrip())) and call[2].startswith(root):
                parts = call[2].removeprefix(root).strip("/").split("/")
                table = parts[1] if parts[0] in ("tables", "current") else parts[0]
                table = "current" if parts[0] == ".current" else table
                side = "read" if "read" in call[1] else "written"
                found[f"{stage} {table}"][side] += int(call[3])
    return found


def _archive_batch(root: str, given: str, now: datetime) -> None:
    """Archive the batch here; what each stage cost as JSON."""
    costs: dict[str, Cost] = {}
    stages = timed(PlainStages(root), costs, lambda name: os.access(_MARK + name, os.F_OK))
    whole = Cost()
    # what is imported and made once a process is no part of a batch's price
    with tempfile.TemporaryDirectory() as folder:
        archive_day(PlainStages(folder), next(Path(given).iterdir()), now)
    with whole:
        archive_day(stages, Path(given), now)
    rest = {
        side: getattr(whole, side) - sum(getattr(cost, side) for cost in costs.values())
        for side in ("seconds", "read", "written")
    }
    storage = Storage.open(root)
    head = storage.head()
    files = sum(len(storage.files(head, table)) for table in head.tables)
    told = {name: asdict(cost) for name, cost in costs.items()}
    print(json.dumps({**told, "rest": rest, "all": {**asdict(whole), "files": files}}))


def _print(held: list[int], costs: list[dict[str, dict[str, float]]]) -> None:
    first = costs[0]
    names = sorted({name for cost in costs for name in cost}, key=lambda n: (" " in n, n == "all"))
    for name in names:
        told = []
        for count, cost in zip(held, costs, strict=True):
            here = cost.get(name, {})
            words = [f"{here.get('seconds', 0):6.2f} s"] if " " not in name else []
            for side in ("read", "written"):
                words.append(f"{here.get(side, 0) / 1e6:7.2f} MB {side}")
            if "files" in here:
                words.append(f"{here['files']} files")
            told.append(f"onto {count}: " + ", ".join(words))
        if " " not in name or any(cost.get(name, {}).get("read", 0) > 2e5 for cost in costs):
            print(f"{name:28} " + " | ".join(told))
    for side in ("seconds", "read", "written", "files"):
        for count, cost in zip(held[1:], costs[1:], strict=True):
            print(
                f"{side}, onto {count} against {held[0]}: "
                f"{cost['all'][side] / first['all'][side]:.2f}"
            )


if __name__ == "__main__":
    main()
