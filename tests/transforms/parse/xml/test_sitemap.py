"""Sitemaps, news sitemaps and indexes of sitemaps: a listing for each address."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tearsheet
from tests.support.nursery import archive
from transforms.parse.capture import parse_capture
from transforms.parse.xml.sitemap import parse_sitemap

INDEX = b"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://herald.example/maps/2026-03.xml.gz</loc><lastmod>2026-03-09</lastmod></sitemap>
<sitemap><loc>maps/2026-04.xml</loc></sitemap><sitemap></sitemap></sitemapindex>"""
NEWS = b"""<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://herald.example/ferry?a=1&b=2</loc>
<news:news><news:publication><news:name>Herald</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-05T07:00:00Z</news:publication_date><news:title>The ferry &amp; the fog</news:title></news:news></url>
<url><loc>https://herald.example/old</loc><lastmod>2026-03-09</lastmod></url></urlset>"""  # noqa: E501


def test_a_news_sitemap_gives_headline_and_day_and_lastmod_dates_nothing() -> None:
    page = parse_sitemap(NEWS)
    assert [(x.source, x.url, x.text, x.listed_on) for x in page.listings] == [
        (
            "sitemap",
            "https://herald.example/ferry?a=1&b=2",
            "The ferry & the fog",
            date(2026, 3, 5),
        ),
        ("sitemap", "https://herald.example/old", None, None),
    ]
    assert (page.site_name, page.language, page.page_kind) == ("Herald", "en", "sitemap")


def test_an_index_lists_its_maps_relative_ones_too() -> None:
    page = parse_sitemap(INDEX, url="https://herald.example/sitemap.xml")
    assert [(x.source, x.url, x.listed_on) for x in page.listings] == [
        ("sitemap_index", "https://herald.example/maps/2026-03.xml.gz", None),
        ("sitemap_index", "https://herald.example/maps/2026-04.xml", None),
    ]


def test_a_map_that_an_index_names_is_no_missing_article(tmp_path: Path) -> None:
    root, file = str(tmp_path / "archive"), tmp_path / "sitemap.xml"
    file.write_bytes(INDEX.replace(b"maps/2026-04", b"https://herald.example/maps/2026-04"))
    archive(root, str(file))
    found = tearsheet.open(root)
    assert found.sql("SELECT status, match_rule, count(*) FROM listings GROUP BY ALL").rows() == [
        ("not_article", "sitemap_index", 2)
    ]
    assert found.sql("SELECT count(*) FROM missing").item() == 0
    assert found.sql("SELECT outlet FROM captures").item() == "herald-example"


def test_a_printed_day_of_a_news_sitemap_is_read() -> None:
    printed = NEWS.replace(b"2026-03-05T07:00:00Z", b"March 5, 2026")
    assert parse_sitemap(printed).listings[0].listed_on == date(2026, 3, 5)


def test_a_text_of_nothing_but_addresses_is_a_sitemap() -> None:
    text = "\ufeff# pages\r\nhttps://weir.example/a\r\n\r\nhttps://weir.example/b?id=1\r\n"
    for data in (text.encode(), text.encode("utf-16-le")):
        page = parse_capture(data, media_type="text/plain")
        assert page.page_kind == "sitemap"
        assert [x.url for x in page.listings] == [
            "https://weir.example/a",
            "https://weir.example/b?id=1",
        ]
        assert page.outlet_heading == "weir-example"


def test_a_text_with_addresses_among_its_words_is_no_sitemap() -> None:
    text = b"https://weir.example/a\nThe weir at Holm was shut.\nhttps://weir.example/b"
    assert parse_capture(text, media_type="text/plain").page_kind != "sitemap"
