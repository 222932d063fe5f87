"""The same archive with a bucket as its root: S3 as moto's server speaks it, on loopback, started
by this test.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import obstore
import pytest
from obstore.store import S3Store

import tearsheet
from tearsheet.errors import BadRoot, LostRace, Unsafe
from tearsheet.search import place as index_place
from tearsheet.search.filters import Filters
from tearsheet.search.finder import Finder
from tearsheet.store.files import key_index, opened
from tearsheet.store.roots import check_root, open_objects
from tearsheet.store.tables import Storage
from tearsheet.upkeep.vacuum import pin
from tearsheet.upkeep.verify import verify
from tests.search.articles import article, publish
from tests.support.bucket import empty_bucket
from tests.support.nursery import (
    archive,
    compact,
    digest,
    first_batch,
    rebuilt,
    second_batch,
    vacuum,
)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """The URL of an empty bucket, with what its clients need in the environment."""
    with empty_bucket() as url:
        yield url


def test_a_name_in_a_bucket_is_given_once(bucket: str) -> None:
    objects = open_objects(f"{bucket}/names")
    assert objects.put_new("a/b.txt", b"first")
    assert not objects.put_new("a/b.txt", b"second")
    assert objects.get("a/b.txt") == b"first"
    assert objects.get_range("a/b.txt", 1, 3) == b"irs"
    assert [(e.path, e.size) for e in objects.list("a")] == [("a/b.txt", 5)]
    assert objects.age("a/b.txt") is not None
    assert objects.age("a/none") is None
    objects.delete(["a/b.txt", "a/none"])
    assert not objects.exists("a/b.txt")


@pytest.mark.parametrize("least_rows", [key_index.LEAST_ROWS, 1])
def test_an_archive_in_a_bucket_is_that_on_a_disk(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, least_rows: int
) -> None:
    """Where files have indexes of their keys, too."""
    monkeypatch.setattr(opened, "LEAST_ROWS", least_rows)
    monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    root, first, second = (
        f"{bucket}/archive-{least_rows}",
        str(first_batch(tmp_path / "first")),
        str(second_batch(tmp_path / "second")),
    )
    for place in (root, str(tmp_path / "archive")):
        archive(place, first)
        archive(place, second)
    assert digest(root) == digest(str(tmp_path / "archive"))
    assert archive(root, first, second).number == 2
    here = tearsheet.open(root)
    query = "SELECT outlet, url, text[:40] AS text, story_id FROM articles ORDER BY ALL"
    assert here.sql(query).equals(tearsheet.open(str(tmp_path / "archive")).sql(query))
    assert here.sql("SELECT count(*) AS n FROM runs").item() == 3
    assert tearsheet.open(root, 1).sql("SELECT count(*) AS n FROM captures").item() == 2
    capture = (
        here.scan("captures")
        .filter(raw_sha256=here.scan("captures").collect()["raw_sha256"][0])
        .collect()["capture_id"][0]
    )
    assert here.payload(capture)
    reaching = (
        "SELECT * FROM read_text('/etc/passwd')",
        f"SELECT * FROM read_blob('{root}/snapshots/00000001.json')",
    )
    for query in reaching:
        with pytest.raises(Unsafe):
            here.sql(query)
        with (
            here.guarded_connection("SELECT * FROM listings")[0] as locked,
            pytest.raises(duckdb.Error),
        ):
            locked.execute(query)
    with pytest.raises(Unsafe):
        here.sql(f"COPY (SELECT 1) TO '{root}/x.parquet'")


def test_a_bucket_is_verified_compacted_vacuumed_and_rebuilt(bucket: str, tmp_path: Path) -> None:
    root = f"{bucket}/kept"
    archive(root, str(first_batch(tmp_path / "first")))
    archive(root, str(second_batch(tmp_path / "second")))
    storage = Storage.open(root)
    said = digest(root)
    assert verify(storage, now=datetime.now(UTC)) == []
    pin(storage, 1, note="", now=datetime.now(UTC))
    assert compact(root).number == 3
    retired, removed = vacuum(root)
    assert retired == 1
    assert removed > 0
    assert digest(root) == said
    assert tearsheet.open(root, 1).sql("SELECT count(*) AS n FROM captures").item() == 2
    assert verify(storage, now=datetime.now(UTC)) == []
    rebuilt(root, f"{bucket}/again")
    rebuilt(root, str(tmp_path / "disk"))
    assert digest(f"{bucket}/again") == digest(str(tmp_path / "disk")) == said
    store = S3Store.from_url(root)
    container = next(e.path for e in storage.objects.list("raw/containers"))
    obstore.put(store, container, b"overwritten")
    assert [(f.path, f.problem) for f in verify(storage, now=datetime.now(UTC))] == [
        (container, "damaged")
    ]


def test_a_lost_race_in_a_bucket_is_told(bucket: str, tmp_path: Path) -> None:
    import polars as pl

    storage = Storage.open(f"{bucket}/race")
    base = storage.head()
    for batch, text in (("one", "x"), ("two", "y")):
        rows = pl.DataFrame(
            {
                "capture_id": [batch],
                "listing_no": [0],
                "text": [text],
                "outlet": ["o"],
                "month": ["unknown"],
            }
        )
        change = {"listings": [storage.append(base, "listings", rows)]}
        said: dict[str, Any] = {
            "run_id": "r",
            "code_version": "v",
            "now": datetime.now(UTC) - timedelta(days=1),
        }
        if batch == "one":
            assert storage.commit(base, change, batch_id=batch, **said).number == 1
        else:
            with pytest.raises(LostRace):
                storage.commit(base, change, batch_id=batch, **said)


def test_a_bucket_that_cannot_be_used_is_one_sentence_that_says_what_to_set(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_root(bucket)
    assert [e.path for e in open_objects(bucket).list("staging")] == []
    absent = open_objects("s3://absent/archive")
    for attempt in (
        lambda: check_root("s3://absent/archive"),
        lambda: absent.put_new("a", b"1"),
        lambda: absent.get("a"),
        lambda: list(absent.list("a")),
    ):
        with pytest.raises(BadRoot, match=r"^[^\n]*no such bucket: make it[^\n]*$"):
            attempt()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(BadRoot, match=r"^[^\n]*AWS_REGION and AWS_ENDPOINT_URL[^\n]*$"):
            check_root(bucket)


def test_a_bucket_is_searched_through_this_machine_and_its_index_fetched_by_another(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = f"{bucket}/searched"
    publish(root, [article("a", "The ferry sails."), article("b", "A bridge.")])
    monkeypatch.setattr(index_place, "cache_folder", lambda: tmp_path / "one")
    assert tearsheet.open(root).search("ferries OR ferry").articles == 1
    monkeypatch.setattr(index_place, "cache_folder", lambda: tmp_path / "other")
    told: list[int] = []
    other = Finder(tearsheet.open(root), lambda done, total: told.append(total))
    assert (len(other.find("bridge", Filters()).every), told) == (1, [])
    publish(root, [article("a", "The ferry sails."), article("c", "A quay.")])
    now, before = tearsheet.open(root), tearsheet.open(root, 1)
    assert [now.search(word).articles for word in ("ferry", "bridge", "quay")] == [1, 0, 1]
    assert [before.search(word).articles for word in ("ferry", "bridge", "quay")] == [1, 1, 0]
