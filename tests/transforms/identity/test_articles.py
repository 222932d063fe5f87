"""Which sightings are one article: equal body, one address with similar text, one headline on near
days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.lazy import collect_alike
from transforms.dedup.identity.article_pairs import (
    candidate_pairs,
    changing_addresses,
    link_addresses,
    link_similar,
    measure_pairs,
)
from transforms.dedup.identity.articles import identify, with_keys, with_places
from transforms.dedup.identity.thin import explain_thin, find_common, link_headlines, with_nodes
from transforms.dedup.match.components import label_components
from transforms.ids import article_id
from transforms.schemas import SIGHTINGS, conform

LONG = (
    "the ferry left the harbour at dawn with forty people and a cargo of salt fish bound for "
    "the northern isles"
)
EDITED = LONG.replace("forty", "fifty")
OTHER = (
    "the council voted on tuesday to raise the price of water in every district by a tenth "
    "from next year onwards"
)
SCHOOL = (
    "a new school opens its doors to pupils beyond the river after seven years of building and "
    "two of quarrel"
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXTS = {"a": LONG, "b": EDITED, "c": OTHER}


def sightings(*rows: Mapping[str, object]) -> pl.DataFrame:
    full = [{"article_no": 0, "outlet": "herald", "month": "unknown", **r} for r in rows]
    return conform(
        pl.DataFrame(full, schema_overrides={"captured_at": pl.Datetime("us", "UTC")}),
        SIGHTINGS.schema,
    )


def nodes_of(
    frame: pl.DataFrame, texts: Mapping[str, str], places: Mapping[str, str | None] | None = None
) -> pl.LazyFrame:
    """The sightings with their keys, and what is one article by its text; `places` are the
    addresses of captures, else those that their pages state.
    """
    urls = places or dict(frame.select("capture_id", "url").rows())
    captures = pl.LazyFrame(
        {"capture_id": list(urls), "url": list(urls.values())},
        schema={"capture_id": pl.String(), "url": pl.String()},
    )
    facts = with_keys(with_places(frame.lazy(), captures))
    counted = [
        (o, h, len(texts[h].split())) for o, h in frame.select("outlet", "text_sha256").rows()
    ]
    words = pl.DataFrame(counted, schema=["outlet", "text_sha256", "words"], orient="row").unique()
    return with_nodes(facts, explain_thin(words.lazy(), find_common(facts)))


def links_of(nodes: pl.LazyFrame, texts: Mapping[str, str]) -> pl.LazyFrame:
    bodies = pl.LazyFrame({"text_sha256": list(texts), "text": list(texts.values())})
    pairs = candidate_pairs(nodes)
    measured = measure_pairs(pairs, bodies)
    changing = changing_addresses(pairs, measured)
    parts = [link_addresses(nodes, changing), link_similar(pairs, measured, changing)]
    return pl.concat([*parts, link_headlines(nodes)])


def identified(
    frame: pl.DataFrame, texts: Mapping[str, str], places: Mapping[str, str | None] | None = None
) -> pl.DataFrame:
    nodes = nodes_of(frame, texts, places).collect()
    return identify(nodes.lazy(), links_of(nodes.lazy(), texts).collect().lazy()).collect()


def articles_of(
    frame: pl.DataFrame, texts: Mapping[str, str], places: Mapping[str, str | None] | None = None
) -> list[set[str]]:
    """The captures of every article."""
    parts = identified(frame, texts, places).partition_by("article_id")
    return sorted((set(part["capture_id"]) for part in parts), key=sorted)


def grouped(frame: pl.DataFrame) -> list[set[str]]:
    return articles_of(frame, TEXTS)


def test_an_equal_body_joins_whatever_the_addresses() -> None:
    frame = sightings(
        {"capture_id": "1", "text_sha256": "a", "url": "https://x.org/1"},
        {"capture_id": "2", "text_sha256": "a", "url": "https://x.org/2"},
    )
    assert grouped(frame) == [{"1", "2"}]


def test_one_address_joins_an_edited_text_and_no_third_story() -> None:
    frame = sightings(
        {"capture_id": "1", "text_sha256": "a", "url": "https://x.org/1?utm_source=mail"},
        {"capture_id": "2", "text_sha256": "b", "url": "http://www.x.org/1/"},
        {"capture_id": "3", "text_sha256": "c", "url": "https://x.org/1"},
        {"capture_id": "4", "text_sha256": "s", "url": "https://x.org/1"},
    )
    assert articles_of(frame, TEXTS | {"s": SCHOOL}) == [{"1", "2"}, {"3"}, {"4"}]
    assert grouped(frame.filter(pl.col("capture_id") != "4")) == [{"1", "2", "3"}]


def test_without_address_and_headline_near_texts_stay_apart() -> None:
    assert grouped(
        sightings({"capture_id": "1", "text_sha256": "a"}, {"capture_id": "2", "text_sha256": "b"})
    ) == [{"1"}, {"2"}]


def test_one_headline_joins_similar_texts_of_near_days_only() -> None:
    near = sightings(
        {
            "capture_id": "1",
            "text_sha256": "a",
            "title": "Ferry leaves",
            "published_on": date(2026, 3, 1),
        },
        {
            "capture_id": "2",
            "text_sha256": "b",
            "title": "FERRY leaves!",
            "published_on": date(2026, 3, 3),
        },
    )
    assert grouped(near) == [{"1", "2"}]
    far = near.with_columns(
        pl.when(pl.col("capture_id") == "2")
        .then(pl.lit(date(2026, 4, 3)))
        .otherwise("published_on")
        .alias("published_on")
    )
    assert grouped(far) == [{"1"}, {"2"}]


def test_a_notice_of_another_day_at_another_address_is_another_article() -> None:
    notice = "Roads: the inner lane of the ring road is closed until {} for repairs."
    texts = {"m": notice.format("monday"), "f": notice.format("friday")}
    rows = [
        {"capture_id": "1", "text_sha256": "m", "published_on": date(2026, 3, 1)},
        {"capture_id": "2", "text_sha256": "f", "published_on": date(2026, 3, 3)},
    ]
    here, there = "https://x.org/1", "https://x.org/2"
    frame = sightings(*({**row, "title": "Roads", "url": here} for row in rows))
    assert articles_of(frame, texts) == [{"1", "2"}]
    elsewhere = sightings(
        *({**r, "title": "Roads", "url": u} for r, u in zip(rows, (here, there), strict=True))
    )
    assert articles_of(elsewhere, texts) == [{"1"}, {"2"}]


def test_two_outlets_never_share_an_article() -> None:
    frame = sightings(
        {"capture_id": "1", "text_sha256": "a"},
        {"capture_id": "2", "text_sha256": "a", "outlet": "courier"},
    )
    assert grouped(frame) == [{"1"}, {"2"}]


def test_the_earliest_capture_names_the_article_and_unknown_times_come_last() -> None:
    frame = sightings(
        {"capture_id": "0", "text_sha256": "a"},
        {"capture_id": "9", "text_sha256": "a", "captured_at": datetime(2026, 1, 2, tzinfo=UTC)},
        {"capture_id": "5", "text_sha256": "a", "captured_at": datetime(2026, 1, 3, tzinfo=UTC)},
    )
    named = identified(frame, {"a": LONG})
    assert named["article_id"].unique().to_list() == [article_id("9", 0)]


@settings(max_examples=40)
@given(
    st.permutations(
        [
            ("1", "a", "u"),
            ("2", "b", "u"),
            ("3", "c", "u"),
            ("4", "a", "v"),
            ("5", "c", None),
            ("6", "s", "u"),
        ]
    )
)
def test_the_order_of_sightings_does_not_matter(rows: list[tuple[str, str, str | None]]) -> None:
    frame = sightings(
        *[
            {"capture_id": c, "text_sha256": t, "url": u and f"https://x.org/{u}"}
            for c, t, u in rows
        ]
    )
    found = articles_of(frame, TEXTS | {"s": SCHOOL})
    assert found == [{"1", "2", "4"}, {"3", "5"}, {"6"}]


GROWN = LONG + (
    " where the harvest festival had begun the day before with a regatta of small boats and a fair"
)
POOL = {**TEXTS, "d": GROWN, "e": OTHER.replace("tenth", "fifth")}
#: What anybody sees of these texts: a, b and d are versions of one another, and so are c and e.
ALIKE = ({"a", "b", "d"}, {"c", "e"})
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text_sha256": st.sampled_from(sorted(POOL)),
            "outlet": st.sampled_from(["herald", "courier"]),
            "url": st.sampled_from(
                [
                    None,
                    "https://x.org/1",
                    "http://www.x.org/1/?utm_source=mail",
                    "https://x.org/2",
                    "https://x.org/2?id=3",
                ]
            ),
            "title": st.sampled_from([None, "Ferry leaves", "FERRY  leaves!", "Water"]),
            "published_on": st.sampled_from(
                [None, date(2026, 3, 1), date(2026, 3, 3), date(2026, 4, 3)]
            ),
        }
    ),
    min_size=1,
    max_size=8,
)


def numbered(rows: list[dict[str, object]]) -> pl.DataFrame:
    return sightings(*[{"capture_id": f"{n}", **row} for n, row in enumerate(rows)])


def parts(rows: list[dict[str, object]]) -> list[set[str]]:
    frame = numbered(rows)
    return articles_of(frame, POOL)


Row = dict[str, object]
PAGES = {
    "https://x.org/1": 1,
    "http://www.x.org/1/?utm_source=mail": 1,
    "https://x.org/2": 2,
    "https://x.org/2?id=3": 3,
}


def page_of(row: Row) -> tuple[object, int] | None:
    return (row["outlet"], PAGES[str(row["url"])]) if row["url"] else None


def are_alike(left: Row, right: Row) -> bool:
    return any({left["text_sha256"], right["text_sha256"]} <= group for group in ALIKE)


def share_headline(left: Row, right: Row) -> bool:
    titles = [str(r["title"] or "").split(" ")[0].lower() for r in (left, right)]
    return bool(titles[0]) and titles[0] == titles[1]


def days_apart(left: Row, right: Row) -> int | None:
    days = [d for r in (left, right) if isinstance(d := r["published_on"], date)]
    return abs((days[0] - days[1]).days) if len(days) == 2 else None


def changes_hands(rows: list[Row]) -> bool:
    """Whether the sightings of one address show texts of two articles: of the pool two texts are
    unlike at most, so that days far apart have to tell it.
    """
    for one in rows:
        for two in rows:
            ends = [[r for r in rows if r["text_sha256"] == e["text_sha256"]] for e in (one, two)]
            apart = [d for a in ends[0] for b in ends[1] if (d := days_apart(a, b)) is not None]
            if not are_alike(one, two) and min(apart, default=0) > 3:
                return True
    return False


def is_one(left: Row, right: Row, changing: set[object]) -> bool:
    """Whether the definition of an article joins two sightings, clause by clause."""
    if left["outlet"] != right["outlet"]:
        return False
    if left["text_sha256"] == right["text_sha256"]:
        return True
    if page_of(left) and page_of(left) == page_of(right):
        return page_of(left) not in changing or are_alike(left, right)
    apart = days_apart(left, right)
    is_near = apart is not None and apart <= 3
    is_other_day_elsewhere = bool(apart and page_of(left) and page_of(right))
    is_one_headline = are_alike(left, right) and share_headline(left, right) and is_near
    return is_one_headline and not is_other_day_elsewhere


@settings(max_examples=40)
@given(ROWS)
def test_sightings_are_one_article_exactly_where_the_definition_joins_them(
    rows: list[dict[str, object]],
) -> None:
    pages = {page_of(row) for row in rows} - {None}
    changing: set[object] = {
        p for p in pages if changes_hands([r for r in rows if page_of(r) == p])
    }
    groups = [{str(n)} for n in range(len(rows))]
    for one, left in enumerate(rows):
        for two, right in enumerate(rows[:one]):
            if is_one(left, right, changing):
                joined = [g for g in groups if g & {str(one), str(two)}]
                groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    assert parts(rows) == sorted(groups, key=sorted)


@settings(max_examples=40)
@given(ROWS)
def test_without_address_and_headline_only_an_equal_body_joins(
    rows: list[dict[str, object]],
) -> None:
    bare = [{**row, "url": None, "title": None} for row in rows]
    same = {(row["outlet"], row["text_sha256"]) for row in bare}
    assert len(parts(bare)) == len(same)


@settings(max_examples=40)
@given(ROWS)
def test_one_text_at_many_addresses_of_an_outlet_is_one_article(
    rows: list[dict[str, object]],
) -> None:
    one = [{**row, "text_sha256": "a", "outlet": "herald"} for row in rows]
    assert len(parts(one)) == 1


def at(capture: str, text: str, title: str, day: int | None = None, **more: object) -> Row:
    """A sighting of an article at one address."""
    return {
        "capture_id": capture,
        "text_sha256": text,
        "title": title,
        "url": "https://x.org/ferry",
        "published_on": day and date(2026, 3, day),
        **more,
    }


def test_a_text_at_one_address_is_a_version_however_it_was_rewritten() -> None:
    assert grouped(sightings(at("1", "a", "Ferry leaves"), at("2", "c", "Ferry leaves"))) == [
        {"1", "2"}
    ]
    rewritten = (
        LONG[:60] + " as the council of the town had told everybody on the morning of the same day"
    )
    texts = {**TEXTS, "r": rewritten}
    frame = sightings(at("1", "a", "Ferry leaves", 1), at("2", "r", "Council speaks", 1))
    assert articles_of(frame, texts) == [{"1", "2"}]
    anew = sightings(at("1", "a", "Ferry leaves", 1), at("2", "c", "Water rises", 2))
    assert grouped(anew) == [{"1", "2"}]


def test_an_address_that_serves_other_articles_joins_similar_texts_only() -> None:
    column = [at("1", "a", "My day", 1), at("2", "c", "My day", 9), at("3", "b", "My day", 1)]
    assert grouped(sightings(*column)) == [{"1", "3"}, {"2"}]
    live = [at("1", "a", "Ferry leaves"), at("2", "c", "Water rises"), at("3", "s", "School opens")]
    assert articles_of(sightings(*live), TEXTS | {"s": SCHOOL}) == [{"1"}, {"2"}, {"3"}]
    beside = [{**row, "captured_at": NOON} for row in live[:2]]
    assert grouped(sightings(*beside)) == [{"1"}, {"2"}]
    lists = [{**row, "url": "https://x.org/"} for row in live[:2]]
    assert grouped(sightings(*lists)) == [{"1"}, {"2"}]


def test_a_column_that_stands_under_one_headline_every_day_is_an_article_a_day() -> None:
    texts = TEXTS | {"s": SCHOOL}
    daily = [at(f"{n}", text, "Weather", n) for n, text in enumerate("acs", start=1)]
    assert articles_of(sightings(*daily), texts) == [{"1"}, {"2"}, {"3"}]
    assert articles_of(sightings(*daily[:2]), texts) == [{"1", "2"}]
    one_day = [{**row, "published_on": date(2026, 3, 1)} for row in daily]
    assert articles_of(sightings(*one_day), texts) == [{"1", "2", "3"}]


def test_a_canonical_address_that_a_template_states_on_other_pages_joins_nothing_unlike() -> None:
    rows = [at("1", "a", "Ferry leaves"), at("2", "c", "Water rises"), at("3", "b", "Ferry leaves")]
    places = {
        "1": "https://x.org/ferry",
        "2": "https://x.org/water",
        "3": "https://x.org/amp/ferry",
    }
    assert articles_of(sightings(*rows), TEXTS, places) == [{"1", "3"}, {"2"}]
    assert articles_of(sightings(*rows), TEXTS, {**places, "2": None}) == [{"1", "2", "3"}]


def test_an_equal_body_that_names_nothing_joins_by_address_or_headline_only() -> None:
    texts = {"p": "Subscribe to read on"}
    rows = [
        at("1", "p", "Ferry leaves", 1, url="https://x.org/1"),
        at("2", "p", "Water rises", 1, url="https://x.org/2"),
        at("3", "p", "Ferry leaves", 2, url="https://x.org/3"),
        at("4", "p", "Ferry leaves", 28, url="https://x.org/4"),
        at("5", "p", "Other", 9, url="https://x.org/2"),
    ]
    assert articles_of(sightings(*rows), texts) == [{"1", "3"}, {"2", "5"}, {"4"}]


def test_a_body_under_many_headlines_is_common_and_names_nothing() -> None:
    def rows(headlines: int) -> list[Row]:
        return [
            at(f"{n}", "a", f"Headline {n}", 1, url=f"https://x.org/{n}") for n in range(headlines)
        ]

    assert grouped(sightings(*rows(2))) == [{"0", "1"}]
    assert grouped(sightings(*rows(3))) == [{"0"}, {"1"}, {"2"}]


RESERVES = (
    "The Federal Reserve entered the government securities market to arrange {} billion dlrs of "
    "customer repurchase agreements, a spokesman said. Dealers said funds were trading at {} pct."
)


def test_one_headline_on_other_days_with_other_figures_is_another_article() -> None:
    texts = {"a": RESERVES.format("1.5", "6.25"), "b": RESERVES.format("2.0", "6.5")}
    days = [
        at("1", "a", "Fed adds reserves", 1, url=None),
        at("2", "b", "Fed adds reserves", 2, url=None),
    ]
    assert articles_of(sightings(*days), texts) == [{"1"}, {"2"}]


def test_what_one_moment_shows_side_by_side_is_no_edit_of_one_another() -> None:
    both = [
        at(n, text, "Ferry leaves", 1, url=f"https://x.org/{n}", captured_at=when)
        for n, text, when in (("1", "a", NOON), ("2", "b", NOON))
    ]
    assert grouped(sightings(*both)) == [{"1"}, {"2"}]
    later = [both[0], {**both[1], "captured_at": NOON.replace(hour=13)}]
    assert grouped(sightings(*later)) == [{"1", "2"}]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
def test_components_agree_with_a_plain_search(edges: list[tuple[int, int]]) -> None:
    import numpy as np

    left, right = (np.array([e[i] for e in edges], dtype=np.int64) for i in (0, 1))
    label = label_components(30, left, right)
    near: dict[int, set[int]] = {n: {n} for n in range(30)}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    for start in range(30):
        seen, todo = {start}, [start]
        while todo:
            for n in near[todo.pop()] - seen:
                seen.add(n)
                todo.append(n)
        assert label[start] == min(seen)


def test_a_version_contains_most_of_the_other_or_shares_half_with_it() -> None:
    texts = {
        "whole": LONG,
        "part": " ".join(LONG.split()[:10]),
        "edited": EDITED,
        "other": OTHER,
        "none": "",
        "word": "ferry",
        "same": "Ferry!",
    }
    ends = [
        ("whole", "part"),
        ("whole", "edited"),
        ("whole", "other"),
        ("whole", "none"),
        ("whole", "word"),
        ("word", "same"),
        ("none", "none"),
    ]
    pairs = pl.DataFrame(ends, schema=["left_text", "right_text"], orient="row")
    bodies = pl.DataFrame({"text_sha256": list(texts), "text": list(texts.values())})
    measured = collect_alike(measure_pairs, pairs.with_columns(outlet=pl.lit("herald")), bodies)
    assert measured.filter("is_version").select("left_text", "right_text").rows() == [
        ("whole", "edited"),
        ("whole", "part"),
        ("word", "same"),
    ]
