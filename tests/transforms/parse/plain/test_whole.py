"""Texts without sentences are articles where nothing on them is a menu: verse, agendas, tables."""

import pytest

from transforms.page import Page
from transforms.parse.plain.page import parse_plain

LEDE = "The harbour council published on Monday the figures of a winter that nobody had expected."
TABLE = "Month      Passengers  Cars\nNovember   12,300      2,100\nDecember   14,800      2,950"
VERSE = (
    "The lamp goes round, the lamp goes round,\nThe harbour sleeps below,\n"
    "And every boat is homeward bound\nAcross the winter snow.\n\n"
    "The keeper counts the passing hours\nAnd writes them in his book,\n"
    "The wind that bends the island flowers\nHas nowhere else to look."
)
TALK = (
    "Q: Did you ever leave?\n\nA: Never.\n\nQ: Why not?\n\n"
    "A: Where would I go, and who would light the lamp?"
)
AGENDA = (
    "Monday, 7 pm: Council meeting, town hall\n\nTuesday, 8 pm: Choir, St Mary's\n\n"
    "Wednesday, 6 pm: Film club, library"
)
RECIPE = (
    "Ingredients\n\n- 500 g herring\n- 2 onions\n- salt, pepper\n\nMethod\n\n1. Clean the fish.\n"
    "2. Fry the onions in butter until they are golden."
)
RESULTS = "Rovers 2 United 1\nTown 0 City 0\nAthletic 3 Wanderers 3"


def body(page: Page) -> list[str]:
    return [b.text for b in page.blocks if b.kind in ("body", "heading") and b.article_no == 0]


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    "text",
    [
        f"{LEDE}\n\n{TABLE}\n\nMore cars will be carried from the spring on, the council said.",
        f"{LEDE}\n\n{TABLE}",
        VERSE,
        f"{LEDE}\n\n{TALK}",
        TALK,
        AGENDA,
        f"This soup is eaten on the island every Friday, and everybody has a recipe.\n\n{RECIPE}",
        f"{LEDE}\n\n{RESULTS}\n\nThe next round will be played on Sunday.",
        RESULTS,
        "The evening ferry is cancelled today.",
    ],
)
@pytest.mark.parametrize("head", ["By Ann Lee\n\n8 March 2026", "8 March 2026"])
def test_what_stands_below_a_head_is_the_article(text: str, head: str) -> None:
    page = parse_plain(f"Winter on the island\n\n{head}\n\n{text}\n")
    assert (page.page_kind, page.articles[0].title) == ("article", "Winter on the island")
    assert body(page) == lines(text)


def test_a_brief_and_a_poem_need_no_day() -> None:
    brief = parse_plain("Rain expected\n\nRain is expected on Sunday, the weather office said.\n")
    assert brief.articles[0].title == "Rain expected"
    poem = parse_plain(f"The Lighthouse\n\n{VERSE}\n")
    assert (poem.page_kind, poem.articles[0].title) == ("article", "The Lighthouse")
    assert body(poem) == lines(VERSE)


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        (
            "ห้องสมุดเรือกลับมาแล่นอีกครั้ง",
            "เรือห้องสมุดของอำเภอบางแสงออกจากท่าเมื่อเช้าวันพฤหัสบดี พร้อมหนังสือสามพันเล่ม",
            "บรรณารักษ์บอกว่าผู้อ่านที่พลาดรอบเดือนตุลาคมไม่ต้องเสียค่าปรับ เพราะน้ำหลากเป็นเหตุสุดวิสัย",
        ),
        (
            "ຫໍສະໝຸດເຮືອກັບມາອີກ",
            "ເຮືອຫໍສະໝຸດອອກຈາກທ່າໃນເຊົ້າວັນພະຫັດ ພ້ອມດ້ວຍປຶ້ມສາມພັນເຫຼັ້ມ ແລະເຕົາຖ່ານໜຶ່ງໜ່ວຍ",
            "ບັນນາຮັກບອກວ່າຜູ້ອ່ານທີ່ພາດຮອບເດືອນຕຸລາບໍ່ຕ້ອງເສຍຄ່າປັບໃໝ ເພາະນ້ຳຖ້ວມ",
        ),
    ],
)
def test_paragraphs_of_scripts_without_sentence_ends_are_an_article(
    title: str, first: str, second: str
) -> None:
    page = parse_plain(f"{title}\n\n{first}\n\n{second}\n")
    assert (page.page_kind, page.articles[0].title) == ("article", title)
    assert body(page) == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "Home\nNews\nSport\nWeather\nContact",
        "User-agent: *\nDisallow: /private\nDisallow: /tmp\nSitemap: https://a.example/s.xml",
        "Bridge opens before winter\nRain at last on the plain\nNew choir for the town\nFerry late",
    ],
)
def test_menus_settings_and_bare_headlines_are_no_article(text: str) -> None:
    assert parse_plain(text).page_kind != "article"


def test_headlines_behind_the_last_sentence_are_no_part_of_it() -> None:
    other = ["Bridge opens before winter", "Rain at last on the plain"]
    page = parse_plain("\n\n".join(["Winter on the island", "8 March 2026", LEDE, LEDE, *other]))
    assert body(page) == [LEDE, LEDE]


def test_items_between_paragraphs_of_a_page_with_a_menu_belong_to_it() -> None:
    menu = "Home\nNews\nSport\nWeather\nContact"
    items = ["- 500 herrings", "- 20 onions", "- salt"]
    page = parse_plain(
        "\n\n".join([menu, "Winter on the island", LEDE, *items, LEDE.upper(), LEDE])
    )
    assert [t for t in body(page) if t.startswith("-")] == items


@pytest.mark.parametrize(
    ("last", "sign"),
    [
        ("The work was paid for in part by the Union. EFE", "abc/def"),
        ("Two more jetties are planned. PTI ABC DEF", ""),
        ("It cost forty million pounds.", "أ ش أ"),
        ("The mayor was there. (ANSA).", "ako/ mir/"),
    ],
)
def test_a_last_paragraph_above_its_agencys_sign_is_the_texts(last: str, sign: str) -> None:
    text = f"New mole opens at Vigo\n\n{LEDE}\n\nIt took three years to build.\n\n{last}\n\n{sign}"
    assert body(parse_plain(text)) == [LEDE, "It took three years to build.", last]
