import pytest

from transforms.page import Article, Block, Page
from transforms.parse.capture import parse_capture
from transforms.parse.furniture import classify_furniture, set_furniture_apart


@pytest.mark.parametrize(
    "line",
    [
        "Share on Facebook",
        "Share this article on Facebook, Twitter and WhatsApp",
        "Follow us on X: @dailyx",
        "Like us on Facebook!",
        "Click to share on Telegram",
        "Auf Facebook teilen",
        "Folgen Sie uns auf Instagram",
        "Partager sur WhatsApp",
        "Compartir en WhatsApp",
        "Compartilhe no Facebook",
        "Condividi su Facebook",
        "Поделиться в Telegram",
        "分享到微信",
        "페이스북 공유하기",
        "Facebookでシェア",
        "شارك على فيسبوك",
    ],
)
def test_a_prompt_to_share_is_told_in_many_languages(line: str) -> None:
    assert classify_furniture(line) == "share"


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Jane Roe/Reuters",
        "(Photo by Jane Roe/Getty Images)",
        "Photo courtesy of the museum",
        "Noel Teal/AFP via Getty Images",
        "Jane Roe (AP)",
        "Foto: dpa",
        "Bild: Anna Muster / Keystone",
        "Crédit photo : Anne Muet",
        "Фото: Иван Иванов / ТАСС",
        "사진: 연합뉴스",
        "写真：共同",
        "图：新华社",
        "الصورة: رويترز",
    ],
)
def test_a_photo_credit_is_told_in_many_languages(line: str) -> None:
    assert classify_furniture(line) == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "He shared it on Facebook.",
        "Share prices fell on Monday",
        "Save the children",
        "Join us on Monday",
        "Post office closes",
        "Photos by local artists hang on the wall",
        "Picture by picture the museum grew.",
        "Photo: it shows a man. He ran.",
        "Credit: the bank's new worry",
        "Follow the money",
        "He told AP",
        "Bilder von der Parade zeigen Soldaten",
        "Фото дня",
        "사진 전시회가 열렸다.",
    ],
)
def test_a_sentence_or_a_heading_about_such_things_is_prose(line: str) -> None:
    assert classify_furniture(line) is None


def test_credits_and_prompts_leave_an_articles_text_and_keep_their_blocks() -> None:
    first = "The port opened a new lighthouse on Monday, and the town came to see it."
    last = "It will be lit again tomorrow, the mayor said."
    page = (
        f"<article><h1>Lighthouse opens</h1><p>{first}</p><p>Photo: Jane "
        f"Roe/Reuters</p><p>{last}</p><p>Share on Facebook</p></article>"
    )
    blocks = parse_capture(page.encode(), media_type="text/html").blocks
    assert [b.text for b in blocks if b.article_no == 0 and b.kind == "body"] == [first, last]
    assert {b.text: (b.kind, b.article_no) for b in blocks}["Photo: Jane Roe/Reuters"] == (
        "other",
        None,
    )


def test_no_article_is_emptied() -> None:
    page = Page(
        "article", [Block("body", "Photo: Jane Roe/Reuters", "record_text", 0)], [Article()]
    )
    assert set_furniture_apart(page) == page


@pytest.mark.parametrize(
    "line",
    ["Read more: Gull steals a hat", "Lesen Sie auch: Möwe stiehlt Hut", "延伸阅读：海鸥偷帽"],
)
def test_a_line_that_names_another_article_is_told(line: str) -> None:
    assert classify_furniture(line) == "read_also"
    text = f"{PROSE}\n\n{line}\n\n{PROSE.replace('river', 'lake')}\n"
    page = parse_capture(text.encode(), media_type="text/plain")
    assert [b.rule for b in page.blocks if b.text == line] == ["read_also"]


PROSE = "The river left its bed on Monday night, and it took the lower town within the hour. " * 3


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (
            "Enjoying this story? Sign up for our weekly newsletter and get the best of the Fen "
            "Echo delivered to your inbox every Saturday.",
            "sharing",
        ),
        ("Get our best stories in your inbox.", "sharing"),
        ("Jetzt unseren Newsletter abonnieren!", "sharing"),
        ("Inscrivez-vous à notre newsletter pour ne rien manquer.", "sharing"),
        ("Suscríbete a nuestro boletín.", "sharing"),
        ("Schrijf je in voor onze nieuwsbrief", "sharing"),
        ("ADVERTISEMENT", "continued"),
        ("- Anzeige -", "continued"),
        ("Story continues below advertisement", "continued"),
        ("The parish newsletter was first printed in 1903; 40 people subscribe to it still.", None),
        ("The advertisement was painted on the wall.", None),
    ],
)
def test_what_interrupts_a_text_is_told_in_every_format(line: str, rule: str | None) -> None:
    assert classify_furniture(line) == rule
    text = f"{PROSE}\n\n{line}\n\n{PROSE.replace('river', 'lake')}\n"
    plain = parse_capture(text.encode(), media_type="text/plain")
    assert [b.kind for b in plain.blocks if b.text == line] == ["other" if rule else "body"]
    html = "".join(f"<p>{x}</p>" for x in (PROSE, line, PROSE.replace("river", "lake")))
    page = parse_capture(f"<h1>Flood</h1>{html}".encode(), media_type="text/html")
    assert [b.kind for b in page.blocks if b.text == line] == ["other" if rule else "body"]


@pytest.mark.parametrize(
    "line",
    [
        "This is a modal window.",
        "Beginning of dialog window. Escape will cancel and close the window.",
        "End of dialog window.",
        "The media could not be loaded, either because the server or network failed or because the "
        "format is not supported.",
        "Duration 0:32",
        "Remaining Time -1:04",
        "Loaded: 12.5%",
        "captions off, selected",
        "Dies ist ein modales Fenster. Dieses Fenster kann durch Drücken der Escape-Taste "
        "geschlossen werden.",
        "Fin de la fenêtre de dialogue.",
    ],
)
def test_what_a_player_of_films_says_is_told(line: str) -> None:
    assert classify_furniture(line) == "player"


@pytest.mark.parametrize(
    "line",
    [
        "Duration of the talks was not announced.",
        "This is a modal window, said the engineer.",
        "The media could not be loaded onto the ferry.",
        "Captions were written by hand in those days.",
    ],
)
def test_a_sentence_about_a_film_is_prose(line: str) -> None:
    assert classify_furniture(line) is None
