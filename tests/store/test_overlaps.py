"""Large files that hold the same outlets, as a load in portions leaves them, are sorted apart."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from tearsheet.store.files import merging, overlaps
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OUTLETS = [f"outlet-{n:02d}" for n in range(12)]
PORTIONS, ROWS = 5, 40


def base(name: str, months: tuple[str, str], outlets: tuple[str, str]) -> DataFile:
    stats = {"month": [*months], "outlet": [*outlets]}
    return DataFile(name, 10, merging.SMALL_BYTES, name, stats)


def test_files_are_sorted_apart_from_the_third_on_that_holds_an_outlet_of_a_month() -> None:
    march, april = ("2026-03", "2026-03"), ("2026-04", "2026-04")
    three = [base(f"{n}", march, ("a", "m")) for n in range(3)]
    apart = [base("4", march, ("m", "z")), base("5", april, ("a", "z"))]
    assert list(overlaps.overlapping([*three[:2], *apart])) == []
    assert list(overlaps.overlapping([*apart, *three])) == [[*three, apart[0]]]
    # of one outlet alone nothing can be sorted apart
    assert list(overlaps.overlapping([base(f"{n}", march, ("a", "a")) for n in range(9)])) == []
    spans = [base("s", ("2026-01", "2026-04"), ("a", "z")), *apart, base("6", april, ("b", "c"))]
    assert list(overlaps.overlapping(spans)) == [[spans[0], apart[0], apart[1], spans[3]]]


def test_rows_are_cut_by_months_and_a_large_month_by_outlets() -> None:
    counts = [
        ("2026-01", "a", 3),
        ("2026-02", "a", 2),
        ("2026-02", "b", 2),
        ("2026-03", "a", 5),
        ("2026-03", "b", 6),
        ("2026-03", "c", 5),
        ("2026-03", "d", 14),
        ("2026-04", "c", 1),
    ]
    assert list(overlaps.pieces(counts, 10)) == [
        (("2026-01", "2026-02"), ("a", "b")),
        (("2026-03", "2026-03"), ("a", "a")),
        (("2026-03", "2026-03"), ("b", "b")),
        (("2026-03", "2026-03"), ("c", "c")),
        (("2026-03", "2026-03"), ("d", "d")),
        (("2026-04", "2026-04"), ("c", "c")),
    ]


def portion(no: int) -> pl.DataFrame:
    """A part of a load: rows of every outlet in two months."""
    names = [
        hashlib.sha256(f"{no} {month} {outlet} {n}".encode()).hexdigest()
        for month in ("2026-03", "2026-04")
        for outlet in OUTLETS
        for n in range(ROWS)
    ]
    months = [m for m in ("2026-03", "2026-04") for _ in range(ROWS * len(OUTLETS))]
    outlets = [o for o in OUTLETS for _ in range(ROWS)] * 2
    return pl.DataFrame(
        {"article_id": names, "revision_id": names, "outlet": outlets, "month": months}
    )


def opened(root: str, query: str) -> int:
    connection, _ = tearsheet.open(root).guarded_connection(query)
    with connection:
        [(text,)] = connection.execute(
            "SELECT sql FROM duckdb_views() WHERE view_name = 'revisions'"
        ).fetchall()
    return str(text).count(".parquet'")


def test_after_a_load_in_portions_one_file_or_two_answer_for_an_outlet_and_a_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tearsheet.store.files.overlaps.SMALL_BYTES", 4 << 10)
    for small in ("SMALL_BYTES", "MERGED_BYTES", "TINY_BYTES"):
        monkeypatch.setattr(f"tearsheet.store.files.merging.{small}", 4 << 10)
    monkeypatch.setattr("tearsheet.store.files.layout.FILE_BYTES", 64 << 10)
    root = str(tmp_path / "archive")
    storage = Storage.open(root)
    for no in range(PORTIONS):
        made = {"revisions": [storage.append(storage.head(), "revisions", portion(no))]}
        storage.commit(
            storage.head(), made, batch_id=f"{no}", run_id="r", code_version="v", now=NOW
        )
    asked = "SELECT * FROM revisions WHERE outlet = 'outlet-05' AND month = '2026-04'"
    assert opened(root, asked) >= PORTIONS
    before = tearsheet.open(root).sql("FROM revisions ORDER BY ALL")
    compact(storage, run_id="c", now=NOW)
    assert opened(root, asked) <= 2
    assert tearsheet.open(root).sql("FROM revisions ORDER BY ALL").equals(before)
    settled = storage.head()
    assert compact(storage, run_id="c", now=NOW)[0] == settled  # nothing is left to be done
