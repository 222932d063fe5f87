"""Lines at the ends of a body that are not of it, and lines that interrupt it."""

import pytest

from transforms.page import Block, BlockKind
from transforms.parse.html.fields.metadata import read_metadata
from transforms.parse.html.markup.document import read_document
from transforms.parse.html.text.ends import set_ends_apart

SENTENCE = "The river left its bed on Monday night, and took the lower town within the hour."
FOUND = read_metadata(
    read_document(b'<title>Flood</title><meta name="author" content="Hob Tarrant"><h1>Flood</h1>'),
    None,
)


def apart(*lines: str) -> list[tuple[str, str, str]]:
    blocks = [Block("body", line, "block_model", 0) for line in lines]
    return [(b.kind, b.rule, b.text) for b in set_ends_apart(blocks, FOUND)[1]]


def test_the_day_and_the_writer_above_a_text_are_not_of_it() -> None:
    found = apart("By Hob Tarrant", "March 5, 2026", SENTENCE, SENTENCE)
    assert [x[:2] for x in found] == [("other", "header_byline"), ("date", "header_date")]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Article continues below", "continued"),
        ("La suite après cette publicité", "continued"),
        ("Poniżej dalsza część artykułu", "continued"),
        ("Juttu jatkuu mainoksen jälkeen", "continued"),
        ("ADVERTISEMENT", "continued"),
        ("Anzeige:", "continued"),
        ("A version of this article appears in print on March 6, 2026, Section A.", "end_mark"),
        ("(END)", "end_mark"),
        ("-0-", "end_mark"),
        ("责任编辑：王小明", "end_mark"),
        ("yonhap.desk@yna.example.kr", "contact"),
        ("Please support our journalism with a donation.", "appeal"),
        ("Hob Tarrant is a reporter at the Lenn Valley Press.", "author_note"),
    ],
)
def test_a_line_behind_a_text_is_named(line: str, rule: str) -> None:
    assert apart(SENTENCE, SENTENCE, SENTENCE, line) == [("other", rule, line)]


@pytest.mark.parametrize(
    "line",
    [
        "Publié le jeudi 5 mars 2026 à 18h05, mis à jour le vendredi 6 mars 2026 à 7h12",
        "Frissítve: 2026. március 7. 10:11 | Megjelent: 2026. március 5. 08:00 | Szerző: Bódi Réka",
        "김하늘 기자 haneul@lenn.example | 입력 : 2026/03/05 [09:12] | 수정 : 2026/03/06 [10:00]",
    ],
)
def test_a_headers_line_of_days_is_not_of_the_text(line: str) -> None:
    assert apart(line, SENTENCE, SENTENCE) == [("date", "header_date", line)]


def test_a_line_that_only_names_another_article_is_not_of_the_text() -> None:
    line, teasers = "Mais da região: Ponte fecha no verão", ["Ponte fecha no verão"]
    blocks = [Block("body", x, "block_model", 0) for x in (SENTENCE, line, SENTENCE)]
    assert [b.rule for b in set_ends_apart(blocks, FOUND, teasers)[1]] == ["read_also"]
    assert set_ends_apart(blocks, FOUND, ["Ponte fecha"])[1] == []
    assert set_ends_apart(blocks, FOUND)[1] == []


@pytest.mark.parametrize(
    "line",
    [
        "Leia também: Ponte fecha no verão",
        "Læs også: Broen lukker til sommer",
        "Прочетете още: Мостът затваря през лятото",
        "Baca juga: Jembatan ditutup musim panas",
        "یہ بھی پڑھیں: پل گرمیوں میں بند رہے گا",
    ],
)
def test_words_that_say_so_name_another_article_without_its_link(line: str) -> None:
    assert apart(SENTENCE, line, SENTENCE) == [("other", "read_also", line)]


@pytest.mark.parametrize(
    "line",
    [
        "Følg os på Facebook og få nyheder fra broen hver dag.",
        "Seguiteci su Telegram | iscrivetevi alla newsletter",
        "Подписывайтесь на нас в соцсетях: ВКонтакте, Дзен",
        "Mari bergabung di grup Telegram kami dan ikuti beritanya",
        "扫码关注本报公众号",
        "Помилка? Виділіть її та натисніть Ctrl + Enter",
    ],
)
def test_a_request_to_follow_elsewhere_behind_a_text_is_not_of_it(line: str) -> None:
    assert apart(SENTENCE, SENTENCE, SENTENCE, line) == [("other", "sharing", line)]


@pytest.mark.parametrize(
    "line",
    [
        "Der Streit um die Brücke geht auf Facebook weiter, sagte der Wärter am Montag.",
        "El debate sigue en Twitter, donde el puente tiene ya dos cuentas.",
        "مبكراً تابع السكان فتح الجسر على فيسبوك.",
        "乘客过桥时只要扫描二维码就可以付钱。",
        "Siehe oben: Dort steht, was der Wärter sagte.",
    ],
)
def test_a_sentence_that_speaks_of_following_is_of_the_text(line: str) -> None:
    assert apart(SENTENCE, SENTENCE, SENTENCE, line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Reading time: 4 minutes",
        "| 4 min read |",
        "Lesezeit: 10-12 Minuten",
        "Tempo de leitura: 1 minuto",
        "Время чтения: 4 мин.",
        "阅读时间 3 分钟",
        "3분 읽기",
    ],
)
def test_how_long_a_text_takes_to_read_is_not_of_it(line: str) -> None:
    assert apart(line, SENTENCE, SENTENCE) == [("other", "reading_time", line)]
    assert apart(SENTENCE, SENTENCE, SENTENCE, line, SENTENCE) == []


@pytest.mark.parametrize("line", ["Prep time: 30 minutes", "Ready in 30 minutes", "Bread: 5 min."])
def test_a_line_of_minutes_is_of_the_text(line: str) -> None:
    assert apart(line, SENTENCE, SENTENCE) == []


def of_kinds(*kinds: BlockKind) -> list[Block]:
    lines = (
        f"{SENTENCE[: 60 + no]}." if k == "body" else f"Line {no}" for no, k in enumerate(kinds)
    )
    return [Block(k, line, "block_model", 0) for k, line in zip(kinds, lines, strict=True)]


def test_headings_behind_a_text_stand_over_something_else() -> None:
    for count in (1, 2):
        heading: BlockKind = "heading"
        blocks = of_kinds("body", heading, "body", *[heading] * count)
        body, found = set_ends_apart(blocks, FOUND)
        assert body == blocks[:3]
        assert [(b.kind, b.rule, b.article_no) for b in found] == [
            ("other", "heading_behind", None)
        ] * count


def test_a_heading_over_a_line_that_is_taken_away_goes_too() -> None:
    appeal = Block("body", "Please support our journalism with a donation.", "block_model", 0)
    blocks = [*of_kinds("body", "body", "heading"), appeal]
    assert [b.rule for b in set_ends_apart(blocks, FOUND)[1]] == ["heading_behind", "appeal"]


def test_a_text_of_headings_keeps_them() -> None:
    blocks = of_kinds("body", "heading", "heading", "heading")
    assert set_ends_apart(blocks, FOUND) == (blocks, [])


def test_an_item_that_is_the_texts_day_is_not_of_it_and_those_of_a_calendar_are() -> None:
    items = [Block("list_item", x, "block_model", 0) for x in ("March 5, 2026", "Health", "May 6")]
    text = of_kinds("body", "body")
    body, found = set_ends_apart([*items[:2], *text], FOUND)
    assert (body, [b.rule for b in found]) == ([items[1], *text], ["header_date"])
    calendar = [items[0], items[0]._replace(text="March 9, 2026"), *text]
    assert set_ends_apart(calendar, FOUND) == (calendar, [])


def test_a_text_that_speaks_of_an_end_keeps_it() -> None:
    lines = ("The end came at noon.", SENTENCE, "The story continues on Friday in the hall.")
    assert apart(*lines) == []


def test_a_body_of_such_lines_alone_is_kept() -> None:
    assert apart("March 5, 2026") == []


def test_a_text_that_is_printed_twice_is_a_text_once() -> None:
    text = [f"The ferry left at {no} in the morning and came back with the mail." for no in "5678"]
    assert apart(*text, *text) == [("other", "printed_again", line) for line in text]
    assert apart(*text, "Print this page", *text) == [
        ("other", "printed_again", line) for line in text
    ]


def test_a_refrain_and_a_paragraph_that_is_quoted_again_belong_to_the_text() -> None:
    text = [f"The ferry left at {no} in the morning and came back with the mail." for no in "5678"]
    refrain = "Row the boat, row it home, row it home against the tide before the night."
    assert apart(text[0], refrain, text[1], refrain, text[2], refrain) == []
    assert apart(*text, text[0]) == []


def test_the_pages_own_address_behind_a_text_is_not_of_it() -> None:
    page = b'<link rel="canonical" href="https://lenn.example/flood"><h1>Flood</h1>'
    found = read_metadata(read_document(page), None)
    own = ("http://www.lenn.example/flood/", "Printed from: https://lenn.example/flood")
    for line in (*own, "https://lenn.example/tide"):
        blocks = [Block("body", x, "block_model", 0) for x in (SENTENCE, SENTENCE, SENTENCE, line)]
        rules = [b.rule for b in set_ends_apart(blocks, found)[1]]
        assert rules == (["contact"] if line in own else [])
