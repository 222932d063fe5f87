"""Page -> the paragraphs of its main text: blocks that a small trained model takes for the body,
else a second opinion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from lxml.etree import LxmlError
from numpy.typing import NDArray
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

from transforms.page import Block, BlockKind
from transforms.parse.char_counts import Floats
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.html.markup.blocks import Blocks, read_blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.guard import LXML_DEPTH, MOST_DEPTH, measure_depth
from transforms.parse.html.markup.tags import TAGS
from transforms.parse.html.text.features import Hints, build_features
from transforms.parse.model.trees import Forest, forest, probabilities
from transforms.text.folds import squeeze_spaces

#: A block belongs to the body from this probability on.
LEAST_PROBABILITY = 0.45
#: Below this expected F1 another extractor is asked: about one page in two hundred.
#: `benchmarks/quality/extract.py` prints the curve.
LEAST_CONFIDENCE = 0.82
#: A text this long is no notice of a few words; of a page with a shorter one so much of what is
#: seen is looked at.
_NOTICE_CHARS, _SEEN_CHARS = 2_000, 5_000
#: Beyond this size trafilatura, which walks the tree many times, takes seconds.
_TRAFILATURA_BYTES = 5_000_000
_TRAFILATURA_TAGS = 40_000
#: What XML cannot hold; lxml raises over it.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d(?:\s?(?:[ap]\.?m\.?|uhr|h))?", re.IGNORECASE)
_ARTICLE = TAGS.index("article")
_HEADINGS = frozenset(TAGS.index(f"h{n}") for n in range(1, 7))


@dataclass(frozen=True, slots=True)
class Body:
    """A page's main text, the F1 the model expects of its own choice, and what a reader sees of a
    page whose body is short.

    `articles` is for each block the outermost `<article>` it stands in, -1 for none; `tail` is what
    is seen behind the body, as far as `visible` goes; `clocks` is how many times of day are printed
    or marked within the body. `layout` is all blocks of the page as columns, with the chance of
    each and whether the model keeps it.
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
    found = read_blocks(page)
    if found is None:
        other = _second_opinion(text)
        return Body(other, 0.0, "", [-1] * len(other))
    chances = probabilities(trees or forest(), build_features(found, hints))
    keep = chances > LEAST_PROBABILITY
    confidence = expect_f1(chances, keep, found.words)
    own, where = _chosen(found, keep)
    other = _second_opinion(text) if confidence < least_confidence or not own else []
    is_short = sum(len(b.text) for b in other or own) < _NOTICE_CHARS
    last = where[-1] if where else -1
    return Body(
        other or own,
        confidence,
        _visible(found, 0) if is_short else "",
        [-1] * len(other) if other else _articles(found, where),
        _visible(found, last + 1) if is_short else "",
        _clocks(page, found, where),
        found,
        chances,
        keep,
    )


def read_hints(found: Metadata) -> Hints:
    """What a page states that its body may repeat."""
    stated = found.article.get("articleBody")
    description = found.meta.get("og:description") or found.meta.get("description") or ""
    return Hints(found.title or "", description[:2_000], stated if isinstance(stated, str) else "")


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


def _chosen(found: Blocks, keep: NDArray[np.bool_]) -> tuple[list[Block], list[int]]:
    """The kept blocks, cells of one table row as one block, and their numbers on the page."""
    out: list[Block] = []
    where: list[int] = []
    last = -2
    kept = np.flatnonzero(keep)
    for i, tag in zip(kept.tolist(), found.elements.tag[found.element[kept]].tolist(), strict=True):
        text = found.text_of(i)
        if out and last == i - 1 and found.is_cell_after(i):
            out[-1] = Block("body", f"{out[-1].text} {text}", "block_model", 0)
        elif text:
            out.append(Block("heading" if tag in _HEADINGS else "body", text, "block_model", 0))
            where.append(i)
        last = i
    return out, where


def _articles(found: Blocks, where: list[int]) -> list[int]:
    """For each of these blocks the outermost `<article>` it stands in, or -1."""
    elements, reached = found.elements, 0
    outer: list[int] = []
    for element in np.flatnonzero(elements.tag == _ARTICLE).tolist():
        if elements.at[element] >= reached:
            outer.append(element)
            reached = int(elements.end[element])
    if not outer:
        return [-1] * len(where)
    at = elements.at[found.element[where]]
    nearest = np.searchsorted(elements.at[outer], at, side="right") - 1
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


def _second_opinion(text: str) -> list[Block]:
    """Trafilatura's main text; resiliparse's where that finds nothing or the tree is too deep or
    large for it.
    """
    text = _CONTROLS.sub("", text)
    is_light = len(text) <= _TRAFILATURA_BYTES and text.count("<") <= _TRAFILATURA_TAGS
    depth = measure_depth(text.encode("utf-8", "replace"))
    if is_light and depth < LXML_DEPTH and (found := _by_trafilatura(text)):
        return found
    return _by_resiliparse(text) if depth <= MOST_DEPTH else []


def _by_trafilatura(text: str) -> list[Block]:
    try:
        found = bare_extraction(text, include_comments=False)
    except (LxmlError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # what its tree surgery raises over broken trees; the other extractor reads the page
        return []
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return [
        Block(kind, squeezed, "trafilatura", 0)
        for kind, words in _pieces(found.body)
        if (squeezed := squeeze_spaces(words))
    ]


def _pieces(parent: Any) -> Iterator[tuple[BlockKind, str]]:
    """Paragraphs, headings, list items and table rows below an element, with loose text between
    them.
    """
    if parent.text:
        yield "body", parent.text
    for child in parent:
        if child.tag == "head":
            yield "heading", _text(child)
        elif child.tag in ("list", "table", "div") or (
            child.tag == "quote" and child.find("p") is not None
        ):
            yield from _pieces(child)
        else:
            yield "body", _text(child)
        if child.tail:
            yield "body", child.tail


def _text(element: Any) -> str:
    """The text below an element; a line break stays one, table cells are set apart."""
    parts = [element.text or ""]
    for child in element:
        parts += [
            "\n" if child.tag in ("lb", "p", "item") else " " if child.tag == "cell" else "",
            _text(child),
            child.tail or "",
        ]
    return "".join(parts)


def _by_resiliparse(text: str) -> list[Block]:
    lines = extract_plain_text(
        text, main_content=True, preserve_formatting=True, alt_texts=False, list_bullets=False
    ).split("\n")
    return [
        Block("body", squeezed, "resiliparse", 0)
        for line in lines
        if (squeezed := squeeze_spaces(line))
    ]
