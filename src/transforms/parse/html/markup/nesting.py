"""The tags of a page -> the block-level elements that they open, nested as HTML5 nests them: one
loop over those tags pairs them, end tags being implied where the standard implies them.
"""

from __future__ import annotations

import numpy as np

from transforms.parse.char_counts import Ints
from transforms.parse.html.markup.tags import (
    BODY,
    CELLS,
    CLOSES_P,
    EFFECTS,
    ENDS_TOP,
    HEADINGS,
    IGNORED_ENDS,
    IMPLIES,
    OTHER,
    RULE,
    SCOPES,
    SEARCHED,
    SPECIAL,
    TAGS,
)
from transforms.values import frozen

#: A form around most of a page is no form to fill in, but how ASP.NET writes all of its pages.
_FORM, _DIV = TAGS.index("form"), TAGS.index("div")
#: So many levels up an end tag, or a tag that implies one, looks for its element. judged
REACH = 200


@frozen
class Nesting:
    """The block-level elements of a page, numbered from 0, the root, in document order. Tags are
    known by their numbers in the page.

    Of each element: `at` is the tag that opens it, `end` the one behind its last, `parent` the
    number of the element that it is in (-1 for the root), `tag` the kind of its tag from 0, `depth`
    how deep it is (1 for the root). `turns` are the tags that open or close an element, and
    `inside` the innermost element that is open behind each of them. `around` are the tags of forms
    around most of the page, which are `div`s here.
    """

    at: list[int]
    end: list[int]
    parent: list[int]
    tag: list[int]
    depth: list[int]
    turns: list[int]
    inside: list[int]
    around: list[int]


def nest(names: list[str], code: Ints) -> Nesting:
    """Tags of a page (names in lower case, `/p` for an end, and their kinds as in `tags.KINDS`) ->
    its block-level elements. Tag 0 is the root.
    """
    size = len(names)
    turns = ((code != 0) & (np.abs(code) <= RULE)).nonzero()[0]
    at, end, parent, depth, inside = [0], [size] * len(turns), [-1], [1], [0]
    stack, open_, effects = [0], ["html"], [EFFECTS[OTHER + 1]]
    has_body = False
    for i, kind in zip(turns[1:].tolist(), code[turns[1:]].tolist(), strict=True):
        effect = effects[-1][kind]
        if effect == ENDS_TOP:
            end[stack.pop()] = i
            del open_[-1], effects[-1]
        elif effect == SEARCHED:
            if (kind == BODY and has_body) or names[i] == "html":
                inside.append(stack[-1])
                continue
            has_body |= kind == BODY
            level = _closed_at(names[i][1:], open_) if kind < 0 else _opened_at(names[i], open_)
            for element in stack[level:]:
                end[element] = i
            del stack[level:], open_[level:], effects[level:]
        if 0 < kind < RULE:
            element = len(at)
            parent.append(stack[-1])
            stack.append(element)
            open_.append(names[i])
            effects.append(EFFECTS[kind])
            at.append(i)
            depth.append(len(stack))
            inside.append(element)
        else:
            inside.append(stack[-1])
    tags = (code[at] - 1).tolist()
    around = [no for no, tag in enumerate(tags) if tag == _FORM and (end[no] - at[no]) * 2 > size]
    for no in around:
        tags[no] = _DIV
    found = [at[no] for no in around]
    return Nesting(at, end[: len(at)], parent, tags, depth, turns.tolist(), inside, found)


def _opened_at(name: str, open_: list[str]) -> int:
    """How many of the open elements stay open where this start tag comes."""
    level = len(open_)
    if name in IMPLIES:
        closed, beyond = IMPLIES[name]
        level = _search(open_, closed, beyond)
    if name in CLOSES_P:
        last = open_[level - 1]
        if last == "p" or (last in HEADINGS and name in HEADINGS):
            return level - 1
        if last not in SPECIAL:
            return min(level, _search(open_, _P, SPECIAL))
    return level


def _closed_at(name: str, open_: list[str]) -> int:
    """How many of the open elements stay open where this end tag comes."""
    if name in IGNORED_ENDS:
        return len(open_)
    if open_[-1] == name:
        return len(open_) - 1
    closed = HEADINGS if name in HEADINGS else frozenset([name])
    return _search(open_, closed, SCOPES.get(name, CELLS if name in TAGS else SPECIAL))


_P = frozenset(["p"])


def _search(open_: list[str], closed: frozenset[str], beyond: frozenset[str]) -> int:
    """The place among the open elements of the innermost one whose name is in `closed`; their
    number where an element of `beyond` is met first, or none within REACH.
    """
    for level in range(len(open_) - 1, max(len(open_) - REACH, 0), -1):
        if open_[level] in closed:
            return level
        if open_[level] in beyond:
            break
    return len(open_)
