import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.inputs import gold
from tests.support.places import CORPORA
from transforms.page import Page, Refused
from transforms.parse.capture import parse_capture
from transforms.parse.html.markup.guard import MOST_BYTES, measure_depth
from transforms.parse.html.page import parse_html
from transforms.text.folds import fold_name

URL = "https://www.example.com/world/rain-at-last"
PROSE = """<p>Rain fell on the northern plain on Sunday for the first time in eleven weeks, farmers said.</p>
<p>The reservoirs above the town, which had sunk to a tenth of what they hold, rose by two metres overnight.</p>
<h2>What comes next</h2>
<p>Forecasters expect more of it until Thursday, and after that a dry spell that may last into the next month.</p>"""  # noqa: E501
ARTICLE = f"""<!doctype html><html lang="en"><head><title>Rain at last - The Example</title>
<meta property="og:site_name" content="The Example"><link rel="canonical" href="{URL}">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Rain at last", "author": {{"name": "Ann Lee"}},
"articleSection": "World", "datePublished": "2026-03-08T09:00:00+09:00"}}</script></head>
<body><nav><a href="/about-the-people-who-make-this">About the people who make this</a></nav>
<article><h1>Rain at last</h1>{PROSE}</article>
<section><h3>More stories</h3>
<div class="card"><a href="/world/snow"><img src="s.jpg"></a><h4><a href="/world/snow">Snow closes the mountain road again</a></h4>
<time datetime="2026-03-05T10:00:00Z">March 05, 2026</time></div>
<div class="card"><a href="/world/wind?id=7#top">Wind takes the roof off the old…</a></div>
<div class="card"><a href="https://news.example.com/sun">Sun returns to the coast</a></div>
<div class="card"><a href="https://elsewhere.example.org/sea">Sea rises at the other coast</a></div>
<div class="card"><a href="{URL}">Rain at last for the plain</a></div>
<div class="card"><a href="/world/short">Short one</a></div></section>
<footer><a href="/terms-of-our-service-today">Terms of our service today</a></footer></body></html>""".encode()  # noqa: E501


def kinds(page: Page, *wanted: str) -> list[str]:
    return [b.text for b in page.blocks if b.kind in wanted]


def test_an_empty_payload_is_an_empty_page() -> None:
    for payload in (b"", b" \n ", b"\x00\x00", b"<html></html>", b"<script>var x = 1</script>"):
        assert parse_html(payload).page_kind == "empty"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"x" * (MOST_BYTES + 1), "too_large"),
        (b"%PDF-1.7 \x00", "binary"),
        (
            b"<div " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</div>",
            "too_many_attributes",
        ),
        (
            b"<div " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</div>",
            "too_many_attributes",
        ),
        (
            b"<div " + b" ".join(b'a%d=">"' % n for n in range(200_000)) + b">x</div>",
            "too_many_attributes",
        ),
        (b"<div>" * 50_000, "too_deep"),
        (b"<p>x" * 500_000, "too_many_tags"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_would_hold_a_parser_is_refused_before_it_is_parsed(
    payload: bytes, reason: str
) -> None:
    with pytest.raises(Refused) as refusal:
        parse_html(payload)
    assert refusal.value.reason == reason


def test_a_long_script_or_data_address_is_no_tag_with_many_attributes() -> None:
    script = b"<script>" + b"var a = b ; " * 20_000 + b"</script>"
    image = b'<img alt="' + b"word " * 30_000 + b'">'
    assert parse_html(script + image + PROSE.encode(), url=URL).page_kind == "article"
    assert parse_html(b"Rain fell on us all. " * 30_000, url=URL).page_kind == "article"


@pytest.mark.parametrize("depth", [240, 300, 1_000])
def test_a_tree_too_deep_for_libxml2_still_gives_its_text(depth: int) -> None:
    page = parse_html(b"<div>" * depth + PROSE.encode() + b"</div>" * depth)
    assert "first time in eleven weeks" in kinds(page, "body")[0]


def test_tags_that_close_themselves_do_not_nest() -> None:
    assert measure_depth(b"<ul><li>a<li>b<li>c</ul><p>d<p>e<br><br>") == 1
    assert measure_depth(b"<div><SPAN></SPAN><div></div></div><divx>") == 2


def test_an_article_has_its_fields_body_and_date() -> None:
    page = parse_html(ARTICLE, url=URL)
    article = page.articles[0]
    assert (page.page_kind, page.canonical_url, page.site_name) == ("article", URL, "The Example")
    assert (page.language, page.encoding, page.encoding_source) == ("en", "utf-8", "utf-8")
    assert (article.title, article.byline, article.section, article.url) == (
        "Rain at last",
        "Ann Lee",
        "World",
        URL,
    )
    assert [len(kinds(page, k)) for k in ("title", "byline", "body", "heading")] == [1, 1, 3, 1]
    assert [(d.source, d.value_on, d.value_at) for d in page.dates] == [
        ("json_ld", date(2026, 3, 8), datetime(2026, 3, 8, tzinfo=UTC))
    ]


def test_teasers_are_the_headline_links_outside_body_and_chrome_to_the_same_site() -> None:
    page = parse_html(ARTICLE, url=URL)
    assert [(x.url, x.text, x.is_cut, x.listed_on) for x in page.listings] == [
        (
            "https://www.example.com/world/snow",
            "Snow closes the mountain road again",
            False,
            date(2026, 3, 5),
        ),
        ("https://www.example.com/world/wind?id=7", "Wind takes the roof off the old…", True, None),
        ("https://news.example.com/sun", "Sun returns to the coast", False, None),
    ]
    assert [page.blocks[x.block_no].text for x in page.listings if x.block_no is not None] == [
        x.text for x in page.listings
    ]
    assert kinds(page, "teaser_date") == ["March 05, 2026"]
    assert {b.article_no for b in page.blocks if b.kind.startswith("teaser")} == {None}


def test_a_teasers_date_does_not_date_the_page_and_bounds_the_capture() -> None:
    page = parse_html(ARTICLE.replace(b'"datePublished"', b'"x"'), url=URL)
    assert (page.dates, page.captured_after) == ([], date(2026, 3, 5))


def test_a_link_inside_the_body_is_no_teaser() -> None:
    body = PROSE.replace(
        "rose by two metres", '<a href="/world/reservoirs">rose by two metres overnight</a>'
    )
    assert (
        parse_html(f"<article><h1>Rain at last</h1>{body}</article>".encode(), url=URL).listings
        == []
    )


def test_without_an_address_a_relative_link_is_a_teaser_without_url() -> None:
    page = parse_html(
        PROSE.encode() + b'<div><a href="/snow">Snow closes the mountain road again</a></div>'
    )
    assert [(x.url, x.text) for x in page.listings] == [
        (None, "Snow closes the mountain road again")
    ]


@pytest.mark.parametrize(
    "address",
    [f"{URL}?print=true", f"{URL}?utm_source=related", URL.replace("https://www.", "http://m.")],
)
def test_a_page_does_not_name_itself_under_another_spelling_of_its_address(address: str) -> None:
    card = f'<div><a href="{address}">Rain at last after a long summer</a></div>'
    assert parse_html((PROSE + card).encode(), url=URL).listings == []


def test_a_repeated_teaser_counts_once() -> None:
    card = b'<div><a href="/world/snow">Snow closes the mountain road again</a></div>'
    assert len(parse_html(PROSE.encode() + card * 3, url=URL).listings) == 1


def test_a_heading_in_ideographs_needs_eight_of_them() -> None:
    cards = (
        '<div><a href="/a/1.html">北部平原终于迎来久违的降雨</a></div><div><a '
        'href="/a/2.html">更多新闻</a></div>'
    )
    assert [x.text for x in parse_html((PROSE + cards).encode(), url=URL).listings] == [
        "北部平原终于迎来久违的降雨"
    ]


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (
            "<title>404 - Page not found</title><h1>Page not found</h1><p>The page you asked for "
            "has moved or never was.</p>",
            "not_found",
        ),
        ("<title>Seite nicht gefunden</title><p>Leider nichts da.</p>", "not_found"),
        (
            "<title>Just a moment...</title><p>Checking your browser before you go on to "
            "example.com.</p>",
            "error",
        ),
        (
            "<title>Just a moment...</title><h1>www.fen.example</h1><p>Checking if the site "
            "connection is secure</p><p>www.fen.example needs to review the security of your "
            "connection before proceeding.</p>",
            "error",
        ),
        (
            "<title>Fen Echo</title><h1>We&rsquo;ll be back soon!</h1><p>Sorry for the "
            "inconvenience but we&rsquo;re performing some maintenance at the moment.</p>",
            "error",
        ),
        ("<title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", "error"),
        (
            "<title>The Example</title><h1>We value your privacy</h1><p>We and our 812 partners "
            "store cookies here.</p>",
            "consent_wall",
        ),
        (
            '<meta property="og:type" content="article"><h1>Rain</h1><p>It rained. Subscribe to '
            "continue reading.</p>",
            "paywall_stub",
        ),
        ("<p>Nothing here</p>", "other"),
    ],
)
def test_what_stands_in_an_articles_place_is_named_and_gives_no_article(
    page: str, kind: str
) -> None:
    found = parse_html(page.encode(), url=URL)
    assert (found.page_kind, found.articles, found.dates) == (kind, [], [])
    assert {b.kind for b in found.blocks} <= {"other"}


def test_an_article_about_a_missing_page_or_cookies_is_an_article() -> None:
    for title in (
        "404 days without rain",
        "Security check at the port found nothing",
        "Why cookies crumble",
    ):
        page = parse_html(
            f"<title>{title}</title><article><h1>{title}</h1>{PROSE * 3}</article>".encode(),
            url=URL,
        )
        assert page.page_kind == "article", title


def test_a_front_page_is_a_list_of_teasers() -> None:
    card = (
        '<div><h3><a href="/world/story-{0}">Story number {0} of this day</a></h3><p>It rained '
        "in town {0}.{1}</p></div>"
    )
    cards = "".join(card.format(n, " And it rained on." * 9) for n in range(20))
    for url in ("https://www.example.com/", "https://www.example.com/world/asia"):
        page = parse_html(f"<body><main>{cards}</main></body>".encode(), url=url)
        assert (page.page_kind, page.articles, len(page.listings)) == ("list", [], 20)
        assert not {b.text for b in page.blocks if b.kind == "other"} & {
            x.text for x in page.listings
        }


def test_a_short_article_that_says_it_is_one_is_an_article() -> None:
    brief = b"<article><h1>Rain</h1><p>Rain fell on the northern plain on Sunday.</p></article>"
    page = parse_html(b'<meta property="og:type" content="article">' + brief)
    assert page.page_kind == "article"


def test_the_body_json_ld_states_stands_in_where_the_markup_has_none() -> None:
    text = (
        "Rain fell on the northern plain on Sunday for the first time in weeks.\\n\\nMore of "
        "it is expected until Thursday, they said."
    )
    page = parse_html(
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": '
        f'"{text}"}}</script>'
        '<body><div id="app"></div></body>'.encode(),
        url=URL,
    )
    assert (page.page_kind, len(kinds(page, "body"))) == ("article", 2)


def test_the_same_page_is_parsed_the_same_whatever_was_parsed_before() -> None:
    first = parse_html(ARTICLE, url=URL)
    parse_html(PROSE.encode() * 5, url=URL)
    assert parse_html(ARTICLE, url=URL) == first


def test_the_charset_http_declares_decodes_the_page() -> None:
    page = parse_html(PROSE.replace("farmers", "Müller").encode("latin-1"), charset="iso-8859-1")
    assert "Müller" in kinds(page, "body")[0]


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", "", "application/json"])
def test_a_media_type_without_a_parser_is_refused(media_type: str) -> None:
    with pytest.raises(Refused, match="unsupported_media_type"):
        parse_capture(b"x", media_type=media_type)


def test_media_types_lead_to_their_parsers() -> None:
    assert (
        parse_capture(ARTICLE, media_type="Text/HTML; charset=utf-8", url=URL).blocks
        == parse_html(ARTICLE, url=URL).blocks
    )
    text = (
        b"Rain fell on the northern plain on Sunday for the first time in weeks.\n\nMore of it "
        b"is expected until Thursday, they said.\n"
    )
    page = parse_capture(
        text, media_type="text/plain", url="https://www.example.com/2026/03/08/rain"
    )
    assert [a.url for a in page.articles] == ["https://www.example.com/2026/03/08/rain"]
    assert ("url", date(2026, 3, 8)) in [(d.source, d.value_on) for d in page.dates]


MARKUP = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "</",
            "<p>",
            "</p>",
            "<div>",
            "<table>",
            "<td>",
            "<a href='/b/c'>",
            "<a href=",
            "<h1>",
            "<time datetime='",
            "<svg>",
            "<template>",
            "<!--",
            "-->",
            "<script type='application/ld+json'>",
            "</script>",
            '{"@type": "NewsArticle", "author": ',
            "&#0;",
            "&amp",
            "\x00",
            "\ud7ff",
            "rain falls on us. ",
            "<meta property='og:title' content=",
            "<frameset>",
            "<select>",
            "<math>",
            "<plaintext>",
            "'",
            '"',
            "雨",
        ]
    ),
    max_size=40,
).map("".join)


@given(MARKUP)
@settings(max_examples=200, deadline=None)
def test_no_markup_makes_the_parser_fail(markup: str) -> None:
    page = parse_html(markup.encode(), url=URL)
    assert all(b.text.strip() for b in page.blocks)
    assert (page.page_kind == "article") == bool(page.articles)


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_make_the_parser_fail_other_than_by_refusing(payload: bytes) -> None:
    with contextlib.suppress(Refused):
        assert parse_html(payload).page_kind


@pytest.mark.skipif(
    not (CORPORA / "fundus").is_dir(),
    reason=f"no labelled pages at {CORPORA}: set TEARSHEET_CORPORA",
)
@pytest.mark.parametrize(
    ("corpus", "body", "day", "title"),
    [("article-extraction-benchmark", 0.95, 0, 0), ("fundus", 0.94, 0.95, 0.95)],
)
def test_labelled_pages_are_read_as_well_as_measured(
    corpus: str, body: float, day: float, title: float
) -> None:
    pages = [(p, parse_html(p.html, url=p.url)) for p in gold.pages(corpus)]
    assert (
        gold.body_score(
            [("\n".join(kinds(found, "body", "heading")), p.body) for p, found in pages],
            bootstrap=1,
        )["f1"]
        > body
    )
    dated = [
        (
            p.published[:10],
            max(
                (d for d in found.dates if d.value_on and not d.source.endswith("_modified")),
                key=lambda d: d.confidence,
                default=None,
            ),
        )
        for p, found in pages
        if p.published
    ]
    assert sum(d is not None and str(d.value_on) == on for on, d in dated) >= day * len(dated)
    assert (
        sum(d is not None and str(d.value_on) != on for on, d in dated) <= 1
    )  # one labelled day lies after its capture
    titled = [(fold_name(p.title), found) for p, found in pages if p.title]
    assert sum(
        wanted in {fold_name(t) for h in found.headlines for t in (h.text, h.evidence)}
        for wanted, found in titled
    ) >= title * len(titled)
