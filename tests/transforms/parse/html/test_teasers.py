"""Which links of a page name other articles: cards of every build, short headlines, sister sites;
and what is no headline.
"""

from __future__ import annotations

import pytest

from transforms.parse.html.page import parse_html

URL = "https://www.example.com/world/2026/rain-at-last"
BODY = (
    "<article><h1>Rain at last</h1>"
    + "<p>The river rose by two metres overnight, said the mayor of the town, and people came to "
    "see it.</p>" * 4
)
BODY += "</article>"


def teasers(card: str, *, url: str = URL, head: str = "") -> list[tuple[str, str]]:
    page = parse_html(
        f"<html><head>{head}</head><body>{BODY}<div>{card}</div></body></html>".encode(), url=url
    )
    return [(x.url or "", x.text or "") for x in page.listings]


def listed_on(card: str) -> list[str]:
    page = parse_html(f"<body>{BODY}<div>{card}</div></body>".encode(), url=URL)
    return [str(x.listed_on) for x in page.listings]


SNOW = "https://www.example.com/world/2026/snow-closes-road"
TEXT = "Snow closes the mountain road again"


@pytest.mark.parametrize(
    "card",
    [
        f'<article><a href="{SNOW}" title="{TEXT}"></a><img '
        f'src="/a.jpg"><header><strong>{TEXT}</strong></header></article>',
        f'<article><a href="{SNOW}" aria-label="{TEXT}"><img '
        f'src="/a.jpg"></a><div>{TEXT}</div></article>',
        f'<li><a href="{SNOW}"><img src="/a.jpg"></a><h3>{TEXT}</h3></li>',
        f'<li><h3>{TEXT}</h3><p>Two days of storms.</p><a href="{SNOW}">Read more »</a></li>',
        f'<div><a href="{SNOW}"><img src="/a.jpg"></a><h3>{TEXT}</h3><a '
        f'href="{SNOW}">Weiterlesen</a></div>',
    ],
    ids=[
        "title over the card",
        "label on the picture",
        "heading beside the picture",
        "read more",
        "picture and read more",
    ],
)
def test_a_card_whose_headline_is_not_its_link_is_a_teaser(card: str) -> None:
    assert teasers(card) == [(SNOW, TEXT)]


@pytest.mark.parametrize(
    "card",
    [
        f'<article><a href="{SNOW}" title="{TEXT}"></a><p>Something else is printed</p></article>',
        f'<div><h3>{TEXT}</h3><a href="{SNOW}">Read more</a><a href="/world/2026/other-one">Read '
        f"more</a></div>",
        f'<div><h3>{TEXT}</h3><p>Two.</p><h3>Wind takes the roof off</h3><a href="{SNOW}">Read '
        f"more</a></div>",
        '<div><h3>Subscribe to our daily newsletter now</h3><a href="/subscribe/all">Read '
        "more</a></div>",
    ],
    ids=["title that is not printed", "two addresses", "two headings", "a service"],
)
def test_a_link_without_a_headline_takes_none_that_may_be_another_links(card: str) -> None:
    assert teasers(card) == []


def test_a_heading_of_three_words_is_a_teaser_where_its_address_is_built_as_the_pages_own() -> None:
    assert teasers('<h3><a href="/sport/2026/harbour-wins-again">Harbour wins again</a></h3>') == [
        ("https://www.example.com/sport/2026/harbour-wins-again", "Harbour wins again")
    ]
    assert teasers('<a href="/sport/2026/harbour-wins-again"><h3>Harbour wins again</h3></a>') != []


@pytest.mark.parametrize(
    "card",
    [
        '<a href="/sport/2026/harbour-wins-again">Harbour wins again</a>',
        '<h3><a href="/harbour-wins-again">Harbour wins again</a></h3>',
        '<h3><a href="/sport/2026/harbour">Harbour wins again</a></h3>',
        '<h3><a href="/sport/2026/two-goals-late">Harbour wins again</a></h3>',
        '<h3><a href="/sport/2026/harbour-wins">Harbour wins</a></h3>',
    ],
    ids=["no heading", "less deep", "no slug", "a kicker", "two words"],
)
def test_other_links_of_three_words_are_none(card: str) -> None:
    assert teasers(card) == []


def test_a_korean_headline_has_three_words() -> None:
    assert [
        t
        for _, t in teasers(
            '<li><a href="/news/view?id=7">‘산골마을’ 주민들이 기다린.. </a></li>'
            '<li><a href="/all?x=1">전체 '
            "기사 보기</a></li>"
        )
    ] == ["‘산골마을’ 주민들이 기다린.."]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/blog/category/weekend-tips">Tips for the whole weekend</a>',
        '<a href="/world">Browse every post we wrote</a>',
        '<a href="/world/2026">All that happened that year</a>',
        '<a href="/sport/news.html">Everything new from the league</a>',
        '<a href="/comment.php?id=4">Your own letter about it</a>',
        '<a href="https://forums.example.com/threads/rain.27686/">What other readers said here</a>',
        '<a href="/files/annual-report-2026.pdf">The whole report of 2026</a>',
        '<a href="/x/2026/all-of-it">See all rulings of judges</a>',
        '<a href="/x/2026/all-of-it" class="wide btn btn-primary">Please tell us your view</a>',
        '<a href="/x/2026/all-of-it">Terms of Use and Conditions</a>',
    ],
)
def test_lists_services_files_and_buttons_are_no_teasers(link: str) -> None:
    assert teasers(f"<div>{link}</div>") == []


def test_a_word_that_the_pages_own_address_begins_with_says_nothing() -> None:
    own, other = (
        "https://www.example.com/authors/jane-roe/rain-at-last",
        "https://www.example.com/authors/li-wei/snow-closes-road",
    )
    assert teasers(f'<a href="{other}">{TEXT}</a>', url=own) == [(other, TEXT)]
    assert teasers(f'<a href="{other}">{TEXT}</a>') == []


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (
            "https://daily.example/2026/11/18/rain-at-last",
            "https://weekly.example.org/2026/11/15/snow-closes-road/",
        ),
        (
            "https://daily.example/rain-at-last-1839927963",
            "https://weekly.example.org/snow-closes-road-1839925135",
        ),
        (
            "https://hosted.example/hillvoice/article/2896af/rain",
            "http://www.hillvoice.com/news/snow-closes-road-1.25",
        ),
    ],
    ids=["dated paths", "numbers", "named in the path"],
)
def test_a_sister_sites_article_is_a_teaser(own: str, other: str) -> None:
    assert teasers(f'<a href="{other}">{TEXT}</a>', url=own) == [(other, TEXT)]


@pytest.mark.parametrize(
    "other",
    [
        "https://shop.example.org/snow-closes-road",
        "https://weekly.example.org/2026/11/15/",
        "https://weekly.example.org/2026/11/15/snow?ad=1",
    ],
)
def test_other_sites_are_none(other: str) -> None:
    assert (
        teasers(
            f'<a href="{other}">{TEXT}</a>', url="https://daily.example/2026/11/18/rain-at-last"
        )
        == []
    )


def test_relative_links_count_from_the_base_element() -> None:
    assert teasers(f'<a href="snow/closes-the-road">{TEXT}</a>', head='<base href="/">') == [
        ("https://www.example.com/snow/closes-the-road", TEXT)
    ]


def test_a_tag_before_a_colon_makes_no_blank() -> None:
    assert [
        t for _, t in teasers(f'<a href="{SNOW}"><span>Winter</span>: snow closes the road</a>')
    ] == ["Winter: snow closes the road"]
    assert [
        t for _, t in teasers(f'<a href="{SNOW}"><b>Hiver</b> : la neige ferme la route</a>')
    ] == ["Hiver : la neige ferme la route"]


@pytest.mark.parametrize(
    "said",
    [
        f"{TEXT} (Opens in new window)",
        f"{TEXT} [opens in a new tab]",
        f"{TEXT} (öffnet in neuem Fenster)",
        f"{TEXT} (s'ouvre dans une nouvelle fenêtre)",
        f"{TEXT} - External link",
        f"{TEXT} | 5 min read",
        f"<span>March 5, 2026</span> <b>{TEXT}</b>",
        f"<b>{TEXT}</b> <span>5 March 2026, 10:40</span>",
        f"<i>10:40</i> <b>{TEXT}</b>",
        f"{TEXT} | March 5, 2026",
        f"{TEXT} <span>Read more »</span>",
        f"<b>{TEXT}</b> <i>weiterlesen</i>",
        f"{TEXT} (5 March 2026)",
        f"05.03.2026 – {TEXT}",
    ],
)
def test_a_name_is_without_notes_to_the_reader_and_dates(said: str) -> None:
    assert teasers(f'<p><a href="{SNOW}">{said}</a></p>') == [(SNOW, TEXT)]


def test_ranks_of_a_list_are_no_part_of_its_names() -> None:
    names = ["Snow closes the road", "Rope eaten by the otters", "Bell cast for the fire station"]
    links = "".join(
        f'<li><a href="/world/2026/story-{n}">{mark.format(n)} {name}</a></li>'
        for mark in ("{}.", "<span>{}</span>", "#{}")
        for n, name in enumerate(names, 1)
    )
    assert {text for _, text in teasers(f"<ol>{links}</ol>")} == set(names)


@pytest.mark.parametrize(
    "name",
    [
        "5 dead as the bridge gives way",
        "1. FC Holm wins the cup again",
        "7 things to know of the otters",
        "The weir of 1904 is to be restored",
        "Otters: what we know of them",
        "May 2026 was the warmest yet",
    ],
)
def test_a_number_of_the_headlines_own_stays(name: str) -> None:
    assert [t for _, t in teasers(f'<p><a href="{SNOW}">{name}</a></p>')] == [name]


@pytest.mark.parametrize(
    "said",
    [
        "Sign in to read all stories",
        "Create a free account",
        "Save up to 50% on a year",
        "Get our new weekly newsletter",
        "Listen to our morning podcast",
        "Become a full supporting member",
        "Read all 14 comments here",
        "Jetzt vier Wochen testen",
        "Abonnez-vous à notre journal",
    ],
)
def test_a_link_that_asks_the_reader_to_do_something_names_no_article(said: str) -> None:
    assert teasers(f'<p><a href="{SNOW}">{said}</a></p>') == []


@pytest.mark.parametrize(
    "address", ["/comments", "?print=1", "?page=2", "/amp", "?replytocom=14", "?share=twitter"]
)
def test_a_part_or_another_view_of_the_page_is_the_page(address: str) -> None:
    assert teasers(f'<p><a href="{URL}{address}">{TEXT}</a></p>') == []


def test_a_link_that_says_the_pages_own_headline_is_the_page() -> None:
    body = BODY.replace("Rain at last", "Rain at last in the hills")
    link = '<h2><a href="/world/2026/p-4711">Rain at last in the hills</a></h2>'
    page = parse_html(f"<html><body>{body}<div>{link}</div></body></html>".encode(), url=URL)
    assert page.listings == []


@pytest.mark.parametrize(
    "card",
    [
        f'<li><a href="{SNOW}">{TEXT}</a> <span class="d">8 March 2026</span></li>',
        f'<li><a href="{SNOW}">{TEXT}</a> 2026-03-08</li>',
        f'<div><b>8. März 2026</b><h3><a href="{SNOW}">{TEXT}</a></h3></div>',
        f'<tr><td>08.03.2026</td><td><a href="{SNOW}">{TEXT}</a></td></tr>',
    ],
)
def test_a_line_of_a_card_that_is_nothing_but_a_day_is_the_teasers(card: str) -> None:
    assert listed_on(card) == ["2026-03-08"]


@pytest.mark.parametrize(
    "card",
    [
        f'<p>8 March 2026</p><a href="{SNOW}">{TEXT}</a><a href="{SNOW}-2">{TEXT} 2</a>',
        f'<h1>Rain</h1><i>8 March 2026</i><a href="{SNOW}">{TEXT}</a>',
        f'<i>8 March 2026</i><p>{"It rained all day. " * 30}</p><a href="{SNOW}">{TEXT}</a>',
        f'<i>It rained on 8 March 2026</i><a href="{SNOW}">{TEXT}</a>',
    ],
    ids=["two articles", "the page's own heading", "a text between", "a sentence"],
)
def test_a_day_that_may_be_anothers_dates_no_teaser(card: str) -> None:
    assert set(listed_on(card)) == {"None"}


def test_links_in_a_navigation_to_the_articles_before_and_behind_are_teasers() -> None:
    links = f'<a rel="prev" href="{SNOW}">{TEXT}</a><a href="/world/2026/x">The road up there</a>'
    assert teasers(f"<nav>{links}</nav>") == [(SNOW, TEXT)]
