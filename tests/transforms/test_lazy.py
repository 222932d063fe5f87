"""What is relational gives equal rows by either engine and in whatever order rows come in; and its
filters reach the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Literal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from transforms.dedup import menus
from transforms.dedup.identity import (
    aliases,
    article_pairs,
    articles,
    batch,
    changes,
    counts,
    dates,
    listings,
    revisions,
    thin,
)
from transforms.dedup.identity.translations import translation_rows
from transforms.ids import sha256_hex
from transforms.learn import headings, lines, outlets, profiles
from transforms.schemas import (
    ALIASES,
    CAPTURES,
    DATES,
    HEADLINES,
    LINES,
    LISTINGS,
    PROFILES,
    SIGHTINGS,
    TEXT_COLUMNS,
    Columns,
    conform,
    fill_columns,
)
from transforms.text.line_keys import line_key

Frames = Mapping[str, pl.LazyFrame]
ENGINES: tuple[Literal["streaming", "in-memory"], ...] = ("streaming", "in-memory")
START = datetime(2026, 3, 1, tzinfo=UTC)


def table(schema: Columns, rows: list[dict[str, object]]) -> pl.DataFrame:
    full = pl.DataFrame(
        [{c: row.get(c) for c in schema} for row in rows], schema=dict(schema), orient="row"
    )
    return conform(full, schema)


def some_captures(rng: Random) -> list[dict[str, object]]:
    return [
        {
            "capture_id": f"c{no:03d}",
            "outlet": rng.choice(("gazette", "post")),
            "month": "2026-03",
            "raw_sha256": f"raw-{rng.randrange(30)}",
            "derived_by": rng.choice(("1.0", "1.1")),
            "url": rng.choice((None, *(f"https://x.example/story-{n}" for n in range(25)))),
            "captured_at": rng.choice((None, START + timedelta(days=rng.randrange(90)))),
            "page_kind": rng.choice(("article", "article", "article", "list")),
            "outlet_heading": rng.choice((None, "The Gazette")),
            "site_name": rng.choice((None, "Post", "Gazette")),
            "alternates": rng.choice(([], [f"https://x.example/story-{rng.randrange(25)}"])),
            "declared_outlet": rng.choice((None, "flag:post", "folder:post")),
            "media_type": rng.choice(("text/html", "application/warc-revisit")),
        }
        for no in range(60)
    ]


def some_sightings(rng: Random, captures: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {
            **{c: capture[c] for c in ("capture_id", "outlet", "month", "captured_at", "url")},
            "article_no": article_no,
            "text_sha256": sha256_hex(
                f"{rng.choice((capture['url'], capture['url'], None)) or rng.randrange(3)}".encode()
            ),
            "title": rng.choice((None, "Ferry leaves | Post", "FERRY leaves!", "Water", "Rain")),
            "byline": rng.choice((None, "A. Writer")),
            "language": rng.choice(("en", "de", "en", "de", None)),
            "published_on": (
                day := rng.choice((None, None, None, date(2026, 3, 1), date(2026, 3, 3)))
            ),
            "published_source": day and rng.choice(("meta", "url")),
            "published_confidence": day and rng.choice((0.5, 0.9)),
        }
        for capture in captures
        if capture["page_kind"] == "article"
        for article_no in range(rng.choice((1, 1, 1, 2)))
    ]


def some_listings(rng: Random, captures: list[dict[str, object]]) -> list[dict[str, object]]:
    return [
        {
            **{c: capture[c] for c in ("capture_id", "outlet", "month")},
            "listing_no": no,
            "source": rng.choice(("teaser", "teaser", "feed", "sitemap_index")),
            "url": rng.choice((None, *(f"https://x.example/story-{n}" for n in range(15)))),
            "text": rng.choice((None, "Ferry leaves", "the text of twenty or more characters 3")),
            "listed_on": rng.choice((None, date(2026, 3, 1), date(2026, 3, 2))),
        }
        for capture in captures
        for no in range(3)
    ] + [
        {
            **{c: capture[c] for c in ("capture_id", "outlet", "month")},
            "listing_no": 3,
            "source": "teaser",
            "url": "https://x.example/ferries-and-trains",
        }
        for capture in captures
    ]


def some_lines(rng: Random, captures: list[dict[str, object]]) -> pl.DataFrame:
    words = [rng.choice(("menu", "share", "foot", "a", "b", "c")) for _ in range(12 * 60)]
    kinds = (("other", ""), ("paragraph", ""), ("heading", ""), ("other", lines.REPEATED))
    rows = [
        (capture["outlet"], capture["capture_id"], no, *rng.choice(kinds), line_key(word))
        for at, capture in enumerate(captures)
        for no, word in enumerate(words[12 * at : 12 * at + 12])
    ]
    return pl.DataFrame(rows, schema=dict(LINES), orient="row")


def some_headlines(rng: Random, captures: list[dict[str, object]]) -> pl.DataFrame:
    """A heading on every page, mostly of the same words, and what the page states."""
    rows = [
        {
            **{c: capture[c] for c in ("capture_id", "outlet", "month")},
            "headline_no": no,
            "article_no": 0,
            "source": source,
            "text": rng.choice(("The Voice", "the voice.", "Water", "Rain", "Snow", "Ice")),
            "is_chosen": no == 0,
        }
        for capture in captures
        if capture["page_kind"] == "article"
        for no, source in enumerate(("heading", "open_graph", "title_tag"))
    ]
    return table(HEADLINES.schema, rows)


def some_facts() -> pl.DataFrame:
    rows: list[dict[str, object]] = [
        {"kind": "line", "hash": f"{line_key(word) or 0:016x}", "text": word}
        for word in ("menu", "foot")
    ]
    rows += [{"kind": "title_suffix", "hash": "f" * 24, "text": " | Post"}]
    rows += [{"kind": "heading", "hash": "e" * 24, "text": "The Voice"}]
    return table(PROFILES.schema, [{"outlet": "post", "status": "learned", **r} for r in rows])


def words_of(found: pl.LazyFrame) -> pl.LazyFrame:
    """A few texts that are short."""
    is_short = pl.col("text_sha256").str.ends_with("3")
    words = pl.when(is_short).then(3).otherwise(300).alias("words")
    return found.select("outlet", "text_sha256", words).unique()


@pytest.fixture(scope="module")
def archive() -> dict[str, pl.DataFrame]:
    """Frames of a small archive, each made from the ones before it by the transforms themselves."""
    rng = Random(11)
    captures = some_captures(rng)
    found = table(SIGHTINGS.schema, some_sightings(rng, captures)).lazy()
    out = {"captures": table(CAPTURES.schema, captures), "lines": some_lines(rng, captures)}
    out["facts"] = some_facts()
    out["headlines"] = some_headlines(rng, captures)
    out["found"] = found.drop("article_id", "revision_id").collect()
    placed = articles.with_places(out["found"].lazy(), out["captures"].lazy())
    out["keyed"] = articles.with_keys(placed).collect()
    out["common"] = thin.find_common(out["keyed"].lazy()).collect()
    out["thin"] = thin.explain_thin(words_of(found), out["common"].lazy()).collect()
    out["nodes"] = thin.with_nodes(out["keyed"].lazy(), out["thin"].lazy()).collect()
    out["similar"] = article_pairs.candidate_pairs(out["nodes"].lazy()).collect()
    nodes, links = out["nodes"].lazy(), out["similar"].lazy()
    out["sightings"] = fill_columns(articles.identify(nodes, links), SIGHTINGS.schema).collect()
    out["before"] = articles.identify(nodes, links.head(3)).collect()
    out["own"] = dates.choose_own(out["sightings"].lazy()).collect()
    out["heads"] = (
        out["found"]
        .select(
            "outlet", "text_sha256", head=pl.lit("the text of twenty or more characters 3 and on")
        )
        .unique()
    )
    named = table(LISTINGS.schema, some_listings(rng, captures)).lazy()
    out["listings"] = listings.with_url_keys(named).collect()
    frames = {name: frame.lazy() for name, frame in out.items()}
    names = listings.article_names(frames["sightings"], frames["heads"], frames["own"])
    out["names"] = names.collect()
    out["resolved"] = resolved({**frames, "names": names}).collect()
    out["dates"] = table(
        DATES.schema, [{"capture_id": "c001", "date_no": 0, "article_no": 0, "is_chosen": True}]
    )
    out["listed"] = dates.choose_listed(out["resolved"].lazy(), frames["own"]).collect()
    chosen = frames["own"].select("article_id", *revisions.CHOSEN)
    out["versions"] = revisions.revisions(frames["sightings"], chosen, frames["thin"]).collect()
    shown = frames["sightings"].join(frames["captures"], on="capture_id")
    out["pairs"] = changes.version_pairs(out["versions"].lazy(), shown).collect()
    out["held"] = out["versions"].with_columns(
        change_kind=pl.when(pl.col("version") > 1).then(pl.lit("text")), chars_added=pl.lit(1)
    )
    out["known"] = changes.known_changes(out["pairs"].lazy(), out["held"].lazy()).collect()
    out["moved"] = aliases.moved_ids(out["before"].lazy(), frames["sightings"]).collect()
    return out


@dataclass(frozen=True)
class Case:
    """A transform, and how it is called on the archive's frames."""

    name: str
    call: Callable[[Frames], pl.LazyFrame]


def resolved(f: Frames) -> pl.LazyFrame:
    addresses = f["sightings"].select("outlet", "url_key")
    gathered = listings.gather_addresses(f["listings"], addresses, f["captures"])
    menu = menus.menu_links(f["listings"], f["captures"]).collect()
    known = listings.find_no_articles(gathered, menu)
    return listings.resolve(f["listings"], f["names"], known)


def chosen_captures(f: Frames) -> pl.LazyFrame:
    parsed = f["captures"].select(batch.COLUMNS)
    held = parsed.filter(pl.col("capture_id") < "c040").with_columns(declared_outlet=pl.lit(None))
    refused = pl.LazyFrame({"capture_id": ["c050"]})
    return batch.choose_captures(parsed, refused, held, again=["c005"], rederive=False)


def shown(f: Frames) -> pl.LazyFrame:
    captures = f["captures"].select("capture_id", "raw_sha256", "derived_by")
    return f["sightings"].join(captures, on="capture_id")


def known_aliases(f: Frames) -> pl.LazyFrame:
    columns = [pl.col("new_id").alias("old_id"), pl.col("old_id").alias("new_id"), "kind"]
    dated = f["moved"].select(columns).unique("old_id", keep="none")
    return dated.with_columns(pl.lit(START).alias("since").cast(ALIASES.schema["since"]))


def measured(found: pl.LazyFrame, words: int) -> pl.LazyFrame:
    """Texts that measure so many words, and the first of them the same in any case."""
    rows = found.select("outlet", "text_sha256").unique()
    is_same = pl.col("text_sha256") == pl.col("text_sha256").min()
    others = [pl.lit(None, pl.Int32).alias(c) for c in TEXT_COLUMNS if c != "words"]
    return rows.with_columns(pl.when(is_same).then(1).otherwise(words).alias("words"), *others)


def outlet_table(f: Frames) -> pl.LazyFrame:
    named = f["captures"].select("outlet", "outlet_heading", "site_name", "url")
    return outlets.outlet_rows(named, profiles.affix_names(f["facts"]))


def standing(f: Frames) -> pl.LazyFrame:
    return f["captures"].select("outlet", captures=pl.lit(1))


CASES = [
    Case("choose_captures", chosen_captures),
    Case("count_states", lambda f: batch.count_states(chosen_captures(f))),
    Case("count_by_outlet", lambda f: batch.count_by_outlet(standing(f), chosen_captures(f))),
    Case(
        "replace_captures",
        lambda f: batch.replace_captures(f["found"], f["found"], f["captures"].head(0)),
    ),
    Case("with_keys", lambda f: articles.with_keys(f["found"])),
    Case("with_places", lambda f: articles.with_places(f["found"], f["captures"])),
    Case("find_common", lambda f: thin.find_common(f["keyed"])),
    Case("with_nodes", lambda f: thin.with_nodes(f["keyed"], f["thin"])),
    Case(
        "link_headlines",
        lambda f: thin.link_headlines(
            f["nodes"].with_columns(pl.lit(value=True).alias("is_thin"), node="capture_id")
        ),
    ),
    Case("candidate_pairs", lambda f: article_pairs.candidate_pairs(f["nodes"])),
    Case("needs_texts", lambda f: article_pairs.needs_texts(f["similar"])),
    Case("texts_of_pairs", lambda f: article_pairs.texts_of(f["similar"])),
    Case(
        "link_addresses",
        lambda f: article_pairs.link_addresses(
            f["nodes"], f["similar"].select("outlet", "url_key").drop_nulls().min()
        ),
    ),
    Case("identify", lambda f: articles.identify(f["nodes"], f["similar"])),
    Case("moved_ids", lambda f: aliases.moved_ids(f["before"], f["sightings"])),
    Case(
        "follow_aliases",
        lambda f: aliases.follow_aliases(known_aliases(f), f["moved"], since=START),
    ),
    Case("choose_own", lambda f: dates.choose_own(f["sightings"])),
    Case("choose_listed", lambda f: dates.choose_listed(f["resolved"], f["own"])),
    Case(
        "date_candidates",
        lambda f: dates.date_candidates(
            f["dates"], f["sightings"], f["resolved"], f["own"], f["listed"]
        ),
    ),
    Case("name_articles", lambda f: articles.name_articles(f["dates"], f["sightings"])),
    Case("article_names", lambda f: listings.article_names(f["sightings"], f["heads"], f["own"])),
    Case("list_addresses", lambda f: listings.list_addresses(f["captures"])),
    Case("menu_links", lambda f: menus.menu_links(f["listings"], f["captures"])),
    Case("resolve", resolved),
    Case("revisions", lambda f: revisions.revisions(f["sightings"], f["own"], f["thin"])),
    Case("signature_places", lambda f: revisions.signature_places(f["versions"])),
    Case("version_pairs", lambda f: changes.version_pairs(f["versions"], shown(f))),
    Case("known_changes", lambda f: changes.known_changes(f["pairs"], f["held"])),
    Case("texts_of_changes", lambda f: changes.texts_of(f["pairs"])),
    Case("first_sightings", lambda f: changes.first_sightings(f["pairs"], f["sightings"])),
    Case("read_by_different_parsers", lambda f: changes.read_by_different_parsers(f["pairs"])),
    Case("with_changes", lambda f: changes.with_changes(f["versions"], f["known"])),
    Case(
        "translation_rows",
        lambda f: translation_rows(f["sightings"], f["captures"], f["versions"]),
    ),
    Case(
        "count_sightings",
        lambda f: counts.count_sightings(
            f["sightings"], f["captures"].select("capture_id").filter(pl.col("capture_id") > "c030")
        ),
    ),
    Case(
        "lost_and_surplus",
        lambda f: counts.lost_and_surplus(
            f["captures"].filter(pl.col("capture_id") < "c040"),
            f["sightings"].filter(pl.col("capture_id") > "c010"),
        ),
    ),
    Case(
        "measured_otherwise",
        lambda f: revisions.measured_otherwise(
            measured(f["found"], 2), measured(f["found"], 1), f["versions"]
        ),
    ),
    Case(
        "replace_outlets",
        lambda f: outlets.replace_outlets(outlet_table(f), outlet_table(f), ["post"]),
    ),
    Case("repeated_lines", lambda f: lines.repeated_lines(f["lines"])),
    Case(
        "furniture_places",
        lambda f: lines.furniture_places(f["lines"], profiles.learned_lines(f["facts"])),
    ),
    Case("places_taken_off", lambda f: lines.places_taken_off(f["lines"])),
    Case(
        "line_rows",
        lambda f: profiles.line_rows(
            lines.repeated_lines(f["lines"]), profiles.line_texts(f["facts"])
        ),
    ),
    Case(
        "heading_rows",
        lambda f: headings.heading_rows(f["headlines"], f["captures"].select("capture_id", "url")),
    ),
    Case("learned_lines", lambda f: profiles.learned_lines(f["facts"])),
    Case("affix_names", lambda f: profiles.affix_names(f["facts"])),
    Case(
        "with_learned_titles",
        lambda f: profiles.with_learned_titles(f["found"], f["headlines"], f["facts"]),
    ),
    Case("outlet_rows", outlet_table),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_depend_neither_on_the_engine_nor_on_the_order_in_which_they_come(
    case: Case, archive: dict[str, pl.DataFrame]
) -> None:
    as_given = {name: frame.lazy() for name, frame in archive.items()}
    expected = case.call(as_given).collect(engine="in-memory")
    assert expected.height
    for seed in range(3):
        shuffled = {
            name: frame.sample(fraction=1.0, shuffle=True, seed=seed).lazy()
            for name, frame in archive.items()
        }
        for engine in ENGINES:
            rows = case.call(shuffled).collect(engine=engine)
            assert_frame_equal(rows, expected, check_row_order=False)


#: Transforms that begin with a filter, with the schema of the file and what is looked for.
FILTERED: list[tuple[Callable[[pl.LazyFrame], pl.LazyFrame], Columns, str]] = [
    (dates.choose_own, SIGHTINGS.schema, "published_on"),
    (profiles.learned_lines, PROFILES.schema, "status"),
    (profiles.affix_names, PROFILES.schema, "kind"),
    (listings.list_addresses, CAPTURES.schema, "page_kind"),
    (lines.places_taken_off, LINES, "rule"),
]


@pytest.mark.parametrize(
    ("transform", "schema", "column"), FILTERED, ids=lambda value: getattr(value, "__name__", "")
)
def test_a_filter_is_looked_at_while_the_file_is_read(
    transform: Callable[[pl.LazyFrame], pl.LazyFrame],
    schema: Columns,
    column: str,
    tmp_path: Path,
) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame(schema=dict(schema)).write_parquet(path)
    scan = transform(pl.scan_parquet(path)).explain().split("Parquet SCAN")[1]
    assert f'col("{column}")' in scan.split("SELECTION:")[1].splitlines()[0]
