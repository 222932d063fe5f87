"""Raw captures leave as web archives that other tools read, check and replay."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

import tearsheet
from tearsheet.export.wacz import sort_key
from tests.export.ordering import export


def read(path: Path) -> list[tuple[str, str, str, str | None, bytes]]:
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            header = record.rec_headers.get_header
            cache = record.http_headers.get_header("X-Cache") if record.http_headers else None
            found.append(
                (
                    record.rec_type,
                    header("WARC-Target-URI"),
                    header("WARC-Date"),
                    cache,
                    record.content_stream().read(),
                )
            )
    return found


def test_a_response_leaves_with_its_headers_and_a_record_of_a_dump_as_a_resource(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    chosen = (ids["herald-example: The ferry sails"], ids["gazette-example: Market"])
    made = export(asked, "warc", out / "a.warc.gz", ids=chosen)
    info, *records = read(out / "a.warc.gz")
    assert info[0] == "warcinfo"
    assert sorted((r[0], r[1], r[3] or "") for r in records) == [
        ("resource", "https://gazette.example/market", ""),
        ("response", "https://herald.example/ferry", "HIT"),
        ("response", "https://herald.example/ferry", "HIT"),
    ]
    assert [r[2] for r in records if r[0] == "response"] == [
        "2026-03-05T10:00:00Z",
        "2026-03-06T10:00:00Z",
    ]
    pages = [r[4] for r in records if r[0] == "response"]
    assert all(b"The ferry left the old harbour" in page for page in pages)  # unpacked, unchunked
    assert made.manifest["rows"] == 3


def test_captures_can_be_named_by_themselves(asked: tearsheet.Archive, out: Path) -> None:
    query = "SELECT capture_id FROM captures WHERE captured_at < TIMESTAMP '2026-03-06 00:00:00'"
    made = export(asked, "warc", out / "some", query=query)
    assert made.manifest["id_column"] == "capture_id"
    [part] = sorted((out / "some" / "data").iterdir())
    assert [r[2] for r in read(part)[1:]] == ["2026-03-05T10:00:00Z"]


def test_what_leaves_as_warc_is_archived_as_the_same_captures(
    asked: tearsheet.Archive, out: Path, tmp_path: Path
) -> None:
    from flows.plain import archive

    export(asked, "warc", out / "all.warc.gz")
    archive(str(tmp_path / "again"), [str(out / "all.warc.gz")])
    same = "SELECT raw_sha256, url, captured_at FROM captures WHERE url LIKE '%ferry' ORDER BY ALL"
    again = tearsheet.open(str(tmp_path / "again"))
    assert again.sql(same).equals(asked.sql(same))
    assert again.sql(same).height == 3


def test_a_wacz_file_is_valid_and_its_index_leads_to_its_records(
    asked: tearsheet.Archive, out: Path
) -> None:
    export(asked, "wacz", out / "a.wacz")
    with zipfile.ZipFile(out / "a.wacz") as package:
        lines = package.read("indexes/index.cdx").decode().splitlines()
        warc = package.read("archive/data.warc.gz")
    assert lines == sorted(lines)
    assert lines[-1].startswith("example,post)/sea/ferry 20260307100000 {")
    (out / "one.warc.gz").write_bytes(b"")
    for line in lines:
        about = json.loads(line.split(" ", 2)[2])
        start = int(about["offset"])
        (out / "one.warc.gz").write_bytes(warc[start : start + int(about["length"])])
        [record] = read(out / "one.warc.gz")
        assert record[1] == about["url"]


def test_py_wacz_validates_it(asked: tearsheet.Archive, out: Path) -> None:
    pytest.importorskip("wacz", reason="py-wacz not installed")
    export(asked, "wacz", out / "a.wacz")
    command = [str(Path(sys.executable).with_name("wacz")), "validate", "-f", str(out / "a.wacz")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "is valid" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Herald.example/A?b=1&a=2", "example,herald)/a?a=2&b=1"),
        ("http://herald.example:8080/", "example,herald:8080)/"),
        ("https://herald.example", "example,herald)/"),
        ("urn:sha256:ab", "urn:sha256:ab"),
    ],
)
def test_addresses_sort_by_their_host_backwards(url: str, key: str) -> None:
    assert sort_key(url) == key
