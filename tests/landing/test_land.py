from __future__ import annotations

import gzip
import hashlib
import io
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator as FastWarc
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator as Warcio

from tearsheet.errors import Damage
from tearsheet.landing import identify
from tearsheet.landing.land import land
from tearsheet.landing.plan import Holdings, LandingPlan, ShardPlan
from tearsheet.landing.replay import replay
from tearsheet.landing.result import LandingResult
from tearsheet.store.payloads import read_payload
from tests.support.inputs import NOW, Archive, put, response
from tests.support.places import CORPORA
from transforms.ids import capture_id
from transforms.page import Refused


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def test_loose_files_become_one_web_archive_that_other_tools_read(
    archive: Archive, tmp_path: Path
) -> None:
    texts = {"a.txt": b"Rain fell.", "b.html": b"<html><p>Hail", "c.txt": "비".encode("cp949")}
    for name, data in texts.items():
        put(tmp_path / "in" / name, data)
    landed = archive.land(tmp_path / "in")
    assert (landed.read, landed.new, len(landed.shards)) == (3, 3, 1)
    rows = archive.rows(landed)
    assert archive.payloads(rows) == list(texts.values())
    assert rows["media_type"].to_list() == ["text/plain", "text/html", "text/plain"]
    (name,) = [p for p in archive.raw() if p.endswith(".warc")]
    data = archive.objects.get(name)
    digest = hashlib.sha256(data).hexdigest()
    assert name == f"raw/containers/{digest[:2]}/{digest}.warc"
    seen = [
        (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
        for r in Warcio(io.BytesIO(data))
    ]
    assert [s[0] for s in seen] == ["warcinfo"] + ["resource"] * 3
    assert [s[1:] for s in seen[1:]] == [
        (f"urn:sha256:{hashlib.sha256(t).hexdigest()}", t) for t in texts.values()
    ]
    assert [r.reader.read() for r in FastWarc(io.BytesIO(data))][1:] == list(texts.values())


def test_landing_again_from_anywhere_writes_nothing(archive: Archive, tmp_path: Path) -> None:
    put(tmp_path / "in" / "a.txt", b"Rain fell.")
    put(tmp_path / "in" / "d.jsonl", b'{"url": "https://a.example/1", "text": "Hail"}\nbroken\n')
    put(tmp_path / "in" / "e.txt", b"")
    first = archive.land(tmp_path / "in")
    assert (first.read, first.new, first.held, first.quarantined) == (4, 2, 0, 2)
    before = archive.raw()
    (tmp_path / "in").rename(tmp_path / "elsewhere")
    again = archive.land(tmp_path / "elsewhere")
    assert (again.read, again.new, again.held, again.quarantined) == (4, 0, 2, 2)
    assert (again.shards, again.refused, again.landings) == ((), (), ())
    assert len(again.messages) == 2
    assert archive.raw() == before


def test_a_landing_of_nothing_leaves_no_trace(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert archive.land(tmp_path / "in") == LandingResult()
    assert not archive.folder.exists()


@pytest.mark.parametrize(
    ("name", "pack"), [("plain", bytes), ("gz", gzip.compress), ("zst", zstandard.compress)]
)
def test_dumps_and_web_archives_are_stored_as_given(
    archive: Archive, tmp_path: Path, name: str, pack: Any
) -> None:
    dump = put(
        tmp_path / f"dump.{name}",
        pack(b'{"url": "https://a.example/1", "text": "Hail"}\n{"text": "Rain"}\n'),
    )
    pages = put(
        tmp_path / f"pages.{name}",
        pack(response(b"<p>Rain") + response(b"<p>Hail", "http://a.example/2")),
    )
    rows = archive.rows(archive.land(dump, pages))
    assert archive.payloads(rows) == [
        b'{"url": "https://a.example/1", "text": "Hail"}',
        b'{"text": "Rain"}',
        b"<p>Rain",
        b"<p>Hail",
    ]
    assert rows["record_kind"].to_list() == ["article", "article", "capture", "capture"]
    assert rows["captured_at_source"].to_list() == [None, None, "warc", "warc"]
    assert rows["landed_from"].to_list()[:2] == [f"{dump}#1", f"{dump}#2"]
    assert {archive.objects.get(o) for o in rows["raw_object"]} == {
        dump.read_bytes(),
        pages.read_bytes(),
    }


def test_identity_is_payload_address_and_time_and_embedded_time_beats_the_flag(
    archive: Archive, tmp_path: Path
) -> None:
    declared = datetime(2026, 1, 2, tzinfo=UTC)
    put(tmp_path / "in" / "a.txt", b"Rain fell.")
    put(tmp_path / "in" / "b.warc", response(b"<p>Rain"))
    put(
        tmp_path / "in" / "c.json",
        b'{"url": "https://a.example/1", "crawl_date": "2026-03-01", "text": "Hail"}\n',
    )
    rows = archive.rows(archive.land(tmp_path / "in", captured_at=declared))
    by_source = {r["captured_at_source"]: r for r in rows.iter_rows(named=True)}
    assert by_source["flag"]["capture_id"] == capture_id(
        hashlib.sha256(b"Rain fell.").hexdigest(), None, declared
    )
    assert by_source["warc"]["captured_at"] == datetime(2026, 3, 8, 1, 2, 3, tzinfo=UTC)
    assert by_source["record"]["capture_id"] == capture_id(
        by_source["record"]["raw_sha256"], "https://a.example/1", datetime(2026, 3, 1, tzinfo=UTC)
    )
    assert (
        archive.land(tmp_path / "in" / "a.txt", captured_at=datetime(2026, 1, 3, tzinfo=UTC)).new
        == 1
    )


def test_one_json_line_alone_and_in_a_dump_are_the_same_capture(
    archive: Archive, tmp_path: Path
) -> None:
    line = b'{"url": "https://a.example/1", "text": "Hail"}'
    assert archive.land(put(tmp_path / "one.json", line + b"\n")).new == 1
    again = archive.land(put(tmp_path / "dump.jsonl", line + b'\n{"text": "Rain"}\n'))
    assert (again.new, again.held) == (1, 1)


def test_the_outlet_is_the_flag_else_the_folder_and_the_better_one_goes_on(
    archive: Archive, tmp_path: Path
) -> None:
    put(tmp_path / "in" / "The Echo" / "a.txt", b"Rain fell.")
    put(tmp_path / "in" / "Alpine Post" / "b.txt", b"Rain fell.")
    put(tmp_path / "in" / "b.txt", b"Hail fell.")
    first = archive.land(tmp_path / "in")
    assert sorted(archive.rows(first)["declared_outlet"].to_list(), key=str) == [
        None,
        "folder:alpine-post",
    ]
    assert (first.new, first.held) == (2, 1)
    weaker = archive.land(tmp_path / "in" / "The Echo")
    assert (weaker.new, weaker.held, weaker.redeclared, weaker.shards) == (0, 1, 0, ())
    better = archive.land(tmp_path / "in", outlet="Zenith", keep=False)
    assert (better.new, better.held, better.redeclared) == (0, 3, 2)
    assert archive.rows(better)["declared_outlet"].to_list() == ["flag:zenith"] * 2


def test_a_better_outlet_late_in_a_run_reaches_a_shard_that_was_staged_before(
    archive: Archive, tmp_path: Path
) -> None:
    for folder in ("zenith", "alpha"):
        put(
            tmp_path / folder / "in" / folder / "x.warc",
            b"".join(response(b"<p>%d" % i) for i in range(5)),
        )
    landed = archive.land(tmp_path / "zenith", tmp_path / "alpha", shard_captures=2)
    assert [archive.rows(landed)["declared_outlet"].unique().to_list(), len(landed.shards)] == [
        ["folder:alpha"],
        3,
    ]


def test_shards_are_bounded_by_captures_and_by_bytes(archive: Archive, tmp_path: Path) -> None:
    for i in range(7):
        put(tmp_path / "in" / f"{i}.txt", b"%d" % i * 1000)
    assert [
        len(pl.read_parquet(archive.folder / s))
        for s in archive.land(tmp_path / "in", keep=False, shard_captures=3).shards
    ] == [
        3,
        3,
        1,
    ]
    assert [
        len(pl.read_parquet(archive.folder / s))
        for s in archive.land(tmp_path / "in", shard_bytes=2500).shards
    ] == [2, 2, 2, 1]


BAD = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n", "empty"),
    "noise.txt": (b"\x02\x03\x01\0\0", "binary"),
    "nul.txt": (b"Rain fell\0 on the hills.", "nul_bytes"),
    "late-nul.txt": (b"Rain fell. " * 2000 + b"\0", "nul_bytes"),
    "cut.html.gz": (gzip.compress(b"<html>" + bytes(range(256)) * 9)[:200], "truncated_gzip"),
    "stub.gz": (b"\x1f\x8b\x08", "truncated_gzip"),
    "notes.zip": (b"PK\x03\x04....", "bad_zip"),
    "old.arc": (b"filedesc://x.arc 0.0.0.0 1 text/plain 1", "truncated"),
    "list.json": (b'[{"url": "x"', "truncated"),
    "half.json": (b'{"url": "x",\n "text": ', "bad_json"),
    "four-times.gz": (
        gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"Rain"))))),
        "too_nested",
    ),
    "numbers.parquet": (b"PAR1 and no more", "bad_parquet"),
}


def test_bad_input_is_refused_by_name_and_harms_nothing_else(
    archive: Archive, tmp_path: Path
) -> None:
    for name, (data, _) in BAD.items():
        put(tmp_path / "in" / name, data)
    put(tmp_path / "in" / "good.txt", b"Rain fell.")
    os.mkfifo(tmp_path / "in" / "pipe")
    landed = archive.land(tmp_path / "in", tmp_path / "nowhere.txt", keep=False)
    assert landed.new == 1
    refused = archive.refusals(landed)
    reasons = {
        Path(ref).name.partition("#")[0]: reason
        for ref, reason in refused.select("ref", "reason").iter_rows()
    }
    assert reasons == {name: reason for name, (_, reason) in BAD.items()} | {
        "pipe": "special_file",
        "nowhere.txt": "missing_path",
    }
    assert all(
        any(name in m and reason in m for m in landed.messages) for name, reason in reasons.items()
    )
    assert refused["stage"].unique().to_list() == ["ingest"]


def test_a_damaged_container_is_kept_with_the_range_that_was_lost(
    archive: Archive, tmp_path: Path
) -> None:
    cut = gzip.compress(response(b"<p>Hail"))[:-30]
    data = gzip.compress(response(b"<p>Rain")) + cut
    landed = archive.land(put(tmp_path / "cut.warc.gz", data))
    assert (landed.new, landed.quarantined) == (1, 1)
    (refusal,) = archive.refusals(landed).iter_rows(named=True)
    assert refusal["reason"] == "truncated_gzip"
    assert refusal["ref"] == f"{tmp_path / 'cut.warc.gz'}#{refusal['raw_offset']}"
    assert data[refusal["raw_offset"] :][: refusal["raw_length"]] == cut
    assert archive.objects.get(refusal["raw_object"]) == data


def test_a_web_archive_whose_first_record_is_damaged_is_still_read(
    archive: Archive, tmp_path: Path
) -> None:
    first = bytearray(gzip.compress(response(b"<p>Rain")))
    first[12] ^= 0xFF
    landed = archive.land(
        put(tmp_path / "x.warc.gz", bytes(first) + gzip.compress(response(b"<p>Hail")))
    )
    assert archive.payloads(archive.rows(landed)) == [b"<p>Hail"]


def test_a_file_that_grows_while_it_is_read_is_refused_for_now(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", b"Rain fell.")
    with identify.OpenFile(path) as opened:
        found = identify.identify(opened)
        path.write_bytes(b"Rain fell. And hail.")
        with pytest.raises(Refused, match="changed_while_read"):
            identify.read_loose(opened, found)
        with pytest.raises(Refused, match="changed_while_read"):
            identify.copy_file(opened, tmp_path / "copy")


def test_names_of_any_bytes_are_landed_and_written_down(archive: Archive, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/in/\xff\xfe Echo"))
    put(folder / ("비" * 80 + ".txt"), b"Rain fell.")
    landed = archive.land(tmp_path / "in")
    assert archive.rows(landed)["declared_outlet"].to_list() == ["folder:xff-xfe-echo"]
    assert landed.landings
    assert "비" in archive.objects.get(landed.landings[0]).decode()


def test_a_dump_without_any_record_is_no_silence(archive: Archive, tmp_path: Path) -> None:
    landed = archive.land(
        put(
            tmp_path / "x.warc.gz",
            gzip.compress(b"") + gzip.compress(response(b""))[:0] + gzip.compress(b"\r\n"),
        )
    )
    assert (landed.read, landed.quarantined) == (1, 1)


def test_the_same_records_come_from_the_landing_object_alone(
    archive: Archive, tmp_path: Path
) -> None:
    put(tmp_path / "in" / "The Echo" / "a.txt", b"Rain fell.")
    put(tmp_path / "in" / "The Echo" / "b.html.gz", gzip.compress(b"<html><p>Hail"))
    put(
        tmp_path / "in" / "c.jsonl.gz",
        gzip.compress(b'{"ref": "https://a.example/1", "text": "x"}\nbroken\n'),
    )
    put(tmp_path / "in" / "d.warc", response(b"<p>Rain") + response(b"<p>Hail")[:-20])
    put(tmp_path / "in" / "e.json", b'{"ref": "https://a.example/2",\n"text": "y"}')
    put(tmp_path / "in" / "f.txt", b"\0\0")
    landed = archive.land(
        tmp_path / "in", captured_at=datetime(2026, 1, 2, tzinfo=UTC), field_map={"url": "ref"}
    )
    rows, refused = archive.rows(landed), archive.refusals(landed)
    assert (landed.new, landed.quarantined) == (5, 3)
    assert landed.landings
    for path in archive.objects.list("staging"):
        archive.objects.delete([path.path])
    again = replay(
        archive.objects,
        [orjson.loads(archive.objects.get(landed.landings[0]))],
        ShardPlan("run", NOW),
        Holdings(),
    )
    assert archive.rows(again).sort("capture_id").equals(rows.sort("capture_id"))
    assert archive.refusals(again).equals(refused)


def test_progress_counts_files(archive: Archive, tmp_path: Path) -> None:
    for i in range(3):
        put(tmp_path / "in" / f"{i}.txt", b"%d" % i)
    told: list[tuple[int, int]] = []
    land(
        archive.objects,
        [str(tmp_path / "in")],
        LandingPlan(ShardPlan("run", NOW), on_files=lambda done, total: told.append((done, total))),
        Holdings(),
    )
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_missing_or_short_object_is_damage_by_name(archive: Archive) -> None:
    archive.objects.put_new("raw/containers/ab/x.warc", b"short")
    for name in ("raw/containers/ab/x.warc", "raw/containers/ab/gone.warc"):
        with pytest.raises(Damage, match=name):
            read_payload(
                archive.objects, raw_object=name, raw_offset=2, raw_length=10, raw_coding="bytes"
            )


def test_payloads_of_one_gzip_stream_come_in_any_order(archive: Archive, tmp_path: Path) -> None:
    put(
        tmp_path / "d.jsonl.gz", gzip.compress(b"".join(b'{"text": "%d"}\n' % i for i in range(50)))
    )
    rows = archive.rows(archive.land(tmp_path / "d.jsonl.gz"))
    assert archive.payloads(rows.reverse()) == [b'{"text": "%d"}' % i for i in reversed(range(50))]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["a.txt", "b.html", "c.jsonl", "d.warc.gz", "echo/e.txt", "echo/f.warc"]
            ),
            st.sampled_from([b"Rain", b"Hail", b'{"text": "x"}', b"\0"]),
        ),
        max_size=6,
    ),
    st.integers(1, 3),
)
def test_any_order_and_number_of_runs_take_in_the_same_captures(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]], runs: int
) -> None:
    place = tmp_path_factory.mktemp("x")
    paths = []
    for no, (name, text) in enumerate(files):
        data = {
            "c.jsonl": text + b"\n" + text + b"1\n",
            "d.warc.gz": gzip.compress(response(text)),
            "echo/f.warc": response(text),
        }.get(name, text)
        put(place / "in" / str(no) / name, data)
        paths.append(place / "in" / str(no))
    one, many = Archive(place / "one"), Archive(place / "many")
    landed = one.land(*paths)
    assert (
        landed.read == landed.new + landed.held + sum(landed.skipped.values()) + landed.quarantined
    )
    for no in range(runs):
        many.land(*reversed(paths[no::runs]))
    best = pl.col(
        "declared_outlet"
    ).min()  # a capture declared better goes on again: the best of its declarations counts
    assert (
        many.held.group_by("capture_id")
        .agg(best)
        .sort("capture_id")
        .equals(one.held.group_by("capture_id").agg(best).sort("capture_id"))
    )
    assert many.refused == one.refused


@pytest.mark.skipif(
    not (CORPORA / "warcio").is_dir(), reason=f"no corpora at {CORPORA} (set TEARSHEET_CORPORA)"
)
def test_every_web_archive_of_the_corpora_is_accounted_for_and_its_payloads_come_back(
    archive: Archive,
) -> None:
    landed = archive.land(
        *(CORPORA / f for f in ("warcio", "resiliparse", "jwarc", "cc-whirlwind"))
    )
    rows = archive.rows(landed)
    assert (
        landed.read == rows.height + landed.held + sum(landed.skipped.values()) + landed.quarantined
    )
    assert [hashlib.sha256(p).hexdigest() for p in archive.payloads(rows)] == rows[
        "raw_sha256"
    ].to_list()
