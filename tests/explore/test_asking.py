"""Search and the SQL box."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

import tearsheet
from tests.explore.conftest import ORIGIN


def test_a_search_shows_hits_with_what_answers_it_lit(pages: TestClient) -> None:
    text = pages.get("/s/1/search?q=harbour").text
    hits = re.findall(r"<li>\s*<h2>.*?</li>", text, re.DOTALL)
    assert hits
    assert all("<mark>" in hit for hit in hits)
    assert "search(&#39;harbour&#39;)" in text


def test_what_a_search_counts_is_what_its_select_counts(
    sample_root: Path, pages: TestClient
) -> None:
    text = pages.get("/s/1/search?q=the").text
    asked = re.search(r'<pre class="sql"[^>]*><code>(.*?)</code>', text, re.DOTALL)
    assert asked
    first = tearsheet.open(str(sample_root)).rows(unescape(asked[1])).rows[0]
    assert first == (None, 13, 12)
    assert "<strong>12</strong> stories, 13 articles" in text


def test_a_facet_narrows_a_search_and_can_be_taken_back(pages: TestClient) -> None:
    text = pages.get("/s/1/search?q=harbour&outlet=halvern-gazette").text
    assert "outlet := &#39;halvern-gazette&#39;" in text
    assert re.search(r'href="/s/1/search\?q=harbour"[^>]*aria-current="true"', text)
    wider = pages.get("/s/1/search?q=harbour").text
    assert 'href="/s/1/search?q=harbour&amp;outlet=halvern-gazette"' in wider


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("q=zzzzzz", 200, "Nothing of 14 articles answers this"),
        ('q="open', 400, ""),
        ("q=harbour&published=soon", 400, "is no day, month or year"),
        ("q=<script>alert(1)</script>", 200, "&lt;script&gt;"),
    ],
)
def test_a_search_that_finds_nothing_or_cannot_be_read_says_so(
    pages: TestClient, asked: str, status: int, said: str
) -> None:
    answer = pages.get(f"/s/1/search?{asked}")
    assert answer.status_code == status
    assert said in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("address", "kept", "said"),
    [
        (
            "/s/1/search?q=%22ferry&outlet=halvern-gazette",
            ['value="&#34;ferry"', 'name="outlet" value="halvern-gazette"'],
            "<p>this quote is not closed</p>",
        ),
        (
            "/s/1/sql?q=SELECT+titel%0AFROM+articles",
            [">SELECT titel\nFROM articles</textarea>"],
            "LINE 1: SELECT titel\n               ^^^^^",
        ),
        ("/s/1/sql?q=DROP+TABLE+articles", [">DROP TABLE articles</textarea>"], "only SELECT"),
    ],
)
def test_a_mistake_is_told_beside_the_box_in_which_it_stands(
    pages: TestClient, address: str, kept: list[str], said: str
) -> None:
    answer = pages.get(address)
    assert answer.status_code == 400
    assert '<nav aria-label="Pages">' in answer.text
    assert [piece for piece in [*kept, said] if piece not in answer.text] == []


SELECT = "SELECT outlet, count(*) AS n FROM articles GROUP BY ALL ORDER BY n DESC"


def test_a_select_is_a_table_a_chart_and_files(pages: TestClient) -> None:
    text = pages.get("/s/1/sql", params={"q": SELECT}).text
    assert "<strong>4</strong> rows" in text
    assert "halvern-gazette: 7 n" in text  # a bar
    assert '<td class="number">' in text


def test_another_chart_of_a_result_is_a_link_away(pages: TestClient) -> None:
    rows = "VALUES ('gazette', '2026-03', 4, 1), ('gazette', '2026-04', 5, 1)"
    by_month = f"SELECT * FROM ({rows}) t(outlet, month, articles, missing)"
    text = pages.get("/s/1/sql", params={"q": by_month}).text
    assert re.findall(r'chart=(\w+)"( aria-current="true")?', text) == [
        ("line", ' aria-current="true"'),
        ("grid", ""),
        ("bars", ""),
        ("points", ""),
    ]
    other = pages.get("/s/1/sql", params={"q": by_month, "chart": "grid"}).text
    assert "gazette, 2026-04: 5 articles" in other
    assert pages.get("/s/1/sql", params={"q": by_month, "chart": "pie"}).status_code == 200


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "parquet"])
def test_rows_are_taken_along(pages: TestClient, form: str) -> None:
    answer = pages.get(f"/s/1/sql/rows.{form}", params={"q": SELECT})
    assert f'filename="snapshot-1.{form}"' in answer.headers["content-disposition"]
    readers: dict[str, Callable[[bytes], list[dict[str, Any]]]] = {
        "csv": lambda b: list(csv.DictReader(io.StringIO(b.decode()))),
        "json": json.loads,
        "ndjson": lambda b: [json.loads(line) for line in b.splitlines()],
        "parquet": lambda b: pq.read_table(io.BytesIO(b)).to_pylist(),
    }
    rows = readers[form](answer.content)
    assert [(row["outlet"], int(row["n"])) for row in rows][:1] == [("halvern-gazette", 7)]
    assert len(rows) == 4


@pytest.mark.parametrize("form", ["csv", "json", "ndjson", "parquet"])
def test_no_rows_are_a_file_too(pages: TestClient, form: str) -> None:
    answer = pages.get(f"/s/1/sql/rows.{form}?q=SELECT+1+AS+n+WHERE+false")
    assert answer.status_code == 200
    assert form != "json" or answer.json() == []


def test_many_rows_come_in_pieces_that_make_one_file(pages: TestClient) -> None:
    asked = {"q": "SELECT range AS n FROM range(20001)"}
    rows = pages.get("/s/1/sql/rows.csv", params=asked).text.splitlines()
    assert (rows[0], rows[-1], len(rows)) == ("n", "20000", 20002)
    assert pages.get("/s/1/sql/rows.json", params=asked).json()[-1] == {"n": 20000}


def test_a_cell_of_a_file_is_no_formula(pages: TestClient) -> None:
    answer = pages.get("/s/1/sql/rows.csv", params={"q": "SELECT '=1+1' AS a"})
    assert answer.text.splitlines()[1] == "'=1+1"


def test_what_another_site_asks_is_shown_and_not_run(pages: TestClient) -> None:
    elsewhere = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    text = pages.get("/s/1/sql", params={"q": SELECT}, headers=elsewhere).text
    assert "Another site led here" in text
    assert "rows. Take them along" not in text
    refused = pages.get("/s/1/sql/rows.csv", params={"q": SELECT}, headers=elsewhere)
    assert refused.status_code == 400


def test_a_query_without_end_is_stopped_and_the_next_is_answered(sample_root: object) -> None:
    from tearsheet.explore.app import create_app
    from tearsheet.query.limits import Limits

    app = create_app(str(sample_root), prepare=False, limits=Limits.with_defaults(seconds=1.0))
    endless = (
        "SELECT count(*) FROM range(10_000_000) a, range(10_000_000) b WHERE a.range <> b.range"
    )
    with TestClient(app, base_url="http://localhost") as pages:
        answer = pages.get("/s/1/sql", params={"q": endless})
        assert (answer.status_code, "took more than 1 s" in answer.text) == (503, True)
        assert "<strong>1</strong> row" in pages.get("/s/1/sql?q=SELECT+1+AS+n").text


def test_who_comes_when_all_are_busy_is_asked_to_come_again(
    sample_root: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tearsheet.explore.app import create_app

    monkeypatch.setattr("tearsheet.explore.readers._QUEUE_SECONDS", 0.0)
    monkeypatch.setattr("tearsheet.explore.readers._SELECTS", 0)
    with TestClient(create_app(str(sample_root), prepare=False), base_url=ORIGIN) as pages:
        answer = pages.get("/s/1/sql?q=SELECT+1+AS+n")
        assert pages.get("/s/1/outlets").status_code == 200
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert "ask again in a while" in answer.text


def test_a_search_that_was_answered_is_kept(sample_root: object) -> None:
    from tearsheet.explore.app import open_site

    with open_site(str(sample_root)) as site:
        snapshot, options = site.snapshot(), {"limit": 5}
        first = site.readers.search(snapshot, "harbour", options)
        site.readers._searches.close()
        assert site.readers.search(snapshot, "harbour", options).hits == first.hits


def test_names_are_there_to_be_completed(pages: TestClient) -> None:
    assert "published_on" in pages.get("/s/1/sql/words").json()["articles"]
