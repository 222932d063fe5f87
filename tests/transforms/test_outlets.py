"""An outlet's slug from what stands outside of a page: folders and what a user declares."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from transforms.outlets import (
    NO_REGISTRY,
    RANK,
    REFUSED,
    by_declaration,
    declaration_order,
    declare_outlet,
    folder_evidence,
    resolve_outlet,
    site_address,
    slug_of_url,
)


@pytest.mark.parametrize(
    ("relative", "evidence"),
    [
        ("a.html", None),
        ("pyongyang-times/a.html", "pyongyang-times"),
        ("html/2026/03/The Echo/a.html", "The Echo"),
        ("2026-03-08/a.txt", None),
        ("march-2026/week12/pages/a.txt", None),
        ("raw_html_2024/a.txt", None),
        ("로동신문/a.txt", "로동신문"),
        ("daily-mirror/a.txt", "daily-mirror"),
        ("20min.ch/a.txt", "20min.ch"),
        ("echo/tribune/a.txt", "echo"),
        ("1/2/3/a.txt", None),
    ],
)
def test_the_first_folder_that_can_be_a_newspaper_is_evidence(
    relative: str, evidence: str | None
) -> None:
    assert folder_evidence(relative) == evidence


@pytest.mark.parametrize(
    ("name", "folder", "declared"),
    [
        ("The Echo", "tribune", "flag:the-echo"),
        (None, "The Tribune", "folder:the-tribune"),
        ("", "The Tribune", "folder:the-tribune"),
        ("!!!", "The Tribune", None),
        (None, "???", None),
        (None, None, None),
    ],
)
def test_what_a_user_names_goes_before_the_folder_and_a_name_without_letters_is_none(
    name: str | None, folder: str | None, declared: str | None
) -> None:
    assert declare_outlet(name, folder) == declared


def test_declarations_sort_by_strength_in_python_and_in_a_frame_alike() -> None:
    strongest_first = [REFUSED, "flag:echo", "flag:tribune", "folder:echo", None]
    assert all(declaration_order(a) < declaration_order(b) for a, b in pairwise(strongest_first))
    frame = pl.DataFrame({"declared_outlet": list(reversed(strongest_first))})
    ordered = frame.sort(by_declaration(pl.col("declared_outlet")))
    assert ordered["declared_outlet"].to_list() == strongest_first
    assert RANK.index("flag") < RANK.index("folder")


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://rooks.substack.com/p/a", "rooks-substack-com"),
        ("https://www.tidewrack.substack.com/p/a", "tidewrack-substack-com"),
        ("https://bells.wordpress.com/2026/03/05/a", "bells-wordpress-com"),
        ("https://ditch.blogspot.com/2026/03/a.html", "ditch-blogspot-com"),
        ("https://ditch.blogspot.co.uk/2026/03/a.html", "ditch-blogspot-com"),
        ("https://weir.hatenablog.com/entry/1", "weir-hatenablog-com"),
        ("https://weir.github.io/news/a", "weir-github-io"),
        ("https://weir.jimdofree.com/news/a", "weir-jimdofree-com"),
        ("https://weir.blog77.fc2.com/blog-entry-1.html", "weir-blog77-fc2-com"),
        ("https://weir.blog.fc2.com/blog-entry-1.html", "weir-blog-fc2-com"),
        ("http://blog.livedoor.jp/weir/archives/1.html", "blog-livedoor-jp-weir"),
        ("https://medium.com/@rooks/a-1b2c", "medium-com-rooks"),
        ("https://rooks.medium.com/a-1b2c", "rooks-medium-com"),
        ("https://www.college.example/~rooks/a", "college-example-rooks"),
        ("https://substack.com/home", "substack-com"),
        ("https://news.moor.co.uk/a", "moor-co-uk"),
    ],
)
def test_papers_on_one_hosting_platform_are_outlets_of_their_own(url: str, outlet: str) -> None:
    assert slug_of_url(url) == slug_of_site(url) == outlet


def slug_of_site(url: str) -> str | None:
    """The outlet of as much of an address as says whose it is."""
    return slug_of_url(pl.select(site_address(pl.lit(url))).item())


@pytest.mark.parametrize(
    "address",
    [
        "medium.com/@rooks/a",
        "rooks.medium.com/a",
        "substack.com/@rooks",
        "sites.google.com/view/rooks",
        "buttondown.email/rooks/archive/1",
        "old.buttondown.com/rooks/archive/1",
        "tinyletter.com/rooks/letters/1",
        "ameblo.jp/rooks/1",
        "note.com/rooks/n/1",
        "m.blog.naver.com/rooks/1",
        "blog.naver.com/rooks/1",
        "brunch.co.kr/@rooks/1",
        "zhuanlan.zhihu.com/rooks",
        "users.livejournal.com/rooks/1",
        "geocities.ws/rooks/1",
        "www.geocities.com/rooks/1999/a",
        "members.tripod.com/~rooks/a",
        "dzen.ru/rooks",
        "write.as/rooks/a",
        "blog.livedoor.jp/rooks/1",
        "blog.goo.ne.jp/rooks/1",
        "blog.daum.net/rooks/1",
        "plaza.rakuten.co.jp/rooks/1",
        "issuu.com/rooks",
        "mailchi.mp/rooks/1",
        "www.college.example/~rooks/a",
        "google.com/amp/s/www.moor.example/a",
        "www.google.co.uk/url",
        "vk.com/away.php",
        "getpocket.com/redirect",
        "www.youtube.com/redirect",
        "linkedin.com/redir/a",
        "www.bing.com/amp/s/moor.example/a",
        "12ft.io/moor.example/a",
    ],
)
def test_where_a_path_says_whose_an_address_is_it_is_asked(address: str) -> None:
    url = f"https://{address}"
    assert slug_of_site(url) == slug_of_url(url)


def test_of_an_address_the_host_says_whose_it_is_but_where_its_path_may() -> None:
    urls = pl.Series(
        [
            "https://www.moor.example:8080/a/b?c#d",
            "http://MOOR.example",
            "//moor.example/a",
            "moor.example/a",
            "https://www.college.example/~rooks/a",
            "https://web.archive.org/web/2019/https://moor.example/a",
            None,
        ]
    )
    assert pl.select(site_address(pl.lit(urls))).to_series().to_list() == [
        "https://www.moor.example:8080",
        "http://MOOR.example",
        "//moor.example",
        "moor.example/a",
        "https://www.college.example/~rooks/a",
        "https://web.archive.org/web/2019/https://moor.example/a",
        None,
    ]


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://web.archive.org/web/20190512083144/https://www.moor.example/a", "moor-example"),
        ("https://www-moor-example.cdn.ampproject.org/c/s/www.moor.example/a", "moor-example"),
        ("https://www-moor-example.translate.goog/a?_x_tr_sl=de", "moor-example"),
        ("https://archive.ph/AbC1x", None),
        ("https://perma.cc/AB12-CD34", None),
    ],
)
def test_who_shows_pages_of_others_is_no_outlet(url: str, outlet: str | None) -> None:
    assert slug_of_url(url) == slug_of_site(url) == outlet
    assert NO_REGISTRY.outlet_at(url) == outlet


@pytest.mark.parametrize(
    ("folder", "declared"),
    [
        ("www.moor.example", "folder:moor-example"),
        ("news.moor.co.uk", "folder:moor-co-uk"),
        ("rooks.substack.com", "folder:rooks-substack-com"),
        ("The Moor Echo", "folder:the-moor-echo"),
    ],
)
def test_a_mirrors_folder_is_named_by_its_host(folder: str, declared: str) -> None:
    assert declare_outlet(None, folder) == declared


def test_a_screens_host_is_the_outlets_under_a_name_that_no_public_suffix_ends() -> None:
    assert slug_of_url("https://m.ham-quay.example/a") == "ham-quay-example"
    assert slug_of_url("https://amp.ham-quay.internal/a") == "ham-quay-internal"
    assert slug_of_url("https://news.ham-quay.example/a") == "news-ham-quay-example"


@pytest.mark.parametrize(
    ("named", "outlet"),
    [
        ("Halvern Gazette", "halvern-gazette"),
        ("halvern-gazette.example", "halvern-gazette-example"),
        ("www.halvern-gazette.example", "halvern-gazette-example"),
        ("sport.halvern-gazette.org", "halvern-gazette-org"),
        ("https://www.halvern-gazette.example/news/1", "halvern-gazette-example"),
        ("St. Halvern", "st-halvern"),
    ],
)
def test_a_host_or_an_address_in_a_record_names_the_outlet_that_its_pages_have(
    named: str, outlet: str
) -> None:
    assert resolve_outlet(declared=None, record=named, url=None, heading=None) == (outlet, "record")
