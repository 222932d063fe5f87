"""Backfill: what older code derived is derived again from raw, the difference is printed, and only
what differs is rewritten.
"""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from flows import plain
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest
from tearsheet.upkeep.scope import Scope
from tests.support.places import ROOT, SAMPLE


def as_if_by_older_code(storage: Storage) -> None:
    """A snapshot in which an older parser has cut every undated text short and said nothing of list
    headings.
    """
    head = storage.head()
    place = [("halvern-gazette", "unknown")]
    blocks = storage.scan(head, "blocks", partitions=place).collect()
    captures = storage.scan(head, "captures", partitions=place).collect()
    cut = pl.col("text").str.slice(0, 50)
    texts = {
        table: storage.scan(head, table, partitions=place).with_columns(cut).collect()
        for table in ("revisions", "articles")
    }
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
        **{table: [storage.rewrite(head, table, rows, place)] for table, rows in texts.items()},
    }
    storage.commit(
        head, changes, batch_id="b", run_id="older", code_version="0.0.1", now=datetime.now(UTC)
    )


def test_a_backfill_shows_then_mends_what_older_code_derived(
    tmp_path: Path, tearsheet_command: str, prefect_api: str
) -> None:
    root = str(tmp_path / "archive")
    plain.archive(root, [str(SAMPLE)])
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
    assert "articles: 0 added, 7 changed (" in said
    assert "blocks      14 changed (kind 14)" in said
    [file] = re.findall(r"^rows: (.+)$", said, re.MULTILINE)
    assert pl.read_parquet(file).filter(fact="text")["fate"].to_list() == ["changed"] * 7
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
    again = plain.backfill(root, Scope(undated=True))
    assert (again.lines, again.snapshot.number) == (("nothing changed",), 3)
    assert untouched <= {f.path for f in storage.files(storage.head(), "captures")}
