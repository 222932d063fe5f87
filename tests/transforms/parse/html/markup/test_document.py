"""Pages cut into tags and elements: what HTML5 says of end tags that are left out, of quotes, of
what is never shown.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from transforms.parse.html.markup.attributes import read_attributes
from transforms.parse.html.markup.document import Document, read_document

MARKUP = (
    "<p> </p> <div,class=a> </div> <ul> <li> </li> </ul> <table> <tr> <td> </td> </table> <h2> "
    "</h2> <section> </section> "
    "<dl> <dt> <dd> <br> <b> </b> rain, wind, &amp; <x-card> </x-card>"
)
PIECES = [piece.replace(",", " ") for piece in MARKUP.split()]


def outline(page: Document) -> str:
    """The elements as nested brackets: `p(b)`."""
    n = page.nesting
    inside: dict[int, list[int]] = {}
    for i, parent in enumerate(n.parent):
        inside.setdefault(parent, []).append(i)

    def draw(i: int) -> str:
        return page.name_of(i) + (f"({' '.join(map(draw, inside[i]))})" if i in inside else "")

    return " ".join(map(draw, inside.get(0, [])))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("<p>a<p>b<div>c</div>", "p p div"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul(li(ul(li)) li)"),
        ("<table><tr><td>a<td>b<tr><th>c</table>", "table(tr(td td) tr(th))"),
        (
            "<table><tbody><tr><td><table><tr><td>a</table>b</table>",
            "table(tbody(tr(td(table(tr(td))))))",
        ),
        ("<dl><dt>a<dd>b<dt>c</dl>", "dl(dt dd dt)"),
        ("<div><p>a</div><p>b", "div(p) p"),
        ("<td><div>a</td></div>", "td(div)"),
        ("<h2>a<h3>b</h2>", "h2 h3"),
        ("</div></p><div>a</span></section></div>", "div"),
        ("<x-a><p>b</x-a><p>c", "x-a(p) p"),
        ("<BODY><DIV>a</DIV><body class=x><hr></body><p>b</html>", "body(div p)"),
    ],
)
def test_elements_nest_as_html5_nests_them(html: str, expected: str) -> None:
    assert outline(read_document(html.encode())) == expected


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a < b &lt; c &amp;amp; d&eacute;", "a < b < c &amp; dé"),
        ("<p title='a > b' alt=\"c > 'd'\">e", "e"),
        ('<p title="a" b">c</p>', "c"),
        ("a<script>if (b < c) d = '<p>'</SCRIPT>e", "ae"),
        ("a<!-- b -- > c --><!-->d<!d><?e?>f", "adf"),
        ("a<svg><svg><text>b</text></svg><text>c</text></svg>d", "ad"),
        ("a<select><option>b</select><button>c</button>d<textarea><p>e</textarea>", "ad"),
        ("a<script>b", "a"),
        ("a<button>b", "a b"),
        ('a<p title="b', "a"),
        ("a<scripted>b</scripted>", "a b"),
    ],
)
def test_what_is_shown_is_kept_and_nothing_else(html: str, text: str) -> None:
    page = read_document(html.encode())
    assert page.text(0, len(page.names)) == text


def test_json_ld_and_the_first_title_are_kept_from_what_is_cut_out() -> None:
    cut = b'<script type="application/ld+json">{"a": "</b>"}</script><script>1</script>'
    page = read_document(b"<title>Rain &amp; wind</title><svg><title>x</title></svg>" + cut)
    assert (page.title, page.json_ld) == ("Rain & wind", ['{"a": "</b>"}'])


def test_attributes_are_read_in_every_way_they_are_written() -> None:
    written = """ A="1 &amp; 2" b='3"4' c=5 d href=/x?a=1&copy=2 a=6 e="""
    assert read_attributes(written) == {
        "a": "1 & 2",
        "b": '3"4',
        "c": "5",
        "d": "",
        "href": "/x?a=1&copy=2",
        "e": "",
    }


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_text_is_what_a_tree_builder_finds(html: str) -> None:
    page, built = read_document(html.encode()), LexborHTMLParser(html).body
    assert sorted("".join(page.texts).replace(" ", "")) == sorted(
        (built.text() if built else "").replace(" ", "")
    )


@given(
    st.lists(
        st.sampled_from(
            [
                *PIECES,
                "<",
                ">",
                "'",
                '"',
                "=",
                "<!--",
                "-->",
                "<script>",
                "<svg>",
                "\0",
                "&#0;",
                "&",
                "<a href=",
            ]
        ),
        max_size=40,
    )
)
def test_any_markup_makes_well_nested_elements(pieces: list[str]) -> None:
    page = read_document("".join(pieces).encode())
    n = page.nesting
    assert len(page.names) == len(page.kinds) == len(page.attributes) == len(page.texts)
    for i in range(1, len(n.at)):
        outer = n.parent[i]
        assert 0 <= outer < i
        assert n.at[outer] <= n.at[i] < n.end[i] <= n.end[outer]
        assert n.depth[i] == n.depth[outer] + 1


def test_a_shadow_root_is_shown_and_any_other_template_is_not() -> None:
    page = read_document(
        b'<x-card><template shadowrootmode="open"><p>Rain</p></template></x-card>'
        b"<template><p>Never shown</p></template>"
    )
    assert page.text(0, len(page.names)) == "Rain"
