"""Page -> the people who wrote its article, agencies and photo credits: as JSON-LD or `<meta>`
states them, as the markup marks them, as the header prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from transforms.parse.html.fields.byline_lines import (
    BEFORE,
    cut_name,
    header_lines,
    is_byline,
    read_beside_days,
    read_labelled,
)
from transforms.parse.html.fields.json_ld import one_line, read_names
from transforms.parse.html.fields.people import PLAIN_NAME, People, is_body, read_people
from transforms.parse.html.markup.attributes import written_class
from transforms.parse.html.markup.document import Document, Line
from transforms.parse.html.markup.tags import LINK
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.urls import split_url
from transforms.words.bylines import WRITTEN_BY
from transforms.words.html_classes import AUTHOR_MARK, BYLINE_CLASS, BYLINE_MARKS, bits_of
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
#: A heading's header holds its byline within so many ancestors. judged
_CLIMB = 5
_NAME_CLASS = re.compile(r"author[-_]{0,2}(?:box|bio|card|info)?[-_]{0,2}name", re.IGNORECASE)
_OF_AUTHOR = re.compile(r"author[-_]{0,2}(?:bio|desc|title|job|role|position)", re.IGNORECASE)
_AUTHOR_QUERY = re.compile(r"(?:^|&)_?author(?:_name)?=")
#: So many tags behind the heading are looked at for links to authors, and so many lines of the
#: header. judged
_NEAR_LINKS, _SHORT_LINES, _BESIDE = 120, 12, 3
_NOT_HERE = frozenset(["aside", "nav", "footer", "ul", "ol", "form"])
_IS_PROPERTY = re.compile(r"(?:itemprop|property)\s*=", re.IGNORECASE)
_COMMENT = bits_of("comment")


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
    stated += [[meta[f"twitter:data{no}"]] for no in (1, 2) if _is_written_by(meta, no)]
    sources = [read_people(lines, known) for lines in stated]
    named = [s for s in sources if s.names]
    if named:
        named = [_fullest(named, page, heading, known, is_meta=not sources[0].names)]
    else:
        for lines in _printed(page, heading):
            sources.append(read_people(lines, known))
            if sources[-1].names:
                named = [sources[-1]]
                break
    if not named:
        named = [s for s in [read_people(_marked_authors(page), known)] if s.names]
    return People(
        named[0].names if named else [],
        list(dict.fromkeys(a for s in sources for a in s.agencies)),
        list(dict.fromkeys(c for s in sources for c in s.credits)),
    )


def _fullest(
    stated: list[People], page: Document, heading: int | None, known: set[str], *, is_meta: bool
) -> People:
    """The people of an article, of which `stated` are those that the page states, the likeliest
    statement first.

    Where the header prints a byline of other people, or (`is_meta`: only `<meta>` states any) has
    one link to an author, these count. Else it is the first statement, or whatever names the same
    people and more.
    """
    first = stated[0]
    printed = (read_people(lines, known) for lines in _labelled_header(page, heading))
    said = next((p for p in printed if p.names), first)
    if said is first and is_meta:
        linked = next((read_people(lines, known) for lines in _linked(page, heading)), first)
        said = linked if len(linked.names) == 1 else first
    line = read_people(_linked_line(page, heading), known)
    is_named = any(PLAIN_NAME.fullmatch(n) or len(n.split()) > 1 for n in said.names)
    if is_named and not _is_same(said, first):
        return said
    wider = [s for s in (*stated[1:], said, line) if _is_wider(s, first)]
    return max(wider, key=lambda s: len(s.names), default=first)


def _is_same(one: People, other: People) -> bool:
    """Whether two statements have a person in common: `Ann Lee` and `Ann Lee, editor` are one."""
    ours, theirs = _names_of(one), _names_of(other)
    return any(a.startswith(b) or a.endswith(b) or b.endswith(a) for a in ours for b in theirs)


def _names_of(people: People) -> set[str]:
    """The folded names of people."""
    return {fold_name(name) for name in people.names}


def _is_wider(other: People, first: People) -> bool:
    """Whether the `other` statement names everybody whom the `first` names, perhaps with a title,
    and somebody more.
    """
    own = _names_of(first)
    more = [n for n in other.names if not any(fold_name(n).endswith(name) for name in own)]
    return (
        len(other.names) - len(more) == len(own) > 0
        and len(more) > 0
        and all(PLAIN_NAME.fullmatch(n) and not is_body(n) for n in more)
    )


def _labelled_header(page: Document, heading: int | None) -> Iterator[list[str]]:
    """What the header says behind a label such as `By`, near the heading."""
    lines = list(islice(header_lines(page, heading), _SHORT_LINES))
    yield from read_labelled([line.text for line in lines if line.start > (heading or 0)])


def _is_written_by(meta: dict[str, str], no: int) -> bool:
    """Whether the card for social networks names its author in this line."""
    label = meta.get(f"twitter:label{no}", "").casefold().strip(" :")
    return label in WRITTEN_BY and f"twitter:data{no}" in meta


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
    marked = [
        tag
        for tag in page.tags_saying(*BYLINE_MARKS)
        if _may_be_author(page.attributes[tag]) and _is_author(page.values(tag))
    ]
    if heading is not None:
        for level in list(page.ancestors(heading))[:_CLIMB]:
            start, stop = page.nesting.at[level], page.nesting.end[level]
            if page.names[start] == "body":
                break
            for tag in [t for t in marked if start < t < stop and t != heading][:10]:
                if not _in_card(page, tag, level) and (lines := _marked_lines(page, tag)):
                    yield lines
    header = list(header_lines(page, heading))
    yield from read_labelled([line.text for line in header])
    yield from _linked(page, heading)
    yield from _named_boxes(page, marked)
    yield from read_labelled([line.text for line in page.lines(1, len(page.names))], is_far=True)
    yield from _confirmed(page, header)
    yield from read_beside_days([line.text for line in header[:_SHORT_LINES]])


def _linked(page: Document, heading: int | None) -> Iterator[list[str]]:
    """The names in links to authors' pages in the header."""
    if heading is None:
        return
    stop = min(heading + _NEAR_LINKS, len(page.names))
    tags = [t for t in range(max(heading - BEFORE, 0), stop) if page.kinds[t] == LINK]
    names = [page.text_of(t) for t in tags if _leads_to_author(page.values(t))]
    if found := [name for name in dict.fromkeys(names) if is_byline(name)]:
        yield found


def _linked_line(page: Document, heading: int | None) -> list[str]:
    """The names in the header's first line of several links to authors' pages, and no more."""
    for line in islice(header_lines(page, heading), _SHORT_LINES):
        tags = [t for t in range(line.start, line.stop) if page.kinds[t] == LINK]
        names = [page.text_of(t) for t in tags if _leads_to_author(page.values(t))]
        if len(names) > 1 and read_people([line.text]).names == names:
            return names
    return []


def _named_boxes(page: Document, marked: list[int]) -> Iterator[list[str]]:
    """The one name that boxes about the author give, wherever they stand."""
    boxes = [t for t in marked if _NAME_CLASS.search(page.attributes[t])][:20]
    names = [page.text_of(t) for t in boxes if not _in_comment(page, t)]
    named = list(dict.fromkeys(n for n in names if is_byline(n)))
    if len(named) == 1:
        yield named


def _confirmed(page: Document, lines: list[Line]) -> Iterator[list[str]]:
    """A short line of the header that is a name, where a portrait or a sentence elsewhere says the
    same name, or what stands beside it is called an author's.
    """
    for line in lines[:_SHORT_LINES]:
        name = line.text
        if PLAIN_NAME.fullmatch(name) and (
            any(f'alt="{name}"' in a for a in page.attributes[max(line.start - 20, 0) : line.stop])
            or (
                name in "\0".join(page.texts[line.stop :])
                and any(_says(text, name) for text in page.texts[line.stop :])
            )
            or any(map(_OF_AUTHOR.search, page.attributes[line.stop : line.stop + _BESIDE]))
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
    inside = page.tags_inside(tag)
    named = [i for i in inside if _NAME_CLASS.search(page.attributes[i])][:10]
    if names := [name for i in named if is_byline(name := page.text_of(i))]:
        return list(dict.fromkeys(names))
    tags = [i for i in inside if page.kinds[i] == LINK and page.text_of(i)][:10]
    to_authors = [i for i in tags if _leads_to_author(page.values(i))]
    links = [page.text_of(i) for i in to_authors or tags]
    for lines in (links if to_authors or len(links) > 1 else [], [page.text_of(tag)], links):
        names = [cut for line in lines if (cut := cut_name(line)) and is_byline(cut)]
        if any(read_people([name]).names for name in names):
            return names
    return []


def _leads_to_author(values: Mapping[str, str]) -> bool:
    """Whether a link is to an author's page."""
    address = split_url(values.get("href"))
    path = address.path
    is_handle = path.startswith("/@") and path.count("/") == 1
    return (
        "author" in values.get("rel", "").split()
        or is_handle
        or bool(AUTHOR_PATH.search(path) or _AUTHOR_QUERY.search(address.query))
    )


def _marked_authors(page: Document) -> list[str]:
    """The names that the markup says are authors' wherever they stand: of links to them, and of
    microdata.
    """
    marked = []
    for tag in page.tags_saying(AUTHOR_MARK):
        values = page.values(tag)
        if page.names[tag] == "a" and "author" in values.get("rel", "").split():
            marked.append(tag)
        inside = page.tags_inside(tag) if "author" in _properties(values) else ()
        marked += [
            i
            for i in inside
            if _IS_PROPERTY.search(page.attributes[i]) and "name" in _properties(page.values(i))
        ]
    return [
        line
        for tag in sorted(set(marked))[:10]
        if (line := page.text_of(tag)) and count_words(line) <= 8 and not _in_comment(page, tag)
    ]


def _is_author(values: Mapping[str, str]) -> bool:
    return bool(BYLINE_CLASS.search(values.get("class", ""))) or "author" in (
        *_properties(values),
        *values.get("rel", "").split(),
    )


def _properties(values: Mapping[str, str]) -> list[str]:
    """What an element is by microdata or RDFa, without a vocabulary: `schema:author` is
    `author`.
    """
    said = f"{values.get('itemprop', '')} {values.get('property', '')}"
    return [word.rpartition(":")[2] for word in said.split()]


def _may_be_author(attributes: str) -> bool:
    """Whether a tag may be marked as an author's: by its class alone, where that is written as most
    are.
    """
    said = written_class(attributes, "temprop", "roperty", "rel=")
    return said is None or BYLINE_CLASS.search(said) is not None


def _in_comment(page: Document, tag: int) -> bool:
    """Whether an element around a tag is called a reader's comment."""
    return page.is_within(tag, _COMMENT, levels=_CLIMB)


def _in_card(page: Document, tag: int, level: int) -> bool:
    """Whether an element below `level` stands in a list, an aside or a form, or among comments."""
    for element in page.ancestors(tag):
        if element == level:
            break
        if page.name_of(element) in _NOT_HERE or page.categories_of(element) & _COMMENT:
            return True
    return False
