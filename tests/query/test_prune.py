"""A question opens the files that can answer it: which those are is known from the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import tearsheet
from tearsheet.query.reading import plan
from tearsheet.store.tables import Storage

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
MONTHS = ("2026-01", "2026-02", "2026-03")
OUTLETS = ("beacon", "herald", "tribune")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    """Nine files of revisions, one for each outlet and month, and as many of captures."""
    storage = Storage.open(str(tmp_path_factory.mktemp("pruned") / "archive"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tearsheet.store.tables.MOST_SMALL", 9)
        for no, month in enumerate(MONTHS):
            for outlet in OUTLETS:
                base, name = storage.head(), f"{outlet}-{no}"
                at = NOON + timedelta(days=31 * no)
                rows = pl.DataFrame(
                    {
                        "article_id": [name],
                        "revision_id": [f"r-{name}"],
                        "capture_id": [f"c-{name}"],
                        "version": [1],
                        "published_on": [at.date()],
                        "first_captured_at": [at],
                        "captured_at": [at],
                        "outlet": [outlet],
                        "month": [month],
                    }
                )
                changes = {t: [storage.append(base, t, rows)] for t in ("revisions", "captures")}
                storage.commit(base, changes, batch_id=name, run_id="r", code_version="v", now=NOON)
    return tearsheet.open(storage.objects.root)


def files(archive: tearsheet.Archive, query: str, table: str = "revisions") -> int:
    """How many files of a table a question's view lists."""
    connection, _ = archive.guarded_connection(query)
    with connection:
        [(text,)] = connection.execute(
            "SELECT sql FROM duckdb_views() WHERE view_name = ?", [table]
        ).fetchall()
    return str(text).count(".parquet'")


@pytest.mark.parametrize(
    ("query", "opened"),
    [
        ("SELECT * FROM revisions", 9),
        ("SELECT * FROM revisions WHERE outlet = 'herald'", 3),
        ("SELECT * FROM revisions WHERE outlet = 'herald' AND month = '2026-02'", 1),
        ("SELECT * FROM revisions WHERE 'beacon' = outlet AND month >= '2026-02'", 2),
        ("SELECT * FROM revisions WHERE outlet IN ('beacon', 'tribune')", 6),
        ("SELECT * FROM revisions WHERE outlet = 'beacon' OR month = '2026-03'", 5),
        ("SELECT * FROM revisions WHERE published_on = DATE '2026-02-15'", 3),
        ("SELECT * FROM revisions WHERE published_on BETWEEN '2026-02-01' AND '2026-04-01'", 6),
        ("SELECT * FROM revisions WHERE first_captured_at < '2026-02-01'", 3),
        ("SELECT * FROM revisions WHERE article_id = 'herald-2'", 1),
        ("SELECT * FROM revisions WHERE outlet LIKE 'her%'", 3),
        ("SELECT * FROM revisions WHERE upper(outlet) = 'HERALD'", 9),
        ("SELECT * FROM revisions WHERE outlet = 'herald' OR length(outlet) > 3", 9),
        ("SELECT * FROM revisions WHERE published_on < 'infinity'", 9),
        ("WITH r AS (SELECT * FROM revisions) SELECT * FROM r WHERE month = '2026-01'", 3),
        (
            "SELECT * FROM revisions a, revisions b WHERE a.month = '2026-01' "
            "AND b.outlet = 'herald'",
            5,
        ),
        ("SELECT * FROM captures JOIN revisions USING (outlet) WHERE outlet = 'herald'", 3),
        ("SELECT count(*) FROM revisions WHERE outlet = 'nobody'", 0),
        ("SELECT (SELECT count(*) FROM revisions) FROM revisions WHERE outlet = 'herald'", 9),
    ],
)
def test_a_question_opens_what_can_answer_it(
    archive: tearsheet.Archive, query: str, opened: int
) -> None:
    assert files(archive, query) == opened


@pytest.mark.parametrize(
    "where",
    [
        "outlet = 'herald' AND month = '2026-02'",
        "published_on > '2026-01-20' OR outlet = 'beacon'",
        "NOT outlet = 'herald'",
        "month <> '2026-01' AND outlet IN ('herald', 'nobody')",
        "outlet IN (SELECT outlet FROM captures WHERE month = '2026-01')",
    ],
)
def test_the_answer_is_that_of_all_files(archive: tearsheet.Archive, where: str) -> None:
    asked = f"SELECT article_id, published_on FROM revisions WHERE {where} ORDER BY ALL"
    with archive.connect() as connection:
        expected = connection.execute(asked).fetchall()
    assert archive.sql(asked).rows() == expected
    assert expected


def test_what_a_view_asks_counts_too(archive: tearsheet.Archive) -> None:
    assert files(archive, "SELECT * FROM articles WHERE outlet = 'herald'") == 9  # sums over all
    rows = archive.sql("SELECT article_id, published_on FROM articles WHERE outlet = 'herald'")
    assert rows.height == 3
    assert date(2026, 1, 15) in rows["published_on"].to_list()


#: Views by outlet, and what each reads of other outlets where it is asked of one: pages that say of
#: an address that nothing is there, what holds an address, copies that others print.
VIEWS_BY_OUTLET = {
    "coverage": (),
    "date_sources": (),
    "disappeared": ("captures",),
    "drift": (),
    "headline_edits": (),
    "links": ("articles", "sightings"),
    "missing": (),
    "quiet_days": (),
    "silent_edits": (),
    "teasers": (),
    "who_copies_whom": ("articles",),
}


@pytest.mark.parametrize("view", VIEWS_BY_OUTLET)
def test_a_view_that_is_asked_of_an_outlet_reads_rows_of_that_outlet(view: str) -> None:
    outlet = "later_outlet" if view == "who_copies_whom" else "outlet"
    with duckdb.connect() as connection, plan.planning(connection, [view]):
        found = plan.conditions(connection, f"FROM (FROM {view} WHERE {outlet} = 'herald')")
    of_others = {
        table: [scan for scan in scans if "'outlet'" not in str(scan)]
        for table, scans in found.items()
    }
    assert found
    assert {t: len(scans) for t, scans in of_others.items() if scans} == dict.fromkeys(
        VIEWS_BY_OUTLET[view], 1
    )


def test_a_connection_of_ones_own_has_every_file(
    archive: tearsheet.Archive, tmp_path: Path
) -> None:
    with archive.connect() as connection:
        assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (9,)


#: Of three files, one for each month, with eleven row groups each: how many of both are read.
READ = (
    ("SELECT sum(length(text)) FROM listings", 3, 33),
    ("SELECT sum(length(text)) FROM listings WHERE month = '2026-02'", 1, 11),
    ("SELECT sum(length(text)) FROM listings WHERE outlet = 'outlet-00'", 3, 3),
    (
        "SELECT sum(length(text)) FROM listings WHERE outlet = 'outlet-29' AND month = '2026-01'",
        1,
        1,
    ),
    ("SELECT sum(length(text)) FROM listings WHERE outlet IN ('outlet-00', 'outlet-01')", 3, 3),
    ("SELECT sum(length(text)) FROM listings WHERE listed_on = DATE '2026-03-11'", 1, 11),
    (
        "SELECT sum(length(text)) FROM listings WHERE outlet >= 'outlet-25' AND month > '2026-01'",
        2,
        4,
    ),
    ("SELECT sum(length(text)) FROM listings WHERE listed_on < DATE '2026-01-01'", 0, 0),
    (
        "WITH one AS (FROM listings WHERE outlet = 'outlet-00') SELECT sum(length(text)) FROM one",
        3,
        3,
    ),
    (
        "SELECT sum(length(a.text)) FROM listings a "
        "JOIN listings b USING (outlet, month, listing_no) "
        "WHERE a.outlet = 'outlet-00' AND b.month = '2026-03'",
        2,
        2,
    ),
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    """Files with several row groups, sorted by outlet."""
    storage = Storage.open(str(tmp_path_factory.mktemp("large") / "archive"))
    number = pl.int_range(45_000, eager=True)
    for no, month in enumerate(MONTHS):
        base = storage.head()
        rows = pl.DataFrame(
            {
                "capture_id": [f"{month}-{n}" for n in number],
                "listing_no": number,
                "text": [f"text {n}" for n in number],
                "outlet": [f"outlet-{n % 30:02d}" for n in number],
            }
        ).with_columns(
            source=pl.lit("teaser"),
            month=pl.lit(month),
            listed_on=pl.lit(NOON.date() + timedelta(days=[0, 31, 55][no])),
        )
        change = storage.append(base, "listings", rows)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("tearsheet.store.tables.smallest_together", lambda *_, **__: [])
            storage.commit(
                base,
                {"listings": [change]},
                batch_id=month,
                run_id="r",
                code_version="v",
                now=NOON,
            )
    return tearsheet.open(storage.objects.root)


@pytest.mark.parametrize(("query", "opened", "groups"), READ)
def test_a_question_reads_the_row_groups_that_can_answer_it(
    large: tearsheet.Archive, query: str, opened: int, groups: int
) -> None:
    connection, rows = large.guarded_connection(query)
    with connection:
        [(_, text)] = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {rows}").fetchall()
    scans = list(_scans_of_listings(json.loads(text)["operator"]))
    assert sum(int(s["extra_info"].get("Total Files Read", 0)) for s in scans) == opened
    assert sum(s.get("row_groups_scanned", 0) for s in scans) == groups


def _scans_of_listings(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        if "listings" in str(node["extra_info"].get("Filename(s)", "")):
            yield node
        yield from _scans_of_listings(node.get("children", []))
