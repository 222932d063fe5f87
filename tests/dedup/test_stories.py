"""Stories: copies of one text in several articles, the lead, how certain it is, and what moved."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.dedup.aliases import follow, moved
from transforms.dedup.dates import listing_choice, own_choice
from transforms.dedup.revisions import NARROW
from transforms.dedup.stories import moved as stories_moved
from transforms.dedup.stories import stories
from transforms.ids import story_id
from transforms.schemas import ALIASES, LISTINGS, REVISIONS, SIGHTINGS, conform


def versions(*rows: dict[str, object]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [{"version": 1, "outlet": "herald", "month": "unknown", **r} for r in rows], schema_overrides={"published_on": pl.Date}
    )
    return conform(frame, {c: REVISIONS.schema[c] for c in NARROW})


COPIES = versions(
    {"article_id": "a", "revision_id": "a1", "text_sha256": "t", "published_on": date(2026, 1, 2)},
    {"article_id": "b", "revision_id": "b1", "text_sha256": "t", "published_on": date(2026, 1, 1), "outlet": "courier"},
    {"article_id": "c", "revision_id": "c1", "text_sha256": "other"},
)


def test_copies_are_one_story_led_by_the_earliest() -> None:
    made, related = stories(COPIES)
    assert made.select("story_id", "article_id", "is_lead", "lead_certain", "relation").rows() == sorted(
        [(story_id("b"), "a", False, True, "identical"), (story_id("b"), "b", True, True, "lead"), (story_id("c"), "c", True, True, "lead")]
    )
    assert related.select("left_id", "right_id", "relation", "jaccard").rows() == [("b1", "a1", "identical", 1.0)]


def test_equal_or_unknown_dates_leave_the_lead_uncertain() -> None:
    for dates in ((date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), None), (None, None)):
        frame = versions(
            *[{"article_id": i, "revision_id": i, "text_sha256": "t", "published_on": d} for i, d in zip("ab", dates, strict=True)]
        )
        assert stories(frame)[0]["lead_certain"].to_list() == [False, False]


def test_n_copies_cost_n_minus_one_relations() -> None:
    frame = versions(*[{"article_id": f"{i:03d}", "revision_id": f"r{i:03d}", "text_sha256": "t"} for i in range(200)])
    made, related = stories(frame)
    assert made["story_id"].n_unique() == 1
    assert related.height == 199
    assert related["left_id"].unique().to_list() == ["r000"]


def test_no_articles_make_no_stories() -> None:
    made, related = stories(COPIES.clear())
    assert (made.height, related.height) == (0, 0)


def sighting(capture: str, article: str, **more: object) -> dict[str, object]:
    return {
        "capture_id": capture,
        "article_no": 0,
        "article_id": article,
        "revision_id": f"r-{article}",
        "outlet": "o",
        "month": "unknown",
        **more,
    }


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows), schema_overrides={"published_on": pl.Date}), SIGHTINGS.schema)


def test_an_id_that_a_late_capture_moved_stays_resolvable() -> None:
    before, now = frame(sighting("c2", "old")), frame(sighting("c2", "new"), sighting("c1", "new"))
    assert moved(before, now).rows() == [("old", "new", "article"), ("r-old", "r-new", "revision")]
    assert moved(now, now).height == 0


def test_a_chain_of_moves_is_one_step() -> None:
    def alias(old: str, new: str) -> pl.DataFrame:
        return conform(pl.DataFrame({"old_id": [old], "new_id": [new], "kind": ["article"]}), ALIASES.schema)

    assert follow(alias("a", "b"), alias("b", "c")).select("old_id", "new_id").rows() == [("a", "c"), ("b", "c")]
    assert follow(alias("a", "b"), alias("b", "a")).select("old_id", "new_id").rows() == [("b", "a")]


def test_a_story_whose_lead_moved_leads_to_the_new_one() -> None:
    before, _ = stories(versions({"article_id": "old", "revision_id": "r", "text_sha256": "t"}))
    now, _ = stories(versions({"article_id": "new", "revision_id": "r", "text_sha256": "t"}))
    articles = pl.DataFrame({"old_id": ["old"], "new_id": ["new"], "kind": ["article"]})
    assert stories_moved(before, now, articles).rows() == [(story_id("old"), story_id("new"), "story")]


def test_the_most_confident_own_date_wins_and_listings_speak_only_for_the_undated() -> None:
    seen = frame(
        sighting("c1", "dated", published_on=date(2026, 1, 5), published_confidence=0.5),
        sighting("c2", "dated", published_on=date(2026, 1, 4), published_confidence=0.9),
        sighting("c3", "undated"),
    )
    own = own_choice(seen)
    assert own.select("article_id", "published_on").rows() == [("dated", date(2026, 1, 4))]
    rows = [
        {"capture_id": f"l{i}", "listing_no": 0, "status": "matched", "article_id": a, "listed_on": d, "outlet": "o", "month": "unknown"}
        for i, (a, d) in enumerate(
            [("dated", date(2026, 1, 1)), ("undated", date(2026, 2, 2)), ("undated", date(2026, 2, 2)), ("undated", date(2026, 2, 1))]
        )
    ]
    chosen = listing_choice(conform(pl.DataFrame(rows), LISTINGS.schema), own)
    assert chosen.select("article_id", "published_on", "published_source").rows() == [("undated", date(2026, 2, 2), "listing")]
    assert chosen["published_confidence"].item() == 0.6
