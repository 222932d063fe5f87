"""What a batch came to, counted in sightings; and that none was lost."""

from __future__ import annotations

import polars as pl

from transforms.dedup.identity.counts import count_sightings, lost_and_surplus
from transforms.dedup.identity.revisions import measured_otherwise
from transforms.schemas import TEXT_COLUMNS


def counted(rows: list[tuple[str, str, str]], *fresh: str) -> dict[str, int]:
    sightings = pl.LazyFrame(rows, schema=["capture_id", "article_id", "revision_id"], orient="row")
    ids = pl.LazyFrame({"capture_id": fresh}, schema={"capture_id": pl.String})
    return count_sightings(sightings, ids).collect().row(0, named=True)


def test_a_fresh_sighting_is_of_a_new_article_of_a_new_version_or_a_duplicate() -> None:
    rows = [("c1", "a", "a1"), ("c2", "a", "a1"), ("c3", "a", "a2"), ("c4", "b", "b1")]
    assert counted(rows, "c2", "c3", "c4") == {"new": 1, "revision": 1, "duplicate": 1}
    assert counted(rows) == {"new": 0, "revision": 0, "duplicate": 0}


def test_of_a_new_article_one_version_is_new_and_the_others_are_revisions() -> None:
    rows = [("c1", "a", "a1"), ("c2", "a", "a2"), ("c3", "a", "a2")]
    assert counted(rows, "c1", "c2", "c3") == {"new": 1, "revision": 1, "duplicate": 1}


def test_an_article_without_a_sighting_and_a_sighting_without_an_article_are_named() -> None:
    captures = pl.LazyFrame(
        {"capture_id": ["c1", "c2", "c3"], "page_kind": ["article", "article", "list"]}
    )
    sightings = pl.LazyFrame({"capture_id": ["c1", "c1", "c3"]})
    faults = lost_and_surplus(captures, sightings).collect()
    assert sorted(faults.rows()) == [("c2", "lost"), ("c3", "surplus")]


def test_versions_of_texts_that_newer_code_measures_otherwise_are_named() -> None:
    def texts(words: int) -> pl.LazyFrame:
        row = {"outlet": "post", "text_sha256": "t", **dict.fromkeys(TEXT_COLUMNS), "words": words}
        return pl.LazyFrame([row])

    versions = pl.LazyFrame({"outlet": ["post"], "text_sha256": ["t"], "month": ["2026-03"]})
    moved = measured_otherwise(texts(2), texts(1), versions).collect()
    assert moved.rows() == [("post", "t", "2026-03")]
    assert measured_otherwise(texts(1), texts(1), versions).collect().is_empty()
