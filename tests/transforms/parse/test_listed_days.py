"""A listing without a printed day has the one in its address."""

from __future__ import annotations

from datetime import date

from transforms.parse.capture import parse_capture


def test_the_day_in_an_address_dates_a_listing_and_a_stated_one_goes_before_it() -> None:
    sitemap = b"""<urlset><url><loc>https://weir.example/2026/03/05/rope</loc></url>
    <url><loc>https://weir.example/2026/03/04/bell</loc><news:news><news:publication_date>2026-03-03
    </news:publication_date></news:news></url><url><loc>https://weir.example/lamp</loc></url>
    <url><loc>https://weir.example/2026/03/chain</loc></url></urlset>"""
    page = parse_capture(sitemap, media_type="application/xml")
    assert [x.listed_on for x in page.listings] == [
        date(2026, 3, 5),
        date(2026, 3, 3),
        None,
        None,
    ]


def test_a_stamp_in_a_slug_is_a_day_and_a_number_is_none() -> None:
    slugs = (
        "rope-20260305112512-nt",
        "rope-20260305",
        "rope-20261399",
        "rope-202603051",
    )
    text = "\n".join(f"https://weir.example/news/{slug}.html" for slug in slugs)
    page = parse_capture(text.encode(), media_type="text/plain")
    day = date(2026, 3, 5)
    assert [x.listed_on for x in page.listings] == [day, day, None, None]
