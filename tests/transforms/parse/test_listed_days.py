"""A listing without a printed day has the one in its address."""

from __future__ import annotations

from datetime import date

from transforms.parse import parse_capture


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
