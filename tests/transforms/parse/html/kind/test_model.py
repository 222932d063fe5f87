"""Pages of other kinds than news, and what the trained model says of them; all invented."""

import numpy as np
import pytest

from transforms.parse.html.kind.classify import may_be_article
from transforms.parse.html.page import parse_html
from transforms.parse.html.parts import read_parts
from transforms.parse.model.kinds import kind_model

SAID = (
    "Ik heb de pomp vorige week vervangen en nu lekt hij weer, heeft iemand hier een "
    "idee wat ik nog "
    "kan proberen voordat ik naar de werf ga?"
)
POSTS = "".join(
    f"<div class='post message' id='post{n}'><div class='avatar'><a class='username' "
    f"href='/members/u{n}.{n}'><img src='/a/{n}.png'>schipper{n}</a><span>Berichten: "
    f"{n * 31}</span></div>"
    f"<time datetime='2026-03-0{n}T10:00'>{n} mrt 2026</time><div "
    f"class='message-body'><p>Bericht {n}: {SAID}</p>"
    f"</div><a class='reply' href='/threads/pomp-lekt.9/reply?quote={n}'>Antwoorden</a></div>"
    for n in range(1, 9)
)
FORUM = f"<h1>Pomp lekt weer</h1><div class='thread posts'>{POSTS}</div>"
PRODUCT = (
    "<div class='product'><h1>Misthoorn 12 V</h1><div class='price'>€ "
    "49,95</div><form class='cart' "
    "action='/cart/add'><input name='quantity' value='1'><a class='btn add-to-cart'>+</a></form>"
    "<p class='sku'>SKU 12-88</p><ul><li>12 V</li><li>118 dB</li><li>IP67</li></ul><div "
    "class='product-description'><p>Compacte misthoorn van roestvrij staal met "
    "beugel.</p></div></div>"
    + "".join(
        f"<div class='related product-card'><a href='/product/hoorn-{n}'><img "
        f"src='/{n}.jpg'>Hoorn {n}"
        f"</a><span class='price'>€ {n}9,95</span></div>"
        for n in range(1, 7)
    )
)
MANUAL = (
    "<h1>read_line</h1><pre><code class='language-python'>read_line(path, *, size=80) -&gt; str"
    "</code></pre><p>Returns the first line.</p><h2>Parameters</h2><dl><dt><code>path</code></dt>"
    "<dd>Where the file is.</dd><dt><code>size</code></dt><dd>How many bytes at most.</dd></dl>"
    "<h2>Examples</h2><pre><code class='language-python'>&gt;&gt;&gt; "
    "read_line('a.txt')\n'Rain'</code>"
    "</pre><pre><code>&gt;&gt;&gt; read_line('b.txt', size=2)\n'Ra'</code></pre><p>See also "
    "<code>read_lines</code>.</p>"
) * 2
NEWS = "<h1>Veerboot krijgt nieuwe schipper</h1><time datetime='2026-03-05'>5 maart 2026</time>" + (
    "<p>De nieuwe schipper van de veerboot is tweeëntwintig jaar en de jongste van de "
    "provincie. Zij "
    "nam woensdagochtend het roer over van haar grootvader, die het veertig jaar lang "
    "had gehad.</p>" * 4
)


def page(main: str, head: str = "") -> bytes:
    menu = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in range(6))
    return (
        f"<html><head><title>Haven</title>{head}</head><body><nav><ul>{menu}</ul></nav><main>{main}"
        "</main><footer>© 2026</footer></body></html>"
    ).encode()


@pytest.mark.parametrize(
    ("main", "path", "kind"),
    [
        (FORUM, "/forum/threads/pomp-lekt.9/", "forum"),
        (PRODUCT, "/product/misthoorn-12-v", "product"),
        (MANUAL, "/docs/reference/read_line.html", "documentation"),
        (NEWS, "/nieuws/veerboot-krijgt-nieuwe-schipper", "article"),
    ],
)
def test_a_page_is_of_the_kind_that_its_parts_tell(main: str, path: str, kind: str) -> None:
    found = parse_html(page(main), url=f"https://haven.example{path}")
    assert (found.page_kind, found.page_kind_rule) == (kind, "page_model")
    assert bool(found.articles) == (kind == "article")


def test_the_text_of_a_page_that_is_no_article_stands_in_its_blocks() -> None:
    found = parse_html(page(FORUM), url="https://haven.example/forum/threads/pomp-lekt.9/")
    said = [b.text for b in found.blocks if b.rule == "block_model"]
    assert [f"Bericht {n}: {SAID}" for n in range(1, 9)] == said


def test_a_page_that_states_to_be_news_is_an_article_whatever_the_model_says() -> None:
    stated = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x"}</script>'
    found = parse_html(page(FORUM, stated), url="https://haven.example/forum/threads/pomp-lekt.9/")
    assert (found.page_kind, found.page_kind_rule) == ("article", "stated_news")


def test_chances_add_up_to_one_whatever_the_row() -> None:
    model = kind_model()
    rng = np.random.default_rng(1)
    for scale in (0.0, 1.0, 1e6):
        row = (rng.standard_normal((1, len(model.columns))) * scale).astype(np.float32)
        chances = model.chances(row)
        assert set(chances) == set(model.kinds)
        assert sum(chances.values()) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in chances.values())


def test_a_row_has_one_tree_a_kind_in_turn() -> None:
    model = kind_model()
    row = np.full((1, len(model.columns)), -1, np.float32)
    scores = model.trees.class_scores(row, len(model.kinds))
    assert scores.sum() == pytest.approx(float(model.trees.scores(row)[0]), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(
    ("stated", "chance", "is_asked"),
    [
        ("", 0.05, False),
        ("", 0.4, True),
        ('{"@type": "NewsArticle", "headline": "Bridge opens"}', 0.05, True),
    ],
)
def test_of_a_page_that_is_hardly_an_article_the_best_extractor_is_not_asked(
    stated: str, chance: float, *, is_asked: bool
) -> None:
    page = f"<script type='application/ld+json'>{stated}</script><h1>Bridge opens</h1>"
    parts = read_parts(page.encode())
    assert may_be_article(parts, {"article": chance, "forum": 1 - chance}) is is_asked
