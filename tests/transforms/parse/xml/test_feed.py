"""Feeds as publishers write them: days, identifiers, briefs, noise before the first tag."""

from __future__ import annotations

from datetime import date

import orjson
import pytest

from transforms.page import Page
from transforms.parse.capture import parse_capture
from transforms.parse.xml.feed import parse_json_feed

_HEAD = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
    'content/"><channel><title>Weir Post</title><link>https://weir.example/</link>'
)
_LONG = " ".join(["The sluice was opened at noon and shut again at four by the same man."] * 7)
_BRIEF = "The swing bridge will be shut on Sunday from six to nine. Carts go round by the mill."


def rss(*items: str, head: str = _HEAD, language: str = "en") -> Page:
    feed = f"{head}<language>{language}</language>" + "".join(f"<item>{i}</item>" for i in items)
    return parse_capture(f"{feed}</channel></rss>".encode(), media_type="application/xml")


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("Do, 05 Mär 2026 11:41:36", "de"),
        ("jeu., 05 mars 2026 11:41:36 +0100", "fr"),
        ("Чт, 05 мар 2026 11:41:36 +0300", "ru"),
        ("5 Mart 2026 Perşembe, 11:41", "tr"),
        ("2026年3月5日 11:41", "zh"),
        ("05.03.2026 17:20", "en"),
        ("05/03/2026 11:41", "it"),
        ("March 5, 2026", "en"),
        ("Thu, 05 Mar 26 11:41:36 EST", "en"),
        ("26/03/05 11:41", "ja"),
        ("26.03.05", "ko"),
        ("목, 05 3월 2026 11:41:36 +0900", "ko"),
        ("星期四, 05 三月 2026 11:41", "zh"),
        ("Do, 05 Mrz 2026 11:41:36 +0100", "de"),
        ("05/03/2026 11:41", "en-GB"),
    ],
)
def test_a_feeds_day_is_read_in_its_language(written: str, language: str) -> None:
    page = rss(
        f"<title>A</title><link>https://weir.example/a</link><pubDate>{written}</pubDate>",
        language=language,
    )
    assert page.listings[0].listed_on == date(2026, 3, 5)


@pytest.mark.parametrize("written", ["2026", "2026-03", "2026-W10"])
def test_a_month_or_a_year_alone_is_no_day(written: str) -> None:
    page = rss(f"<title>A</title><link>https://weir.example/a</link><pubDate>{written}</pubDate>")
    assert page.listings[0].listed_on is None


def test_figures_of_a_feed_are_read_as_the_country_in_its_address_writes_them() -> None:
    head = _HEAD.replace("weir.example", "weir.co.uk")
    page = rss("<title>A</title><pubDate>05/03/2026 11:41</pubDate>", head=head)
    assert page.listings[0].listed_on == date(2026, 3, 5)


def test_all_authors_of_an_entry_are_its_byline() -> None:
    people = "".join(f"<author><name>{n}</name></author>" for n in ("Ann Lee", "Bo Ek"))
    page = parse_capture(
        f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Weir</title>{people}
        <content>{_LONG}</content></entry></feed>""".encode(),
        media_type="application/xml",
    )
    assert page.articles[0].byline == "Ann Lee, Bo Ek"


def test_figures_that_can_be_read_two_ways_are_read_as_the_feeds_others_are() -> None:
    items = [
        f"<title>{d}</title><link>https://weir.example/{i}</link><pubDate>{d} 09:00</pubDate>"
        for i, d in enumerate(["03/05/2026", "02/27/2026"])
    ]
    assert [x.listed_on for x in rss(*items).listings] == [date(2026, 3, 5), date(2026, 2, 27)]
    assert [x.listed_on for x in rss(items[0]).listings] == [None]


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>weir-4711</guid>", None),
        ("<guid>4711</guid>", None),
        ("<guid>tag:weir.example,2026:4711</guid>", None),
        ("<guid>https://weir.example/a</guid>", "https://weir.example/a"),
        ("<guid>/news/a</guid>", "https://weir.example/news/a"),
        ('<guid isPermaLink="false">https://weir.example/a</guid>', "https://weir.example/a"),
        (
            "<guid>https://weir.example/?p=1</guid><link>https://weir.example/a</link>",
            "https://weir.example/a",
        ),
    ],
)
def test_an_identifier_is_an_address_where_it_is_written_like_one(
    guid: str, url: str | None
) -> None:
    assert rss(f"<title>A</title>{guid}").listings[0].url == url


def test_an_identifier_of_a_json_feed_is_no_relative_address() -> None:
    items = [{"id": "4711", "title": "A"}, {"id": "https://weir.example/b", "title": "B"}]
    feed = {"home_page_url": "https://weir.example/", "items": items}
    page = parse_json_feed(orjson.dumps(feed))
    assert [x.url for x in page.listings] == [None, "https://weir.example/b"]


def _item(content: str, description: str = "") -> str:
    said = f"<description>{description}</description>" if description else ""
    return f"<title>A</title>{said}<content:encoded><![CDATA[{content}]]></content:encoded>"


@pytest.mark.parametrize(
    "items",
    [
        [_item(f"<p>{_LONG}</p>")],
        [_item(f"<p>{_BRIEF}</p><p>The ferry runs as usual.</p>")],
        [_item(f"<p>{_BRIEF}</p>", "The swing bridge will be shut.")],
        [_item(f"<p>{_BRIEF}</p>"), _item(f"<p>{_LONG}</p>")],
    ],
)
def test_content_is_an_article_also_alone_and_where_it_is_brief(items: list[str]) -> None:
    page = rss(*items)
    assert len(page.articles) == len(items)
    assert page.page_kind == "article"


@pytest.mark.parametrize(
    "item",
    [
        _item("<p>The swing bridge will be shut on Sunday from six to nine because…</p>"),
        _item(f"<p>{_BRIEF}</p>", _BRIEF),
        _item("<p>Read it all.</p>"),
        _item(
            "<p>The swing bridge will be shut on Sunday, say the bridge men of the lower town</p>"
        ),
    ],
)
def test_a_summary_in_the_wrong_element_is_no_article(item: str) -> None:
    assert rss(item).page_kind == "feed"


@pytest.mark.parametrize(
    "noise",
    [
        "\n\n",
        "<br />\n<b>Warning</b>: Cannot modify header in <b>/var/www/f.php</b> on line <b>3</b>\n",
        "Notice: Undefined index: lang in /srv/feed.php on line 12\n",
        "<!-- cached 12:01 -->\n<script>var a = 1;</script>\n",
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain", "application/rss+xml"])
def test_a_feed_behind_a_line_of_noise_is_a_feed(noise: str, media_type: str) -> None:
    feed = f"{noise}{_HEAD}<item><title>A</title><link>https://weir.example/a</link></item>"
    page = parse_capture(f"{feed}</channel></rss>".encode(), media_type=media_type)
    assert (page.page_kind, [x.url for x in page.listings]) == ("feed", ["https://weir.example/a"])


def test_a_page_that_shows_a_feed_is_a_page() -> None:
    page = f"<html><body><h1>How to write a feed</h1><p>{_LONG}</p>{_HEAD}".encode()
    assert parse_capture(page, media_type="text/html").page_kind != "feed"


@pytest.mark.parametrize(
    "note",
    [
        "The post <a href='/a'>Owls share a barn</a> appeared first on <a href='/'>Weir Post</a>.",
        "Der Beitrag <a href='/a'>Eulen im Stall</a> erschien zuerst auf <a href='/'>Wehr</a>.",
    ],
)
def test_the_note_behind_an_entrys_content_does_not_say_that_it_is_cut(note: str) -> None:
    content = (
        "<p>The barn owls of the farm have moved into the loft above the mice, and the farmer "
        "expects the arrangement to be short.</p><p>A camera was put up, which the owls turned to "
        f"the wall.</p><p>{note}</p>"
    )
    feed = rss(_item(content, "The owls have moved in."))
    texts = [b.text for b in feed.blocks if b.kind == "body"]
    assert texts[-1] == "A camera was put up, which the owls turned to the wall."
