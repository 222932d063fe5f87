"""Rows in files: cut by month, deleted by place, merged when there are many small ones, and read as
one data set by every client.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pyarrow.dataset
import pyarrow.parquet
import pytest

import tearsheet
from tearsheet.store import current
from tearsheet.store.files.data_file import Change, DataFile
from tearsheet.store.files.merging import MOST_SMALL, MOST_SMALL_COMPACTED, smallest_together
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from tearsheet.upkeep.verify import verify
from tests.support.rolling import roll_back
from transforms.schemas import ARTICLES, LISTINGS, RELATIONS, REVISIONS, fill_columns

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)
Row = tuple[str, int, str, str, str]


def frame(rows: list[Row]) -> pl.DataFrame:
    names = ["capture_id", "listing_no", "text", "outlet", "month"]
    return pl.DataFrame(rows, schema=names, orient="row")


def publish(storage: Storage, rows: list[Row], places: list[tuple[str, str]]) -> Snapshot:
    """The snapshot after which these partitions hold these rows."""
    base = storage.head()
    change = storage.rewrite(base, "listings", frame(rows), places)
    made = storage.commit(
        base,
        {"listings": [change]},
        batch_id=f"b{base.number}",
        run_id="r",
        code_version="v",
        now=NOON,
    )
    current.show_newest(storage)
    return made


def texts(rows: pl.DataFrame) -> list[str]:
    return rows.sort("capture_id", "listing_no")["text"].to_list()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.open(str(tmp_path / "archive"))


@pytest.fixture
def changed(storage: Storage) -> Storage:
    """A table of two files: of 900 rows three are deleted, two of them written anew."""
    rows: list[Row] = [
        (f"c{n:04d}", n, Random(n).randbytes(60).hex(), f"o{n % 7}", f"2026-0{n % 3 + 1}")
        for n in range(900)
    ]
    places = sorted({(row[3], row[4]) for row in rows})
    publish(storage, rows, places)
    rows[10] = (*rows[10][:2], "changed", *rows[10][3:])
    rows[11] = (*rows[11][:2], "changed", *rows[11][3:])
    publish(storage, [*rows[:500], *rows[501:]], places)
    (Path(storage.objects.root) / "runs").mkdir()
    (Path(storage.objects.root) / "runs" / "20260308T120000-0123abcd.json").write_text("{}")
    return storage


def test_a_file_knows_the_places_of_its_deleted_rows() -> None:
    file = DataFile("a", 10, 1, "")
    assert file.without([4]).without([2, 3, 9]).deleted == ((2, 3), (9, 1))
    assert file.without([2, 3, 4]).deleted_places() == [2, 3, 4]
    assert file.without([2, 3, 4]).live_rows == 7
    body = file.without([7]).to_manifest()
    assert DataFile.from_manifest(body) == file.without([7])


def test_rows_that_differ_alone_are_written_and_the_old_ones_deleted(changed: Storage) -> None:
    files = sorted(changed.files(changed.head(), "listings"), key=lambda f: f.rows)
    assert [f.rows for f in files] == [2, 900]
    assert [f.live_rows for f in files] == [2, 897]
    assert changed.scan(changed.head(), "listings").collect().height == 899
    assert changed.scan(changed.snapshot(1), "listings").collect().height == 900
    assert changed.scan(changed.head(), "listings", outlets=["o4"]).collect().height == 128


def test_every_door_leaves_deleted_rows_out(changed: Storage) -> None:
    root = changed.objects.root
    expected = texts(changed.scan(changed.head(), "listings").collect())
    asked = "SELECT * FROM listings"
    assert texts(tearsheet.open(root).sql(asked)) == expected
    assert tearsheet.open(root).sql(f"{asked} WHERE text = 'changed'").height == 2
    with duckdb.connect() as shell:
        shell.execute((Path(root) / "views.sql").read_text("utf-8"))
        assert texts(shell.sql(asked).pl()) == expected
    assert {f.path for f in verify(changed, now=NOON)} <= {"runs/20260308T120000-0123abcd.json"}


@pytest.mark.parametrize("hive", ["", ", hive_partitioning = true", ", hive_partitioning = false"])
def test_a_folder_is_one_data_set_for_duckdb(changed: Storage, hive: str) -> None:
    folder = Path(changed.objects.root) / "current" / "listings"
    with duckdb.connect() as plain:
        rows = plain.sql(f"FROM read_parquet('{folder}/**/*.parquet'{hive})").pl()
    expected = changed.scan(changed.head(), "listings").collect()
    assert rows.select(expected.columns).schema == expected.schema
    assert texts(rows) == texts(expected)


def test_a_folder_is_one_data_set_for_polars_pyarrow_and_pandas(changed: Storage) -> None:
    folder = Path(changed.objects.root) / "current" / "listings"
    expected = changed.scan(changed.head(), "listings").collect()
    columns = expected.columns
    for rows in (
        pl.scan_parquet(folder).collect(),
        pl.from_arrow(pyarrow.dataset.dataset(folder).to_table()),
        pl.from_arrow(pyarrow.dataset.dataset(folder, partitioning="hive").to_table()),
        pl.from_arrow(pyarrow.parquet.read_table(folder)),  # as pandas does
    ):
        assert isinstance(rows, pl.DataFrame)
        assert rows.select(columns).schema == expected.schema
        assert texts(rows) == texts(expected)


def test_months_share_a_file_until_they_are_large(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.store.files.layout.FILE_BYTES", 20_000)
    sizes = {"2025-11": 20, "2025-12": 30, "2026-01": 400, "2026-02": 50, "unknown": 10}
    rows: list[Row] = [
        (f"{month}-{n:04d}", n, "x" * 80, f"o{n % 4}", month)
        for month, size in sizes.items()
        for n in range(size)
    ]
    made = storage.write("listings", frame(rows))
    folders = [f.path.split("/")[2] for f in made]
    assert folders[0] == "months=2025-11_2025-12"
    assert set(folders[1:-1]) == {"months=2026-01"}
    assert folders[-1] == "months=2026-02_unknown"
    inside = [f.stats["outlet"] for f in made if f.path.split("/")[2] == "months=2026-01"]
    assert inside == sorted(inside)
    assert len(inside) > 2


def test_small_files_are_merged_and_no_row_changes(storage: Storage) -> None:
    rows: list[Row] = []
    for run in range(60):
        rows += [(f"c{run:03d}", n, f"text {run}", f"o{n}", "2026-03") for n in range(3)]
        publish(storage, rows, [(f"o{n}", "2026-03") for n in range(3)])
        assert len(storage.files(storage.head(), "listings")) <= MOST_SMALL
    before = storage.head()
    made, merged, became = compact(storage, run_id="r", now=NOON)
    assert merged > became
    assert len(storage.files(made, "listings")) <= MOST_SMALL_COMPACTED
    expected = texts(frame(rows))
    for snapshot in (before, made):
        assert texts(storage.scan(snapshot, "listings").collect()) == expected
    assert compact(storage, run_id="r", now=NOON) == (made, 0, 0)


def test_any_changes_in_any_order_leave_what_was_written_last(storage: Storage) -> None:
    chance = Random(7)
    held: dict[tuple[str, int], Row] = {}
    for _ in range(40):
        outlet = f"o{chance.randrange(4)}"
        mine: list[Row] = [
            (f"c{n}-{outlet}", n, f"text {chance.randrange(3)}", outlet, "2026-03")
            for n in range(30)
            if chance.random() < 0.7
        ]
        held = {k: row for k, row in held.items() if row[3] != outlet}
        held.update({(row[0], row[1]): row for row in mine})
        publish(storage, mine, [(outlet, "2026-03")])
        if chance.random() < 0.1:
            compact(storage, run_id="r", now=NOON)
        found = storage.scan(storage.head(), "listings").collect()
        assert texts(found) == texts(frame(list(held.values())))
    assert verify(storage, now=NOON) == []


def test_a_moved_archive_is_read_in_its_own_folder(
    changed: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = texts(changed.scan(changed.head(), "listings").collect())
    moved = tmp_path / "elsewhere"
    shutil.move(changed.objects.root, moved)
    monkeypatch.chdir(moved)
    with duckdb.connect() as shell:
        shell.execute(Path("views.sql").read_text("utf-8"))
        assert texts(shell.sql("FROM listings").pl()) == expected
    assert tearsheet.open(str(moved), 1).sql("FROM listings").height == 900
    assert LISTINGS.order == ("outlet", "month", "capture_id", "listing_no")


def test_a_record_of_a_run_is_one_row_wherever_the_shell_was_started(
    changed: Storage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = Path(changed.objects.root)
    (root / "runs" / "20260308T120000-0123abcd.json").write_text('{"run_id": "one"}')
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "experiment.json").write_text('{"run_id": "of another project"}')
    for folder in (root, tmp_path):
        monkeypatch.chdir(folder)
        with duckdb.connect() as shell:
            shell.execute((root / "views.sql").read_text("utf-8"))
            assert shell.sql("SELECT run_id FROM runs").fetchall() == [("one",)]
            assert shell.sql("SELECT count(*) FROM listings").fetchall() == [(899,)]


def test_an_id_that_no_row_group_has_is_told_by_its_filter(storage: Storage) -> None:
    rows = pl.DataFrame({"article_id": [f"{n * 7_919 % 20_011:05}" for n in range(20_000)]})
    whole = fill_columns(rows.with_columns(revision_id="article_id").lazy(), REVISIONS.schema)
    file, *_ = storage.write(
        "revisions", whole.with_columns(outlet=pl.lit("o"), month=pl.lit("2026-03")).collect()
    )
    path = storage.objects.url(file.path)
    with duckdb.connect() as connection:
        asked = "SELECT bool_and(bloom_filter_excludes) FROM parquet_bloom_probe(?, ?, ?)"
        found = [
            connection.execute(asked, [path, "article_id", key]).fetchone()
            for key in ("00000", "no such id")
        ]
    assert found == [(False,), (True,)]
    assert storage.read_files("revisions", [file]).collect().height == 20_000
    assert pl.read_parquet_schema(path) == dict(REVISIONS.schema)


def test_rows_of_one_key_are_refused_wherever_they_stand(storage: Storage) -> None:
    rows = pl.DataFrame({"article_id": ["a", "b", "a"], "revision_id": ["r", "r", "s"]})
    placed = rows.with_columns(outlet=pl.Series(["o", "o", "q"]), month=pl.lit("2026-03"))
    whole = fill_columns(placed.lazy(), ARTICLES.schema).collect()
    with pytest.raises(ValueError, match=r"key \('article_id',\) repeats: .*'article_id': 'a'"):
        storage.write("articles", whole)
    (file,) = storage.write("articles", whole.head(2))
    assert file.rows == 2


def test_relations_that_hardly_ever_go_stand_behind_siblings_that_may(storage: Storage) -> None:
    of_hub = [("hub", f"{n:03}", "sibling") for n in range(256)]
    others = [("a", "b", "sibling"), ("a", "c", "identical"), ("x", "y", "sibling")]
    rows = pl.DataFrame([*others, *of_hub], ["left_id", "right_id", "relation"], orient="row")
    placed = rows.with_columns(outlet=pl.lit("o"), month=pl.lit("2026-03"))
    (file,) = storage.write("relations", fill_columns(placed.lazy(), RELATIONS.schema).collect())
    stored = pl.read_parquet(storage.objects.url(file.path))
    assert stored.select("left_id", "right_id").rows()[:4] == [
        ("a", "b"),
        ("x", "y"),
        ("a", "c"),
        ("hub", "000"),
    ]
    assert stored["right_id"].to_list()[3:] == [right for _, right, _ in of_hub]


def test_a_row_deleted_of_a_large_file_copies_the_piece_that_it_stood_in(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "_PIECE_BYTES", 1)
    monkeypatch.setattr(current, "_PIECE_ROWS", 100)
    rows: list[Row] = [
        (f"c{n:04d}", n, Random(n).randbytes(60).hex(), "o", "2026-01") for n in range(950)
    ]
    place = [("o", "2026-01")]
    publish(storage, rows, place)
    publish(storage, [*rows[:250], *rows[251:]], place)
    folder = Path(storage.objects.root) / "current" / "listings"
    before = {path.name: path.stat().st_ino for path in folder.rglob("*.parquet")}
    left = [*rows[:250], *rows[251:333], *rows[334:500], *rows[600:]]
    publish(storage, left, place)
    after = {path.name: path.stat().st_ino for path in folder.rglob("*.parquet")}
    assert len(before) == 10
    assert len(after) == 9  # nothing is left of one piece
    assert len(before.items() & after.items()) == 8
    shown = pl.read_parquet(folder / "**" / "*.parquet", hive_partitioning=False)
    assert texts(shown) == texts(frame(left))


def test_pieces_that_another_release_cut_otherwise_are_not_shown_for_those_of_today(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current, "_PIECE_BYTES", 1)
    place = [("o", "2026-01")]
    publish(storage, _rows(950), place)
    for size, left in ((400, 940), (100, 930)):
        monkeypatch.setattr(current, "_PIECE_ROWS", size)
        publish(storage, _rows(left), place)
        folder = Path(storage.objects.root) / "current" / "listings"
        shown = pl.read_parquet(folder / "**" / "*.parquet", hive_partitioning=False)
        assert texts(shown) == texts(frame(_rows(left)))


@pytest.fixture
def prepared(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """A table of one file of 800 rows, which a compaction has rid of rows that were deleted, and
    cut into eight pieces.
    """
    monkeypatch.setattr(current, "_PIECE_BYTES", 1)
    monkeypatch.setattr(current, "_PIECE_ROWS", 100)
    publish(storage, _rows(950), [("o", "2026-01")])
    publish(storage, _rows(800), [("o", "2026-01")])
    compact(storage, run_id="night", now=datetime.now(UTC))
    (file,) = storage.files(storage.head(), "listings")
    assert not file.deleted
    return storage


def _rows(count: int) -> list[Row]:
    return [(f"c{n:04d}", n, Random(n).randbytes(60).hex(), "o", "2026-01") for n in range(count)]


def _harm(storage: Storage) -> set[str]:
    return {f.path.split("/")[0] for f in verify(storage, now=datetime.now(UTC)) if f.is_harm}


def test_of_a_merged_file_no_more_is_copied_than_the_piece_of_a_deleted_row(
    prepared: Storage,
) -> None:
    root = Path(prepared.objects.root)
    made = {path.stat().st_ino for path in root.glob("cache/keys/*/shown_*")}
    assert len(made) == 8
    assert _harm(prepared) == set()
    left = [row for row in _rows(800) if row[1] != 250]
    publish(prepared, left, [("o", "2026-01")])
    shown = {path.stat().st_ino: path for path in (root / "current" / "listings").rglob("*.parq*")}
    assert len(made & shown.keys()) == 7
    assert _harm(prepared) == set()
    assert texts(pl.read_parquet([*shown.values()], hive_partitioning=False)) == texts(frame(left))


def test_copies_that_were_prepared_and_are_damaged_are_healed_as_all_else_that_is_shown(
    prepared: Storage,
) -> None:
    root = Path(prepared.objects.root)
    for path in root.glob("cache/keys/*/shown_*"):
        path.write_bytes(b"torn")
    publish(prepared, _rows(800)[10:], [("o", "2026-01")])
    assert _harm(prepared) == {"current"}
    for path in (root / "views.sql", root / "current"):
        path.unlink()
    shutil.rmtree(root / ".current")
    publish(prepared, _rows(800)[11:], [("o", "2026-01")])
    assert _harm(prepared) == set()


def test_a_row_that_a_rollback_brings_back_is_shown_again(prepared: Storage) -> None:
    first = prepared.head().number
    for gone in (range(250, 251), range(250, 252)):
        publish(prepared, [r for r in _rows(800) if r[1] not in gone], [("o", "2026-01")])
    roll_back(prepared.objects.root, first + 1)
    folder = Path(prepared.objects.root) / "current" / "listings"
    shown = pl.read_parquet(folder / "**" / "*.parquet", hive_partitioning=False)
    assert texts(shown) == texts(frame([r for r in _rows(800) if r[1] != 250]))
    assert _harm(prepared) == set()


def test_a_piece_that_loses_another_row_is_made_of_the_copy_that_stood_there(
    prepared: Storage,
) -> None:
    publish(prepared, [r for r in _rows(800) if r[1] != 250], [("o", "2026-01")])
    (file,) = prepared.files(prepared.head(), "listings")
    (Path(prepared.objects.root) / file.path).write_bytes(b"torn")
    base = prepared.head()
    change = Change(deleted={file.path: (260,)})
    prepared.commit(
        base, {"listings": [change]}, batch_id="b", run_id="r", code_version="v", now=NOON
    )
    current.show_newest(prepared)
    folder = Path(prepared.objects.root) / "current" / "listings"
    shown = pl.read_parquet(folder / "**" / "*.parquet", hive_partitioning=False)
    assert texts(shown) == texts(frame([r for r in _rows(800) if r[1] not in (250, 260)]))


def test_full_files_that_are_compressed_to_little_are_not_merged_and_cut_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.store.files.layout.FILE_BYTES", 20_000)
    months = [f"2026-{n:02d}" for n in range(1, 13)]
    rows: list[Row] = [(f"c{n:04d}", n, "x" * 80, "o", months[n // 150]) for n in range(1800)]
    publish(storage, rows, [("o", month) for month in months])
    files = storage.files(storage.head(), "listings")
    assert len(files) == 12 > MOST_SMALL_COMPACTED
    read = partial(storage.read_files, "listings")
    assert smallest_together(files, read, most=MOST_SMALL_COMPACTED) == []
    assert compact(storage, run_id="night", now=NOON) == (storage.head(), 0, 0)
