"""Every headline that a page prints or states is a row of `headlines` with its source, whatever
the page is.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import tearsheet
from flows.plain import archive, backfill

BODY = "".join(
    f"<p>The ferry left the harbour at dawn on trip {n} with forty people aboard, and salt fish "
    f"below deck, while the wind held until evening.</p>"
    for n in ("one", "two", "three", "four")
)
STATED = json.dumps({"@type": "NewsArticle", "headline": "Ferry sails again after long strike"})
PAGE = (
    '<html lang="en"><head><title>Ferry timetable news - Mole Herald</title>'
    '<meta property="og:site_name" content="Mole Herald">'
    '<meta property="og:title" content="Ferry back: all you must know">'
    f'<link rel="canonical" href="https://herald.example/ferry">'
    f'<script type="application/ld+json">{STATED}</script></head>'
    f"<body><article><h1>Ferry leaves at last</h1>{BODY}</article></body></html>"
)
QUERY = """SELECT h.source, h.text, h.is_chosen, h.evidence, h.article_id = s.article_id
    FROM headlines h LEFT JOIN sightings s USING (capture_id, article_no) ORDER BY headline_no"""


def held(tmp_path: Path, name: str, content: str) -> str:
    source = tmp_path / name
    source.write_text(content, "utf-8")
    root = str(tmp_path / "archive")
    archive(root, [str(source)], captured_at=datetime(2026, 3, 1, tzinfo=UTC))
    return root


def test_a_page_leaves_each_of_its_headlines_with_its_source(tmp_path: Path) -> None:
    root = held(tmp_path, "ferry.html", PAGE)
    rows = tearsheet.open(root).sql(QUERY).rows()
    assert {row[0]: row[1] for row in rows} == {
        "heading": "Ferry leaves at last",
        "json_ld": "Ferry sails again after long strike",
        "open_graph": "Ferry back: all you must know",
        "title_tag": "Ferry timetable news",
    }
    assert [row[2] for row in rows].count(True) == 1
    assert [row[3] for row in rows if row[3]] == ["Ferry timetable news - Mole Herald"]
    assert all(row[4] for row in rows)
    assert backfill(root).snapshot.number == 1  # nothing to change


def test_a_page_that_is_no_article_leaves_them_for_none(tmp_path: Path) -> None:
    root = held(tmp_path, "gone.html", "<title>Page not found</title><h1>Page not found</h1>")
    rows = tearsheet.open(root).sql("SELECT article_no, article_id, source, text FROM headlines")
    assert rows.rows() == [
        (None, None, "heading", "Page not found"),
        (None, None, "title_tag", "Page not found"),
    ]


def test_a_record_and_a_text_leave_theirs(tmp_path: Path) -> None:
    text = BODY.replace("<p>", "").replace("</p>", "\n\n")
    record = {"title": "Ferry leaves", "text": text, "url": "https://herald.example/ferry"}
    root = held(tmp_path, "dump.jsonl", json.dumps(record))
    held(tmp_path, "ferry.txt", f"The old ferry leaves at last\n\n1 March 2026\n\n{text}")
    query = "SELECT source, text, is_chosen FROM headlines ORDER BY ALL"
    assert tearsheet.open(root).sql(query).rows() == [
        ("record", "Ferry leaves", True),
        ("text", "The old ferry leaves at last", True),
    ]


MOTTO = "The voice of the valley"
WORDS = ("ferry", "bridge", "cargo", "museum")


def under_a_motto(tmp_path: Path, word: str, *, title: str | None = None) -> str:
    """A page of the outlet whose `<h1>` is its motto; the headline stands in `<title>` alone."""
    text = BODY.replace("ferry", word).replace("fish", f"{word} goods")
    head = title if title is not None else f"How the {word} came to the harbour"
    page = (
        f'<html lang="en"><head><title>{head}</title>'
        '<meta property="og:site_name" content="Mole Herald">'
        f'<link rel="canonical" href="https://herald.example/2026/{word}"></head>'
        f"<body><header><h1>{MOTTO}</h1></header><article>{text}</article></body></html>"
    )
    source = tmp_path / f"{word}.html"
    source.write_text(page, "utf-8")
    return str(source)


def titles_of(root: str) -> dict[str, str | None]:
    asked = "SELECT url, title FROM sightings"
    return {url.rpartition("/")[2]: title for url, title in tearsheet.open(root).sql(asked).rows()}


def test_a_heading_that_repeats_over_an_outlets_pages_heads_none_of_them(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    one_by_one, at_once = str(tmp_path / "one"), str(tmp_path / "once")
    for no, word in enumerate(WORDS):
        archive(one_by_one, [under_a_motto(tmp_path, word)], captured_at=at)
        told = titles_of(one_by_one)
        assert set(told.values()) == (
            {MOTTO} if no < 2 else {f"How the {w} came to the harbour" for w in WORDS[: no + 1]}
        )
    files = [str(tmp_path / f"{word}.html") for word in reversed(WORDS)]
    archive(at_once, files, captured_at=at)
    facts = "SELECT kind, text, captures, pages, status FROM profiles WHERE kind = 'heading'"
    for root in (one_by_one, at_once):
        assert titles_of(root) == {w: f"How the {w} came to the harbour" for w in WORDS}
        assert tearsheet.open(root).sql(facts).rows() == [("heading", MOTTO, 4, 4, "learned")]
        parsed = tearsheet.open(root).sql("SELECT DISTINCT parsed_title FROM sightings")
        assert parsed.rows() == [(MOTTO,)]
    assert backfill(one_by_one).snapshot.number == len(WORDS)  # nothing to change
