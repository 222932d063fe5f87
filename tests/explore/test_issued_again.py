"""An archive that changes while its pages are looked at: texts withdrawn, files gone, faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.responses import Response
from starlette.testclient import TestClient

import tearsheet
from flows.plain import archive
from tearsheet.cli.main import app as command
from tearsheet.explore import app
from tearsheet.explore.readers import Readers
from tearsheet.explore.visit import Page, Sheet, Visit
from tearsheet.query.limits import Limits

SECRET = "The keeper of the Merrow light gave her street and the number of her door to nobody else."
OTHER = "The council of Merrow met on Monday and spoke of the harbour wall for three hours."


@pytest.fixture
def root(tmp_path: Path) -> str:
    """Two articles of an outlet."""
    for name, text in (("keeper", SECRET), ("council", OTHER)):
        page = tmp_path / "captures" / "merrow-post" / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        body = "".join(f"<p>{text} It was said {n} times over.</p>" for n in range(5))
        head = f"<title>{name} of Merrow</title><h1>{name.title()} of Merrow</h1>"
        page.write_text(f"<html><body><article>{head}{body}</article></body></html>")
    archive(str(tmp_path / "archive"), [str(tmp_path / "captures")])
    return str(tmp_path / "archive")


@pytest.fixture
def pages(root: str) -> Iterator[TestClient]:
    made = app.create_app(root, prepare=False)
    with TestClient(made, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def article_of(root: str, words: str) -> str:
    asked = f"SELECT article_id FROM articles WHERE text LIKE '%{words}%'"
    return str(tearsheet.open(root).sql(asked)["article_id"][0])


def take_out(root: str, article_id: str) -> None:
    asked = ["withdraw", article_id, "--reason", "asked for by its keeper", "--root", root]
    done = CliRunner().invoke(command, asked)
    assert done.exit_code == 0, done.output


def test_a_withdrawn_text_is_on_no_page_any_more(root: str, pages: TestClient) -> None:
    key = article_of(root, "street and the number")
    addresses = (
        f"/s/1/article/{key}",
        "/s/1/outlet/merrow-post/articles",
        "/s/1/search?q=keeper",
        "/s/1/sql?q=SELECT+title,+text+FROM+articles",
    )
    shown = {address: pages.get(address).text for address in addresses}
    assert all("Keeper of Merrow" in text for text in shown.values())
    take_out(root, key)
    for address in addresses:
        answer = pages.get(address)
        assert "Keeper of Merrow" not in answer.text, address
        assert "street and the number" not in answer.text, address
        assert answer.status_code == (404 if key in address else 200), address
    said = pages.get(f"/s/1/article/{key}").text
    assert "was withdrawn on " in said
    assert "asked for by its keeper" in said


def test_rows_kept_of_a_snapshot_go_when_it_is_issued_again(root: str) -> None:
    readers = Readers(root, Limits.with_defaults())
    try:
        before = tearsheet.open(root, 1).snapshot
        readers.keep_views(before)
        kept = readers.kept(before)
        assert kept is not None
        assert any(kept.iterdir())
        take_out(root, article_of(root, "street and the number"))
        after = tearsheet.open(root, 1).snapshot
        assert (before.number, before.created_at) == (after.number, after.created_at)
        assert before.state != after.state
        assert readers.kept(after) != kept
        assert not kept.exists()
    finally:
        readers.close()


def test_what_is_withdrawn_while_a_page_is_made_is_read_again(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, states = article_of(root, "street and the number"), []

    def view(visit: Visit) -> Response:
        states.append(visit.snapshot.state)
        if len(states) == 1:
            take_out(root, key)
            raise OSError("a file that went")
        return Response("seen")

    page = Page("citation", "/again", view)
    monkeypatch.setattr(app, "PAGES", (*app.PAGES, page))
    made = app.create_app(root, prepare=False)
    with TestClient(made, base_url="http://localhost") as client:
        assert client.get("/s/1/again").status_code == 200
    assert len(set(states)) == 2


def test_a_fault_is_a_page_that_allows_as_little_as_others(
    root: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def view(_: Visit) -> Sheet:
        raise ZeroDivisionError

    monkeypatch.setattr(app, "PAGES", (*app.PAGES, Page("fault", "/fault", view)))
    made = app.create_app(root, prepare=False)
    with TestClient(made, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/s/1/fault")
    assert (answer.status_code, "This failed" in answer.text) == (500, True)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_file_that_is_gone_is_said_to_be(root: str, pages: TestClient) -> None:
    for file in Path(root, "tables", "articles").rglob("*.parquet"):
        file.unlink()
    answer = pages.get("/s/1/outlet/merrow-post")
    assert answer.status_code == 500
    assert "The archive lacks this" in answer.text
    assert "tearsheet verify" in answer.text
