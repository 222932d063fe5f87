"""`articles` is what revisions and stories say, after every batch, and is written for those that a
batch touches.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

import tearsheet
from tearsheet.store import views
from tearsheet.store.tables import Storage
from tests.support.nursery import archive, backfilled, body, first_batch, page, second_batch
from transforms.schemas import TABLES

BRIDGE = """\
The old bridge over the Corrin was closed to lorries on Monday, after engineers had found cracks.
Drivers were told to take the road by Quillby, which is twelve kilometres longer, until summer.
The mayor said that a new bridge had been promised for years, and that nobody had paid for it.
"""


def said_by_the_others(root: str) -> pl.DataFrame:
    """The rows of `articles` as revisions and stories give them."""
    with tearsheet.open(root).connect() as connection:
        connection.execute(views.articles_sql().replace("VIEW articles", "VIEW computed"))
        rows: pl.DataFrame = connection.sql("FROM computed ORDER BY article_id").pl()
        return rows


def written(root: str) -> pl.DataFrame:
    return tearsheet.open(root).scan("articles").sort("article_id").collect()


def test_it_says_what_revisions_and_stories_say_after_every_batch(tmp_path: Path) -> None:
    root = str(tmp_path / "archive")
    for batch in (
        first_batch(tmp_path / "first"),
        second_batch(tmp_path / "second"),
        page(tmp_path / "third", "morning-herald/ferry", body("ferry")),
        page(tmp_path / "fourth", "evening-post/ferry", body("ferry")),
    ):
        archive(root, str(batch))
        assert written(root).equals(said_by_the_others(root))
    backfilled(root)
    assert written(root).equals(said_by_the_others(root))
    assert written(root).columns == list(TABLES["articles"].schema)


def test_a_copy_that_comes_later_changes_the_size_of_the_story_and_no_other_row(
    tmp_path: Path,
) -> None:
    root = str(tmp_path / "archive")
    archive(root, str(page(tmp_path / "one", "morning-herald/ferry", body("ferry"))))
    archive(root, str(page(tmp_path / "two", "morning-herald/bridge", BRIDGE)))
    before = written(root)
    assert before["story_size"].to_list() == [1, 1]
    archive(root, str(page(tmp_path / "three", "evening-post/ferry", body("ferry"))))
    after = written(root)
    assert sorted(after["story_size"]) == [1, 2, 2]
    alone = after.filter(story_size=1)
    assert before.join(alone, on=before.columns, how="semi", nulls_equal=True).height == 1


def test_an_archive_without_it_has_it_as_a_view_until_a_run_changes_something(
    tmp_path: Path,
) -> None:
    root = str(tmp_path / "archive")
    archive(root, str(first_batch(tmp_path / "first")))
    storage = Storage.open(root)
    rows = written(root)
    gone = tearsheet.Archive.at(storage, storage.head())
    del gone.snapshot.tables["articles"]
    assert gone.sql("FROM articles ORDER BY article_id").equals(rows)
    assert gone.scan("articles").sort("article_id").collect().equals(rows)
