"""Page -> the names of its article's authors: as JSON-LD or `<meta>` states them, as the markup
marks them, as the header prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.parse.html.fields.json_ld import one_line, read_names
from transforms.parse.html.fields.sites import site_names
from transforms.parse.html.markup.document import Document
from transforms.text.folds import fold_name
from transforms.text.word_counts import count_words
from transforms.words.bylines import BY, NAME_JOINT
from transforms.words.html_classes import BYLINE_CLASS, BYLINE_MARKS

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
_LONGEST_NAME = 120


def find_authors(
    article: dict[str, Any],
    nodes: list[dict[str, Any]],
    meta: dict[str, str],
    page: Document,
    site: str | None,
    heading: int | None,
) -> list[str]:
    """Names from the first source that has any, then the byline that is printed; one that only
    names the site comes last.
    """
    sources = [list(read_names(article.get("author"), nodes))]
    sources += [[line] for name in AUTHOR_META if (line := one_line(meta.get(name, "")))]
    own = site_names(site, None)
    sources.append([] if any(_is_person(s, own) for s in sources) else _marked_authors(page))
    if person := next((s for s in sources if _is_person(s, own)), None):
        return person
    return find_printed_byline(page, heading) or next(
        (s for s in sources if _is_person(s, set())), []
    )


def split_names(byline: str) -> Iterator[str]:
    """The people of a byline: `"By Ann Lee, Bo Ek and Cy Day"` names three; addresses and handles
    name nobody.
    """
    for part in NAME_JOINT.split(BY.sub("", byline.strip())):
        name = BY.sub("", part.strip(" ,;|\u00a0"))
        is_address = "@" in name or name.startswith(("http", "www."))
        if name and len(name) <= _LONGEST_NAME and not is_address and re.search(r"[^\W\d_]", name):
            yield name


def find_printed_byline(page: Document, heading: int | None) -> list[str]:
    """The byline in the header around a heading: a short element whose class speaks of an author,
    `["By Ann Lee"]`.
    """
    marked = (
        [tag for tag in page.tags_saying(*BYLINE_MARKS) if _is_author(page.values(tag))]
        if heading is not None
        else []
    )
    for level in list(page.ancestors(heading or 0))[:_CLIMB]:
        start, stop = page.nesting.at[level], page.nesting.end[level]
        if page.names[start] == "body":
            return []
        for tag in [t for t in marked if start < t < stop][:10]:
            inside = page.tags_inside(tag)
            links = [line for i in inside if page.names[i] == "a" and (line := page.text_of(i))][
                :10
            ]
            lines = links if len(links) > 1 else [page.text_of(tag)]
            if all(map(_is_byline, lines)) and not _in_card(page, tag, level):
                return lines
    return []


def _marked_authors(page: Document) -> list[str]:
    """The names that the markup says are authors': of links to them, and of microdata."""
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
        if (line := page.text_of(tag)) and count_words(line) <= 8
    ]


def _is_person(lines: list[str], own: set[str]) -> bool:
    """Whether some line names somebody, and some line is not only the site's name."""
    return any(n for line in lines for n in split_names(line)) and any(
        fold_name(line) not in own for line in lines
    )


def _is_author(values: dict[str, str]) -> bool:
    return bool(BYLINE_CLASS.search(values.get("class", ""))) or "author" in (
        values.get("itemprop"),
        values.get("rel"),
    )


def _is_byline(line: str) -> bool:
    """Whether a line is names and no more: two to eight words, no figures, no sentence; `By Ann
    Lee` is one.
    """
    bare = BY.sub("", line)
    names = bare.split()
    is_named = len(names) >= 2 or bare != line
    is_plain = len(line.split()) <= 9 and not re.search(r"[\d:!?…@]", bare)
    return (
        is_named
        and is_plain
        and all(n[0].isupper() or not n[0].isalpha() or len(n) < 4 for n in names)
    )


def _in_card(page: Document, tag: int, level: int) -> bool:
    """Whether an element below `level` stands in a list, an aside or a form."""
    for element in page.ancestors(tag):
        if element == level:
            break
        if page.name_of(element) in ("aside", "nav", "footer", "ul", "ol", "form"):
            return True
    return False
