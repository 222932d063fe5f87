"""Rows are read by their places from stores beside large files as from the files themselves."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tearsheet.store.files import opened
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.files.finding import read_places
from tearsheet.store.files.kept import Kept
from tearsheet.store.files.opened import OpenedFile
from tearsheet.store.files.rows import cells, row_store
from tearsheet.store.files.rows.row_store import RowStore
from tearsheet.store.objects import LocalObjects
from tearsheet.store.tables import Storage
from transforms.schemas import TABLES, Table, conform, fill_columns

ROWS = 5_000


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each read were a run's first."""
    monkeypatch.setattr(row_store._opened, "_most", 0)


def rows_of(spec: Table) -> pl.DataFrame:
    """Rows of a table with all that its types may hold: nulls, ends, letters, empty lists."""
    rng = np.random.default_rng(5)
    some: dict[object, list[object]] = {
        pl.String(): ["", "ä\n\x00'\"", "한국", "x" * 300],
        pl.Int32(): [0, -(1 << 31), (1 << 31) - 1],
        pl.Int64(): [0, -(1 << 63), (1 << 63) - 1],
        pl.UInt64(): [0, (1 << 64) - 1, 1 << 63],
        pl.Float64(): [0.0, -0.0, 0.1, 1e-300, 1 / 3],
        pl.Boolean(): [True, False],
        pl.Date(): [date(1, 1, 1), date(9999, 12, 31)],
    }
    columns = {}
    for no, (name, kind) in enumerate(spec.schema.items()):
        if name in spec.order:
            values: list[object] = [f"{name} {(7 * no + n) % ROWS:05d}" for n in range(ROWS)]
            values = values if kind == pl.String else list(range(ROWS))
        elif isinstance(kind, pl.List):
            flat = some[kind.inner]
            values = [flat[: int(n)] if n < 4 else None for n in rng.integers(0, 5, ROWS)]
        elif isinstance(kind, pl.Datetime):
            times = [datetime(2026, 3, 1, tzinfo=UTC) + timedelta(microseconds=n) for n in (0, 1)]
            values = [[*times, None][int(n)] for n in rng.integers(0, 3, ROWS)]
        else:
            kinds = [*some[kind], None]
            values = [kinds[int(n)] for n in rng.integers(0, len(kinds), ROWS)]
        columns[name] = pl.Series(name, values, dtype=kind)
    frame = pl.DataFrame(columns)
    return conform(frame.with_columns(month=pl.lit("2026-03")), spec.schema)


def written(root: Path, table: str, *, stored: bool) -> tuple[Storage, DataFile]:
    storage = Storage.open(str(root))
    (file,) = storage.write(table, rows_of(TABLES[table]))
    if stored:
        OpenedFile(storage.objects, file).make_stores(TABLES[table])
    return storage, file


def some_rows(storage: Storage, file: DataFile, table: str, count: int) -> pl.DataFrame:
    places = np.random.default_rng(3).choice(ROWS, count, replace=False).tolist()
    spec = TABLES[table]
    return read_places(storage.objects, spec, file, places, list(spec.schema))


@pytest.mark.parametrize("table", row_store.STORED)
@pytest.mark.parametrize("count", [1, 40, ROWS])
def test_rows_of_a_store_are_those_of_the_file(table: str, count: int, tmp_path: Path) -> None:
    plain = some_rows(*written(tmp_path / "a", table, stored=False), table, count)
    stored = some_rows(*written(tmp_path / "b", table, stored=True), table, count)
    assert stored.equals(plain)
    assert stored.schema == plain.schema


def test_a_row_is_read_without_its_row_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, file = written(tmp_path, "revisions", stored=True)
    monkeypatch.setattr(opened, "read_groups", _absent)
    columns = list(TABLES["revisions"].schema)
    row = read_places(storage.objects, TABLES["revisions"], file, [4_321], columns)
    assert row.height == 1


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "of other columns"])
@pytest.mark.parametrize("part", [row_store.NARROW, row_store.WIDE])
def test_of_a_damaged_store_the_row_groups_are_read(
    part: str, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage, file = written(tmp_path, "articles", stored=True)
    expected = some_rows(storage, file, "articles", 30)
    path = tmp_path / row_store.store_path(file, part)
    raw = path.read_bytes()
    monkeypatch.setattr(row_store, "_opened", Kept(0))
    other = {
        "cut": raw[: len(raw) // 2],
        "flipped": raw[:-2000] + bytes(255 - byte for byte in raw[-2000:]),
        "empty": b"",
        "of other columns": row_store.encode(
            TABLES["stories"], part, pl.DataFrame({"story_id": ["a"]})
        ),
    }[damage]
    path.write_bytes(other)
    columns = list(TABLES["articles"].schema)
    for places in (range(0, ROWS, 500), [ROWS - 1]):
        found = read_places(storage.objects, TABLES["articles"], file, list(places), columns)
        assert found.height == len(places)
    assert some_rows(storage, file, "articles", 30).equals(expected)


IDS = pl.Series("story_id", [f"{n:024x}" for n in range(ROWS)])
NUMBERS = pl.Series("similarity", [float("nan"), float("-inf"), -0.0, None, 0.1] * (ROWS // 5))
LONG = pl.Series("article_id", [chr(0x3B1 + n % 20) * 300 + str(n) for n in range(ROWS)])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (IDS, "hex"),
        (IDS.clone().scatter([0, 7], [None, None]), "hex"),
        (IDS.clone().scatter(3, "F" * 24), "text"),
        (IDS.clone().scatter(3, "0" * 23), "text"),
        (IDS.clone().scatter(3, "0" * 23 + "\n"), "text"),
        (IDS.head(ROWS).str.head(1), "code"),
        (pl.Series("story_id", [None] * ROWS, dtype=pl.String), "code"),
        (NUMBERS, "number"),
        (LONG, "pressed"),
        (LONG.clone().scatter([1, ROWS - 1], [None, ""]), "pressed"),
    ],
    ids=["ids", "nulls", "capitals", "one shorter", "a line", "few", "none", "nan", "long", "gaps"],
)
def test_values_of_every_form_come_back(
    values: pl.Series, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_store, "_PIECE_ROWS", 1_234)  # rows are encoded piece by piece
    spec = TABLES["stories"]
    rows = fill_columns(values.to_frame().lazy(), spec.schema).collect()
    objects = LocalObjects(str(tmp_path))
    objects.put_scratch("rows", row_store.encode(spec, row_store.NARROW, rows))
    assert cells.choose_form(values).kind == kind
    store = RowStore(objects, spec, "rows")
    for places in ([0, 3, 7, 8, ROWS - 1], range(ROWS)):
        found = store.read(np.array(places), list(spec.schema))
        wanted = rows[list(places)]
        assert pl.DataFrame(found).equals(wanted)
        signs = [
            np.signbit(rows["similarity"].to_numpy()) for rows in (pl.DataFrame(found), wanted)
        ]
        assert signs[0].tolist() == signs[1].tolist()


def _absent(*_: object) -> object:
    raise AssertionError("a row group is read")


def lines_of_pages(storage: Storage) -> DataFile:
    """A file of 5,000 lines, seven a page."""
    rows = rows_of(TABLES["blocks"]).with_columns(
        outlet=pl.lit("herald"), capture_id=pl.format("c{}", pl.int_range(ROWS) // 7)
    )
    (file,) = storage.write("blocks", rows)
    OpenedFile(storage.objects, file).make_stores(TABLES["blocks"])
    return file


def test_the_page_of_a_line_is_read_without_a_row_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage.open(str(tmp_path))
    file = lines_of_pages(storage)
    whole = storage.read_files("blocks", [file]).select("outlet", "capture_id").collect()
    monkeypatch.setattr(opened, "read_groups", _absent)
    places = [0, 3, 7, 8, 2_500, ROWS - 1]
    found = read_places(storage.objects, TABLES["blocks"], file, places, ["outlet", "capture_id"])
    assert found.rows() == [whole.row(place) for place in places]


def test_with_the_text_of_a_line_its_page_is_read_of_the_file(tmp_path: Path) -> None:
    storage = Storage.open(str(tmp_path))
    file = lines_of_pages(storage)
    columns = ["capture_id", "block_no", "text"]
    whole = storage.read_files("blocks", [file]).select(columns).collect()
    found = read_places(storage.objects, TABLES["blocks"], file, [1, 4_000], columns)
    assert found.rows() == [whole.row(1), whole.row(4_000)]


def test_lists_of_hashes_are_read_without_pandas_wherever_it_is_installed(tmp_path: Path) -> None:
    written(tmp_path / "archive", "signatures", stored=True)
    code = f"""import sys, numpy as np
from tearsheet.store.files.rows.row_store import RowStore, WIDE
from tearsheet.store.objects import LocalObjects
from transforms.schemas import SIGNATURES
(path,) = (e.path for e in LocalObjects({str(tmp_path / "archive")!r}).list("cache/keys")
           if e.path.endswith(WIDE))
store = RowStore(LocalObjects({str(tmp_path / "archive")!r}), SIGNATURES, path)
(found,) = store.read(np.arange(100), ["sketch"])
print(len(found.drop_nulls()) > 0, "pandas" in sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
