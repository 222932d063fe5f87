"""A large batch is learned from and written in parts: the archive is the same as where one task
does all of it, and a kill between parts costs nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from benchmarks.inputs.generate import generate
from flows import plain
from tearsheet.settings import settings
from tearsheet.stages import learn
from tearsheet.stages.writing import write
from tearsheet.store.files.staged import read_changes
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery, digest
from tests.support.rewritten import say_of_captures

#: Half of them are more than one group of outlets holds.
CAPTURES = 480


#: Shards of work of which either batch has many.
SMALL = {"TEARSHEET_SHARD_CAPTURES": "20", "TEARSHEET_SHARD_BYTES": "20000"}


def make_parts(patch: pytest.MonkeyPatch) -> None:
    """Let parts be as small as shards are."""
    patch.setattr(learn, "SHARDS_AT_ONCE", 1)
    patch.setattr(write, "REWRITTEN_AT_ONCE", 10)


def archive_in_parts(root: str, source: str) -> int:
    """Archive the source as a batch that is too large for one task; the snapshot's number."""
    with pytest.MonkeyPatch.context() as patch:
        make_parts(patch)
        return plain.archive(root, [source], workers=2).snapshot.number


@pytest.fixture(scope="module")
def batches(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two folders of captures of the same outlets."""
    folder = tmp_path_factory.mktemp("captures")
    generate(CAPTURES, folder / "all")
    files = sorted(p for p in (folder / "all").rglob("*") if p.is_file())
    for no, file in enumerate(files):
        to = folder / str(no % 2) / file.relative_to(folder / "all")
        to.parent.mkdir(parents=True, exist_ok=True)
        file.rename(to)
    return [str(folder / "0"), str(folder / "1")]


@pytest.fixture(scope="module")
def whole(batches: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The export of both batches where one task does each stage."""
    root = str(tmp_path_factory.mktemp("whole") / "archive")
    for batch in batches:
        plain.archive(root, [batch])
    assert Storage.open(root).scan(Storage.open(root).head(), "profiles").collect().height > 10
    return digest(root)


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in SMALL.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_parts_come_to_the_same_archive_and_a_backfill_by_parts_too(
    batches: list[str], whole: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, parts = str(tmp_path / "archive"), list[int]()
    cut = write.cut_parts

    def counted(*arguments: object) -> list[write.WritePart]:
        made = cut(*arguments)  # type: ignore[arg-type]
        parts.append(len(made))
        return made

    make_parts(monkeypatch)
    monkeypatch.setattr(write, "cut_parts", counted)
    for batch in batches:
        plain.archive(root, [batch], workers=2)
    assert min(parts) > 5
    assert digest(root) == whole
    storage = Storage.open(root)
    assert list(verify(storage, now=datetime.now(UTC))) == []

    say_of_captures(
        root,
        pl.lit("0.0.1").alias("derived_by"),
        pl.lit("https://old.example/").alias("url"),
    )
    assert digest(root) != whole
    plain.backfill(root)
    assert digest(root) == whole
    assert list(verify(storage, now=datetime.now(UTC))) == []


def test_a_part_that_is_written_twice_is_written_once(
    batches: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = str(tmp_path / "archive")
    written = write.write_part
    names = list[set[str]]()

    def twice(*arguments: object) -> str:
        for _ in range(2):
            path = written(*arguments)  # type: ignore[arg-type]
            changes = read_changes(Storage.open(root).objects, [path])
            names.append({f.path for parts in changes.values() for c in parts for f in c.added})
        assert names[-1] == names[-2]
        return path

    make_parts(monkeypatch)
    monkeypatch.setattr(write, "write_part", twice)
    plain.archive(root, batches[:1], workers=2)
    assert list(verify(Storage.open(root), now=datetime.now(UTC))) == []


#: `archive_in_parts`, as a nursery runs it.
IN_PARTS = "tests.stages.test_parts:archive_in_parts"


@pytest.fixture(scope="module")
def first(batches: list[str], nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the first batch. Read only."""
    root = tmp_path_factory.mktemp("first") / "archive"
    assert nursery.run(IN_PARTS, str(root), batches[0], env=SMALL).code == 0
    return root


@pytest.mark.parametrize("point", ["learned.staging:5", "written.staging:1", "written.staging:4"])
def test_a_kill_between_parts_costs_nothing(
    point: str, batches: list[str], whole: str, first: Path, tmp_path: Path, nursery: Nursery
) -> None:
    root = str(shutil.copytree(first, tmp_path / "archive", symlinks=True))
    killed = nursery.run(IN_PARTS, root, batches[1], env={**SMALL, "TEARSHEET_CRASH_AT": point})
    assert killed.was_killed, killed.said
    assert Storage.open(root).head().number == 1
    assert nursery.run(IN_PARTS, root, batches[1], env=SMALL).code == 0
    assert digest(root) == whole
    assert list(verify(Storage.open(root), now=datetime.now(UTC))) == []
    left = [e.path for e in Storage.open(root).objects.list("staging") if "/." not in e.path]
    assert left == []
