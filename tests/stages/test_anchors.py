"""Links of an article's text are rows of `anchors`, whatever format it came in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tearsheet
from flows.plain import archive, backfill

SAID = [
    f"The ferry left the harbour at dawn on trip {n} with forty people aboard, and salt fish "
    f"below deck, while the wind held until evening."
    for n in ("one", "two", "three", "four")
]
BODY = "".join(f"<p>{line}</p>" for line in SAID)
LINKED = (
    '<p>The strike, <a href="../strike?utm_source=x"><b>which began</b> on Monday</a>, was over, '
    '<a href="https://post.example/wage-talks">the Post reported</a>, and '
    '<a href="#notes">more</a> <a href="mailto:desk@herald.example">would follow</a>.</p>'
)
PRINTED = "Timetables are printed at www.ferry.example/times, and nowhere else, the line said."
TEXT = f"{BODY}{LINKED}<p>{PRINTED}</p>"
PAGE = (
    '<html lang="en"><head><title>Ferry leaves at last</title></head><body>'
    '<nav><a href="/world">News of the world and beyond</a></nav>'
    f"<article><h1>Ferry leaves at last</h1>{TEXT}</article></body></html>"
)
QUERY = """SELECT source, n.url, n.url_key, n.text FROM anchors n
    JOIN blocks b USING (capture_id, block_no, article_no)
    JOIN sightings s USING (capture_id, article_no, article_id, revision_id)
    WHERE b.kind = 'body' ORDER BY n.capture_id, anchor_no"""
STRIKE = "https://herald.example/strike?utm_source=x"
TALKS, TIMES = "https://post.example/wage-talks", "www.ferry.example/times"
FOUND = [
    ("link", STRIKE, "herald.example/strike", "which began on Monday"),
    ("link", TALKS, "post.example/wage-talks", "the Post reported"),
    ("printed", f"http://{TIMES}", "ferry.example/times", TIMES),
]


def held(tmp_path: Path, name: str, content: str) -> str:
    source = tmp_path / name
    source.write_text(content, "utf-8")
    root = str(tmp_path / "archive")
    archive(root, [str(source)], captured_at=datetime(2026, 3, 1, tzinfo=UTC))
    return root


def record(**fields: Any) -> str:
    return json.dumps({"url": "https://herald.example/news/ferry", **fields}) + "\n"


def test_links_and_printed_addresses_of_a_page_are_those_of_its_paragraphs(tmp_path: Path) -> None:
    root = held(tmp_path, "pages.jsonl", record(title="Ferry leaves at last", html=PAGE))
    assert tearsheet.open(root).sql(QUERY).rows() == FOUND
    assert backfill(root).snapshot.number == 1  # nothing to change


def test_so_are_those_of_a_text_that_is_markup(tmp_path: Path) -> None:
    root = held(tmp_path, "texts.jsonl", record(title="Ferry leaves at last", text=TEXT))
    assert tearsheet.open(root).sql(QUERY).rows() == FOUND


def test_so_are_those_of_a_text_beside_its_page(tmp_path: Path) -> None:
    strike = (
        "The strike, which began on Monday, was over, the Post reported, and more would follow."
    )
    text = "\n".join([*SAID, strike, PRINTED])
    root = held(tmp_path, "both.jsonl", record(title="Ferry leaves", text=text, html=PAGE))
    assert tearsheet.open(root).sql(QUERY).rows() == FOUND


def test_so_are_those_of_a_feed_that_carries_its_articles(tmp_path: Path) -> None:
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Herald</title><link>https://herald.example/</link><item><title>Ferry</title>"
        f"<link>https://herald.example/news/ferry</link><content:encoded><![CDATA[{TEXT}]]>"
        "</content:encoded></item></channel></rss>"
    )
    root = held(tmp_path, "feed.xml", feed)
    assert tearsheet.open(root).sql(QUERY).rows() == FOUND


def test_a_text_capture_has_the_addresses_that_it_prints(tmp_path: Path) -> None:
    lines = [
        "FERRY LEAVES AT LAST",
        "",
        *SAID,
        "See (https://post.example/a_(b)) and post.example.",
    ]
    root = held(tmp_path, "ferry.txt", "\n".join(lines))
    rows = tearsheet.open(root).sql("SELECT source, url, text FROM anchors").rows()
    address = "https://post.example/a_(b)"
    assert rows == [("printed", address, address)]


def test_an_article_that_comes_later_is_what_a_link_leads_to(tmp_path: Path) -> None:
    root = held(tmp_path, "pages.jsonl", record(title="Ferry leaves at last", html=PAGE))
    asked = "SELECT outlet, linked_outlet, status FROM links WHERE source = 'link' ORDER BY url"
    assert [row[2] for row in tearsheet.open(root).sql(asked).rows()] == ["not_held"] * 2
    later = tmp_path / "later.jsonl"
    text = "\n".join(line.replace("ferry", "tram") for line in SAID)
    later.write_text(json.dumps({"url": f"{TALKS}?fbclid=1", "title": "Talks", "text": text}))
    archive(root, [str(later)], captured_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert tearsheet.open(root).sql(asked).rows() == [
        ("herald-example", None, "not_held"),
        ("herald-example", "post-example", "held"),
    ]
