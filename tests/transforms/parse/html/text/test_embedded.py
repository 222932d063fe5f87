"""Texts that stand in a page's data, and pages that loaded other articles behind their own."""

import json
from datetime import date

import pytest

from transforms.parse.capture import parse_capture
from transforms.parse.html.text.embedded import find_embedded

LINES = [
    "The dog that met every ferry retired on Monday, aged fourteen, with a medal that it buried.",
    "It had learned the timetable by itself and was late only once, in fog, when the boat was too.",
    "A successor howls at the whistle and is to be tried on buses before the summer comes.",
]


def page(data: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'


def test_the_longest_list_of_pieces_is_the_text() -> None:
    pieces = [{"type": "p", "children": [{"text": line}]} for line in LINES]
    teasers = [{"title": f"Dog {n} bites no one at all today.", "url": f"/{n}"} for n in range(40)]
    found = find_embedded(page({"props": {"more": teasers, "article": {"body": pieces}}}))
    assert [b.text for b in found] == LINES


def test_markup_inside_data_is_read_as_markup() -> None:
    html = "".join(f"<p>{line}</p>" for line in LINES)
    assert [b.text for b in find_embedded(page({"post": {"html": html}}))] == LINES


def test_a_noscript_with_the_text_is_read() -> None:
    html = "<noscript>" + "".join(f"<p>{line}</p>" for line in LINES) + "</noscript>"
    assert [b.text for b in find_embedded(html)] == LINES


def test_a_notice_to_turn_scripts_on_is_no_text() -> None:
    assert find_embedded("<noscript><p>You need JavaScript to run this app.</p></noscript>") == []


@pytest.mark.parametrize(
    ("own", "loaded"),
    [
        ('article data-url="/a/dog"', 'article data-url="/a/bees"'),
        ('div class="story"', 'div class="story next" data-url="/a/bees"'),
        ("section", 'section data-href="https://x.example/a/bees"'),
    ],
)
def test_an_article_loaded_behind_another_is_an_article_of_its_own(own: str, loaded: str) -> None:
    said = '{"@type": "NewsArticle", "headline": "Ferry dog retires", "author": "Hob Tarrant"}'
    tag = own.partition(" ")[0]
    text = "".join(f"<p>{line}</p>" for line in LINES)
    html = (
        f'<title>Ferry dog retires</title><script type="application/ld+json">{said}</script>'
        f"<main><{own}><h1>Ferry dog retires</h1>{text}</{tag}>"
        f"<{loaded}><h1>Bees ask for a bridge</h1>{text.replace('dog', 'bee')}</{tag}></main>"
    )
    found = parse_capture(html.encode(), media_type="text/html", url="https://x.example/a/dog")
    assert [(a.title, a.byline) for a in found.articles] == [
        ("Ferry dog retires", "Hob Tarrant"),
        ("Bees ask for a bridge", None),
    ]
    assert found.articles[1].url == "https://x.example/a/bees"


def test_parts_of_an_article_with_headings_of_the_first_rank_are_not_torn_apart() -> None:
    text = "".join(f"<p>{line}</p>" for line in LINES)
    html = (
        '<title>Ferry dog retires</title><meta property="og:type" content="article"><main>'
        f"<div><h1>Ferry dog retires</h1>{text}</div>"
        f"<div><h1>What comes now</h1>{text.replace('dog', 'bee')}</div></main>"
    )
    found = parse_capture(html.encode(), media_type="text/html", url="https://x.example/a/dog")
    assert [a.title for a in found.articles] == ["Ferry dog retires"]


SCRIPTS = {
    "two statements": "a.b = a.b || {}; a.state = {data}; a.c = 1;",
    "a string of JSON": "window.state = JSON.parse({quoted});",
    "parts of a stream": "s.push([0]); s.push([1, {row}]); s.push([1, {rest}])",
    "a call": "boot({data}, 1);",
}


@pytest.mark.parametrize("form", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_data_is_read_wherever_a_program_has_it(form: str) -> None:
    data = json.dumps({"post": {"paragraphs": [{"text": line} for line in LINES]}})
    row = f"1:{data}\n"
    script = (
        form.replace("{data}", data)
        .replace("{quoted}", json.dumps(data))
        .replace("{row}", json.dumps(row[:90]))
        .replace("{rest}", json.dumps(row[90:]))
    )
    assert [b.text for b in find_embedded(f"<script>{script}</script>")] == LINES


def test_elements_of_a_stream_say_what_their_properties_say() -> None:
    elements = [["$", "p", None, {"children": [line]}] for line in LINES]
    row = json.dumps(f"7:{json.dumps(elements)}\n")
    script = f"<script>self.flight.push([1, {row}])</script>"
    assert [b.text for b in find_embedded(script)] == LINES


def test_a_program_without_json_has_its_strings() -> None:
    html = "".join(f"<p>{line}</p>" for line in LINES).replace("<", "\\x3C")
    script = f"<script>boot(function(){{return {{post: {{body: '{html}'}}}}}}())</script>"
    assert [b.text for b in find_embedded(script)] == LINES


def test_pieces_that_a_cache_keeps_elsewhere_are_read_in_their_order() -> None:
    pieces = {f"B:{n}": {"__typename": "B", "html": line} for n, line in enumerate(LINES)}
    story = {"__typename": "Story", "parts": [{"__ref": f"B:{n}"} for n in (0, 2, 1, 1)]}
    script = f"<script>window.cache = {json.dumps({**pieces, 'Story:1': story})}</script>"
    assert [b.text for b in find_embedded(script)] == [LINES[0], LINES[2], LINES[1]]


def test_a_cache_that_refers_to_itself_is_read() -> None:
    around = {"A": {"__typename": "A", "children": [{"__ref": "A"}, {"__ref": "A"}]}}
    assert find_embedded(f"<script>window.cache = {json.dumps(around)}</script>") == []


def test_articles_that_a_script_loaded_are_told_apart_on_a_page_without_metadata() -> None:
    text = "".join(f"<p>{line}</p>" for line in LINES)
    html = (
        f"<title>Dog retires | Quay Post</title><main><article><h1>Dog retires</h1>"
        f"<p>5 March 2026</p>{text}</article><div data-next-url='/a/bees'><article>"
        f"<h1>Bees ask for a bridge</h1><p>4 March 2026</p>{text.replace('dog', 'bee')}"
        "</article></div></main>"
    )
    found = parse_capture(html.encode(), media_type="text/html", url="https://x.example/a/dog")
    assert next((a.title, a.url) for a in found.articles) == (
        "Dog retires",
        "https://x.example/a/dog",
    )
    assert [a.title for a in found.articles] == ["Dog retires", "Bees ask for a bridge"]
    days = {d.article_no: d.value_on for d in found.dates if d.value_on}
    assert days == {0: date(2026, 3, 5), 1: date(2026, 3, 4)}
