"""Page -> the people who wrote its article, agencies and photo credits: as JSON-LD or `<meta>`
states them, as the markup marks them, as the header prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from transforms.parse.html.fields.json_ld import one_line, read_names
from transforms.parse.html.fields.people import LONGEST_NAME, People, read_people
from transforms.parse.html.markup.attributes import classify_attributes
from transforms.parse.html.markup.document import Document
from transforms.parse.html.markup.tags import BREAK, LINK, RULE
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words.bylines import LABEL, OTHERS_PART
from transforms.words.html_classes import BYLINE_CLASS, BYLINE_MARKS, CATEGORIES
from transforms.words.links import AUTHOR_PATH

AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author_name",
    "og:article:author",
    "byl",
)
#: A heading's header holds its byline within so many ancestors.
_CLIMB = 5
#: So many tags before and behind the heading are the header; so many words make a paragraph, behind
#: the second of which it has ended. judged
_BEFORE, _BEHIND, _PROSE_WORDS, _PARAGRAPHS = 60, 500, 30, 2
_LONGEST_LINE = 200
#: With what a name ends that a line goes on behind: a day, a clock time, a bar.
_NAME_END = re.compile(
    r"(?<!\s)\s*+(?:[|·•│]|(?<=\s)[–—-]\s|\d"
    r"|\bon\s++(?=(?:mon|tue|wed|thu|fri|sat|sun)\w*+\b|[a-z]++\.?+\s++\d|\d)"
    r"|\b(?:am|le|el|il|den)\s++(?=\d)"
    rf"|\b(?:published|updated|posted|last|created|in)\b\s|:\s|\b(?:{OTHERS_PART})\b)"
    r"|(?<!\s),?+\s*+\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?+\s++\d",
    re.IGNORECASE,
)
#: What parts a header's line: `5 March · Ann Lee`.
_PIECES = re.compile(r"\s[|·•│]\s")
#: A label that is a line of its own, and one that is sure wherever it stands.
_ALONE = re.compile(
    r"(?:written |posted |published )?by|authors?|writers?|reporters?|von|autor(?:in|en)?|text"
    r"|par|por|auteure?s?|autora?|autore|door|автор|作者|記者|记者|執筆者?|글",
    re.IGNORECASE,
)
_SURE = re.compile(r"\w+ (?:by|von|par|por|da|av)\b|[^\s:：]{2,12}\s?[:：]", re.IGNORECASE)
_NAME_CLASS = re.compile(r"author[-_]{0,2}(?:box|bio|card|info)?[-_]{0,2}name", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ]\.?)?(?: [A-ZÀ-Þ][\w'’-]+){1,2}")
_NEAR_LINKS, _SHORT_LINES = 120, 12
_NOT_HERE = frozenset(["aside", "nav", "footer", "ul", "ol", "form"])
_COMMENT = 1 << CATEGORIES.index("comment")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its tags and its text."""

    start: int
    stop: int
    text: str


def find_authors(
    article: dict[str, Any],
    nodes: list[dict[str, Any]],
    meta: dict[str, str],
    page: Document,
    known: set[str],
    heading: int | None,
) -> People:
    """The people of the first source that names any, agencies and credits of all; `known` are
    squashed names of the site, which is nobody.
    """
    stated = [list(read_names(article.get("author"), nodes))]
    stated += [[line] for name in AUTHOR_META if (line := one_line(meta.get(name, "")))]
    sources = [read_people(lines, known) for lines in stated]
    named = [s for s in sources if s.names]
    if not named:
        for lines in _printed(page, heading):
            sources.append(read_people(lines, known))
            if sources[-1].names:
                named = [sources[-1]]
                break
    if not named:
        named = [s for s in [read_people(_marked_authors(page, heading), known)] if s.names]
    return People(
        named[0].names if named else [],
        list(dict.fromkeys(a for s in sources for a in s.agencies)),
        list(dict.fromkeys(c for s in sources for c in s.credits)),
    )


def split_names(byline: str) -> Iterator[str]:
    """The people of a byline: `"By Ann Lee, Bo Ek and Cy Day"` names three; addresses and handles
    name nobody.
    """
    yield from read_people([byline]).names


def find_printed_byline(page: Document, heading: int | None) -> list[str]:
    """The people that the header around a heading prints, `["Ann Lee"]`."""
    return next((p.names for p in map(read_people, _printed(page, heading)) if p.names), [])


def _printed(page: Document, heading: int | None) -> Iterator[list[str]]:
    """Lines that may be the byline, the likeliest first: in elements of the header whose class
    speaks of an author, and behind a word such as `By`.
    """
    marked = [tag for tag in page.tags_saying(*BYLINE_MARKS) if _is_author(page.values(tag))]
    if heading is not None:
        for level in list(page.ancestors(heading))[:_CLIMB]:
            start, stop = page.nesting.at[level], page.nesting.end[level]
            if page.names[start] == "body":
                break
            for tag in [t for t in marked if start < t < stop and t != heading][:10]:
                if not _in_card(page, tag, level) and (lines := _marked_lines(page, tag)):
                    yield lines
    header = list(_header_lines(page, heading))
    yield from _labelled([line.text for line in header])
    yield from _linked(page, heading)
    yield from _named_boxes(page, marked)
    yield from _labelled([line.text for line in _lines(page, 1, len(page.names))], is_far=True)
    yield from _confirmed(page, header)


def _linked(page: Document, heading: int | None) -> Iterator[list[str]]:
    """The names in links to authors' pages in the header."""
    if heading is None:
        return
    stop = min(heading + _NEAR_LINKS, len(page.names))
    tags = [t for t in range(max(heading - _BEFORE, 0), stop) if page.kinds[t] == LINK]
    names = [page.text_of(t) for t in tags if _leads_to_author(page.values(t))]
    if found := [name for name in dict.fromkeys(names) if _is_byline(name)]:
        yield found


def _named_boxes(page: Document, marked: list[int]) -> Iterator[list[str]]:
    """The one name that boxes about the author give, wherever they stand."""
    boxes = [t for t in marked if _NAME_CLASS.search(page.attributes[t])][:20]
    names = [page.text_of(t) for t in boxes if not _in_comment(page, t)]
    named = list(dict.fromkeys(n for n in names if _is_byline(n)))
    if len(named) == 1:
        yield named


def _confirmed(page: Document, lines: list[Line]) -> Iterator[list[str]]:
    """A short line of the header that is a name, where a portrait or a sentence elsewhere says the
    same name.
    """
    for line in lines[:_SHORT_LINES]:
        name = line.text
        if _PLAIN_NAME.fullmatch(name) and (
            any(f'alt="{name}"' in a for a in page.attributes[max(line.start - 20, 0) : line.stop])
            or any(_says(text, name) for text in page.texts[line.stop :])
        ):
            yield [name]


def _says(text: str, name: str) -> bool:
    """Whether a text tells of somebody: `Ann Lee is a reporter`, `written by Ann Lee`."""
    return name in text and (
        text.lstrip().startswith((name + " is ", name + " ist ", name + " est ", name + " es "))
        or f"by {name}" in text
        or text.strip() == f"About {name}"
    )


def _marked_lines(page: Document, tag: int) -> list[str]:
    """The names in an element that is marked as a byline: of several links each, else its text."""
    tags = [i for i in page.tags_inside(tag) if page.kinds[i] == LINK and page.text_of(i)][:10]
    to_authors = [i for i in tags if _leads_to_author(page.values(i))]
    links = [page.text_of(i) for i in to_authors or tags]
    for lines in (links if to_authors or len(links) > 1 else [], [page.text_of(tag)], links):
        names = [cut for line in lines if (cut := _cut(line)) and _is_byline(cut)]
        if any(read_people([name]).names for name in names):
            return names
    return []


def _leads_to_author(values: dict[str, str]) -> bool:
    """Whether a link is to an author's page."""
    path = split_url(values.get("href")).path
    is_handle = path.startswith("/@") and path.count("/") == 1
    return "author" in values.get("rel", "").split() or is_handle or bool(AUTHOR_PATH.search(path))


def _labelled(lines: list[str], *, is_far: bool = False) -> Iterator[list[str]]:
    """Lines that begin as bylines do, or stand behind a line that is the label alone. Far from the
    header only labels of several words count, or with a colon, and only a line of names.
    """
    for line, behind in pairwise([*lines, ""]):
        if len(line) > _LONGEST_LINE or (is_far and not _SURE.match(line)):
            continue
        for part in _PIECES.split(line)[:3]:
            label = LABEL.match(part)
            said = part[label.end() :] if label else ""
            if not said and (label or _ALONE.fullmatch(part)):
                said = _PIECES.split(behind)[0]
            cut = _cut(said)
            if cut and _is_byline("By " + cut) and (not is_far or cut == said.strip()):
                yield [cut]


def _header_lines(page: Document, heading: int | None) -> Iterator[Line]:
    """The page's lines behind the heading until two paragraphs have passed, then those before."""
    if heading is None:
        return
    paragraphs = 0
    for line in _lines(page, page.end_of(heading) - 1, min(heading + _BEHIND, len(page.names))):
        yield line
        paragraphs += count_words(line.text) >= _PROSE_WORDS
        if paragraphs == _PARAGRAPHS:
            break
    yield from _lines(page, max(1, heading - _BEFORE), heading)


def _lines(page: Document, start: int, stop: int) -> Iterator[Line]:
    ends = [
        tag
        for tag in range(start, stop)
        if page.kinds[tag] and (abs(page.kinds[tag]) <= RULE or abs(page.kinds[tag]) == BREAK)
    ]
    for begin, end in pairwise([start, *ends, stop]):
        if text := page.text(begin, end):
            yield Line(begin, end, text)


def _marked_authors(page: Document, heading: int | None) -> list[str]:
    """The names that the markup says are authors' wherever they stand: of links to them, and of
    microdata.
    """
    marked = []
    for tag in page.tags_saying("author"):
        values = page.values(tag)
        if page.names[tag] == "a" and "author" in values.get("rel", "").split():
            marked.append(tag)
        inside = page.tags_inside(tag) if "author" in values.get("itemprop", "").split() else ()
        marked += [
            i
            for i in inside
            if "name" in page.attributes[i] and page.values(i).get("itemprop") == "name"
        ]
    return [
        line
        for tag in sorted(set(marked))[:10]
        if (line := page.text_of(tag)) and count_words(line) <= 8 and not _in_comment(page, tag)
    ]


def _is_author(values: dict[str, str]) -> bool:
    return bool(BYLINE_CLASS.search(values.get("class", ""))) or "author" in (
        *values.get("itemprop", "").split(),
        *values.get("rel", "").split(),
    )


def _cut(line: str) -> str:
    """The beginning of a line before a day, a time or a bar."""
    opening = LABEL.match(line)
    start = opening.end() if opening else 0
    end = _NAME_END.search(line, start)
    return line[: end.start() if end else len(line)].strip()


def _is_byline(line: str) -> bool:
    """Whether a line is names and no more: two to eight words, no figures, no sentence; `By Ann
    Lee` is one.
    """
    opening = LABEL.match(line)
    bare = line[opening.end() :] if opening else line
    names = bare.split()
    is_dense = bool(names) and all(ord(n[0]) > _FIRST_DENSE for n in names)
    is_named = len(names) >= 2 or opening is not None or (is_dense and len(bare) >= 2)
    is_plain = len(line.split()) <= 12 and not re.search(r"[\d!?…@]", bare)
    return (
        bool(names)
        and is_named
        and is_plain
        and len(bare) <= LONGEST_NAME
        and all(map(_begins_name, names))
    )


#: Characters from here on are of scripts written without blanks.
_FIRST_DENSE = 0x2E80


def _begins_name(word: str) -> bool:
    """Whether a word may stand in a name: with a capital, in a script that has none, or short."""
    first = word[0]
    return not first.isalpha() or not first.islower() or len(word) < 4


def _in_comment(page: Document, tag: int) -> bool:
    return any(
        classify_attributes(page.attributes[page.nesting.at[e]])[0] & _COMMENT
        for e in list(page.ancestors(tag))[:_CLIMB]
        if page.name_of(e) != "body"
    )


def _in_card(page: Document, tag: int, level: int) -> bool:
    """Whether an element below `level` stands in a list, an aside or a form, or among comments."""
    for element in page.ancestors(tag):
        if element == level:
            break
        attributes = page.attributes[page.nesting.at[element]]
        if page.name_of(element) in _NOT_HERE or classify_attributes(attributes)[0] & _COMMENT:
            return True
    return False
