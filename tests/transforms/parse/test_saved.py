"""Pages that somebody saved: the page inside, its address, when it was captured."""

from __future__ import annotations

import base64
import plistlib
from datetime import UTC, date, datetime

import orjson
import pytest

from transforms.formats.sniff import sniff
from transforms.page import Refused
from transforms.parse.capture import parse_capture
from transforms.parse.saved import open_saved

_URL = "https://fen-echo.example/news/dyke"
_AT = datetime(2026, 3, 5, 18, 12, 44, tzinfo=UTC)
_TEXT = """
<article><h1>Dyke at Holm raised by a foot</h1>
<p>The dyke at Holm has been raised by a foot, from the mill to the chapel, after a winter in which
the water stood level with its top on eleven days and over it on one.</p>
<p>Clay was brought by barge from the old pit. The gang, nine men and a foreman, worked by lamp so
that the road would be free by day for the milk carts.</p>
<p>The parish paid a third of the cost. The rest was found by the drainage board, which sold its
second boat and a meadow that nobody could remember having bought.</p></article>
"""
_PAGE = f"<html><head><title>Dyke</title></head><body>{_TEXT}</body></html>"


def _page(head: str = "", tail: str = "") -> bytes:
    page = _PAGE.replace("<head>", f"<head>{head}") + tail
    return f"<!DOCTYPE html>{page}".encode()


@pytest.mark.parametrize(
    "written",
    [
        f"<!-- saved from url=(0034){_URL} -->",
        "<!-- saved from url=(0070)https://web.archive.org/web/20260305181244/" + _URL + " -->",
        "<!-- Mirrored from fen-echo.example/news/dyke by HTTrack Website Copier/3.x "
        "[XR&CO'2014], Thu, 05 Mar 2026 18:12:44 GMT -->",
        f"<!--\n Page saved with SingleFile \n url: {_URL} \n saved date: Thu Mar 05 2026 "
        "19:12:44 GMT+0100 (Central European Standard Time)\n-->",
        f"<!-- Saved from {_URL} at 2026-03-05T18:12:44Z using monolith v2.8.1 -->",
        f'<meta name="savepage-url" content="{_URL}"><meta name="savepage-title" content="Dyke">'
        '<meta name="savepage-date" content="Thu Mar 05 2026 19:12:44 GMT+0100 (CET)">',
        f'<script>__wm.init("https://web.archive.org/web");__wm.wombat("{_URL}",'
        '"20260305181244","https://web.archive.org/","web");</script>',
        f'<script>wbinfo = {{}}; wbinfo.url = "{_URL}"; wbinfo.timestamp = "20260305181244";'
        "</script>",
        f'<link rel="canonical" href="https://web.archive.org/web/20260305181244/{_URL}">',
        '<link rel="bookmark" href="http://archive.today/20260305181244/' + _URL + '"/>',
    ],
)
def test_a_saved_page_says_where_it_came_from_and_when(written: str) -> None:
    saved = open_saved(_page(written), "text/html")
    assert saved.url == _URL
    assert saved.captured_at == (None if "(0034)" in written else _AT)


def test_a_scrapbook_names_address_and_time_in_the_first_tag() -> None:
    page = _page().replace(
        b"<html",
        f'<html data-scrapbook-source="{_URL}" data-scrapbook-create="20260305181244123"'.encode(),
    )
    saved = open_saved(page, "text/html")
    assert (saved.url, saved.captured_at) == (_URL, _AT)


def test_the_wayback_machine_writes_the_time_behind_a_page() -> None:
    tail = "<!--\n     FILE ARCHIVED ON 18:12:44 Mar 05, 2026 AND RETRIEVED FROM THE\n-->"
    assert open_saved(_page(tail=tail), "text/html").captured_at == _AT


def test_the_toolbar_of_the_wayback_machine_is_no_part_of_the_page() -> None:
    bar = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>9 captures</p><!-- END WAYBACK TOOLBAR INSERT -->"
    )
    page = _page().replace(b"<body>", b"<body>" + bar.encode())
    assert open_saved(page, "text/html").payload == _page()


def test_an_address_from_outside_goes_before_what_is_written_inside() -> None:
    page = _page(f"<!-- saved from url=(0034){_URL} -->")
    assert open_saved(page, "text/html", url="https://other.example/a").url == (
        "https://other.example/a"
    )
    archived = f"https://web.archive.org/web/20260305181244/{_URL}"
    saved = open_saved(page, "text/html", url=archived)
    assert (saved.url, saved.captured_at) == (_URL, _AT)


@pytest.mark.parametrize(
    "written",
    [
        "<!-- saved from url=(0014)about:internet -->",
        "<!-- saved from url=(0030)file:///C:/Users/me/dyke.html -->",
        "<p>Mirrored from memory by HTTrack</p>",
    ],
)
def test_no_address_is_read_where_none_is_written(written: str) -> None:
    assert open_saved(_page(written), "text/html").url is None


def _mhtml(encoding: str, body: str, head: str = "") -> bytes:
    return (
        "From: <Saved by Blink>\r\n"
        f"{head}"
        "Subject: =?utf-8?Q?Dyke=20at=20Holm?=\r\n"
        "Date: Thu, 5 Mar 2026 18:12:44 -0000\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n\r\n'
        "----x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n"
        f"----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: {encoding}\r\n"
        f"Content-Location: {_URL}\r\n\r\n{body}\r\n----x--\r\n"
    ).encode()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_mhtml_is_the_page_that_it_holds(encoding: str) -> None:
    body = base64.encodebytes(_PAGE.encode()).decode() if encoding == "base64" else _PAGE
    mhtml = _mhtml(encoding, body, f"Snapshot-Content-Location: {_URL}\r\n")
    assert sniff(mhtml[:8192]) == "mail"
    page = parse_capture(mhtml, media_type="message/rfc822")
    assert (page.page_kind, page.saved_url, page.saved_at) == ("article", _URL, _AT)
    assert page.articles[0].title == "Dyke at Holm raised by a foot"
    assert not any("Content-Type" in b.text or "iVBO" in b.text for b in page.blocks)


def test_mhtml_that_was_taken_for_a_text_before_is_opened_too() -> None:
    page = parse_capture(_mhtml("quoted-printable", _PAGE), media_type="text/plain")
    assert page.saved_url == _URL


def _letter(*parts: str) -> bytes:
    return (
        "Received: from mail.example by mx.example; Fri, 6 Mar 2026 05:00:09 +0000\n"
        "From: Fen Echo <post@fen-echo.example>\nTo: reader@mail.example\n"
        "Subject: =?iso-8859-1?Q?Dyke_at_Holm_=96_caf=E9_shut?=\n"
        "Date: Thu, 5 Mar 2026 23:12:44 -0500 (EST)\nMIME-Version: 1.0\n"
        "Message-ID: <1@fen-echo.example>\n"
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        + "".join(f"--b\n{part}\n" for part in parts)
        + "--b--\n"
    ).encode("latin-1")


def test_a_letter_is_a_page_with_its_subject_and_the_senders_day() -> None:
    html = f"Content-Type: text/html; charset=utf-8\n\n{_PAGE}"
    page = parse_capture(
        _letter("Content-Type: text/plain\n\nSee the page.", html), media_type="message/rfc822"
    )
    assert page.page_kind == "article"
    assert (page.articles[0].title or "").startswith("Dyke at Holm")
    assert [d.value_on for d in page.dates if d.source == "record"] == [date(2026, 3, 5)]
    assert page.site_name == "Fen Echo"
    assert page.saved_at == datetime(2026, 3, 6, 4, 12, 44, tzinfo=UTC)


def test_a_letter_without_markup_is_its_text_and_says_nothing_of_places_in_the_file() -> None:
    text = "The dyke at Holm has been raised by a foot, from the mill to the caf=E9.\n" * 4
    part = (
        "Content-Type: text/plain; charset=iso-8859-1\n"
        f"Content-Transfer-Encoding: quoted-printable\n\n{text}"
    )
    page = parse_capture(_letter(part), media_type="message/rfc822")
    assert any("café" in b.text for b in page.blocks)
    assert all(b.byte_start is None for b in page.blocks)


def test_a_letter_without_a_page_is_refused() -> None:
    with pytest.raises(Refused, match="no_page_in_mail"):
        parse_capture(_letter("Content-Type: image/png\n\niVBO"), media_type="message/rfc822")


@pytest.mark.parametrize(
    "text",
    [
        "Subject: the dyke\nFrom: the mill\n\nA poem in four parts about the dyke at Holm.",
        "NOTE: The dyke is shut.\nDATE: 5 March\n\nBy order.",
    ],
)
def test_a_text_with_lines_like_headers_is_no_letter(text: str) -> None:
    assert sniff(text.encode()) == "text"


def test_headers_that_wget_saved_are_no_part_of_the_page() -> None:
    head = (
        b"HTTP/1.1 200 OK\r\nDate: Thu, 05 Mar 2026 18:12:44 GMT\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    )
    page = parse_capture(head + _page(), media_type="text/html")
    assert page.saved_at == _AT
    assert page.page_kind == "article"
    assert not any("200 OK" in b.text for b in page.blocks)


def test_safaris_archives_are_the_page_that_they_hold() -> None:
    resource = {
        "WebResourceData": _page(),
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": _URL,
    }
    data = plistlib.dumps({"WebMainResource": resource}, fmt=plistlib.FMT_BINARY)
    assert sniff(data[:8192]) == "plist"
    page = parse_capture(data, media_type="application/x-webarchive")
    assert (page.page_kind, page.saved_url) == ("article", _URL)
    with pytest.raises(Refused, match="binary"):
        parse_capture(b"bplist00" + bytes(40), media_type="application/x-webarchive")


def test_a_records_page_is_without_the_toolbar_too() -> None:
    bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>9 captures of it</p>"
    html = _PAGE.replace("<body>", f"<body>{bar}<!-- END WAYBACK TOOLBAR INSERT -->")
    record = orjson.dumps({"url": _URL, "html": html})
    page = parse_capture(record, media_type="application/json", record_kind="article")
    assert page.page_kind == "article"
    assert not any("captures of it" in b.text for b in page.blocks)
