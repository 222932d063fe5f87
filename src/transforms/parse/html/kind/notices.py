"""Pages that say something about themselves instead of the news: not found, errors, tests for
robots, consent. Told by words of some languages, and by their shape in all.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.page import Block, PageKind
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.kind.boxes import Box, find_boxes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.text.body import Body
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words.kinds import boxes, phrases

#: Words below which a page's text may be a notice.
#: measured: benchmarks/quality/curves.py _NOTICE_WORDS
_NOTICE_WORDS = 150
#: A page whose app did not start, or that tests for robots, says so in a few words. A consent text
#: may be long; then every so many words are about consent. judged
_SCRIPT_WORDS, _CONSENT_WORDS, _CONSENT_EVERY = 60, 1_500, 25
#: So much of what is seen stands in boxes about consent, and so little text beside. judged
_CONSENT_SHARE, _BESIDE_WORDS = 0.6, 60
#: A message that something is missing: so many words in so many paragraphs. judged
_MESSAGE_WORDS, _MESSAGE_PARAGRAPHS, _PROSE_WORDS = 80, 3, 12
#: So many of four traits of an error page make one that names itself nowhere. judged
_LEAST_TRAITS = 3

Notice = tuple[PageKind, str]


def find_notice(
    page: Document,
    found: Metadata,
    body: Sequence[Block],
    main: Body,
    *,
    words: int,
    text: str,
    is_dated: bool,
    url: str | None,
) -> Notice | None:
    """What a page without an article of its own says about itself, and the rule that tells."""
    heading = next((b.text for b in body[:2] if b.kind == "heading"), None)
    said = [s for s in (found.title, found.heading_text, heading, page.title) if s]
    visible = main.visible or text
    return (
        _by_words(said, words, text, visible)
        or _consent_by_shape(page, main, url, words)
        or (None if is_dated else _error_by_shape(page, found, main, words))
    )


def _by_words(said: Sequence[str], words: int, text: str, visible: str) -> Notice | None:
    if words < _NOTICE_WORDS:
        if any(phrases.NOT_FOUND.search(s) for s in said):
            return "not_found", "not_found_phrase"
        if any(phrases.ERROR.search(s) for s in said) or (
            count_words(visible) < _SCRIPT_WORDS and phrases.ERROR.search(visible)
        ):
            return "error", "error_phrase"
        if count_words(visible) < 2 * _NOTICE_WORDS and any(
            phrases.CONSENT.search(s) for s in (*said, text)
        ):
            return "consent_wall", "consent_phrase"
    if words < _CONSENT_WORDS and any(phrases.CONSENT.search(s) for s in said):
        about = len(phrases.CONSENT_WORDS.findall(text)) * _CONSENT_EVERY
        return ("consent_wall", "consent_phrase") if about >= words else None
    return None


def _consent_by_shape(page: Document, main: Body, url: str | None, words: int) -> Notice | None:
    """Most of the page stands in boxes about consent, or it has a consent service's address."""
    if url and boxes.CONSENT_ADDRESS.search(url.lower()) and words < _CONSENT_WORDS:
        return "consent_wall", "consent_address"
    if main.layout is None or not main.visible:
        return None
    # whether somebody consented is a class of the whole page: `<body class="cookies-not-set">`
    asks = find_boxes(page, main.layout, boxes.CONSENT_BOX, beyond=("html", "body"))
    inside, total = sum(b.words for b in asks), float(main.layout.words.sum())
    if inside >= _CONSENT_SHARE * total and total - inside < _BESIDE_WORDS and inside >= 8:
        return "consent_wall", "consent_box"
    return None


def _error_by_shape(page: Document, found: Metadata, main: Body, words: int) -> Notice | None:
    """A short message without a day or an author that stands in a box about errors, in a test for
    robots, or has the traits of a page that is nobody's.
    """
    blocks = main.layout
    if blocks is None or found.byline or words >= _MESSAGE_WORDS or main.keep is None:
        return None
    kept = main.keep.nonzero()[0]
    if int((blocks.words[kept] >= _PROSE_WORDS).sum()) > _MESSAGE_PARAGRAPHS:
        return None
    first = int(kept[0]) if kept.size else 0

    def holds(found_boxes: Sequence[Box]) -> bool:
        return any(_holds_message(b, found.heading, first) for b in found_boxes)

    if holds(find_boxes(page, blocks, boxes.FAILED_BOX)):
        return "error", "error_box"
    if holds(find_boxes(page, blocks, boxes.MISSING_BOX)):
        return "not_found", "error_box"
    shown = float(blocks.words.sum())
    captchas = find_boxes(page, blocks, boxes.CAPTCHA_BOX)
    if holds(captchas) or (captchas and shown < _SCRIPT_WORDS):
        return "error", "captcha_box"
    inner = [b for b in find_boxes(page, blocks, boxes.ERROR_BOX) if b.words < shown]
    if holds(inner):
        return "not_found", "error_box"
    return ("not_found", "error_traits") if _traits(page, found) >= _LEAST_TRAITS else None


def _holds_message(box: Box, heading: int | None, first: int) -> bool:
    """Whether a box holds the page's heading, or the first block of its text where it has none."""
    if heading is not None:
        return box.start < heading < box.stop
    return box.first <= first < box.last


def _traits(page: Document, found: Metadata) -> int:
    """How many traits of an error page a page has: kept from indexes, a search form, no address of
    its own, a title that does not know its heading.
    """
    heading, title = fold_name(found.heading_text), fold_name(page.title or "")
    names = [page.values(tag) for tag in page.tags_named("input")]
    address = split_url(found.canonical_url).path
    return sum(
        (
            "noindex" in found.meta.get("robots", "").lower(),
            any(v.get("type") == "search" or v.get("name") in ("q", "s") for v in names),
            address in ("", "/"),
            bool(heading) and heading not in title,
        )
    )
