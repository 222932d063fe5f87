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
from transforms.dedup.identity.articles import candidate_pairs, identify, keep_similar, with_keys
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
TEXTS = {"a": LONG, "b": EDITED, "c": OTHER}


def sightings(*rows: Mapping[str, object]) -> pl.DataFrame:
    full = [{"article_no": 0, "outlet": "herald", "month": "unknown", **r} for r in rows]
    return conform(
        pl.DataFrame(full, schema_overrides={"captured_at": pl.Datetime("us", "UTC")}),
        SIGHTINGS.schema,
    )


def candidates(frame: pl.DataFrame) -> pl.DataFrame:
    return candidate_pairs(with_keys(frame.lazy())).collect()


def identified(frame: pl.DataFrame, similar: pl.DataFrame) -> pl.DataFrame:
    return identify(frame.lazy(), similar.lazy()).collect()


def similar_pairs(pairs: pl.DataFrame, texts: Mapping[str, str]) -> pl.DataFrame:
    bodies = pl.DataFrame({"text_sha256": list(texts), "text": list(texts.values())})
    return keep_similar(pairs.lazy(), bodies.lazy()).collect()


def grouped(frame: pl.DataFrame) -> list[set[str]]:
    named = identified(frame, similar_pairs(candidates(frame), TEXTS))
    return sorted(
        (set(part["capture_id"]) for part in named.partition_by("article_id")), key=sorted
    )


def test_an_equal_body_joins_whatever_the_addresses() -> None:
    frame = sightings(
        {"capture_id": "1", "text_sha256": "a", "url": "https://x.org/1"},
        {"capture_id": "2", "text_sha256": "a", "url": "https://x.org/2"},
    )
    assert grouped(frame) == [{"1", "2"}]


def test_one_address_joins_an_edited_text_and_not_another_story() -> None:
    frame = sightings(
        {"capture_id": "1", "text_sha256": "a", "url": "https://x.org/1?utm_source=mail"},
        {"capture_id": "2", "text_sha256": "b", "url": "http://www.x.org/1/"},
        {"capture_id": "3", "text_sha256": "c", "url": "https://x.org/1"},
    )
    assert grouped(frame) == [{"1", "2"}, {"3"}]


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
    named = identified(frame, candidates(frame))
    assert named["article_id"].unique().to_list() == [article_id("9", 0)]


@settings(deadline=None)
@given(
    st.permutations(
        [("1", "a", "u"), ("2", "b", "u"), ("3", "c", "u"), ("4", "a", "v"), ("5", "c", None)]
    )
)
def test_the_order_of_sightings_does_not_matter(rows: list[tuple[str, str, str | None]]) -> None:
    frame = sightings(
        *[
            {"capture_id": c, "text_sha256": t, "url": u and f"https://x.org/{u}"}
            for c, t, u in rows
        ]
    )
    assert grouped(frame) == [{"1", "2", "4"}, {"3", "5"}]


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
    named = identified(frame, similar_pairs(candidates(frame), POOL))
    return sorted(
        (set(part["capture_id"]) for part in named.partition_by("article_id")), key=sorted
    )


def is_one(left: dict[str, object], right: dict[str, object]) -> bool:
    """Whether the definition of an article joins two sightings, clause by clause."""
    if left["outlet"] != right["outlet"]:
        return False
    if left["text_sha256"] == right["text_sha256"]:
        return True
    if not any({left["text_sha256"], right["text_sha256"]} <= group for group in ALIKE):
        return False
    pages = {
        "https://x.org/1": 1,
        "http://www.x.org/1/?utm_source=mail": 1,
        "https://x.org/2": 2,
        "https://x.org/2?id=3": 3,
    }
    if left["url"] and right["url"] and pages[str(left["url"])] == pages[str(right["url"])]:
        return True
    titles = [str(r["title"] or "").split(" ")[0].lower() for r in (left, right)]
    days = [d for r in (left, right) if isinstance(d := r["published_on"], date)]
    return (
        bool(titles[0])
        and titles[0] == titles[1]
        and len(days) == 2
        and abs((days[0] - days[1]).days) <= 3
    )


@given(ROWS)
def test_sightings_are_one_article_exactly_where_the_definition_joins_them(
    rows: list[dict[str, object]],
) -> None:
    groups = [{str(n)} for n in range(len(rows))]
    for one, left in enumerate(rows):
        for two, right in enumerate(rows[:one]):
            if is_one(left, right):
                joined = [g for g in groups if g & {str(one), str(two)}]
                groups = [g for g in groups if g not in joined] + [set().union(*joined)]
    assert parts(rows) == sorted(groups, key=sorted)


@given(ROWS)
def test_without_address_and_headline_only_an_equal_body_joins(
    rows: list[dict[str, object]],
) -> None:
    bare = [{**row, "url": None, "title": None} for row in rows]
    same = {(row["outlet"], row["text_sha256"]) for row in bare}
    assert len(parts(bare)) == len(same)


@given(ROWS)
def test_one_text_at_many_addresses_of_an_outlet_is_one_article(
    rows: list[dict[str, object]],
) -> None:
    one = [{**row, "text_sha256": "a", "outlet": "herald"} for row in rows]
    assert len(parts(one)) == 1


@given(ROWS)
def test_an_address_that_serves_another_text_is_another_article(
    rows: list[dict[str, object]],
) -> None:
    there = [{**row, "url": "https://x.org/1", "outlet": "herald"} for row in rows]
    found = parts(there)
    texts = [{str(there[int(c)]["text_sha256"]) for c in group} for group in found]
    assert all(any(said <= group for group in ALIKE) for said in texts)
    assert len(found) == sum(
        any(str(row["text_sha256"]) in group for row in there) for group in ALIKE
    )


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
    pairs = pl.DataFrame(ends, schema=["left", "right"], orient="row")
    bodies = pl.DataFrame({"text_sha256": list(texts), "text": list(texts.values())})
    assert collect_alike(keep_similar, pairs, bodies).rows() == [
        ("whole", "edited"),
        ("whole", "part"),
        ("word", "same"),
    ]
