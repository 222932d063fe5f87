"""Vacuum, pins and compaction: what a kept snapshot lists stays, what none lists goes, and no row
changes.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.errors import Damage, NoSnapshot
from tearsheet.store.files import opened
from tearsheet.store.files.key_index import index_name, index_path
from tearsheet.store.files.merging import MOST_SMALL_COMPACTED
from tearsheet.store.files.rows import row_store
from tearsheet.store.process import Owner
from tearsheet.store.runs import record_run
from tearsheet.store.snapshots import Snapshot, seal_line
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import SOUGHT, compact
from tearsheet.upkeep.finding import Finding
from tearsheet.upkeep.vacuum import Retention, pin, pins, unpin, vacuum
from tearsheet.upkeep.verify import verify
from tests.support.nursery import archive, body, digest, first_batch, page, second_batch

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def rows(*texts: str, outlet: str = "o") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "capture_id": [outlet] * len(texts),
            "listing_no": range(len(texts)),
            "text": texts,
            "outlet": outlet,
            "month": "unknown",
        }
    )


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.open(str(tmp_path / "archive"))


def publish(storage: Storage, *texts: str, at: datetime) -> Snapshot:
    """The snapshot in which the table of listings holds these texts; its files are as old as it
    says.
    """
    base = storage.head()
    change = storage.rewrite(base, "listings", rows(*texts), [("o", "unknown")])
    made = storage.commit(
        base, {"listings": [change]}, batch_id=f"{at}", run_id="r", code_version="v", now=at
    )
    age(storage, at, prefix="")
    return made


def age(storage: Storage, at: datetime, *, prefix: str) -> None:
    folder = storage.objects.folder
    assert folder is not None
    for path in (folder / prefix).rglob("*"):
        if path.is_file() and path.stat().st_mtime > at.timestamp() + 60:
            os.utime(path, (at.timestamp(), at.timestamp()))


def texts(storage: Storage, number: int) -> list[str]:
    return (
        tearsheet.open(storage.objects.root, number)
        .sql("SELECT text FROM listings ORDER BY text")["text"]
        .to_list()
    )


def test_kept_are_the_newest_those_of_the_last_days_and_the_pinned(storage: Storage) -> None:
    for n, days in enumerate([40, 39, 38, 20, 1], 1):
        publish(storage, f"text {n}", at=NOW - days * DAY)
    assert pin(storage, 1, note="cited in a paper", now=NOW)
    swept = vacuum(storage, now=NOW, retention=Retention(1, 30))
    assert swept.retired == (2,)  # 3 was the newest until 20 days ago
    assert texts(storage, 1) == ["text 1"]
    assert texts(storage, 3) == ["text 3"]
    with pytest.raises(NoSnapshot):
        tearsheet.open(storage.objects.root, 2)
    assert [f for f in verify(storage, now=NOW) if f.is_harm] == []


def harm(storage: Storage, now: datetime) -> list[Finding]:
    return [f for f in verify(storage, now=now) if f.is_harm]


def test_of_days_before_the_last_two_the_last_snapshot_stays(storage: Storage) -> None:
    for days in (6, 5, 4, 1):
        for hour in (1, 5, 9):
            publish(storage, f"{days} {hour}", at=NOW - days * DAY + timedelta(hours=hour))
    pin(storage, 5, note="cited", now=NOW)
    swept = vacuum(storage, now=NOW, retention=Retention(1, 30))
    assert swept.retired == (1, 2, 4, 7, 8)
    assert [texts(storage, n) for n in (3, 5, 6, 9, 10)] == [
        ["6 9"],
        ["5 5"],
        ["5 9"],
        ["4 9"],
        ["1 1"],
    ]
    seen = tearsheet.open(storage.objects.root, f"{NOW - 4 * DAY + timedelta(hours=6):%F}")
    assert seen.snapshot.number == 6
    assert harm(storage, NOW) == []
    assert vacuum(storage, now=NOW, retention=Retention(1, 30)).retired == ()
    later = NOW + 4 * DAY
    publish(storage, "later", at=later)
    assert vacuum(storage, now=later, retention=Retention(1, 30)).retired == (3, 6, 10, 11)
    assert harm(storage, later) == []
    unpin(storage, 5)
    assert vacuum(storage, now=later, retention=Retention(1, 1)).retired == (5, 9)
    assert harm(storage, later) == []


def test_of_weeks_before_the_last_one_the_last_snapshot_stays(storage: Storage) -> None:
    monday = datetime(2026, 2, 9, 9, tzinfo=UTC)
    for days in range(28):  # up to NOW, which is the Sunday of the fourth week
        publish(storage, f"day {days}", at=monday + days * DAY)
    swept = vacuum(storage, now=NOW, retention=Retention(1, 30))
    kept = sorted(set(range(1, 29)) - set(swept.retired))
    assert kept == [7, 14, 21, 22, 23, 24, 25, 26, 27, 28]
    assert texts(storage, 14) == ["day 13"]
    assert harm(storage, NOW) == []


def test_what_is_to_go_after_a_note_was_written_waits_for_the_next_run(storage: Storage) -> None:
    publish(storage, "first", at=NOW - 5 * DAY)
    for hour in (1, 5, 9):
        publish(storage, f"{hour}", at=NOW - 3 * DAY + timedelta(hours=hour))
    publish(storage, "now", at=NOW)
    storage.objects.put_new("thinned/00000005.json", seal_line({"numbers": [2]}))
    assert vacuum(storage, now=NOW, retention=Retention(1, 30)).retired == (2,)
    assert texts(storage, 3) == ["5"]
    assert harm(storage, NOW) == []


def test_an_unpinned_snapshot_goes_with_all_that_it_alone_lists(storage: Storage) -> None:
    for n, days in enumerate([40, 39, 38], 1):
        publish(storage, f"text {n}", at=NOW - days * DAY)
    pin(storage, 1, note="", now=NOW)
    assert not pin(storage, 1, note="again", now=NOW)
    assert pins(storage.objects) == {1: ""}
    assert vacuum(storage, now=NOW, retention=Retention(1, 1)).retired == (2,)
    unpin(storage, 1)
    swept = vacuum(storage, now=NOW, retention=Retention(1, 1))
    assert swept.retired == (1,)
    assert {p.split("/")[0] for p in swept.removed} == {"tables", "manifests"}
    assert texts(storage, 3) == ["text 3"]
    with pytest.raises(NoSnapshot):
        unpin(storage, 1)
    with pytest.raises(NoSnapshot):
        pin(storage, 1, note="", now=NOW)


def test_a_dry_run_names_what_would_go_and_removes_nothing(storage: Storage) -> None:
    for n in (1, 2):
        publish(storage, f"text {n}", at=NOW - (40 - n) * DAY)
    before = [e.path for e in storage.objects.list("")]
    swept = vacuum(storage, now=NOW, retention=Retention(1, 1), dry_run=True)
    assert swept.retired == (1,)
    assert [e.path for e in storage.objects.list("") if not e.path.startswith("leases/")] == before


def test_what_a_commit_has_written_and_not_yet_published_stays(storage: Storage) -> None:
    publish(storage, "text", at=NOW - DAY)
    written = storage.write("listings", rows("soon"))
    assert vacuum(storage, now=datetime.now(UTC) + timedelta(hours=1)).removed == ()
    assert storage.objects.exists(written[0].path)
    assert written[0].path in vacuum(storage, now=datetime.now(UTC) + 2 * DAY).removed


def test_a_run_that_takes_days_keeps_what_it_wrote_first(storage: Storage) -> None:
    publish(storage, "text", at=NOW - DAY)
    with record_run(storage, "archive", {}):
        written = storage.write("listings", rows("soon"))
        assert vacuum(storage, now=datetime.now(UTC) + 5 * DAY).removed == ()
        assert storage.objects.exists(written[0].path)


def test_an_index_goes_with_its_data_file_and_is_no_foreign_object(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    for day, text in enumerate(["first", "second"]):
        made = publish(storage, text, at=NOW - (9 - day) * DAY)
        assert storage.find(made, "listings", pl.DataFrame({"capture_id": ["o"]})).height == 1
    held = storage.snapshot(1), storage.snapshot(2)
    paths = [index_path(storage.files(s, "listings")[0], index_name(["capture_id"])) for s in held]
    assert all(map(storage.objects.exists, paths))
    assert not [f for f in verify(storage, now=NOW) if f.path.startswith("cache/")]
    vacuum(storage, now=NOW, retention=Retention(days=0, count=1))
    assert [storage.objects.exists(path) for path in paths] == [False, True]


def test_a_writer_does_not_count_on_an_old_file_that_no_snapshot_lists(storage: Storage) -> None:
    publish(storage, "first", at=NOW - 3 * DAY)
    old = storage.write("listings", rows("second"))[0]
    age(storage, NOW - 2 * DAY, prefix="tables")
    made = publish(storage, "second", at=NOW)  # vacuum may be about to remove the old one
    assert [f.path for f in storage.files(made, "listings")] != [old.path]
    storage.objects.delete([old.path])
    assert texts(storage, made.number) == ["second"]


def test_vacuum_does_nothing_where_it_cannot_know_what_is_listed(
    storage: Storage, tmp_path: Path
) -> None:
    for n in (1, 2, 3):
        publish(storage, f"text {n}", at=NOW - (40 - n) * DAY)
    (tmp_path / "archive" / "snapshots" / "00000002.json").write_bytes(b"{}")
    before = [e.path for e in storage.objects.list("tables")]
    with pytest.raises(Damage):
        vacuum(storage, now=NOW, retention=Retention(1, 1))
    assert [e.path for e in storage.objects.list("tables")] == before


def test_the_remains_of_runs_that_were_killed_are_swept_and_recorded(storage: Storage) -> None:
    publish(storage, "text", at=NOW - DAY)
    gone = (
        '{"run": {"run_id": "20260101T000000-aaaaaaaa", "kind": "archive", "parameters": {}, '
        '"started_at": "2026-01-01T00:00:00+00:00",'
    )
    gone += (
        f' "read": 0, "published": null, "counts": {{}}}}, "owner": {{"host": '
        f'"{Owner.here().host}", "pid": {2**22 + 1}}}}}'
    )
    storage.objects.put_scratch("staging/20260101T000000-aaaaaaaa/run.json", gone.encode())
    storage.objects.put_scratch("staging/20260101T000000-aaaaaaaa/records/0.parquet", b"x")
    with record_run(storage, "vacuum", {}):
        pass
    assert [e.path for e in storage.objects.list("staging")] == []
    statuses = (
        tearsheet.open(storage.objects.root)
        .sql("SELECT kind, status FROM runs ORDER BY kind")
        .rows()
    )
    assert statuses == [("archive", "killed"), ("vacuum", "completed")]


def test_the_empty_folders_of_a_run_under_way_stay(storage: Storage) -> None:
    root = Path(storage.objects.root)
    with record_run(storage, "archive", {}) as run:
        scratch = root / "staging" / run.run_id / "scratch"
        scratch.mkdir()
        left = root / "staging" / "of-a-run-that-was-killed"
        left.mkdir()
        os.utime(left, (0, 0))
        vacuum(storage, now=datetime.now(UTC))
        assert scratch.is_dir()
        assert not left.exists()


def test_what_is_stored_arrives_though_others_remove_empty_folders(storage: Storage) -> None:
    over = threading.Event()

    def prune() -> None:
        while not over.is_set():
            storage.objects.prune_folder("tables")

    pruning = threading.Thread(target=prune)
    pruning.start()
    try:
        for n in range(200):
            path = f"tables/listings/outlet={n}/month=2026-03/x.parquet"
            assert storage.objects.put_new(path, b"rows")
            storage.objects.put_scratch(f"tables/{n}/scratch", b"rows")
            storage.objects.delete([path, f"tables/{n}/scratch"])
    finally:
        over.set()
        pruning.join()


@pytest.fixture
def many_files(tmp_path: Path) -> str:
    """An archive of several runs, so that partitions stand in several files."""
    root = str(tmp_path / "many")
    archive(root, str(first_batch(tmp_path / "first")))
    archive(root, str(second_batch(tmp_path / "second")))
    for n in range(2):
        archive(root, str(page(tmp_path / f"p{n}", f"morning-herald/{n}", body(f"extra{n}"))))
    return root


def test_compaction_leaves_few_files_and_changes_no_row(many_files: str) -> None:
    storage = Storage.open(many_files)
    before, said = storage.head(), digest(many_files)
    made, merged, became = compact(storage, run_id="r", now=NOW)
    assert made.number == before.number + 1
    assert merged > became > 0
    assert digest(many_files) == said
    for table in ("captures", "blocks", "quarantine"):
        assert len(storage.files(made, table)) <= MOST_SMALL_COMPACTED, table
        assert not any(f.deleted for f in storage.files(made, table)), table
    assert compact(storage, run_id="r", now=NOW) == (made, 0, 0)
    assert verify(storage, now=NOW) == []
    assert (
        tearsheet.open(many_files, before.number).sql("SELECT count(*) AS n FROM captures").item()
        > 0
    )


def test_a_compaction_makes_what_rows_are_looked_up_in(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    monkeypatch.setattr(row_store, "LEAST_STORED", 1)
    for day in range(5):
        base, some = storage.head(), rows(*(f"text {day} {n}" for n in range(8)), outlet=f"o{day}")
        change = storage.append(base, "listings", some)
        made = storage.commit(
            base, {"listings": [change]}, batch_id=f"{day}", run_id="r", code_version="v", now=NOW
        )
    wanted = pl.DataFrame({"capture_id": ["o3"], "outlet": ["o3"]})
    assert storage.find(made, "listings", wanted)["text"][7] == "text 3 7"
    of_0_2_0 = index_path(storage.files(made, "listings")[0], "capture_id")
    storage.objects.put_scratch(of_0_2_0, b"tskeys1")
    of_0_3_0 = of_0_2_0.replace("capture_id", "rows")
    storage.objects.put_scratch(of_0_3_0, b"tsrows1")
    done, *_ = compact(storage, run_id="r", now=NOW)
    assert not any(storage.objects.exists(path) for path in (of_0_2_0, of_0_3_0))
    for file in storage.files(done, "listings"):
        paths = [index_path(file, index_name([column])) for column in SOUGHT["listings"]]
        assert {e.path for e in storage.objects.list(paths[0].rpartition("/")[0])} == {
            *paths,
            row_store.store_path(file, row_store.NARROW),
        }
    assert not [f for f in verify(storage, now=NOW) if f.path.startswith("cache/")]
    monkeypatch.setattr(opened, "read_groups", None)
    assert storage.find(done, "listings", wanted)["text"][7] == "text 3 7"
    for entry in list(storage.objects.list("cache")):
        storage.objects.delete([entry.path])
    monkeypatch.undo()
    assert storage.find(done, "listings", wanted)["text"][7] == "text 3 7"
    assert compact(storage, run_id="r", now=NOW)[0] == done


def test_a_compaction_makes_every_index_that_a_batch_asks_for(
    many_files: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    storage = Storage.open(many_files)
    made, *_ = compact(storage, run_id="r", now=NOW)
    paths = [
        index_path(file, index_name([one]))
        for table, sought in SOUGHT.items()
        for file in storage.files(made, table)
        for one in sought
    ]
    there = {entry.path for entry in storage.objects.list("cache/keys")}
    assert there.issuperset(paths)
    archive(many_files, str(page(tmp_path / "new", "morning-herald/new", body("extra0"))))
    folders = {path.rpartition("/")[0] for path in there}
    now = {entry.path for entry in storage.objects.list("cache/keys")}
    assert {path for path in now - there if path.rpartition("/")[0] in folders} == set()


def test_what_rows_are_found_in_goes_with_the_file_that_no_newest_snapshot_lists(
    storage: Storage,
) -> None:
    old = publish(storage, "a", at=NOW - 3 * DAY)
    new = publish(storage, "b", at=NOW - 2 * DAY)
    paths = [
        index_path(file, index_name(["capture_id"]))
        for snapshot in (old, new)
        for file in storage.files(snapshot, "listings")
    ]
    for path in paths:
        storage.objects.put_scratch(path, b"tskeys1")
    assert vacuum(storage, now=NOW).removed == ()  # somebody may be looking there
    age(storage, NOW - 2 * DAY, prefix="cache")
    assert vacuum(storage, now=NOW).removed == (paths[0],)
    assert [e.path for e in storage.objects.list("cache/keys")] == paths[1:]
    assert texts(storage, old.number) == ["a"]


def test_a_file_grows_to_a_bound_and_no_further(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.store.files.layout.FILE_BYTES", 1_000)
    made = storage.write("listings", rows(*(f"text {n:04d} " + "x" * 80 for n in range(100))))
    assert len(made) > 5
    assert sum(f.rows for f in made) == 100
    ranges = sorted(f.stats["capture_id"][0] for f in made)
    assert len(ranges) == len(made)
