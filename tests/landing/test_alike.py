"""Records of one file that are refused alike are one row of quarantine, whoever refused them, and
one line of what is told.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

import tearsheet
from flows import plain
from tearsheet.landing.refusal import tell_together
from tearsheet.stages.summary import refusals
from tearsheet.store.files.data_file import DataFile
from tearsheet.store.tables import Storage
from tearsheet.store.views import table_sql
from tearsheet.upkeep.export import digest
from tests.support.inputs import put, zipped
from transforms.captures.inputs import input_of
from transforms.schemas import QUARANTINE

ASKED = """SELECT ref, stage, reason, record_count, first_records FROM quarantine
    ORDER BY ref, stage, reason"""
UNKNOWN = "no_article_fields"


def record(number: int) -> bytes:
    """A record in which no field is known."""
    return b'{"id": %d}\n' % number


def article(number: int) -> bytes:
    return b'{"url": "https://a.example/%d", "text": "Hail %d fell on the town."}\n' % (
        number,
        number,
    )


def test_records_that_the_parser_refuses_alike_are_one_row_a_file(tmp_path: Path) -> None:
    root, first = tmp_path / "archive", tmp_path / "in" / "a.jsonl"
    put(first, b"".join(map(record, range(30))) + article(1) + b"broken\n" * 3)
    second = put(tmp_path / "in" / "b.jsonl", article(2) + record(98) + record(99))
    done = plain.archive(str(root), [str(tmp_path / "in")])
    assert tearsheet.open(str(root)).sql(ASKED).rows() == [
        (f"{first}#1", "parse", UNKNOWN, 30, [str(n) for n in range(1, 11)]),
        (f"{first}#32", "ingest", "bad_json", 3, ["32", "33", "34"]),
        (f"{second}#2", "parse", UNKNOWN, 2, ["2", "3"]),
    ]
    assert [m.split(": ", 1)[0] for m in done.messages] == [
        f"{first}#32",
        f"{first}#1",
        f"{second}#2",
    ]
    assert done.messages[1].endswith(" (and 29 more records alike)")
    assert [row["records"] for row in done.refused] == [30, 3, 2]
    storage = Storage.open(str(root))
    assert refusals(storage, storage.head(), done.run_id) == list(done.refused)


def test_other_tools_read_the_same_rows(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    path = put(tmp_path / "in" / "a.jsonl", b"".join(map(record, range(30))) + article(1))
    plain.archive(str(root), [str(path)])
    with duckdb.connect() as connection:
        connection.execute((root / "views.sql").read_text())
        assert connection.execute(ASKED).fetchall() == tearsheet.open(str(root)).sql(ASKED).rows()


def test_files_are_told_one_by_one_and_so_are_failures_of_the_program(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    for name in ("page#1.json", "page#2.json", "other"):
        put(tmp_path / "in" / name, b'{"nothing": "of %s"}' % name.encode())
    plain.archive(str(root), [str(tmp_path / "in")])
    rows = tearsheet.open(str(root)).sql(ASKED).rows()
    assert [Path(ref).name for ref, *_ in rows] == ["other", "page#1.json", "page#2.json"]
    assert {count for *_, count, _ in rows} == {1}


def test_refused_records_are_held_and_moved_in_the_account_of_their_file(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    dump = b"".join(map(record, range(30))) + article(1)
    put(tmp_path / "in" / "a.jsonl", dump)
    put(tmp_path / "in" / "b.zip", zipped({"c.jsonl": dump + record(77), "d.json": record(1)[:-1]}))
    first = plain.archive(str(root), [str(tmp_path / "in")])
    query = """SELECT new_count, held_count, refused_count FROM inputs
        WHERE run_id = '{}' ORDER BY input_no"""
    opened = tearsheet.open(str(root))
    # the one file of the zip is record 1 of the dump by its bytes
    assert opened.sql(query.format(first.run_id)).rows()[0] == (1, 0, 30)
    assert opened.sql(query.format(first.run_id)).rows()[2] == (0, 31, 1)
    again = plain.archive(str(root), [str(put(tmp_path / "more" / "e.jsonl", dump + article(3)))])
    assert (again.counts["already_held"], again.counts["refused"]) == (31, 0)


def test_the_rows_do_not_hang_on_how_records_come_to_the_parser(tmp_path: Path) -> None:
    path = put(tmp_path / "in" / "a.jsonl", b"".join(map(record, range(30))) + article(1))
    plain.archive(str(tmp_path / "whole"), [str(path)])
    plain.archive(str(tmp_path / "rebuilt-from"), [str(path)])
    plain.rebuild(str(tmp_path / "rebuilt-from"), str(tmp_path / "rebuilt"))
    storages = [Storage.open(str(tmp_path / n)) for n in ("whole", "rebuilt")]
    assert len({digest(s, s.head()) for s in storages}) == 1
    asked = [tearsheet.open(str(tmp_path / n)).sql(ASKED).rows() for n in ("whole", "rebuilt")]
    assert asked[0] == asked[1]


def test_rows_of_archives_of_before_are_put_together(tmp_path: Path) -> None:
    rows = [
        {
            "quarantine_id": f"{number:02d}",
            "ref": f"in/a.sgml#{number}",
            "record": str(number),
            "stage": "ingest",
            "reason": "bad_record",
            "raw_object": "raw/containers/aa/aa.sgml",
            "raw_bytes": 10,
            "run_id": "before",
        }
        for number in (700, 50, 3)
    ]
    old = [c for c in QUARANTINE.schema if c not in ("record_count", "first_records")]
    frame = pl.DataFrame(rows, schema=dict(QUARANTINE.schema)).select(old)
    frame.write_parquet(tmp_path / "old.parquet")
    with duckdb.connect() as connection:
        old_file = DataFile("old.parquet", 3, 1, "")
        connection.execute(table_sql("quarantine", [old_file], lambda n: str(tmp_path / n)))
        asked = (
            f"SELECT quarantine_id, raw_bytes, * FROM ({ASKED}) LEFT JOIN quarantine USING (ref)"
        )
        ((key, size, *told),) = connection.execute(asked).fetchall()
        assert (key, size) == ("03", 30)
        assert told[:5] == ["in/a.sgml#3", "ingest", "bad_record", 3, ["3", "50", "700"]]


def test_the_input_of_a_record_is_the_nearest_that_was_given() -> None:
    paths = {"x.zip", "x.zip!y.jsonl", "a#12", "b!c.txt"}
    assert input_of("x.zip!y.jsonl#7", paths) == "x.zip!y.jsonl"
    assert input_of("x.zip!z/page.html", paths) == "x.zip"
    assert input_of("x.zip!in.tar!page.html", paths) == "x.zip"
    assert input_of("a#12", paths) == "a#12"
    assert input_of("a#12#9", paths) == "a#12"
    assert input_of("b!c.txt", paths) == "b!c.txt"
    assert input_of("elsewhere.html#3", paths) is None


def test_one_more_record_is_told_as_one() -> None:
    assert tell_together("x.jsonl#0: bad_json", 1) == "x.jsonl#0: bad_json"
    assert (
        tell_together("x.jsonl#0: bad_json", 2) == "x.jsonl#0: bad_json (and 1 more record alike)"
    )
