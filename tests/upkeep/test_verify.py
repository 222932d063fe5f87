"""Verify finds every flipped bit and every missing or extra object, and names it."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

import tearsheet
from tearsheet.errors import Damage, Usage
from tearsheet.landing import file_cache
from tearsheet.query.show import state
from tearsheet.stages.stories.near_signatures import POSTED
from tearsheet.stages.sums.kinds import SAID
from tearsheet.store import current
from tearsheet.store.files import opened, sums
from tearsheet.store.files.rows import row_store
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.finding import Finding
from tearsheet.upkeep.vacuum import pin, unpin
from tearsheet.upkeep.verify import verify, verify_all
from tests.support.effort import effort
from tests.support.nursery import archive, body, digest, first_batch, page, rebuilt, second_batch


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two runs. Tests that hurt it heal it again."""
    folder = tmp_path_factory.mktemp("verify")
    archive(str(folder / "archive"), str(first_batch(folder / "first")))
    archive(str(folder / "archive"), str(second_batch(folder / "second")))
    return folder / "archive"


def check(root: Path) -> list[Finding]:
    return verify(Storage.open(str(root)), now=datetime.now(UTC))


def evidence(root: Path) -> list[Path]:
    """Every stored object that holds or lists archived bytes."""
    return sorted(
        p
        for name in ("raw", "tables", "manifests", "snapshots")
        for p in (root / name).rglob("*")
        if p.is_file()
    )


def hurt(path: Path, chance: random.Random) -> str:
    """Flip one bit of the file, or delete it; what was done."""
    if chance.random() < 0.25:
        path.unlink()
        return "missing"
    data = bytearray(path.read_bytes())
    bit = chance.randrange(8 * len(data))
    data[bit // 8] ^= 1 << bit % 8
    path.unlink()  # a new file: the hard link under current/ keeps the old bytes
    path.write_bytes(data)
    return "damaged"


def hurt_and_check(root: Path, times: int) -> int:
    """How many of so many single flips and deletions are found under the object's own name."""
    chance, found = random.Random(8), 0
    every = evidence(root)
    for n in range(times):
        path = every[n % len(every)]
        before, name = path.read_bytes(), path.relative_to(root).as_posix()
        done = hurt(path, chance)
        found += (name, done) in {(f.path, f.problem) for f in check(root)}
        path.write_bytes(before)
    assert check(root) == []
    return found


def test_every_flipped_bit_and_deletion_is_found_and_named(root: Path) -> None:
    assert hurt_and_check(root, len(evidence(root))) == len(evidence(root)) > 30


@pytest.mark.slow
def test_many_flips_and_deletions_are_all_found(root: Path) -> None:
    count = effort(200)
    assert hurt_and_check(root, count) == count
    print(f"{count} single-bit flips or deletions: {count} found")


@pytest.mark.parametrize(
    "name",
    [
        "tables/listings/planted.parquet",
        "tables/listings/outlet=o/month=2026-03/x.parquet",
        "raw/notes.txt",
        "raw/containers/ab/readme",
        "manifests/" + "0" * 64 + ".json",
        "tables/blocks/" + "0" * 32 + ".parquet",
    ],
)
def test_an_object_that_nothing_names_is_extra(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    os.utime(path, (time.time() - 2 * 86_400,) * 2)
    found = check(root)
    path.unlink()
    assert [(f.path, f.problem, f.is_harm) for f in found] == [(name, "extra", False)]


def test_what_a_compaction_keeps_beside_files_is_no_finding(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(root, tmp_path / "archive", symlinks=True)
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(row_store, "LEAST_STORED", 1)
    monkeypatch.setattr(sums, "LEAST_SUMMED", 1)
    compact(Storage.open(str(copy)), run_id="night", now=datetime.now(UTC))
    kept = {path.name for path in (copy / "cache" / "keys").glob("*/*")}
    stores = {row_store.NARROW, row_store.WIDE, row_store.PAGES}
    assert kept >= {*POSTED.names, *stores, "at_capture_id", SAID.kept_as}
    assert check(copy) == []


def test_a_container_whose_landing_is_gone_is_told(root: Path) -> None:
    landing = sorted((root / "raw" / "landings").iterdir())[0]
    before = landing.read_bytes()
    landing.unlink()
    found = check(root)
    landing.write_bytes(before)
    assert landing.relative_to(root).as_posix() in {f.path for f in found}
    assert any("landing that declares it is gone" in f.heal for f in found)


def test_views_and_current_that_show_an_older_snapshot_are_stale_and_the_next_run_writes_them(
    root: Path,
) -> None:
    (root / "views.sql").unlink()
    assert [(f.path, f.problem) for f in check(root)] == [
        ("current", "stale"),
        ("views.sql", "stale"),
    ]
    current.show_newest(Storage.open(str(root)))
    assert check(root) == []


def test_a_damaged_newest_snapshot_or_manifest_is_refused_by_readers_and_older_ones_can_be_read(
    root: Path,
) -> None:
    newest = root / "snapshots" / "00000002.json"
    before = newest.read_bytes()
    newest.write_bytes(before.replace(b"manifests/", b"manifests\\", 1))
    with pytest.raises(Damage, match="00000002"):
        tearsheet.open(str(root))
    assert tearsheet.open(str(root), 1).sql("SELECT count(*) AS n FROM captures").item() == 2
    newest.write_bytes(before)
    manifest = root / Storage.open(str(root)).head().tables["captures"]
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:-1] + b" ")
    with pytest.raises(Damage, match="manifests/"):
        tearsheet.open(str(root)).sql("SELECT count(*) FROM captures")
    manifest.write_bytes(whole)
    assert check(root) == []


def test_a_rebuilt_archive_is_equal_and_sound(root: Path, tmp_path: Path) -> None:
    rebuilt(str(root), str(tmp_path / "again"))
    assert digest(str(tmp_path / "again")) == digest(str(root))
    assert check(tmp_path / "again") == []
    with pytest.raises(Usage, match="holds an archive already"):
        rebuilt(str(root), str(tmp_path / "again"))
    with pytest.raises(Usage, match="into another root"):
        rebuilt(str(root), str(root))


def test_a_rebuild_from_damaged_bytes_names_them_and_goes_on_once_they_are_back(
    root: Path, tmp_path: Path
) -> None:
    container = sorted((root / "raw" / "containers").rglob("*.warc"))[0]
    before = container.read_bytes()
    container.write_bytes(before[:-1] + b"x")
    with pytest.raises(Damage, match=container.name):
        rebuilt(str(root), str(tmp_path / "again"))
    container.write_bytes(before)
    rebuilt(str(root), str(tmp_path / "again"))
    assert digest(str(tmp_path / "again")) == digest(str(root))


def test_what_was_once_published_under_an_old_id_still_resolves_after_a_rebuild(
    tmp_path: Path,
) -> None:
    late, early = tmp_path / "late", tmp_path / "early"
    page(late, "herald/x", body("ferry"))
    page(
        early,
        "herald/x",
        body("ferry"),
        teasers=["The page as it stood that day named another article beside this one."],
    )
    archive(str(tmp_path / "a"), str(late), captured_at=datetime(2026, 3, 9, tzinfo=UTC))
    archive(str(tmp_path / "a"), str(early), captured_at=datetime(2026, 3, 1, tzinfo=UTC))
    rebuilt(str(tmp_path / "a"), str(tmp_path / "b"))
    aliases = [tearsheet.open(str(tmp_path / name)).scan("aliases").collect() for name in "ab"]
    assert aliases[0].height > 0
    assert aliases[0].equals(aliases[1])
    assert digest(str(tmp_path / "a")) == digest(str(tmp_path / "b"))


def test_a_rebuild_heals_whatever_is_damaged_but_raw_bytes(root: Path, tmp_path: Path) -> None:
    said = digest(str(root))
    chance = random.Random(3)
    for name in ("tables", "manifests", "snapshots"):
        path = sorted(p for p in (root / name).rglob("*") if p.is_file())[-1]
        before = path.read_bytes()
        hurt(path, chance)
        rebuilt(str(root), str(tmp_path / name))
        path.write_bytes(before)
        assert digest(str(tmp_path / name)) == said
    assert check(root) == []


def last_line(root: Path) -> str:
    return verify_all(Storage.open(str(root)), now=datetime.now(UTC)).last_line()


def test_any_flipped_bit_or_cut_of_what_stands_around_the_bytes_is_told(root: Path) -> None:
    pin(Storage.open(str(root)), 1, note="cited", now=datetime.now(UTC))
    chance = random.Random(5)
    places = [*(root / "runs").iterdir(), *(root / "pins").iterdir(), root / "views.sql"]
    assert check(root) == []
    for path in places:
        whole = path.read_bytes()
        for _ in range(25):
            data = bytearray(whole)
            bit = chance.randrange(8 * len(data))
            data[bit // 8] ^= 1 << bit % 8
            for torn in (bytes(data), whole[: chance.randrange(len(whole))]):
                path.write_bytes(torn)
                told = {(f.path, f.is_harm) for f in check(root) if f.problem != "stale"}
                assert told == {(path.relative_to(root).as_posix(), True)}, torn
        path.write_bytes(whole)
    unpin(Storage.open(str(root)), 1)
    assert check(root) == []


def test_a_flipped_bit_or_cut_of_the_file_cache_is_told_or_changes_no_entry(root: Path) -> None:
    storage, path, chance = Storage.open(str(root)), root / file_cache.PATH, random.Random(5)
    known = root / "staging-of-a-cache.jsonl"
    entry = b'[[1,2,3,4,5],[["a.txt",9,null,"text",1,1,0,{}]],[]]'
    known.write_bytes(
        b"".join(orjson.dumps([f"{n:08x}", entry.decode()]) + b"\n" for n in range(99))
    )
    file_cache.remember(storage.objects, [known.name], storage.head())
    known.unlink()

    def entries() -> list[bytes | None]:
        with contextlib.closing(sqlite3.connect(path)) as cache:
            rows = dict(cache.execute("SELECT key, entry FROM files"))
        return [rows.get(bytes.fromhex(f"{n:08x}")) for n in range(99)]

    assert (check(root), entries()) == ([], [entry] * 99)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        bit = chance.randrange(8 * len(data))
        data[bit // 8] ^= 1 << bit % 8
        for torn in (bytes(data), whole[: chance.randrange(1, len(whole))]):
            path.write_bytes(torn)
            told = [f.path for f in check(root) if f.problem != "stale"]
            # what is not told is in no entry, or an entry is lost and its file read again
            assert told == [file_cache.PATH] or set(entries()) <= {entry, None}, torn
    path.write_bytes(whole)
    assert check(root) == []


def test_whatever_is_broken_verify_goes_on_to_the_end_and_so_do_readers_and_runs(
    root: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(root, broken, symlinks=True)
    record = next((broken / "runs").iterdir())
    record.write_bytes(record.read_bytes()[:-20])
    for name in ("raw/containers", "tables/captures", "manifests"):
        sorted(p for p in (broken / name).rglob("*") if p.is_file())[0].write_bytes(b"x")
    (broken / "snapshots" / "3.json").write_bytes(b"{}")
    (broken / "current" / "notes.txt").write_bytes(b"x")
    (broken / "current" / "extra.parquet").mkdir()
    told = {(f.path.split("/")[0], f.problem) for f in check(broken)}
    assert told >= {
        ("runs", "damaged"),
        ("raw", "damaged"),
        ("tables", "damaged"),
        ("manifests", "damaged"),
        ("snapshots", "extra"),
    }
    again = tmp_path / "again"
    shutil.copytree(root, again, symlinks=True)
    record = next((again / "runs").iterdir())
    record.write_bytes(record.read_bytes()[:-20])
    assert state(tearsheet.open(str(again)))["snapshot"] == 2
    page(tmp_path / "third", "herald/third", body("rain"))
    assert archive(str(again), str(tmp_path / "third")).number == 3
    assert [f.path for f in check(again)] == [f"runs/{record.name}"]


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "snapshots/readme",
        "snapshots/00000002.json.bak",
        "runs/below/x.json",
        "pins/x",
        "retired/x",
        "leases/x",
        "cache/x",
        "elsewhere/x",
        "current/captures/x.txt",
        "staging/x",
    ],
)
def test_a_file_that_no_archive_has_is_extra_in_whatever_folder(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    found = check(root)
    said = last_line(root)
    path.unlink()
    assert [(f.path, f.problem, f.is_harm) for f in found] == [(name, "extra", False)]
    assert "1 that are extra or stale stand above" in said


def test_other_bytes_under_current_are_told_and_written_anew(root: Path) -> None:
    shown = next(p for p in (root / "current" / "captures").rglob("*.parquet"))
    original = shown.read_bytes()
    shown.unlink()
    shown.write_bytes(original[:-1] + b"x")
    name = shown.relative_to(root).as_posix()
    assert [(f.path, f.problem) for f in check(root)] == [(name, "damaged")]
    shown.unlink()
    assert [(f.path, f.problem) for f in check(root)] == [("current", "stale")]
    shown.write_bytes(original)
    assert check(root) == []


def test_the_last_line_counts_what_was_checked_and_names_what_was_not(root: Path) -> None:
    objects = [*evidence(root), *(root / "runs").iterdir(), *(root / "current").rglob("*.parquet")]
    said = last_line(root)
    assert said.startswith("every stored byte matches its hash (")
    assert said.endswith("; leases and staging not)")
    assert int(said.split("(")[1].split(" ")[0].replace(",", "")) > len(objects) - 20
    record = next((root / "runs").glob("*.json"))
    whole = record.read_bytes()
    body = orjson.loads(whole)
    del body["sha256"]
    record.write_bytes(orjson.dumps(body) + b"\n")
    assert "1 records of older versions have none and can be read" in last_line(root)
    assert check(root) == []
    record.write_bytes(whole)
