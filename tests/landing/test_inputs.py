"""Every input of a run has a row that says what became of its records, and they add up; what is bad
alike in one file is one row of quarantine.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import tearsheet
from flows import plain
from tearsheet.landing import accounts
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.verify import verify
from tests.support.inputs import NOW, put, response, tarred, zipped

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
TEXT = b"Rain fell on the hills all day, and the river rose by a foot before the evening came.\n"
ENDS = ("new_count", "held_count", "skipped_count", "refused_count")


@pytest.fixture(autouse=True)
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are remembered however young they are."""
    monkeypatch.setattr("tearsheet.landing.file_cache._RACY_NS", 0)


def line(number: int) -> bytes:
    return b'{"url": "https://a.example/%d", "text": "Hail %d fell on the town."}\n' % (
        number,
        number,
    )


def rows(root: Path, run_id: str) -> dict[str, dict[str, Any]]:
    """The rows of a run by the last part of their path."""
    found = tearsheet.open(str(root)).sql("SELECT * FROM inputs ORDER BY run_id, input_no")
    mine = found.filter(run_id=run_id)
    return {row["path"].rsplit("/", 1)[-1]: row for row in mine.iter_rows(named=True)}


def ends(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[end] for end in ENDS)


def make_everything(folder: Path) -> Path:
    """Inputs of every fate."""
    warc = response(b"<p>" + TEXT) + response(PICTURE, "http://a.example/2").replace(
        b"Content-Type: text/html", b"Content-Type: image/png"
    )
    put(folder / "a.txt", TEXT)
    put(folder / "b.txt", TEXT)  # the same bytes
    put(folder / "c.jsonl", line(1) + b"broken\n" * 20 + line(2) + line(1))
    put(folder / "d.warc", warc)
    put(folder / "e.warc", warc)
    put(folder / "f.zip", zipped({"g.warc": warc, "h.txt": b"", "i.bin": b"\0\1", "j.txt": TEXT}))
    put(folder / "k.png", PICTURE)
    put(folder / "l.txt", b"")
    put(folder / "m.html.gz", gzip.compress(b"<p>" + TEXT))
    put(folder / "n.json", b'{"nothing": 1}')  # which the parser refuses
    os.truncate(put(folder / "o.txt", TEXT), 1 << 40)
    (folder / "p.txt").symlink_to(folder / "nowhere")
    return folder


def test_every_input_has_a_row_and_its_records_add_up(tmp_path: Path) -> None:
    root, source = tmp_path / "archive", make_everything(tmp_path / "in")
    done = plain.archive(str(root), [str(source)])
    made = rows(root, done.run_id)
    assert {name: (row["kind"], row["record_count"], *ends(row)) for name, row in made.items()} == {
        "a.txt": ("text", 1, 1, 0, 0, 0),
        "b.txt": ("text", 1, 0, 1, 0, 0),
        "c.jsonl": ("jsonl", 23, 2, 1, 0, 20),
        "d.warc": ("warc", 2, 1, 0, 1, 0),
        "e.warc": ("warc", 2, 0, 1, 1, 0),
        "f.zip": ("zip", 3, 0, 1, 0, 2),
        "f.zip!g.warc": ("warc", 2, 0, 1, 1, 0),
        "k.png": ("image", 1, 0, 0, 1, 0),
        "l.txt": ("empty", 1, 0, 0, 0, 1),
        "m.html.gz": ("html:gzip", 1, 1, 0, 0, 0),
        "n.json": ("json", 1, 0, 0, 0, 1),
        "o.txt": (None, 1, 0, 0, 0, 1),
        "p.txt": (None, 1, 0, 0, 0, 1),
    }
    for row in made.values():
        assert row["record_count"] == sum(ends(row))
    total = [sum(row[end] for row in made.values()) for end in ENDS]
    counts = done.counts
    assert sum(total) == counts["read"]
    assert total[1:] == [counts["already_held"], counts["skipped"], counts["refused"]]
    twins = {name: row["twin_of"] and row["twin_of"].rsplit("/")[-1] for name, row in made.items()}
    assert {name: twin for name, twin in twins.items() if twin} == {
        "b.txt": "a.txt",
        "e.warc": "d.warc",
        "f.zip!g.warc": "d.warc",
    }
    assert [made[name]["raw_bytes"] for name in ("a.txt", "o.txt", "p.txt")] == [
        len(TEXT),
        1 << 40,
        None,
    ]
    unhashed = [name for name, row in made.items() if row["raw_sha256"] is None]
    assert unhashed == ["o.txt", "p.txt"]
    assert made["p.txt"]["status"] == "unreadable"


def test_a_second_run_has_rows_and_publishes_nothing(tmp_path: Path) -> None:
    root, source = tmp_path / "archive", make_everything(tmp_path / "in")
    first = plain.archive(str(root), [str(source)])
    second = plain.archive(str(root), [str(source)])
    assert not second.is_published
    before, after = rows(root, first.run_id), rows(root, second.run_id)
    assert list(after) == list(before)
    for name, row in after.items():
        assert row["record_count"] == before[name]["record_count"] == sum(ends(row))
        assert (row["kind"], row["raw_sha256"]) == (
            before[name]["kind"],
            before[name]["raw_sha256"],
        )
        assert row["new_count"] == 0
    assert {row["status"] for row in after.values()} == {"unchanged", "unreadable"}


def test_a_run_over_very_many_unchanged_files_has_a_row_for_each_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "MOST_UNCHANGED", 3)
    root, source = tmp_path / "archive", tmp_path / "in"
    for number in range(6):
        put(source / f"{number}.txt", b"%d: " % number + TEXT)
    put(source / "pages.warc", response(b"<p>" + TEXT) * 2)
    plain.archive(str(root), [str(source)])
    put(source / "new.txt", b"New: " + TEXT)
    done = plain.archive(str(root), [str(source)])
    found = rows(root, done.run_id)
    assert {name: (r["status"], r["file_count"], *ends(r)) for name, r in found.items()} == {
        "new.txt": ("read", 1, 1, 0, 0, 0),
        "in": ("unchanged", 7, 0, 8, 0, 0),
    }
    assert sum(row["record_count"] for row in found.values()) == done.counts["read"]


def test_a_hundred_and_fifty_thousand_bad_records_are_one_row(tmp_path: Path) -> None:
    root, count = tmp_path / "archive", 150_000
    path = put(tmp_path / "in" / "a.jsonl", line(1) + b"[]\n" * count + line(2))
    first = plain.archive(str(root), [str(path)])
    (bad,) = tearsheet.open(str(root)).sql("SELECT * FROM quarantine").iter_rows(named=True)
    assert (bad["ref"], bad["record_count"]) == (f"{path}#2", count)
    assert bad["first_records"] == [str(number) for number in range(2, 12)]
    assert (first.counts["refused"], first.counts["quarantined"]) == (count, 1)
    assert len(first.messages) == 1
    twin = put(tmp_path / "in" / "b.jsonl", path.read_bytes())
    for again in (path, twin):
        assert not plain.archive(str(root), [str(again)]).is_published
    assert tearsheet.open(str(root)).sql("SELECT sum(record_count) FROM quarantine").item() == count


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_files_inside_a_file_that_are_refused_alike_are_one_row_known_by_that_file(
    tmp_path: Path, pack: Any
) -> None:
    root = tmp_path / "archive"
    bad = {f"{number}.bin": b"\0\1%d" % number for number in range(40)}
    path = put(tmp_path / "in" / "x", pack({**bad, "one.txt": b"", "good.txt": TEXT}))
    plain.archive(str(root), [str(path)])
    query = "SELECT ref, reason, record_count, first_records FROM quarantine ORDER BY reason"
    assert tearsheet.open(str(root)).sql(query).rows() == [
        (f"{path}!one.txt", "empty", 1, None),
        (f"{path}#0.bin", "nul_bytes", 40, [f"{number}.bin" for number in range(10)]),
    ]
    # another file that begins alike is another
    put(tmp_path / "in" / "y", pack({**bad, "more.bin": b"\0\2"}))
    plain.archive(str(root), [str(tmp_path / "in")])
    counts = tearsheet.open(str(root)).sql("SELECT record_count FROM quarantine ORDER BY ALL")
    assert counts["record_count"].to_list() == [1, 40, 41]


def test_a_container_in_several_portions_is_one_input_and_its_bad_records_one_row(
    tmp_path: Path, portions: Callable[[int], None]
) -> None:
    source = tmp_path / "in"
    put(source / "a.jsonl", b"".join(line(n) + b"broken\n" * 3 for n in range(20)))
    put(source / "b.txt", TEXT)
    whole = plain.archive(str(tmp_path / "whole"), [str(source)])
    portions(300)
    parts = plain.archive(str(tmp_path / "parts"), [str(source)])
    assert parts.snapshot.number > 2
    query = "SELECT ref, record_count, first_records FROM quarantine"
    for name, done in (("whole", whole), ("parts", parts)):
        root = tmp_path / name
        assert {n: ends(r) for n, r in rows(root, done.run_id).items()} == {
            "a.jsonl": (20, 0, 0, 60),
            "b.txt": (1, 0, 0, 0),
        }
        ((ref, count, first),) = tearsheet.open(str(root)).sql(query).rows()
        assert (ref, count, first[:4]) == (f"{source / 'a.jsonl'}#2", 60, ["2", "3", "4", "6"])
    found = tearsheet.open(str(tmp_path / "parts")).sql("SELECT input_no FROM inputs ORDER BY ALL")
    assert found["input_no"].to_list() == [0, 1]
    storages = [Storage.open(str(tmp_path / name)) for name in ("whole", "parts")]
    assert len({digest(storage, storage.head()) for storage in storages}) == 1


def test_a_rebuild_has_the_same_refusals(tmp_path: Path) -> None:
    root, source = tmp_path / "archive", make_everything(tmp_path / "in")
    plain.archive(str(root), [str(source)])
    plain.archive(str(root), [str(source / "c.jsonl")], outlet="herald")  # landed once more
    report = plain.rebuild(str(root), str(tmp_path / "again"))
    assert report.is_equal, report.lines
    query = "SELECT quarantine_id, record_count, first_records FROM quarantine ORDER BY ALL"
    first, again = (tearsheet.open(str(tmp_path / n)).sql(query) for n in ("archive", "again"))
    assert again.rows() == first.rows()


def test_the_rows_are_read_by_other_tools_and_verified(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    plain.archive(str(root), [str(put(tmp_path / "in" / "a.txt", TEXT))])
    script = (root / "views.sql").read_text()
    plain.archive(str(root), [str(tmp_path / "in")])  # publishes nothing
    assert (root / "views.sql").read_text() == script
    with duckdb.connect() as connection:
        connection.execute(script)
        assert connection.execute("SELECT count(*) FROM inputs").fetchall() == [(2,)]
    storage = Storage.open(str(root))
    assert verify(storage, now=NOW) == []
    path = next((root / "inputs").glob("2*.parquet"))
    path.write_bytes(path.read_bytes()[:-1])
    put(root / "inputs" / "notes.parquet", b"")
    assert [(f.path.split("/")[0], f.problem) for f in verify(storage, now=NOW)] == [
        ("inputs", "damaged"),
        ("inputs", "extra"),
    ]


def test_an_archive_without_inputs_has_an_empty_table(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    plain.archive(str(root), [str(put(tmp_path / "a.txt", TEXT))])
    for path in (root / "inputs").iterdir():
        path.unlink()
    assert tearsheet.open(str(root)).sql("FROM inputs").is_empty()
    assert isinstance(tearsheet.open(str(root)).sql("FROM inputs").schema["twin_of"], pl.String)
