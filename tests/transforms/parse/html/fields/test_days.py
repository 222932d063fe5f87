"""Pages whose day stands where readers see it: which of their days is the article's."""

from __future__ import annotations

from datetime import date

import pytest

from transforms.page import STOPGAP
from transforms.parse.dates.choose import choose_date, find_time, rate_confidence
from transforms.parse.html.fields.dates import find_dates
from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.document import read_document

URL = "https://www.example.com/rain"
FIFTH = date(2026, 3, 5)
TEXT = f"<p>{'It rained for the first time in weeks, and the gutters ran over. ' * 4}</p>" * 3


def day(page: str, url: str | None = URL) -> date | None:
    document = read_document(page.encode())
    chosen = choose_date(find_dates(document, read_metadata(document, url), url), captured_at=None)
    return chosen.value_on if chosen else None


def sources(page: str) -> dict[str, date | None]:
    document = read_document(page.encode())
    return {d.source: d.value_on for d in find_dates(document, read_metadata(document, URL), URL)}


@pytest.mark.parametrize(
    "header",
    [
        '<h1>Rain at last</h1><p class="meta">By Ann Lee | March 5, 2026</p>',
        "<h1>Rain at last</h1><p>March 5, 2026 · 4 min read</p>",
        "<h1>Rain at last</h1><p>March 5, 2026 · 4 min read · 1,204 views · 12 comments</p>",
        "<h1>Rain at last</h1><p>Von Ann Lee, Bo Ek und Zoé Lac 05.03.2026, 17.42 Uhr</p>",
        "<h1>Rain at last</h1><dl><dt>Published</dt><dd>5 March 2026</dd></dl>",
        "<h1>Rain at last</h1><h3>Published</h3><p>5 March 2026</p>",
        "<h2>Rain at last</h2><div>5 March 2026</div>",
        '<div class="post-title">Rain at last</div><div>5 March 2026</div>',
        "<div>5 March 2026</div><h1>Rain at last</h1>",
        "<h1></h1><h2>Rain at last</h2><span>입력 2026.03.05. 수정 2026.03.09.</span>",
        '<h1><a href="/">The Example</a></h1><h2>Rain at last</h2><p>5 March 2026</p>',
        '<h2 class="date-header"><span>Thursday, March 5, 2026</span></h2>'
        '<div class="post"><h3 class="post-title entry-title">Rain at last</h3></div>',
        '<h3>Rain at last</h3><a href="/rain" rel="bookmark">'
        '<abbr class="published" title="2026-03-05T00:23:00-04:00">12:23 AM</abbr></a>',
        '<h1>Rain at last</h1><div>Posted on <a href="https://www.example.com/rain" rel="bookmark">'
        '<time class="entry-date published" datetime="2026-03-05T09:30:10+00:00">March 5, 2026'
        '</time><time class="updated" datetime="2026-03-09T11:00:00+00:00">March 9, 2026</time>'
        "</a></div>",
        '<h1>Rain at last</h1><a href="/2026/03/05/"><span>5 March 2026</span></a>',
        '<h1>Rain at last</h1><div class="submitted">Submitted by dorrit on Thu, 03/05/2026 - 09:30'
        "</div>",
        '<h1>Rain at last</h1><p>Updated <time datetime="2026-03-09">9 March</time></p>'
        '<p>Published <time datetime="2026-03-05">5 March</time></p>',
        "<h1>Rain at last</h1><p>Updated 9 March 2026, first published 5 March 2026</p>",
        '<h1>Rain at last</h1><div><a href="/by/ann">Ann Lee of The Example Staff</a>'
        "<p>5 March 2026</p></div>",
        "<h1>Rain at last</h1><p><a href='/weather/'>Weather</a> - March 5, 2026</p>",
        "<h1>Rain at last</h1><aside><p class='c_date__7'>March 5, 2026</p>"
        "<ul><li><a href='/t'>All of our valleys, one by one</a></li></ul></aside>",
    ],
)
def test_a_header_prints_the_day_in_the_forms_of_the_common_systems(header: str) -> None:
    page = f"<title>Rain at last - The Example</title><body><div>{header}</div>{TEXT}"
    assert day(page) == FIFTH


@pytest.mark.parametrize(
    "page",
    [
        f"<h1>Rain</h1>{TEXT}<div><a href='/b'>Another story of the day</a> 5 March 2026</div>",
        f"<h1>Rain</h1>{TEXT}<footer>Published 5 March 2026</footer>",
        f"<h1>Rain</h1><p>On 5 March 2026 it rained.</p>{TEXT}",
        f"<h1>Rain</h1><p>A tank of the north at the river near the town, 5 March 2026</p>{TEXT}",
        f"<h1>Rain</h1>{TEXT}<p>Published 5 March 2026</p><p>Published 6 March 2026</p>",
        f"<h1>Rain</h1><p>Reviewed on 5 March 2026</p>{TEXT}",
        f"<nav><p>5 March 2026</p></nav><h1>Rain</h1>{TEXT}",
    ],
)
def test_a_day_of_a_card_a_sentence_or_a_caption_is_not_the_articles(page: str) -> None:
    assert day(page) is None


def test_a_heading_that_is_a_day_dates_the_post_right_below_it_and_no_other_line_does() -> None:
    post = f"<div class='post'><h3 class='post-title'>Rain at last</h3>{TEXT}</div>"
    begin = "<title>Rain at last</title><body>"
    assert day(f"{begin}<h2><span>Thursday, March 5, 2026</span></h2>{post}") == FIFTH
    assert day(f"{begin}<p>Thursday, March 5, 2026</p>{post}") is None
    assert day(f"{begin}<h2>Thursday, March 5, 2026</h2><p>Rain and snow</p>{post}") is None


def test_a_day_behind_the_text_counts_where_a_label_says_that_it_is_the_publications() -> None:
    assert day(f"<h1>Rain</h1>{TEXT}<div>Published on: 5 March 2026</div>") == FIFTH


@pytest.mark.parametrize(
    "behind",
    [
        '<p class="date">5 March 2026. <i>Updated: 7 March 2026</i></p>',
        '<div class="author">Author: <a href="/u/58">Bo2man</a> am 05.03.2026, 13:36 Uhr</div>',
        '<aside><h3>Published</h3><p><time datetime="2026-03-05">5 March 2026</time></p></aside>',
        "<article><footer><p>Published 5 March 2026</p></footer></article>",
    ],
)
def test_a_day_behind_the_text_counts_where_its_element_says_that_it_is_one(behind: str) -> None:
    assert day(f"<h1>Rain</h1>{TEXT}{behind}") == FIFTH


def test_a_link_that_says_a_day_and_nothing_else_is_no_card() -> None:
    assert day(f'<h1>Rain</h1><p>Published: <a href="/topic/">5.3.2026</a></p>{TEXT}') == FIFTH


def test_the_one_day_in_the_month_of_the_address_is_the_articles() -> None:
    said = "<p>This entry was posted by ann on 5 March 2026 at 23:03 and is filed under Rain.</p>"
    page = f"<h1>Rain</h1>{TEXT}{said}<p>June 2019</p>"
    assert day(page, "https://www.example.com/2026/03/rain/") == FIFTH


def test_the_day_of_a_printed_update_dates_a_page_that_says_no_other_and_is_a_stopgap() -> None:
    page = f"<h1>Rain</h1><p>Last updated on 5 March 2026</p>{TEXT}"
    assert day(page) == FIFTH
    document = read_document(page.encode())
    found = find_dates(document, read_metadata(document, URL), URL)
    chosen = choose_date(found, captured_at=None)
    assert chosen is not None
    assert chosen.source == "text_modified"
    assert rate_confidence(chosen, found) == STOPGAP
    assert find_time(chosen, found) is None


def test_a_stated_update_alone_dates_nothing() -> None:
    stated = '<meta property="article:modified_time" content="2026-03-05T10:00:00Z">'
    assert day(f"{stated}<h1>Rain</h1>{TEXT}") is None


def test_figures_are_read_as_what_the_page_states_has_them() -> None:
    stated = '<meta property="article:published_time" content="2026-03-05T09:00:00Z">'
    page = f'<html lang="de">{stated}<body><h1>Rain</h1><div>03/05/2026</div>{TEXT}'
    assert sources(page)["text"] == FIFTH


@pytest.mark.parametrize(
    "data",
    [
        '<script>window.state = {"post": {"publishedAt": "2026-03-05T10:00:00Z"}}</script>',
        '<script>boot(function(){return {post:{publishedAt:"2026-03-05T10:00:00Z"}}}())</script>',
        r'<script>self.push("{\"first_publication_date\":\"2026-03-05T10:00:00+0000\"}")</script>',
        "<meta name='data' content='{&quot;datePublished&quot;:&quot;2026-03-05&quot;}'>",
    ],
)
def test_the_data_that_a_page_carries_dates_it_where_nothing_else_does(data: str) -> None:
    page = f"<h1>Rain</h1>{TEXT}{data}"
    document = read_document(page.encode())
    found = read_metadata(document, URL)
    assert [d.value_on for d in find_dates(document, found, URL, raw=page)] == [FIFTH]
    several = page + data.replace("05", "06")
    assert find_dates(document, found, URL, raw=several) == []


def test_a_readers_comment_dates_no_article() -> None:
    remark = "<div class='comment'><p>Ann</p><p>6 March 2026</p><p>Nice.</p></div>"
    assert day(f"<h1>Rain</h1><p>Short.</p><h2>1 comment</h2>{remark}") is None


def test_an_update_is_kept_beside_the_publication() -> None:
    found = sources(f"<h1>Rain</h1><p>Published 5 March 2026 | Updated 9 March 2026</p>{TEXT}")
    assert found == {"text": FIFTH, "text_modified": date(2026, 3, 9)}


@pytest.mark.parametrize(
    ("lang", "url", "rest", "expected"),
    [
        ("fr", URL, "", FIFTH),
        ("vi", URL, "", FIFTH),
        ("de", URL, "", FIFTH),
        ("en-GB", URL, "", FIFTH),
        ("en", "https://www.example.com.au/rain", "", FIFTH),
        ("en", URL, "<aside><span>27/02/2026</span></aside>", FIFTH),
        ("en", URL, "<aside><span>02/27/2026</span></aside>", date(2026, 5, 3)),
        ("en", URL, "", None),
        ("en-US", URL, "", None),
    ],
)
def test_figures_are_read_as_the_page_its_language_or_its_country_writes_them(
    lang: str, url: str, rest: str, expected: date | None
) -> None:
    page = f'<html lang="{lang}"><body><h1>Rain</h1><div>05/03/2026</div>{TEXT}{rest}'
    assert day(page, url) == expected


def test_the_day_of_a_web_page_counts_where_no_article_is_described() -> None:
    node = '{"@graph": [{"@type": "WebPage", "datePublished": "2026-03-05T10:13:17+00:00"}]}'
    page = f'<script type="application/ld+json">{node}</script><h1>Rain</h1>{TEXT}'
    assert day(page) == FIFTH


def test_what_the_page_prints_tells_the_local_day_of_its_stamp() -> None:
    page = (
        '<meta property="article:published_time" content="2026-03-04T21:30:10Z"><h1>Rain</h1>'
        '<time datetime="2026-03-04T21:30:10Z">Thursday 5 March 2026 8.30am AEDT</time>'
    )
    assert day(page + TEXT) == FIFTH
    stamp = '<meta property="article:published_time" content="2026-03-06T03:30:10Z">'
    assert day(stamp + "<h1>Rain</h1>" + TEXT, "https://www.example.com/2026/03/05/rain") == FIFTH


def test_a_clock_of_north_america_beside_figures_puts_the_month_first() -> None:
    line = "<div>Posted: 3/5/2026 {}</div>"
    for clock, found in (("11:02 AM EST", 3), ("4:10 p.m. PT", 3), ("11:02 AEST", None)):
        html = f"<html lang='en'><body><h1>Rain</h1>{line.format(clock)}{TEXT}"
        assert day(html) == (found and date(2026, found, 5))


@pytest.mark.parametrize(
    "time",
    [
        '<time data-timestamp="1772704800">Mar 5</time>',
        '<time data-datetime="2026-03-05T10:00:00Z">Thursday</time>',
        '<time datetime="2026-03-05" data-date="2026-03-09">Mar 5</time>',
    ],
)
def test_a_time_element_says_its_day_to_scripts_too(time: str) -> None:
    assert day(f"<article><h1>Rain at last</h1>{time}{TEXT}</article>") == FIFTH


def test_a_list_of_one_stated_day_is_that_day() -> None:
    stated = '{"@type": "NewsArticle", "headline": "Rain", "datePublished": ["2026-03-05"]}'
    ld = f'<script type="application/ld+json">{stated}</script>'
    assert day(f"<head>{ld}</head><h1>Rain at last</h1>{TEXT}") == FIFTH


def test_the_day_of_reading_above_an_article_does_not_date_it() -> None:
    article = f"<article><h1>Rain at last</h1>{TEXT}</article>"
    bar = "<div class=bar>Thursday, 5 March 2026</div>"
    assert day(f"<main>{bar}{article}</main>") is None
    assert day(f"<main>{bar.replace('Thursday,', 'Published')}{article}</main>") == FIFTH
    assert day(f"<main>{bar.replace('Thursday, ', '')}{article}</main>") == FIFTH
    assert day(f"<main>{article.replace('<h1>', bar + '<h1>')}</main>") == FIFTH


FAIRS = ("14 June 2026: fair at Marlow", "21 June 2026: fair at Eastwick", "28 June 2026: dance")


@pytest.mark.parametrize(
    "written",
    ["<li>{}</li>", "<p>{}</p>", "<dt>{}</dt>"],
)
def test_days_of_a_list_within_the_text_do_not_date_it(written: str) -> None:
    opening = "<h1>Fairs announced</h1><p>The council announced the fairs of the summer today.</p>"
    page = opening + "".join(map(written.format, FAIRS))
    assert day(page) is None
    assert day(opening + "<p>5 March 2026</p>") == FIFTH
    assert day(page.replace("</h1>", "</h1><p>5 March 2026</p>")) == FIFTH


@pytest.mark.parametrize(
    "line",
    ["Thứ Năm, 05/03/2026 - 18:02", "Thứ 5, 05/03/2026", "Cập nhật thứ năm, ngày 05/03/2026"],
)
def test_a_weekday_of_two_words_tells_the_day_from_the_month(line: str) -> None:
    assert day(f"<h1>Mưa</h1><p>{line}</p>{TEXT}") == FIFTH


@pytest.mark.parametrize(
    "line",
    [
        "2026 жылғы 5 наурыз 18:02",
        "5-март, 2026-жыл",
        "5 Марти 2026",
        "5 Maris 2026",
        "Maarso 5, 2026",
    ],
)
def test_days_of_languages_that_few_write_are_read(line: str) -> None:
    assert day(f"<h1>Rain</h1><p>{line}</p>{TEXT}") == FIFTH


def test_a_form_around_the_whole_page_is_how_some_systems_write_pages() -> None:
    page = f'<form id="aspnetForm"><h1>Rain</h1><div>Thursday, 05/03/2026</div>{TEXT}</form>'
    assert day(page) == FIFTH


def test_a_day_stands_beside_the_names_of_several_writers() -> None:
    line = "Do, 05.03.2026 | Von Anna Lund (Text) und Jon Berg (Fotos)"
    assert day(f"<h1>Regen</h1><p>{line}</p>{TEXT}") == FIFTH
