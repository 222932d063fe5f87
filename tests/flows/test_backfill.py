"""Backfill: what older code derived is derived again from raw, the difference is printed, and only
what differs is rewritten.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.months import list_months
from flows.plain import archive
from tearsheet.errors import Usage
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tests.support.places import ROOT, SAMPLE


def as_if_by_older_code(storage: Storage) -> None:
    """A snapshot in which an older parser has cut every undated text short and said nothing of list
    headings.
    """
    head = storage.head()
    place = [("halvern-gazette", "unknown")]
    blocks = storage.scan(head, "blocks", partitions=place).collect()
    captures = storage.scan(head, "captures", partitions=place).collect()
    revisions = storage.scan(head, "revisions", partitions=place).collect()
    changes = {
        "blocks": [
            storage.rewrite(
                head,
                "blocks",
                blocks.with_columns(kind=pl.col("kind").replace("list_heading", "other")),
                place,
            )
        ],
        "captures": [
            storage.rewrite(
                head, "captures", captures.with_columns(derived_by=pl.lit("0.0.1")), place
            )
        ],
        "revisions": [
            storage.rewrite(
                head, "revisions", revisions.with_columns(pl.col("text").str.slice(0, 50)), place
            )
        ],
    }
    storage.commit(
        head, changes, batch_id="b", run_id="older", code_version="0.0.1", now=datetime.now(UTC)
    )


def test_a_backfill_shows_then_mends_what_older_code_derived(
    tmp_path: Path, tearsheet_command: str, prefect_api: str
) -> None:
    root = str(tmp_path / "archive")
    archive(root, [str(SAMPLE)])
    storage = Storage.open(root)
    sound = digest(storage, storage.head())
    as_if_by_older_code(storage)
    assert digest(storage, storage.head()) != sound
    environment = {**os.environ, "PREFECT_API_URL": prefect_api}

    def backfill(*more: str) -> str:
        command = [tearsheet_command, "backfill", "--undated", "--root", root, *more]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = backfill("--dry-run", "--outlet", "halvern-gazette")
    assert "blocks      14 changed (kind 14)" in said
    assert "nothing published; snapshot 2 stays" in said
    assert storage.head().number == 2
    said = backfill()
    assert "revisions   7 changed (text 7" in said
    assert storage.head().number == 3
    assert digest(storage, storage.head()) == sound
    untouched = {
        f.path
        for f in storage.files(storage.head(), "captures")
        if "halvern-gazette" not in f.stats["outlet"]
    }
    assert "nothing changed" in backfill()
    assert storage.head().number == 3
    assert untouched <= {f.path for f in storage.files(storage.head(), "captures")}


def test_months_are_named_from_first_to_last() -> None:
    assert list_months("2025-11", "2026-01") == ["2025-11", "2025-12", "2026-01"]
    for first, last in (("2026-13", "2026-01"), ("2026-02", "2026-01"), ("2026", "2026-01")):
        with pytest.raises(Usage):
            list_months(first, last)
