"""Which of a page's headings is the headline, and what is taken off the titles it states."""

import pytest

from transforms.parse.html.fields.metadata import Metadata, read_metadata
from transforms.parse.html.markup.document import read_document

URL = "https://fen-echo.example/2026/03/trains-stop-for-curlews"
PROSE = (
    "<p>The narrow trains that carry peat across the fen will stop running between April and July, "
    "so that curlews may nest between the rails.</p>"
)
TITLE = "Peat trains stop for curlews"


def read(page: str, url: str | None = URL) -> Metadata:
    return read_metadata(read_document(page.encode()), url)


@pytest.mark.parametrize(
    "page",
    [
        f"<h1></h1><h2>{TITLE}</h2>",
        f"<h1><img alt='Fen Echo'></h1><h2 class='story'>{TITLE}</h2>",
        f"<header><h1><a href='/'>News from the fens since 1887</a></h1></header><h2>{TITLE}</h2>",
        f"<nav><h1>News from all of the fens</h1></nav><article><h2>{TITLE}</h2></article>",
        f"<h2><a href='{URL}' rel='bookmark'>{TITLE}</a></h2><h2>Share this report</h2>",
        f"<div class='headline'>{TITLE}</div><h2>Leave a comment</h2>",
        f"<p itemprop='headline'>{TITLE}</p>",
        f"<main><p class='hl'>{TITLE}</p></main>",
        f"<h1>{TITLE}</h1><h1>What the readers say about trains</h1>",
        f"<aside><h1>Most read reports today</h1></aside><h1>{TITLE}</h1>",
        "<h1>Peat trains stop for cur\u00adlews</h1>",
        f"<h1>{TITLE} ¶</h1>",
        f"<h1>{TITLE}</h1><h3>Share this report</h3>",
    ],
)
def test_the_headline_is_found_whatever_element_prints_it(page: str) -> None:
    for title in ("Fen Echo", f"{TITLE} - Fen Echo", ""):
        found = read(f"<title>{title}</title>{page}{PROSE}<h2>How it came about</h2>{PROSE}")
        assert found.title == TITLE, title


def test_a_line_that_says_the_title_goes_before_a_sections_heading() -> None:
    for section in (
        "<h1>Nature notes</h1>",
        "",
        f"{PROSE}<h1>Trains of peat and their tracks</h1>",
    ):
        found = read(
            f"<title>{TITLE} | Fen Echo</title><p>{TITLE}</p>{section}{PROSE}"
            "<h1>What comes next</h1>"
        )
        assert found.title == TITLE, section


def test_a_heading_that_agrees_with_the_title_stays_the_headline() -> None:
    kicker = "<p>Peat trains stop for the curlews of the fen</p>"
    stated = "Peat trains stop for the curlews of the fen | Fen Echo"
    found = read(f"<title>{stated}</title>{kicker}<h1>{TITLE} of the fen</h1>{PROSE}")
    assert found.title == f"{TITLE} of the fen"


@pytest.mark.parametrize(
    "title",
    [TITLE, f"{TITLE} › Nature (Fen Echo)", f"Fen Echo: {TITLE}", f"{TITLE} by our own reporter"],
)
@pytest.mark.parametrize("line", ["<div>{}</div>", "<p><b>{}</b></p>", "<td>{}</td>"])
def test_without_a_heading_a_line_that_says_most_of_the_title_is_the_headline(
    title: str, line: str
) -> None:
    found = read(
        f"<title>{title}</title><nav><p>{TITLE}</p></nav><p><a href='/t'>{TITLE}</a></p>"
        f"{line.format('Fen Echo')}{line.format(TITLE)}{PROSE}",
        None,
    )
    assert (found.title, found.is_heading_plain) == (TITLE, True)
    assert (found.headlines[0].source, found.headlines[0].text) == ("heading", TITLE)


def test_a_line_that_says_the_lesser_part_of_the_title_is_no_headline() -> None:
    found = read(
        f"<title>{TITLE} for the second year - The Fen News Echo</title>"
        f"<div>The Fen News Echo</div>{PROSE}"
    )
    assert found.heading is None


def test_a_printed_headline_stands_above_any_that_is_stated_and_the_others_are_kept() -> None:
    found = read(
        '<title>Train stop: all you need to know | Fen Echo</title><meta property="og:title" '
        f'content="Why trains stop here"><h1>{TITLE}</h1>{PROSE}'
    )
    assert [(h.source, h.text, h.is_chosen) for h in found.headlines] == [
        ("heading", TITLE, True),
        ("open_graph", "Why trains stop here", False),
        ("title_tag", "Train stop: all you need to know", False),
    ]


def test_a_section_over_a_headline_that_the_page_states_is_none() -> None:
    page = f"<title>{TITLE} | Fen Echo</title><h1>Nature and animals</h1><h2>{TITLE}</h2>{PROSE}"
    assert read(page).title == TITLE


@pytest.mark.parametrize(
    "page",
    [
        "<title>Fen Echo</title>" + PROSE,
        "<title>Fen Echo</title><h1>Fen Echo</h1>" + PROSE,
        "<title></title><h1> </h1>" + PROSE,
        f"<title>Fen Echo</title>{PROSE}<aside><h2>More from the fens today</h2></aside>",
    ],
)
def test_a_page_that_prints_and_states_none_has_none(page: str) -> None:
    site = '<meta property="og:site_name" content="Fen Echo">'
    assert read(site + page).title is None


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (f"{TITLE} › Fen Echo", ""),
        (f"{TITLE} « Fen Echo", ""),
        (f"{TITLE} (Fen Echo)", ""),
        (f"{TITLE} [Fen Echo]", ""),
        (f"{TITLE} | Fen Echo | News that stays dry", ""),
        (f"{TITLE} – The Fen Echo – Independent since 1887", ""),
        (f"Fen Echo: {TITLE}", ""),
        (f"Fen Echo | {TITLE}", ""),
        (f"{TITLE} | Nature and animals | Home", ""),
        (f"{TITLE} - The Wader", '<a href="/"><img src="a.png" alt="The Wader"></a>'),
        (f"{TITLE} - Wader Weekly", '<a href="https://fen-echo.example/">Wader Weekly</a>'),
        (f"{TITLE} - Wader Weekly", "<footer>© 2020–2026 Wader Weekly. All rights</footer>"),
        (
            f"{TITLE} - Wader Weekly",
            '<script type="application/ld+json">{"@type": "WebSite", "name": "Wader Weekly"}'
            "</script>",
        ),
    ],
)
def test_the_sites_name_is_taken_off_the_title_of_a_single_page(title: str, head: str) -> None:
    assert read(f"<title>{title}</title>{head}{PROSE}").title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Rain - at last - on the fens",
        "Laufen im Winter: Wie der Fluss hart wurde",
        "Curlews (and trains) are back",
        "What the train driver said: nineteen eggs on one bend",
    ],
)
def test_what_names_no_site_stays(title: str) -> None:
    assert read(f"<title>{title}</title>{PROSE}").title == title


def test_between_chinese_characters_a_dash_parts_the_sites_name() -> None:
    site = '<meta property="og:site_name" content="港口新闻网">'
    assert read(f"{site}<title>新桥今年冬天通车-港口新闻网</title>").title == "新桥今年冬天通车"


@pytest.mark.parametrize(
    ("heading", "stated"),
    [
        (f"<span class='kicker'>Nature</span> {TITLE}", ""),
        (f"<i>Nature in the fens</i> <b>{TITLE}</b>", TITLE),
        (f"<b>{TITLE}</b> <small>Nineteen eggs on one bend</small>", TITLE),
        (f"{TITLE} <span class='subtitle'>Nineteen eggs</span>", ""),
    ],
)
def test_a_kicker_and_a_subtitle_in_the_heading_are_no_part_of_it(
    heading: str, stated: str
) -> None:
    assert read(f"<title>{stated}</title><h1>{heading}</h1>{PROSE}").title == TITLE


def test_a_lesser_heading_that_the_title_states_is_the_headline_where_no_other_is() -> None:
    title = f"<title>{TITLE} < Nature < Reports - Fen Echo</title>"
    found = read(f"{title}<section><h3>{TITLE}</h3>{PROSE}<h3>Share this report</h3></section>")
    assert found.title == TITLE
    assert [(h.source, h.text) for h in found.headlines if h.is_chosen] == [("heading", TITLE)]


def test_sections_behind_a_title_are_taken_off() -> None:
    assert read(f"<title>{TITLE} < Nature < Reports - Fen Echo</title>{PROSE}").title == TITLE


def test_a_headings_link_is_read_from_the_captures_own_address_whatever_others_the_page_has() -> (
    None
):
    for n in range(20):
        found = read(
            f'<title>{TITLE}</title><link rel="canonical" href="https://paper{n}.example/other">'
            f"<h2><a href='/trains'>{TITLE}</a></h2>{PROSE}",
            f"https://fen{n}.example/trains",
        )
        assert found.heading is not None, n
        away = read(
            f'<title>{TITLE}</title><link rel="canonical" href="https://paper{n}.example/trains">'
            f"<h2><a href='/trains'>{TITLE}</a></h2>{PROSE}",
            f"https://fen{n}.example/other",
        )
        assert away.heading is None, n


@pytest.mark.parametrize(
    "heading",
    [
        f"<h2 class='tit'>{TITLE}</h2>",
        f"<div class='title-detail'>{TITLE}</div>",
        f"<div class='news_titulo'><h2>{TITLE}</h2></div>",
    ],
)
def test_a_heading_over_the_text_is_the_headline_where_the_page_states_a_name_alone(
    heading: str,
) -> None:
    page = f"<title>Fen Echo</title><article>{heading}<p>5 March 2026</p>{PROSE}</article>"
    assert read(page).title == TITLE
    assert read(page.replace("<article>", "<form id='form1'>")).title == TITLE
