"""An article withdrawn: its words are in no kept snapshot and come again by no run, and a kill at
any point leaves every snapshot old or new.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard
from click.testing import CliRunner

import tearsheet
from flows import plain
from tearsheet.cli.main import app
from tearsheet.errors import Usage
from tearsheet.export.job import Order, run_export
from tearsheet.landing.groups import listing
from tearsheet.query.limits import Limits
from tearsheet.store import snapshots
from tearsheet.store.files.rows import row_store
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import read_tombstones
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.vacuum import pin
from tearsheet.upkeep.verify import verify
from tests.support.nursery import Nursery
from tests.takedown.batches import write_batches

#: How a compressed block begins.
_FRAME = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True)
class World:
    """An archive of two batches, the first of them pinned, and the article to withdraw."""

    root: Path
    given: tuple[Path, ...]
    article_id: str

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.root, to, symlinks=True)
        return to


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("withdrawn")
    root, given = folder / "archive", write_batches(folder)
    for batch in given:
        plain.archive(str(root), [str(batch)])
    pin(Storage.open(str(root)), 1, note="thesis", now=datetime.now(UTC))
    found = tearsheet.open(str(root)).sql(
        "SELECT article_id FROM articles WHERE text LIKE '%Quillfeather%'"
    )
    return World(root, tuple(given), found.item())


def holders(root: Path) -> list[str]:
    """The files outside the raw store in which the withdrawn words stand, packed or not."""
    found = []
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        raw = path.read_bytes()
        if name.endswith(".parquet"):
            raw = pl.read_parquet(io.BytesIO(raw), hive_partitioning=False).write_json().encode()
        if name.startswith("cache/keys/"):
            raw = b"".join([raw, *stream_texts(raw)])
        if b"Quillfeather" in raw and not name.startswith("raw/containers/"):
            found.append(name)
    return found


def stream_texts(raw: bytes) -> Iterator[bytes]:
    """The long texts of a store of rows, as they were before they were compressed."""
    for block in raw.split(_FRAME)[1:]:
        yield zstandard.ZstdDecompressor().decompressobj().decompress(_FRAME + block)


def texts(root: Path, as_of: int | None = None) -> list[str]:
    rows = tearsheet.open(str(root), as_of).sql("SELECT title FROM revisions ORDER BY title")
    return rows["title"].to_list()


def test_the_words_are_in_no_kept_snapshot_and_what_else_was_there_stays(
    world: World, tmp_path: Path
) -> None:
    root = world.copy(tmp_path / "a")
    search = "SELECT count(*) FROM search('Quillfeather')"
    assert tearsheet.open(str(root)).sql(search).item() == 1
    assert (root / "search").is_dir()
    done = plain.withdraw(str(root), world.article_id, "the court of Corrin asked for it")
    assert holders(root) == []
    assert set(done.numbers) >= {1, 2}
    assert texts(root, 1) == ["Water dearer"]
    assert texts(root, 2) == texts(root, 3) == ["A ferry sails", "Water dearer"]
    assert not (root / "search").exists()
    assert tearsheet.open(str(root)).sql(search).item() == 0
    storage = Storage.open(str(root))
    assert verify(storage, now=datetime.now(UTC)) == []
    [stone] = read_tombstones(storage.objects).values()
    assert stone.reason == "the court of Corrin asked for it"
    assert len(stone.raw_sha256) == 2
    assert [outlet for _, outlet, _ in done.copies] == ["post-example"]


def test_the_words_are_in_no_store_of_rows(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_store, "LEAST_STORED", 1)
    root = world.copy(tmp_path / "a")
    compact(Storage.open(str(root)), run_id="r", now=datetime.now(UTC))
    assert [name for name in holders(root) if name.startswith("cache/keys/")]
    plain.withdraw(str(root), world.article_id, "the court of Corrin asked for it")
    assert holders(root) == []


def test_no_run_and_no_rebuild_brings_it_back(world: World, tmp_path: Path) -> None:
    root = world.copy(tmp_path / "a")
    plain.withdraw(str(root), world.article_id, "asked for")
    again = tmp_path / "again"
    again.mkdir()
    for folder in world.given:
        for path in folder.iterdir():
            (again / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (again / "x.html").write_text((again / "ferry.html").read_text("utf-8"), "utf-8")
    raw = sorted(p.name for p in (root / "raw" / "containers").rglob("*.*"))
    report = plain.archive(str(root), [str(again)], captured_at=datetime(2026, 4, 1, tzinfo=UTC))
    assert report.counts["skipped_by_kind"] == {"withdrawn": 3}
    packed = root / "raw" / "containers"
    fresh = [p for p in packed.rglob("*.*") if p.name not in raw]
    assert not any(b"Quillfeather" in p.read_bytes() for p in fresh)
    archive = tearsheet.open(str(root))
    assert archive.sql("SELECT count(*) FROM articles WHERE text LIKE '%Quill%'").item() == 0
    refused = archive.sql("SELECT DISTINCT reason, detail FROM quarantine").rows()
    assert [reason for reason, _ in refused] == ["withdrawn"]
    plain.backfill(str(root))
    rebuilt = plain.rebuild(str(root), str(tmp_path / "rebuilt"))
    assert rebuilt.is_equal, rebuilt.lines
    assert holders(tmp_path / "rebuilt") == holders(root) == []


def test_exports_that_hold_it_are_named_and_what_is_no_article_is_told(
    world: World, tmp_path: Path
) -> None:
    root = world.copy(tmp_path / "a")
    for name, ids in (("with", (world.article_id,)), ("without", ())):
        query = None if ids else "SELECT article_id FROM articles WHERE title = 'Water dearer'"
        order = Order("datatrove", tmp_path / name, Limits("1GB", 60.0), query=query, ids=ids)
        run_export(tearsheet.open(str(root)), order, now=datetime.now(UTC))
    done = plain.withdraw(str(root), world.article_id, "asked for")
    assert [export["to"] for export in done.exports] == [str(tmp_path / "with")]
    shown = CliRunner().invoke(app, ["show", world.article_id, "--root", str(root)])
    assert f"{world.article_id} was withdrawn on 20" in shown.output
    with pytest.raises(Usage, match="no article"):
        plain.withdraw(str(root), "0123456789abcdef01234567", "asked for")
    same = plain.withdraw(str(root), world.article_id, "asked for")
    assert same.stones == done.stones
    assert same.numbers == ()


#: Every named place of a withdrawal.
POINTS = (
    "withdraw.buried",
    "withdraw.written",
    "withdraw.replaced",
    "withdraw.removed",
    *(
        pytest.param(point, marks=pytest.mark.slow)
        for point in (
            "snapshot.linked",
            "withdraw.noted",
            "withdraw.replaced:2",
            "withdraw.finished",
            "withdraw.hidden",
        )
    ),
)


@pytest.fixture(scope="module")
def expected(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    root = world.copy(tmp_path_factory.mktemp("expected") / "a")
    plain.withdraw(str(root), world.article_id, "asked for")
    return digests(root)


def digests(root: Path) -> list[str]:
    storage = Storage.open(str(root))
    every = snapshots.numbers(storage.objects)
    return [digest(storage, storage.snapshot(n)) for n in every]


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_leaves_every_snapshot_old_or_new_and_the_next_try_ends_it(
    point: str, world: World, nursery: Nursery, expected: list[str], tmp_path: Path
) -> None:
    root = world.copy(tmp_path / "a")
    old = digests(root)
    withdraw = ("flows.plain:withdraw", str(root), world.article_id, "asked for")
    killed = nursery.run(*withdraw, env={"TEARSHEET_CRASH_AT": point})
    assert killed.was_killed, killed.said
    for found, was, new in zip(digests(root), [*old, expected[-1]], expected, strict=False):
        assert found in (was, new)
    storage = Storage.open(str(root))
    harm = [f for f in verify(storage, now=datetime.now(UTC)) if f.is_harm]
    assert [f for f in harm if not f.path.startswith("current")] == []
    is_told = any("tearsheet withdraw" in f.heal for f in verify(storage, now=datetime.now(UTC)))
    assert is_told == (digests(root) != expected)
    assert nursery.run(*withdraw).code == 0
    assert digests(root) == expected
    assert holders(root) == []
    assert verify(Storage.open(str(root)), now=datetime.now(UTC)) == []


def test_raw_bytes_remain_unless_they_are_asked_for_and_then_nothing_else_is_touched(
    world: World, tmp_path: Path
) -> None:
    root = world.copy(tmp_path / "a")
    assert plain.withdraw(str(root), world.article_id, "asked for").blanked is None
    assert raw_holders(root)
    before = tearsheet.open(str(root))
    kept = before.sql("SELECT capture_id FROM captures ORDER BY ALL")["capture_id"].to_list()
    payloads = [before.payload(i) for i in kept]
    done = plain.withdraw(str(root), world.article_id, "asked for", raw=True)
    assert done.blanked is not None
    assert (done.blanked.places, done.blanked.left) == (2, ())
    assert raw_holders(root) == []
    assert [tearsheet.open(str(root)).payload(i) for i in kept] == payloads
    assert verify(Storage.open(str(root)), now=datetime.now(UTC)) == []
    plain.rebuild(str(root), str(tmp_path / "rebuilt"))
    assert texts(tmp_path / "rebuilt") == ["A ferry sails", "Water dearer"]


def test_a_file_that_two_groups_of_a_run_have_packed_is_blanked_in_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "GROUP_FILES", 1)
    batch = write_batches(tmp_path)[0]
    shutil.copy(batch / "ferry.html", batch / "again.html")
    root = tmp_path / "archive"
    plain.archive(str(root), [str(batch)])
    assert len([name for name in raw_holders(root) if name.endswith(".warc")]) == 2
    found = tearsheet.open(str(root)).sql(
        "SELECT article_id FROM articles WHERE text LIKE '%Quillfeather%'"
    )
    plain.withdraw(str(root), found.item(), "asked for", raw=True)
    assert raw_holders(root) == []
    assert verify(Storage.open(str(root)), now=datetime.now(UTC)) == []
    plain.rebuild(str(root), str(tmp_path / "rebuilt"))
    assert texts(tmp_path / "rebuilt") == ["Water dearer"]


def raw_holders(root: Path) -> list[str]:
    return [p.name for p in (root / "raw").rglob("*.*") if b"Quillfeather" in p.read_bytes()]
