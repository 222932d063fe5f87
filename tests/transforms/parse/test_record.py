import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.page import Page, Refused
from transforms.parse.capture import parse_capture
from transforms.parse.record import read_article_record
from transforms.parse.together import finish_alone
from transforms.text.records.fields import Fields, canonical_field, record_fields

TEXT = (
    "Rain fell on the northern plain on Sunday for the first time in eleven weeks, farmers "
    "said.\n\n"
    "The reservoirs above the town, which had sunk to a tenth of what they hold, rose by two "
    "metres overnight."
)
HTML = (
    '<html lang="en"><head><meta property="og:title" content="Showers"><meta name="author" '
    'content="Bo Ek">'
    '<meta property="article:published_time" '
    'content="2026-03-07T10:00:00Z"></head><body><article><h1>Showers</h1>'
    + "".join(f"<p>{p}</p>" for p in TEXT.split("\n\n"))
    + '</article><div><a href="/snow">Snow closes the mountain road again</a></div></body></html>'
)


def line(**record: Any) -> bytes:
    return json.dumps(record).encode()


def parse_line(line: bytes) -> Page:
    return finish_alone(read_article_record(line))


def parsed(**record: Any) -> Page:
    return parse_line(line(**record))


def texts(page: Page, kind: str) -> list[str]:
    return [b.text for b in page.blocks if b.kind == kind]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"1",
        b'"text"',
        b"[]",
        b'[{"text": "x"}]',
        b'{"text": "cut off',
        b'{"text": "a"} {"text": "b"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
    ids=lambda b: b[:12].decode("latin-1"),
)
def test_what_is_not_one_json_object_is_refused(payload: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        parse_line(payload)
    assert refusal.value.reason == "bad_json"


@pytest.mark.parametrize(
    "record",
    [
        {"text": None},
        {"text": ""},
        {"text": " \n ", "title": "Rain"},
        {"body": None, "html": None},
        {"text": []},
        {"text": {}},
        {"text": True},
    ],
)
def test_a_record_without_text_and_html_is_an_empty_page(record: dict[str, Any]) -> None:
    page = parsed(**record)
    assert (page.page_kind, page.articles, page.dates) == ("empty", [], [])


def test_a_record_without_its_text_names_an_article() -> None:
    page = parse_line(
        b'{"url": "https://x.org/a", "title": "Rain <b>at last</b>", "body": null, "date": '
        b'"2026-03-08T10:00:00Z"}'
    )
    assert [(x.source, x.url, x.text, x.listed_on) for x in page.listings] == [
        ("record", "https://x.org/a", "Rain at last", date(2026, 3, 8))
    ]
    assert parse_line(b'{"text": null}').listings == []


@pytest.mark.parametrize(
    "record", [{}, {"version": 1, "files": ["a.html"]}, {"language": "en", "date": "2026-01-01"}]
)
def test_an_object_about_something_else_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="no_article_fields"):
        parsed(**record)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'{"text": "lone \\ud800 half"}', "lone \ufffd half"),
        (b'{"text": "pair \\ud83c\\udf27"}', "pair \U0001f327"),
        (b'{"text": "stray \xff byte"}', "stray \ufffd byte"),
        (b'{"text": "raw \x01 control"}', "raw \x01 control"),
        (b'\xef\xbb\xbf{"text": "with a mark"}', "with a mark"),
        (
            b'{"text": "not a number", "score": NaN, "n": 123456789012345678901234567890}',
            "not a number",
        ),
        (b'{"text": "nul \\u0000 inside"}', "nul  inside"),
        (b'{"text": ["one", "two"]}', "one\n\ntwo"),
    ],
)
def test_what_dumps_hold_beside_sound_json_is_read(raw: bytes, text: str) -> None:
    assert record_fields(raw).text == text


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("url", "url link URL Link"),
        ("title", "title headline Headline article-title"),
        ("text", "text body content story maintext articleBody"),
        ("html", "html raw_html rawHtml"),
        ("published", "date published publish_date published_at date_publish datePublished"),
        ("outlet", "outlet source domain site publisher"),
        ("language", "language lang"),
        ("author", "author authors AUTHORS"),
    ],
)
def test_fields_are_known_by_the_names_in_common_use(field: str, names: str) -> None:
    assert {getattr(record_fields(line(**{name: "value"})), field) for name in names.split()} == {
        "value"
    }


def test_a_name_that_says_nothing_gives_way_to_the_next() -> None:
    assert record_fields(line(text=None, body="", content="Rain")).text == "Rain"


def test_fields_inside_a_wrapper_are_found_and_the_outer_ones_win() -> None:
    assert record_fields(
        line(_source={"url": "https://a.example/1", "title": "Rain"}, title="Outer")
    ) == Fields(url="https://a.example/1", title="Outer", names_article=True)
    assert record_fields(line(article={"text": "Rain"})).text == "Rain"
    assert record_fields(line(_source={"article": {"text": "Rain"}})).text == "Rain"
    wrapped = {"article": {"article": {"article": {"text": "Rain"}}}}
    assert record_fields(line(**wrapped)).text is None


def test_a_map_overrides_and_then_no_other_name_counts() -> None:
    record = line(text="a summary", Volltext="the whole story")
    assert record_fields(record, {"text": "volltext"}).text == "the whole story"
    assert record_fields(record, {"body": "missing"}).text is None
    with pytest.raises(Refused, match="bad_field_map"):
        record_fields(record, {"colour": "x"})
    assert canonical_field("Headline") == "title"


@pytest.mark.parametrize(
    "authors",
    [
        "Ann Lee, Bo Ek",
        ["Ann Lee", "Bo Ek"],
        [{"name": "Ann Lee"}, {"name": "Bo Ek"}],
        ["Ann Lee", "Bo Ek", "Ann Lee"],
    ],
)
def test_authors_may_be_text_or_a_list_of_names_or_nodes(authors: Any) -> None:
    assert parsed(text=TEXT, authors=authors).articles[0].byline == "Ann Lee, Bo Ek"


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-09T01:00:00+09:00", datetime(2026, 3, 8, 16, tzinfo=UTC)),
        ("2026-03-08", datetime(2026, 3, 8, tzinfo=UTC)),
        ("20260308101500", datetime(2026, 3, 8, 10, 15, tzinfo=UTC)),
        (1772964000, datetime(2026, 3, 8, 10, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_capture_time_without_a_zone_is_utc(written: Any, at: datetime | None) -> None:
    assert record_fields(line(crawl_date=written)).captured_at == at


def test_a_text_record_is_an_article_with_the_fields_it_states() -> None:
    page = parsed(
        link="https://www.example.com/rain",
        headline="Rain &amp; wind",
        content=TEXT,
        published="2026-03-08T01:00:00+09:00",
        date_modified="2026-03-09",
        lang="en-GB",
        author="By Ann Lee",
        section="World",
    )
    article = page.articles[0]
    assert (page.page_kind, article.url, article.title, article.byline) == (
        "article",
        "https://www.example.com/rain",
        "Rain & wind",
        "Ann Lee",
    )
    assert (article.section, article.language, page.encoding, page.encoding_source) == (
        "World",
        "en",
        "utf-8",
        "json",
    )
    assert (texts(page, "title"), texts(page, "byline"), texts(page, "body")) == (
        ["Rain & wind"],
        ["Ann Lee"],
        TEXT.split("\n\n"),
    )
    assert [(d.source, d.value_on, d.value_at) for d in page.dates] == [
        ("record", date(2026, 3, 8), datetime(2026, 3, 7, 16, tzinfo=UTC)),
        ("record_modified", date(2026, 3, 9), None),
    ]
    assert {(b.byte_start, b.byte_end) for b in page.blocks} == {(None, None)}


def test_a_short_text_of_a_record_is_an_article_still() -> None:
    page = parsed(title="Brief", text="Rain today")
    assert (page.page_kind, texts(page, "body")) == ("article", ["Rain today"])


def test_teasers_in_a_records_text_are_labelled_and_listings_point_at_their_blocks() -> None:
    teasers = "".join(
        f"\n\nStory number {n} of this day is told here\n\nMarch 0{n}, 2026\n\nStory number {n} "
        f"of this day is told here"
        for n in (5, 6, 7)
    )
    page = parsed(
        title="Rain at last",
        author="Ann Lee",
        date="2026-03-09",
        text=TEXT + "\n\nMore From The Example" + teasers,
    )
    assert len(page.listings) == 3
    assert [page.blocks[x.block_no].text for x in page.listings if x.block_no is not None] == [
        x.text for x in page.listings
    ]
    assert [d.value_on for d in page.dates if d.source == "record"] == [date(2026, 3, 9)]


def test_an_html_record_is_parsed_as_a_page_and_its_own_fields_win() -> None:
    page = parsed(
        html=HTML,
        url="https://www.example.com/rain",
        title="Rain at last",
        authors=["Ann Lee"],
        date="2026-03-08",
    )
    article = page.articles[0]
    assert (article.title, article.byline, article.url) == (
        "Rain at last",
        "Ann Lee",
        "https://www.example.com/rain",
    )
    assert (texts(page, "title"), texts(page, "byline"), texts(page, "body")) == (
        ["Rain at last"],
        ["Ann Lee"],
        TEXT.split("\n\n"),
    )
    assert [(d.source, d.value_on) for d in page.dates] == [
        ("record", date(2026, 3, 8)),
        ("open_graph", date(2026, 3, 8)),
    ]
    assert [page.blocks[x.block_no].text for x in page.listings if x.block_no is not None] == [
        "Snow closes the mountain road again"
    ]


def test_an_html_record_without_fields_has_those_of_its_page() -> None:
    article = parsed(raw_html=HTML).articles[0]
    assert (article.title, article.byline) == ("Showers", "Bo Ek")


def test_a_text_stands_in_for_html_that_shows_no_article() -> None:
    assert texts(
        parsed(html="<title>404 Not Found</title><h1>Not Found</h1>", text=TEXT), "body"
    ) == TEXT.split("\n\n")


def test_markup_in_a_text_field_is_not_printed() -> None:
    page = parsed(text="".join(f"<p>{p}</p>" for p in TEXT.split("\n\n")))
    assert texts(page, "body") == TEXT.split("\n\n")


def test_a_date_with_two_readings_has_bounds_and_no_value() -> None:
    found = [d for d in parsed(text=TEXT, date="03/04/2026").dates if d.source == "record"]
    assert [(d.value_on, d.not_before, d.not_after) for d in found] == [
        (None, date(2026, 3, 4), date(2026, 4, 3))
    ]


def test_the_landed_address_stands_in_and_its_date_is_evidence() -> None:
    url = "https://www.example.com/2026/03/08/rain"
    page = parse_capture(
        line(text=TEXT), media_type="application/json", record_kind="article", url=url
    )
    assert (page.articles[0].url, [(d.source, d.value_on) for d in page.dates]) == (
        url,
        [("url", date(2026, 3, 8)), ("phrase", None)],
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
RECORD = st.dictionaries(
    st.sampled_from(
        [
            "text",
            "html",
            "title",
            "author",
            "date",
            "url",
            "lang",
            "captured_at",
            "_source",
            "article",
            "modified",
        ]
    ),
    JSON,
    max_size=6,
)


@given(RECORD)
@settings(deadline=None)
def test_no_record_makes_the_parser_fail(record: dict[str, Any]) -> None:
    raw = json.dumps(record).encode()
    if not record_fields(raw).names_article:
        with pytest.raises(Refused, match="no_article_fields"):
            parse_line(raw)
        return
    page = parse_line(raw)
    assert (page.page_kind == "article") == bool(page.articles)
    for block in page.blocks:
        block.text.encode()


def test_without_a_stated_language_figures_are_read_as_the_records_text_writes_them() -> None:
    days = {}
    for name, text in (
        ("fr", "Le conseil a décidé mardi soir de rouvrir le lavoir, fermé depuis la crue."),
        ("en", "The council decided on Tuesday to open the wash house that the flood had shut."),
    ):
        line = json.dumps({"title": "Rain", "text": text, "date": "05/03/2026"}).encode()
        dates = parse_line(line).dates
        days[name] = [d.value_on for d in dates if d.source == "record"]
    assert days == {"fr": [date(2026, 3, 5)], "en": [None]}


def test_figures_of_a_record_are_read_in_the_order_of_its_language() -> None:
    from datetime import date

    def day(language: str) -> date | None:
        line = b'{"title": "Rain", "text": "It rained.", "date": "05/03/2026", "language": "%s"}'
        dates = parse_line(line % language.encode()).dates
        return next((d.value_on for d in dates if d.source == "record"), None)

    assert (day("fr"), day("en")) == (date(2026, 3, 5), None)


def test_the_address_of_a_record_tells_the_local_day_of_its_stamp() -> None:
    from datetime import date

    line = (
        b'{"title": "Rain", "text": "It rained.", "date": "2026-03-06T03:30:10Z",'
        b' "url": "https://a.example/2026/03/05/rain"}'
    )
    dates = parse_line(line).dates
    assert {d.value_on for d in dates if d.value_on} == {date(2026, 3, 5)}


@pytest.mark.parametrize(
    "names",
    [
        ("Titel", "Datum", "Autor", "Volltext", "Ressort", "Zeitung"),
        ("título", "fecha", "autora", "contenido", "sección", "medio"),
        ("제목", "일자", "기고자", "본문", "section", "언론사"),
        ("标题", "发布时间", "作者", "正文", "栏目", "来源"),
    ],
)
def test_fields_are_known_by_their_names_in_other_languages(names: tuple[str, ...]) -> None:
    title, day, author, text, section, outlet = names
    record = {
        title: "Ferry gets a piano",
        day: "2026-03-05",
        author: "Ida Farrant",
        text: "The night ferry has been given a piano.",
        section: "Local",
        outlet: "Sound Ledger",
    }
    page = parse_line(json.dumps(record).encode())
    article = page.articles[0]
    assert (article.title, article.byline, article.section) == (
        "Ferry gets a piano",
        "Ida Farrant",
        "Local",
    )
    assert [str(d.value_on) for d in page.dates if d.source == "record"] == ["2026-03-05"]


def test_the_number_of_an_account_gives_way_to_the_embedded_name_of_its_owner() -> None:
    record = {
        "title": {"rendered": "Geese stop the train"},
        "content": {"rendered": "<p>A flock of geese stood between the rails.</p>"},
        "author": 3,
        "_embedded": {"author": [{"id": 3, "name": "Prue Dabney"}]},
    }
    page = parse_line(json.dumps(record).encode())
    assert page.articles[0].byline == "Prue Dabney"


def test_a_number_that_is_none_is_no_text() -> None:
    page = parse_line(b'{"title": NaN, "text": "The diver came up again on Thursday."}')
    assert page.articles[0].title is None


def test_a_day_that_nobody_set_is_none_and_seconds_under_a_name_in_use_are_one() -> None:
    assert parsed(title="Rain", text=TEXT, publishedAt="1970-01-01T00:00:00Z").dates == []
    assert parsed(title="Rain", text=TEXT, published="Thu, 01 Jan 1970 01:00:00 +0100").dates == []
    assert parsed(title="Rain", text=TEXT, date="1 January 1970").dates[0].value_on == date(
        1970, 1, 1
    )
    assert parsed(title="Rain", text=TEXT, publish_ts=1772733731000).dates[0].value_on == date(
        2026, 3, 5
    )
