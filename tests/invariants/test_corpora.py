"""Real captures: every input is accounted for, none lost, none a crash, and every kept byte reads
back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import tearsheet
from flows.plain import archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.verify import verify
from tearsheet.workers import children


@pytest.mark.parametrize(
    ("folders", "articles"),
    [
        pytest.param(("article-extraction-benchmark",), 60, marks=pytest.mark.slow),
        pytest.param(("fundus",), 135, marks=pytest.mark.slow),
        (("warcio", "resiliparse", "jwarc", "cc-whirlwind"), 5),
        (("readability", "feedparser"), 20),
        (
            (
                "JSONTestSuite",
                "naughty-strings",
                "html5lib-tests",
                "ftfy",
                "parquet-testing",
                "scoop-dedup",
            ),
            0,
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_every_input_is_accounted_for(
    corpora: Path, tmp_path: Path, folders: tuple[str, ...], articles: int
) -> None:
    root = str(tmp_path / "archive")
    sources = [str(corpora / folder) for folder in folders]
    first = archive(root, sources, caller=children())
    found = tearsheet.open(root)
    captures = found.sql("SELECT count(*) FROM captures").item()
    refused = found.sql(
        "SELECT coalesce(sum(record_count), 0) FROM quarantine WHERE capture_id IS NOT NULL"
    ).item()
    assert first.landed.new == captures + refused
    assert found.sql("SELECT count(*) FROM articles").item() >= articles
    assert (
        found.sql("SELECT count(*) FROM quarantine WHERE reason IS NULL OR ref IS NULL").item() == 0
    )
    assert verify(Storage.open(root), now=datetime.now(UTC)) == []
    again = archive(root, sources, caller=children())
    assert (again.snapshot.number, again.landed.new) == (found.snapshot.number, 0)
