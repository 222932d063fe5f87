"""Who wrote an article: people, and not what stands in their place."""

import json

import pytest

from transforms.parse.html.fields.metadata import Metadata, read_metadata
from transforms.parse.html.fields.people import read_people
from transforms.parse.html.markup.document import read_document

URL = "https://slipway.example/tar-barrel"
PROSE = (
    "<p>The tar barrel was rolled down Slip Street on Tuesday for the first time since the fire of "
    "that year, this time empty and with the brakes on, as the rule of the town demands.</p>"
)
TITLE = "<h1>Tar barrel rolls again</h1>"


def read(page: str, url: str | None = URL) -> Metadata:
    return read_metadata(read_document(page.encode()), url)


def ld(author: object) -> str:
    node = {"@type": "NewsArticle", "headline": "Tar barrel rolls again", "author": author}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ann Lee, Bo Ek, and Cy Day", ["Ann Lee", "Bo Ek", "Cy Day"]),
        ("Ann Lee, Bo Ek, & Cy Day", ["Ann Lee", "Bo Ek", "Cy Day"]),
        ("Von Anna Groß, Bo Ek, und Cy Day", ["Anna Groß", "Bo Ek", "Cy Day"]),
        ("View all posts by Ann Lee →", ["Ann Lee"]),
        ("Zeige alle Beiträge von Anna Groß »", ["Anna Groß"]),
        ("Voir tous les articles de Zoé Lac", ["Zoé Lac"]),
        ("Ver todas las entradas de Inés Río", ["Inés Río"]),
        ("More from Ann Lee", ["Ann Lee"]),
        ("Author: Ann Lee", ["Ann Lee"]),
        ("Words by Ann Lee", ["Ann Lee"]),
        ("Ann Lee, MD, PhD", ["Ann Lee"]),
        ("Ann Lee, Senior Writer", ["Ann Lee"]),
        ("Ann Lee Contributing Writer", ["Ann Lee"]),
        ("Ann Lee Executive Digital Editor", ["Ann Lee"]),
        ("Ann Lee in", ["Ann Lee"]),
        ("Rechtsanwältin Ann Lee", ["Ann Lee"]),
        ("Ann Lee with Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Institute of Woods and Forestry - IWF", []),
        ("Harbour University, Ann Lee", ["Ann Lee"]),
        ("Freunde der Mole e. V.", []),
        ("The Harbour Lamp", []),
        ("作者：王小明", ["王小明"]),
        ("王小明、李大文", ["王小明", "李大文"]),
        ("بقلم: سارة حداد", ["سارة حداد"]),
        ("Profil ansehen →", []),
        ("View profile", []),
        ("admin", []),
        ("wordpressadmin", []),
        ("NOC Admin", []),
        ("Staff Reporter", []),
        ("Redaktion", []),
        ("Reuters", []),
        ("(Image: Instagram/annlee)", []),
        ("Foto: Anna Groß", []),
        ("Written by", []),
        ("https://slipway.example/ann", []),
        ("ANN LEE Associated Press", ["ANN LEE"]),
        ("Ann Lee, AP Business Writer", ["Ann Lee"]),
        ("Ann Lee and Bo Ek for CNN", ["Ann Lee", "Bo Ek"]),
        ("Paul Getty", ["Paul Getty"]),
        ("Ann Lee in Quillby and Bo Ek in Mole", ["Ann Lee", "Bo Ek"]),
        ("Sophie in 't Veld", ["Sophie in 't Veld"]),
        ("Reporting by Ann Lee; Editing by Bo Ek", ["Ann Lee"]),
        ("A Staff Reporter", []),
        ("From Our Special Correspondent", []),
        ("Inés Río, Gazeta da Lagoa", ["Inés Río"]),
        ("Иван Лесков, корреспондент", ["Иван Лесков"]),
        ("Lia Neri e Ugo Costa", ["Lia Neri", "Ugo Costa"]),
        ("Lia Costa e Silva", ["Lia Costa e Silva"]),
        ("Jan de Vries en Piet Bakker", ["Jan de Vries", "Piet Bakker"]),
        ("Ann E Lee", ["Ann E Lee"]),
        ("기자명 박서연 기자", ["박서연"]),
        ("記者王小明／台北報導", ["王小明"]),
        ("Par Zoé Lac, avec AFP", ["Zoé Lac"]),
        ("Ann Lee / Quillby, (DHA)", ["Ann Lee"]),
        ("Ann Lee/Hina", ["Ann Lee"]),
        ("Teksti Aino Laine, kuvat Pekka Salo", ["Aino Laine"]),
        ("Per Anders Hansen", ["Per Anders Hansen"]),
    ],
)
def test_a_byline_names_people_and_nothing_else(line: str, names: list[str]) -> None:
    assert read_people([line]).names == names


@pytest.mark.parametrize(
    ("line", "agencies", "credits"),
    [
        ("Ann Lee and Bo Ek, Reuters", ["Reuters"], []),
        ("Ann Lee (AP)", ["AP"], []),
        ("Ann Lee mit dpa", ["dpa"], []),
        ("Ann Lee avec AFP", ["AFP"], []),
        ("Ann Lee of The Associated Press", ["The Associated Press"], []),
        ("Ann Lee, AP Business Writer", ["AP"], []),
        ("dpa/lee", ["dpa"], []),
        ("新华社", ["新华社"], []),
        ("Ann Lee (Photo: Bo Ek/AFP)", [], ["Bo Ek/AFP"]),
        ("Bild: Anna Groß", [], ["Anna Groß"]),
    ],
)
def test_agencies_and_photo_credits_are_kept_apart(
    line: str, agencies: list[str], credits: list[str]
) -> None:
    found = read_people([line])
    assert (found.agencies, found.credits) == (agencies, credits)


@pytest.mark.parametrize(
    "header",
    [
        "<p>By Ann Lee</p>",
        "<p>Written by Ann Lee</p>",
        "<div>By</div><div>Ann Lee</div>",
        "<p>By <strong>Ann Lee</strong> | 4 March 2026</p>",
        "<p>4 March 2026 · By Ann Lee</p>",
        "<span class='writer'>Ann Lee</span>",
        "<div class='submitted'>Submitted by <span>Ann Lee</span> on Wed, 03/04/2026 - 09:00</div>",
        "<ul><li><a href='/authors/ann-lee/'>Ann Lee</a></li></ul>",
        "<p><a href='/@annlee'>Ann Lee</a></p>",
        "<div class='author'><a href='/author/ann'>Ann Lee</a> Contributing Editor</div>",
        "<p>By Ann Lee. Reviewed by Bo Ek</p>".replace(". Reviewed", " Reviewed"),
        '<img alt="Ann Lee"><div>Ann Lee</div>',
        "<p>Ann Lee</p><div class='author-description'>Writes on ferries</div>",
        "<p>4.3.2026 - Ann Lee</p>",
        "<p>Ann Lee, VMD, DACVB</p>",
        "<div>By</div><div>Long Ferries Short Crossings Good Weather</div><a rel='author' "
        "href='/author/ann'>Ann Lee</a>",
        "<p>By: Ann Lee</p>",
        "<p>Contributors: Ann Lee</p>",
        "<p>Auteur : Ann Lee</p>",
        "<p>Posted on 21 September 2020 by Ann Lee</p>",
        "<p>03/04/2026 by Ann Lee</p>",
        "<p>Veröffentlicht am 4. März 2026 von Ann Lee</p>",
        "<p>Ein Artikel von Ann Lee | 04.03.2026 - 12:45</p>",
        "<div class='date-author'>4 March 2026 Ann Lee</div>",
        "<p class='author'>Ann Lee on behalf of the ferry group</p>",
        "<p>By Ann Lee Published: 4 March 2026</p>",
        "<div class='the-author'>Author Ann Lee</div>",
        "<div class='author'><p class='author__name'>Ann Lee</p><p>Founder at Slipway</p></div>",
        "<p><a href='/library/?_author=Ann%20Lee'>Ann Lee</a></p>",
        '<meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Ann Lee">',
        '<meta name="citation_author" content="Lee, Ann">',
        "<p>By Ann Lee for The Slipway Post</p>",
        "<p>Par Ann Lee, avec AFP</p>",
        "<p>Ann Lee, Associated Press</p>",
        "<p>Ann Lee, toimetaja</p>",
        "<p>de Ann Lee</p>",
        "<p>Door onze verslaggever Ann Lee</p>",
        "<p>Von unserer Redakteurin Ann Lee</p>",
        "<p>Par notre envoyée spéciale Ann Lee</p>",
        "<p>Wednesday 4th March 2026 - Ann Lee</p>",
        "<div typeof='NewsArticle'><i property='schema:author' typeof='Person'>"
        "<b property='schema:name'>Ann Lee</b></i></div>",
    ],
)
def test_a_byline_is_read_in_the_header_whatever_prints_it(header: str) -> None:
    assert read(f"<main>{TITLE}{header}{PROSE}{PROSE}</main>").byline == "Ann Lee"


@pytest.mark.parametrize(
    "line",
    [
        "김하늘 기자 haneul@slipway.example | 입력 : 2026/03/05 [09:12]",
        "김하늘 기자 haneul@slipway.example",
        "2026.03.05 | 김하늘 기자",
    ],
)
def test_a_name_before_its_office_is_a_byline(line: str) -> None:
    assert read(f"{TITLE}<p>{line}</p>{PROSE * 2}").byline == "김하늘"


@pytest.mark.parametrize(
    "line", ["New York, March 5, 2026", "Slip Street, 09:30", "Sport, Reuters"]
)
def test_a_place_and_a_section_are_no_byline(line: str) -> None:
    assert read(f"{TITLE}<p>{line}</p>{PROSE * 2}").byline is None


@pytest.mark.parametrize(
    "tail",
    [
        "<p>Written by Ann Lee</p>",
        "<p>Text: Ann Lee</p>",
        "<div class='author-box'><h4 class='author-box-name'>Ann Lee</h4><p>She writes.</p></div>",
        "<a rel='author' href='/author/ann'>View all posts by Ann Lee <span>→</span></a>",
        "<h3>Author</h3><p>Ann Lee</p>",
        "<h4>Autor</h4><p><a href='/profil/17'>Ann Lee</a><b>, </b></p>",
        "<p>Autorin: Ann Lee, Leiterin der Werft in Halvern.</p>",
        "<div>This post was written by Ann Lee, Head of Ferries and Landings</div>",
        "<li>Autorin/Autor Ann Lee</li>",
    ],
)
def test_a_byline_behind_the_text_is_read(tail: str) -> None:
    assert read(f"<main>{TITLE}{PROSE}{PROSE}{tail}</main>").byline == "Ann Lee"


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "name": {"@type": "Person", "name": "Ann Lee"}},
        [{"@type": "Person", "name": ["Ann Lee"]}],
        {"@type": ["Person", "Organization"], "name": "Ann Lee"},
        {"@type": "Person", "givenName": "Ann", "familyName": "Lee"},
        "By Ann Lee",
        "Ann Lee - Slipway Editorial Team",
    ],
)
def test_json_ld_names_a_person_in_any_shape(author: object) -> None:
    assert read(ld(author) + TITLE + PROSE).byline == "Ann Lee"


@pytest.mark.parametrize(
    "author",
    [
        "Slipway",
        "The Slipway",
        "Slipway Staff",
        "slipway.example",
        {"@type": "Organization", "name": "Harbour Media Group"},
        "admin",
        "Harbour University",
        None,
    ],
)
def test_the_site_an_account_and_a_body_give_way_to_a_printed_person(author: object) -> None:
    site = '<meta property="og:site_name" content="Slipway">'
    page = site + ld(author) + TITLE
    assert read(page + PROSE).byline is None
    assert read(f"{page}<p>By Ann Lee</p>{PROSE}").byline == "Ann Lee"


def test_the_header_that_prints_more_people_or_others_is_believed_against_what_is_stated() -> None:
    page = ld("Ann Lee") + TITLE
    assert read(f"{page}<p>By Ann Lee, Bo Ek and Cy Day</p>{PROSE}").byline == (
        "Ann Lee, Bo Ek, Cy Day"
    )
    assert read(f"{page}<p>By Ann Lee, Harbour Correspondent</p>{PROSE}").byline == "Ann Lee"
    assert read(f"{page}<p>By Bo Ek</p>{PROSE}").byline == "Bo Ek"


def test_a_line_of_links_to_authors_is_believed_where_it_names_more_than_is_stated() -> None:
    ann, bo = (f"<a rel='author' href='/author/{n}'>{n} Lee</a>" for n in ("Ann", "Bo"))
    page = ld("Ann Lee") + TITLE
    assert read(f"{page}<p>{ann}, {bo}</p>{PROSE}").byline == "Ann Lee, Bo Lee"
    assert read(f"{page}<p>{ann}</p><p>{bo}</p>{PROSE}").byline == "Ann Lee"
    assert read(f"{page}<p>{ann} asks {bo}</p>{PROSE}").byline == "Ann Lee"


def test_an_office_behind_a_printed_name_does_not_make_another_person_of_it() -> None:
    page = ld("Ann Lee") + TITLE
    assert read(f"{page}<p>By Ann Lee Harbour Digital Editor</p>{PROSE}").byline == "Ann Lee"


def test_one_link_to_an_author_is_believed_against_meta() -> None:
    page = '<meta name="author" content="Fuchsia designed">' + TITLE
    assert read(f"{page}<a rel='author' href='/author/a'>Ann Lee</a>{PROSE}").byline == "Ann Lee"


def test_a_byline_before_the_text_is_read_where_no_heading_is() -> None:
    assert read(f"<div><p>By <b>Ann Lee</b></p>{PROSE}</div>").byline == "Ann Lee"


def test_figures_in_an_accounts_name_stay() -> None:
    assert read(f"<main>{TITLE}<p>Author: Bo2man on 4 March 2026</p>{PROSE}").byline == ("Bo2man")
    assert read_people(["By Marianne1"]).names == ["Marianne1"]


def test_a_person_whose_site_bears_the_name_is_a_person() -> None:
    page = ld({"@type": "Person", "name": "Ann Lee"}) + TITLE + PROSE
    assert read(page, "https://annlee.example/tar").byline == "Ann Lee"


def test_an_agency_that_is_stated_as_an_organisation_is_one() -> None:
    page = read(ld({"@type": "Organization", "name": "Reuters"}) + TITLE + PROSE)
    assert (page.byline, page.agency) == (None, "Reuters")


@pytest.mark.parametrize(
    "other",
    [
        "<aside><p>By Bo Ek</p></aside>",
        "<ul><li class='author'>Bo Ek</li></ul>",
        "<div class='comment'><span class='author'>Bo Ek</span></div>",
        "<p>By noon they had all gone home to their suppers</p>",
        "<p>Text and pictures of the day</p>",
        "<p>Prices fell on 4 March 2026 by up to</p>",
    ],
)
def test_what_stands_elsewhere_is_no_byline(other: str) -> None:
    assert read(f"<main>{TITLE}{PROSE}{PROSE}</main>{other}").byline is None


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("2026年03月05日 08:12　来源：海角日报　作者：周雨亭", "周雨亭"),
        ("作者：周雨亭 责任编辑：李明", "周雨亭"),
        ("本报记者 周雨亭", "周雨亭"),
        ("기자명 박서연 기자 입력 2026.03.05 17:20", "박서연"),
        (
            "Autor: Ewa Sowa Data publikacji: 5 marca 2026, 12:01 Aktualizacja: 6 marca 2026",
            "Ewa Sowa",
        ),
        ("Tekst: Ewa Ćwik, zdjęcia: Jan Łoś", "Ewa Ćwik"),
        ("By Ann Lee, Staff Writer ann@slipway.example", "Ann Lee"),
        ("Von Łukasz Żak und Šárka Čapková", "Łukasz Żak, Šárka Čapková"),
        ("Автор: Иван Лесков, корреспондент", "Иван Лесков"),
        ("Szerző: Kiss Márta", "Kiss Márta"),
        ("Penulis : Budi Santoso | Editor : Sari Dewi", "Budi Santoso"),
        ("بقلم / سامر خوري", "سامر خوري"),
        ("Του Νίκου Μελά", "Νίκου Μελά"),
    ],
)
def test_a_line_of_several_fields_names_who_its_label_says(line: str, byline: str) -> None:
    page = f"<article>{TITLE}<div>{line}</div>{PROSE}{PROSE}</article>"
    assert read(page).byline == byline
