"""What a page is: an article, a list, or one of the things a crawler gets in an article's place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from transforms.page import Block, PageKind
from transforms.parse.html.fields.json_ld import node_types
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.text.body import Body
from transforms.text.folds import fold_name
from transforms.text.sentences import PARAGRAPH_END
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words import pages

#: Words below which a page's text may be a notice; an article so short needs other evidence.
_NOTICE_WORDS, _PROSE_WORDS, _PARAGRAPH_WORDS = 150, 25, 12
#: A page with so many headline links is a list where they make up this much of its text, or where
#: it holds too little prose.
_LIST_LINKS, _LINKED_BLOCKS, _LINKED_SHARE = 15, 5, 0.2
_ARTICLE_WORDS, _LONG_PARAGRAPH = 150, 20
#: On the address of a front page fewer links make a list, where the prose beside each is a
#: teaser's.
_FRONT_LINKS, _WORDS_A_LINK = 8, 60
_PAYWALLED_WORDS, _CLOSED_WORDS = 80, 250
#: A page whose app did not start says so in a few words. A consent text may be long; then every so
#: many words are about consent.
_SCRIPT_WORDS, _CONSENT_WORDS, _CONSENT_EVERY = 60, 1_500, 25
#: A live blog prints so many times of day in its text.
_LIVE_CLOCKS = 4


def classify_page(
    found: Metadata, body: Sequence[Block], main: Body, *, links: Collection[str], url: str | None
) -> PageKind:
    """The page's kind, by rules tried in this order: empty, not found, error, consent, live blog,
    paywall, list, article, other.

    `body` is the main text without its title, `main` the main text as found, `links` are the texts
    of the page's headline links.
    """
    text = " ".join(b.text for b in body if b.kind == "body")
    words = count_words(text)
    states_article = "Article" in found.node_types or (found.meta.get("og:type") or "").lower() in (
        "article",
        "news",
        "newsarticle",
    )
    visible = main.visible or text
    if not visible.strip():
        return "empty"
    if not found.article and (kind := _notice(found, body, words, text, visible)):
        return kind
    if "LiveBlogPosting" in node_types(found.article) or (
        not found.article and main.clocks >= _LIVE_CLOCKS and _says_live(found, url)
    ):
        return "live_blog"
    if _is_stub(found, words, text, main.tail, states_article=states_article):
        return "paywall_stub"
    if not found.article and _is_list(body, links, url, states_article=states_article):
        return "list"
    if has_prose(body, least_words=6 if states_article else _PROSE_WORDS):
        return "article"
    return "list" if len(links) >= _LIST_LINKS else "other"


def _says_live(found: Metadata, url: str | None) -> bool:
    """Whether a page's title or address says that it is written as things happen."""
    return pages.LIVE_PATH.search(split_url(url).path) is not None or any(
        pages.LIVE.search(s) for s in (found.title, found.heading_text) if s
    )


def _is_stub(found: Metadata, words: int, text: str, tail: str, *, states_article: bool) -> bool:
    """A short text of an article that is closed by its own word, or behind which the page asks for
    a subscription; by both, a longer one.
    """
    is_closed = _is_closed(found)
    if is_closed and words < _PAYWALLED_WORDS:
        return True
    if words >= _CLOSED_WORDS if is_closed else words >= _PAYWALLED_WORDS or not states_article:
        return False
    return pages.PAYWALL.search(text) is not None or pages.PAYWALL.search(tail) is not None


def has_prose(body: Sequence[Block], *, least_words: int = _PROSE_WORDS) -> bool:
    """Whether the blocks hold running text: enough words, and a paragraph that is long or ends as a
    sentence does.
    """
    paragraphs = [b.text for b in body if b.kind == "body"]
    if sum(map(count_words, paragraphs)) < least_words:
        return False
    return any(
        count_words(p) >= _PARAGRAPH_WORDS or (count_words(p) >= 4 and PARAGRAPH_END.search(p))
        for p in paragraphs
    )


def _notice(
    found: Metadata, body: Sequence[Block], words: int, text: str, visible: str
) -> PageKind | None:
    """The kind of a page that says something about itself instead of the news: mostly short, about
    cookies at length.
    """
    heading = next((b.text for b in body[:2] if b.kind == "heading"), None)
    said = [s for s in (found.title, found.heading_text, heading) if s]
    if words < _NOTICE_WORDS:
        if any(pages.NOT_FOUND.search(s) for s in said):
            return "not_found"
        if any(pages.ERROR.search(s) for s in said) or (
            count_words(visible) < _SCRIPT_WORDS and pages.ERROR.search(visible)
        ):
            return "error"
        if count_words(visible) < 2 * _NOTICE_WORDS and any(
            pages.CONSENT.search(s) for s in (*said, text)
        ):
            return "consent_wall"
    is_about = (
        words < _CONSENT_WORDS and len(pages.CONSENT_WORDS.findall(text)) * _CONSENT_EVERY >= words
    )
    return "consent_wall" if is_about and any(pages.CONSENT.search(s) for s in said) else None


def _is_list(
    body: Sequence[Block], links: Collection[str], url: str | None, *, states_article: bool
) -> bool:
    """Many headline links, at the address of a front page, or making up the text, or beside too
    little prose.
    """
    depth = _front_depth(url)
    if depth is not None and not states_article and len(links) >= _FRONT_LINKS:
        return sum(count_words(b.text) for b in body if b.kind == "body") < _WORDS_A_LINK * len(
            links
        )
    if len(links) < _LIST_LINKS:
        return False
    if depth == 0 or (depth is not None and not states_article):
        return True
    named = set(map(fold_name, links))
    linked = sum(fold_name(b.text) in named for b in body)
    prose = sum(
        n for b in body if b.kind == "body" and (n := count_words(b.text)) >= _LONG_PARAGRAPH
    )
    return linked >= max(_LINKED_BLOCKS, _LINKED_SHARE * len(body)) or (
        not states_article and prose < _ARTICLE_WORDS
    )


def _front_depth(url: str | None) -> int | None:
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


def _is_closed(found: Metadata) -> bool:
    free = found.article.get("isAccessibleForFree")
    return free is False or (isinstance(free, str) and free.strip().lower() in ("false", "no"))
