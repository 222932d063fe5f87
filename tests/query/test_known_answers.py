"""Questions of an archive of 5,000 generated articles, of which the generator knows the answers.

The rows are invented as rows are in earnest: outlets of unequal size, stories that several print,
copies without a day, agencies, terms inside words, days on which a paper does not print.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import polars as pl
import pytest

import tearsheet
from tearsheet.store.tables import Storage
from transforms.ids import content_id
from transforms.schemas import ARTICLES, fill_columns

COUNT, FIRST = 5_000, date(2026, 1, 1)
OUTLETS = [f"paper-{n}" for n in range(20)]
TERMS = ("ferry", "harbour", "tram")
#: Words that have a term in them and are none.
NEAR = ("ferryman", "harbours", "trams", "sferry")
PLAIN = [
    "the",
    "council",
    "met",
    "and",
    "nobody",
    "of",
    "those",
    "who",
    "came",
    "spoke",
    "for",
    "long",
]


class Article(NamedTuple):
    """An article as the generator knows it."""

    key: str
    story: str
    outlet: str
    day: date | None
    at: datetime | None
    terms: frozenset[str]
    agency: str | None
    text: str


def generate() -> Iterator[Article]:
    """Stories of one to four copies, until there are enough articles."""
    random, made, story = Random(7), 0, 0
    while made < COUNT:
        story += 1
        terms = frozenset(t for t in TERMS if random.random() < 0.1)
        words = [*terms, *random.choices(PLAIN, k=random.randrange(20, 60)), random.choice(NEAR)]
        random.shuffle(words)
        agency = "dpa" if random.random() < 0.1 else None
        day = FIRST + timedelta(days=random.randrange(90))
        copies = random.choice((1, 1, 1, 1, 2, 2, 3, 4))
        papers = random.sample(OUTLETS, k=copies, counts=range(1, 21))
        for n, outlet in enumerate(dict.fromkeys(papers)):
            printed = None if random.random() < 0.1 else day + timedelta(days=random.randrange(3))
            if printed and printed.isoweekday() == 7 and outlet in OUTLETS[:5]:
                printed += timedelta(days=1)  # these do not print on Sundays
            at = None
            if printed and random.random() < 0.3:
                clock = datetime.min.time().replace(hour=random.randrange(24))
                at = datetime.combine(printed, clock, UTC)
            key = content_id("article", str(story), str(n))
            text = " ".join(words).capitalize() + "."
            credit = agency if n == 0 else None
            yield Article(key, f"s{story:05}", outlet, printed, at, terms, credit, text)
            made += 1


HELD = list(generate())


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tearsheet.Archive:
    """An archive that holds these articles."""
    root = str(tmp_path_factory.mktemp("known") / "archive")
    storage = Storage.open(root)
    sizes = Counter(a.story for a in HELD)
    rows = pl.DataFrame(
        {
            "article_id": [a.key for a in HELD],
            "revision_id": [a.key for a in HELD],
            "story_id": [a.story for a in HELD],
            "story_size": [sizes[a.story] for a in HELD],
            "outlet": [a.outlet for a in HELD],
            "published_on": [a.day for a in HELD],
            "published_at": [a.at for a in HELD],
            "agency": [a.agency for a in HELD],
            "text": [a.text for a in HELD],
            "words": [len(a.text.split()) for a in HELD],
            "month": [f"{a.day:%Y-%m}" if a.day else "unknown" for a in HELD],
        },
        schema_overrides={"published_at": pl.Datetime("us", "UTC")},
    )
    frame = fill_columns(rows.lazy(), ARTICLES.schema).collect()
    base = storage.head()
    change = {"articles": [storage.append(base, "articles", frame)]}
    storage.commit(base, change, batch_id="b", run_id="r", code_version="v", now=datetime.now(UTC))
    return tearsheet.open(root)


def by_story() -> dict[str, list[Article]]:
    grouped: dict[str, list[Article]] = defaultdict(list)
    for article in HELD:
        grouped[article.story].append(article)
    return grouped


def test_how_many_articles_and_days_each_outlet_has(known: tearsheet.Archive) -> None:
    found = known.rows("SELECT outlet, count(*), count(published_on) FROM articles GROUP BY outlet")
    assert {o: (n, d) for o, n, d in found.rows} == {
        outlet: (
            sum(a.outlet == outlet for a in HELD),
            sum(a.outlet == outlet and a.day is not None for a in HELD),
        )
        for outlet in OUTLETS
    }


@pytest.mark.parametrize("term", TERMS)
def test_mentions_by_story_and_by_copy(known: tearsheet.Archive, term: str) -> None:
    about = [a for a in HELD if term in a.terms]
    found = known.rows("FROM mentions($term)", params={"term": term}).rows
    months = {a.day.replace(day=1) if a.day else None for a in HELD}
    expected: dict[Any, tuple[int, int, int]] = {}
    for month in months:
        inside = [a for a in about if (a.day.replace(day=1) if a.day else None) == month]
        stories, outlets = {a.story for a in inside}, {a.outlet for a in inside}
        expected[month] = (len(stories), len(inside), len(outlets))
    assert {row[0]: row[1:4] for row in found} == expected


def test_every_place_of_a_term(known: tearsheet.Archive) -> None:
    found = known.rows("SELECT article_id, keyword FROM kwic('tram')").rows
    assert Counter(key for key, _ in found) == {a.key: 1 for a in HELD if "tram" in a.terms}
    assert {word.lower() for _, word in found} == {"tram"}


def first_of(copies: list[Article]) -> str | None:
    """The outlet that printed a story before all others, as far as its copies tell."""
    at = [a.at for a in copies]
    days = [a.day for a in copies]
    for values in (at, days):
        if None not in values:
            known_values = [v for v in values if v is not None]
            least = min(known_values)
            if known_values.count(least) == 1:
                return copies[known_values.index(least)].outlet
    return None


def test_the_earliest_copy_of_a_story_is_the_first_to_publish(known: tearsheet.Archive) -> None:
    shared = {story: copies for story, copies in by_story().items() if len(copies) > 1}
    found = dict(known.rows("SELECT story_id, outlet FROM first_to_publish").rows)
    assert found == {story: first_of(copies) for story, copies in shared.items()}


def test_stories_are_counted_by_who_printed_them_after_whom(known: tearsheet.Archive) -> None:
    earlier: Counter[tuple[str, str]] = Counter()
    for copies in by_story().values():
        for a in copies:
            for b in copies:
                if a.outlet != b.outlet and first_of([a, b]) == a.outlet and _is_told(a, b):
                    earlier[a.outlet, b.outlet] += 1
    query = "SELECT earlier_outlet, later_outlet, stories FROM who_copies_whom"
    assert {(a, b): n for a, b, n in known.rows(query).rows} == dict(earlier)


def _is_told(a: Article, b: Article) -> bool:
    """Times are held against times where both have one: a tie of those is one."""
    return a.at != b.at if a.at and b.at else a.day != b.day


def test_agency_copy_and_what_is_an_outlets_own(known: tearsheet.Archive) -> None:
    agency = {story for story, copies in by_story().items() if any(a.agency for a in copies)}
    assert known.rows("SELECT count(*) FROM wire").rows == [(sum(a.story in agency for a in HELD),)]
    expected: Counter[str] = Counter()
    for story, copies in by_story().items():
        for a in copies:
            if story in agency:
                expected["wire"] += 1
            elif len(copies) == 1 or first_of(copies) == a.outlet:
                expected["own"] += 1
            else:
                expected["open" if first_of(copies) is None else "copied"] += 1
    names = ("own", "wire", "copied", "open")
    sums = ", ".join(f"sum({n})" for n in names)
    [row] = known.rows(f"SELECT {sums} FROM original_share").rows
    assert dict(zip(names, row, strict=True)) == expected


def test_days_without_an_article(known: tearsheet.Archive) -> None:
    expected = set()
    for outlet in OUTLETS:
        days = {a.day for a in HELD if a.outlet == outlet and a.day}
        day = min(days)
        while day < max(days):
            if day not in days:
                expected.add((outlet, day))
            day += timedelta(days=1)
    assert set(known.rows("SELECT outlet, quiet_on FROM quiet_days").rows) == expected


def test_words_that_stand_in_several_stories_are_stock_phrases(known: tearsheet.Archive) -> None:
    assert known.rows("SELECT count(*) FROM sentences").rows == [(len(HELD),)]
    runs: dict[str, set[str]] = defaultdict(set)
    for a in HELD:
        if a.outlet == "paper-3" and a.day and a.day.month == 2:
            words = a.text.lower().rstrip(".").split()
            for i in range(len(words) - 2):
                runs[" ".join(words[i : i + 3])].add(a.story)
    query = "FROM stock_phrases(slug := 'paper-3', size := 3, least := 3) WHERE month = '2026-02'"
    found = known.rows(f"SELECT phrase, stories {query}").rows
    assert dict(found) == {phrase: len(s) for phrase, s in runs.items() if len(s) >= 3}


def test_one_copy_of_each_story_leads_it(known: tearsheet.Archive) -> None:
    found = known.rows("SELECT count(*), count(DISTINCT story_id) FROM story_leads('longest')")
    assert found.rows == [(len(by_story()), len(by_story()))]
