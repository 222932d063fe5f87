"""Rows are found by their keys, and little is read of others."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest

from tearsheet.store.files import layout, opened
from tearsheet.store.files.data_file import Change, DataFile
from tearsheet.store.files.finding import find_carriers, find_marked, find_rest, keep_marked
from tearsheet.store.files.footer import Footer, read_groups
from tearsheet.store.files.hashes import Places
from tearsheet.store.files.key_index import Only
from tearsheet.store.files.posting_index import Posted
from tearsheet.store.objects import Objects
from tearsheet.store.snapshots import Snapshot
from tearsheet.store.tables import Storage
from tests.support.inputs import NOW
from transforms.schemas import BLOCKS, STORIES, conform

ROWS = 60
_HASH = {"name_keys": pl.UInt64(), "line_key": pl.UInt64()}


@pytest.fixture(params=["by the column", "by its index"])
def storage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Storage:
    """Of row groups of ten rows, in files that have indexes and in such that have none."""
    if request.param == "by its index":
        monkeypatch.setattr(opened, "LEAST_ROWS", 1)
        monkeypatch.setattr(opened, "_MOST_SOUGHT", 1.0)
    monkeypatch.setattr(layout, "_ROW_GROUP", 10)
    monkeypatch.setattr(layout, "_STATISTICS_ROWS", 10)
    return Storage.open(str(tmp_path))


def stories(first: int = 0) -> pl.DataFrame:
    """Thirty of each of two outlets: the ids of an outlet are in no order of its months."""
    numbers = range(first, first + ROWS)
    rows = pl.DataFrame(
        {
            "story_id": [f"s{n:03}" for n in numbers],
            "article_id": [f"a{n * 7 % 100:03}" for n in numbers],
            "outlet": ["herald" if n % 2 else "post" for n in numbers],
            "month": [f"2026-0{1 + n % 3}" for n in numbers],
        }
    )
    return conform(rows, STORIES.schema, key=STORIES.key)


def commit(storage: Storage, change: Change) -> Snapshot:
    return storage.commit(
        storage.head(),
        {"stories": [change]},
        batch_id=repr(change),
        run_id="r",
        code_version="c",
        now=NOW,
    )


def ids(frame: pl.DataFrame) -> list[str]:
    return sorted(frame["story_id"])


def test_rows_are_found_by_any_column_and_by_several(storage: Storage) -> None:
    head = commit(storage, storage.append(storage.head(), "stories", stories()))

    def found(**keys: list[str]) -> list[str]:
        asked = pl.DataFrame(keys, schema=dict.fromkeys(keys, pl.String()))
        return ids(storage.find(head, "stories", asked))

    assert found(story_id=["s003", "s010", "s999"]) == ["s003", "s010"]
    assert found(article_id=["a007", "a014"]) == ["s001", "s002"]
    assert found(article_id=["a007", "a014"], outlet=["herald", "herald"]) == ["s001"]
    assert found(article_id=["a007"], outlet=["herald"], month=["2026-01"]) == []
    assert found(outlet=["herald"], month=["2026-01"]) == [f"s{n:03}" for n in range(3, 60, 6)]
    assert found(outlet=["herald"]) == [f"s{n:03}" for n in range(1, 60, 2)]
    assert found() == [f"s{n:03}" for n in range(60)]
    assert found(outlet=["nobody"]) == found(story_id=[]) == []


def test_of_many_rows_with_an_id_the_one_with_the_whole_key_is_found(storage: Storage) -> None:
    one_story = stories().with_columns(story_id=pl.lit("s000"))
    snapshot = commit(storage, storage.append(storage.head(), "stories", one_story))
    keys = pl.DataFrame(
        {
            "story_id": ["s000", "s000", "s001"],
            "article_id": ["a007", "a014", "a021"],
            "outlet": ["herald", "herald", "herald"],
        }
    )
    found = storage.find(snapshot, "stories", keys, ["article_id", "month"])
    assert found.rows() == [("a007", "2026-02")]  # the second is of another outlet


def test_only_the_columns_asked_for_come_and_no_null_is_a_key(storage: Storage) -> None:
    rows = stories().with_columns(
        pl.when(pl.col("story_id") < "s030").then(None).otherwise("relation").alias("relation")
    )
    head = commit(storage, storage.append(storage.head(), "stories", rows))
    keys = pl.DataFrame({"story_id": ["s003", None]})
    assert storage.find(head, "stories", keys, ["article_id"]).to_dict(as_series=False) == {
        "article_id": ["a021"]
    }
    nothing = pl.DataFrame({"relation": [None]}, schema={"relation": pl.String()})
    assert storage.find(head, "stories", nothing).is_empty()


def test_deleted_rows_are_not_found(storage: Storage) -> None:
    head = commit(storage, storage.append(storage.head(), "stories", stories()))
    gone = pl.DataFrame({"outlet": ["herald"], "month": ["2026-01"], "story_id": ["s003"]})
    after = commit(storage, storage.replace(head, "stories", stories().clear(), gone))
    assert storage.find(after, "stories", gone).is_empty()
    assert ids(storage.find(after, "stories", pl.DataFrame({"outlet": ["herald"]}))) == [
        f"s{n:03}" for n in range(1, 60, 2) if n != 3
    ]
    assert len(storage.find(head, "stories", gone)) == 1


def test_a_file_without_a_column_has_nulls_there(storage: Storage) -> None:
    buffer = io.BytesIO()
    stories().drop("relation").write_parquet(buffer)
    storage.objects.put_new("tables/stories/old.parquet", buffer.getvalue())
    size = len(buffer.getvalue())
    old = DataFile("tables/stories/old.parquet", ROWS, size, "")
    keys = pl.DataFrame({"story_id": ["s003"]})
    assert storage.find_in("stories", [old], keys)["relation"].to_list() == [None]
    assert storage.find_in("stories", [old], pl.DataFrame({"relation": ["reprint"]})).is_empty()


def test_of_other_row_groups_nothing_but_the_key_is_read(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = commit(storage, storage.append(storage.head(), "stories", stories()))
    read: list[tuple[list[int], list[str]]] = []

    def reading(
        objects: Objects, file: DataFile, footer: Footer, groups: Places, columns: list[str]
    ) -> object:
        read.append((groups.tolist(), list(columns)))
        return read_groups(objects, file, footer, groups, columns)

    monkeypatch.setattr(opened, "read_groups", reading)
    keys = pl.DataFrame({"story_id": ["s003"]})
    for _ in range(2):
        assert ids(storage.find(head, "stories", keys, ["story_id", "outlet"])) == ["s003"]
    # herald's rows of January stand first; what was read of a row group is kept
    assert read == [(list(range(6)), ["story_id"]), ([0], ["outlet"])]
    storage.find(head, "stories", keys, ["article_id", "outlet"])
    assert [(groups, set(names)) for groups, names in read[2:]] == [([0], {"article_id"})]
    read.clear()
    storage.find(
        head, "stories", pl.DataFrame({"outlet": ["post"], "month": ["2026-03"]}), ["outlet"]
    )
    assert read == [([5], ["outlet", "month"])]


def test_where_an_id_has_many_rows_the_next_id_of_a_key_is_looked_up_too(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = stories().with_columns(pl.lit("s000").alias("story_id"))
    head = commit(storage, storage.append(storage.head(), "stories", rows))
    read: list[int] = []

    def reading(
        objects: Objects, file: DataFile, footer: Footer, groups: Places, columns: list[str]
    ) -> object:
        read.extend(groups.tolist() if "outlet" in columns else ())
        return read_groups(objects, file, footer, groups, columns)

    monkeypatch.setattr(opened, "read_groups", reading)
    keys = pl.DataFrame({"story_id": ["s000", "s001"], "article_id": ["a021", "a028"]})
    # the rows of one outlet and month are a row group: herald, January, and post, February
    found = storage.find(head, "stories", keys, ["article_id", "outlet"])
    assert found.rows() == [("a021", "herald")]
    assert read == [0, 4]


def test_rows_are_found_by_a_hash_in_their_list(storage: Storage) -> None:
    rows = pl.DataFrame(
        {
            "capture_id": [f"c{n:02}" for n in range(40)],
            "article_no": [0] * 40,
            "name_keys": [[n, 1_000 + n % 4] for n in range(40)],
            "outlet": ["herald" if n % 2 else "post" for n in range(40)],
            "month": ["2026-01"] * 40,
        }
    )
    change = storage.append(storage.head(), "sightings", rows)
    keys = pl.DataFrame({"outlet": ["post"], "name_keys": [1_000]}, schema_overrides=_HASH)
    found = storage.find_in("sightings", change.added, keys, ["capture_id", "name_keys"])
    assert sorted(found["capture_id"]) == [f"c{n:02}" for n in range(0, 40, 4)]
    assert found["name_keys"].list.len().unique().to_list() == [2]
    nothing = pl.DataFrame({"outlet": ["herald"], "name_keys": [1_000]}, schema_overrides=_HASH)
    assert storage.find_in("sightings", change.added, nothing).is_empty()


def test_hashes_are_found_by_their_upper_bits_but_for_deleted_rows(storage: Storage) -> None:
    hashes = [(n % 7 + 1 << 60) | n for n in range(30)]
    rows = pl.DataFrame(
        {
            "revision_id": [f"r{n:02}" for n in range(30)],
            "scheme": ["s"] * 30,
            "sketch": pl.Series([[h] for h in hashes], dtype=pl.List(pl.UInt64)),
            "outlet": ["herald"] * 30,
            "month": ["2026-01"] * 30,
        }
    )
    (file,) = storage.write("signatures", rows)
    asked = pl.Series([3 << 60 | 12345], dtype=pl.UInt64)
    every = Only("every", ("scheme",), pl.lit(value=True))
    posted = Posted(("sketch",), "text_key", every)
    found = find_carriers(storage.objects, [file.without([9])], posted, asked)
    assert found.rows["_place"].sort().to_list() == [2, 16, 23]
    assert set(found.rows["hash"]) == {3 << 60}
    assert found.cut.is_empty()


def test_of_a_common_hash_few_rows_are_found_and_how_many_texts_and_then_the_rest(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LEAST_ROWS", 1)
    rows = pl.DataFrame(
        {
            "revision_id": [f"r{n:02}" for n in range(40)],
            "text_key": pl.Series([900 - n // 2 for n in range(40)], dtype=pl.UInt64),
            "scheme": ["s"] * 39 + ["t"],
            "sketch": pl.Series([[7 << 60]] * 40, dtype=pl.List(pl.UInt64)),
            "outlet": ["herald"] * 40,
            "month": ["2026-01"] * 40,
        }
    )
    (file,) = storage.write("signatures", rows)
    posted = Posted(("sketch",), "text_key", Only("of_s", ("scheme",), pl.col("scheme") == "s"))
    asked = pl.Series([7 << 60, 9 << 60], dtype=pl.UInt64)
    for gone, first, texts in (([], [36, 38], 20), ([1], [36, 38], 19)):
        found = find_carriers(storage.objects, [file.without(gone)], posted, asked)
        assert found.rows["_place"].sort().to_list() == first
        assert found.cut["texts"].to_list() == [texts]
        rest = find_rest(storage.objects, [file.without(gone)], posted, found.cut)["_place"]
        assert sorted([*rest, *first]) == [n for n in range(39) if n not in gone]
    found = find_carriers(storage.objects, [file.without([36])], posted, asked)
    assert found.cut["texts"].to_list() == [0]  # which text comes first is not known


def test_of_lines_only_those_that_count_are_found_and_only_of_their_outlet(
    storage: Storage,
) -> None:
    rows = pl.DataFrame(
        {
            "capture_id": [f"c{n:02}" for n in range(20)],
            "block_no": [0] * 20,
            "kind": ["body" if n % 2 else "other" for n in range(20)],
            "line_key": pl.Series([n % 5 for n in range(20)], dtype=pl.UInt64),
            "outlet": ["herald" if n < 10 else "post" for n in range(20)],
            "month": ["2026-01"] * 20,
        }
    )
    files = storage.write("blocks", rows)
    keys = pl.DataFrame({"outlet": ["herald"], "line_key": [3]}, schema_overrides=_HASH)
    only = Only("body", ("kind", "rule"), pl.col("kind") == "body")
    for _ in range(2):
        found = find_marked(storage.objects, BLOCKS, files, keys, only, ["capture_id"])
        assert found.rows() == [("herald", 3, "c03")]


def test_of_ids_those_are_kept_that_stand_in_a_row_that_counts_and_is_not_deleted(
    storage: Storage,
) -> None:
    rows = stories().with_columns(pl.lit("reprint").alias("relation")).head(4)
    one = pl.col("story_id").is_in(["s001", "s003"])
    rows = rows.with_columns(
        pl.when(one).then(pl.lit("near")).otherwise("relation").alias("relation")
    )
    head = commit(storage, storage.append(storage.head(), "stories", rows))
    only = Only("near", ("relation",), pl.col("relation") == "near")
    asked = pl.Series(["s002", "s003", "a007", "s001", "s999"])

    def kept(snapshot: Snapshot) -> list[str]:
        files = storage.files(snapshot, "stories")
        columns = ["story_id", "article_id"]
        return keep_marked(storage.objects, files, asked, columns, only).to_list()

    assert kept(head) == ["s003", "a007", "s001"]
    gone = pl.DataFrame({"outlet": ["herald"], "month": ["2026-01"], "story_id": ["s003"]})
    after = commit(storage, storage.replace(head, "stories", rows.clear(), gone))
    assert kept(after) == ["a007", "s001"]
    assert keep_marked(storage.objects, (), asked, ["story_id"], only).is_empty()
