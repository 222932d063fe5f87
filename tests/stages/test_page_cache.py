"""A payload that comes again is not parsed again, and what comes once is not kept."""

from __future__ import annotations

from collections import Counter

from tearsheet.stages.pages.cache import MOST_BYTES, PageCache
from transforms.page import Page


def asked(keys: str, size: int = 100, **limits: int) -> Counter[str]:
    """How often each key is parsed when they are asked for in this order."""
    kept, parsed = PageCache(**limits), Counter[str]()
    for key in keys:
        page = kept.known(key)
        if page is None:
            parsed[key] += 1
            page = Page("article", site_name=key)
            kept.keep(key, size, page)
        assert page.site_name == key
    return parsed


def test_a_page_is_parsed_twice_at_most_however_often_it_comes() -> None:
    assert asked("abcabcabcabc") == {"a": 2, "b": 2, "c": 2}


def test_what_comes_once_takes_no_room_from_what_comes_often() -> None:
    assert asked("aa" + "bcdefgh" + "a", pages=1)["a"] == 2


def test_the_page_that_was_not_asked_for_the_longest_goes_first() -> None:
    assert asked("aabbaccab", pages=2) == {"a": 2, "b": 3, "c": 2}


def test_long_payloads_are_parsed_each_time() -> None:
    assert asked("aaaa", size=MOST_BYTES + 1) == {"a": 4}
