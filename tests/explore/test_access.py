"""Who may ask, and what an answer allows a browser to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tearsheet.explore.app import create_app
from tests.explore.conftest import ORIGIN


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "127.0.0.1:8711"}, 200),
        ({"host": "[::1]:8711"}, 200),
        ({"host": "elsewhere.example"}, 400),
        ({"host": "localhost.elsewhere.example"}, 400),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "http://localhost:1"}, 403),
        ({"origin": ORIGIN}, 200),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
    ],
)
def test_only_this_machine_and_these_pages_may_ask(
    pages: TestClient, headers: dict[str, str], status: int
) -> None:
    assert pages.get("/s/1/", headers=headers).status_code == status


def test_nothing_can_be_sent(pages: TestClient) -> None:
    assert pages.post("/s/1/sql", data={"q": "SELECT 1"}).status_code == 405


@pytest.mark.parametrize("address", ["/s/1/", "/s/99/", "/static/explore.css"])
def test_every_answer_says_that_nothing_foreign_may_run(pages: TestClient, address: str) -> None:
    headers = pages.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ["/archive/s/1/", "/s/1/"])
def test_a_proxy_may_take_the_prefix_off_or_leave_it(sample_root: Path, address: str) -> None:
    with TestClient(
        create_app(str(sample_root), prepare=False, prefix="archive/"), base_url=ORIGIN
    ) as pages:
        text = pages.get(address).text
        assert 'href="/archive/s/1/sql"' in text
        assert pages.get("/archive/", follow_redirects=False).headers["location"] == "/archive/s/1/"
        assert pages.get(text.split('rel="stylesheet" href="')[1].split('"')[0]).status_code == 200


def test_with_a_token_only_who_has_it_is_shown_anything(sample_root: Path) -> None:
    with TestClient(
        create_app(str(sample_root), prepare=False, token="s3cret"), base_url=ORIGIN
    ) as pages:
        refused = pages.get("/s/1/sql")
        assert (refused.status_code, "A token is needed" in refused.text) == (401, True)
        assert pages.get("/s/1/sql?token=other").status_code == 401
        assert pages.get("/s/1/", headers={"authorization": "Bearer s3cret"}).status_code == 200
        let_in = pages.get("/s/1/sql?q=SELECT+1&token=s3cret", follow_redirects=False)
        assert (let_in.status_code, let_in.headers["location"]) == (303, "/s/1/sql?q=SELECT+1")
        assert "s3cret" not in let_in.headers["set-cookie"]
        assert pages.get("/s/1/sql").status_code == 200
