"""Lines at the ends of a body that are not of it: its day and writer above, notes, rights and
appeals below; lines that interrupt it; and a text's second printing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from transforms.page import PARAGRAPH_KINDS, Block
from transforms.parse.dates.printed import parse_printed_date, read_line
from transforms.parse.furniture import SAYS_BEFORE, is_interruption, reads_also
from transforms.parse.html.fields.metadata import Metadata
from transforms.parse.prose import is_chrome
from transforms.text.folds import fold_label, fold_name
from transforms.text.word_counts import count_words
from transforms.urls import url_key
from transforms.words.furniture import END_OF_ARTICLE
from transforms.words.relative import READING_TIME
from transforms.words.tails import APPEAL, CONTACT, END_MARK, FOLLOW_US

#: So many blocks from an end are its head or its tail. judged
_HEAD, _TAIL = 3, 4
#: So many headings in a row behind a text stand over what is not of it; more are a list that is.
#: Of 27 such headings of the parts train and choose 17 are not the gold body's, and of the 10
#: others all but 3 stand over something that is not archived as its text. judged
_HEADINGS_OVER = 2
#: A line beside the text is no longer; a note on its writer, an appeal. judged
_LINE_CHARS, _NOTE_CHARS = 100, 600
#: A line that names one other article, or asks to follow the outlet elsewhere. judged
_NAMED_CHARS, _FOLLOW_CHARS = 200, 260
#: A header's line with labelled days has so few words more. judged
_DAY_WORDS = 4
#: So many blocks and so large a share of all words are a text's second printing; fewer are a
#: refrain. A paragraph has so many words. judged
_AGAIN_BLOCKS, _AGAIN_SHARE, _PARAGRAPH_WORDS = 2, 0.4, 12
_ADDRESS = re.compile(r"(?:[^\W\d_][\w ]{0,24}[:：] ?)?(https?://\S+)")
#: A byline has its names and so many letters more. judged
_BYLINE_LETTERS = 24
_IS_SOMEBODY = re.compile(
    r"\b(?:is|was|are|ist|sind|est|es|er|är|è|é|jest|covers|writes|reports|works|schreibt|écrit)\b"
)
Ends = tuple[list[Block], list[Block]]


def set_ends_apart(body: Sequence[Block], found: Metadata, teasers: Sequence[str] = ()) -> Ends:
    """The body without such lines, and these as blocks of their own: a `date`, a `byline`, else
    `other` with the rule that says what it is. No body is emptied. `teasers` are the names of other
    articles that the page links to.
    """
    again = printed_again(body)
    others = set(map(fold_name, teasers)) - {""}
    apart: dict[int, Block] = {}
    for no, block in enumerate(body):
        if no in again:
            apart[no] = block._replace(kind="other", rule="printed_again", article_no=None)
            continue
        is_head, is_tail = no < _HEAD and not _is_calendar(body, no), no >= len(body) - _TAIL
        if _names_others(block.text, others):
            apart[no] = block._replace(kind="other", rule="read_also", article_no=None)
            continue
        if found_block := _apart(block, found, is_head=is_head, is_tail=is_tail and not is_head):
            apart[no] = found_block
    for no in _headings_behind(body, apart):
        apart[no] = body[no]._replace(kind="other", rule="heading_behind", article_no=None)
    if not any(b.kind in PARAGRAPH_KINDS for no, b in enumerate(body) if no not in apart):
        return list(body), []
    return [b for no, b in enumerate(body) if no not in apart], [apart[no] for no in sorted(apart)]


def _headings_behind(body: Sequence[Block], apart: Collection[int]) -> list[int]:
    """The headings behind a text, with nothing of it below them: of other articles, of forms."""
    kept = [no for no in range(len(body)) if no not in apart]
    found = list(takewhile(lambda no: body[no].kind == "heading", reversed(kept)))
    return found if len(found) <= _HEADINGS_OVER else []


def _names_others(text: str, others: Collection[str]) -> bool:
    """Whether a line is a few words, a colon, and names of other articles, by the words before the
    colon or by those names, folded: `Read also: Snow closes the road`.
    """
    if len(text) <= _NAMED_CHARS and reads_also(text):
        return True
    said = SAYS_BEFORE.match(text)
    if said is None:
        return False
    left = fold_name(text[said.end() :])
    names = [name for name in others if name in left]
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, "")
    return bool(names) and not left


def printed_again(body: Sequence[Block]) -> range:
    """The blocks of a text that print it a second time, as pages for paper and for small screens
    do: several in a row that say what as many before them say, and not much less than half of it
    all; an empty range where there are none.
    """
    texts = [b.text for b in body]
    if len(set(texts)) == len(texts):
        return range(0)
    words = list(map(count_words, texts))
    places: dict[str, int] = {}
    for no, text in enumerate(texts):
        first = places.setdefault(text, no)
        if words[no] < _PARAGRAPH_WORDS or first == no:
            continue
        most = min(no - first, len(texts) - no)
        stop = next((no + n for n in range(most) if texts[first + n] != texts[no + n]), no + most)
        if stop - no >= _AGAIN_BLOCKS and sum(words[no:stop]) >= _AGAIN_SHARE * sum(words):
            return range(no, stop)
    return range(0)


def _apart(block: Block, found: Metadata, *, is_head: bool, is_tail: bool) -> Block | None:
    """A block that is not of the text, as what it is; None for one that is. Inside the text only a
    short line can be none.
    """
    if len(block.text) > _LINE_CHARS and not (is_head or is_tail):
        return None
    text = " ".join(block.text.split())
    if len(text) > _NOTE_CHARS or block.kind == "table_row":
        return None
    if is_head and (head := _head_rule(text, found.byline)):
        is_day = head == "header_date"
        return block._replace(
            kind="date" if is_day else "other", rule=head, article_no=0 if is_day else None
        )
    if block.kind == "list_item":
        return None
    rule = _line_rule(text) if len(text) <= _LINE_CHARS or is_tail else None
    if rule is None and is_tail:
        is_own = _is_own_address(text, found.canonical_url)
        rule = "contact" if is_own else _tail_rule(text, found.byline)
    return block._replace(kind="other", rule=rule, article_no=None) if rule else None


def _is_calendar(body: Sequence[Block], no: int) -> bool:
    """Whether an item of a list stands beside another one that is a day."""
    beside = (*body[max(no - 1, 0) : no], *body[no + 1 : no + 2])
    return body[no].kind == "list_item" and any(
        b.kind == "list_item" and _is_day(b.text) for b in beside
    )


def _head_rule(text: str, byline: str | None) -> str | None:
    """What a line is above a text."""
    if _is_day(text):
        return "header_date"
    if _is_byline(text, byline):
        return "header_byline"
    return "reading_time" if READING_TIME.fullmatch(text) else None


def _is_day(text: str) -> bool:
    """Whether a line is a day, or the labelled days of a header with a few words beside them."""
    if parse_printed_date(text) is not None:
        return True
    said = read_line(text)
    return said.is_labelled and said.words <= _DAY_WORDS and not said.is_sentence


def _line_rule(text: str) -> str | None:
    """What a line is wherever it stands."""
    if is_interruption(fold_label(text)):
        return "continued"
    return "end_mark" if END_MARK.fullmatch(text) else None


def _is_own_address(text: str, canonical: str | None) -> bool:
    """Whether a line is the page's own address, as pages made for paper end, or a label and it."""
    said = _ADDRESS.fullmatch(text)
    return said is not None and canonical is not None and url_key(said[1]) == url_key(canonical)


def _tail_rule(text: str, byline: str | None) -> str | None:
    """What a line is behind a text."""
    if CONTACT.fullmatch(text):
        return "contact"
    if len(text) <= _LINE_CHARS and (is_chrome(text) or END_OF_ARTICLE.fullmatch(fold_label(text))):
        return "furniture"
    if len(text) <= _FOLLOW_CHARS and FOLLOW_US.search(text):
        return "sharing"
    if APPEAL.search(text):
        return "appeal"
    names = [name for name in (byline or "").split(", ") if name.count(" ")]
    if any(text.startswith(name) for name in names) and _IS_SOMEBODY.search(text):
        return "author_note"
    return None


def _is_byline(text: str, byline: str | None) -> bool:
    """Whether a line has the writers' names and little more."""
    names, said = fold_name(byline), fold_name(text)
    is_short = len(said) <= len(names) + _BYLINE_LETTERS and count_words(text) <= 14
    return bool(names) and names in said and is_short
