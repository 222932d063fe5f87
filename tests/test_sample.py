import gzip
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from benchmarks.inputs import generate
from tests.support.places import ROOT, SAMPLE
from transforms.page import Page
from transforms.parse.html.page import parse_html
from transforms.parse.text import parse_text

TEXTS = sorted(SAMPLE.rglob("*.txt"))


def body(page: Page) -> list[str]:
    return [block.text for block in page.blocks if block.kind == "body"]


def test_every_sample_file_is_described_and_the_whole_stays_small() -> None:
    files = sorted(
        path.relative_to(SAMPLE).as_posix() for path in SAMPLE.rglob("*") if path.is_file()
    )
    described = (ROOT / "data" / "sample.md").read_text(encoding="utf-8")
    assert (
        sorted(line.split("`")[1] for line in described.splitlines() if line.startswith("| `"))
        == files
    )
    assert sum((SAMPLE / name).stat().st_size for name in files) < 100_000


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_text_capture_is_one_article_with_teasers(path: Path) -> None:
    data = path.read_bytes()
    page = parse_text(data)
    assert page.page_kind == "article"
    assert page.outlet_heading is not None
    assert page.outlet_heading.lower().replace(" ", "-") == path.parent.name
    assert len(body(page)) >= 5
    assert len(page.listings) >= 3
    assert all(
        listing.listed_on is not None and listing.listed_on.year == 2026
        for listing in page.listings
    )
    assert b"".join(data[block.byte_start : block.byte_end] for block in page.blocks) == data


def test_six_articles_that_the_gazette_names_are_missing_and_its_other_teasers_resolve() -> None:
    pages = [
        parse_text(path.read_bytes()) for path in TEXTS if path.parent.name == "halvern-gazette"
    ]
    openings = [body(page)[0] for page in pages]
    named = {listing.text for page in pages for listing in page.listings if listing.text}
    resolved = {
        text for text in named if sum(opening.startswith(text) for opening in openings) == 1
    }
    assert (len(resolved), len(named - resolved)) == (7, 6)
    assert (
        "The Harbour Brass Band has played its last concert in the bandstand on the Esplanade."
        in resolved
    )


def test_the_reprint_has_the_same_body_in_another_frame() -> None:
    ours = parse_text((SAMPLE / "halvern-gazette" / "north-mole-light.txt").read_bytes())
    theirs = parse_text((SAMPLE / "orrin-valley-post" / "north-mole-light.txt").read_bytes())
    assert body(ours) == body(theirs)
    assert ours.listings != theirs.listings


def test_the_dump_holds_a_revision_and_what_the_reprint_names() -> None:
    records = [
        json.loads(line)
        for line in (SAMPLE / "orrin-valley-post" / "dump.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]
    assert len(records) == 4
    assert len({record["url"] for record in records}) == 3
    assert len({record["text"] for record in records}) == 4
    teasers = parse_text(
        (SAMPLE / "orrin-valley-post" / "north-mole-light.txt").read_bytes()
    ).listings
    assert all(
        any(record["text"].startswith(teaser.text or "?") for record in records)
        for teaser in teasers
    )


def test_the_web_archive_holds_two_versions_of_one_address_and_a_404() -> None:
    with (SAMPLE / "merrow-chronicle.example" / "chronicle.warc.gz").open("rb") as stream:
        records = [
            (
                record.rec_type,
                record.http_headers.get_statuscode() if record.rec_type == "response" else None,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(stream)
        ]
    assert [(kind, status) for kind, status, _, _ in records] == [
        ("warcinfo", None),
        ("request", None),
        ("response", "200"),
        ("response", "404"),
        ("response", "200"),
    ]
    first, second = records[2], records[4]
    assert first[2] == second[2]
    assert b"42 million" in first[3]
    assert b"47 million" in second[3]


@pytest.mark.parametrize(
    ("name", "language", "author"),
    [
        ("merrow-chronicle.example/orrin-bridge.html", "en", "Clara Venn"),
        ("sundhafener-anzeiger.example/seilbahn.html", "de", "Friederike Holm"),
    ],
)
def test_the_html_pages_state_their_facts(name: str, language: str, author: str) -> None:
    page = parse_html((SAMPLE / name).read_bytes())
    assert page.articles[0].byline == author
    assert page.articles[0].language == language
    assert page.canonical_url is not None
    assert any(
        candidate.source == "json_ld" and candidate.value_at is not None for candidate in page.dates
    )
    assert len(body(page)) >= 5


def test_the_broken_file_is_broken() -> None:
    with pytest.raises(EOFError):
        gzip.decompress((SAMPLE / "halvern-gazette" / "cut-short.txt.gz").read_bytes())


def test_generated_captures_are_a_function_of_the_seed(tmp_path: Path) -> None:
    made = [
        generate.generate(60, tmp_path / name, seed=seed, outlets=3)
        for name, seed in (("a", 5), ("b", 5), ("c", 6))
    ]
    bodies = [
        [path.read_bytes() for path in sorted((tmp_path / name).rglob("*.txt"))] for name in "abc"
    ]
    assert made[0] == made[1]
    assert bodies[0] == bodies[1]
    assert bodies[0] != bodies[2]
    assert len(bodies[0]) == made[0].captures == 60
    assert len(set(bodies[0])) == 60 - made[0].same_bytes
    pages = [parse_text(data) for data in bodies[0]]
    assert {page.page_kind for page in pages} == {"article"}
    assert {len(page.listings) for page in pages} == {7}
    assert len({tuple(body(page)) for page in pages}) == made[0].articles
