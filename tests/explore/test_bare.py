"""An archive that holds captures, and no article."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from flows.plain import archive
from tearsheet.explore.app import create_app
from tests.support.explored import addresses


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bare")
    page = folder / "captures" / "merrow-post" / "gone.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html><body>404 not found</body></html>")
    archive(str(folder / "archive"), [str(folder / "captures")])
    return str(folder / "archive")


@pytest.fixture(scope="module")
def pages(root: str) -> Iterator[TestClient]:
    with TestClient(create_app(root, prepare=False), base_url="http://localhost") as client:
        yield client


def said(text: str) -> str:
    """The words of a page."""
    main = re.search(r"<main.*?</main>", text, re.DOTALL)
    assert main
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))


def test_every_page_is_there(root: str, pages: TestClient) -> None:
    for address in addresses(root):
        assert pages.get(address.path).status_code == 200, address


def test_the_overview_draws_nothing_of_nothing(pages: TestClient) -> None:
    text = said(pages.get("/s/1/").text)
    assert "0 articles of 0 outlets in 0 languages. 0 more are named by pages" in text
    assert "No article is held yet." in text
    assert "the darkest cell" not in text


def test_an_outlet_with_captures_alone_has_a_page(pages: TestClient) -> None:
    answer = pages.get("/s/1/outlet/merrow-post")
    assert answer.status_code == 200
    assert "0 articles . 0 have" not in said(answer.text)
    assert "Nothing is known of any day." in answer.text
    assert pages.get("/s/1/outlet/merrow-times").status_code == 404
