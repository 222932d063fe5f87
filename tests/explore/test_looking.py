"""The pages of the sample: overview, outlets, articles, and what they lead to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tearsheet


@pytest.fixture(scope="session")
def edited(sample_root: Path) -> str:
    """An article of a web archive with two versions."""
    asked = "SELECT article_id FROM articles WHERE versions > 1 AND outlet LIKE 'merrow-%'"
    return str(tearsheet.open(str(sample_root)).sql(asked).item())


def test_the_overview_says_what_the_archive_holds(pages: TestClient) -> None:
    text = " ".join(pages.get("/s/1/").text.split())
    assert "<strong>14</strong> articles" in text
    assert '<a href="/s/1/outlets">4 outlets</a>' in text
    without_tags = re.sub(r"<[^>]+>", "", text)
    assert "published from 2026-03-04 to 2026-03-08" in without_tags
    assert "13 inputs with 20 records: 17 new, 0 held already, 2 that hold no page" in text
    assert "halvern-gazette, 2026-03: 7 articles" in text


def test_outlets_are_listed_with_what_is_known_to_be_missing(pages: TestClient) -> None:
    row = re.search(
        r"<tr><th[^>]*><a href=\"/s/1/outlet/halvern-gazette.*?</tr>", _of(pages, "/s/1/outlets")
    )
    assert row
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row.group())[:2] == ["7", "6"]


def test_an_outlet_has_its_days_sections_and_authors(pages: TestClient) -> None:
    text = _of(pages, "/s/1/outlet/merrow-chronicle-example")
    assert "2026-03-05" in text
    assert "Anders Pohl" in text
    assert "data-part" in text


@pytest.mark.parametrize(
    "part", ["articles", "articles?month=2026-03", "copying", "phrases", "drift"]
)
def test_what_takes_longer_of_an_outlet_has_a_page_of_its_own(pages: TestClient, part: str) -> None:
    assert "How was this counted?" in _of(pages, f"/s/1/outlet/halvern-gazette/{part}")


def test_behind_the_last_page_of_an_outlet_there_are_no_more(pages: TestClient) -> None:
    assert "There are no more." in _of(pages, "/s/1/outlet/halvern-gazette/articles?skip=900")
    assert "There are no more." in _of(pages, "/s/1/changes?skip=900")
    assert "None is held." in _of(pages, "/s/1/outlet/halvern-gazette/articles?month=1999-01")


def test_an_article_has_everything_that_is_known_of_it(pages: TestClient, edited: str) -> None:
    text = _of(pages, f"/s/1/article/{edited}")
    assert '<h1 lang="en" dir="auto">Line seven will run along the quays after all</h1>' in text
    assert "confidence 0.98" in text
    assert '<p class="block-body" lang="en" dir="auto">The council of Halvern decided' in text
    assert (
        "Line seven will run along the quays after all | Merrow Chronicle" in text
    )  # as it stands
    assert "old=1&amp;new=2" in text
    assert "+108 −2" in text
    cited = _of(pages, f"/s/1/article/{edited}/citation")
    assert "tearsheet:?snapshot=1&amp;article=" in cited
    assert "@misc" in cited or "@online" in cited or "@article" in cited


def test_an_article_that_is_not_there_is_said_to_be_so(pages: TestClient) -> None:
    for address, said in (
        ("/s/1/article/0000", "Snapshot 1 has no article 0000"),
        ("/s/1/article/a-b", "is no article’s id"),
        ("/s/1/outlet/nobody", "Snapshot 1 has no outlet nobody"),
    ):
        answer = pages.get(address)
        assert (answer.status_code in (400, 404), said in answer.text) == (True, True), answer.text


def _of(pages: TestClient, address: str) -> str:
    answer = pages.get(address)
    assert answer.status_code == 200, answer.text
    return str(answer.text)
