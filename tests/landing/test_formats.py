"""Every form of input through landing and back: payloads by place, captures by name's date, and the
same from the store alone.
"""

from __future__ import annotations

import gzip
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from tearsheet.landing.plan import Holdings, ShardPlan
from tearsheet.landing.replay import replay
from tests.support.inputs import (
    DUMPS,
    NOW,
    PACKINGS,
    ROW,
    Archive,
    put,
    response,
    tarred,
    zipped,
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("kind", DUMPS)
def test_every_dump_in_every_compression_is_kept_as_given_and_its_payloads_come_back(
    archive: Archive, tmp_path: Path, kind: str, packing: str
) -> None:
    data, payloads = DUMPS[kind]
    path = put(tmp_path / "in" / "x", PACKINGS[packing](data))
    landed = archive.land(path)
    rows = archive.rows(landed)
    assert landed.quarantined == 0
    assert archive.payloads(rows) == payloads[: rows.height]
    assert rows.height == len(set(payloads))
    stored = {archive.objects.get(o) for o in rows["raw_object"]}
    assert stored == {data if kind == "parquet" else path.read_bytes()}
    assert again(archive, landed.landings[0]).sort("capture_id").equals(rows.sort("capture_id"))


WIDE = '\ufeffurl\ttext\r\nhttps://a.example/1\t"Hail, 비 🌧\r\nand snow"\r\nhttps://a.example/2\tRain\r\n'


@pytest.mark.parametrize("packing", ["", "gz"])
@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_is_kept_as_given_and_its_rows_come_back(
    archive: Archive, tmp_path: Path, codec: str, packing: str
) -> None:
    landed = archive.land(put(tmp_path / "x", PACKINGS[packing](WIDE.encode(codec))))
    rows = archive.rows(landed).sort("raw_offset")
    assert archive.payloads(rows) == [
        '{"url":"https://a.example/1","text":"Hail, 비 🌧\\r\\nand snow"}'.encode(),
        b'{"url":"https://a.example/2","text":"Rain"}',
    ]
    assert again(archive, landed.landings[0]).sort("raw_offset").equals(rows)


@pytest.mark.parametrize("packing", ["", "zst"])
def test_a_table_without_names_is_read_by_the_numbers_of_its_columns(
    archive: Archive, tmp_path: Path, packing: str
) -> None:
    table = b"\xef\xbb\xbfhttps://a.example/1,x,Hail\nhttps://a.example/2,y,Rain\nshort\n"
    landed = archive.land(
        put(tmp_path / "x", PACKINGS[packing](table)), field_map={"url": "1", "text": "3"}
    )
    rows = archive.rows(landed).sort("raw_offset")
    assert archive.payloads(rows) == [
        b'{"1":"https://a.example/1","2":"x","3":"Hail"}',
        b'{"1":"https://a.example/2","2":"y","3":"Rain"}',
    ]
    assert rows["declared_url"].to_list() == ["https://a.example/1", "https://a.example/2"]
    assert [m.split(": ")[1] for m in landed.messages] == ["bad_row"]
    assert again(archive, landed.landings[0]).sort("raw_offset").equals(rows)


def test_a_first_row_of_known_names_is_one_though_columns_are_numbered(
    archive: Archive, tmp_path: Path
) -> None:
    landed = archive.land(
        put(tmp_path / "x", b"url,text\nhttps://a.example/1,Hail\n"), field_map={"title": "2"}
    )
    assert archive.payloads(archive.rows(landed)) == [ROW]


def again(archive: Archive, landing: str | None) -> pl.DataFrame:
    """The rows that the store alone gives."""
    assert landing is not None
    for path in list(archive.objects.list("staging")):
        archive.objects.delete([path.path])
    one = orjson.loads(archive.objects.get(landing))
    return archive.rows(replay(archive.objects, [one], ShardPlan("run", NOW), Holdings()))


FILES = {
    "The Echo/a.txt": b"Rain fell.",
    "b.html": b"<html><p>Hail",
    ".hidden": b"x",
    "data/d.warc.gz": gzip.compress(response(b"<p>Snow")),
}


@pytest.mark.parametrize(
    "pack",
    [
        zipped,
        tarred,
        lambda f: gzip.compress(tarred(f)),
        lambda f: gzip.compress(zipped(f)),
        lambda f: zipped({"x.tar": tarred(f)}),
    ],
)
def test_the_files_inside_a_file_are_landed_as_if_they_lay_in_a_folder(
    archive: Archive, tmp_path: Path, pack: Any
) -> None:
    landed = archive.land(put(tmp_path / "in" / "all", pack(FILES)))
    rows = archive.rows(landed)
    assert (landed.new, landed.quarantined) == (3, 0)
    assert set(archive.payloads(rows)) == {b"Rain fell.", b"<html><p>Hail", b"<p>Snow"}
    assert [r for r in rows["declared_outlet"] if r] == ["folder:the-echo"]
    assert all(name.startswith(f"{tmp_path / 'in' / 'all'}!") for name in rows["landed_from"])
    assert again(archive, landed.landings[0]).height == 3


def test_the_web_archive_in_a_wacz_is_kept_and_its_indexes_counted(
    archive: Archive, tmp_path: Path
) -> None:
    files = {
        "datapackage.json": b"{}",
        "archive/data.warc.gz": gzip.compress(response(b"<p>Rain")),
        "pages/pages.jsonl": ROW,
        "indexes/index.cdx": b"x",
    }
    landed = archive.land(put(tmp_path / "x.wacz", zipped(files, zipfile.ZIP_STORED)))
    assert (landed.new, landed.quarantined, dict(landed.skipped)) == (1, 0, {"wacz_index": 3})


def test_a_damaged_file_of_files_keeps_what_is_whole(archive: Archive, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"Rain fell." * 50, "b.txt": b"Hail fell." * 50}))
    data[40] ^= 0xFF
    cut = tarred({"a.txt": b"Rain fell.", "b.txt": b"Hail fell." * 2000})[:5000]
    for name, file, reason in (("x.zip", bytes(data), "bad_zip"), ("x.tar", cut, "bad_tar")):
        landed = archive.land(put(tmp_path / name, file), keep=False)
        assert (landed.new, landed.quarantined) == (1, 1)
        assert archive.refusals(landed)["reason"].to_list() == [reason]


def test_a_bomb_in_a_zip_is_not_unpacked_to_its_end(archive: Archive, tmp_path: Path) -> None:
    landed = archive.land(put(tmp_path / "x.zip", zipped({"a.txt": b"\0" * (80 << 20)})))
    assert archive.refusals(landed)["reason"].to_list() == ["bomb"]
    assert list(archive.objects.list("staging/run/scratch")) == []


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("2026-03-05.json", datetime(2026, 3, 5, tzinfo=UTC)),
        ("feed_20260305T061500Z.json", datetime(2026, 3, 5, 6, 15, tzinfo=UTC)),
        ("2026-03-05/feed.json", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2026-03-05/feed-2026-03-06.json", datetime(2026, 3, 6, tzinfo=UTC)),
        ("2026-03-01_2026-03-05.json", None),
        ("feed-2026-13-05.json", None),
        ("feed-123202603051.json", None),
        ("feed.json", None),
    ],
)
def test_a_dump_is_dated_by_its_name_unless_its_records_or_the_flag_say_otherwise(
    archive: Archive, tmp_path: Path, name: str, when: datetime | None
) -> None:
    own = b'{"url":"https://a.example/2","crawl_date":"2026-01-02"}'
    put(tmp_path / "in" / name, b"[" + ROW + b"," + own + b"]")
    rows = archive.rows(archive.land(tmp_path / "in", keep=False))
    assert rows["captured_at"].to_list() == [when, datetime(2026, 1, 2, tzinfo=UTC)]
    assert rows["captured_at_source"].to_list() == ["name" if when else None, "record"]
    flag = datetime(2025, 1, 1, tzinfo=UTC)
    assert (
        archive.rows(archive.land(tmp_path / "in", keep=False, captured_at=flag))["captured_at"][0]
        == flag
    )


def test_a_row_of_a_cumulative_dump_is_an_observation_a_day(
    archive: Archive, tmp_path: Path
) -> None:
    for day in ("2026-03-05", "2026-03-06"):
        put(
            tmp_path / "in" / f"{day}.json",
            b"[" + ROW + b"," + ROW.replace(b"/1", b"/%s" % day[-1].encode()) + b"]",
        )
    landed = archive.land(tmp_path / "in")
    assert (landed.read, landed.new) == (4, 4)
    assert archive.land(tmp_path / "in").new == 0


def test_a_page_is_not_dated_by_its_name(archive: Archive, tmp_path: Path) -> None:
    put(tmp_path / "in" / "2026-03-05.html", b"<html><p>Rain")
    assert archive.rows(archive.land(tmp_path / "in"))["captured_at"].to_list() == [None]
