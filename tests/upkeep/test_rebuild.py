"""A rebuild of an archive to which others write meanwhile is compared with what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from flows import plain, runs
from flows.plain import PlainStages
from tearsheet.errors import NoArchive
from tearsheet.stages.frames import Paths
from tests.support.nursery import Nursery, first_batch, second_batch


class Beside(PlainStages):
    """The stages of a rebuild, while which something else is done once."""

    def __init__(self, root: Path, other: Callable[[], object]) -> None:
        super().__init__(str(root))
        self.other = other

    def parse(self, run_id: str, records: Sequence[str]) -> list[Paths]:
        self.other()
        return super().parse(run_id, records)


@pytest.fixture
def root(tmp_path: Path) -> str:
    first_batch(tmp_path / "first")
    second_batch(tmp_path / "second")
    plain.archive(str(tmp_path / "archive"), [str(tmp_path / "first")])
    return str(tmp_path / "archive")


def test_what_is_archived_during_a_rebuild_makes_no_difference(root: str, tmp_path: Path) -> None:
    beside = Beside(tmp_path / "again", lambda: plain.archive(root, [str(tmp_path / "second")]))
    done = runs.rebuild(beside, root)
    assert (done.is_equal, done.lines) == (True, ("equal to snapshot 1 of the original",))


def test_what_had_been_landed_and_is_published_during_a_rebuild_makes_none(
    root: str, tmp_path: Path, nursery: Nursery
) -> None:
    second = str(tmp_path / "second")
    begun = nursery.run("archive", root, second, env={"TEARSHEET_CRASH_AT": "publish.written"})
    assert begun.was_killed, begun.said
    done = runs.rebuild(Beside(tmp_path / "again", lambda: plain.archive(root, [second])), root)
    assert (done.is_equal, done.lines) == (True, ("equal to snapshot 2 of the original",))


def test_a_root_that_is_misspelt_is_no_archive_that_is_equal_to_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        plain.rebuild(str(tmp_path / "archvie"), str(tmp_path / "again"))
