"""The elements of some class, and the words inside them."""

from __future__ import annotations

from collections.abc import Container

from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document
from transforms.values import frozen
from transforms.words.patterns import HintedPattern


@frozen
class Box:
    """A block-level element: its tag, the tag behind its last, the first block inside and the one
    behind its last, and the words of these.
    """

    start: int
    stop: int
    first: int
    last: int
    words: float


def find_boxes(
    page: Document,
    blocks: Blocks,
    names: HintedPattern,
    *,
    without: HintedPattern | None = None,
    beyond: Container[str] = (),
) -> list[Box]:
    """The outermost elements that hold text and in whose class, id or role one of these words
    stands, in document order; nothing inside one that also says a word of `without`, and none of
    the tags `beyond`.
    """
    nesting, found, reached = page.nesting, list[Box](), 0
    if not names.may_find(page.low):
        return []
    written = [page.attributes[at] for at in nesting.at]
    named = {text for text in set(written) if names.search(text)}
    for text, at, end in zip(written, nesting.at, nesting.end, strict=True) if named else ():
        if text not in named or at < reached:
            continue
        said = names_of(page, at)
        if not names.search(said) or page.names[at] in beyond:
            continue
        if without and without.search(said):
            reached = end
            continue
        first, last = blocks.start.searchsorted([at, end]).tolist()
        if last > first:
            found.append(Box(at, end, first, last, float(blocks.words[first:last].sum())))
            reached = end
    return found


def names_of(page: Document, tag: int) -> str:
    """A tag's class, id and role."""
    values = page.values(tag)
    return " ".join(values.get(name, "") for name in ("class", "id", "role"))
