"""Snapshots: one commit for all tables, put-if-absent, partitions rewritten without touching
others.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tearsheet.errors import LostRace, NoArchive, NoSnapshot, Usage
from tearsheet.store import current, snapshots
from tearsheet.store.files.data_file import Change
from tearsheet.store.roots import open_objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)


def listings(*rows: tuple[str, int, str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema=["capture_id", "listing_no", "text", "outlet"], orient="row"
    ).with_columns(month=pl.lit("unknown"))


def publish(
    storage: Storage, base: Snapshot, *changes: Change, now: datetime = NOON, batch: str = "b"
) -> Snapshot:
    return storage.commit(
        base, {"listings": changes}, batch_id=batch, run_id="r", code_version="v", now=now
    )


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage.open(str(tmp_path / "archive"))


def texts(storage: Storage, snapshot: Snapshot, **where: Any) -> list[str]:
    return (
        storage.scan(snapshot, "listings", **where)
        .collect()
        .sort("capture_id", "listing_no")["text"]
        .to_list()
    )


def test_a_name_is_given_once_and_never_overwritten(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    assert objects.put_new("a/b.txt", b"first")
    assert not objects.put_new("a/b.txt", b"second")
    assert objects.get("a/b.txt") == b"first"
    assert [e.path for e in objects.list("a")] == ["a/b.txt"]
    assert not list((tmp_path / ".incoming").iterdir())


def test_a_commit_that_changes_nothing_publishes_nothing(storage: Storage) -> None:
    assert publish(storage, storage.head()).number == 0
    one = publish(
        storage,
        storage.head(),
        storage.append(storage.head(), "listings", listings(("c", 0, "x", "o"))),
    )
    again = storage.rewrite(one, "listings", listings(("c", 0, "x", "o")), [("o", "unknown")])
    assert publish(storage, one, again).number == 1


def test_who_comes_second_has_lost_the_race(storage: Storage) -> None:
    base = storage.head()
    publish(storage, base, storage.append(base, "listings", listings(("c", 0, "x", "o"))))
    with pytest.raises(LostRace):
        publish(
            storage,
            base,
            storage.append(base, "listings", listings(("d", 0, "y", "o"))),
            batch="other",
        )
    assert texts(storage, storage.head()) == ["x"]


def test_a_batch_that_was_published_since_is_recognised_and_not_applied_twice(
    storage: Storage,
) -> None:
    base = storage.head()
    one = publish(
        storage, base, storage.append(base, "listings", listings(("c", 0, "x", "o"))), batch="mine"
    )
    publish(
        storage, one, storage.append(one, "listings", listings(("d", 0, "y", "o"))), batch="other"
    )
    again = publish(
        storage, base, storage.append(base, "listings", listings(("c", 0, "x", "o"))), batch="mine"
    )
    assert again == one
    assert texts(storage, storage.head()) == ["x", "y"]


def test_an_older_snapshot_stays_what_it_was(storage: Storage) -> None:
    one = publish(
        storage,
        storage.head(),
        storage.append(
            storage.head(), "listings", listings(("c", 0, "x", "o"), ("c", 1, "y", "p"))
        ),
    )
    two = publish(
        storage,
        one,
        storage.rewrite(one, "listings", listings(("c", 0, "changed", "o")), [("o", "unknown")]),
        now=NOON + timedelta(hours=1),
    )
    assert texts(storage, one) == ["x", "y"]
    assert texts(storage, two) == ["changed", "y"]
    assert texts(storage, two, outlets=["p"]) == ["y"]
    assert snapshots.find_snapshot(storage.objects, 1).tables == one.tables
    assert snapshots.find_snapshot(storage.objects, "2026-03-08T12:30:00Z").number == 1
    assert snapshots.find_snapshot(storage.objects, None).number == 2
    with pytest.raises(NoSnapshot):
        snapshots.find_snapshot(storage.objects, "2026-03-08T11:00")
    with pytest.raises(Usage, match="not 'soon'"):
        snapshots.find_snapshot(storage.objects, "soon")


def test_an_empty_place_says_that_there_is_no_archive(storage: Storage) -> None:
    with pytest.raises(NoArchive, match="nothing has been published"):
        snapshots.find_snapshot(storage.objects, None)


def test_many_small_outlets_share_a_file_and_one_of_them_can_change_alone(storage: Storage) -> None:
    names = [f"o{i:03d}" for i in range(60)]
    one = publish(
        storage,
        storage.head(),
        storage.append(
            storage.head(), "listings", listings(*[("c", i, n, n) for i, n in enumerate(names)])
        ),
    )
    assert len(storage.files(one, "listings")) == 1
    two = publish(
        storage,
        one,
        storage.rewrite(
            one, "listings", listings(("c", 3, "changed", "o003")), [("o003", "unknown")]
        ),
    )
    assert texts(storage, two) == [*names[:3], "changed", *names[4:]]
    assert texts(storage, two, outlets=["o003"]) == ["changed"]


def test_equal_rows_in_any_order_give_the_same_file(storage: Storage) -> None:
    rows = listings(("c", 1, "y", "o"), ("c", 0, "x", "o"))
    assert storage.write("listings", rows) == storage.write("listings", rows.reverse())


def test_current_and_views_sql_list_the_newest_snapshot_only(
    storage: Storage, tmp_path: Path
) -> None:
    import duckdb

    one = publish(
        storage,
        storage.head(),
        storage.append(storage.head(), "listings", listings(("c", 0, "x", "o"))),
    )
    current.show_newest(storage)
    publish(
        storage,
        one,
        storage.rewrite(one, "listings", listings(("c", 0, "changed", "o")), [("o", "unknown")]),
    )
    current.show_newest(storage)
    root = tmp_path / "archive"
    with duckdb.connect() as plain:
        assert plain.sql(
            f"SELECT text, outlet FROM '{root}/current/listings/**/*.parquet'"
        ).fetchall() == [("changed", "o")]
        assert plain.sql(
            f"SELECT count(*) FROM '{root}/current/blocks/**/*.parquet'"
        ).fetchall() == [(0,)]
        (tmp_path / "archive" / "runs").mkdir()
        (tmp_path / "archive" / "runs" / "20260308T120000-0123abcd.json").write_text(
            '{"run_id": "x"}\n'
        )
        plain.execute((root / "views.sql").read_text())
        assert plain.sql("SELECT text FROM listings").fetchall() == [("changed",)]
        assert plain.sql("SELECT count(*) FROM articles").fetchall() == [(0,)]
        assert plain.sql("SELECT run_id, status FROM runs").fetchall() == [("x", None)]
