"""Pages of the generator, layouts and languages that nothing was trained on: blocks, teasers and
dates are read right.
"""

from collections import Counter
from random import Random

import pytest

from benchmarks.inputs.pages import (
    LAYOUTS,
    SITE,
    TEXT_TEASERS,
    WORDS,
    as_html,
    as_text,
    score,
    story,
)
from transforms.parse.html.page import parse_html
from transforms.parse.text import parse_text


def check(total: Counter[str]) -> None:
    assert total["right"] / total["blocks"] >= 0.95
    assert total["true"] / total["listed"] >= 0.95
    assert total["true"] / total["real"] >= 0.95
    assert total["day"] == total["dated"] == total["pages"]


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_an_invented_html_page_is_read_in_every_language(layout: str) -> None:
    total: Counter[str] = Counter()
    for language in WORDS:
        page = story(Random(f"{layout} {language}"), language)
        total += score(parse_html(as_html(page, layout), url=f"{SITE}/city/own.html"), page)
    check(total)


@pytest.mark.parametrize("form", list(TEXT_TEASERS))
def test_an_invented_text_is_read_in_every_language(form: str) -> None:
    total: Counter[str] = Counter()
    for language in WORDS:
        for has_menu in (False, True):
            page = story(Random(f"{form} {language} {has_menu}"), language)
            total += score(parse_text(as_text(page, form, has_menu=has_menu)), page)
    check(total)
