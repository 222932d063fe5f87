"""Stories: copies of one text in several articles, the lead, how certain it is, and what moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import polars as pl

from tests.support.lazy import collect_alike
from transforms.dedup.identity.aliases import (
    alias_stories,
    follow_aliases,
    moved_ids,
    returned_ids,
)
from transforms.dedup.identity.dates import choose_listed, choose_own
from transforms.dedup.identity.stories.build import build_stories
from transforms.dedup.identity.stories.update import find_connected
from transforms.schemas import ALIASES, EDGES, LISTINGS, MEMBERS, SIGHTINGS, conform

SINCE = datetime(2026, 3, 5, tzinfo=UTC)


def members(*rows: Mapping[str, object]) -> pl.DataFrame:
    full = [
        {
            "version": 1,
            "outlet": "herald",
            "month": "unknown",
            "revision_id": f"r-{r['article_id']}",
            "tokens": 300,
            **r,
        }
        for r in rows
    ]
    return pl.DataFrame(full, schema=MEMBERS)


def edges(*rows: tuple[int, int, str, float]) -> pl.DataFrame:
    """Likenesses of texts: (key, key, relation, similarity); of an excerpt the whole is first, a
    third of which is the part.
    """
    full = [(a, b, r, s, s / (4 - s) if r == "excerpt" else s) for a, b, r, s in rows]
    return pl.DataFrame(full, schema=EDGES, orient="row")


def unlike(asked: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(schema=EDGES)


def alike(*pairs: tuple[int, int]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Compares nothing: says `reprint` of these pairs."""
    return lambda asked: edges(
        *[(a, b, "reprint", 0.7) for a, b in asked.iter_rows() if (a, b) in pairs]
    )


def stories_of(
    frame: pl.DataFrame,
    likenesses: pl.DataFrame,
    compare: Callable[[pl.DataFrame], pl.DataFrame],
) -> pl.DataFrame:
    return build_stories(frame.lazy(), likenesses.lazy(), compare, most_texts=16).collect()


def grouped(made: pl.DataFrame) -> list[str]:
    """The members of every story, lead first."""
    parts = made.sort(["is_lead", "article_id"], descending=[True, False]).partition_by(
        "story_id", maintain_order=True
    )
    return sorted("".join(p["article_id"]) for p in parts)


COPIES = members(
    {"article_id": "a", "text_key": 1, "published_on": date(2026, 1, 2)},
    {"article_id": "b", "text_key": 1, "published_on": date(2026, 1, 1), "outlet": "courier"},
    {"article_id": "c", "text_key": 2},
)
ORDERED = members(
    *[
        {"article_id": i, "text_key": no, "published_on": date(2026, 1, no)}
        for no, i in enumerate("abcde", start=1)
    ]
)


def test_copies_are_one_story_led_by_the_earliest() -> None:
    made = stories_of(COPIES, edges(), unlike)
    assert made.select(
        "story_id", "article_id", "is_lead", "lead_certain", "relation"
    ).rows() == sorted(
        [
            ("b", "a", False, True, "identical"),
            ("b", "b", True, True, "lead"),
            ("c", "c", True, True, "lead"),
        ]
    )


def test_equal_or_unknown_dates_leave_the_lead_uncertain() -> None:
    for dates in ((date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), None), (None, None)):
        frame = members(
            *[
                {"article_id": i, "text_key": 1, "published_on": d}
                for i, d in zip("ab", dates, strict=True)
            ]
        )
        assert stories_of(frame, edges(), unlike)["lead_certain"].to_list() == [False, False]


def test_texts_without_words_are_alone() -> None:
    assert grouped(
        stories_of(members({"article_id": "a"}, {"article_id": "b"}), edges(), unlike)
    ) == [
        "a",
        "b",
    ]


def test_no_articles_make_no_stories() -> None:
    assert stories_of(COPIES.clear(), edges(), unlike).height == 0


def alone(made: pl.DataFrame) -> dict[str, str]:
    """Why articles are of no other story, by article."""
    said = made.filter(pl.col("alone_because").is_not_null())
    return dict(zip(said["article_id"], said["alone_because"], strict=True))


def copies(letter: str, key: int, count: int) -> list[dict[str, object]]:
    """So many articles that print one text."""
    return [{"article_id": f"{letter}{no}", "text_key": key} for no in range(count)]


def test_copies_of_copies_are_one_story_whoever_leads() -> None:
    chain = edges((1, 2, "reprint", 0.7), (2, 3, "reprint", 0.7), (3, 4, "reprint", 0.7))
    made = stories_of(ORDERED, chain, unlike)
    assert grouped(made) == ["abcd", "e"]
    assert made.filter(story_id="a")["relation"].to_list() == [
        "lead",
        "reprint",
        "linked",
        "linked",
    ]


def test_weak_copies_do_not_chain() -> None:
    chain = edges((1, 2, "reprint", 0.5), (2, 3, "reprint", 0.5), (3, 4, "reprint", 0.5))
    assert grouped(stories_of(ORDERED, chain, unlike)) == ["abc", "d", "e"]
    star = edges((2, 1, "reprint", 0.5), (2, 3, "reprint", 0.5), (2, 4, "reprint", 0.5))
    assert grouped(stories_of(ORDERED, star, unlike)) == ["abcd", "e"]


def test_a_page_of_two_articles_is_a_story_of_its_own_and_bridges_nothing() -> None:
    two = edges((3, 1, "excerpt", 1.0), (3, 2, "excerpt", 1.0))
    made = stories_of(ORDERED, two, unlike)
    assert grouped(made) == ["a", "b", "c", "d", "e"]
    assert alone(made) == {"c": "holds_several"}


def test_a_cut_of_a_page_of_two_articles_follows_its_own_report() -> None:
    frame = members(*copies("a", 1, 3), *copies("b", 2, 3), *copies("d", 3, 1), *copies("t", 4, 1))
    found = edges(
        (3, 1, "excerpt", 1.0),
        (3, 2, "excerpt", 1.0),
        (1, 4, "excerpt", 1.0),
        (3, 4, "excerpt", 1.0),
    )
    made = stories_of(frame, found, unlike)
    assert grouped(made) == ["a0a1a2t0", "b0b1b2", "d0"]


def test_a_copy_with_a_brief_beside_it_does_not_bring_the_brief_along() -> None:
    frame = members(*copies("a", 1, 3), *copies("b", 2, 3), *copies("d", 3, 1))
    found = edges((1, 3, "reprint", 0.8), (3, 2, "excerpt", 1.0))
    assert grouped(stories_of(frame, found, unlike)) == ["a0a1a2d0", "b0b1b2"]


def test_cuts_that_share_nothing_are_of_a_report_that_has_copies() -> None:
    cuts = edges((1, 2, "excerpt", 1.0), (1, 3, "excerpt", 1.0))
    report = members(*copies("r", 1, 3), *copies("x", 2, 1), *copies("y", 3, 1))
    assert grouped(stories_of(report, cuts, unlike)) == ["r0r1r2x0y0"]
    alone_one = members(*copies("r", 1, 1), *copies("x", 2, 1), *copies("y", 3, 1))
    assert grouped(stories_of(alone_one, cuts, unlike)) == ["r0", "x0", "y0"]
    assert grouped(stories_of(alone_one, cuts, alike((2, 3)))) == ["r0x0y0"]


def test_a_teaser_that_two_reports_begin_with_is_of_neither() -> None:
    found = edges((1, 3, "excerpt", 1.0), (2, 3, "excerpt", 1.0))
    reports = [*copies("a", 1, 2), *copies("b", 2, 2)]
    frame = members(*reports, {"article_id": "t", "text_key": 3, "tokens": 20})
    made = stories_of(frame, found, unlike)
    assert grouped(made) == ["a0a1", "b0b1", "t"]
    assert alone(made) == {"t": "fits_several"}


def test_two_frames_of_one_text_are_its_story() -> None:
    found = edges((1, 3, "excerpt", 1.0), (2, 3, "excerpt", 1.0)).with_columns(
        pl.lit(0.7).alias("jaccard")
    )
    frame = members(*copies("f", 1, 1), *copies("g", 2, 1), *copies("b", 3, 1))
    assert grouped(stories_of(frame, found, unlike)) == ["b0f0g0"]


def test_a_line_of_another_report_in_a_frame_is_no_second_report() -> None:
    line = {"article_id": "t", "text_key": 3, "tokens": 20}
    frame = members(*copies("a", 1, 2), *copies("f", 2, 1), line)
    found = edges((2, 1, "excerpt", 1.0), (2, 3, "excerpt", 1.0))
    assert grouped(stories_of(frame, found, unlike)) == ["a0a1f0", "t"]


def test_on_one_day_a_whole_text_leads_before_cuts_and_frames() -> None:
    day = {"published_on": date(2026, 1, 2)}
    texts = [("z", 1, 300), ("y", 2, 302), ("x", 3, 330), ("w", 4, 150)]
    frame = members(
        *[{"article_id": i, "text_key": k, "tokens": words, **day} for i, k, words in texts]
    )
    found = edges((1, 2, "reprint", 0.9), (1, 3, "reprint", 0.8), (1, 4, "excerpt", 1.0))
    made = stories_of(frame, found, unlike)
    assert grouped(made) == ["ywxz"]


def test_the_order_of_rows_does_not_matter() -> None:
    found = edges(
        (1, 2, "reprint", 0.7),
        (2, 3, "excerpt", 0.7),
        (3, 4, "reprint", 0.7),
        (1, 5, "excerpt", 0.5),
    )
    for seed in range(5):
        again = stories_of(
            ORDERED.sample(fraction=1, shuffle=True, seed=seed),
            found.sample(fraction=1, shuffle=True, seed=seed),
            unlike,
        )
        assert again.equals(stories_of(ORDERED, found, unlike))


def test_only_what_hangs_together_with_a_changed_version_is_told_again() -> None:
    links = pl.DataFrame({"left_id": ["b", "d", "f", "c"], "right_id": ["c", "e", "b", "g"]})

    def connected(*ids: str) -> list[str]:
        begin = pl.DataFrame({"revision_id": ids}, schema={"revision_id": pl.String})
        return sorted(find_connected(links.lazy(), begin.lazy()).collect()["revision_id"])

    assert connected("b") == ["b", "c", "f", "g"]
    assert connected("e", "alone") == ["alone", "d", "e"]
    assert connected() == []


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
    return conform(
        pl.DataFrame(list(rows), schema_overrides={"published_on": pl.Date}), SIGHTINGS.schema
    )


def test_an_id_that_a_late_capture_moved_stays_resolvable() -> None:
    before, now = frame(sighting("c2", "old")), frame(sighting("c2", "new"), sighting("c1", "new"))
    assert moved_ids(before.lazy(), now.lazy()).collect().sort("kind").rows() == [
        ("old", "new", "article"),
        ("r-old", "r-new", "revision"),
    ]
    assert moved_ids(now.lazy(), now.lazy()).collect().height == 0


def test_an_id_that_is_used_again_is_no_alias() -> None:
    known = conform(
        pl.DataFrame({"old_id": ["x", "x"], "new_id": ["y", "z"], "kind": ["story", "article"]}),
        ALIASES.schema,
    ).lazy()
    used = pl.LazyFrame({"id": ["x"]})
    back = returned_ids(known, used, "story")
    rows = follow_aliases(known, back, since=SINCE).select("old_id", "new_id", "kind").collect()
    assert rows.rows() == [("x", "z", "article")]


def test_a_chain_of_moves_is_one_step() -> None:
    def alias(old: str, new: str) -> pl.DataFrame:
        return pl.DataFrame({"old_id": [old], "new_id": [new], "kind": ["article"]})

    def followed(known: pl.DataFrame, new: pl.DataFrame) -> list[tuple[str, str]]:
        rows = follow_aliases(conform(known, ALIASES.schema).lazy(), new.lazy(), since=SINCE)
        return rows.select("old_id", "new_id").collect().rows()

    assert followed(alias("a", "b"), alias("b", "c")) == [("a", "c"), ("b", "c")]
    assert followed(alias("a", "b"), alias("b", "a")) == [("b", "a")]


def test_a_story_whose_lead_moved_leads_to_the_new_one() -> None:
    before, now = (
        stories_of(members({"article_id": i, "text_key": 1}), edges(), unlike)
        for i in ("old", "new")
    )
    articles = pl.DataFrame({"old_id": ["old"], "new_id": ["new"], "kind": ["article"]})
    assert collect_alike(alias_stories, before, now, articles).rows() == [("old", "new", "story")]


def test_the_most_confident_own_date_wins_and_listings_speak_only_for_the_undated() -> None:
    seen = frame(
        sighting("c1", "dated", published_on=date(2026, 1, 5), published_confidence=0.5),
        sighting("c2", "dated", published_on=date(2026, 1, 4), published_confidence=0.9),
        sighting("c3", "undated"),
    )
    own = choose_own(seen.lazy()).collect()
    assert own.select("article_id", "published_on").rows() == [("dated", date(2026, 1, 4))]
    rows = [
        {
            "capture_id": f"l{i}",
            "listing_no": 0,
            "status": "matched",
            "article_id": a,
            "listed_on": d,
            "outlet": "o",
            "month": "unknown",
        }
        for i, (a, d) in enumerate(
            [
                ("dated", date(2026, 1, 1)),
                ("undated", date(2026, 2, 2)),
                ("undated", date(2026, 2, 2)),
                ("undated", date(2026, 2, 1)),
            ]
        )
    ]
    chosen = choose_listed(
        conform(pl.DataFrame(rows), LISTINGS.schema).lazy(), own.lazy()
    ).collect()
    assert chosen.select("article_id", "published_on", "published_source").rows() == [
        ("undated", date(2026, 2, 2), "listing")
    ]
    assert chosen["published_confidence"].item() == 0.6
