"""Which day dates an article: that of its own pages, or of the listings that name it."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.dedup.identity.dates import choose_listed
from transforms.page import STOPGAP
from transforms.schemas import LISTINGS, SIGHTINGS, conform


def test_a_listing_dates_an_article_whose_own_page_says_no_more_than_an_update() -> None:
    listing = {"article_id": "a", "status": "matched", "listed_on": date(2026, 3, 5)}
    listings = [{**listing, "capture_id": "1", "listing_no": 0}]
    listings.append({**listing, "article_id": "b", "capture_id": "1", "listing_no": 1})
    own = [
        {"article_id": "a", "published_on": date(2026, 3, 9), "published_confidence": STOPGAP},
        {"article_id": "b", "published_on": date(2026, 3, 9), "published_confidence": 0.98},
    ]
    found = choose_listed(
        conform(pl.DataFrame(listings), LISTINGS.schema).lazy(),
        conform(pl.DataFrame(own), SIGHTINGS.schema).lazy(),
    ).collect()
    assert found.select("article_id", "published_on").rows() == [("a", date(2026, 3, 5))]
