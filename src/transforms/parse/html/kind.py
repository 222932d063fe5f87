"""What a page is: an article, a list, or one of the things a crawler gets in an article's place."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from transforms.page import Block, PageKind
from transforms.parse.html.body import Body
from transforms.parse.html.json_ld import types
from transforms.parse.html.metadata import Metadata
from transforms.text.folds import squash
from transforms.text.word_counts import count_words


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


#: Titles and headings of pages that stand where an article was asked for.
_NOT_FOUND = _any_of(
    r"^\W*(?:error\W*)?404\b",
    r"^\W*not found\W*$",
    r"page introuvable",
    r"p[áa]gina no (?:encontrada|existe)",
    r"pagina non trovata",
    r"\b(?:page|article|story|content)\W+(?:could(?: not|n['’]t) be|can(?:no|['’])t be|was not|is not|not) (?:found|available)",
    r"can(?:no|['’])t (?:seem to )?find (?:that|the|this|your) (?:page|article|story)",
    r"\bpage (?:does not|doesn['’]t|no longer) exist",
    r"страница не найдена",
    r"\bnothing (?:was )?found\b",
    r"\b(?:seite|artikel) (?:wurde )?nicht (?:gefunden|verfügbar)",
    r"页面不存在|找不到页面",
    r"お探しのページ",
    r"페이지를 찾을 수 없",
)
_ERROR = _any_of(
    r"^\W*(?:error\W*)?(?:40[0135-9]|429|5\d\d)\b\W*(?:$|[a-z]+ (?:error|denied|unavailable|gateway|timeout|request|forbidden))",
    r"^\W*(?:access denied|zugriff verweigert|acc[eè]s refus[ée])",
    r"^(?:\d{3} )?forbidden\W*$",
    r"\b(?:502 )?bad gateway\b",
    r"^\W*(?:503 )?service (?:temporarily )?unavailable",
    r"gateway time-?out",
    r"internal server error",
    r"too many requests",
    r"^\W*just a moment\W*$",
    r"^\W*attention required",
    r"are you (?:a )?(?:human|robot)",
    r"^\W*security check",
    r"checking your browser",
    r"request unsuccessful",
    r"\bverify(?:ing)? (?:that )?you(?: are|['’]re) (?:a )?human",
    r"^\W*(?:error\W*)?451\b\W*(?:$|unavailable)",
    r"^\W*unavailable (?:due to|for) legal reasons",
    r"^\W*security verification",
    r"\benable javascript\b",
)
_CONSENT = _any_of(
    r"before you continue",
    r"we value your privacy",
    r"your privacy (?:choices|matters)",
    r"consent to (?:the use|our)",
    r"(?:accept|manage|use of|uses?) (?:all )?cookies",
    r"cookie (?:consent|wall|settings)",
    r"cookie-?instellingen",
    r"\bsamtycke",
    r"\bihre zustimmung\b",
    r"^\W*zustimmung\W*$",
    r"mit werbung (?:weiter)?lesen",
    r"accepter (?:et|les cookies)",
    r"votre vie priv[ée]e",
    r"aceptar? (?:las )?cookie",
)
_PAYWALL = _any_of(
    r"(?:subscribe|sign in|log in|register) (?:now )?(?:to|and) (?:continue|keep|read|unlock)",
    r"(?:for|to) subscribers only",
    r"subscriber[- ]only",
    r"already a subscriber",
    r"this (?:article|content|story) is (?:reserved )?for subscribers",
    r"(?:weiterlesen|lesen sie weiter) mit",
    r"jetzt (?:abonnieren|weiterlesen)",
    r"r[ée]serv[ée] aux abonn[ée]s",
    r"contenido exclusivo para suscriptores",
    r"solo para suscriptores",
    r"contenuto riservato agli abbonati",
    r"только для подписчиков",
)
_SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"'”’»）)\]]*\s*$")
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
_CONSENT_WORD = re.compile(
    r"cookie|consent|privacy|partner|zustimm|einwillig|daten|data\b|vie privée|consenti|traceur",
    re.IGNORECASE,
)
#: A live blog prints so many times of day in its text.
_LIVE_CLOCKS = 4
_LIVE = _any_of(
    r"\blive(?:[- ]?(?:blog|ticker|updates?|coverage))\b",
    r"\b(?:news|live)(?:blog|ticker)\b",
    r"^\W*live\b\W",
    r"\blive:",
    r"[:|–-] live\W*$",
    r"\ben direct\b",
    r"minuto a minuto",
    r"\ben (?:vivo|directo)\b",
    r"\bao vivo\b",
    r"\bin diretta\b",
    r"as it happened",
    r"онлайн-трансляция",
    r"직접 중계|실시간",
    r"直播|ライブ速報",
)
_LIVE_PATH = re.compile(
    r"/live/|live-?blog|live-?ticker|live-?updates|newsblog|-live(?:-|$)", re.IGNORECASE
)


def page_kind(
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
    if "LiveBlogPosting" in types(found.article) or (
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
    try:
        path = urlsplit(url or "").path
    except ValueError:
        path = ""
    return _LIVE_PATH.search(path) is not None or any(
        _LIVE.search(s) for s in (found.title, found.said) if s
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
    return _PAYWALL.search(text) is not None or _PAYWALL.search(tail) is not None


def has_prose(body: Sequence[Block], *, least_words: int = _PROSE_WORDS) -> bool:
    """Whether the blocks hold running text: enough words, and a paragraph that is long or ends as a
    sentence does.
    """
    paragraphs = [b.text for b in body if b.kind == "body"]
    if sum(map(count_words, paragraphs)) < least_words:
        return False
    return any(
        count_words(p) >= _PARAGRAPH_WORDS or (count_words(p) >= 4 and _SENTENCE_END.search(p))
        for p in paragraphs
    )


def _notice(
    found: Metadata, body: Sequence[Block], words: int, text: str, visible: str
) -> PageKind | None:
    """The kind of a page that says something about itself instead of the news: mostly short, about
    cookies at length.
    """
    heading = next((b.text for b in body[:2] if b.kind == "heading"), None)
    said = [s for s in (found.title, found.said, heading) if s]
    if words < _NOTICE_WORDS:
        if any(_NOT_FOUND.search(s) for s in said):
            return "not_found"
        if any(_ERROR.search(s) for s in said) or (
            count_words(visible) < _SCRIPT_WORDS and _ERROR.search(visible)
        ):
            return "error"
        if count_words(visible) < 2 * _NOTICE_WORDS and any(
            _CONSENT.search(s) for s in (*said, text)
        ):
            return "consent_wall"
    is_about = words < _CONSENT_WORDS and len(_CONSENT_WORD.findall(text)) * _CONSENT_EVERY >= words
    return "consent_wall" if is_about and any(_CONSENT.search(s) for s in said) else None


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
    named = set(map(squash, links))
    linked = sum(squash(b.text) in named for b in body)
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
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
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
