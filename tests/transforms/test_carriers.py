"""Addresses of web archives, caches, translators and redirects stand for the page's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.carriers import is_carrier, original_address
from transforms.urls import absolute_url, url_key

_AT = datetime(2019, 5, 12, 8, 31, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/web/20190512083144/https://moor.example/a/b",
        "https://web.archive.org/web/20190512083144id_/https:/moor.example/a/b",
        "/web/20190512083144/https://moor.example/a/b",
        "https://archive.ph/2019.05.12-083144/https://moor.example/a/b",
        "https://arquivo.pt/wayback/20190512083144mp_/https%3A%2F%2Fmoor.example/a/b",
        "https://library.example/collection-3/20190512083144mp_/https://moor.example/a/b",
    ],
)
def test_web_archives_name_the_page_and_the_time(url: str) -> None:
    assert original_address(url) == ("https://moor.example/a/b", _AT)


@pytest.mark.parametrize(
    ("url", "original"),
    [
        ("https://web.archive.org/web/2019/moor.example/a", "http://moor.example/a"),
        (
            "https://www-moor-example.cdn.ampproject.org/c/s/www.moor.example/a",
            "https://www.moor.example/a",
        ),
        ("https://www.google.com/amp/s/moor.example/a", "https://moor.example/a"),
        (
            "https://www-my--moor-example.translate.goog/a?_x_tr_sl=de&id=3",
            "https://www.my-moor.example/a?id=3",
        ),
        (
            "https://translate.google.com/translate?sl=de&u=https%3A%2F%2Fmoor.example%2Fa",
            "https://moor.example/a",
        ),
        (
            "https://webcache.googleusercontent.com/search?q=cache:Ab_c:moor.example/a+&cd=1",
            "http://moor.example/a",
        ),
        ("https://moor-example.turbopages.org/moor.example/s/a/", "https://moor.example/a/"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fmoor.example%2Fa", "https://moor.example/a"),
        (
            "https://web.archive.org/web/20190512083144/https://12ft.io/https://moor.example/a",
            "https://moor.example/a",
        ),
    ],
)
def test_caches_translators_and_redirects_name_the_page(url: str, original: str) -> None:
    assert original_address(url)[0] == original


@pytest.mark.parametrize(
    "url",
    [
        "https://moor.example/archive/2019/https-explained",
        "https://moor.example/share?url=https://fen.example/",
        "https://archive.org/details/moor",
        "https://www.google.com/search?q=https://moor.example/a",
        "http://[::1",
    ],
)
def test_an_address_that_only_looks_so_is_itself(url: str) -> None:
    assert original_address(url) == (url, None)
    assert not is_carrier(url)


def test_a_copy_that_names_no_page_is_still_a_copy() -> None:
    assert is_carrier("https://perma.cc/AB12-CD34")
    assert is_carrier("https://archive.ph/AbC1x")


def test_links_and_keys_are_those_of_the_page_itself() -> None:
    archived = "https://web.archive.org/web/20190512083144/https://www.moor.example/a?utm_source=x"
    assert url_key(archived) == "moor.example/a"
    assert absolute_url("/web/20190512083144/https://moor.example/b", archived) == (
        "https://moor.example/b"
    )


@given(st.text())
def test_any_text_is_an_address_and_one_of_no_carrier_stands_for_itself(text: str) -> None:
    original_address("https://web.archive.org/web/20190512083144/" + text)
    if not is_carrier(text):
        assert original_address(text) == (text, None)
