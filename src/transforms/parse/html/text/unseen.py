"""The blocks that a page hides from its reader: messages of programs, menus, drafts, the toolbars
of web archives.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from transforms.parse.html.markup.attributes import HIDDEN, read_attributes
from transforms.parse.html.markup.blocks import Blocks
from transforms.parse.html.markup.document import Document

_STYLE = re.compile(r"(?:^|[;\s])display\s*:\s*none", re.IGNORECASE)
#: Toolbars that web archives put before a page. source: web.archive.org's own markup
_TOOLBAR = re.compile(r"wm-ipp(?:-base)?$")
#: Scripts of React put streamed parts in their place. source: react-dom/server, `hidden id="S:1"`
_STREAMED = re.compile(r"[SBP]:[\da-f]+$", re.IGNORECASE)
#: What opens where its reader asks for it is no secret.
_OPENS = re.compile(
    r"accordion|collaps|expand|toggle|tab(?:s|-?pane|-?panel|-?content)?(?![a-z])|panel|faq"
    r"|answer|read-?more|show-?more|more-?(?:text|content)|paywall|premium|slide|step",
    re.IGNORECASE,
)
#: Hidden text of so many words and so much of the page's is what a script shows. judged
_MOST_WORDS, _MOST_SHARE = 60.0, 0.25


def find_unseen(page: Document, blocks: Blocks) -> NDArray[np.bool_]:
    """Whether each block stands in an element that is not drawn (`hidden`, `display:none`).

    What a reader may open (an accordion, the rest of a text) counts as seen, and so does what makes
    up much of the page's text: a script shows it.
    """
    elements, out = blocks.elements, np.zeros(len(blocks), np.bool_)
    reached, total = 0, float(blocks.words.sum())
    for k in (elements.bits & HIDDEN).nonzero()[0].tolist():
        at, end = int(elements.at[k]), int(elements.end[k])
        if at < reached or not _is_unseen(page, at):
            continue
        start, stop = blocks.start.searchsorted((at, end)).tolist()
        if blocks.words[start:stop].sum() <= max(_MOST_SHARE * total, _MOST_WORDS):
            out[start:stop] = True
            reached = end
    return out


def _is_unseen(page: Document, tag: int) -> bool:
    """Whether an element is hidden for good by its attributes."""
    values = read_attributes(page.attributes[tag])
    name = values.get("id", "")
    if _TOOLBAR.match(name):
        return True
    is_hidden = "hidden" in values and values["hidden"].lower() != "until-found"
    if not is_hidden and not _STYLE.search(values.get("style", "")):
        return False
    said = " ".join(values.get(key, "") for key in ("class", "id", "role", "itemprop"))
    is_region = "aria-labelledby" in values or values.get("role") in ("region", "tabpanel")
    return not (_STREAMED.match(name) or is_region or _OPENS.search(said))
