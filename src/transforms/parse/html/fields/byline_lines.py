"""The lines of a page that may be a byline -> what they name: behind a label such as `By`, before a
day or beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from transforms.parse.dates.reading import is_date_word, read_dates
from transforms.parse.html.fields.people import LONGEST_NAME, PLAIN_NAME, is_agency, is_body
from transforms.parse.html.markup.document import Document, Line
from transforms.text.scripts import KANA_AND_HAN
from transforms.text.word_counts import count_words
from transforms.words.bylines import (
    BYLINE_TAIL,
    CREDENTIAL,
    INNER_LABEL,
    INNER_WORD,
    LABEL,
    NAME_JOINT,
    OTHERS_PART,
    OUR_OFFICE,
    PHOTO,
    ROLE,
)
from transforms.words.dates import weekday_names

#: So many tags before and behind the heading are the header; so many words make a paragraph, behind
#: the second of which it has ended. judged
BEFORE, _BEHIND, _PROSE_WORDS, _PARAGRAPHS = 60, 500, 30, 2
_LONGEST_LINE = 200
#: With what a name ends that a line goes on behind: a day, a clock time, a bar.
_NAME_END = re.compile(
    r"(?<!\s)\s*+(?:[|·•│]|(?<=\s)[–—-]\s|(?<![^\W\d_])\d"
    r"|\bon\s++(?=(?:mon|tue|wed|thu|fri|sat|sun)\w*+\b|[a-z]++\.?+\s++\d|\d)"
    r"|\b(?:am|le|el|il|den)\s++(?=\d)"
    r"|,?\s++(?:(?:valo)?kuvat?|fotos?|bild)\s"
    r"|(?-i:\b(?:for|für|pour|voor)\s++(?=[A-Z]))"
    rf"|\b(?:(?:published|updated|posted|created)(?:\s|:|$)|(?:last|in)\s)|:\s|\b(?:{OTHERS_PART})\b"
    r"|\bon behalf of\b)"
    rf"|(?<![\s,;/])[\s,;/]++(?:[^\s@,;/]++@\S|{PHOTO.pattern})"
    r"|(?<!\s),?+\s*+\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?+\s++\d",
    re.IGNORECASE,
)
#: What parts a header's line: `5 March · Ann Lee`, `来源：老城晚报 作者：周雨亭`.
_PIECES = re.compile(
    rf"\s[|·•│]\s|\s(?=[{KANA_AND_HAN}]{{1,5}}\s?[:：])"
    r"|\s(?=(?:autor(?:ka|in)?|authors?|автор|текст|autore|auteur|penulis|yazar|szerző)\s?:)",
    re.IGNORECASE,
)
_PARTING_SIGNS = frozenset("|·•│:：")
#: So many of them are asked. judged
_MOST_PIECES = 6
#: A label that is a line of its own, and one that is sure wherever it stands.
_ALONE = re.compile(
    r"(?:written |posted |published )?by|authors?|writers?|reporters?|von|autor(?:in|en)?|text"
    r"|autor(?:in)?/autor(?:in)?|par|por|auteure?s?|autora?|autore|door|автор|作者|記者|记者|執筆者?|글"
    r"|szerző|írta|penulis|oleh|kirjoittaja|teksti|tekst|συντάκτης|yazar|muhabir|기자명",
    re.IGNORECASE,
)
#: Such a label that can only be one.
_OFFICE = re.compile(
    r"(?:about the )?authors?|(?:written|posted) by|autor(?:in|en)?|autor(?:in)?/autor(?:in)?"
    r"|auteure?s?|autora?|autore|автор|作者|執筆者?|szerző|írta|penulis|kirjoittaja|συντάκτης|기자명",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d\d")
#: A time of day behind a day, and what stands between days and names.
_CLOCK = re.compile(
    r"^,?\s*(?:at |um |à |a las )?\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s?(?:uhr|h|[ap]\.?m\.?))?\b",
    re.IGNORECASE,
)
#: A line with two figures within so many characters opens with a day. judged
_OPENING_DAY = 14
#: A line that goes on for more words behind a name is a sentence or a headline. judged
_MOST_BEHIND = 6
#: Behind a label that is a line of its own a name has no more words. judged
_MOST_WORDS = 5
#: An office has no more words. judged
_OFFICE_WORDS = 4
_AFTER_DAY = re.compile(r"\d\s*[-–—|·•│]\s+[^\W\d_]")
_PARTING = " -–—|·•│,:/"
_SURE = re.compile(
    r"autor(?:in)?/|(?:\w+ ){1,4}(?:by|von|par|por|da|av)\b|[^\s:：]{2,12}\s?[:：]", re.IGNORECASE
)


def read_labelled(lines: list[str], *, is_far: bool = False) -> Iterator[list[str]]:
    """Lines that begin as bylines do, or stand behind a line that is the label alone. Far from the
    header only labels of several words count, with a colon, or that are a line before one of names.
    """
    for line, behind in pairwise([*lines, ""]):
        if len(line) > _LONGEST_LINE:
            continue
        if "@" in line and BYLINE_TAIL.fullmatch(line):
            yield [cut_name(line)]
        if is_far and not _SURE.match(line):
            names = first_names(behind) if _OFFICE.fullmatch(line) else []
            if names and len(names) == len(NAME_JOINT.split(behind.strip(_PARTING))):
                yield names
            continue
        for part in _cut(line)[:_MOST_PIECES]:
            if names := _behind_label(part, behind, is_far=is_far):
                yield names


def _cut(line: str) -> list[str]:
    """The pieces of a line: most have no sign that parts any."""
    return [line] if _PARTING_SIGNS.isdisjoint(line) else _PIECES.split(line)


def _behind_label(part: str, behind: str, *, is_far: bool) -> list[str]:
    """What a part of a line names behind its label, which may stand on the line before."""
    label = LABEL.match(part)
    said = part[label.end() :] if label else ""
    # what such a line ends with is no ASCII
    if not label and not is_far and not part.isascii() and BYLINE_TAIL.fullmatch(part):
        return [cut_name(part)]
    if not label and not is_far:
        said = _behind_day(part)
    is_next = not said and bool(label or _ALONE.fullmatch(part))
    if is_next:
        said = _cut(behind)[0]
    said = OUR_OFFICE.sub("", said)
    if is_far and (names := first_names(said)):
        return names
    cut = cut_name(said)
    words = len(cut.split())
    is_cut_short = len(_no_date_words(said)) - words > _MOST_BEHIND
    is_list = is_next and words > _MOST_WORDS and not NAME_JOINT.search(cut)
    if not cut or is_cut_short or is_list or not is_byline("By " + cut):
        return []
    return [cut] if not is_far or cut == said.strip() else []


def _no_date_words(said: str) -> list[str]:
    """The words of a line that no date has."""
    words = (w.strip(".,:;()") for w in said.split())
    return [w for w in words if w and not w[0].isdigit() and not is_date_word(w.casefold())]


def first_names(said: str) -> list[str]:
    """The people that a line begins with, before what they are: of `Ann Lee and Bo Ek, teachers of
    botany` the two.
    """
    names = []
    for part in NAME_JOINT.split(said.strip(_PARTING + ".")):
        if not PLAIN_NAME.fullmatch(part) or is_body(part):
            break
        names.append(part)
    return names


def read_beside_days(lines: list[str]) -> Iterator[list[str]]:
    """Lines that are a day and a name behind a dash or a bar: `5 March 2026 - Ann Lee`; and lines
    of names with degrees, offices or agencies: `Ann Lee, MD; Bo Ek, PhD`, `Ann Lee, Reuters`.
    """
    for line in lines:
        parts = NAME_JOINT.split(line)
        told = [p for p in parts if _is_told(p)] if len(parts) > 1 else []
        if all(p in told or PLAIN_NAME.fullmatch(p) for p in parts) and any(
            p in told for p in parts[1:]
        ):
            yield [line]
        elif _AFTER_DAY.search(line):
            bare = without_days(line)
            if bare != line and PLAIN_NAME.fullmatch(bare):
                yield [bare]


def _is_told(part: str) -> bool:
    """Whether a part of a line says what the person named before it is, or for whom."""
    is_office = ROLE.search(part) is not None and len(part.split()) <= _OFFICE_WORDS
    return is_office or CREDENTIAL.fullmatch(part) is not None or is_agency(part)


def _behind_day(part: str) -> str:
    """What a line with a day says behind the last label in it: of `Posted on 5 March 2026 by Ann
    Lee` the name.
    """
    if not (_FIGURES.search(part) and INNER_WORD.search(part)):
        return ""  # as of most lines: their days need not be read
    bare = without_days(part)
    labels = list(INNER_LABEL.finditer(bare)) if bare != part else []
    return bare[labels[-1].end() :] if labels else ""


def without_days(line: str) -> str:
    """A short line without the days in it, and without what parts those from the rest: `5 March
    2026 - Ann Lee` is `Ann Lee`.
    """
    if not _FIGURES.search(line) or len(line) > _LONGEST_LINE:
        return line
    reading = read_dates(line)
    if len(reading.text) != len(line) or not reading.mentions:
        return line
    at, kept = 0, []
    for mention in reading.mentions:
        before = line[at : mention.start]
        is_weekday = before.strip(_PARTING).casefold() in weekday_names()
        kept.append("" if is_weekday else before)
        at = mention.end
    kept.append(_CLOCK.sub(" ", line[at:]))
    return " ".join(" ".join(kept).split()).strip(_PARTING)


def header_lines(page: Document, heading: int | None) -> Iterator[Line]:
    """The page's lines behind the heading until two paragraphs have passed, then those before;
    where there is no heading, the lines before the first paragraph.
    """
    if heading is None:
        prose = (t for t in page.tags_named("p") if count_words(page.text_of(t)) >= _PROSE_WORDS)
        first = next(prose, 0)
        yield from page.lines(max(1, first - BEFORE // 2), first)
        return
    paragraphs = 0
    for line in page.lines(page.end_of(heading) - 1, min(heading + _BEHIND, len(page.names))):
        yield line
        paragraphs += count_words(line.text) >= _PROSE_WORDS
        if paragraphs == _PARAGRAPHS:
            break
    yield from page.lines(max(1, heading - BEFORE), heading)


def cut_name(line: str) -> str:
    """The beginning of a line before a day, a time or a bar; a day before the name is left out."""
    whole = line
    if _FIGURES.match(line) or _FIGURES.search(line[:_OPENING_DAY]):
        line = without_days(line)
    opening = LABEL.match(line)
    start = opening.end() if opening else 0
    end = _NAME_END.search(line, start)
    if end is None and line == whole:
        return line.strip()
    words = line[: end.start() if end else len(line)].split()
    while len(words) > 2 and is_date_word(words[-1].casefold().strip(":")):
        words.pop()
    return " ".join(words)


def is_byline(line: str) -> bool:
    """Whether a line is names and no more: two to eight words, no figures, no sentence; `By Ann
    Lee` is one.
    """
    opening = LABEL.match(line)
    bare = line[opening.end() :] if opening else line
    parts = NAME_JOINT.split(bare)
    names = " ".join([p for p in parts if not ROLE.fullmatch(p.strip())] or parts).split()
    is_dense = bool(names) and all(ord(n[0]) > _FIRST_DENSE for n in names)
    is_named = len(names) >= 2 or opening is not None or (is_dense and len(bare) >= 2)
    is_plain = len(names) <= 12 and not re.search(r"(?<![^\W\d_])\d|[!?…@]", bare)
    return (
        bool(names)
        and is_named
        and is_plain
        and len(bare) <= LONGEST_NAME
        and all(map(_begins_name, names))
        and not all(n[0].islower() for n in names)
    )


#: Characters from here on are of scripts written without blanks. judged
_FIRST_DENSE = 0x2E80


def _begins_name(word: str) -> bool:
    """Whether a word may stand in a name: with a capital, in a script that has none, or short."""
    first = word[0]
    return not first.isalpha() or not first.islower() or len(word) < 4
