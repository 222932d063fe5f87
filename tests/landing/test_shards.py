"""Shards: what is new is staged once, with the strongest declaration, and everything is counted."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from tearsheet.landing.accounts import Account
from tearsheet.landing.file_cache import Tally
from tearsheet.landing.plan import HELD, HeldCaptures, Holdings, ShardPlan
from tearsheet.landing.refusal import Refusal
from tearsheet.landing.result import LandingResult
from tearsheet.landing.shards import ShardWriter
from tearsheet.store.objects import Objects
from tearsheet.store.roots import open_objects
from tests.support.inputs import NOW
from transforms.captures.rows import Row
from transforms.outlets import REFUSED
from transforms.schemas import RECORDS

BROKEN = Refusal("in/x.txt", "empty", "no bytes", "ab" * 32)


def row(name: str, outlet: str | None = None, size: int = 10) -> Row:
    columns: dict[str, Any] = dict.fromkeys(RECORDS)
    return columns | {"capture_id": name, "declared_outlet": outlet, "raw_bytes": size}


def writer(root: Path, *held: tuple[str, str | None], captures: int = 400, size: int = 1000):  # type: ignore[no-untyped-def]
    """A writer beside an archive that holds these captures and one refusal, and its store."""
    objects = open_objects(str(root))
    frame = pl.DataFrame(
        [(*capture, None) for capture in held],
        schema=dict.fromkeys(HELD, pl.String()),
        orient="row",
    )
    holdings = Holdings(HeldCaptures(frame), {BROKEN.quarantine_id})
    return ShardWriter(objects, ShardPlan("run", NOW, captures, size), holdings), objects


def take(shards: ShardWriter, *rows: Row) -> None:
    for one in rows:
        if shards.decide(one["capture_id"], one["declared_outlet"]):
            shards.add(one)


def staged(objects: Objects, result: LandingResult) -> list[list[tuple[str, str | None]]]:
    frames = [pl.read_parquet(io.BytesIO(objects.get(name))) for name in result.shards]
    return [f.select("capture_id", "declared_outlet").rows() for f in frames]


def test_a_shard_holds_so_many_captures_and_bytes(tmp_path: Path) -> None:
    shards, objects = writer(tmp_path, captures=2, size=25)
    take(shards, row("a"), row("b"), row("c"), row("d", size=20), row("e", size=99))
    result = shards.close(lambda: "landing")
    assert [[name for name, _ in shard] for shard in staged(objects, result)] == [
        ["a", "b"],
        ["c"],
        ["d"],
        ["e"],
    ]
    assert (result.read, result.new, result.landings) == (5, 5, ("landing",))


def test_a_held_capture_goes_on_only_with_a_stronger_declaration(tmp_path: Path) -> None:
    held = (("none", None), ("folder", "folder:x"), ("flag", "flag:x"), ("refused", "!"))
    shards, objects = writer(tmp_path, *held)
    take(
        shards,
        row("none", "folder:x"),
        row("folder", "flag:x"),
        row("flag", "folder:x"),
        row("refused", "flag:x"),
    )
    result = shards.close(lambda: None)
    assert staged(objects, result) == [[("none", "folder:x"), ("folder", "flag:x")]]
    assert (result.read, result.new, result.held, result.redeclared) == (4, 0, 4, 2)


def test_of_copies_the_strongest_declaration_counts_also_when_the_shard_is_staged(
    tmp_path: Path,
) -> None:
    shards, objects = writer(tmp_path, captures=1)
    take(shards, row("a"), row("b", "flag:b"), row("a", "flag:a"), row("a", "folder:a"))
    result = shards.close(lambda: None)
    assert staged(objects, result) == [[("a", "flag:a")], [("b", "flag:b")]]
    assert (result.read, result.new, result.held) == (4, 2, 2)


def test_a_refusal_that_is_known_is_counted_and_not_staged_again(tmp_path: Path) -> None:
    shards, objects = writer(tmp_path)
    fresh = Refusal("in/y.txt", "binary", "neither text", record="7")
    assert [shards.refuse(r) for r in (BROKEN, fresh, fresh)] == [False, True, False]
    result = shards.close(lambda: "landing")
    frame = pl.read_parquet(io.BytesIO(objects.get(result.refused[0])))
    assert frame.select("ref", "stage", "reason", "record").rows() == [
        ("in/y.txt#7", "ingest", "binary", "7")
    ]
    assert (result.quarantined, result.landings) == (3, ("landing",))
    assert result.messages[0] == "in/x.txt: empty: no bytes"


def test_records_of_one_input_that_are_refused_alike_are_one_row_with_their_count(
    tmp_path: Path,
) -> None:
    shards, objects = writer(tmp_path)
    broken = [
        Refusal("in/x.jsonl", "bad_json", f"line {n}", "cd" * 32, 5, str(n), "raw/x", n, 5)
        for n in range(30)
    ]
    other = replace(broken[7], reason="too_large")
    for _ in range(2):  # the second is a twin
        shards.ledger.begin(Account("in/x.jsonl"))
        asked = [shards.refuse(refusal) for refusal in (*broken, other)]
        shards.end()
    assert not any(asked)
    result = shards.close(lambda: "landing")
    frame = pl.read_parquet(io.BytesIO(objects.get(result.refused[0]))).sort("reason")
    assert frame.select("ref", "detail", "record_count", "raw_bytes", "raw_offset").rows() == [
        ("in/x.jsonl#0", "line 0", 30, 150, 0),
        ("in/x.jsonl#7", "line 7", 1, 5, 7),
    ]
    assert frame["first_records"].to_list() == [list("0123456789"), None]
    assert (result.read, result.quarantined, len(result.messages)) == (62, 62, 4)
    assert result.messages[0] == "in/x.jsonl#0: bad_json: line 0 (and 29 more records alike)"


def test_an_archive_that_has_a_row_for_each_record_gets_none_for_all_of_them(
    tmp_path: Path,
) -> None:
    broken = [Refusal("x", "bad_json", "", "cd" * 32, 5, str(n), "raw/x", n, 5) for n in (3, 9)]
    objects = open_objects(str(tmp_path))
    held = Holdings(refusals={refusal.quarantine_id for refusal in broken})
    shards = ShardWriter(objects, ShardPlan("run", NOW), held)
    shards.ledger.begin(Account("x"))
    assert [shards.refuse(refusal) for refusal in broken] == [False, False]
    assert shards.end() == []
    assert shards.close(lambda: "landing").refused == ()


def test_nothing_new_asks_for_no_landing(tmp_path: Path) -> None:
    shards, _ = writer(tmp_path, ("a", None))
    take(shards, row("a"))
    shards.skip("warcinfo")
    shards.wait(Account("in/y.txt", 9, status="waiting"))
    result = shards.close(lambda: "landing")
    assert (result.landings, result.shards, result.waiting) == ((), (), 1)
    assert (result.read, result.held, dict(result.skipped)) == (2, 1, {"warcinfo": 1})


def test_what_is_counted_of_a_file_counts_again_without_reading_it(tmp_path: Path) -> None:
    shards, _ = writer(tmp_path)
    mark = shards.mark()
    shards.ledger.begin(Account("in/x.warc", 99, "cd" * 32, "warc"))
    take(shards, row("a"), row("a"))
    shards.skip("warcinfo")
    shards.refuse(BROKEN)
    shards.end()
    tally = shards.since(mark)
    account = ["in/x.warc", 99, "cd" * 32, "warc", 4, 2, 1, {"warcinfo": 1}]
    assert tally == Tally((account,), ("in/x.txt: empty: no bytes",))
    again, _ = writer(tmp_path)
    again.recount(tally, "in")
    result = again.close(lambda: None)
    assert (result.read, result.held, result.quarantined, len(result.messages)) == (4, 2, 1, 1)


def test_a_held_capture_of_which_more_is_known_goes_on_once_and_is_not_read(
    tmp_path: Path,
) -> None:
    shards, objects = writer(tmp_path, ("a", "flag:a"))
    shards.add_again(row("a", "flag:a"))
    shards.add_again(row("a", "flag:a"))
    result = shards.close(lambda: None)
    assert (staged(objects, result), result.read) == ([[("a", "flag:a")]], 0)


def test_a_map_of_fields_makes_a_held_capture_go_on_and_keeps_its_outlet(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    held = [("a", "flag:echo", None), ("b", None, '{"text":"x"}'), ("c", REFUSED, None)]
    frame = pl.DataFrame(held, schema=dict.fromkeys(HELD, pl.String()), orient="row")
    shards = ShardWriter(objects, ShardPlan("run", NOW, 400, 1000), Holdings(HeldCaptures(frame)))
    mapped = '{"text":"story"}'
    taken = [name for name in ("a", "b", "c", "d") if shards.decide(name, "folder:post", mapped)]
    assert taken == ["a", "b", "d"]
    for name in taken:
        shards.add(row(name))
    (path,) = shards.close(lambda: "landing").shards
    rows = pl.read_parquet(io.BytesIO(objects.get(path))).select(HELD).rows()
    assert rows == [
        ("a", "flag:echo", mapped),
        ("b", "folder:post", '{"text":"x"}'),
        ("d", "folder:post", mapped),
    ]
