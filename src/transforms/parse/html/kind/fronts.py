"""Front pages and lists, by their headline links."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from transforms.page import PARAGRAPH_KINDS, Block
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.urls import split_url

#: A page with so many headline links is a list where they make up this much of its text, or where
#: it holds too little prose. measured: benchmarks/quality/curves.py LIST_LINKS
LIST_LINKS = 15
_LINKED_BLOCKS, _LINKED_SHARE = 5, 0.2
_ARTICLE_WORDS, _LONG_PARAGRAPH = 150, 20
#: On the address of a front page fewer links make a list, where the prose beside each is a
#: teaser's. judged
_FRONT_LINKS, _WORDS_A_LINK = 8, 60


def is_front(
    body: Sequence[Block], links: Collection[str], url: str | None, *, states_article: bool
) -> bool:
    """Many headline links, at the address of a front page, or making up the text, or beside too
    little prose.
    """
    depth = front_depth(url)
    if depth is not None and not states_article and len(links) >= _FRONT_LINKS:
        return sum(
            count_words(b.text) for b in body if b.kind in PARAGRAPH_KINDS
        ) < _WORDS_A_LINK * len(links)
    if len(links) < LIST_LINKS:
        return False
    if depth == 0 or (depth is not None and not states_article):
        return True
    named = set(map(fold_name, links))
    linked = sum(fold_name(b.text) in named for b in body)
    prose = sum(
        n
        for b in body
        if b.kind in PARAGRAPH_KINDS and (n := count_words(b.text)) >= _LONG_PARAGRAPH
    )
    return linked >= max(_LINKED_BLOCKS, _LINKED_SHARE * len(body)) or (
        not states_article and prose < _ARTICLE_WORDS
    )


def front_depth(url: str | None) -> int | None:
    """0 for a site's front page, 1 or 2 for a section's (`/world/asia/`), None where a slug, number
    or query names a page.
    """
    parts = split_url(url)
    if (
        not parts.hostname
        or parts.query
        or not re.fullmatch(r"(?:/[a-z]{2,15}){0,2}/?(?:index\.\w{3,5})?", parts.path)
    ):
        return None
    return sum(bool(s) and not s.startswith("index.") for s in parts.path.split("/"))
