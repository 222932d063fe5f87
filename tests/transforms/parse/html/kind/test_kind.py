"""What a page is where it is not one article: several articles, live blogs, lists, paywalls,
consent texts, notices.
"""

import io
import random

import polars as pl
import pytest

from transforms.page import Page
from transforms.parse.frames import PageRows, add_page
from transforms.parse.html.page import parse_html
from transforms.schemas import RECORDS

URL = "https://www.example.com/world/bridge-opens-1234"
BRIDGE = (
    "The harbour council said on Monday that the new bridge will open before the winter, "
    "when ships need more room. "
)
RAIN = (
    "Rain fell on the northern plain on Sunday for the first time in eleven weeks, farmers "
    "said to reporters there. "
)
MENU = (
    "<nav><ul>"
    + "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(8))
    + "</ul></nav>"
)
STATED = '<meta property="og:type" content="article">'
CLOSED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge opens", '
    '"isAccessibleForFree": false}</script>'
)


def parsed(body: str, *, head: str = "", url: str | None = URL) -> Page:
    page = (
        f"<html lang=en><head><title>The "
        f"Example</title>{head}</head><body>{MENU}{body}<footer>Imprint</footer></body></html>"
    )
    return parse_html(page.encode(), url=url)


def article(title: str, address: str, text: str, day: str = "") -> str:
    paragraphs = "".join(f"<p>{text * n}</p>" for n in (1, 2, 1, 3))
    return f"<article><h2><a href='{address}'>{title}</a></h2>{day}{paragraphs}</article>"


def cards(n: int, tag: str = "div") -> str:
    return "".join(
        f"<{tag} class=card><h3><a href='/c/{i}'>Card number {i} of this "
        f"day</a></h3><p>{RAIN}</p></{tag}>"
        for i in range(n)
    )


def test_two_whole_articles_on_a_page_are_two_articles_with_their_own_dates() -> None:
    dated = "<time datetime='2026-03-07'>March 7, 2026</time>"
    page = parsed(
        f"<main>{article('Bridge opens soon', '/a/1', BRIDGE)}"
        f"{article('Rain at last', '/a/2', RAIN, dated)}</main>"
    )
    assert [(a.article_no, a.title, a.url) for a in page.articles] == [
        (0, "Bridge opens soon", "https://www.example.com/a/1"),
        (1, "Rain at last", "https://www.example.com/a/2"),
    ]
    for no, text in ((0, BRIDGE), (1, RAIN)):
        assert [b.text for b in page.blocks if b.article_no == no and b.kind == "body"] == [
            (text * n).strip() for n in (1, 2, 1, 3)
        ]
    assert [(d.article_no, str(d.value_on)) for d in page.dates] == [(1, "2026-03-07")]
    assert page.listings == []


def test_a_page_that_states_one_article_is_one_article() -> None:
    page = parsed(
        f"<main>{article('Bridge opens soon', '/a/1', BRIDGE)}"
        f"{article('Rain at last', '/a/2', RAIN)}</main>",
        head=STATED,
    )
    assert len(page.articles) == 1


def test_comments_and_cards_are_no_further_articles() -> None:
    main = (
        f"<article><h1>Bridge opens "
        f"soon</h1>{'<p>' + BRIDGE * 2 + '</p>'}<p>{BRIDGE * 3}</p><p>{BRIDGE}</p></article>"
    )
    said = "".join(
        f"<article class=comment><h3>Reader {n}</h3><p>{RAIN * 5}</p></article>" for n in range(3)
    )
    for rest in (said, cards(6, "article")):
        page = parsed(main + rest)
        assert (page.page_kind, len(page.articles), page.articles[0].title) == (
            "article",
            1,
            "Bridge opens soon",
        )


def posts(n: int) -> str:
    post = (
        "<div><time datetime='2026-03-08T1{0}:00:00Z'>1{0}:00</time><h3>Update {0} from the "
        "coast</h3><p>{1}</p></div>"
    )
    return "".join(post.format(i, RAIN) for i in range(n))


@pytest.mark.parametrize(
    ("body", "url", "kind"),
    [
        (f"<h1>Storm live: what we know</h1>{posts(8)}", URL, "live_blog"),
        (
            f"<h1>Storm hits the coast</h1>{posts(8)}",
            "https://www.example.com/news/live-blog/storm",
            "live_blog",
        ),
        (f"<h1>Storm hits the coast</h1>{posts(8)}", URL, "article"),
        (f"<h1>How we live with rain</h1><p>{RAIN * 4}</p><p>{BRIDGE * 3}</p>", URL, "article"),
        (cards(12, "article"), "https://www.example.com/world/", "list"),
        (cards(25), "https://www.example.com/world/page/2", "list"),
    ],
)
def test_live_blogs_and_lists_are_told_from_articles(body: str, url: str, kind: str) -> None:
    assert parsed(f"<main>{body}</main>", url=url).page_kind == kind


@pytest.mark.parametrize(
    ("body", "head", "kind"),
    [
        (f"<h1>Bridge opens</h1><p>{BRIDGE}</p>", CLOSED, "paywall_stub"),
        (
            f"<h1>Bridge opens</h1><p>{BRIDGE * 3}</p><p>{RAIN * 3}</p><div>Subscribe to continue "
            f"reading</div>",
            CLOSED,
            "paywall_stub",
        ),
        (f"<h1>Bridge opens</h1><p>{BRIDGE * 3}</p><p>{RAIN * 3}</p>", CLOSED, "article"),
        (
            f"<h1>Bridge opens</h1><p>{BRIDGE}</p><div>Jetzt abonnieren und weiterlesen</div>",
            STATED,
            "paywall_stub",
        ),
        (
            f"<div>Already a subscriber?</div><h1>Bridge opens</h1><p>{BRIDGE}</p>",
            STATED,
            "article",
        ),
        (
            f"<div>Already a subscriber?</div><h1>Bridge "
            f"opens</h1><p>{BRIDGE * 4}</p><p>{RAIN * 9}</p>",
            STATED,
            "article",
        ),
    ],
)
def test_a_paywall_stub_is_short_and_asks_behind_its_text(body: str, head: str, kind: str) -> None:
    assert parsed(f"<main>{body}</main>", head=head).page_kind == kind


LONG_CONSENT = (
    "We use cookies and data to deliver our services, track outages and protect "
    "against spam; our partners store data too. "
)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (f"<h2>Before you continue to The Example</h2><p>{LONG_CONSENT * 12}</p>", "consent_wall"),
        (
            "<h1>Sorry, we can’t find that page</h1><p>It may have been moved, renamed or "
            "deleted.</p>",
            "not_found",
        ),
        ("<h1>Oops! That page can't be found.</h1><p>Maybe try a search?</p>", "not_found"),
        (
            "<h1>Verify you are human</h1><p>The connection needs to be reviewed before you go "
            "on.</p>",
            "error",
        ),
        (
            "<h1>451: Unavailable due to legal reasons</h1><p>Access cannot be granted from your "
            "country at this time.</p>",
            "error",
        ),
        ("<div id=app></div><p>You need to enable JavaScript to run this app.</p>", "error"),
        (
            f"<h1>Why sites ask for "
            f"cookies</h1><p>{RAIN * 5}</p><p>{LONG_CONSENT}</p><p>{BRIDGE * 6}</p>",
            "article",
        ),
    ],
)
def test_notices_of_sites_are_told_from_news(body: str, kind: str) -> None:
    page = parsed(body)
    assert (page.page_kind, bool(page.articles)) == (kind, kind == "article")


STORY = "<div class='c{0} story-body'><h1>Rain of day {0}</h1>{1}</div><x-{0}>{2}</x-{0}>"
PAGES = [
    f"<main>{article('Bridge opens soon', '/a/1', BRIDGE)}"
    f"{article('Rain at last', '/a/2', RAIN)}</main>",
    f"<main>{cards(12)}</main>",
    *(STORY.format(n, f"<p>{RAIN * n}</p><p>{BRIDGE * 2}</p>", cards(n)) for n in range(1, 9)),
]


def frames(order: list[int], size: int) -> bytes:
    """The stage's frames of these pages, cut into shards of a size, as the bytes that would be
    written.
    """
    out: dict[str, list[pl.DataFrame]] = {}
    empty = dict.fromkeys(RECORDS)
    for start in range(0, len(order), size):
        collected = PageRows()
        for no in order[start : start + size]:
            record = empty | {
                "capture_id": f"{no:024}",
                "declared_url": f"https://www.example.com/world/page-{no}",
                "record_kind": "capture",
            }
            page = parse_html(PAGES[no].encode(), url=str(record["declared_url"]))
            add_page(
                collected,
                record,
                page,
                record_outlet=None,
                bookkeeping={"run_id": "r", "derived_by": "x"},
            )
        for table, frame in collected.frames().items():
            out.setdefault(table, []).append(frame)
    written = io.BytesIO()
    for _, parts in sorted(out.items()):
        joined = pl.concat(parts)
        joined.sort(joined.columns[:2]).rechunk().write_parquet(written)
    return written.getvalue()


@pytest.mark.parametrize("size", [1, 3, len(PAGES)])
def test_however_pages_are_cut_into_shards_the_same_bytes_come_out(size: int) -> None:
    order = list(range(len(PAGES)))
    shuffled = random.Random(size).sample(order, len(order))
    assert frames(shuffled, size) == frames(order, len(PAGES))
