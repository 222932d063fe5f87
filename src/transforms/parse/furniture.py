"""Photo credits and share prompts that stand among an article's paragraphs: out of its text, their
blocks kept and named.
"""

from __future__ import annotations

from dataclasses import replace

from transforms.page import PARAGRAPH_KINDS, TEXT_KINDS, Block, Page
from transforms.text.sentences import SENTENCE_BREAK
from transforms.words.share_credit import CREDIT, CREDIT_HINTS, SHARE

#: The rule of blocks of a text that a record states: it is the article's, whatever it says.
STATED_RULE = "record_text"
#: Longer blocks are sentences or captions, whatever they begin with. judged
_PROMPT_CHARS, _CREDIT_CHARS = 90, 100


def classify_furniture(text: str) -> str | None:
    """`share` for a prompt such as `Share on Facebook`, `credit` for `Photo: Jane Roe/Reuters`,
    None for what is prose.
    """
    if len(text) > _CREDIT_CHARS:
        return None
    line = " ".join(text.split())
    core = line.strip(" .!:»›>▶→|•·-–").replace("’", "'")
    if len(line) <= _PROMPT_CHARS and core and SHARE.fullmatch(core):
        return "share"
    is_open = any(map(line.lower().__contains__, CREDIT_HINTS))
    if is_open and CREDIT.fullmatch(line) and not SENTENCE_BREAK.search(line):
        return "credit"
    return None


def set_furniture_apart(page: Page) -> Page:
    """The page with such blocks out of its articles' text: `other`, named by their rule, in their
    place. No article is emptied.
    """
    if page.page_kind != "article":
        return page
    found = {
        i: rule
        for i, b in enumerate(page.blocks)
        if b.article_no is not None
        and b.kind in TEXT_KINDS
        and b.rule != STATED_RULE
        and len(b.text) <= _CREDIT_CHARS
        and (rule := classify_furniture(b.text))
    }
    if not found:
        return page
    left = {
        b.article_no
        for i, b in enumerate(page.blocks)
        if b.kind in PARAGRAPH_KINDS and i not in found
    }
    blocks = [
        Block("other", b.text, found[i], None, b.byte_start, b.byte_end)
        if i in found and b.article_no in left
        else b
        for i, b in enumerate(page.blocks)
    ]
    return replace(page, blocks=blocks)
