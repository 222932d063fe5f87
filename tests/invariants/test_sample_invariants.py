"""The invariants on the sample: any order and any number of runs give one archive, a second run
gives nothing, bytes lead back.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from flows.plain import archive
from tearsheet.store.tables import Storage
from tearsheet.upkeep.export import digest, logical_export
from tests.support.places import SAMPLE
from transforms.ids import sha256_hex

FILES = sorted(p for p in SAMPLE.rglob("*") if p.is_file())


def cut(tmp_path: Path, name: str, files: list[Path]) -> str:
    """A folder with only these files of the sample, each under its outlet's folder."""
    for file in files:
        target = tmp_path / name / file.relative_to(SAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return str(tmp_path / name)


def head_digest(root: Path) -> str:
    storage = Storage.open(str(root))
    return digest(storage, storage.head())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("whole")
    snapshot = archive(str(root), [str(SAMPLE)]).snapshot
    assert snapshot.number == 1
    return root


def test_the_sample_again_from_another_path_publishes_nothing(whole: Path, tmp_path: Path) -> None:
    copied = cut(tmp_path, "elsewhere", FILES)
    raw = sorted(p.name for p in (whole / "raw").rglob("*"))
    for source in (str(SAMPLE), copied, *map(str, FILES)):
        again = archive(str(whole), [source])
        assert again.snapshot.number == 1, source
        assert again.landed.new == 0
    assert sorted(p.name for p in (whole / "raw").rglob("*")) == raw


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_five_runs_in_either_order_give_the_archive_of_one_run(
    whole: Path, tmp_path: Path, backwards: bool
) -> None:
    order = FILES[::-1] if backwards else FILES
    root = tmp_path / "archive"
    for no in range(5):
        archive(str(root), [cut(tmp_path, f"cut{no}", order[no::5])])
    one, other = (
        logical_export(Storage.open(str(r)), Storage.open(str(r)).head()) for r in (whole, root)
    )
    for table, rows in one.items():
        assert rows.equals(other[table]), (
            f"{table}: "
            f"{rows.join(other[table], on=rows.columns, how='anti', nulls_equal=True).head(2)}"
        )
    assert head_digest(whole) == head_digest(root)


def test_every_article_leads_to_raw_bytes_whose_hash_matches(whole: Path) -> None:
    found = tearsheet.open(str(whole))
    traced = found.sql("SELECT DISTINCT article_id, capture_id, raw_sha256 FROM trace")
    assert set(traced["article_id"]) == set(
        found.sql("SELECT article_id FROM articles")["article_id"]
    )
    for _, capture, sha256 in traced.iter_rows():
        assert sha256_hex(found.payload(capture)) == sha256


def test_every_capture_has_one_kind_and_articles_are_sighted(whole: Path) -> None:
    found = tearsheet.open(str(whole))
    assert found.sql("SELECT count(*) FROM captures WHERE page_kind IS NULL").item() == 0
    assert (
        found.sql(
            "SELECT count(*) FROM (SELECT capture_id FROM captures WHERE page_kind = 'article' "
            "EXCEPT SELECT capture_id FROM sightings)"
        ).item()
        == 0
    )
    assert (
        found.sql(
            "SELECT count(*) FROM (SELECT capture_id FROM sightings EXCEPT SELECT capture_id FROM "
            "captures WHERE page_kind = 'article')"
        ).item()
        == 0
    )


def test_blocks_of_text_captures_concatenate_to_the_bytes(whole: Path) -> None:
    found = tearsheet.open(str(whole))
    spans = found.sql("""SELECT capture_id,
            list(byte_start ORDER BY block_no) AS starts, list(byte_end ORDER BY block_no) AS ends
        FROM blocks JOIN captures USING (capture_id)
        WHERE media_type = 'text/plain' GROUP BY capture_id""")
    assert spans.height >= 6
    for capture, starts, ends in spans.iter_rows():
        assert starts[0] == 0
        assert starts[1:] == ends[:-1]
        assert ends[-1] == len(found.payload(capture))


def test_the_logical_export_leaves_bookkeeping_out(whole: Path) -> None:
    export = logical_export(Storage.open(str(whole)), Storage.open(str(whole)).head())
    columns: set[str] = set()
    for frame in export.values():
        columns |= set(pl.DataFrame(frame).columns)
    assert columns.isdisjoint(
        {"raw_object", "raw_offset", "landed_from", "run_id", "derived_by", "first_seen"}
    )
    assert "aliases" not in export
    assert "runs" not in export


def test_every_dated_article_has_exactly_one_chosen_candidate(whole: Path) -> None:
    found = tearsheet.open(str(whole))
    dated = found.sql(
        "SELECT article_id, published_on, published_source FROM articles WHERE published_on IS "
        "NOT NULL ORDER BY ALL"
    )
    chosen = found.sql(
        "SELECT article_id, value_on, source FROM dates WHERE is_chosen ORDER BY ALL"
    )
    assert dated.rows() == chosen.rows()
    assert "listing" in set(chosen["source"])
