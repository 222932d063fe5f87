"""Stubs, errors, consent and live blogs by their shape, in languages without listed phrases."""

import pytest

from transforms.page import Page
from transforms.parse.html.page import parse_html

URL = "https://lighthouse.example/harbour/ferry-17"
STATED = '<meta property="og:type" content="article">'
FERRY = {
    "nl": "De nieuwe schipper van de veerboot is tweeëntwintig jaar en de jongste van de "
    "provincie. Zij nam woensdagochtend het roer over van haar grootvader.",
    "hu": "A komp új kapitánya huszonkét éves, a megyében a legfiatalabb. Szerda reggel vette át a "
    "kormányt a nagyapjától.",
    "ja": "渡し船の新しい船長は二十二歳で、県内で最も若い。水曜日の朝、祖父から舵を引き継いだ。"
    "港では古い鐘が鳴らされ、乗客が手を振って見送った。",
}
SHORT = f"<h1>Veerboot</h1><time datetime='2026-03-05'>5 maart 2026</time><p>{FERRY['nl']}</p>"
DUTCH = f"<p>{FERRY['nl']}</p>"
LISTED = "".join(
    f"<li><a href='/n/{n}'>Ny bro över älven nummer {n} öppnad</a></li>" for n in range(3)
)
MISSING = {
    "sv": (
        "Tomt här",
        "Det du letar efter har tyvärr tagits bort eller bytt adress. Kontrollera att "
        "adressen är rätt skriven eller gå tillbaka till början.",
    ),
    "hu": (
        "Nincs itt semmi",
        "Sajnos nem találjuk, amit keres: lehet, hogy törölték vagy máshová "
        "költözött. Ellenőrizze a címet, vagy térjen vissza a kezdőlapra.",
    ),
    "am": ("የለም", "የፈለጉት ነገር ተሰርዟል ወይም ተዛውሯል። እባክዎ አድራሻውን ያረጋግጡ ወይም ወደ መጀመሪያው ይመለሱ።"),
}


def parsed(main: str, *, head: str = "", title: str = "Lighthouse", url: str = URL) -> Page:
    page = (
        f"<html><head><title>{title}</title>{head}</head><body><header><a href='/'>{title}</a><nav>"
        f"<ul><li><a href='/0'>1</a></li><li><a href='/1'>2</a></li></ul></nav></header>"
        f"<main>{main}</main><footer><p>© 2026 {title}</p></footer></body></html>"
    )
    return parse_html(page.encode(), url=url)


@pytest.mark.parametrize("language", FERRY)
@pytest.mark.parametrize(
    "box",
    [
        "<div class='c-paywall__box'><p>Ez most zárva van, kérjük.</p><a href='/x'>Be</a></div>",
        "<section class='premium-gate'><h2>Csak nekik</h2><p>Még ma, kérjük.</p></section>",
        "<div class='abo-teaser'><p>Vanaf één euro per maand</p><a href='/x'>Ja</a></div>",
        "<div id='regwall'><p>Ehhez be kell lépni előbb.</p><a href='/x'>Be</a></div>",
        "<div class='c12'><p>Csak nekik.</p><a href='/hu/abonnement'>Kérem</a></div>",
    ],
)
def test_a_beginning_before_a_box_that_asks_for_money_is_a_stub(language: str, box: str) -> None:
    page = parsed(f"<article><h1>17</h1><p>{FERRY[language]}</p>{box}</article>", head=STATED)
    assert (page.page_kind, page.articles) == ("paywall_stub", [])
    assert page.page_kind_rule in ("paywall_box", "subscription_link")
    assert FERRY[language] in {b.text for b in page.blocks}


@pytest.mark.parametrize(
    "main",
    [
        f"<article>{SHORT}</article>",
        f"<article>{SHORT}<div class='newsletter-subscribe'><p>Schrijf je in voor onze brief</p>"
        "<a href='/brief'>Ja, graag</a></div></article>",
        f"<article class='premium'>{SHORT}<p>{FERRY['nl']}</p></article>",
        f"<article>{SHORT}<div class='paywall'>{DUTCH * 5}</div></article>",
        f"<article>{SHORT}{DUTCH * 4}<div class='paywall'><p>Neem een "
        "abonnement op onze krant</p></div></article>",
    ],
)
def test_a_short_or_a_whole_article_beside_such_a_box_is_an_article(main: str) -> None:
    assert parsed(main, head=STATED).page_kind == "article"


@pytest.mark.parametrize("language", MISSING)
@pytest.mark.parametrize("names", ["error", "page-404", "not-found", "error-404-content"])
def test_a_message_in_a_box_about_errors_is_no_article(language: str, names: str) -> None:
    heading, text = MISSING[language]
    page = parsed(
        f"<div class='{names}'><h1>{heading}</h1><p>{text}</p><h2>+</h2><ul>{LISTED}</ul></div>"
    )
    assert (page.page_kind, page.articles) == ("not_found", [])


@pytest.mark.parametrize("language", MISSING)
def test_a_message_that_no_index_may_keep_beside_a_search_form_is_no_article(language: str) -> None:
    heading, text = MISSING[language]
    page = parsed(
        f"<div><h1>{heading}</h1><p>{text}</p><form><input name=q></form></div>",
        head="<meta name='robots' content='noindex, follow'>",
    )
    assert (page.page_kind, page.page_kind_rule) == ("not_found", "error_traits")


def test_an_article_beside_a_form_that_failed_is_an_article() -> None:
    form = "<div class='error-message'>Verplicht</div><form class='error'><input name=q></form>"
    text = f"<p>{FERRY['nl']}</p>" * 4
    assert parsed(f"{form}<article><h1>Veerboot</h1>{text}</article>").page_kind == "article"
    assert parsed(f"<article>{SHORT}{form}</article>", head=STATED).page_kind == "article"


@pytest.mark.parametrize(
    ("main", "url", "kind"),
    [
        (
            "<div id='px-captcha'><h1>Egy pillanat</h1><p>Tartsa nyomva a gombot.</p></div>",
            URL,
            "error",
        ),
        (
            "<div class='cookie-wall'><h2>Ugyanaz</h2><p>"
            + "Mi és társaink adatokat tárolunk az eszközén, és ezekből tanulunk. " * 6
            + "</p></div>",
            URL,
            "consent_wall",
        ),
        (
            "<h1>Ugyanaz</h1><p>" + "Mi és társaink adatokat tárolunk az eszközén. " * 9 + "</p>",
            "https://consent.lighthouse.example/v2?to=%2F",
            "consent_wall",
        ),
    ],
)
def test_robots_tests_and_consent_are_told_by_their_boxes(main: str, url: str, kind: str) -> None:
    assert parsed(main, url=url).page_kind == kind


def test_a_class_of_the_whole_page_and_a_box_for_letters_are_no_walls() -> None:
    whole = f"<html><body class='single cookies-not-set'><h1>17</h1>{DUTCH * 2}</body></html>"
    assert parse_html(whole.encode(), url=URL).page_kind != "consent_wall"
    letters = "<form><p class='subscribe-label'>Laat mij weten of er antwoorden zijn</p></form>"
    for name in ("comment-form-subscribe", "jetpack_subscription_widget"):
        boxed = f"<article><h1>17</h1>{DUTCH}</article><div class='{name}'>{letters}</div>"
        assert parsed(boxed, head=STATED).page_kind == "article"


def entries(hours: range) -> str:
    return "".join(
        f"<div><time datetime='2026-03-08T{n:02}:0{n % 6}:00+01:00'>{n}.0{n % 6}</time><p>Az eső "
        f"délután {n} órakor elérte a partot, és a hajók nem indultak el a kikötőből.</p></div>"
        for n in hours
    )


def test_entries_newest_first_are_a_live_blog_and_a_chronicle_is_an_article() -> None:
    heading = "<h1>Vihar a parton</h1>"
    assert parsed(heading + entries(range(18, 8, -1))).page_kind == "live_blog"
    assert parsed(heading + entries(range(8, 18))).page_kind == "article"
    ticker = f"<section class='live-ticker'>{entries(range(8, 18))}</section>"
    assert parsed(heading + ticker).page_kind == "live_blog"


def test_a_verdict_has_a_rule_and_a_confidence() -> None:
    page = parsed(f"<article>{SHORT}</article>", head=STATED)
    assert page.page_kind_rule == "page_model"
    assert page.page_kind_confidence is not None
    assert 0.5 < page.page_kind_confidence <= 1
    empty = parse_html(b"<body></body>")
    assert (empty.page_kind, empty.page_kind_confidence, empty.page_kind_rule) == (
        "empty",
        1.0,
        "no_text",
    )


def test_a_page_that_marks_its_one_article_may_be_a_stub_without_stating_so() -> None:
    box = "<div class='box'><p>Questo articolo è riservato agli abbonati.</p></div>"
    marked = parsed(f"<article><h1>17</h1><p>{FERRY['nl']}</p>{box}</article>")
    unmarked = parsed(f"<div><h1>17</h1><p>{FERRY['nl']}</p>{box}</div>")
    assert (marked.page_kind, marked.page_kind_rule) == ("paywall_stub", "paywall_phrase")
    assert unmarked.page_kind != "paywall_stub"


REQUESTS = {
    "sv": "Logga in eller skaffa en prenumeration för att läsa hela texten.",
    "et": "Edasi lugemiseks telli leht.",
    "hu": "A folytatás előfizetéssel olvasható tovább.",
    "el": "Γίνετε συνδρομητής για να διαβάσετε τη συνέχεια.",
    "tr": "Yazının devamı abonelere açık.",
    "ta": "முழு கட்டுரைக்கு சந்தா செலுத்தவும்.",
    "th": "สมัครเป็นสมาชิกเพื่ออ่านต่อ",
}


@pytest.mark.parametrize("said", REQUESTS.values(), ids=REQUESTS.keys())
def test_words_of_subscribing_beside_words_of_reading_on_close_a_beginning(said: str) -> None:
    box = f"<div class='z'><p>{said}</p></div>"
    page = parsed(f"<article><h1>17</h1><p>{FERRY['nl']}</p>{box}</article>", head=STATED)
    assert (page.page_kind, page.page_kind_rule) == ("paywall_stub", "paywall_phrase")


def test_words_of_subscribing_alone_or_far_below_close_nothing() -> None:
    for said in ("Prenumerera på vårt nyhetsbrev.", "Läs vidare om färjan i morgon."):
        page = parsed(f"<article><h1>17</h1><p>{FERRY['nl']}</p><p>{said}</p></article>")
        assert page.page_kind != "paywall_stub"
    below = "<footer>" + "<p>Havn Bro Kaj</p>" * 30 + f"<p>{REQUESTS['sv']}</p></footer>"
    page = parsed(f"<article><h1>17</h1><p>{FERRY['nl']}</p></article>{below}", head=STATED)
    assert page.page_kind != "paywall_stub"


BELL = (
    "<h1>Brass bell, six inches</h1><p>A hand-cast bell with a braided lanyard, made by a foundry "
    "that has supplied lifeboats for ninety years. It rings a clear A.</p><p>It comes with a "
    "bracket and screws, and may be sent back within thirty days in its box.</p>"
)


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ('<meta property="og:type" content="product">', {"product", "list", "service"}),
        (
            '<script type="application/ld+json">{"@type": "Product", "name": "Bell"}</script>',
            {"product", "list", "service"},
        ),
        ('<script type="application/ld+json">{"@type": "QAPage"}</script>', {"forum"}),
        ('<meta name="generator" content="phpBB 3.3">', {"forum"}),
        ('<meta name="generator" content="Sphinx 7.2.6">', {"documentation"}),
    ],
)
def test_a_page_that_states_another_kind_and_no_article_is_of_that_kind(
    head: str, kinds: set[str]
) -> None:
    page = parsed(BELL, head=head, url="https://bells.example/six-inches")
    assert (page.page_kind_rule, page.articles) == ("stated_kind", [])
    assert page.page_kind in kinds
    told = parsed(BELL, head=STATED + head, url="https://bells.example/six-inches")
    assert told.page_kind_rule != "stated_kind"
