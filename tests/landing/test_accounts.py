"""Whatever lies in the corpora goes through landing and parsing without a crash or a hang, and is
accounted for to the last file.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tearsheet.store.payloads import RawReader
from tests.support.inputs import MOST_SECONDS, Archive, bounded, parsed

FOLDERS = (
    "warcio resiliparse jwarc cc-whirlwind feedparser JSONTestSuite html5lib-tests "
    "naughty-strings parquet-testing ftfy seed scoop-dedup"
)


@pytest.mark.parametrize("folder", FOLDERS.split())
def test_every_file_of_a_corpus_is_accounted_for(
    corpora: Path, tmp_path: Path, folder: str
) -> None:
    archive = Archive(tmp_path / "archive")
    files = sum(
        1 for p in (corpora / folder).rglob("*") if p.is_file() and not p.name.startswith(".")
    )
    with bounded(folder, seconds=MOST_SECONDS + files / 10):
        landed = archive.land(corpora / folder)
    assert (
        landed.read == landed.new + landed.held + sum(landed.skipped.values()) + landed.quarantined
    )
    assert landed.read >= files > 0
    rows = archive.rows(landed)
    outcomes = Counter(archive.refusals(landed)["reason"].to_list())
    with RawReader(archive.objects) as reader:
        for row in rows.iter_rows(named=True):
            with bounded(row["landed_from"]):
                outcomes[parsed(archive, row, reader)] += 1
    print(f"{folder}: {files} files; {dict(outcomes.most_common())}")
    assert rows.height == landed.new
