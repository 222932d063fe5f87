"""A question opens the files that can answer it: which those are is known from the manifest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

import tearsheet
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


def test_a_connection_of_ones_own_has_every_file(
    archive: tearsheet.Archive, tmp_path: Path
) -> None:
    with archive.connect() as connection:
        assert connection.execute("SELECT count(*) FROM revisions").fetchone() == (9,)
