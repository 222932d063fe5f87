"""The agency that an article's dateline names: `LONDON, March 5 (Reuters) - …`,
`新华社北京3月5日电`, `(서울=연합뉴스)`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from transforms.page import PARAGRAPH_KINDS, Page
from transforms.parse.html.fields.people import is_agency

#: A dateline stands in one of so many paragraphs, and ends within so many letters. judged
_PARAGRAPHS, _CHARS = 2, 110
#: Behind a place in brackets or strokes, before a dash.
_IN_BRACKETS = re.compile(
    r"[^()（）\[\]【】/]{0,60}[(（\[【/](?P<name>[^()（）\[\]【】]{2,40}?)[)）\]】/]\s*+(?:[-–—:=.]|$)"
)
_KOREAN = re.compile(r"[(\[][^()\[\]=]{1,20}=(?P<name>[^()\[\]=]{2,12})[)\]]")
_CHINESE = re.compile(
    r"[（(【]?(?P<name>新[华華]社|中新[社网網]|中央社|共同|時事)(?:】|[^，。,.]{0,24}?[电電讯訊])"
)
_RUSSIAN = re.compile(r"[^-–—.]{2,40}[-–—]\s(?P<name>РИА Новости|Интерфакс|ТАСС)[.,]")
#: A sign of which each of them has one.
_SIGN = re.compile("[-(（\\[【】/–—电電讯訊]")


def with_agencies(page: Page) -> Page:
    """The page with the agency of its dateline for each article whose byline names none."""
    if all(article.agency for article in page.articles):
        return page
    found = {a.article_no: None if a.agency else _agency(page, a.article_no) for a in page.articles}
    if not any(found.values()):
        return page
    articles = [replace(a, agency=a.agency or found[a.article_no]) for a in page.articles]
    return replace(page, articles=articles)


def _agency(page: Page, article_no: int) -> str | None:
    own = (b.text for b in page.blocks if b.article_no == article_no and b.kind in PARAGRAPH_KINDS)
    return next(filter(None, map(find_agency, islice(own, _PARAGRAPHS))), None)


def find_agency(paragraph: str) -> str | None:
    """The agency that a paragraph's dateline names, null where it has none."""
    start = paragraph[:_CHARS].lstrip()
    if not _SIGN.search(start):
        return None
    for form in (_IN_BRACKETS, _KOREAN, _CHINESE, _RUSSIAN):
        if found := form.match(start):
            name = found["name"].partition("/")[0].strip()
            if is_agency(name) and (len(name) > 4 or not name.istitle()):
                return name
    return None
