"""Photo credits, share prompts, marks of advertisements, words of players of films and lines that
name another article, which stand among an article's paragraphs: out of its text, their blocks kept
and named.
"""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.page import PARAGRAPH_KINDS, TEXT_KINDS, Block, Page
from transforms.text.folds import fold_label
from transforms.text.sentences import SENTENCE_BREAK
from transforms.words.share_credit import CREDIT, CREDIT_HINTS, SHARE
from transforms.words.tails import ADVERTISEMENT, CONTINUED, LETTER, PLAYER, READ_ALSO

#: The rule of blocks of a text that a record states: it is the article's, whatever it says.
STATED_RULE = "record_text"
#: What stands before the name of another article in a line, in any language.
SAYS_BEFORE = re.compile(r"\W{0,3}\w[^:：\n.!?]{2,35}[:：\n](?!//)")
#: Longer blocks are sentences or captions, whatever they begin with. judged
_PROMPT_CHARS, _CREDIT_CHARS, _LETTER_CHARS = 90, 100, 260


def classify_furniture(text: str) -> str | None:
    """`share` for a prompt such as `Share on Facebook`, `credit` for `Photo: Jane Roe/Reuters`,
    `read_also` for `Read also: Snow closes the road`, `continued` for `Advertisement` and `Story
    continues below`, `sharing` for `Sign up for our newsletter`, `player` for `This is a modal
    window.`, None for what is prose.
    """
    if len(text) > _LETTER_CHARS:
        return None
    if LETTER.search(text):
        return "sharing"
    label = fold_label(text)
    if PLAYER.fullmatch(label):
        return "player"
    if len(text) > _CREDIT_CHARS:
        return None
    if is_interruption(label):
        return "continued"
    line = " ".join(text.split())
    core = line.strip(" .!:»›>▶→|•·-–").replace("’", "'")
    if len(line) <= _PROMPT_CHARS and core and SHARE.fullmatch(core):
        return "share"
    is_open = any(map(line.lower().__contains__, CREDIT_HINTS))
    if is_open and CREDIT.fullmatch(line) and not SENTENCE_BREAK.search(line):
        return "credit"
    return "read_also" if reads_also(text) else None


def is_interruption(label: str) -> bool:
    """Whether a line, as `fold_label` makes it, only says that an advertisement stands there, or
    that the text goes on.
    """
    return label in ADVERTISEMENT or CONTINUED.fullmatch(label) is not None


def reads_also(text: str) -> bool:
    """Whether a line is words such as `Read also`, a colon, and more."""
    said = SAYS_BEFORE.match(text)
    return said is not None and fold_label(said[0].strip(" :：\n»>►▶")) in READ_ALSO


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
        and len(b.text) <= _LETTER_CHARS
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
