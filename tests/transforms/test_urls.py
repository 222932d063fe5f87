"""Addresses: spellings of one page's address meet in one key, two pages never do; lists are told
from articles by their shape.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.urls import is_list_address, is_media_address, url_key


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/news/ferry",
        "http://example.org/news/ferry/",
        "HTTPS://Example.ORG:443/news//ferry#comments",
        "https://m.example.org/news/ferry?utm_source=mail&fbclid=x1&_medium=box",
        "https://amp.example.org/news/ferry/amp",
        "https://example.org/amp/news/ferry",
        "https://example.org/news/ferry;jsessionid=A1?ref=home",
        "https://example.org/news/%66erry/index.html",
        "  https://www2.example.org./news/ferry?gclid=3&xtor=RSS-1  ",
    ],
)
def test_spellings_of_one_address_meet(url: str) -> None:
    assert url_key(url) == "example.org/news/ferry"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/story?813", "https://example.org/story?814"),
        ("https://example.org/view.php?cid=2831", "https://example.org/view.php?cid=2832"),
        ("https://example.org/view.php?sid=5&uid=1", "https://example.org/view.php?sid=6&uid=1"),
        ("https://example.org/news?page=1", "https://example.org/news?page=2"),
        ("https://example.org/Ferry", "https://example.org/ferry"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/#!/a/1", "https://example.org/#!/a/2"),
        ("https://example.org/champion", "https://example.org/ch"),
        ("https://example.org/caf%E9", "https://example.org/caf%E8"),
        ("https://news.example.org/a", "https://example.org/a"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_the_order_of_parameters_and_the_script_of_a_host_do_not_matter() -> None:
    assert (
        url_key("https://example.org/?b=2&a=1")
        == url_key("http://example.org?a=1&b=2")
        == "example.org?a=1&b=2"
    )
    assert (
        url_key("https://xn--bcher-kva.example/ä")
        == url_key("https://bücher.example/%C3%A4")
        == "bücher.example/%C3%A4"
    )


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "ferry",
        "mailto:a@example.org",
        "http://[bad",
        "https:///path",
        "http://a.example/\ud800",
    ],
)
def test_what_has_no_host_has_no_key(url: str | None) -> None:
    assert url_key(url) is None


@given(st.text(max_size=40), st.text(max_size=20))
def test_a_key_is_the_key_of_itself(path: str, query: str) -> None:
    key = url_key(f"https://example.org/{path}?{query}")
    assert key is None or url_key(f"https://{key}") == key


@pytest.mark.parametrize(
    ("key", "is_list"),
    [
        ("example.org", True),
        ("example.org/en", True),
        ("example.org/pt-br", True),
        ("example.org/tag/harbour", True),
        ("example.org/news/author/ann-lee/page/4", True),
        ("example.org/rubrik/wirtschaft", True),
        ("example.org/feed.xml", True),
        ("example.org/img/ferry.jpg", True),
        ("abo.example.org/offer", True),
        ("example.org/terms-and-conditions", True),
        ("example.org/termsofuse", True),
        ("example.org/privacy-policy.html", True),
        ("example.org/about-that-storm", False),
        ("example.org/news/help/ferry-in-distress", False),
        ("example.org?p=813", False),
        ("example.org/harbour", False),
        ("example.org/category/politics/ferry-sails-at-dawn", False),
        ("example.org/archive/2026", True),
        ("example.org/archive/2026/03/ferry", False),
        ("example.org/archive/63053", False),
        ("example.org/news/search-for-ferry-ends", False),
    ],
)
def test_a_list_is_known_by_its_shape(key: str, is_list: bool) -> None:
    assert is_list_address(key) is is_list


@pytest.mark.parametrize(
    ("key", "is_media"),
    [
        ("example.org/video/goat-speech", True),
        ("example.org/news/videos/2026/03/05/goat-speech", True),
        ("example.org/galleries/2026/fair", True),
        ("example.org/fotostrecke/jahrmarkt-12", True),
        ("example.org/news/video-shows-goat", False),
        ("example.org/slide-shows/goats-of-the-year", False),
        ("example.org/2026/03/05/videos", False),
    ],
)
def test_a_film_is_known_by_its_address(key: str, is_media: bool) -> None:
    assert is_media_address(key) is is_media


@pytest.mark.parametrize(
    "key",
    [
        "weir.example/coupons/bookshop",
        "weir.example/gutscheine/buch-und-mehr",
        "weir.example/codes-promo/librairie",
        "weir.example/wp-login.php?redirect_to=a",
        "weir.example/account/sign-in",
        "weir.example/news/forms/letter-to-the-editor",
        "weir.example/podcasts/the-morning-rope",
        "weir.example/suscripcion/digital",
        "weir.example/shop/offers/mug-with-otter",
        "coupons.weir.example/bookshop",
        "podcast.weir.example/episode-12",
    ],
)
def test_offers_forms_accounts_and_podcasts_are_no_articles(key: str) -> None:
    assert is_list_address(key)


@pytest.mark.parametrize(
    "key",
    [
        "weir.example/2026/03/05/offers/mayor-makes-three",
        "weir.example/podcasts/2026/mar/05/otters-eat-rope",
        "weir.example/business/coupons-that-nobody-wanted",
        "weir.example/news/login-page-of-council-hacked",
    ],
)
def test_an_article_about_offers_and_accounts_is_one(key: str) -> None:
    assert not is_list_address(key)
