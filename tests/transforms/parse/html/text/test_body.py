"""The block classifier: how a page is cut, what is kept, and who is asked where it is unsure."""

import numpy as np
import pytest

from transforms.parse.html.markup.attributes import classify_attributes
from transforms.parse.html.markup.blocks import read_blocks
from transforms.parse.html.markup.document import Document, read_document
from transforms.parse.html.page import parse_html
from transforms.parse.html.text.body import expect_f1, find_body
from transforms.parse.html.text.features import Hints, build_features
from transforms.parse.html.text.places import find_places
from transforms.parse.html.text.unseen import find_unseen
from transforms.parse.model.trees import TEXT_MODEL, Forest, forest, probabilities

SENTENCE = (
    "The harbour council said on Monday that the new bridge will open before the winter, "
    "when ships need more room. "
)
URL = "https://www.example.com/city/bridge"


def read(html: str) -> Document:
    return read_document(html.encode())


def cut(html: str) -> list[str]:
    blocks = read_blocks(read(html))
    return [blocks.text_of(i) for i in range(len(blocks))] if blocks else []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>bold</b> word<p>Two", ["One bold word", "Two"]),
        ("<div>Loose<p>Para</p>tail</div>", ["Loose", "Para", "tail"]),
        (
            "<p>First line<br>second line<br><br>New paragraph</p>",
            ["First line\nsecond line", "New paragraph"],
        ),
        ("<p>Fish &amp; chips &lt;3&nbsp;pounds</p><!-- <p>no</p> -->", ["Fish & chips <3 pounds"]),
        ('<p title="a > b < c">Kept</p><script>"<p>no</p>"</script><style>p{}</style>', ["Kept"]),
        ('<p <span=1 class="x">Odd</p><p>tags</p>', ["Odd", "tags"]),
        ("<ul><li>A<li>B</ul><table><tr><td>C<td>D</table>", ["A", "B", "C", "D"]),
        ("", []),
        ("<p> &nbsp; </p><div></div>", []),
    ],
)
def test_a_page_is_cut_at_block_tags_and_at_two_breaks(html: str, expected: list[str]) -> None:
    assert cut(html) == expected


def test_links_words_and_sentence_ends_are_counted_a_block() -> None:
    blocks = read_blocks(
        read(
            '<p>Two words</p><p>See <a href="/x">this one</a> now. And stop!</p><p>한국어 문장</p>'
        )
    )
    assert blocks is not None
    assert blocks.words.tolist() == [2.0, 6.0, 2.0]
    assert (blocks.links.tolist(), blocks.link_chars.tolist(), blocks.sentences.tolist()) == (
        [0, 1, 0],
        [0, 7, 0],
        [0, 1, 0],
    )


def test_words_of_classes_and_ids_have_categories() -> None:
    assert classify_attributes(' class="article-body n12"') == (
        classify_attributes(' class="article"')[0]
        | classify_attributes(' id="storyBody"')[0] & classify_attributes(' class="body"')[0],
        "article-body n",
    )
    assert (
        classify_attributes(' style="display: none"')[0]
        == classify_attributes(' class="hidden"')[0]
        != 0
    )


def test_a_body_is_found_among_menus_cards_and_comments() -> None:
    body = "".join(f"<p>{SENTENCE * n}</p>" for n in (1, 2, 3, 2))
    cards = "".join(
        f'<li><a href="/city/{n}">Harbour ships wait for the bridge {n}</a></li>' for n in range(8)
    )
    menu = "<nav><a href=/a>News</a><a href=/b>Sport</a></nav>"
    page = (
        f"<body>{menu}<h1>Bridge "
        f"opens</h1><div>{body}</div><ul>{cards}</ul><footer>Imprint</footer></body>"
    )
    found = find_body(read(page), page, Hints(title="Bridge opens"))
    assert [b.text for b in found.blocks] == [(SENTENCE * n).strip() for n in (1, 2, 3, 2)]
    assert {b.rule for b in found.blocks} == {"block_model"}
    assert found.confidence > 0.9


def test_an_unsure_page_goes_to_the_second_opinion_and_its_blocks_say_so() -> None:
    page = f"<body><h1>Bridge</h1><p>{SENTENCE}</p><p>{SENTENCE}</p></body>"
    asked = find_body(read(page), page, Hints(), least_confidence=1.1)
    assert {b.rule for b in asked.blocks} == {"trafilatura"}


def test_cells_of_a_row_are_one_block() -> None:
    rows = "".join(f"<tr><td>{SENTENCE}</td><td>{SENTENCE}</td></tr>" for _ in range(4))
    page = (
        f"<body><article><h1>Bridge</h1><p>{SENTENCE}</p><table>{rows}</table>"
        f"<p>{SENTENCE}</p></article></body>"
    )
    blocks = find_body(read(page), page, Hints(), least_confidence=0.0).blocks
    row = f"{SENTENCE.strip()} | {SENTENCE.strip()}"
    assert [b.text for b in blocks if b.kind == "table_row"] == [row] * 4


def test_expected_f1_is_one_for_certainty_and_none_for_nothing() -> None:
    assert expect_f1(np.array([1.0, 0.0]), np.array([True, False]), np.array([10.0, 5.0])) == 1.0
    assert expect_f1(np.array([0.2]), np.array([False]), np.array([10.0])) == 0.0


def test_trees_walk_to_the_leaf_that_their_questions_lead_to() -> None:
    tree = Forest(
        np.array([1, 0, 0], np.int32),
        np.array([0.5, 0, 0], np.float32),
        np.array([1, 2, 1, 1, 2, 2], np.int32),
        np.array([0, -1, 2], np.float32),
        np.array([0], np.int32),
        np.array([1], np.int32),
    )
    assert tree.scores(np.array([[9, 0.5], [9, 0.6]], np.float32)).tolist() == [-1.0, 2.0]


@pytest.mark.parametrize("name", ["body_model.npz", TEXT_MODEL])
def test_a_shipped_model_gives_probabilities_and_asks_only_of_columns_that_exist(name: str) -> None:
    trees = forest(name)
    page = read("<p>x</p>")
    blocks = read_blocks(page)
    assert blocks is not None
    places, unseen = find_places(page, blocks), find_unseen(page, blocks)
    built = build_features(blocks, Hints(), places, unseen)
    columns = built.shape[1] if name == "body_model.npz" else 158
    assert int(trees.feature.max()) < columns
    rows = np.random.default_rng(1).normal(size=(50, columns)).astype(np.float32)
    assert ((probabilities(trees, rows) > 0) & (probabilities(trees, rows) < 1)).all()


def test_a_live_blog_is_no_article() -> None:
    stated = (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": '
        '"Bridge, live"}</script>'
    )
    assert (
        parse_html(
            f"{stated}<h1>Bridge, live</h1><p>{SENTENCE * 3}</p>".encode(), url=URL
        ).page_kind
        == "live_blog"
    )


def test_the_same_page_gives_the_same_answer_whatever_was_read_before() -> None:
    pages = [
        f"<h1>N{n}</h1><div class='c{n} body'>{'<p>' + SENTENCE * n + '</p>'}</div>".encode()
        for n in range(1, 5)
    ]
    assert [parse_html(p, url=URL) for p in pages] == [
        parse_html(p, url=URL) for p in reversed(pages)
    ][::-1]


_PIECES = (
    "Amos Tilley has made barrels for sixty years, in a shed that smells of smoke and oak and "
    "which nobody but he may sweep.",
    "“A barrel is a promise to be somewhere else,” he says, and bends another stave over the fire.",
    "The brewery has gone over to steel. He makes planters now, and says that the geraniums leak "
    "less than the beer did.",
)


@pytest.mark.parametrize(
    ("box", "rule"),
    [
        (
            '<aside class="pull-quote"><p>A barrel is a promise to be somewhere else</p></aside>',
            "pull_quote",
        ),
        (
            '<div class="related-posts"><h3>You may also like</h3><article><h4><a href="/x">Trams '
            "to be green again</a></h4><p>The trams of the town will be green again from June, the "
            "council has decided after a long debate.</p></article></div>",
            "related",
        ),
    ],
)
def test_a_box_beside_the_text_is_told_by_its_name(box: str, rule: str) -> None:
    paragraphs = [f"<p>{p}</p>" for p in _PIECES]
    page = parse_html(
        f"<html><body><article><h1>The last cooper of Oxmoor</h1>{paragraphs[0]}{box}"
        f"{''.join(paragraphs[1:])}</article></body></html>".encode(),
        url=URL,
    )
    assert [b.text for b in page.blocks if b.article_no == 0 and b.kind == "body"] == [*_PIECES]
    assert rule in {b.rule for b in page.blocks}


def test_a_pull_quote_that_the_text_does_not_repeat_is_of_the_text() -> None:
    quote = "I never wanted an apprentice, because I never wanted to hear my own voice explain it."
    paragraphs = "".join(f"<p>{p}</p>" for p in _PIECES)
    page = parse_html(
        f"<html><body><article><h1>The last cooper of Oxmoor</h1>{paragraphs}"
        f'<blockquote class="pullquote"><p>{quote}</p></blockquote><p>{_PIECES[0][:60]}, too, as '
        "he did when he was young and the brewery was new.</p></article></body></html>".encode(),
        url=URL,
    )
    assert quote in {b.text for b in page.blocks if b.article_no == 0}
