"""Identity over several runs: a late, earlier capture moves ids, and the old ones stay resolvable;
outlets by the written rule.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.errors import Usage
from tearsheet.query.session import Session
from tearsheet.query.show import article_page, resolve_id
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest

BODY = (
    "The ferry left the harbour at dawn with forty people aboard and salt fish below deck.\n"
    "The master said that the wind would hold until evening and that nobody need worry.\n"
    "By nightfall the lamps of the outer isles were seen from the mole."
)


def dump(path: Path, *records: dict[str, object]) -> str:
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return str(path)


def record(at: str, text: str = BODY, **more: object) -> dict[str, object]:
    return {"url": "https://herald.example/ferry", "captured_at": at, "text": text, **more}


def test_a_late_earlier_capture_moves_the_ids_and_the_old_ones_resolve(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive(root, [dump(tmp_path / "late.jsonl", record("2026-02-01T00:00:00Z"))])
    old = tearsheet.open(root).sql("SELECT article_id, revision_id, story_id FROM articles").row(0)
    archive(root, [dump(tmp_path / "early.jsonl", record("2026-01-01T00:00:00Z"))])
    found = tearsheet.open(root)
    new = found.sql("SELECT article_id, revision_id, story_id, sightings FROM articles").row(0)
    assert new[3] == 2
    assert dict(found.sql("SELECT old_id, new_id FROM aliases").rows()) == dict(
        zip(old, new[:3], strict=True)
    )
    assert resolve_id(Session(found), old[0]) == new[0]
    assert "forty people" in article_page(found, old[0])
    archive(str(tmp_path / "whole"), [str(tmp_path / "early.jsonl"), str(tmp_path / "late.jsonl")])
    whole, parts = Storage.open(str(tmp_path / "whole")), Storage.open(root)
    assert digest(whole, whole.head()) == digest(parts, parts.head())
    with pytest.raises(Usage):
        resolve_id(Session(found), "'; DROP TABLE x")


def test_an_edit_is_a_version_and_the_same_text_again_a_sighting(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    edited = BODY.replace("forty", "fifty")
    counts = archive(
        root,
        [
            dump(
                tmp_path / "a.jsonl",
                record("2026-01-01T00:00:00Z"),
                record("2026-01-02T00:00:00Z", edited),
                record("2026-01-03T00:00:00Z", edited),
            )
        ],
    ).counts
    assert (counts["new"], counts["revision"], counts["duplicate"]) == (1, 1, 1)
    rows = (
        tearsheet.open(root)
        .sql(
            "SELECT version, sightings, first_captured_at::DATE::VARCHAR, "
            "last_captured_at::DATE::VARCHAR FROM revisions ORDER BY version"
        )
        .rows()
    )
    assert rows == [(1, 1, "2026-01-01", "2026-01-01"), (2, 2, "2026-01-02", "2026-01-03")]
    assert tearsheet.open(root).sql(
        "SELECT versions, sightings, text LIKE '%fifty%' FROM articles"
    ).rows() == [(2, 3, True)]


def test_a_declared_outlet_outranks_the_host_whenever_it_comes(tmp_path: Path) -> None:
    source = dump(tmp_path / "a.jsonl", record("2026-01-01T00:00:00Z"))
    first, later = str(tmp_path / "first"), str(tmp_path / "later")
    archive(first, [source], outlet="Harbour Herald")
    archive(later, [source])
    assert tearsheet.open(later).sql("SELECT outlet, outlet_source FROM captures").row(0) == (
        "herald-example",
        "host",
    )
    moved = archive(later, [source], outlet="Harbour Herald").counts
    assert (moved["moved"], moved["moved_to"]) == (1, {"harbour-herald": 1})
    assert tearsheet.open(later).sql("SELECT outlet, outlet_source FROM captures").row(0) == (
        "harbour-herald",
        "flag",
    )
    archive(later, [source])
    one, other = Storage.open(first), Storage.open(later)
    assert digest(one, one.head()) == digest(other, other.head())
    assert other.head().number == 2


def test_a_failed_recapture_is_a_capture_and_no_version(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    archive(
        root,
        [
            dump(
                tmp_path / "a.jsonl",
                record("2026-01-01T00:00:00Z"),
                record("2026-01-02T00:00:00Z", ""),
            )
        ],
    )
    found = tearsheet.open(root)
    assert found.sql("SELECT page_kind, count(*) FROM captures GROUP BY 1 ORDER BY 1").rows() == [
        ("article", 1),
        ("empty", 1),
    ]
    assert found.sql("SELECT count(*) FROM revisions").item() == 1
