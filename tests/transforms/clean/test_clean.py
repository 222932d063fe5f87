import hashlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from transforms.clean import clean, clean_blocks, clean_listings
from transforms.schemas import BLOCKS, FOUND, LISTINGS, conform

GERMAN = "Der Hafenmeister hat am Montag die neue Mole eröffnet, und viele Bürger kamen zum Fest."


def found(*texts: str | None, **columns: object) -> pl.DataFrame:
    rows = {
        "capture_id": [f"c{n}" for n in range(len(texts))],
        "article_no": [0] * len(texts),
        "text": list(texts),
    }
    return conform(
        pl.DataFrame(
            rows | {name: [value] * len(texts) for name, value in columns.items()}, strict=False
        ),
        FOUND,
    )


@pytest.mark.parametrize("nothing", [None, "", " \n\t\n", "\u200b\u00ad", "&nbsp;&#8203;"])
def test_only_a_text_of_which_nothing_is_left_is_rejected(nothing: str | None) -> None:
    kept, rejected = clean(found(nothing, "?", title="A headline"))
    assert rejected.rows() == [("c0", 0, "no_text")]
    assert kept["text"].to_list() == ["?"]


def test_kept_rows_have_every_measure_and_the_schema_of_found() -> None:
    kept, _ = clean(
        found(
            "Rain fell.\n\nRain fell.\n The ferry  sailed",
            title=" Rain\nat sea ",
            byline="By Ana&nbsp;Pell",
            section=" ",
        )
    )
    assert dict(kept.schema) == FOUND
    row = kept.row(0, named=True)
    assert row["text"] == "Rain fell.\nRain fell.\nThe ferry sailed"
    assert row["text_sha256"] == hashlib.sha256(row["text"].encode()).hexdigest()
    assert (row["title"], row["byline"], row["section"]) == ("Rain at sea", "By Ana Pell", None)
    assert (row["words"], row["chars"], row["paragraphs"]) == (7, 38, 3)


def test_a_declared_language_yields_to_the_text_when_the_text_is_long_enough() -> None:
    kept, _ = clean(found(GERMAN, "Hafen", language="en-GB"))
    assert kept["language"].to_list() == ["de", "en"]
    assert kept["language_score"][0] > 0.8
    assert kept["language_score"][1] is None


def test_a_language_is_not_guessed_without_letters_nor_kept_without_a_tag() -> None:
    kept, _ = clean(found("12.5 % — 30", language="English"))
    assert kept.select("language", "language_score").row(0) == (None, None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "항구 도시의 시장은 월요일 아침 새로운 등대를 시민들에게 공개하였다고 밝혔다. "
            "등대는 내일부터 불을 밝힌다.",
            "ko",
        ),
        (
            "港の町では月曜日に新しい灯台が市民に公開され、多くの人が訪れました。灯台は明日から点灯します。",
            "ja",
        ),
        (
            "Порт открыл новый маяк в понедельник, и жители города "
            "пришли посмотреть на первый свет.",
            "ru",
        ),
        (
            "THE PORT OPENED A NEW LIGHTHOUSE ON MONDAY AND THE TOWN CAME TO SEE THE FIRST LIGHT",
            "en",
        ),
    ],
)
def test_the_language_is_told_from_the_text(text: str, language: str) -> None:
    assert clean(found(text))[0]["language"].to_list() == [language]


def blocks(*texts: str) -> pl.DataFrame:
    rows = [
        {"capture_id": "c", "block_no": n, "article_no": 0, "kind": "body", "text": text}
        for n, text in enumerate(texts)
    ]
    return conform(pl.DataFrame(rows), BLOCKS.schema)


def test_paragraphs_of_a_page_that_mixes_languages_say_theirs_and_those_of_others_do_not() -> None:
    english = "The harbour master opened the new pier on Monday, and many came to the feast."
    korean = "항구 도시의 시장은 월요일 아침 새로운 등대를 시민들에게 공개하였다고 밝혔다."
    mixed = clean_blocks(blocks(GERMAN, "Ja.", english, GERMAN, english, korean))
    assert mixed["language"].to_list() == ["de", None, "en", "de", "en", "ko"]
    assert mixed.filter(pl.col("language_score") <= 0.8).is_empty()
    assert clean_blocks(blocks(GERMAN, GERMAN, "„Good morning“, sagte er."))[
        "language"
    ].to_list() == [None, None, None]


def test_listings_keep_their_rows_and_lose_only_dirt() -> None:
    listings = conform(
        pl.DataFrame(
            {
                "capture_id": ["c", "c", "d"],
                "listing_no": [0, 1, 0],
                "text": ["The port&amp;\u00a0town ", None, " \u200b"],
                "status": ["missing", None, None],
            }
        ),
        LISTINGS.schema,
    )
    assert_frame_equal(
        clean_listings(listings),
        listings.with_columns(text=pl.Series(["The port& town", None, None], dtype=pl.String)),
    )


ROWS = st.lists(
    max_size=8,
    elements=st.tuples(
        st.none() | st.text(max_size=60),
        st.none() | st.text(max_size=12),
        st.none() | st.sampled_from(["en", "de-AT", "x"]),
    ),
)


@given(ROWS)
def test_no_row_vanishes_and_cleaning_twice_changes_nothing(
    rows: list[tuple[str | None, str | None, str | None]],
) -> None:
    frame = conform(
        pl.DataFrame(
            [(f"c{n}", 0, *row) for n, row in enumerate(rows)],
            orient="row",
            schema={
                "capture_id": pl.String,
                "article_no": pl.Int32,
                "text": pl.String,
                "title": pl.String,
                "language": pl.String,
            },
        ),
        FOUND,
    )
    kept, rejected = clean(frame)
    assert sorted(kept["capture_id"].to_list() + rejected["capture_id"].to_list()) == sorted(
        frame["capture_id"]
    )
    again, none = clean(kept)
    assert none.is_empty()
    assert_frame_equal(again, kept)
