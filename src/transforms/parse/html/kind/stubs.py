"""The beginning of an article behind a paywall: told by what the page states, by words, and by its
shape in any language.
"""

from __future__ import annotations

from transforms.parse.char_counts import Ints
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.kind.boxes import find_boxes
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.text.body import Body
from transforms.words.kinds import phrases
from transforms.words.kinds.boxes import NOT_PAYWALL, PAYWALL_BOX, SUBSCRIPTION_ADDRESS
from transforms.words.kinds.subscriptions import ASKS_TO_SUBSCRIBE

#: A beginning has fewer words; one that the page says is closed may have more.
#: The first: measured: benchmarks/quality/curves.py _PAYWALLED_WORDS; the second judged
_PAYWALLED_WORDS, _CLOSED_WORDS = 80, 250
#: A beginning has so few paragraphs; what asks for a subscription behind it so many words and
#: paragraphs; behind that there is hardly any text. judged
_MOST_PARAGRAPHS, _BOX_WORDS, _BOX_PARAGRAPHS, _REST_WORDS = 3, (3, 120), 2, 40
_PROSE_WORDS = 12
#: A request to subscribe stands within so many characters of where the beginning ends: further down
#: are newsletters and other articles. judged
_REQUEST_CHARS = 240
_TIERS = ("locked", "metered", "paid", "premium")


def is_stub(
    page: Document,
    found: Metadata,
    main: Body,
    *,
    words: int,
    text: str,
    states_article: bool,
) -> str | None:
    """The rule by which a page shows only the beginning of an article; None where it does not, or
    does not state to be an article. The text is short, and the page either states that it is closed
    or asks for a subscription behind it; where it does both, the text may be longer.
    """
    is_closed = _is_closed(found)
    if is_closed and words < _PAYWALLED_WORDS:
        return "stated_closed"
    most = _CLOSED_WORDS if is_closed else _PAYWALLED_WORDS
    if not (is_closed or states_article):
        return None
    if words < most and _asks_to_pay(text, main.tail):
        return "paywall_phrase"
    if main.layout is None or main.keep is None:
        return None
    kept = main.keep.nonzero()[0]
    if float(main.layout.words[kept].sum()) > most + _BOX_WORDS[1] + _REST_WORDS:
        return None
    if _is_before_box(page, main.layout, kept, most):
        return "paywall_box"
    return "subscription_link" if _sells_behind(page, main.layout, kept, most) else None


def _asks_to_pay(text: str, tail: str) -> bool:
    """Whether a text or what is seen behind it says that the rest is for subscribers, or asks to
    subscribe and read on where the one ends and the other begins.
    """
    if phrases.PAYWALL.search(text) or phrases.PAYWALL.search(tail):
        return True
    around = f"{text[-_REQUEST_CHARS:]} {tail[:_REQUEST_CHARS]}"
    return ASKS_TO_SUBSCRIBE.search(around) is not None


def _is_before_box(page: Document, blocks: Blocks, kept: Ints, most: float) -> bool:
    """Whether few paragraphs stand before a box whose class says that it asks for money, and
    nothing of length inside or behind.
    """
    for box in find_boxes(page, blocks, PAYWALL_BOX, without=NOT_PAYWALL):
        before = kept[kept < box.first]
        if (
            _BOX_WORDS[0] <= box.words <= _BOX_WORDS[1]
            and (blocks.words[box.first : box.last] >= _PROSE_WORDS).sum() <= _BOX_PARAGRAPHS
            and _is_beginning(blocks, before, most)
            and float(blocks.words[kept[kept >= box.last]].sum()) < _REST_WORDS
        ):
            return True
    return False


def _sells_behind(page: Document, blocks: Blocks, kept: Ints, most: float) -> bool:
    """Whether few paragraphs are followed, in the element that holds them, by a link to where
    subscriptions are sold and by no further prose.
    """
    prose = kept[blocks.words[kept] >= _PROSE_WORDS]
    if not prose.size or not _is_beginning(blocks, prose, most):
        return False
    holder = int(blocks.elements.parent[blocks.element[prose[0]]])
    end = int(blocks.elements.end[holder]) if holder > 0 else 0
    return any(
        page.names[tag] == "a" and SUBSCRIPTION_ADDRESS.search(page.values(tag).get("href", ""))
        for tag in range(int(blocks.stop[prose[-1]]), min(end, len(page.names)))
    )


def _is_beginning(blocks: Blocks, kept: Ints, most: float) -> bool:
    """Whether these blocks are one to three paragraphs of few words."""
    words = blocks.words[kept]
    return 0 < int((words >= _PROSE_WORDS).sum()) <= _MOST_PARAGRAPHS and float(words.sum()) < most


def _is_closed(found: Metadata) -> bool:
    free = found.article.get("isAccessibleForFree")
    return (
        free is False
        or (isinstance(free, str) and free.strip().lower() in ("false", "no"))
        or found.meta.get("article:content_tier", "").strip().lower() in _TIERS
    )
