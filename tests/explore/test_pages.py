"""What every page has: a permanent address, a title, a citation, and the SQL behind its figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tearsheet
from tearsheet.explore.app import PAGES
from tearsheet.explore.question import Question, Value, literal

#: A value of each name that questions ask for.
VALUES: dict[str, Value] = {
    "outlet": "halvern-gazette",
    **dict.fromkeys(("article_id", "story_id", "capture_id", "quarantine_id", "id"), "0" * 24),
    **dict.fromkeys(("lead", "copy", "lead_text", "copy_text"), "0" * 24),
    "month": "2026-03",
    "reason": "bad_json",
    "run_id": "20260308T000000-0",
    **dict.fromkeys(("old", "new", "size"), 1),
    "skip": 0,
}


def test_the_root_leads_to_the_newest_snapshot(pages: TestClient) -> None:
    answer = pages.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/s/1/")


def test_a_page_says_what_it_is_of_which_snapshot_and_how_it_is_cited(pages: TestClient) -> None:
    text = pages.get("/s/1/").text
    assert "<title>What the archive holds · Tearsheet</title>" in text
    assert '<link rel="canonical" href="/s/1/">' in text
    assert '“<bdi dir="auto">What the archive holds</bdi>”.' in text
    assert "snapshot 1 of " in text


def test_a_figure_has_the_sql_that_it_came_from(pages: TestClient) -> None:
    text = pages.get("/s/1/").text
    assert "How was this counted?" in text
    assert "FROM coverage" in text


@pytest.mark.parametrize(
    ("page", "name"),
    [(page.name, name) for page in PAGES for name in page.questions],
)
def test_what_a_page_asks_anybody_may_ask(sample_root: Path, page: str, name: str) -> None:
    question = next(p for p in PAGES if p.name == page).questions[name]
    assert question.about[-1] != "."
    tearsheet.open(str(sample_root)).sql(question.filled(VALUES))


def test_a_question_is_filled_with_literals() -> None:
    asked = Question("…", "SELECT $outlet, $n, $outlet")
    assert asked.names == ["outlet", "n"]
    assert asked.filled({"outlet": "it's", "n": 3}) == "SELECT 'it''s', 3, 'it''s'"
    assert [literal(v) for v in (None, True, 1.5)] == ["NULL", "true", "1.5"]


def test_an_address_without_a_snapshot_leads_to_the_newest_with_one(pages: TestClient) -> None:
    answer = pages.get("/sql?q=SELECT+1", follow_redirects=False)
    assert answer.headers["location"] == "/s/1/sql?q=SELECT+1"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/s/99/", 404, "No such snapshot"),
        ("/s/1/nowhere", 404, "There is no page at this address"),
        ("/s/x/", 404, "There is no page at this address"),
        ("/s/1/sql?q=DELETE+FROM+articles", 400, "only SELECT is allowed"),
        ("/s/1/sql?q=SELECT+nothing", 400, "This is no question for the archive"),
    ],
)
def test_what_cannot_be_shown_is_said_on_a_page(
    pages: TestClient, address: str, status: int, said: str
) -> None:
    answer = pages.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert "<!doctype html>" in answer.text


def test_a_colour_scheme_is_kept_without_a_script(sample_root: Path, pages: TestClient) -> None:
    chosen = pages.get("/theme/dark?back=/s/1/sql", follow_redirects=False)
    assert chosen.headers["location"] == "/s/1/sql"
    assert 'data-theme="dark"' in pages.get("/s/1/").text
    pages.cookies.clear()
    away = pages.get("/theme/dark?back=//elsewhere.example/", follow_redirects=False)
    assert away.headers["location"] == "/"
    pages.cookies.clear()
