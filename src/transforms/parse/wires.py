"""The agency that an article's dateline names, and who wrote it: `LONDON, March 5 (Reuters) - …`,
`新华社北京3月5日电（记者王小明）`, `(서울=연합뉴스) 김철수 기자 =`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

from transforms.page import PARAGRAPH_KINDS, Article, Page
from transforms.parse.html.fields.people import is_agency

#: A dateline stands in one of so many paragraphs, and ends within so many letters. judged
_PARAGRAPHS, _CHARS = 2, 110
#: Behind a place in brackets or strokes, before a dash.
_IN_BRACKETS = re.compile(
    r"(?:[^()（）\[\]【】/]{2,30}\([^()]{2,30}\),)?"
    r"[^()（）\[\]【】/]{0,60}[(（\[【/](?P<name>[^()（）\[\]【】]{2,40}?)[)）\]】/]\s*+(?:[-–—:=.]|$)"
)
_KOREAN = re.compile(r"[(\[][^()\[\]=]{1,20}=(?P<name>[^()\[\]=]{2,12})[)\]]")
_CHINESE = re.compile(
    r"[（(【]?(?P<name>新[华華]社|中新[社网網]|中央社|共同|時事)(?:】|[^，。,.]{0,24}?[电電讯訊])"
)
_RUSSIAN = re.compile(r"[^-–—.]{2,40}[-–—]\s(?P<name>РИА Новости|Интерфакс|ТАСС)[.,]")
#: Reporters of a dateline, mostly with their office.
_REPORTERS = (
    re.compile(
        r"[^，。,.（(〔【]{0,30}[（(〔【](?:本[报報]|[新中][华華]?社)?[记記]者[:：\s]*"
        r"(?P<names>[\u3400-\u9fff·、，\s]{2,30}?)(?:\s?[／/][^）)〕】]{0,12})?[）)〕】]"
    ),
    re.compile(
        r"[(\[【][^()\[\]【】=]{1,20}=[^()\[\]【】=]{1,20}[)\]】]\s*"
        r"(?P<names>[가-힣]{2,4}(?:\s?[·ㆍ,\s]\s?[가-힣]{2,4}){0,3})\s(?:기자|특파원|통신원)\s?="
    ),
)
_NAME, _BETWEEN_NAMES = (
    re.compile(r"[\u3400-\u9fff·]{2,12}|[가-힣]{2,4}"),
    re.compile(r"[、，,ㆍ\s]+|(?<=[가-힣])·"),
)
#: A sign of which each of them has one.
_SIGN = re.compile("[-(（\\[【】/–—电電讯訊]")


def with_wires(page: Page) -> Page:
    """The page with what its dateline names: for each article without one the agency, and the
    reporters.
    """
    articles = [_with_wire(page, article) for article in page.articles]
    return page if articles == page.articles else replace(page, articles=articles)


def _with_wire(page: Page, article: Article) -> Article:
    if article.agency and article.byline:
        return article
    no = article.article_no
    own = (b.text for b in page.blocks if b.article_no == no and b.kind in PARAGRAPH_KINDS)
    first = list(islice(own, _PARAGRAPHS))
    agency = article.agency or next(filter(None, map(find_agency, first)), None)
    byline = article.byline or next(filter(None, map(find_reporters, first)), None)
    return replace(article, agency=agency, byline=byline)


def find_reporters(paragraph: str) -> str | None:
    """The people whom a paragraph's dateline names, as one line; null where it names none."""
    start = paragraph[:_CHARS].lstrip()
    if start.isascii():
        return None
    for form in _REPORTERS:
        if found := form.match(start):
            names = [n for n in _BETWEEN_NAMES.split(found["names"]) if n]
            return ", ".join(names) if names and all(map(_NAME.fullmatch, names)) else None
    return None


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
