"""What a page's blocks of text tell of its kind: how much is prose, how much links, what is
repeated, and what the blocks of its main text are like.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import log1p

import numpy as np
from numpy.typing import NDArray

from transforms.parse.char_counts import COMMA, DIGIT, LETTER, TERMINAL, UPPER, Floats, Ints
from transforms.parse.html.kind.markup import Features
from transforms.parse.html.kind.siblings import find_siblings
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import HEADINGS, TAGS
from transforms.parse.runs import heaviest_run
from transforms.words.kinds.signs import MONEY_SIGNS, MONEY_WORDS, PRICE

_OWN = ["p", "li", "td", "pre", "blockquote", "h2", "h3", "div"]
_OWN_CODES = np.array([TAGS.index(tag) for tag in _OWN])
_IS_HEADING = np.array([tag in HEADINGS for tag in (*TAGS, "")])
_MARKS = {
    "asks": "?？؟",
    "calls": "!！",
    "quotes": '“”«»„「」"',
    "colons": ":：",
    "brackets": "(（",
    "slashes": "/",
    "code": "{}[]=<>_;",
}
#: What is rare stands first, so that a text is searched quickly.
_YEAR = re.compile(r"(?:19|20)(?<!\w\d\d)\d\d\b")
_CLOCK = re.compile(r":(?<=\d:)\d\d\b")
#: Marks and sums of money are counted in so much text. judged
_MOST_CHARS = 20_000


def read_layout(
    page: Document, blocks: Blocks, chances: NDArray[np.float64], keep: NDArray[np.bool_]
) -> Features:
    """Features of all blocks and of those that the block model keeps."""
    words, total = blocks.words, max(float(blocks.words.sum()), 1.0)
    visible = blocks.visible
    found = _whole(blocks, visible, total)
    found |= _body(blocks, chances, keep, total)
    found |= find_siblings(page, blocks, visible, keep)
    if (kept := keep.nonzero()[0]).size:
        found |= _kept(blocks, kept, visible)
        found |= _span(blocks, kept, visible, total)
        found |= _signs(" ".join(blocks.texts[i] for i in kept.tolist())[:_MOST_CHARS])
    text = " ".join(blocks.texts)[:_MOST_CHARS]
    return found | {
        "page_prices": log1p(_prices(text)),
        "page_years": log1p(len(_YEAR.findall(text))),
        "words": log1p(total),
        "most_words": log1p(float(words.max())),
    }


def _prices(text: str) -> int:
    """How many sums of money a text names."""
    if not any(map(text.__contains__, MONEY_SIGNS)) and not any(
        map(text.lower().__contains__, MONEY_WORDS)
    ):
        return 0
    return len(PRICE.findall(text))


def _whole(blocks: Blocks, visible: Floats, total: float) -> Features:
    """Prose and links of the page, the words by the tag they stand in, and its longest run of
    prose.
    """
    words, links, prose = blocks.words, blocks.linked, blocks.is_prose
    start, stop = heaviest_run(
        np.where(prose, np.minimum(words, 60.0), -np.minimum(words + 3, 12.0))
    )
    tag = blocks.elements.tag[blocks.element]
    own = np.bincount(tag, words, minlength=len(TAGS) + 2)[_OWN_CODES] / total
    times = Counter(blocks.texts)
    return {
        **{f"in_{name}": float(share) for name, share in zip(_OWN, own, strict=True)},
        "blocks": log1p(len(blocks)),
        "links": log1p(blocks.links.sum()),
        "link_density": float(blocks.link_chars.sum() / visible.sum()),
        "links_a_word": float(blocks.links.sum() / total),
        "prose_blocks": log1p(prose.sum()),
        "prose_words": log1p((words * prose).sum()),
        "prose_share": float((words * prose).sum() / total),
        "long_share": float((words * (words >= 40)).sum() / total),
        "short_blocks": float((words < 4).mean()),
        "link_blocks": float((links > 0.9).mean()),
        "repeats": sum(n for n in times.values() if n > 1) / len(blocks),
        "run_words": log1p(words[start:stop].sum()),
        "run_share": float(words[start:stop].sum() / total),
        "run_blocks": log1p(stop - start),
        "run_start": float(words[:start].sum() / total),
        "run_links": float(
            blocks.link_chars[start:stop].sum() / max(visible[start:stop].sum(), 1.0)
        ),
        "depth": float(blocks.elements.depth[blocks.element].mean()),
    }


def _body(
    blocks: Blocks, chances: NDArray[np.float64], keep: NDArray[np.bool_], total: float
) -> Features:
    """How much of the page the block model keeps, and how sure it is."""
    expected, kept = chances * blocks.words, float((blocks.words * keep).sum())
    hit = float(expected[keep].sum())
    wrong, missed = kept - hit, float(expected[~keep].sum())
    return {
        "body_words": log1p(kept),
        "body_share": kept / total,
        "body_blocks": log1p(keep.sum()),
        "expected_words": log1p(expected.sum()),
        "expected_f1": 2 * hit / (2 * hit + wrong + missed) if hit else 0.0,
        "mean_chance": float(expected.sum() / max(kept, 1.0)),
    }


def _kept(blocks: Blocks, kept: Ints, visible: Floats) -> Features:
    """What the blocks of the main text are like."""
    words = np.maximum(blocks.words[kept], 0.5)
    total, chars, c = float(words.sum()), float(visible[kept].sum()), blocks.counts
    tag = blocks.elements.tag[blocks.element[kept]]
    own = np.bincount(tag, words, minlength=len(TAGS) + 2)[_OWN_CODES] / total
    ends = (blocks.ends[kept] & TERMINAL) > 0
    heads = _IS_HEADING[tag]
    classes = {"comma": COMMA, "digit": DIGIT, "upper": UPPER, "letter": LETTER}
    parents = blocks.elements.parent[blocks.element[kept]]
    return {
        **{f"kept_in_{name}": float(share) for name, share in zip(_OWN, own, strict=True)},
        **{f"kept_{name}": float(c[bit][kept].sum() / chars) for name, bit in classes.items()},
        "kept_mean": float(words.mean()),
        "kept_short": float((words < 8).mean()),
        "kept_long": log1p((words >= 25).sum()),
        "kept_long_share": float((words * (words >= 25)).sum() / total),
        "kept_ends": float(ends.mean()),
        "kept_ended_words": float((words * ends).sum() / total),
        "kept_sentences": float(blocks.sentences[kept].sum() / total),
        "kept_word_chars": chars / total,
        "kept_linked": float(blocks.link_chars[kept].sum() / chars),
        "kept_links": float(blocks.links[kept].sum() / total),
        "kept_strong": float(blocks.strong_chars[kept].sum() / chars),
        "kept_heads": float(heads.mean()),
        "kept_words_a_head": log1p(total / (heads.sum() + 1)),
        "kept_parents": len(set(parents.tolist())) / len(kept),
    }


def _span(blocks: Blocks, kept: Ints, visible: Floats, total: float) -> Features:
    """What stands between the first and the last block of the main text, before, and behind."""
    first, last = int(kept[0]), int(kept[-1]) + 1
    words = blocks.words
    return {
        "span_kept": float(words[kept].sum() / max(words[first:last].sum(), 1.0)),
        "span_linked": float(blocks.link_chars[first:last].sum() / visible[first:last].sum()),
        "span_links": log1p(blocks.links[first:last].sum()),
        "span_before": float(words[:first].sum() / total),
        "span_behind": float(words[last:].sum() / total),
    }


def _signs(text: str) -> Features:
    """Marks, sums of money, years and times of day in a thousand characters of the main text."""
    part = 1000 / max(len(text), 1)
    return {
        **{f"text_{name}": count * part for name, count in _count_marks(text).items()},
        "text_prices": _prices(text) * part,
        "text_years": len(_YEAR.findall(text)) * part,
        "text_clocks": len(_CLOCK.findall(text)) * part,
    }


def _count_marks(text: str) -> dict[str, int]:
    """How many marks of each kind a text has."""
    units = np.frombuffer(text.encode("utf-16-le", "replace"), np.uint16)
    counts = np.bincount(_mark_kinds().take(units), minlength=len(_MARKS) + 1).tolist()
    return dict(zip(_MARKS, counts[1:], strict=True))


@cache
def _mark_kinds() -> NDArray[np.uint8]:
    """For each character of the basic plane the number of its kind of mark from 1 on, 0 for all
    others.
    """
    kinds = np.zeros(0x10000, np.uint8)
    for no, signs in enumerate(_MARKS.values(), start=1):
        kinds[list(map(ord, signs))] = no
    return kinds
