"""An earlier snapshot published again: what it answers, what is new again, and kills."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from flows import plain, runs
from tearsheet.errors import NoSnapshot, TearsheetError
from tearsheet.stages.frames import Paths
from tearsheet.store import snapshots
from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery, archive, body, digest, first_batch, page, second_batch
from tests.support.rolling import roll_back
from transforms.captures.declaration import Declaration

ROWS = "SELECT article_id, revision_id, story_id, title, text FROM articles ORDER BY ALL"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of two batches and two snapshots."""
    folder = tmp_path_factory.mktemp("made")
    archive(str(folder / "archive"), str(first_batch(folder / "one")))
    archive(str(folder / "archive"), str(second_batch(folder / "two")))
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path) -> str:
    """A copy of that archive."""
    shutil.copytree(made / "archive", tmp_path / "archive", symlinks=True)
    return str(tmp_path / "archive")


def test_what_is_rolled_back_to_is_the_newest_again_and_nothing_is_removed(
    root: str, made: Path
) -> None:
    second = digest(root)
    again = roll_back(root, 1)
    assert (again.number, again.read) == (3, 1)
    now, then = tearsheet.open(root), tearsheet.open(root, 1)
    assert now.sql(ROWS).equals(then.sql(ROWS))
    assert now.scan("captures").collect().equals(then.scan("captures").collect())
    assert tearsheet.open(root, 2).scan("captures").collect().height > 2
    assert list(verify(Storage.open(root), now=datetime.now(UTC))) == []
    # what was captured since counts as new, though its files were read before
    report = plain.archive(root, [str(made / "two")])
    assert (report.snapshot.number, report.counts["already_held"]) == (4, 0)
    assert digest(root) == second


def test_there_must_be_a_snapshot_to_go_back_to_and_no_run_under_way(root: str) -> None:
    with pytest.raises(NoSnapshot):
        roll_back(root, 7)
    assert roll_back(root, 2).number == 2, "the newest is as it is"
    storage = Storage.open(root)
    with record_run(storage, "archive", {}), pytest.raises(TearsheetError, match="is under way"):
        roll_back(root, 1)
    assert storage.head().number == 2


def test_a_run_that_was_under_way_while_the_archive_was_rolled_back_fails(
    root: str, made: Path
) -> None:
    class Slow(plain.PlainStages):
        """Stages beside which somebody rolls back, once the sources are landed."""

        def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
            storage = Storage.open(root)
            old = storage.snapshot(1)
            again = replace(old, number=3, read=1, run_id="rolled", batch_id="rolled")
            assert storage.objects.put_new(again.name, snapshots.seal(again))
            return super().parse(run_id, records)

    page(made / "three", "late-post/ferry", body("late"))
    sources = [str(made / "two"), str(made / "three")]
    with pytest.raises(TearsheetError, match="was rolled back while the run was under way"):
        runs.archive(Slow(root), sources, Declaration())
    assert Storage.open(root).head().number == 3
    report = plain.archive(root, sources)
    assert report.counts["already_held"] == 0, "nothing is taken for held that is not"


@pytest.mark.parametrize("point", ["snapshot.before", "snapshot.linked", "views.before"])
def test_a_kill_leaves_the_old_or_the_new(root: str, nursery: Nursery, point: str) -> None:
    ended = nursery.run(
        "tests.support.rolling:roll_back_named", root, env={"TEARSHEET_CRASH_AT": point}
    )
    assert ended.was_killed, ended.said
    assert Storage.open(root).head().number == (2 if point == "snapshot.before" else 3)
    assert isinstance(roll_back(root, 1), Snapshot)
    assert tearsheet.open(root).sql(ROWS).equals(tearsheet.open(root, 1).sql(ROWS))
    assert list(verify(Storage.open(root), now=datetime.now(UTC))) == []


def test_a_snapshot_that_is_not_there_is_answered_with_those_nearest(root: str) -> None:
    with pytest.raises(NoSnapshot, match="no snapshot 9: the nearest that it keeps are 1 and 2"):
        roll_back(root, 9)
