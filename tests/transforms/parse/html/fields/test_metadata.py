from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.page import DateCandidate
from transforms.parse.html.fields.bylines import split_names
from transforms.parse.html.fields.dates import find_dates, read_dateline, read_url_dates
from transforms.parse.html.fields.json_ld import choose_article_node, one_line, read_nodes
from transforms.parse.html.fields.metadata import Metadata, read_metadata
from transforms.parse.html.fields.titles import remove_site_name
from transforms.parse.html.markup.document import read_document
from transforms.text.timestamps import parse_stamp

URL = "https://www.example.com/world/rain-at-last"


def read(page: str, url: str | None = URL) -> Metadata:
    return read_metadata(read_document(page.encode("utf-8", "replace")), url)


def dates(
    page: str, url: str | None = URL, first: str | None = None
) -> list[tuple[str, str | None]]:
    document = read_document(page.encode("utf-8", "replace"))
    found = [*find_dates(document, read_metadata(document, url), url), *read_dateline(first)]
    return [(d.source, d.value_on.isoformat() if d.value_on else None) for d in found]


def ld(body: str) -> str:
    return f'<script type="application/ld+json">{body}</script>'


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-13-01",
        "9999-01-01",
        "",
        "yesterday",
        "12",
        "2026-03-08T25:00:00Z",
        None,
        True,
        [],
        {},
        "8" * 5000,
    ],
)
def test_what_is_no_possible_date_is_none(written: object) -> None:
    assert parse_stamp(written) is None


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("2026-03-08T01:00:00+09:00", date(2026, 3, 8), datetime(2026, 3, 7, 16, tzinfo=UTC)),
        ("2026-03-08T23:30:00-0500", date(2026, 3, 8), datetime(2026, 3, 9, 4, 30, tzinfo=UTC)),
        (
            "2026-03-08T10:00:00.123456789Z",
            date(2026, 3, 8),
            datetime(2026, 3, 8, 10, 0, 0, 123456, tzinfo=UTC),
        ),
        ("Sun, 08 Mar 2026 10:00:00 GMT", date(2026, 3, 8), datetime(2026, 3, 8, 10, tzinfo=UTC)),
        (
            "Sun Mar 08 2026 10:00:00 GMT+0900 (KST)",
            date(2026, 3, 8),
            datetime(2026, 3, 8, 1, tzinfo=UTC),
        ),
        ("Sun Mar 8 10:00:00 CET 2026", date(2026, 3, 8), datetime(2026, 3, 8, 9, tzinfo=UTC)),
        ("2026-03-08 10:00:00", date(2026, 3, 8), None),
        ("20260308", date(2026, 3, 8), None),
        ("20260308101500", date(2026, 3, 8), None),
        (1772964000, date(2026, 3, 8), datetime(2026, 3, 8, 10, tzinfo=UTC)),
        (1772964000000, date(2026, 3, 8), datetime(2026, 3, 8, 10, tzinfo=UTC)),
    ],
)
def test_a_stamp_keeps_the_day_as_written_and_the_instant_where_a_zone_is_given(
    written: object, on: date, at: datetime | None
) -> None:
    stamp = parse_stamp(written)
    assert stamp is not None
    assert (stamp.value_on, stamp.value_at) == (on, at)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 31), timezones=st.just(UTC)))
def test_every_iso_time_is_read_back(at: datetime) -> None:
    stamp = parse_stamp(at.isoformat())
    assert stamp is not None
    assert stamp.value_at == at


@given(st.text(max_size=100))
def test_no_text_makes_the_stamp_reader_fail(text: str) -> None:
    parse_stamp(text)


@pytest.mark.parametrize(
    "body",
    [
        '{"@type": "NewsArticle", "headline": "Rain",}',
        '<![CDATA[{"@type": "NewsArticle", "headline": "Rain"}]]>',
        '[[{"@type": "NewsArticle", "headline": "Rain"}]]',
        '{"@graph": [{"@type": ["Thing", "NewsArticle"], "headline": "Rain"}]}',
        '{"@type": "http://schema.org/NewsArticle", "headline": "Rain"};',
        '{"@type": "NewsArticle", "headline": "Rain", "x": "a\nb"}',
        '{"@type": "NewsArticle", "headline": "Rain", "x": "\\ud800"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Rain&quot;}",
    ],
)
def test_json_ld_with_the_usual_mistakes_is_read(body: str) -> None:
    assert (
        choose_article_node(read_nodes(read_document(ld(body).encode()).json_ld), set())["headline"]
        == "Rain"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "1",
        "{",
        "[" * 5000,
        '{"@type": 1}',
        '{"@type": "NewsArticle", "headline": ["a", ["b"]]}',
    ],
)
def test_json_ld_that_says_nothing_is_no_statement(body: str) -> None:
    assert (
        read(ld(body) + "<title>Rain falls on the plain</title>").title == "Rain falls on the plain"
    )


def test_of_several_json_ld_articles_the_one_with_the_pages_address_counts() -> None:
    other = (
        '{"@type": "NewsArticle", "headline": "Another story", "url": '
        '"https://www.example.com/other"}'
    )
    own = (
        f'{{"@type": "NewsArticle", "headline": "Rain at last", "mainEntityOfPage": {{"@id": '
        f'"{URL}#main"}}}}'
    )
    assert read(ld(f"[{other}, {own}]")).title == "Rain at last"


def test_markup_and_entities_in_a_statement_are_read() -> None:
    assert one_line(" Rain &amp; <i>wind</i> \n today") == "Rain & wind today"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Rain at last - The Example", "Rain at last"),
        ("Rain at last | World | The Example", "Rain at last | World"),
        ("The Example: Rain", "The Example: Rain"),
        ("The Example | Rain at last", "Rain at last"),
        ("Rain - at last", "Rain - at last"),
        ("Rain at last | EXAMPLE.com", "Rain at last"),
        ("The Example", "The Example"),
    ],
)
def test_the_sites_name_around_a_title_is_dropped(title: str, expected: str) -> None:
    assert remove_site_name(title, {"theexample", "examplecom"}, set()) == expected


def test_an_affix_of_any_words_goes_where_another_source_gives_the_title_without_it() -> None:
    assert (
        read(
            '<meta property="og:title" content="Rain at last | XY | 28.04.2023"><h1>Rain at '
            "last</h1>"
        ).title
        == "Rain at last"
    )


def test_the_printed_headline_is_the_title_in_full() -> None:
    statement = ld('{"@type": "NewsArticle", "headline": "Showers in full"}')
    assert (
        read(
            statement + '<meta property="og:title" content="Rain at last"><h1>Rain at last</h1>'
        ).title
        == "Rain at last"
    )
    cut = ld('{"@type": "NewsArticle", "headline": "Rain at last in the..."}')
    assert (
        read(
            cut + "<title>Rain at last in the north</title><h1>Rain at last in the north</h1>"
        ).title
        == "Rain at last in the north"
    )


def test_a_printed_byline_counts_where_nothing_states_an_author_and_not_that_of_a_card() -> None:
    header = '<header><h1>Rain at last</h1><div class="post-author">{}</div></header>'
    assert read(header.format('By <a href="/ann">Ann Lee</a>')).byline == "Ann Lee"
    assert (
        read(header.format('<a href="/a">Ann Lee</a> <a href="/b">Bo Ek</a>')).byline
        == "Ann Lee, Bo Ek"
    )
    assert read(header.format("Updated 3 March at 10:00")).byline is None
    assert read('<h1>Rain at last</h1><ul><li class="author">Cy Day</li></ul>').byline is None


def test_a_heading_that_is_the_sites_name_is_no_title() -> None:
    page = (
        '<title>Rain at last - Example</title><meta property="og:site_name" '
        'content="Example"><h1>Example</h1><h1>Rain at last</h1>'
    )
    assert read(page).title == "Rain at last"


def test_a_page_that_only_names_its_site_has_no_title() -> None:
    assert (
        read(
            '<title>Example</title><meta property="og:site_name" content="Example"><h1>Example</h1>'
        ).title
        is None
    )


def test_a_title_of_thousands_of_words_is_none() -> None:
    assert read(f"<title>{'a - ' * 20_000}</title><h1>Rain at last</h1>").title == "Rain at last"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee, Bo Ek and Cy Day", ["Ann Lee", "Bo Ek", "Cy Day"]),
        ("Von Anna Groß und Bo Ek", ["Anna Groß", "Bo Ek"]),
        ("https://www.facebook.com/example", []),
        ("@handle", []),
        ("desk@example.com", []),
        ("", []),
        ("김철수", ["김철수"]),
    ],
)
def test_a_byline_names_its_people(byline: str, names: list[str]) -> None:
    assert list(split_names(byline)) == names


def test_authors_come_from_json_ld_even_by_reference_before_meta() -> None:
    graph = (
        '{"@graph": [{"@type": "NewsArticle", "author": [{"@id": "#a"}, {"name": "Bo Ek"}]},'
        '{"@type": "Person", "@id": "#a", "name": "Ann Lee"}]}'
    )
    assert (
        read(ld(graph) + '<meta name="author" content="Somebody Else">').byline == "Ann Lee, Bo Ek"
    )


def test_an_author_that_is_only_the_site_is_nobody_and_gives_way_to_a_person() -> None:
    page = ld(
        '{"@type": "NewsArticle", "author": {"name": "Example"}, "publisher": {"name": "Example"}}'
    )
    assert read(page).byline is None
    assert read(page + '<meta name="author" content="Ann Lee">').byline == "Ann Lee"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/world/rain-at-last", "https://www.example.com/world/rain-at-last"),
        ("https://other.example.org/a#x", "https://other.example.org/a"),
        ("https://www.example.com/", None),
        ("javascript:void(0)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_the_canonical_address_is_absolute_and_never_only_the_front_page(
    link: str, expected: str | None
) -> None:
    assert read(f'<link rel="canonical" href="{link}">').canonical_url == expected


def test_a_canonical_address_is_relative_to_the_pages_base() -> None:
    page = '<base href="https://www.example.com/world/"><link rel="canonical" href="rain.html">'
    found = read_metadata(read_document(page.encode()), None)
    assert found.canonical_url == "https://www.example.com/world/rain.html"


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ('<html lang="pt-BR">', "pt"),
        ('<html lang=""><meta property="og:locale" content="ko_KR">', "ko"),
        ('<html lang="undefined!">', None),
        ("", None),
    ],
)
def test_the_language_is_the_primary_subtag(page: str, language: str | None) -> None:
    assert read(page).language == language


def test_section_and_site_name_are_stated_or_null() -> None:
    page = read(
        '<meta property="article:section" content="World"><meta property="og:site_name" '
        'content="The Example">'
    )
    assert (page.section, page.site_name) == ("World", "The Example")
    assert (read("").section, read("").site_name, read("").byline) == (None, None, None)


def test_every_source_of_a_date_is_kept_with_its_name() -> None:
    page = (
        ld(
            '{"@type": "NewsArticle", "datePublished": "2026-03-08T01:00:00+09:00", '
            '"dateModified": "2026-03-09T01:00:00Z"}'
        )
        + """
        <meta property="article:published_time" content="2026-03-07T16:00:00Z">
        <meta property="article:modified_time" content="2026-03-09">
        <meta name="pubdate" content="20260308"><meta name="last-modified" content="2026-03-10">
        <header><h1>Rain</h1><time datetime="2026-03-08">today</time></header>"""
    )
    assert dates(page, "https://www.example.com/2026/03/08/rain") == [
        ("json_ld", "2026-03-08"),
        ("json_ld_modified", "2026-03-09"),
        ("open_graph", "2026-03-08"),
        ("open_graph_modified", "2026-03-09"),
        ("meta", "2026-03-08"),
        ("meta_modified", "2026-03-10"),
        ("time_tag", "2026-03-08"),
        ("url", "2026-03-08"),
    ]


def test_the_date_of_a_teaser_an_aside_or_a_list_is_not_the_articles() -> None:
    card = '<a href="/a">Another story of the day</a><time datetime="2026-03-01">1 March</time>'
    assert (
        dates(
            f"<main><h1>Rain</h1><p>Text.</p><aside><time "
            f"datetime='2026-03-02'></time></aside><div>{card}</div></main>"
        )
        == []
    )
    assert dates(f"<main><h1>Rain</h1><ul><li>{card}</li></ul></main>") == []
    assert (
        dates(
            "<main><div><h1>Rain</h1></div><p>Text.</p></main><footer><time "
            "datetime='2026-03-02'></time></footer>"
        )
        == []
    )


def test_of_two_times_in_the_header_the_update_is_not_the_publication() -> None:
    page = (
        '<header><h1>Rain</h1><p>Updated <time datetime="2026-03-09"></time></p>'
        '<p>Published <time datetime="2026-03-08"></time></p></header>'
    )
    assert dates(page) == [("time_tag", "2026-03-08"), ("time_tag_modified", "2026-03-09")]


def test_a_printed_date_is_kept_beside_what_is_stated() -> None:
    header = '<div><h1>Rain</h1><span class="post-date">March 8, 2026</span></div>'
    assert dates(header) == [("text", "2026-03-08")]
    assert dates('<meta name="date" content="2026-03-07">' + header) == [
        ("meta", "2026-03-07"),
        ("text", "2026-03-08"),
    ]


def test_a_date_in_a_sentence_is_not_the_articles() -> None:
    assert (
        dates(
            "<div><h1>Rain</h1><p>On March 8, 2026 it rained for the first time in weeks.</p></div>"
        )
        == []
    )


def test_an_impossible_stated_date_gives_no_day_and_says_why() -> None:
    page = (
        ld('{"@type": "NewsArticle", "datePublished": "2026-02-30"}')
        + '<meta name="date" content="0000-00-00">'
    )
    document = read_document(page.encode())
    found = find_dates(document, read_metadata(document, URL), URL)
    assert [(d.source, d.value_on, d.reason) for d in found] == [
        ("json_ld", None, "impossible"),
        ("meta", None, "impossible"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2026/03/08/rain", "2026-03-08"),
        ("/2026/mar/8/rain", "2026-03-08"),
        ("/news/2026-03-08-rain", "2026-03-08"),
        ("/a/20260308/b", "2026-03-08"),
        ("/news-20260308.html", "2026-03-08"),
        ("/2026/02/30/rain", None),
        ("/s/5-95-2070077", None),
        ("/a/120260308", None),
        ("/rain-2026", None),
    ],
)
def test_a_day_in_the_path_is_evidence_and_a_number_is_not(path: str, expected: str | None) -> None:
    found = [
        d.value_on.isoformat()
        for d in read_url_dates("https://www.example.com" + path)
        if d.value_on
    ]
    assert found == ([expected] if expected else [])


def test_a_month_in_the_path_gives_bounds() -> None:
    assert list(read_url_dates("https://www.example.com/2024/02/rain")) == [
        DateCandidate(
            "url",
            "month",
            0.85,
            not_before=date(2024, 2, 1),
            not_after=date(2024, 2, 29),
            evidence="2024/02",
        )
    ]
    assert list(read_url_dates("http://[")) == list(read_url_dates(None)) == []
