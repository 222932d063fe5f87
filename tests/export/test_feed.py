"""A query's rows as an Atom feed that readers take: ids that stay, times, nothing that XML cannot
hold.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest

import tearsheet
from tearsheet.errors import Usage
from tearsheet.export.feed import Feed, feed_xml, read_feeds, write_feed
from tearsheet.query.limits import Limits

LIMITS = Limits("1GB", 60.0)
ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_reader_takes_titles_addresses_times_and_ids(
    asked: tearsheet.Archive, ids: dict[str, str], out: Path
) -> None:
    feed = Feed("SELECT article_id FROM articles", out / "new.xml", title="News & more")
    assert write_feed(asked, feed, LIMITS) == 4
    read = feedparser.parse((out / "new.xml").read_bytes())
    assert not read.bozo
    assert read.feed.title == "News & more"
    ferry = next(e for e in read.entries if e.title == "The ferry sails")
    assert ferry.id == f"urn:tearsheet:article:{ids['herald-example: The ferry sails']}"
    assert ferry.link == "https://herald.example/ferry"
    assert ferry.updated == "2026-03-06T10:00:00Z"
    assert ferry.summary.startswith("The ferry left the old harbour")
    assert feed_xml(asked, feed, LIMITS)[0] == (out / "new.xml").read_bytes()


def test_what_a_query_says_stands_in_the_entry_escaped(asked: tearsheet.Archive) -> None:
    query = """SELECT 'alarm ' || n AS id, '<b>' || chr(7) || '&' AS title,
        'javascript:alert(1)' AS url, DATE '2026-03-09' + n::INTEGER AS updated
        FROM range(3) t(n)"""
    raw, count = feed_xml(asked, Feed(query, Path("x"), limit=2), LIMITS)
    root = ET.fromstring(raw)
    assert count == 2
    assert [e.text for e in root.iter(f"{ATOM}title")][1] == "<b>\N{REPLACEMENT CHARACTER}&"
    assert [e.findtext(f"{ATOM}updated") for e in root.iter(f"{ATOM}entry")] == [
        "2026-03-11T00:00:00Z",
        "2026-03-10T00:00:00Z",
    ]
    assert root.find(f"{ATOM}entry/{ATOM}link") is None


def test_versions_are_entries_of_their_own_and_an_entry_needs_an_id(
    asked: tearsheet.Archive,
) -> None:
    query = "SELECT article_id, revision_id FROM revisions"
    raw, _ = feed_xml(asked, Feed(query, Path("x")), LIMITS)
    found = [e.findtext(f"{ATOM}id") or "" for e in ET.fromstring(raw).iter(f"{ATOM}entry")]
    assert len(set(found)) == 4
    assert all(i.startswith("urn:tearsheet:revision:") for i in found)
    with pytest.raises(Usage, match="gives article_id"):
        feed_xml(asked, Feed("SELECT title FROM articles", Path("x")), LIMITS)


def test_feeds_are_named_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text('[water]\nquery = "SELECT 1 AS id"\nfile = "water.xml"\nlimit = 5\n', "utf-8")
    assert read_feeds(path) == [Feed("SELECT 1 AS id", tmp_path / "water.xml", "water", 5)]
    path.write_text('[water]\nquery = "SELECT 1 AS id"\n', "utf-8")
    with pytest.raises(Usage, match=r"\[water\] takes query and file"):
        read_feeds(path)
