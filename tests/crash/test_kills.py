"""kill -9 at every named point and at random times: nothing is lost, nothing doubled, and the next
run needs no repair by hand.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tearsheet.store import current
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.verify import verify
from tests.support.effort import effort
from tests.support.nursery import Nursery, first_batch, second_batch

#: Every named place, by the run that comes to it.
POINTS = {
    "archive": """run.begun part.growing part.before part.stored container.stored landing.staging
        landing.before landing.declared parsed.staging cleaned.staging
        take.staging again.staging derived.staging publish.begun data.before data.linked
        publish.written manifest.stored snapshot.before snapshot.linked
        views.before views.replaced current.linking current.built current.swapped
        run.ending run.recorded disk.open disk.write disk.sync disk.link disk.replace""",
    "compact": "compact.written data.before data.linked manifest.stored snapshot.before "
    "snapshot.linked disk.link disk.sync",
    "vacuum": "vacuum.retiring vacuum.retired vacuum.removed",
    "rebuilt": "landing.staging data.linked snapshot.linked run.recorded",
}
#: A kill each in the quick cut; the slow suite kills at every passage of every point.
QUICK = {
    "archive": """part.growing container.stored landing.before landing.declared parsed.staging
        derived.staging data.linked
        manifest.stored snapshot.before snapshot.linked views.replaced current.built
        run.ending disk.write""",
    "compact": "compact.written snapshot.linked",
    "vacuum": "vacuum.retiring vacuum.retired vacuum.removed",
    "rebuilt": "snapshot.linked",
}


@dataclass(frozen=True)
class World:
    """An archive of one batch, the batch that comes next, and what the archive comes to when nobody
    is killed.
    """

    nursery: Nursery
    folder: Path
    expected: str
    reached: dict[str, dict[str, int]]

    def root(self, verb: str) -> Path:
        """A fresh copy of the archive in which the verb has work to do."""
        root = self.folder / "work"
        shutil.rmtree(root, ignore_errors=True)
        shutil.rmtree(self.folder / "rebuilt", ignore_errors=True)
        shutil.copytree(self.folder / ("one" if verb == "archive" else "two"), root, symlinks=True)
        return root

    def arguments(self, verb: str, root: Path) -> list[str]:
        return [
            str(root),
            *{
                "archive": [str(self.folder / "second")],
                "rebuilt": [str(self.folder / "rebuilt")],
            }.get(verb, []),
        ]


@pytest.fixture(scope="module")
def world(nursery: Nursery) -> Iterator[World]:
    memory = Path("/dev/shm")  # a kill does not care whether fsync reaches a disk, and a test does
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        folder = Path(name)
        first_batch(folder / "first")
        second_batch(folder / "second")
        one, two = folder / "one", folder / "two"
        assert nursery.run("archive", str(one), str(folder / "first")).code == 0
        shutil.copytree(one, two, symlinks=True)
        count = {"TEARSHEET_CRASH_AT": "none"}
        reached = {
            "archive": nursery.run("archive", str(two), str(folder / "second"), env=count).reached
        }
        made = World(nursery, folder, _digest(two), reached)
        for verb in ("compact", "vacuum", "rebuilt"):
            ended = nursery.run(verb, *made.arguments(verb, made.root(verb)), env=count)
            assert ended.code == 0, ended.said
            reached[verb] = ended.reached
        yield made


def _digest(root: Path) -> str:
    storage = Storage.open(str(root))
    return digest(storage, storage.head())


def check(world: World, verb: str, root: Path) -> None:
    """The same command again, and all is as if nobody had been killed."""
    ended = world.nursery.run(verb, *world.arguments(verb, root))
    out = world.folder / "rebuilt" if verb == "rebuilt" else root
    finished = (
        verb == "rebuilt" and "holds an archive already" in ended.said
    )  # killed after all was done
    assert ended.code == 0 or finished, ended.said
    assert _digest(out) == world.expected
    storage = Storage.open(str(out))
    assert [
        f for f in verify(storage, now=datetime.now(UTC)) if not finished or f.problem != "stale"
    ] == []
    if not finished:
        assert [
            e.path for e in storage.objects.list("staging") if "/." not in e.path
        ] == []  # vacuum takes what was never finished
        assert current.numbers_on_disk(out) == (storage.head().number, storage.head().number)
        assert (
            not list(out.glob(".views.sql.*"))
            + list(out.glob(".current-*"))
            + list(out.glob(".current/building-*"))
        )
    for table in ("captures", "sightings", "quarantine"):
        ids = storage.scan(storage.head(), table).collect()[:, 0]
        assert ids.n_unique() == ids.len(), f"{table}: doubled"


def kill(world: World, verb: str, point: str, nth: int) -> None:
    root = world.root(verb)
    ended = world.nursery.run(
        verb, *world.arguments(verb, root), env={"TEARSHEET_CRASH_AT": f"{point}:{nth}"}
    )
    assert ended.was_killed, f"{point}:{nth} was not reached: {ended.said}"
    check(world, verb, root)


@pytest.mark.parametrize(
    ("verb", "point"), [(verb, point) for verb, points in QUICK.items() for point in points.split()]
)
def test_a_kill_at_a_named_point_leaves_nothing_to_repair(
    world: World, verb: str, point: str
) -> None:
    kill(world, verb, point, (world.reached[verb][point] + 1) // 2)


def test_the_points_named_here_are_those_that_the_code_has(world: World) -> None:
    missing = {
        verb: sorted(set(points.split()) - set(world.reached[verb]))
        for verb, points in POINTS.items()
    }
    assert missing == {verb: [] for verb in POINTS}
    assert len({point for points in POINTS.values() for point in points.split()}) >= 20


#: Passages of one point at which the slow suite kills, spread over all of them.
MOST_PASSAGES = 1 + effort(2)


@pytest.mark.slow
@pytest.mark.parametrize("verb", POINTS)
def test_kills_at_many_passages_of_every_point_leave_nothing_to_repair(
    world: World, verb: str
) -> None:
    kills = 0
    for point, times in sorted(world.reached[verb].items()):
        for nth in sorted(
            {1 + (times - 1) * n // (MOST_PASSAGES - 1) for n in range(MOST_PASSAGES)}
        ):
            kill(world, verb, point, nth)
            kills += 1
    print(
        f"{kills} kills over {len(world.reached[verb])} points of {verb}: 0 rows lost, 0 doubled, "
        f"0 repairs by hand"
    )


@pytest.mark.slow
def test_kills_at_random_times_one_after_another_leave_nothing_to_repair(world: World) -> None:
    chance = random.Random(20260308)
    began = time.monotonic()
    world.nursery.run("archive", *world.arguments("archive", world.root("archive")))
    lasts = time.monotonic() - began
    killed = 0
    while killed < effort(100):
        verb = chance.choice(["archive", "archive", "archive", "compact", "vacuum", "rebuilt"])
        root = world.root(verb)
        for _ in range(chance.randint(1, 4)):  # the run that continues is killed too
            ended = world.nursery.run(
                verb, *world.arguments(verb, root), kill_after=chance.uniform(0, lasts)
            )
            killed += ended.was_killed
        check(world, verb, root)
    print(f"{killed} kills at random times: 0 rows lost, 0 doubled, 0 repairs by hand")
