"""Raw bytes as they may be looked at."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tearsheet.explore.source import hex_rows, lit_blocks, safe_page, shown_source


def block(
    number: int, start: int | None, stop: int | None, kind: str = "body"
) -> dict[str, object]:
    return {"block_no": number, "byte_start": start, "byte_end": stop, "kind": kind}


def test_the_bytes_of_a_block_are_lit_and_all_others_stand_around_them() -> None:
    payload = "Größe\nThe ferry sails.\nThe end.\n".encode()
    blocks = [block(0, 0, 8, "title"), block(1, 8, 25), block(2, 25, 34)]
    pieces = list(lit_blocks(payload, "utf-8", blocks, lit_no=1))
    assert [(p.text, p.byte_start, p.byte_end, p.is_lit) for p in pieces] == [
        ("Größe\n", 0, 8, False),
        ("The ferry sails.\n", 8, 25, True),
        ("The end.\n", 25, 34, False),
    ]


def test_of_a_sentence_its_very_bytes_are_lit_in_any_encoding() -> None:
    text = "Die Fähre\nfährt nicht. Größer wird\n  das Loch nicht."
    for encoding in ("utf-8", "windows-1252", "utf-16-le"):
        payload = text.encode(encoding)
        blocks = [block(0, 0, len(payload))]
        pieces = list(
            lit_blocks(payload, encoding, blocks, lit_no=0, words="Größer wird das Loch nicht.")
        )
        assert [p.text for p in pieces if p.is_lit] == ["Größer wird\n  das Loch nicht."]
        lit = next(p for p in pieces if p.is_lit)
        assert payload[lit.byte_start : lit.byte_end].decode(encoding) == lit.text
        assert b"".join(payload[p.byte_start : p.byte_end] for p in pieces) == payload


def test_words_that_do_not_stand_there_light_their_block() -> None:
    pieces = list(lit_blocks(b"one two", "utf-8", [block(0, 0, 7)], lit_no=0, words="three"))
    assert [(p.text, p.is_lit) for p in pieces] == [("one two", True)]


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=6), st.text(max_size=3))
def test_every_byte_is_shown_once(payload: bytes, ends: list[int], words: str) -> None:
    cuts = sorted({0, len(payload), *(e for e in ends if e <= len(payload))})
    blocks = [block(n, a, b) for n, (a, b) in enumerate(pairwise(cuts))]
    for encoding in ("utf-8", "utf-16-le", "iso2022_jp", "no such"):
        pieces = list(lit_blocks(payload, encoding, blocks[::2], lit_no=2, words=words))
        assert b"".join(payload[p.byte_start : p.byte_end] for p in pieces) == payload


def test_what_would_steer_a_page_is_spelled_out() -> None:
    assert shown_source("a\u202eb\x00c\r\nd\re".encode(), "utf-8") == "a\\u202eb\\x00c\nd\ne"


HOSTILE = """<html><head><title>T</title><style>p{background:url(https://x.example/s)}</style>
<script>alert(1)</script><meta http-equiv="refresh" content="0;url=https://x.example/">
<link rel="stylesheet" href="https://x.example/c"><base href="https://x.example/"></head>
<body onload="alert(2)" style="position:fixed"><p onclick=x>Text <b>here</b></p>
<img src="https://x.example/i" onerror=alert(3)><iframe srcdoc="<script>x</script>">f</iframe>
<a href="https://x.example/a" ping="https://x.example/p" target=_top>link</a>
<a href="javascript:x">js</a>
<svg><script>x</script><text>drawn</text></svg><math><mi>x</mi></math>
<form action=/x><input name=q><button>b</button></form>
<object data="data:text/html,x"></object><embed src=x><video poster=x src=x></video>
<table background=x><td>cell</table>
<template><p>t</p></template><noscript><img src=n></noscript><!-- c --></body></html>"""


def test_of_a_captured_page_its_text_is_left_and_nothing_that_runs_loads_or_leads_away() -> None:
    page = safe_page(HOSTILE.encode(), "utf-8", "de")
    assert page.startswith('<!doctype html><html lang="de">')
    body = page[page.index("<body ") :]
    for word in (
        "script",
        "style",
        "href",
        "src",
        "http",
        "onclick",
        "svg",
        "form",
        "input",
        "img",
    ):
        assert word not in body
    for kept in ("<p>Text <b>here</b></p>", "link", "js", "<td>cell</td>"):
        assert kept in body


def test_a_language_is_a_value_and_no_markup() -> None:
    assert '<html lang="&#34;&gt;&lt;script&gt;">' in safe_page(b"x", None, '"><script>')


def test_a_captured_page_runs_the_way_it_says_and_else_as_its_letters_do() -> None:
    arabic = "<html lang=ar class='a' dir=\"RTL\"><body><p>وصلت السفن.</p>".encode()
    assert '<body dir="rtl"><p>' in safe_page(arabic, None, "ar")
    assert '<body dir="auto">' in safe_page(b"<p dir=rtl>x</p>", None)


def test_bytes_are_rows_of_sixteen_as_far_as_a_page_has_room() -> None:
    rows = hex_rows(b"%PDF-1.7\n\xff" + b"A" * 10)
    assert rows[0] == (0, "25 50 44 46 2d 31 2e 37 0a ff 41 41 41 41 41 41", "%PDF-1.7··AAAAAA")
    assert rows[1] == (16, "41 41 41 41", "AAAA")
    assert len(hex_rows(b"x" * 100_000)) == 256
