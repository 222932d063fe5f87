"""What rows come to is told by sums of files as by the rows themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import polars as pl
import pytest

from tearsheet.stages.sums import totals
from tearsheet.stages.sums.kinds import SAID, SUMS, TEASING
from tearsheet.store.files import merging, sums
from tearsheet.store.files.data_file import Change
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact
from transforms.learn.sums import add_said, count_said
from transforms.schemas import CAPTURES, LISTINGS, TABLES, fill_columns

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OUTLETS = ["herald", "post"]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each question were a process's first, and each file large."""
    monkeypatch.setattr(merging, "TINY_BYTES", 0)
    for kept in (sums._sums, totals._summed):
        monkeypatch.setattr(kept, "_most", 0)
    monkeypatch.setattr(sums, "LEAST_SUMMED", 4)


def captures(count: int, rng: Random) -> pl.DataFrame:
    rows = [
        {
            "capture_id": f"{rng.randrange(1 << 60):024x}",
            "outlet": rng.choice(OUTLETS),
            "month": "2026-03",
            "url": rng.choice([None, f"https://herald.example/{no}", "https://post.example/"]),
            "page_kind": rng.choice(["article", "list"]),
            "captured_at": rng.choice([None, NOW]),
            "derived_by": rng.choice("ab"),
        }
        for no in range(count)
    ]
    return fill_columns(pl.LazyFrame(rows), CAPTURES.schema).collect()


def publish(storage: Storage, table: str, change: Change) -> Snapshot:
    """The next snapshot, with one table's change."""
    base = storage.head()
    batch = f"b{base.number}"
    return storage.commit(
        base, {table: [change]}, batch_id=batch, run_id="r", code_version="c", now=NOW
    )


def counted(storage: Storage, base: Snapshot) -> pl.DataFrame:
    rows = storage.scan(base, "captures").select(SAID.columns).collect()
    return add_said(count_said(rows))


def same(one: pl.DataFrame, two: pl.DataFrame) -> bool:
    return one.drop("url").sort(pl.all()).equals(two.drop("url").sort(pl.all()))


def cached(storage: Storage) -> list[str]:
    return [e.path for e in storage.objects.list("cache/keys") if "/sum_" in e.path]


def test_sums_of_files_and_rows_of_small_ones_come_to_what_all_rows_do(tmp_path: Path) -> None:
    storage, rng = Storage.open(str(tmp_path)), Random(1)
    for size in (60, 3, 9):
        rows = captures(size, rng)
        base = publish(storage, "captures", storage.append(storage.head(), "captures", rows))
    assert same(totals.said_of(storage, base, OUTLETS), counted(storage, base))
    assert len(cached(storage)) == 2
    (post,) = {*totals.said_of(storage, base, ["post"])["outlet"]}
    assert post == "post"


def test_deleted_rows_are_taken_off_and_a_damaged_sum_is_made_anew(tmp_path: Path) -> None:
    storage, rng = Storage.open(str(tmp_path)), Random(2)
    change = storage.append(storage.head(), "captures", captures(400, rng))
    base = publish(storage, "captures", change)
    before = totals.said_of(storage, base, OUTLETS)
    (file,) = storage.files(base, "captures")
    base = publish(storage, "captures", Change(deleted={file.path: (0, 5, 6, 39)}))
    assert not same(totals.said_of(storage, base, OUTLETS), before)
    assert same(totals.said_of(storage, base, OUTLETS), counted(storage, base))
    (path,) = cached(storage)
    for damaged in (b"", storage.objects.get(path)[:-3], b"tssums0\n" + bytes(20)):
        storage.objects.put_scratch(path, damaged)
        assert same(totals.said_of(storage, base, OUTLETS), counted(storage, base))
        assert sums._decode(storage.objects.get(path)) is not None


def test_captures_that_a_batch_derives_again_are_left_out(tmp_path: Path) -> None:
    storage, rng = Storage.open(str(tmp_path)), Random(3)
    rows = captures(30, rng)
    base = publish(storage, "captures", storage.append(storage.head(), "captures", rows))
    again = rows["capture_id"][:7].to_frame()
    rest = rows.join(again, on="capture_id", how="anti").select(SAID.columns)
    assert same(totals.said_of(storage, base, OUTLETS, again), add_said(count_said(rest)))


def test_a_compaction_makes_the_sums_that_a_file_lacks(tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path))
    change = storage.append(storage.head(), "captures", captures(8, Random(4)))
    (file,) = storage.files(publish(storage, "captures", change), "captures")
    mine = [one for one in SUMS if one.table == "captures"]
    sums.make_sums(storage.objects, file, mine, {SAID.kept_as})
    assert cached(storage) == []
    sums.make_sums(storage.objects, file, mine, ())
    assert cached(storage) == [f"cache/keys/{file.cache_name}/{SAID.kept_as}"]
    assert {*TABLES} >= {one.table for one in SUMS}


def test_a_sum_that_other_code_counted_is_not_read_and_goes_with_the_next_compaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage.open(str(tmp_path))
    change = storage.append(storage.head(), "captures", captures(8, Random(4)))
    base = publish(storage, "captures", change)
    monkeypatch.setattr(sums, "code_version", lambda: "0.4.0+0123456789ab")
    totals.said_of(storage, base, OUTLETS)
    (other,) = cached(storage)
    assert other.endswith("/sum_said_0123456789ab")
    monkeypatch.undo()
    monkeypatch.setattr(sums, "LEAST_SUMMED", 4)
    totals.said_of(storage, base, OUTLETS)
    assert len(cached(storage)) == 2
    compact(storage, run_id="night", now=NOW)
    assert len(cached(storage)) == 1
    assert other not in cached(storage)


@pytest.mark.parametrize(("shown", "may"), [(2, []), (20, ["herald"]), (40, ["herald"])])
def test_an_outlet_may_have_a_menu_where_a_link_stands_on_half_of_its_pages(
    shown: int, may: list[str], tmp_path: Path
) -> None:
    storage, pages = Storage.open(str(tmp_path)), 40
    held = [captures(pages, Random(5)).with_columns(outlet=pl.lit("herald"), url=None)]
    dated = held[0].with_columns(captured_at=pl.lit(NOW))
    publish(storage, "captures", storage.append(storage.head(), "captures", dated))
    rows = [
        {
            "outlet": "herald",
            "month": "2026-03",
            "capture_id": capture,
            "listing_no": no,
            "source": "teaser",
            "name_key": 7 if no == 0 and turn < shown else 1_000 + 3 * turn + no,
        }
        for turn, capture in enumerate(dated["capture_id"])
        for no in range(3)
    ]
    every = fill_columns(pl.LazyFrame(rows), LISTINGS.schema).collect()
    for part in every.iter_slices(30):  # the link is rare in each file
        base = publish(storage, "listings", storage.append(storage.head(), "listings", part))
    said = totals.said_of(storage, base, OUTLETS)
    menus = totals.menu_outlets(storage, base, said, every.clear(), OUTLETS)
    assert menus == may
    assert not totals.linking_outlets(storage, base, OUTLETS)
    assert len(storage.files(base, "listings")) == 4
    assert TEASING.count(every)["captures"].to_list() == [pages]
