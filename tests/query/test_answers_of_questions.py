"""The worked questions of docs/questions.md, each as it stands there, asked of an archive of 5,000
generated articles of which the generator knows the answers.

`test_known_answers.py` has the same of questions about topics, copies and stories.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import polars as pl
import pytest

import tearsheet
from tearsheet.store.tables import Storage
from tests.support.questions import DOCUMENT, questions
from transforms.ids import content_id
from transforms.schemas import TABLES, fill_columns

COUNT, FIRST = 5_000, date(2026, 1, 1)
PAPERS = ["halvern-gazette", *(f"paper-{n}" for n in range(19))]
WORDS = ["harbour", "light", "ferry", "harbours", "ferryman", "council", "rain", "and", "market"]
PEOPLE = ["Ann Roe", "Ben Sands", "Cara Lind", None, None]
KINDS = ["text", "names_or_figures", "layout_only", "typography"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Row = dict[str, Any]
Asked = Callable[[int], list[tuple[Any, ...]]]
QUERIES = {q.number: q.query for q in questions(DOCUMENT.read_text(encoding="utf-8"))}


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hour)


def articles(random: Random) -> Iterator[Row]:
    for n in range(COUNT):
        day = random.randrange(90)
        words = random.choices(WORDS, k=random.randrange(5, 200))
        dated = random.random() < 0.9
        versions = random.choice((1, 1, 1, 2, 3))
        yield {
            "article_id": content_id("article", str(n)),
            "outlet": random.choices(PAPERS, weights=range(1, 21))[0],
            "url": f"https://paper.example/{n}",
            "url_key": f"paper.example/{n}",
            "title": f"Title {n}" if random.random() < 0.9 else None,
            "published_on": FIRST + timedelta(days=day) if dated else None,
            "published_source": random.choice(("json_ld", "meta", "url")) if dated else None,
            "byline": random.choice(PEOPLE),
            "agency": random.choice(("dpa", "AFP", None, None, None, None)),
            "licence": random.choice(("CC BY 4.0", None, None)),
            "language": random.choice(("en", "en", "de", None)),
            "language_score": random.randrange(50, 100) / 100,
            "text": " ".join(words).capitalize() + f". It was number {n}.",
            "words": len(words),
            "versions": versions,
            "sightings": versions + random.choice((0, 0, 1)),
            "first_captured_at": at(day, random.randrange(24)),
            "last_captured_at": at(day + random.randrange(1, 9), 23),
        }


def stories(random: Random, made: Sequence[Row]) -> None:
    """Some articles tell the story of the one before."""
    for n, row in enumerate(made):
        leads = n == 0 or random.random() < 0.8
        lead = row if leads else made[n - 1]
        row["story_id"] = row["article_id"] if leads else lead["story_id"]
        row["is_lead"] = leads


MADE = list(articles(Random(11)))
stories(Random(12), MADE)


class Rows:
    """The rows of other tables that follow from the articles."""

    def __init__(self, random: Random) -> None:
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.listed: Counter[tuple[str, str]] = Counter()
        for no, article in enumerate(MADE):
            self._versions(random, article)
            self._captures(random, article)
            self._anchors(random, no, article)
            self._listings(random, no, article)
        for n in range(60):
            self._beside(random, n)

    def _versions(self, random: Random, article: Row) -> None:
        for version in range(1, article["versions"] + 1):
            row = {
                "article_id": article["article_id"],
                "revision_id": f"{article['article_id']}-{version}",
                "outlet": article["outlet"],
                "title": article["title"],
                "version": version,
                "change_kind": random.choice(KINDS) if version > 1 else None,
                "chars_added": random.randrange(90),
                "chars_removed": random.randrange(90),
                "modified_at": at(3) if random.random() < 0.5 else None,
                "first_captured_at": article["first_captured_at"] + timedelta(hours=version),
            }
            self.tables["revisions"].append(row)
        article["revision_id"] = row["revision_id"]

    def _captures(self, random: Random, article: Row) -> None:
        new = article["title"] and random.random() < 0.1
        for n in range(article["sightings"]):
            capture = content_id("capture", article["article_id"], str(n))
            title = f"{article['title']} again" if new and n else article["title"]
            when = article["first_captured_at"] + timedelta(hours=n)
            place = {"capture_id": capture, "outlet": article["outlet"], "captured_at": when}
            self.tables["captures"].append(
                {
                    **place,
                    "landed_from": f"{capture}.html",
                    "page_kind": "article",
                    "page_kind_rule": random.choice(("model", "markup")),
                    "page_kind_confidence": random.randrange(50, 100) / 100,
                    "captured_after": FIRST + timedelta(days=random.randrange(9)),
                }
            )
            ids = {k: article[k] for k in ("article_id", "revision_id", "url", "url_key")}
            self.tables["sightings"].append({**place, **ids, "article_no": 0, "title": title})
            said = f"less current than a kettle {capture}" if random.random() < 0.01 else "other"
            self.tables["blocks"].append(
                {**place, "block_no": 0, "article_no": 0, "kind": "body", "text": said}
                | {"byte_start": random.randrange(9), "byte_end": random.randrange(9, 99)}
            )

    def _anchors(self, random: Random, no: int, article: Row) -> None:
        for n in range(random.choice((0, 0, 1, 2))):
            to = random.randrange(COUNT + 1_000)
            self.tables["anchors"].append(
                {
                    "capture_id": content_id("capture", article["article_id"], "0"),
                    "anchor_no": n,
                    "article_id": article["article_id"],
                    "revision_id": article["revision_id"],
                    "outlet": article["outlet"],
                    "source": "link",
                    "url": f"https://paper.example/{to}?n={no}",
                    "url_key": f"paper.example/{to}",
                    "text": f"see {no} {n}",
                }
            )

    def _listings(self, random: Random, no: int, article: Row) -> None:
        for n in range(random.choice((0, 1, 1, 2))):
            is_held = random.random() < 0.7
            to = random.randrange(COUNT) if is_held else random.randrange(300)
            key = f"paper.example/{'' if is_held else 'gone/'}{to}"
            capture = content_id("capture", article["article_id"], "0")
            self.tables["listings"].append(
                {
                    "capture_id": capture,
                    "listing_no": n,
                    "outlet": article["outlet"],
                    "source": "teaser",
                    "url": f"https://{key}",
                    "url_key": key,
                    "text": f"Teaser of {to}" if is_held or no % 2 else f"Other of {to}",
                    "listed_on": None if is_held else FIRST + timedelta(days=to % 90),
                    "status": "matched" if is_held else "missing",
                    "match_rule": "url" if is_held else "none",
                    "article_id": MADE[to]["article_id"] if is_held else None,
                }
            )

    def _beside(self, random: Random, n: int) -> None:
        reason = random.choice(("binary", "no_text", "too_large"))
        self.tables["quarantine"].append(
            {
                "quarantine_id": f"q{n}",
                "ref": f"file{n}.html",
                "stage": "parse",
                "reason": reason,
                "detail": f"it is {reason}",
                "run_id": "r",
            }
        )
        status = random.choice(("learned", "rare"))
        self.tables["profiles"].append(
            {"outlet": random.choice(PAPERS), "kind": "line", "hash": f"{n:04}", "captures": n}
            | {"status": status, "text": f"line {n}"}
        )
        kind = random.choice(("article", "story"))
        self.tables["aliases"].append({"old_id": f"o{n}", "new_id": f"n{n}", "kind": kind})


HELD = Rows(Random(13)).tables
HELD["articles"] = MADE


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The rows that a question's query gives, without its LIMIT."""
    storage = Storage.open(str(tmp_path_factory.mktemp("asked") / "archive"))
    changes = {}
    for table, rows in HELD.items():
        schema = TABLES[table].schema
        named = {c: t for c, t in schema.items() if any(c in row for row in rows)}
        frame = pl.DataFrame([{c: r.get(c) for c in named} for r in rows], schema=named)
        if "month" in schema:
            frame = frame.with_columns(month=pl.lit("2026-01"))
        whole = fill_columns(frame.lazy(), schema).collect()
        changes[table] = [storage.append(storage.head(), table, whole)]
    storage.commit(
        storage.head(), changes, batch_id="b", run_id="r", code_version="v", now=datetime.now(UTC)
    )
    archive = tearsheet.open(storage.objects.root)

    def ask(number: int) -> list[tuple[Any, ...]]:
        return archive.rows(re.sub(r"\nLIMIT \d+| LIMIT \d+", "", QUERIES[number])).rows

    return ask


def spelled(span: timedelta) -> str:
    """A span of time as DuckDB writes it: `1 day 03:00:00`, `2 days`, `00:00:00`."""
    days = f"{span.days} day{'s' * (span.days != 1)}" if span.days else ""
    rest = span - timedelta(days=span.days)
    clock = f"{datetime.min + rest:%H:%M:%S}" if rest or not days else ""
    return f"{days} {clock}".strip()


def has(article: Row, term: str) -> bool:
    return term in re.findall(r"[a-z]+", article["text"].lower())


def of(outlet: str) -> list[Row]:
    return [a for a in MADE if a["outlet"] == outlet]


def rewritten() -> list[Row]:
    return [
        r
        for r in HELD["revisions"]
        if r["version"] > 1 and r["change_kind"] in ("text", "names_or_figures")
    ]


def test_outlets_lengths_and_shares(asked: Asked) -> None:
    days = {o: [a["published_on"] for a in of(o) if a["published_on"]] for o in PAPERS}
    assert asked(1) == [(o, len(of(o)), min(days[o]), max(days[o])) for o in sorted(PAPERS)]
    words = {o: [a["words"] for a in of(o)] for o in sorted(PAPERS)}
    assert asked(8) == [(o, len(w), min(w), median(w), max(w)) for o, w in words.items()]
    about = {o: sum(has(a, "ferry") for a in of(o)) for o in PAPERS}
    assert {row[0]: row[1:3] for row in asked(3)} == {o: (n, len(of(o))) for o, n in about.items()}
    assert all(row[3] == pytest.approx(row[1] / row[2], abs=0.006) for row in asked(3))


def test_terms_together_and_words_that_set_apart(asked: Asked) -> None:
    leads = [a for a in MADE if a["is_lead"]]
    harbour, light = ({a["article_id"] for a in leads if has(a, t)} for t in ("harbour", "light"))
    assert asked(6) == [(len(harbour), len(light), len(harbour & light))]
    here, there = Counter[str](), Counter[str]()
    for article in MADE:
        if article["language"] == "en":
            side = here if article["outlet"] == "halvern-gazette" else there
            side.update(w for w in re.findall("[a-z]+", article["text"].lower()) if len(w) > 3)
    assert {w: (a, b) for w, a, b in asked(5)} == {w: (here[w], there[w]) for w in here | there}


def test_weekdays_languages_writers_and_licences(asked: Asked) -> None:
    days = Counter(
        (a["outlet"], DAYS[a["published_on"].weekday()]) for a in MADE if a["published_on"]
    )
    assert {(o, d): n for o, d, n in asked(7)} == days
    languages = Counter(a["language"] for a in MADE)
    least = {
        spoken: min(a["language_score"] for a in MADE if a["language"] == spoken)
        for spoken in languages
    }
    assert {row[0]: row[1:] for row in asked(10)} == {
        spoken: (n, least[spoken]) for spoken, n in languages.items()
    }
    writers = Counter((a["outlet"], a["byline"]) for a in MADE if a["byline"])
    assert {(o, b): n for o, b, n in asked(11)} == writers
    licences = Counter(a["licence"] or "none stated" for a in MADE)
    assert dict(asked(19)) == licences


def test_agencies_of_articles_and_of_their_stories(asked: Asked) -> None:
    by_story: dict[str, list[str]] = defaultdict(list)
    for a in MADE:
        by_story[a["story_id"]] += [a["agency"]] if a["agency"] else []
    expected = Counter[tuple[Any, ...]]()
    for a in MADE:
        others = by_story[a["story_id"]]
        name = a["agency"] or (min(others) if others else "none")
        by = "byline" if a["agency"] else "story" if others else None
        expected[a["outlet"], name, by] += 1
    assert {row[:3]: row[3] for row in asked(13)} == expected


def test_links_lead_where_they_lead(asked: Asked) -> None:
    expected = Counter[tuple[Any, ...]]()
    for link in HELD["anchors"]:
        to = int(link["url_key"].rsplit("/", 1)[1])
        if to < COUNT and MADE[to]["article_id"] == link["article_id"]:
            continue
        leads = MADE[to]["outlet"] if to < COUNT else "paper.example"
        status = "held" if to < COUNT else "not_held"
        expected[link["outlet"], link["text"], leads, status] += 1
    same = Counter((x["article_id"], x["url_key"]) for x in HELD["anchors"])
    assert max(same.values()) == 1
    assert Counter(asked(17)) == expected


def test_edits_of_texts_and_of_headlines(asked: Asked) -> None:
    columns = ("outlet", "version", "change_kind", "chars_added", "chars_removed")
    rows = Counter((*(r[c] for c in columns), r["first_captured_at"]) for r in rewritten())
    assert Counter(asked(20)) == rows
    silent = Counter(
        (r["outlet"], r["title"], r["change_kind"]) for r in rewritten() if not r["modified_at"]
    )
    assert Counter(asked(21)) == silent
    shown = {(s["article_id"], s["title"]) for s in HELD["sightings"] if s["title"]}
    new = {article: t for article, t in shown if t.endswith("again")}
    assert Counter(asked(22)) == Counter(
        (a["outlet"], a["title"], new[a["article_id"]], True)
        for a in MADE
        if a["article_id"] in new and (a["article_id"], a["title"]) in shown
    )


def test_what_other_pages_call_an_article_and_how_often_it_was_seen(asked: Asked) -> None:
    named = {a["article_id"]: a for a in MADE}
    calls = Counter[tuple[Any, ...]]()
    for row in HELD["listings"]:
        if row["article_id"] and (article := named[row["article_id"]])["title"]:
            calls[article["outlet"], article["title"], row["text"]] += 1
    assert {row[:3]: row[3] for row in asked(23)} == calls
    assert Counter(asked(24)) == Counter(
        (
            a["outlet"],
            a["sightings"],
            a["versions"],
            spelled(a["last_captured_at"] - a["first_captured_at"]),
        )
        for a in MADE
        if a["sightings"] > 1
    )


def test_what_is_missing_and_how_complete_months_are(asked: Asked) -> None:
    gone: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in HELD["listings"]:
        if row["status"] == "missing":
            gone[row["outlet"], row["url_key"]].append(row)
    assert Counter(asked(25)) == Counter(
        (
            outlet,
            rows[0]["listed_on"],
            len(rows),
            sorted((r["text"] for r in rows), key=lambda t: (-len(t), t))[0],
        )
        for (outlet, _), rows in gone.items()
    )
    absent = Counter((o, f"{rows[0]['listed_on']:%Y-%m}") for (o, _), rows in gone.items())
    held = Counter(
        (a["outlet"], f"{a['published_on']:%Y-%m}" if a["published_on"] else "unknown")
        for a in MADE
    )
    found = {row[:2]: row[2:4] for row in asked(26)}
    assert found == {key: (held[key], absent[key]) for key in held | absent}


def test_articles_without_a_day_and_what_dates_the_others(asked: Asked) -> None:
    after: dict[str, date] = {}
    of_capture = {c["capture_id"]: c["captured_after"] for c in HELD["captures"]}
    for s in HELD["sightings"]:
        day = of_capture[s["capture_id"]]
        after[s["article_id"]] = min(day, after.get(s["article_id"], day))
    assert Counter(asked(28)) == Counter(
        (a["outlet"], a["text"][:40], after[a["article_id"]])
        for a in MADE
        if a["published_on"] is None
    )
    sources = Counter(
        (a["outlet"], f"{a['first_captured_at']:%Y-%m}", a["published_source"] or "none")
        for a in MADE
    )
    assert {row[:3]: row[3] for row in asked(31)} == sources


def test_captures_sentences_and_their_bytes(asked: Asked) -> None:
    kinds = Counter(("article", c["page_kind_rule"]) for c in HELD["captures"])
    assert {row[:2]: row[2] for row in asked(33)} == kinds
    assert Counter(asked(34)) == Counter(
        (b["outlet"], f"{b['capture_id']}.html", "body", b["byte_start"], b["byte_end"])
        for b in HELD["blocks"]
        if b["text"] != "other"
    )
    assert Counter((row[0], row[2]) for row in asked(35)) == Counter(
        (a["outlet"], f"It was number {n}.") for n, a in enumerate(MADE)
    )


def test_refusals_repeated_lines_and_former_ids(asked: Asked) -> None:
    refused = HELD["quarantine"]
    columns = ("ref", "stage", "reason", "detail")
    assert asked(37) == sorted(tuple(r[c] for c in columns) for r in refused)
    lines = ("outlet", "kind", "text", "captures", "status")
    assert asked(38) == sorted(tuple(p[c] for c in lines) for p in HELD["profiles"])
    assert dict(asked(40)) == Counter(a["kind"] for a in HELD["aliases"])


def test_a_clean_corpus_has_the_longest_copy_of_each_story(asked: Asked) -> None:
    longest: dict[str, int] = {}
    for a in MADE:
        longest[a["story_id"]] = max(a["words"], longest.get(a["story_id"], 0))
    long = [n for n in longest.values() if n >= 80]
    assert asked(39) == [(len(long), sum(long))]
