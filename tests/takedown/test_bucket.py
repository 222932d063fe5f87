"""An article withdrawn from an archive in a bucket: the same promises as on a disk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import tearsheet
from flows import plain
from tearsheet.search import place as index_place
from tearsheet.store.tables import Storage
from tearsheet.takedown.tombstones import read_tombstones
from tearsheet.upkeep.vacuum import pin
from tearsheet.upkeep.verify import verify
from tests.support.bucket import empty_bucket
from tests.support.nursery import Nursery, digest
from tests.takedown.batches import write_batches

WANTED = "SELECT article_id FROM articles WHERE text LIKE '%Quillfeather%'"


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with empty_bucket() as url:
        yield url


def fill(root: str, folder: Path) -> str:
    """An archive of two batches, the first of them pinned; the id of the article to withdraw."""
    folder.mkdir()
    for batch in write_batches(folder):
        plain.archive(root, [str(batch)])
    pin(Storage.open(root), 1, note="thesis", now=datetime.now(UTC))
    return str(tearsheet.open(root).sql(WANTED).item())


@pytest.fixture(scope="module")
def filled(bucket: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """(an archive in the bucket, the id of the article to withdraw). Read only."""
    return f"{bucket}/filled", fill(
        f"{bucket}/filled", tmp_path_factory.mktemp("batches") / "given"
    )


def copy_to(root: str, filled: tuple[str, str]) -> str:
    """Copy the filled archive to this root; the id of the article to withdraw."""
    there, here = Storage.open(filled[0]).objects, Storage.open(root).objects
    for entry in there.list(""):
        here.put_new(entry.path, there.get(entry.path))
    return filled[1]


def holders(root: str) -> set[str]:
    """The folders of the bucket in which the withdrawn name stands, packed or not."""
    objects, found = Storage.open(root).objects, set()
    for entry in objects.list(""):
        data = objects.get(entry.path)
        if entry.path.endswith(".parquet"):
            data = pl.read_parquet(io.BytesIO(data), hive_partitioning=False).write_json().encode()
        if b"Quillfeather" in data:
            found.add(entry.path.split("/")[0])
    return found


def test_no_object_of_a_bucket_holds_the_words_and_none_comes_again(
    bucket: str, filled: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_place, "cache_folder", lambda: tmp_path / "cache")
    root, here = f"{bucket}/withdrawn", str(tmp_path / "here")
    article_id = copy_to(root, filled)
    assert fill(here, tmp_path / "given") == article_id
    assert tearsheet.open(root).search("Quillfeather").articles == 1
    done = plain.withdraw(root, article_id, "the court of Corrin asked for it")
    plain.withdraw(here, article_id, "the court of Corrin asked for it")
    assert set(done.numbers) >= {1, 2}
    assert holders(root) == {"raw"}
    assert digest(root) == digest(here)
    for number in (1, 2, 3):
        assert tearsheet.open(root, number).search("Quillfeather").articles == 0
    storage = Storage.open(root)
    assert verify(storage, now=datetime.now(UTC)) == []
    assert [s.reason for s in read_tombstones(storage.objects).values()] == [
        "the court of Corrin asked for it"
    ]
    report = plain.archive(root, [str(tmp_path / "given" / "batch-0")])
    assert tearsheet.open(root).sql(WANTED).is_empty()
    assert report.counts["new"] == 0
    blanked = plain.withdraw(root, article_id, "asked again", raw=True).blanked
    assert blanked is not None
    assert (blanked.places, blanked.left) == (2, ())
    assert holders(root) == set()
    assert verify(storage, now=datetime.now(UTC)) == []


def test_the_index_of_another_machine_is_made_anew_after_a_withdrawal(
    bucket: str, filled: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_found(machine: str, word: str) -> bool:
        monkeypatch.setattr(index_place, "cache_folder", lambda: tmp_path / machine)
        return bool(tearsheet.open(root).search(word).articles)

    root = f"{bucket}/elsewhere"
    article_id = copy_to(root, filled)
    assert is_found("one", "Quillfeather")
    assert is_found("other", "Quillfeather")
    before = {p.stat().st_ino for p in (tmp_path / "other").rglob("terms/*")}
    monkeypatch.setattr(index_place, "cache_folder", lambda: tmp_path / "one")
    plain.withdraw(root, article_id, "asked for")
    assert not is_found("other", "Quillfeather")
    assert is_found("other", "reservoir")
    # nothing of what was made before is there, or was put back
    assert before.isdisjoint(p.stat().st_ino for p in (tmp_path / "other").rglob("terms/*"))
    assert len(list((tmp_path / "other").rglob("terms"))) == 1


@pytest.mark.parametrize("point", ["withdraw.written", "withdraw.replaced", "withdraw.removed"])
@pytest.mark.slow
def test_a_kill_leaves_a_bucket_old_or_new_and_the_next_try_ends_it(
    point: str, bucket: str, filled: tuple[str, str]
) -> None:
    root, nursery = f"{bucket}/{point}", Nursery()  # of its own: it has to know the bucket
    article_id = copy_to(root, filled)
    withdraw = ("flows.plain:withdraw", root, article_id, "asked for")
    killed = nursery.run(*withdraw, env={"TEARSHEET_CRASH_AT": point})
    assert killed.was_killed, killed.said
    for number in (1, 2):
        titles = tearsheet.open(root, number).sql("SELECT title FROM articles")["title"].to_list()
        assert "Water dearer" in titles
    ended = nursery.run(*withdraw)
    nursery.close()
    assert ended.code == 0, ended.said
    assert holders(root) == {"raw"}
    assert verify(Storage.open(root), now=datetime.now(UTC)) == []
