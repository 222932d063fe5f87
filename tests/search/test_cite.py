"""Citations say what a reader needs to find the evidence again, and tell whether it still holds."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware

import tearsheet
from flows import plain
from tearsheet.errors import Usage
from tearsheet.query.archive import Archive
from tearsheet.search.archive import SearchableArchive
from tearsheet.search.citations.citation import (
    ArticleCitation,
    cite_article,
    cite_rows,
    list_identifiers,
    read_identifier,
)
from tearsheet.search.citations.references import FORMS
from tearsheet.search.citations.reproduce import Verdict, reproduce
from tearsheet.store.tables import Storage
from tearsheet.upkeep.vacuum import pin
from tests.search.articles import article, publish
from tests.support.nursery import archive as archive_pages
from tests.support.nursery import body, compact, page, rebuilt, vacuum

ODD = ArticleCitation(
    article_id="0a1b",
    version=2,
    title="Profits & losses: 5% of {the} $5_000 #1 ~ up ^ C:\\x — “Żółć”",
    authors=("Inés Kranz", "The R&D Desk"),
    outlet="Herald & Post",
    url="https://herald.example/a_b?x=1&y=50%25",
    language="en",
    published_on=date(2026, 3, 8),
    published_source="json_ld",
    published_confidence=0.9,
    captured_at=datetime(2026, 3, 9, 1, 2, 3, tzinfo=UTC),
    raw_sha256="ab" * 32,
    text_sha256="cd" * 32,
    archive="s3://papers/archive_1",
    snapshot=42,
    snapshot_at="2026-03-10T00:00:00+00:00",
)
QUERY = "SELECT outlet, text, words FROM articles"


def test_a_text_has_all_that_a_footnote_needs() -> None:
    text = FORMS["text"]([ODD])
    assert text.startswith(
        "Inés Kranz, The R&D Desk, "
        "“Profits & losses: 5% of {the} $5_000 #1 ~ up ^ C:\\x — “Żółć””, "
        "Herald & Post, 2026-03-08 (day by json_ld, confidence 0.90). "
        "https://herald.example/a_b?x=1&y=50%25. "
        f"captured 2026-03-09T01:02:03Z, sha256 {'ab' * 32}. "
        "article 0a1b, version 2; s3://papers/archive_1, snapshot 42 of 2026-03-10T00:00:00Z"
    )
    assert list_identifiers(text) == [ODD.identifier]


def test_bibtex_is_read_back_by_its_own_reader() -> None:
    library = parse_string(FORMS["bibtex"]([ODD]))
    assert library.failed_blocks == []
    [entry] = library.entries
    fields = {field.key: field.value for field in entry.fields}
    decoded = LatexDecodingMiddleware().transform(library).entries[0]
    assert (entry.entry_type, fields["year"], fields["day"]) == ("article", "2026", "8")
    assert fields["author"] == "{Inés Kranz} and {The R\\&D Desk}"
    assert "Profits & losses: 5% of" in decoded["title"]
    assert "$5_000 #1" in decoded["title"]
    assert read_identifier(fields["note"])["raw_sha256"] == "ab" * 32


def test_ris_is_read_back_by_its_own_reader() -> None:
    [entry] = rispy.load(io.StringIO(FORMS["ris"]([ODD])))
    assert entry["type_of_reference"] == "NEWS"
    assert entry["authors"] == ["Inés Kranz", "The R&D Desk"]
    assert (entry["title"], entry["secondary_title"]) == (ODD.title, "Herald & Post")
    assert (entry["year"], entry["date"]) == ("2026", "2026/03/08")
    assert entry["urls"] == [ODD.url]
    assert ODD.identifier in entry["notes"]


def test_csl_json_has_the_fields_of_its_schema() -> None:
    [item] = json.loads(FORMS["csl-json"]([ODD]))
    assert (item["type"], item["container-title"]) == ("article-newspaper", "Herald & Post")
    assert item["issued"] == {"date-parts": [[2026, 3, 8]]}
    assert item["accessed"] == {"date-parts": [[2026, 3, 9]]}
    assert item["author"] == [{"literal": "Inés Kranz"}, {"literal": "The R&D Desk"}]
    assert item["note"].endswith(ODD.identifier)


def test_a_control_in_a_headline_steers_nothing() -> None:
    odd = article("a", "x")
    assert odd["title"] is None
    for form in FORMS.values():
        assert "\x1b" not in form([replace(ODD, title="a\x1b[2Jb\nER  - ")])
    assert FORMS["ris"]([replace(ODD, title="a\nER  - ")]).count("\nER  - ") == 1


@pytest.mark.parametrize("form", list(FORMS))
def test_the_rows_of_a_query_are_cited_in_every_form(tmp_path: Path, form: str) -> None:
    root = str(tmp_path)
    publish(root, [article("a", "x"), article("b", "y")])
    query = "SELECT article_id, text = 'x & 100%' AS \"is it, so.\" FROM articles"
    written = FORMS[form]([cite_rows(tearsheet.open(root), query)])
    assert read_identifier(written)["query"] == query
    assert held(root, written) == Verdict(True, 1, ())


def held(root: str, citation: str) -> Verdict:
    return reproduce(lambda number: Archive(root, number), citation)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> SearchableArchive:
    folder = tmp_path_factory.mktemp("cited")
    root = str(folder / "archive")
    page(folder, "herald/ferry", body("ferry"))
    archive_pages(root, str(folder / "herald"))
    return tearsheet.open(root)


def test_a_citation_holds_after_compact_vacuum_and_rebuild(
    archive: SearchableArchive, tmp_path: Path
) -> None:
    root, query = archive.root, f"{QUERY} WHERE outlet = 'herald'"
    article_id = str(archive.rows("SELECT article_id FROM articles").rows[0][0])
    cited = [cite_article(archive, article_id).identifier, cite_rows(archive, query).identifier]
    number = archive.snapshot.number
    pin(Storage.open(root), number, note="cited", now=datetime.now(UTC))
    for name in ("bridge", "quay"):
        page(tmp_path, f"post/{name}", body(name))
        archive_pages(root, str(tmp_path / "post"))
    compact(root)
    vacuum(root)
    assert [held(root, one) for one in cited] == [Verdict(True, number, ())] * 2
    rebuilt(root, str(tmp_path / "again"))
    for one in cited:
        assert held(str(tmp_path / "again"), one).is_equal


def test_what_differs_is_told(tmp_path: Path) -> None:
    root = str(tmp_path)
    publish(root, [article("a", "One text.", words=2), article("b", "Another.", words=1)])
    publish(root, [article("a", "One text, edited.", words=3), article("b", "Another.", words=1)])
    cited = cite_rows(tearsheet.open(root, 1), QUERY).identifier
    assert held(root, cited) == Verdict(True, 1, ())
    moved = cited.replace("snapshot=1", "snapshot=2")
    assert held(root, moved) == Verdict(False, 2, ("values differ in text, words",))
    gone = cited.replace("snapshot=1", "snapshot=9")
    assert held(root, gone).lines == (
        "values differ in text, words",
        "snapshot 9 is not kept: this is of snapshot 2",
    )
    fewer = cite_rows(tearsheet.open(root, 1), f"{QUERY} LIMIT 1").identifier
    wider = fewer.replace("rows=1", "rows=7")
    assert "it has 1 row; 7 were cited" in held(root, wider.replace("sha256=", "sha256=0")).lines


def test_a_withdrawn_article_is_told(tmp_path: Path) -> None:
    page(tmp_path, "herald/ferry", body("ferry"))
    page(tmp_path, "herald/bridge", body("bridge"))
    root = str(tmp_path / "archive")
    archive_pages(root, str(tmp_path / "herald"))
    archive = tearsheet.open(root)
    article_id = archive.search("ferry").hits[0].article_id
    cited = cite_article(archive, article_id).identifier
    plain.withdraw(root, article_id, "a court says so")
    verdict = held(root, cited)
    assert not verdict.is_equal
    assert verdict.lines[0].startswith("withdrawn on ")
    assert verdict.lines[0].endswith(": a court says so")


@pytest.mark.parametrize(
    "text",
    ["", "no identifier", "tearsheet:?snapshot=x&article=a", "tearsheet:?snapshot=1"],
)
def test_what_is_no_citation_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        read_identifier(text)


def test_the_command_cites_pins_and_reproduces(archive: SearchableArchive, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("tearsheet")
    article_id = str(archive.rows("SELECT min(article_id) FROM articles").rows[0][0])

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *words, "--root", archive.root], capture_output=True, text=True, check=False
        )

    done = run("cite", article_id, "--format", "bibtex", "--as-of", "1")
    assert done.stdout.startswith("@article{")
    (tmp_path / "cited.bib").write_text(done.stdout)
    again = run("reproduce", str(tmp_path / "cited.bib"))
    assert (again.returncode, again.stdout) == (0, "equal, in snapshot 1\n")
    assert run("cite").returncode == 2
    odd = run("reproduce", "tearsheet:?snapshot=1&article=0000&text_sha256=ab")
    assert (odd.returncode, odd.stdout.splitlines()[0]) == (1, "differs, in snapshot 1")
