"""Page -> the paragraphs of its main text: blocks that a small trained model takes for the body,
else a second opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

import numpy as np
from numpy.typing import NDArray

from transforms.page import Block
from transforms.parse.char_counts import Floats
from transforms.parse.html.fields.json_ld import node_types
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.blocks import Blocks, read_blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import TAGS
from transforms.parse.html.text.apart import find_apart
from transforms.parse.html.text.articles import find_loaded
from transforms.parse.html.text.choice import LEAST_PROBABILITY, choose
from transforms.parse.html.text.features import Hints, build_features
from transforms.parse.html.text.places import Places, find_places, lead_within
from transforms.parse.html.text.second import second_opinion
from transforms.parse.html.text.unseen import find_unseen
from transforms.parse.model.trees import Forest, forest, probabilities
from transforms.values import frozen
from transforms.words.kinds.signs import TYPES

#: Below this expected F1 another extractor is asked: where more of the choice is wrong than right.
#: Of 180 articles of the part choose word F1 is .9724 with it, .9670 where it is .8 and .9651 where
#: it is .82; of the 231 of the part report, which chose nothing, .9534 beside .9520 and .9502.
#: measured: benchmarks/quality/articles.py
LEAST_CONFIDENCE = 0.5
#: A text this long is no notice of a few words; of a page with a shorter one so much of what is
#: seen is looked at. judged
_NOTICE_CHARS, _SEEN_CHARS = 2_000, 5_000
#: Why a block that the page hides is not of the text.
HIDDEN = "hidden"
#: What stands between the cells of a row.
_CELLS_APART = " | "
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?(?:[ap]\.?m\.?|uhr|h))?", re.IGNORECASE)
_ARTICLE = TAGS.index("article")


@frozen
class Body:
    """A page's main text, the F1 the model expects of its own choice, and what a reader sees of a
    page whose body is short.

    `articles` is for each block the outermost `<article>`, or loaded article, it stands in, -1 for
    none; `tail` is what is seen behind the body, as far as `visible` goes; `clocks` is how many
    times of day are printed or marked within the body. `layout` is all blocks of the page as
    columns, with the chance of each, whether it is kept, and its place; `beside` says of blocks why
    they are not of the text.
    """

    blocks: list[Block]
    confidence: float
    visible: str
    articles: list[int]
    tail: str = ""
    clocks: int = 0
    layout: Blocks | None = None
    chances: NDArray[np.float64] | None = None
    keep: NDArray[np.bool_] | None = None
    places: Places | None = None
    beside: Mapping[int, str] = field(default_factory=dict)


def find_body(
    page: Document,
    text: str,
    hints: Hints,
    *,
    trees: Forest | None = None,
    least_confidence: float = LEAST_CONFIDENCE,
) -> Body:
    """The body and heading blocks of a page, in order; none where no main text was found. `text` is
    the whole page as decoded.

    Each block's `rule` says who chose it: the block model where it is sure, else trafilatura, else
    resiliparse.
    """
    own = find_own_body(page, hints, trees=trees)
    is_open = is_unsure(own, least_confidence=least_confidence)
    return with_second_opinion(own, text) if is_open else own


def find_own_body(page: Document, hints: Hints, *, trees: Forest | None = None) -> Body:
    """The same by the block model alone."""
    found = read_blocks(page)
    if found is None:
        return Body([], 0.0, "", [])
    places, beside, chances = _judged(page, found, hints, trees or forest())
    keep = choose(found, places, chances, beside, lead_within(page, found, places))
    confidence = expect_f1(_settled(chances, keep), keep, found.words)
    own = _chosen(found, places, keep)
    where = [b.place for b in own if b.place is not None]
    is_short = sum(len(b.text) for b in own) < _NOTICE_CHARS
    last = where[-1] if where else -1
    return Body(
        own,
        confidence,
        _visible(found, 0) if is_short else "",
        _articles(page, found, where),
        _visible(found, last + 1) if is_short else "",
        _clocks(page, found, where),
        found,
        chances,
        keep,
        places,
        beside,
    )


def is_unsure(own: Body, *, least_confidence: float = LEAST_CONFIDENCE) -> bool:
    """Whether the block model found nothing, or is not sure of what it chose."""
    return own.confidence < least_confidence or not own.blocks


def with_second_opinion(own: Body, text: str, *, is_quick: bool = False) -> Body:
    """The body as another extractor finds it in the page as decoded, the quickest or the best; the
    model's where that finds none.
    """
    other = second_opinion(text, is_quick=is_quick)
    if not other:
        return own
    where = [b.place for b in own.blocks if b.place is not None]
    found = own.layout
    is_short = found is not None and sum(len(b.text) for b in other) < _NOTICE_CHARS
    return replace(
        own,
        blocks=other,
        articles=[-1] * len(other),
        visible=_visible(found, 0) if found and is_short else "",
        tail=_visible(found, (where[-1] if where else -1) + 1) if found and is_short else "",
    )


def _judged(
    page: Document, found: Blocks, hints: Hints, trees: Forest
) -> tuple[Places, dict[int, str], Floats]:
    """The places of a page's blocks, those that are beside its text by what the page says of them,
    and each block's chance.
    """
    places, unseen = find_places(page, found), find_unseen(page, found)
    chances = probabilities(trees, build_features(found, hints, places, unseen))
    chances[unseen] = 0.0
    beside = dict.fromkeys(unseen.nonzero()[0].tolist(), HIDDEN)
    beside |= find_apart(page, found, chances > LEAST_PROBABILITY)
    return places, beside, chances


def _settled(chances: Floats, keep: NDArray[np.bool_]) -> Floats:
    """The chances after rules had their say: what they took in or out is no doubt any more."""
    is_likely = chances > LEAST_PROBABILITY
    kept = np.maximum(chances, LEAST_PROBABILITY)
    return np.asarray(np.where(keep, kept, np.where(is_likely, 0.0, chances)), np.float64)


def read_hints(found: Metadata) -> Hints:
    """What a page states that its body may repeat."""
    stated = found.article.get("articleBody")
    description = found.meta.get("og:description") or found.meta.get("description") or ""
    said = stated if isinstance(stated, str) else ""
    is_news = bool(TYPES["news"] & {*node_types(found.article)})
    return Hints(found.title or "", description[:2_000], said, is_news)


def expect_f1(chances: NDArray[np.float64], keep: NDArray[np.bool_], words: Floats) -> float:
    """The F1 to expect of keeping these blocks where each block's chance is right; 0 where nothing
    is kept.
    """
    hit = float((chances * words)[keep].sum())
    wrong, missed = (
        float(((1 - chances) * words)[keep].sum()),
        float((chances * words)[~keep].sum()),
    )
    return 2 * hit / (2 * hit + wrong + missed) if hit else 0.0


def _chosen(found: Blocks, places: Places, keep: NDArray[np.bool_]) -> list[Block]:
    """The kept blocks; those of one table row are one block."""
    kept = joined_rows(found, places, keep.nonzero()[0].tolist())
    return [Block(places.kind(i), text, "block_model", 0, place=i) for i, text in kept]


def joined_rows(found: Blocks, places: Places, numbers: Iterable[int]) -> list[tuple[int, str]]:
    """The texts of these blocks by number; those of one table row are one, its cells set apart."""
    out: list[tuple[int, str]] = []
    row, cell = -1, -1
    for i in numbers:
        if not (text := found.text_of(i)):
            continue
        if out and places.row[i] >= 0 and places.row[i] == row:
            gap = " " if places.cell[i] == cell else _CELLS_APART
            out[-1] = (out[-1][0], f"{out[-1][1]}{gap}{' '.join(text.split())}")
        else:
            out.append((i, " ".join(text.split()) if places.row[i] >= 0 else text))
        row, cell = int(places.row[i]), int(places.cell[i])
    return out


def _articles(page: Document, found: Blocks, where: list[int]) -> list[int]:
    """For each of these blocks the outermost `<article>` it stands in, or the element of an article
    that a script loaded, or -1.
    """
    elements, reached = found.elements, 0
    outer: list[int] = []
    for element in (elements.tag == _ARTICLE).nonzero()[0].tolist():
        if elements.at[element] >= reached:
            outer.append(element)
            reached = int(elements.end[element])
    outer = outer if len(outer) > 1 else sorted(find_loaded(page)) or outer
    if not outer:
        return [-1] * len(where)
    at = elements.at[found.element[where]]
    nearest = elements.at[outer].searchsorted(at, side="right") - 1
    article = np.array(outer)[nearest]
    articles: list[int] = np.where(
        (nearest >= 0) & (at < elements.end[article]), article, -1
    ).tolist()
    return articles


def _clocks(page: Document, found: Blocks, where: list[int]) -> int:
    """Times of day from a body's first block to its last: `<time>` elements, or where there are
    none blocks that are a time.
    """
    if not where:
        return 0
    marked = page.names[int(found.start[where[0]]) : int(found.stop[where[-1]])].count("time")
    inside = range(where[0], where[-1] + 1)
    return marked or sum(
        len(found.texts[i]) < 16 and _CLOCK.fullmatch(found.text_of(i)) is not None for i in inside
    )


def _visible(found: Blocks, first: int) -> str:
    """The first few thousand characters that a reader sees from some block on."""
    out, size = [], 0
    for i in range(first, len(found)):
        out.append(found.text_of(i))
        size += len(out[-1])
        if size > _SEEN_CHARS:
            break
    return " ".join(out)[:_SEEN_CHARS]
