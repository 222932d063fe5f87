"""Lists, tables, quotations and captions of an article, and what stands beside its text."""

from transforms.page import TEXT_KINDS, Block
from transforms.parse.capture import parse_capture

NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Flood"}</script>'
FIRST = "<p>The river left its bed on Monday night, and took the lower town within the hour.</p>"
LAST = "<p>The council meets on Friday to say who pays for the new wall along the quay.</p>"


def read(inside: str, *, stated: str = NEWS) -> list[Block]:
    page = (
        f"<title>Flood</title>{stated}<body><article><h1>Flood</h1>{FIRST}{inside}{LAST}</article>"
    )
    return parse_capture(page.encode(), media_type="text/html").blocks


def text_of(blocks: list[Block]) -> list[str]:
    return [b.text for b in blocks if b.article_no == 0 and b.kind in TEXT_KINDS]


def test_items_between_paragraphs_are_the_articles() -> None:
    blocks = read("<ul><li>Two mills</li><li>The ford</li><li>Nine cows</li></ul>")
    assert [b.text for b in blocks if b.kind == "list_item"] == [
        "Two mills",
        "The ford",
        "Nine cows",
    ]
    assert text_of(blocks)[1:4] == ["Two mills", "The ford", "Nine cows"]


def test_a_row_is_one_line_with_its_cells_apart() -> None:
    rows = "<tr><th>Ward</th><th>Dead</th></tr><tr><td>Quay</td><td>4</td></tr>"
    blocks = read(f"<table>{rows}</table>")
    assert [b.text for b in blocks if b.kind == "table_row"] == ["Ward | Dead", "Quay | 4"]


def test_a_caption_is_a_block_of_the_article_and_not_of_its_text() -> None:
    blocks = read('<figure><img src="a.jpg"><figcaption>The quay at noon</figcaption></figure>')
    assert [(b.kind, b.article_no) for b in blocks if b.text == "The quay at noon"] == [
        ("caption", 0)
    ]
    assert "The quay at noon" not in text_of(blocks)


def test_a_quotation_is_told() -> None:
    said = "The water came up the stairs and knocked, said the sexton of the lower church."
    blocks = read(f"<blockquote><p>{said}</p></blockquote>")
    assert [b.text for b in blocks if b.kind == "quote"] == [said]


def test_a_paragraph_that_is_a_link_stays_in_its_place() -> None:
    said = "The wall had been promised after the last flood, eleven years ago in March."
    assert said in text_of(read(f'<p><a href="/news/wall.html">{said}</a></p>'))


def test_what_the_page_hides_is_no_text_and_has_a_block() -> None:
    said = "Please log in to your account to see the articles that you have saved for later."
    blocks = read(f'<div class="layer" style="display: none"><p>{said}</p></div>')
    assert [(b.kind, b.rule) for b in blocks if b.text == said] == [("other", "hidden")]


def test_readers_comments_are_no_text_and_have_blocks() -> None:
    said = "I have lived by the quay for forty years and never saw the like of it, I can tell you."
    blocks = read(f'<div id="comments" class="comment-list"><p>{said}</p></div>')
    assert [(b.kind, b.rule) for b in blocks if b.text == said] == [("other", "comments")]


def test_blocks_stand_in_the_order_of_the_page() -> None:
    blocks = read("<figure><figcaption>The quay</figcaption></figure><ul><li>Two mills</li></ul>")
    said = [b.text for b in blocks]
    assert said.index("The quay") < said.index("Two mills") < len(said) - 1


def links(address: str) -> str:
    items = "".join(
        f"<li><a href='{address}{n}'>The report on the {name} of the lower town</a></li>"
        for n, name in enumerate(("quay", "ford", "mill"))
    )
    return f"<ul>{items}</ul>{FIRST}"


def test_a_list_of_links_right_behind_a_paragraph_is_the_articles() -> None:
    said = "<p>Three reports had warned of it in as many years:</p>"
    assert "The report on the ford of the lower town" in text_of(read(said + links("/report/")))


def test_contents_are_the_articles_and_other_articles_under_a_heading_of_their_own_are_not() -> (
    None
):
    line = "The report on the ford of the lower town"
    related = "<div class='related'><strong>Read also</strong>{}</div>"
    assert line not in text_of(read(related.format(links("/report/"))))


COPY = "".join(
    f"<h2>Ward {n}</h2><p>In ward {n} the water stood {n} ells high for two days, and the boats of "
    f"the {n} ferrymen went from door to door with bread and candles.</p>"
    for n in range(2, 7)
)


def test_a_text_that_is_printed_twice_counts_once() -> None:
    lines = text_of(read(f"<div class='wide'>{COPY}</div><div class='narrow'>{COPY}</div>"))
    assert len(set(lines)) == len(lines)
    assert sum(line.startswith("Ward ") for line in lines) == 5


def test_a_refrain_stays() -> None:
    refrain = (
        "<p>The water came up the stairs and knocked, and nobody in the house said a word.</p>"
    )
    lines = text_of(
        read(f"{refrain}<p>So it was told.</p>{refrain}<p>And told again.</p>{refrain}")
    )
    assert sum(line.startswith("The water came") for line in lines) == 3
