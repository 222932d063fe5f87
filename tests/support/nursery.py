"""Runs of the archive in one process and without Prefect: what the tests of crashes, races and I/O
errors drive.

As a program it is a nursery of such processes: it reads one JSON request a line, runs each in a
fork of its own (nothing of Polars has run in the nursery itself), and answers with how the fork
ended.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import tearsheet
from flows import plain
from tearsheet.errors import NoArchive
from tearsheet.store import crash_points
from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep import compact as compacting
from tearsheet.upkeep import export
from tearsheet.upkeep.vacuum import Retention
from tearsheet.upkeep.vacuum import vacuum as sweep
from tests.support.places import ROOT

#: Runs that all publish at once lose more races than any archive of people sees.
MOST_RACES = 200


def archive(
    root: str, *sources: str, outlet: str | None = None, captured_at: datetime | None = None
) -> Snapshot:
    """The newest snapshot after the sources were archived."""
    report = plain.archive(
        root, sources, outlet=outlet, captured_at=captured_at, most_races=MOST_RACES
    )
    return report.snapshot


def archive_measured(root: str, *sources: str) -> int:
    """The peak memory of archiving the sources in this process, in MiB."""
    archive(root, *sources)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def archive_reading(root: str, *sources: str) -> int:
    """The bytes that this process reads, of whatever file, to archive the sources."""
    archive(root, *sources)
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["rchar"])


def backfilled(root: str) -> Snapshot:
    """The newest snapshot after every capture was derived again from its raw bytes."""
    return plain.backfill(root).snapshot


def compact(root: str) -> Snapshot:
    storage = Storage.open(root)
    with record_run(storage, "compact", {}) as run:
        return compacting.compact(storage, run_id=run.run_id, now=datetime.now(UTC))[0]


def vacuum(root: str, *, keep: int = 1, later: timedelta = timedelta(days=3)) -> tuple[int, int]:
    """A vacuum as it would be in some days: (snapshots retired, objects removed)."""
    storage = Storage.open(root)
    with record_run(storage, "vacuum", {}):
        swept = sweep(storage, now=datetime.now(UTC) + later, retention=Retention(keep, 1.0))
    return len(swept.retired), len(swept.removed)


def rebuilt(root: str, to: str) -> Snapshot:
    return plain.rebuild(root, to).snapshot


def digest(root: str) -> str:
    """Of the newest snapshot's logical export."""
    storage = Storage.open(root)
    return export.digest(storage, storage.head())


def archive_each(root: str, folder: str) -> int:
    """Every file of a folder in a run of its own; how many."""
    files = sorted(p for p in Path(folder).rglob("*") if p.is_file())
    for file in files:
        archive(root, str(file))
    return len(files)


WHOLE = """SELECT
    (SELECT count(*) FROM captures) AS captures,
    (SELECT count(*) FROM captures c ANTI JOIN sightings s USING (capture_id)
        WHERE c.page_kind = 'article') AS unsighted,
    (SELECT count(*) FROM sightings s ANTI JOIN captures c USING (capture_id)) AS uncaptured,
    (SELECT count(*) FROM sightings s ANTI JOIN revisions r
        USING (article_id, revision_id)) AS without_revision,
    (SELECT count(*) FROM revisions r ANTI JOIN sightings s
        USING (article_id, revision_id)) AS without_sighting,
    (SELECT count(*) FROM blocks b ANTI JOIN captures c USING (capture_id)) AS stray_blocks,
    (SELECT count(*) FROM stories s ANTI JOIN revisions r USING (article_id)) AS stray_members,
    (SELECT count(*) FROM listings l ANTI JOIN revisions r USING (article_id)
        WHERE l.status = 'matched') AS stray_matches"""


def read_until(root: str, stop: str) -> tuple[int, int]:
    """Read newest snapshots until the file `stop` exists: (snapshots read, wrong answers). A commit
    of these tests adds one capture.
    """
    reads = wrong = last = 0
    while not Path(stop).exists():
        time.sleep(0.05)  # the processor is for those that write
        try:
            archive_now = tearsheet.open(root)
        except NoArchive:
            continue
        row = archive_now.sql(WHOLE).row(0, named=True)
        captures = row.pop("captures")
        number = archive_now.snapshot.number
        is_right = (
            captures == number == archive_now.scan("captures").collect().height
            and not any(row.values())
            and number >= last
        )
        reads, wrong, last = reads + 1, wrong + (not is_right), number
    return reads, wrong


VERBS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        archive,
        archive_measured,
        archive_reading,
        archive_each,
        read_until,
        compact,
        vacuum,
        rebuilt,
        digest,
    )
}


@dataclass(frozen=True)
class Ended:
    """How a fork ended: its exit status, or minus the signal that killed it, and what it said."""

    code: int
    said: str

    @property
    def reached(self) -> dict[str, int]:
        """How often it came to each crash point, where it was asked to count them
        (`TEARSHEET_CRASH_AT=none`).
        """
        return dict(json.loads(self.said.splitlines()[-1]))

    @property
    def was_killed(self) -> bool:
        return self.code == -9


class Nursery:
    """Runs verbs in processes that may be killed at any point."""

    def __init__(self) -> None:
        environment = {**os.environ, "POLARS_MAX_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=ROOT,
        )

    def run(
        self,
        verb: str,
        *args: str,
        env: Mapping[str, str] | None = None,
        kill_after: float | None = None,
    ) -> Ended:
        """The verb's end; killed after so many seconds where a number is given."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"verb": verb, "args": args, "env": dict(env or {}), "kill_after": kill_after}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ended(answer["code"], answer["said"])

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _child(request, writing)
        os.close(writing)
        code, said = _wait(child, reading, request["kill_after"])
        print(json.dumps({"code": code, "said": said}), flush=True)


def _child(request: dict[str, Any], out: int) -> None:
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.environ.update(request["env"])
    if most_bytes := os.environ.get("MOST_BYTES_A_FILE"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most_bytes), int(most_bytes)))
    try:
        done = _function(request["verb"])(*request["args"])
        print(done.number if isinstance(done, Snapshot) else done)
        if crash_points.VARIABLE in os.environ:
            print(json.dumps(crash_points.counts()))
        sys.stdout.flush()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the fork ends here, whatever befell it
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _function(verb: str) -> Callable[..., Any]:
    """The verb of this module, or the one that `package.module:name` names."""
    module, _, name = verb.rpartition(":")
    return VERBS[name] if not module else getattr(importlib.import_module(module), name)


def _wait(child: int, reading: int, kill_after: float | None) -> tuple[int, str]:
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with open(reading, encoding="utf-8", errors="replace") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said


def body(seed: str, count: int = 5) -> str:
    """Paragraphs of a page that no other seed shares."""
    return "\n".join(
        f"The {seed} harbour office said in part {n} of its {seed} report that the {seed} "
        "ferries sailed again after repairs, "
        f"and that {seed} passengers had waited for {n + 2} weeks."
        for n in range(count)
    )


def page(folder: Path, name: str, text: str, *, teasers: Sequence[str] = ()) -> Path:
    """A text capture `<outlet>/<name>`, with teasers of other pages as archived pages print
    them.
    """
    lines = [text, f"More From {name.split('/', maxsplit=1)[0].replace('-', ' ').title()}"]
    for teaser in teasers:
        lines += [teaser, "March 05, 2026", teaser]
    path = folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, "More Articles", ""]), encoding="utf-8")
    return path


def first_batch(folder: Path) -> Path:
    """Two pages of one outlet; one names an article that comes later and one that never comes."""
    named = [
        body("cargo", 1)[:90],
        "The lighthouse keeper of the northern mole has retired after forty years.",
    ]
    page(folder, "morning-herald/ferry", body("ferry"), teasers=named)
    page(folder, "morning-herald/bridge", body("bridge"), teasers=[named[1]])
    return folder


def second_batch(folder: Path) -> Path:
    """A page that an earlier one names, a reprint at another outlet, a version, a dump, and a file
    that is refused.
    """
    page(folder, "morning-herald/cargo", body("cargo"))
    page(
        folder,
        "evening-post/ferry",
        body("ferry"),
        teasers=["A teaser that nobody else prints, of an article that is missing."],
    )
    records = [
        {"url": f"https://post.example/{n}", "title": f"Report {n}", "text": body(f"report{n}")}
        for n in range(3)
    ]
    dump = folder / "evening-post" / "dump.jsonl"
    dump.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    (folder / "evening-post" / "empty.txt").write_bytes(b"")
    return folder


if __name__ == "__main__":
    _serve()
