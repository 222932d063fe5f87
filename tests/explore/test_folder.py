"""Pages as files in a folder."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tearsheet.errors import Usage
from tearsheet.explore.app import open_site
from tearsheet.explore.folder import write_pages

HREF = re.compile(r'(?:href|src)="([^"#]*)')


def write(root: Path, folder: Path, *, outlet: str | None = None, query: str | None = None) -> int:
    with open_site(str(root)) as site:
        return write_pages(folder, site, outlet=outlet, query=query)


@pytest.fixture(scope="module")
def written(sample_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of an outlet of the sample."""
    folder = tmp_path_factory.mktemp("written") / "pages"
    assert write(sample_root, folder, outlet="orrin-valley-post") > 20
    return folder


def test_every_link_leads_to_a_file_beside_it(written: Path) -> None:
    pages = [path for path in written.glob("*.html") if "captured-" not in path.name]
    assert len(pages) > 20
    for path in pages:
        for target in HREF.findall(path.read_text(encoding="utf-8")):
            if target:
                assert (written / unescape(target)).is_file(), (path.name, target)


def test_a_page_as_a_file_is_the_page_that_is_served(written: Path) -> None:
    index = (written / "index.html").read_text(encoding="utf-8")
    assert "SELECT article_id FROM articles WHERE outlet = &#39;orrin-valley-post&#39;" in index
    article = next(
        p for p in written.glob("article-*.html") if "<title>Snow closes" in p.read_text("utf-8")
    )
    text = article.read_text("utf-8")
    assert "Snow closes Carrick Gap" in text
    assert "FROM revisions WHERE article_id" in text
    assert "Tearsheet, /s/1/article/" in text
    for served_alone in ("<script", "Ask it again", "/theme/", "<form"):
        assert served_alone not in text


def test_the_raw_bytes_come_along(written: Path) -> None:
    assert any(b"Snow closed the pass" in path.read_bytes() for path in written.glob("*.bin"))


def test_a_query_names_the_articles(sample_root: Path, tmp_path: Path) -> None:
    query = "SELECT article_id FROM articles WHERE title LIKE '%Carrick%'"
    write(sample_root, tmp_path / "pages", query=query)
    names = sorted(path.name.split("-")[0] for path in (tmp_path / "pages").glob("*.html"))
    assert names.count("article") == 1
    assert "outlet" not in names
    assert "diff" in names


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT 1 AS n", "the query has no column article_id"),
        ("SELECT article_id FROM articles WHERE false", "it names no article of this snapshot"),
        (None, "an export needs an --outlet or a --query, and not both"),
    ],
)
def test_what_cannot_be_written_is_said(
    sample_root: Path, tmp_path: Path, query: str | None, said: str
) -> None:
    with pytest.raises(Usage, match=said):
        write(sample_root, tmp_path / "pages", query=query)


def test_a_folder_with_something_in_it_is_left_alone(sample_root: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(Usage, match="is not empty"):
        write(sample_root, tmp_path, outlet="orrin-valley-post")
