"""What a line says that stands by an article: whether it may be its headline, its day, its byline;
and whether its day is another's.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from transforms.parse.dates.printed import BYLINE_CHARS, LineDates, parse_printed_date, read_line
from transforms.parse.dates.reading import is_date_word, part_days
from transforms.parse.dates.value import Order, PrintedDate
from transforms.parse.html.fields.byline_lines import cut_name, read_labelled
from transforms.parse.plain.labels import Labels
from transforms.parse.prose import is_bullet, is_chrome, is_credit
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import count_words, estimate_words
from transforms.words.bylines import BODIES, BYLINE, BYLINE_TAIL, LABEL

#: A headline has so many characters, and so many words of usual length; a name with a word of
#: papers' names has so many at most. judged
_TITLE_CHARS, _MOST_TITLE_CHARS, _TITLE_WORDS, _LONG_NAME = 8, 220, 2.5, 4
_GOES_ON = ",;:、，；：،"
#: The day of a newspaper's own edition stands in a page's first lines. judged
MASTHEAD = 3
#: Such a line has cells, so many of so few characters. judged
_CELLS, _MOST_CELLS, _CELL_CHARS = re.compile(r"\t+| {3,}"), 3, 40
#: A line of a header that holds a day has no more other words than these. judged
_BESIDE_DAY = 6
#: A day that stands so many lines behind a headline of so many words, or right before it, is a
#: teaser's. judged
_CARD_LINES, _HEADLINE_WORDS = 2, 4
#: Beside more words than these, which name no writer, a day belongs to what they say. judged
_WORDS_OF_DAY = 4
#: A word in lower case before a day: of a sentence, `what happened on 5 March`.
_IN_SENTENCE = re.compile(r"(?<![\w'’])[a-zà-öø-ÿа-яёα-ω'’]+\s*$")
#: What parts the fields of a line, or a day beside them.
_FIELDS = re.compile(r"[:：]|\d\d")
_FIGURES = re.compile(r"\d\d")
#: What stands between names and a day.
_JOINTS = " ,|·•–—-"
#: What may stand before a line of a list that is a byline.
_BULLETS = "•·‣▪◦●○■□ "
#: A label that stands right behind a name, as converters join two elements: `Ann LeePublished:`.
_GLUED = re.compile(r"(?<=[a-zà-ÿ])[A-ZÀ-Þ][a-zà-ÿ]+:$")
#: What parts the pieces of a menu or of a page's place in its site; so many pieces of so many
#: words. judged
_MENU_SIGNS, _MENU_PIECES, _PIECE_WORDS = re.compile(r"(?<!\s)\s++[|·•›»>/→]\s++"), 3, 2
#: What parts a headline from the site's name behind it.
_TITLE_SIGN = re.compile(r"(?<!\s)\s++[|·•›»–—-]\s++(?!.*\s[|·•›»–—-]\s)")
#: How Markdown marks a heading.
_MARK, _MARK_BEHIND = re.compile(r"#{1,6}[ \t]+"), " \t#"


def read_cell(text: str, order: Order | None) -> PrintedDate | None:
    """The day in a printed page's first line, which stands apart by blanks from the page's number:
    `Thursday 5 March 2026          Page 3`.
    """
    cells = _CELLS.split(text)
    if not 1 < len(cells) <= _MOST_CELLS or any(len(cell) > _CELL_CHARS for cell in cells):
        return None
    days = [day for cell in cells if (day := parse_printed_date(cell, order=order))]
    return days[0] if len(days) == 1 else None


def is_headline_like(text: str) -> bool:
    """Whether a line could be a headline: no button, list item, credit, fragment of a menu or
    finished sentence.
    """
    is_long = len(text) >= _TITLE_CHARS and estimate_words(text) >= _TITLE_WORDS
    return is_long and _is_apart(text)


def may_head(text: str) -> bool:
    """Whether a line under a site's name may be the headline: as `is_headline_like`, and shorter
    ones (`Clock comes home`), but none that goes on in the next line.
    """
    return _has_words(text) and _is_apart(text) and text[-1] not in _GOES_ON


def _is_apart(text: str) -> bool:
    if is_terminated(text) and text[-1] not in '?？!！"”’»」':
        return False
    return (
        len(text) <= _MOST_TITLE_CHARS
        and not is_bullet(text)
        and not is_chrome(text)
        and any(c.isalpha() for c in text)
        and not is_credit(text)
    )


def _has_words(text: str) -> bool:
    return count_words(text) > _PIECE_WORDS or estimate_words(text) >= _TITLE_WORDS


def is_menu(text: str) -> bool:
    """Whether a line is a menu or says where in the site a page stands: three short pieces and
    more, with signs between them: `Home | News | Sport`, `Home › News › Harbours`.
    """
    pieces = _MENU_SIGNS.split(text)
    return len(pieces) >= _MENU_PIECES and all(count_words(p) <= _PIECE_WORDS for p in pieces)


def is_site_name(text: str) -> bool:
    """Whether a line over a headline may be the name of a site or of a section: a word or two that
    are short, or a few with a word of papers' names: `The Halvern Gazette`. Of 637 right headlines
    of the parts train and choose none is. measured: benchmarks/quality/text.py --titles
    """
    if is_terminated(text):
        return False
    words = text.casefold().split()
    return not _has_words(text) or (len(words) <= _LONG_NAME and not BODIES.isdisjoint(words))


def cut_title(text: str) -> list[str]:
    """What stands on either side of the last sign between a headline and a site's name: `Rain at
    last | Halvern Gazette` gives both; a line without one gives none.
    """
    found = _TITLE_SIGN.search(text)
    return [text[: found.start()], text[found.end() :]] if found else []


def holds_day(text: str) -> bool:
    """Whether a line prints a day beside few other words, as the lines between a headline and its
    text do: `来源：河口日报 2026-03-05 08:12`, `Portlight, 5 March 2026`; no sentence, and no
    heading that tells of a day: `What happened on 5 March 2026`.
    """
    if is_terminated(text):
        return False
    said = read_line(text)
    found = said.published or said.updated
    if found is None or said.words > _BESIDE_DAY:
        return False
    return said.is_labelled or not is_told_of(text, said)


def is_told_of(text: str, said: LineDates) -> bool:
    """Whether a line's day is part of a sentence: a word in lower case stands before it, and is not
    joined to it as a converter joins two elements (`calendarApr 16, 2026`).
    """
    before = part_days(text)[: said.start]
    return text.startswith(before) and _IN_SENTENCE.search(before) is not None


def is_header(labels: Labels, i: int) -> bool:
    """Whether a line is of an article's header: it is a day, holds one, or names the writer."""
    text = labels.texts[i]
    return labels.dates[i] is not None or read_names(text) is not None or holds_day(text)


def is_edition(i: int, found: PrintedDate) -> bool:
    """Whether a day is that of a newspaper's edition: with its weekday in a page's first lines."""
    return i < MASTHEAD and found.fits_weekday is not None


def unmark_heading(text: str) -> str:
    """A heading without Markdown's signs around it: `## The vote` is `The vote`."""
    mark = _MARK.match(text)
    return (mark and text[mark.end() :].rstrip(_MARK_BEHIND)) or text


def read_names(text: str) -> str | None:
    """The names of a byline, or those that a label in a line of several fields gives:
    `来源：河口日报 作者：王小明`.
    """
    if (name := read_byline(text)) or not _FIELDS.search(text):
        return name
    return ", ".join(next(read_labelled([text]), ())) or None


def read_byline(text: str) -> str | None:
    """The names of a byline, as printed: `By Ann Lee and Bo Kim` gives `Ann Lee and Bo Kim`; a
    sentence gives none.
    """
    if len(text) > 120 or (is_terminated(text) and not text.endswith(".")):
        return None
    said = _behind_label(text.lstrip(_BULLETS))
    if not said:
        is_tail = not text.isascii() and BYLINE_TAIL.fullmatch(text)  # no such office is ASCII
        return text if is_tail else None
    name = said.strip(" |,·-–")
    words = name.split()
    capital = sum(
        w[:1] != w[:1].lower() or not w[:1].isalpha() or w[:1].lower() == w[:1].upper()
        for w in words
    )
    return (
        name
        if words
        and name[0] == name[0].upper()
        and name[0].isalpha()
        and len(words) <= 14
        and capital * 2 >= len(words)
        else None
    )


def _behind_label(text: str) -> str | None:
    """What a line says behind what opens a byline: of labels that only some languages have, behind
    their colon; a headline may begin with `Interview:`.
    """
    if found := BYLINE.fullmatch(text):
        return found["name"]
    label = LABEL.match(text)
    opening = label[0].rstrip() if label else ""
    is_sure = opening.endswith((":", "：")) and not opening.casefold().startswith("interview")
    return text[label.end() :] if label and is_sure else None


def without_date(name: str, *, order: Order | None) -> str | None:
    """A byline's names without the date behind them, and without what a bar or a figure begins:
    `Ann Lee, 8 March 2026` and `Ann Lee | Harbours | 4 min read` give `Ann Lee`.
    """
    name = part_days(name)
    said = read_line(name, order=order)
    if not (said.published or said.updated):
        return cut_name(name).rstrip(_JOINTS) or None
    cut = next((i for i, c in enumerate(name) if c.isdigit()), len(name))
    words = _GLUED.sub("", name[: min(cut, said.start)].rstrip(_JOINTS)).split(" ")
    while words and is_date_word(words[-1].strip(":").casefold()):
        words.pop()
    return cut_name(" ".join(words)).rstrip(_JOINTS) or None


def is_anothers(labels: Labels, own: Collection[str], i: int, said: LineDates) -> bool:
    """Whether the day of a line without a label is that of an edition, is told of in a sentence, or
    stands in or beside a headline that is none of the article's `own` lines.
    """
    text, found = labels.texts[i], said.published or said.updated
    if said.is_labelled:
        return False
    if is_told_of(text, said) or (found is not None and is_edition(i, found)):
        return True
    if said.words > _WORDS_OF_DAY and read_names(text) is None:
        return True
    beside = {*range(max(i - _CARD_LINES, 0), i), min(i + 1, len(labels.texts) - 1)} - {i}
    return any(labels.texts[k] not in own and _is_headline(labels, k) for k in beside)


def _is_headline(labels: Labels, i: int) -> bool:
    text = labels.texts[i]
    return (
        labels.lines.words[i] >= _HEADLINE_WORDS
        and is_headline_like(text)
        and not is_byline_like(text)
        and not _FIGURES.search(text)
    )


def is_byline_like(text: str) -> bool:
    """Whether a line of a header's length names the writer."""
    return len(text) <= BYLINE_CHARS and read_names(text) is not None
