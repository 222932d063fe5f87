"""Several runs at once on one archive: no commit is lost, the outcome is that of one run, and
readers see whole snapshots.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tearsheet.store.tables import Storage
from tests.support.effort import effort
from tests.support.nursery import Nursery, body, digest, page


@pytest.fixture
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def write_pages(folder: Path, writers: int, commits: int) -> None:
    """Pages of every writer; each story is printed by two writers, and each page names an article
    of a third.
    """
    for writer in range(writers):
        for n in range(commits):
            # writers 0 and 1 print the same, as do 2 and 3
            story = f"story{(writer // 2 * commits) + n}"
            other = f"story{((writer + 2) % writers // 2 * commits) + n}"
            named = [
                body(other, 1)[:90],
                f"A teaser of number {n} that outlet {writer} prints and nobody has captured.",
            ]
            page(
                folder / f"w{writer}",
                f"outlet-{'abcd'[writer]}/{n:03d}",
                body(story, 3),
                teasers=named,
            )


def run_all(
    folder: Path, *, writers: int, commits: int, readers: int, lease_seconds: float
) -> tuple[int, int]:
    """(snapshots read, wrong answers) while every writer archives its pages, a run a page."""
    write_pages(folder, writers, commits)
    root, stop = str(folder / "archive"), folder / "stop"
    nurseries = [Nursery() for _ in range(writers + readers)]
    env = {"TEARSHEET_LEASE_SECONDS": str(lease_seconds)}
    with ThreadPoolExecutor(len(nurseries)) as threads:
        reading = [
            threads.submit(n.run, "read_until", root, str(stop)) for n in nurseries[writers:]
        ]
        writing = [
            threads.submit(n.run, "archive_each", root, str(folder / f"w{w}"), env=env)
            for w, n in enumerate(nurseries[:writers])
        ]
        ended = [w.result() for w in writing]
        stop.touch()
        assert [e.code for e in ended] == [0] * writers, "\n".join(e.said for e in ended)
        answers = [eval(r.result().said) for r in reading]
    pages = [str(p) for w in range(writers) for p in sorted((folder / f"w{w}").rglob("*.txt"))]
    one = nurseries[0].run("archive", str(folder / "alone"), *pages)
    assert one.code == 0, one.said
    for nursery in nurseries:
        nursery.close()
    assert Storage.open(root).head().number == writers * commits
    assert digest(root) == digest(str(folder / "alone"))
    return sum(reads for reads, _ in answers), sum(wrong for _, wrong in answers)


def test_two_writers_that_never_wait_for_one_another_come_to_what_one_does(folder: Path) -> None:
    reads, wrong = run_all(folder, writers=2, commits=2, readers=1, lease_seconds=0.001)
    assert reads > 0
    assert wrong == 0


@pytest.mark.slow
def test_four_writers_of_many_commits_lose_none_and_readers_see_whole_snapshots(
    folder: Path,
) -> None:
    commits = effort(25)
    reads, wrong = run_all(folder, writers=4, commits=commits, readers=4, lease_seconds=60.0)
    print(
        f"{4 * commits} commits by 4 writers, 0 lost; {reads:,} snapshots read by 4 readers, "
        f"{wrong} wrong answers"
    )
    assert reads >= 4 * commits
    assert wrong == 0
