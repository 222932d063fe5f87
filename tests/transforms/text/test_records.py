"""Fields of records under names nobody knew before: by path, by nesting, by content."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest

from transforms.page import Page
from transforms.parse.record import read_article_record
from transforms.parse.together import finish_alone
from transforms.text.records.fields import record_fields

PROSE = (
    "The weir keeper has asked for a new rope. The old one, which is of hemp, was eaten by otters "
    "in the night of Tuesday, and what is left of it holds up the lamp. The council will decide in "
    "April, when the water is low and the members can see for themselves.\n\nUntil then a chain."
)


def line(**record: Any) -> bytes:
    return orjson.dumps(record)


def parse_line(line: bytes) -> Page:
    return finish_alone(read_article_record(line))


def parsed(**record: Any) -> Page:
    return parse_line(line(**record))


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"headline": {"main": "Rope", "kicker": None}}, "title", "Rope"),
        ({"byline": {"original": "By Ann Lee", "person": []}}, "author", "By Ann Lee"),
        (
            {"byline": {"person": [{"firstname": "Ann", "lastname": "Lee"}]}},
            "author",
            "Ann Lee",
        ),
        (
            {"authors": [{"first_name": "Ann", "last_name": "Lee"}, "Bo Ek"]},
            "author",
            "Ann Lee, Bo Ek",
        ),
        ({"byline": []}, "author", None),
        ({"title": {"rendered": "Rope"}}, "title", "Rope"),
        ({"content": {"rendered": "<p>A rope.</p>", "protected": False}}, "text", "<p>A rope.</p>"),
        ({"webTitle": "Rope", "fields": {"bodyText": "A rope."}}, "text", "A rope."),
        ({"node": {"title": "Rope", "body": {"value": "A rope."}}}, "text", "A rope."),
        ({"data": 1, "attributes": {"title": "Rope"}}, "title", "Rope"),
        ({"_source": {"article": {"body": "A rope."}}}, "text", "A rope."),
        ({"title": "Rope", "date": {"$date": "2026-03-05"}}, "published", "2026-03-05"),
        ({"title": "Rope", "source": {"id": None, "name": "Weir Post"}}, "outlet", "Weir Post"),
        ({"title": "Rope", "content": {"body": ["A rope.", "One."]}}, "text", "A rope.\n\nOne."),
        ({"title": "Rope", "dates": {"published": "2026-03-05"}}, "published", "2026-03-05"),
        # what a database prints for null, and numbers that stand for a section
        ({"title": "Rope", "url": r"\N"}, "url", None),
        ({"title": r"\N", "headline": "Rope"}, "title", "Rope"),
        ({"title": "Rope", "categories": [5]}, "section", None),
        ({"title": "Rope", "section": "5th Avenue"}, "section", "5th Avenue"),
        # a source that is the article's page
        ({"title": "Rope", "source": "https://weir.example/a"}, "url", "https://weir.example/a"),
        ({"title": "Rope", "source": "https://weir.example/"}, "url", None),
        ({"title": "Rope", "meta": {"author": "Ann Lee"}}, "author", "Ann Lee"),
        ({"title": "Rope", "image": {"author": "Ann Lee"}}, "author", None),
        ({"paragraphs": [{"text": "A rope."}, {"text": "One."}]}, "text", "A rope.\n\nOne."),
    ],
)
def test_values_inside_objects_are_found(record: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(record_fields(line(**record)), field) == value


def test_the_text_of_an_editor_is_its_parts_in_order() -> None:
    content = [
        {
            "type": "paragraph",
            "content": [{"type": "text", "text": "A "}, {"type": "text", "text": "rope."}],
        },
        {"type": "list", "items": ["One", "Two"]},
        {"type": "table", "rows": [["Hemp", "4"], ["Chain", "9"]]},
        {"type": "header", "data": {"text": "Otters"}},
    ]
    text = record_fields(line(title="Rope", content=content)).text or ""
    assert text.split() == ["A", "rope.", "One", "Two", "Hemp", "4", "Chain", "9", "Otters"]
    blocks = {"type": "doc", "content": content[:1]}
    assert record_fields(line(title="Rope", body=blocks)).text == "A rope."


def test_parts_of_an_article_in_objects_of_unknown_names_are_found() -> None:
    record = {
        "meta": {"title": "Rope", "url": "https://weir.example/a"},
        "payload": {"body": PROSE},
        "author": {"name": "Ann Lee", "url": "https://weir.example/ann"},
        "image": {"title": "A rope", "url": "https://weir.example/a.jpg"},
    }
    fields = record_fields(line(**record))
    assert (fields.title, fields.url, fields.text) == ("Rope", "https://weir.example/a", PROSE)
    assert fields.author == "Ann Lee"
    assert record_fields(line(image=record["image"])).title is None


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("meta.heads.main", "Rope"),
        ("Meta.Heads.main", "Rope"),
        ("pages.0.head", "One"),
        ("pages.head", "One\n\nTwo"),
        ("flat.name", "Flat"),
        ("meta.heads.missing", None),
        ("pages.7.head", None),
        ("meta.heads.main.deeper", None),
    ],
)
def test_a_map_names_a_path_inside_objects(path: str, title: str | None) -> None:
    record = {
        "meta": {"heads": {"main": "Rope"}},
        "pages": [{"head": "One"}, {"head": "Two"}],
        "flat.name": "Flat",
        "title": "another",
    }
    assert record_fields(line(**record), {"title": path}).title == title


def test_a_path_of_a_map_may_begin_inside_a_wrapper() -> None:
    record = {"_source": {"head": {"line": "Rope"}}}
    assert record_fields(line(**record), {"title": "head.line"}).title == "Rope"


def test_fields_of_unknown_names_are_told_by_what_stands_in_them() -> None:
    fields = record_fields(
        line(
            f1="4711",
            langfassung=PROSE,
            anriss=PROSE[:60],
            fundort="https://weir.example/a",
            bild="https://weir.example/a.jpg",
            tag="2026-03-05",
            crawl_tag="2026-03-09",
            haupttitel="Rope eaten by otters",
        )
    )
    assert (fields.text, fields.url) == (PROSE, "https://weir.example/a")
    assert (fields.published, fields.title) == ("2026-03-05", "Rope eaten by otters")
    assert fields.by_content == (
        ("published", "tag"),
        ("text", "langfassung"),
        ("title", "haupttitel"),
        ("url", "fundort"),
    )


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"t1": PROSE, "t2": PROSE[::-1]}, "text"),
        ({"summary_long": PROSE}, "text"),
        ({"reader_comment": PROSE}, "text"),
        ({"title": "Rope", "a": "https://a.example/1", "b": "https://b.example/2"}, "url"),
        ({"title": "Rope", "updated_tag": "2026-03-05"}, "published"),
        ({"title": "Rope", "number": "20260305"}, "published"),
        ({"title": "Rope", "t1": "2026-03-05", "t2": "2026-03-06"}, "published"),
    ],
)
def test_what_could_be_either_of_two_fields_is_neither(record: dict[str, Any], field: str) -> None:
    assert getattr(record_fields(line(**record)), field) is None


def test_a_known_name_goes_before_content_and_a_map_before_both() -> None:
    record = {"text": "Short.", "other": PROSE}
    assert record_fields(line(**record)).text == "Short."
    assert record_fields(line(other=PROSE), {"text": "missing"}).text is None


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("A rope.\\nA chain.", ["A rope.", "A chain."]),
        ("A rope.\\r\\n\\r\\nA chain.", ["A rope.", "A chain."]),
        ('A rope.\\n\\"A chain\\", they said.', ["A rope.", '"A chain", they said.']),
        ("It lies in C:\\new\\files still.", ["It lies in C:\\new\\files still."]),
    ],
)
def test_line_ends_that_were_escaped_twice_are_line_ends(written: str, lines: list[str]) -> None:
    page = parsed(title="Rope", text=written)
    assert [b.text for b in page.blocks if b.kind == "body" and b.text.strip()] == lines


@pytest.mark.parametrize(
    "text",
    [
        "Home  3   2   1   10\nAway  1   1   4    4\nTotal 4   3   5   14",
        "1. Minutes\n2. Rope\n   a) hemp\n   b) chain\n3. Any other business",
        "COUNCIL MEETS\nROPE EATEN\nBY OTTERS",
        "Rope\nBy Ann Lee\nMarch 5, 2026\nThe weir keeper has asked for a new rope.",
        "Photo: Ann Lee\nThe weir keeper has asked for a new rope.\nShare on Facebook",
        "Q: Why hemp?\nA: It floats.\nQ: And the otters?\nA: They like it.",
        "|  Name | Rope |\n|---|---|\n| Weir | hemp |",
        "Roses are red\n  the rope was of hemp\nthe otters have fed\n  on it, unkempt",
        PROSE + "\n\nMore From The Weir Post\n\nStory number 5 is told here\n\nMarch 5, 2026",
        "The page was not found on his desk, and so the council, which had been looking for it, "
        "subscribed to continue reading another. " + PROSE,
    ],
)
def test_the_text_that_a_record_states_is_the_text_of_its_article(text: str) -> None:
    page = parsed(title="Rope", text=text)
    kept = " ".join(b.text for b in page.blocks if b.kind in ("body", "heading"))
    assert page.page_kind == "article"
    assert kept.split() == text.split()
    assert {b.article_no for b in page.blocks if b.text.strip()} == {0}


@pytest.mark.parametrize("text", ["404 Not Found", "Page not found"])
def test_a_few_words_that_say_that_there_is_none_are_no_article(text: str) -> None:
    assert parsed(title="Rope", text=text).page_kind != "article"


def test_the_stated_text_stands_in_place_of_the_body_of_the_markup_beside_it() -> None:
    paragraphs = PROSE.split("\n\n")
    html = (
        '<html><head><meta property="article:published_time" content="2026-03-05"></head><body>'
        f"<article><h1>Rope</h1>{''.join(f'<p>{p}</p>' for p in paragraphs * 2)}</article>"
        '<div><a href="/otters-again">Otters have eaten another rope</a></div></body></html>'
    )
    whole = PROSE + "\n\n" + PROSE + "\n\nHemp 4 shillings\nChain 9 shillings"
    page = parsed(url="https://weir.example/rope", html=html, text=whole)
    body = [b.text for b in page.blocks if b.kind == "body"]
    assert body[-2:] == ["Hemp 4 shillings", "Chain 9 shillings"] or "Chain 9" in body[-1]
    assert [d.value_on for d in page.dates if d.source == "open_graph"] == [date(2026, 3, 5)]
    listed = [page.blocks[x.block_no].text for x in page.listings if x.block_no is not None]
    assert listed == [x.text for x in page.listings]
    excerpt = parsed(url="https://weir.example/rope", html=html, text="The weir keeper has asked.")
    assert [b.text for b in excerpt.blocks if b.kind == "body"] == paragraphs


LINES = ["The lock at Elm was emptied on Monday.", "Two pike and a pram were found in it."]


@pytest.mark.parametrize(
    "answer",
    [
        {"data": {"story": {"title": "Lock", "url": "https://l.example/1", "text": LINES}}},
        {"ok": True, "payload": {"page": {"headline": "Lock", "body": LINES, "link": "x"}}},
        {
            "response": {
                "content": {
                    "headlines": {"basic": "Lock", "web": "Lock emptied"},
                    "canonical_url": "https://l.example/1",
                    "content_elements": [{"type": "text", "content": x} for x in LINES],
                }
            }
        },
    ],
)
def test_the_article_inside_an_answer_is_the_record(answer: dict[str, Any]) -> None:
    found = record_fields(orjson.dumps(answer))
    assert (found.title, found.text) == ("Lock", "\n\n".join(LINES))


def test_a_record_that_says_anything_of_an_article_is_not_looked_into() -> None:
    other = {"title": "Weir", "url": "https://l.example/2", "text": LINES}
    assert record_fields(orjson.dumps({"title": "Lock", "next": {"o": other}})).title == "Lock"


def test_writers_and_days_in_objects_of_publishing_systems_are_found() -> None:
    record = {
        "title": "Lock",
        "text": LINES,
        "credits": {"by": [{"name": "Ada Weir"}, {"name": "Bo Sill"}]},
        "published": {"iso": "2026-03-05T08:00:00+01:00"},
    }
    found = record_fields(orjson.dumps(record))
    assert (found.author, found.published) == ("Ada Weir, Bo Sill", "2026-03-05T08:00:00+01:00")


def test_the_outlets_name_behind_a_records_headline_is_no_part_of_it() -> None:
    stated = {"title": "Lock emptied - Elm Post", "source": {"name": "Elm Post"}, "text": LINES}
    assert article(stated).articles[0].title == "Lock emptied"
    assert article({**stated, "source": "Oak"}).articles[0].title == "Lock emptied - Elm Post"


def test_a_listing_of_a_record_has_the_day_of_its_address_where_a_zone_explains_it() -> None:
    stated = {"title": "Lock emptied", "pub_date": "2026-03-06T03:00:00+0000"}
    for path, day in (("2026/03/05", 5), ("2026/03/01", 6)):
        (listing,) = article({**stated, "url": f"https://l.example/{path}/lock"}).listings
        assert listing.listed_on == date(2026, 3, day)


def article(record: dict[str, Any]) -> Page:
    return parse_line(orjson.dumps(record))


@pytest.mark.parametrize("nothing", ["null", "None", "NaN", "n/a", "<NA>", "undefined"])
def test_what_a_program_prints_for_no_value_is_none(nothing: str) -> None:
    said = {"source": nothing, "site": "Weir Post", "author": [nothing, "Ann Lee"]}
    fields = record_fields(line(url="https://weir.example/1", **said))
    assert (fields.outlet, fields.author) == ("Weir Post", "Ann Lee")


@pytest.mark.parametrize(
    "printed",
    ["['Ann Lee', 'Bo Ek']", '["Ann Lee", "Bo Ek"]', "[{'name': 'Ann Lee'}, {'name': 'Bo Ek'}]"],
)
def test_a_list_of_writers_that_was_printed_into_a_table_names_each(printed: str) -> None:
    fields = record_fields(line(title="Weir", authors=printed))
    assert fields.author == "Ann Lee, Bo Ek"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("weir.example/news/1", "https://weir.example/news/1"),
        ("//weir.example/news/1?id=2", "https://weir.example/news/1?id=2"),
        ("www.weir.example", "https://www.weir.example"),
        ("http://weir.example/1", "http://weir.example/1"),
        ("story.html/1", "story.html/1"),
        ("/news/1", "/news/1"),
        ("4711", "4711"),
    ],
)
def test_an_address_without_its_scheme_gets_one(written: str, url: str) -> None:
    assert record_fields(line(url=written)).url == url


def test_a_text_that_its_service_has_cut_is_no_article_and_names_one() -> None:
    text = f"{'The weir was opened at noon by the man who had shut it. ' * 4}The ma… [+2310 chars]"
    record = {"url": "https://weir.example/1", "title": "Weir opened", "content": text}
    page = parsed(**record)
    assert (page.page_kind, [x.text for x in page.listings]) == ("empty", ["Weir opened"])


def test_figures_of_an_english_record_are_read_as_its_country_writes_them() -> None:
    text = "The weir was opened at noon on Thursday by the man who had shut it. " * 3
    for about in ({"language": "en-GB"}, {"url": "https://weir.co.uk/1"}):
        record = {"title": "Weir", "text": text, "date": "05/03/2026", **about}
        day = parsed(**record).dates[0].value_on
        assert day == date(2026, 3, 5)


def test_the_timestamp_of_a_text_with_nothing_but_its_address_is_that_of_its_crawl() -> None:
    crawled = record_fields(line(text=PROSE, url="https://a.example/1", timestamp="2026-03-09"))
    assert (crawled.published, str(crawled.captured_at)) == (None, "2026-03-09 00:00:00+00:00")
    told = record_fields(line(text=PROSE, url="https://a.example/1", timestamp="1", title="Rope"))
    assert told.captured_at is None
    mapped = record_fields(
        line(text=PROSE, url="https://a.example/1", timestamp="2026-03-09"),
        {"published": "timestamp"},
    )
    assert (mapped.published, mapped.captured_at) == ("2026-03-09", None)


def test_a_picture_among_the_parts_of_a_text_says_its_caption() -> None:
    parts = [
        {"type": "text", "content": "A rope."},
        {"type": "image", "url": "a.jpg", "caption": "The rope"},
        {"type": "image", "url": "b.jpg"},
        {"type": "text", "content": "One."},
    ]
    assert record_fields(line(title="Rope", content_elements=parts)).text == (
        "A rope.\n\nThe rope\n\nOne."
    )
