"""Pages of what was done to the archive: runs, snapshots, quarantine."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from starlette.testclient import TestClient

import tearsheet
from flows.plain import archive
from tearsheet.explore.app import create_app
from tests.explore.conftest import ORIGIN


def text_of(pages: TestClient, address: str) -> str:
    answer = pages.get(address)
    assert answer.status_code == 200
    main = answer.text[answer.text.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def one(root: Path, query: str) -> str:
    return str(tearsheet.open(str(root)).rows(query).rows[0][0])


def test_a_refused_file_is_listed_by_its_reason_and_shown_with_where_its_bytes_are(
    pages: TestClient, sample_root: Path
) -> None:
    listed = text_of(pages, "/s/1/quarantine?reason=truncated_gzip")
    assert "cut-short.txt.gz truncated_gzip" in listed
    key = one(sample_root, "SELECT quarantine_id FROM quarantine")
    shown = text_of(pages, f"/s/1/quarantine/{key}")
    assert "Refused: truncated_gzip" in shown
    assert "Where they stand not stored" in shown
    assert "What else was refused for this" in shown


def test_of_a_dump_without_a_known_field_its_beginning_is_shown(tmp_path: Path) -> None:
    root, dump = tmp_path / "archive", tmp_path / "dump.jsonl"
    dump.write_text('{"nummer": 7, "farbe": "blau"}\n' * 3)
    archive(str(root), [str(dump)])
    key = one(root, "SELECT quarantine_id FROM quarantine WHERE reason = 'unmapped_fields'")
    with TestClient(create_app(str(root), prepare=False), base_url=ORIGIN) as pages:
        shown = text_of(pages, f"/s/1/quarantine/{key}")
    assert re.search(r"Where they stand raw/containers/\S+ , all of it", shown), shown
    assert "{&#34;nummer&#34;: 7, &#34;farbe&#34;: &#34;blau&#34;}" in shown


def test_what_was_not_refused_is_said_to_be_no_row(pages: TestClient) -> None:
    answer = pages.get("/s/1/quarantine/nothing")
    assert answer.status_code == 404
    assert "Nothing was refused under nothing in this snapshot." in answer.text


def test_a_run_has_its_inputs_and_what_became_of_each(pages: TestClient, sample_root: Path) -> None:
    run = one(sample_root, "SELECT run_id FROM runs ORDER BY run_id LIMIT 1")
    assert f"{run} archive completed" in text_of(pages, "/s/1/runs")
    shown = text_of(pages, f"/s/1/runs/{run}")
    assert "read 0, published 1" in shown
    assert "orrin-valley-post/dump.jsonl read" in shown
    assert "skipped by kind 1 request, 1 warcinfo" in shown
    assert pages.get("/s/1/runs/nothing").status_code == 404


def test_a_snapshot_differs_in_nothing_from_itself(pages: TestClient) -> None:
    assert "Snapshot Published by Begun Differences 1 archive" in text_of(pages, "/s/1/snapshots")
    shown = text_of(pages, "/s/1/snapshots/difference?old=1&new=1")
    assert "they hold the same ones, and say the same of them" in shown
    for part in ("articles", "outlets", "fields"):
        shown += text_of(pages, f"/s/1/snapshots/difference/{part}?old=1&new=1")
    assert "Both hold the same articles, and say the same of them." in shown
    assert "Of every outlet both hold as many articles, versions and stories." in shown
    assert "Of captures that both hold they say the same." in shown
    assert pages.get("/s/1/snapshots/difference?old=1").status_code == 400
    assert pages.get("/s/1/snapshots/difference?old=1&new=9").status_code == 404


def test_two_snapshots_differ_by_outlet_and_a_refused_record_has_its_bytes(tmp_path: Path) -> None:
    words = "The harbour board met on Tuesday to hear why the ferry had not sailed for a week. "
    for number in (1, 2):
        rows = [
            {
                "url": f"https://herald.example/{number}/{n}",
                "title": f"Report {n}",
                "text": " ".join(f"{word}{number}{n}" for word in words.split()),
            }
            for n in range(number)
        ]
        lines = [*map(json.dumps, rows), '{"title": "cut']
        (tmp_path / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        archive(str(tmp_path / "archive"), [str(tmp_path / f"{number}.jsonl")])
    root = tmp_path / "archive"
    newest = one(root, "SELECT max(snapshot_published) FROM runs")
    key = one(root, "SELECT quarantine_id FROM quarantine WHERE raw_object IS NOT NULL LIMIT 1")
    with TestClient(create_app(str(root)), base_url=ORIGIN) as pages:
        asked = f"?old=1&new={newest}"
        shown = text_of(pages, f"/s/{newest}/snapshots/difference{asked}")
        shown += text_of(pages, f"/s/{newest}/snapshots/difference/outlets{asked}")
        bytes_of = text_of(pages, f"/s/{newest}/quarantine/{key}")
    assert "herald-example 1 → 3 +2" in shown
    assert "captures 1 3 +2" in shown
    assert "7b 22 74 69 74 6c 65 22 3a 20 22 63 75 74" in bytes_of
    assert "{&#34;title&#34;: &#34;cut" in bytes_of


def test_raw_bytes_that_are_gone_are_said_to_be_so_and_the_rest_is_shown(
    sample_root: Path, tmp_path: Path
) -> None:
    root = tmp_path / "archive"
    shutil.copytree(sample_root, root, ignore=shutil.ignore_patterns("search"))
    for container in (root / "raw" / "containers").rglob("*.*"):
        container.unlink()
    key = one(root, "SELECT capture_id FROM captures WHERE media_type = 'text/html' LIMIT 1")
    app = create_app(str(root), prepare=False)
    with TestClient(app, base_url=ORIGIN, raise_server_exceptions=False) as pages:
        shown = text_of(pages, f"/s/1/capture/{key}?view=source")
        files = [pages.get(f"/s/1/capture/{key}/{part}") for part in ("raw", "page")]
    assert "is missing from the raw store: restore it from a copy" in shown
    assert [(answer.status_code, "The archive lacks this" in answer.text) for answer in files] == [
        (500, True),
        (500, True),
    ]
