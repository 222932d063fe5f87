"""The kind of a page, how sure that is, and the rule that said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from transforms.page import PARAGRAPH_KINDS, Block, PageKind
from transforms.parse.html.fields.json_ld import node_types
from transforms.parse.html.fields.metadata import OG_ARTICLES
from transforms.parse.html.kind.features import as_row, read_features
from transforms.parse.html.kind.fronts import LIST_LINKS, front_depth, is_front
from transforms.parse.html.kind.lives import is_live
from transforms.parse.html.kind.notices import find_notice
from transforms.parse.html.kind.statements import stated_kind
from transforms.parse.html.kind.stubs import is_stub
from transforms.parse.html.parts import PageParts
from transforms.parse.html.text.embedded import PAGE_DATA
from transforms.parse.model.kinds import kind_model
from transforms.text.sentences import PARAGRAPH_END
from transforms.text.word_counts import count_words, has_words
from transforms.values import frozen
from transforms.words.kinds.signs import TYPES

#: Prose has so many words; on a page that states to be an article so many; a paragraph of it so
#: many. The second: measured: benchmarks/quality/curves.py _STATED_WORDS; the others judged
_PROSE_WORDS, _STATED_WORDS, _PARAGRAPH_WORDS = 25, 6, 12
#: How sure a page's own statement is, and a rule that goes by words or shape. judged
_STATED, _RULE = 0.95, 0.9
#: Of labelled pages of train and choose that state to be news all 145 are articles: .974 at least.
#: measured: benchmarks/quality/kind.py
_STATED_NEWS = 0.98
#: An article whose headline links look like a list's.
#: measured: benchmarks/quality/curves.py _SURE_ARTICLE
_SURE_ARTICLE = 0.9
#: With a smaller chance a page is hardly an article.
#: measured: benchmarks/quality/curves.py _HARDLY_ARTICLE
_HARDLY_ARTICLE = 0.1
#: A page without prose is of a kind from such a chance on. judged
_LIKELY = 0.5
_STATEMENTS = ("stated_live", "stated_closed", "stated_body", "stated_kind")


@frozen
class Verdict:
    """What a page is; how sure that is, 0 to 1: of the model the probability of this kind."""

    kind: PageKind
    confidence: float
    rule: str


def read_chances(parts: PageParts, url: str | None) -> dict[str, float]:
    """For each kind the trained model's probability that a page is of it; these do not depend on a
    second opinion on its text.
    """
    return kind_model().chances(as_row(read_features(parts, url), kind_model().columns))


def may_be_article(parts: PageParts, chances: Mapping[str, float]) -> bool:
    """Whether the text of a page, of which the block model is not sure, deserves the best second
    opinion.
    """
    return bool(parts.found.article) or chances["article"] >= _HARDLY_ARTICLE


def classify_page(
    parts: PageParts,
    body: Sequence[Block],
    *,
    url: str | None,
    chances: dict[str, float] | None = None,
) -> Verdict:
    """The page's kind: by rules what stands in an article's place and what is a front page, else by
    the trained model, whose `chances` may be known. `body` is the main text without its title.
    """
    found = parts.found
    stated = found.meta.get("og:type", "").lower()
    states_article = "Article" in found.node_types or stated in OG_ARTICLES
    if verdict := _instead(parts, body, url, states_article=states_article):
        return verdict
    rules = {b.rule for b in body}
    if "json_ld_body" in rules or (PAGE_DATA in rules and states_article):
        return _by_rule("article", "stated_body")
    is_prose = has_prose(body, least_words=_STATED_WORDS if states_article else _PROSE_WORDS)
    if is_prose and TYPES["news"] & {*node_types(found.article)} and front_depth(url) != 0:
        return Verdict("article", _STATED_NEWS, "stated_news")
    chances = chances or read_chances(parts, url)
    links = [x.text for x in parts.links]
    is_list = not found.article and is_front(body, links, url, states_article=states_article)
    if is_list and (chances["article"] < _SURE_ARTICLE or not is_prose):
        return _by_rule("list", "headline_links")
    if kind := stated_kind(found):
        return _as_stated(kind, chances)
    return _by_model(chances, is_prose=is_prose, links=len(links))


def _instead(
    parts: PageParts, body: Sequence[Block], url: str | None, *, states_article: bool
) -> Verdict | None:
    """What a crawler gets in an article's place: nothing, a notice, a live blog, a stub."""
    page, found, main = parts.document, parts.found, parts.main
    text = " ".join(b.text for b in body if b.kind in PARAGRAPH_KINDS)
    words = count_words(text)
    if not (main.visible or text).strip():
        return Verdict("empty", 1.0, "no_text")
    if not found.article:
        dated = states_article or any(d.source != "url" for d in parts.dates)
        if notice := find_notice(
            page, found, body, main, words=words, text=text, is_dated=dated, url=url
        ):
            return _by_rule(*notice)
    if rule := is_live(page, found, main, links=len(parts.links), url=url):
        return _by_rule("live_blog", rule)
    is_one = len(page.tags_named("article")) == 1 and len(parts.links) < LIST_LINKS
    if rule := is_stub(
        page, found, main, words=words, text=text, states_article=states_article or is_one
    ):
        return _by_rule("paywall_stub", rule)
    return None


def has_prose(body: Sequence[Block], *, least_words: int = _PROSE_WORDS) -> bool:
    """Whether the blocks hold running text: enough words, and a paragraph that is long or ends as a
    sentence does.
    """
    paragraphs = [b.text for b in body if b.kind in PARAGRAPH_KINDS]
    if not has_words(paragraphs, least_words):
        return False
    return any(
        count_words(p) >= _PARAGRAPH_WORDS or (count_words(p) >= 4 and PARAGRAPH_END.search(p))
        for p in paragraphs
    )


def _by_rule(kind: PageKind, rule: str) -> Verdict:
    return Verdict(kind, _STATED if rule in _STATEMENTS else _RULE, rule)


def _as_stated(kind: str, chances: Mapping[str, float]) -> Verdict:
    """The kind that a page states; where that is a product, what is likeliest by the model of
    product, list and service. Of the labelled pages of train and choose that state a product, a
    forum or a manual, and no article, none is one.
    """
    among = ("product", "list", "service") if kind == "product" else (kind,)
    likeliest = max(among, key=lambda k: chances[k])
    return _by_rule(cast(PageKind, likeliest), "stated_kind")


def _by_model(chances: dict[str, float], *, is_prose: bool, links: int) -> Verdict:
    """The kind that the model's `chances` make likeliest: an article, where it holds prose; of a
    page without prose a list by its `links`, or `other` where no kind is likely.
    """
    others = {kind: p for kind, p in chances.items() if kind != "article"}
    kind = cast(PageKind, max(others, key=lambda k: others[k]))
    if kind_model().is_article(chances):
        if is_prose:
            return Verdict("article", chances["article"], "page_model")
        if links >= LIST_LINKS:
            return _by_rule("list", "headline_links")
        return Verdict("other", 1 - max(others.values()), "no_prose")
    if not is_prose and others[kind] < _LIKELY:
        return Verdict("list" if links >= LIST_LINKS else "other", _LIKELY, "no_prose")
    return Verdict(kind, others[kind], "page_model")
