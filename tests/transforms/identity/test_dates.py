"""Which day dates an article: that of its own pages, or of the listings that name it."""

from __future__ import annotations

from datetime import date

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.dates import choose_listed, choose_own
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


def seen(capture: str, day: int, confidence: float) -> dict[str, object]:
    return {
        "capture_id": capture,
        "article_no": 0,
        "article_id": "a",
        "published_on": date(2026, 3, day),
        "published_confidence": confidence,
    }


def own_date(*rows: dict[str, object]) -> tuple[date, float]:
    frame = conform(pl.DataFrame(list(rows)), SIGHTINGS.schema)
    found = collect_alike(choose_own, frame)
    return found["published_on"].item(), round(found["published_confidence"].item(), 3)


def test_captures_that_agree_leave_the_confidence_and_those_that_contradict_lower_it() -> None:
    assert own_date(seen("1", 5, 0.9), seen("2", 5, 0.9)) == (date(2026, 3, 5), 0.9)
    assert own_date(seen("1", 5, 0.9), seen("2", 6, 0.9)) == (date(2026, 3, 5), 0.45)


def test_one_sure_capture_does_not_stand_above_three_that_contradict_it() -> None:
    three = [seen(f"{no}", 9, 0.8) for no in range(3)]
    assert own_date(seen("x", 5, 0.96), *three) == (date(2026, 3, 9), 0.571)
